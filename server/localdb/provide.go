package localdb

import (
	"context"
	"database/sql"
	"fmt"

	_ "github.com/lib/pq"
)

// provide sees to it that the program's database and the user who owns it exist, who may make others: a backup is tried in one. Each step is looked for by itself, since
// an earlier start may have ended between them.
func provide(ctx context.Context, cl *Cluster) error {
	db, err := sql.Open("postgres", cl.url(superuser, "postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	steps := []struct{ exists, create string }{
		{"SELECT count(*) FROM pg_roles WHERE rolname = '" + client + "'", "CREATE ROLE " + client + " LOGIN CREATEDB"},
		{"SELECT count(*) FROM pg_roles WHERE rolname = '" + client + "' AND rolcreatedb", "ALTER ROLE " + client + " CREATEDB"},
		{"SELECT count(*) FROM pg_database WHERE datname = '" + database + "'", "CREATE DATABASE " + database + " OWNER " + client},
	}
	for _, s := range steps {
		if err := createMissing(ctx, db, s.exists, s.create); err != nil {
			return fmt.Errorf("making the database: %w", err)
		}
	}
	return nil
}

func createMissing(ctx context.Context, db *sql.DB, exists, create string) error {
	var n int
	if err := db.QueryRowContext(ctx, exists).Scan(&n); err != nil || n > 0 {
		return err
	}
	_, err := db.ExecContext(ctx, create)
	return err
}
