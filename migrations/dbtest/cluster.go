package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"tinig/server/localdb"
)

// cleanly is the file that says that the last keeper stopped PostgreSQL in good order. Nothing is synced to disk, so after
// anything else the cluster's files are not to be trusted.
const cleanly = "stopped-cleanly"

// open starts PostgreSQL on the files of the last run, or on new ones, and writes down how to reach it.
func open(dir string) (*localdb.Cluster, error) {
	data := filepath.Join(dir, "data")
	cluster, err := reopen(dir, data)
	if err != nil {
		if err := wipe(data); err != nil {
			return nil, err
		}
		if cluster, err = start(data); err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "url"), []byte(cluster.URL("postgres")), 0o600); err != nil {
		return nil, errors.Join(err, cluster.Close())
	}
	return cluster, nil
}

func start(data string) (*localdb.Cluster, error) {
	return localdb.Start(context.Background(), localdb.Config{Dir: data, Fast: true})
}

// reopen starts PostgreSQL on the files of the last run, if they are to be trusted.
func reopen(dir, data string) (*localdb.Cluster, error) {
	if err := os.Remove(filepath.Join(dir, cleanly)); err != nil {
		return nil, err
	}
	cluster, err := start(data)
	if err != nil {
		return nil, err
	}
	if err := sweep(cluster.URL("postgres")); err != nil {
		return nil, errors.Join(err, cluster.Close())
	}
	return cluster, nil
}

// wipe removes the files of the last run. It starts PostgreSQL on them first, because that ends what a killed keeper has
// left running on them.
func wipe(data string) error {
	if _, err := os.Stat(data); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if cluster, err := start(data); err == nil {
		cluster.Close()
	}
	return os.RemoveAll(data)
}

// sweep drops the databases of tests that were killed, and templates of other tables than ours.
func sweep(url string) error {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return err
	}
	defer db.Close()
	names, err := strays(db)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := db.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			return err
		}
	}
	return nil
}

func strays(db *sql.DB) (names []string, err error) {
	rows, err := db.Query("SELECT datname FROM pg_database WHERE datname ~ '^(scratch|template)_' AND datname <> $1", template())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
