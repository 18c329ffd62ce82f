package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"tinig/migrations"
	"tinig/server/localdb"
)

// The keeper is the process that runs PostgreSQL for all test programs: one of those programs' own executable, started once
// more under the name below, which never comes to its tests. It is not the child that a test program waits for, because
// that program may end before the others.
//
// Three file locks in the folder say who is there. They end with their holder, however it ends, so nothing has to be cleaned
// up after a crash:
//
//	starting  held alone by a program that looks for the keeper, or starts one
//	users     shared by every test program for as long as it lives; the keeper waits to hold it alone, and then ends
//	keeper    held alone by the keeper for as long as it lives
//
// PostgreSQL ends with the keeper, see localdb.
const keeperName = "tinig-dbtest-keeper"

// A keeper goes no further than this: before any test, and before flags are read.
func init() {
	if os.Args[0] == keeperName && len(os.Args) == 2 {
		unix.CloseOnExec(3) // else PostgreSQL would hold it too, and the answer have no end
		keep(os.Args[1], os.NewFile(3, "answer"))
		os.Exit(0)
	}
}

// membership is this program's lock on users. It is closed by our end only: a file that nothing refers to would be closed by
// the garbage collector.
var membership *os.File

// enter makes this program a user of the shared PostgreSQL, for as long as it lives, and returns the connection string.
func enter() (string, error) {
	if localdb.CacheDir() == "" {
		return "", errors.New("this user has no home: set HOME or XDG_CACHE_HOME")
	}
	dir := filepath.Join(localdb.CacheDir(), "dbtest")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	starting, err := lock(dir, "starting", unix.LOCK_EX)
	if err != nil {
		return "", err
	}
	defer starting.Close()
	if membership, err = lock(dir, "users", unix.LOCK_SH); err != nil {
		return "", err
	}
	keeper, err := lock(dir, "keeper", unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		base, err := os.ReadFile(filepath.Join(dir, "url"))
		return string(base), err
	}
	if err != nil {
		return "", err
	}
	keeper.Close()
	return hire(dir)
}

// lock opens a file of the folder and takes its lock.
func lock(dir, name string, how int) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = unix.Flock(int(f.Fd()), how)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, unix.EINTR) {
			f.Close()
			return nil, err
		}
	}
}

// hire starts a keeper and waits for its answer: the connection string, or what went wrong.
func hire(dir string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer r.Close()
	// Its standard input and outputs are /dev/null: "go test" waits for everybody who holds a test program's.
	cmd := exec.Command(self)
	cmd.Args = []string{keeperName, dir}
	cmd.ExtraFiles = []*os.File{w}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = cmd.Start()
	w.Close()
	if err != nil {
		return "", err
	}
	go cmd.Wait() // so that it is no zombie should it end before us
	answer, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	base, ok := strings.CutPrefix(string(answer), "ok ")
	if !ok {
		return "", fmt.Errorf("the keeper of PostgreSQL: %s", answer)
	}
	return base, nil
}

// keep runs PostgreSQL until no test program is left.
func keep(dir string, answer *os.File) {
	keeper, err := lock(dir, "keeper", unix.LOCK_EX|unix.LOCK_NB)
	if err != nil {
		fmt.Fprint(answer, err)
		return
	}
	cluster, err := open(dir)
	if err != nil {
		fmt.Fprint(answer, err)
		return
	}
	fmt.Fprint(answer, "ok ", cluster.URL("postgres"))
	answer.Close()
	_, err = lock(dir, "users", unix.LOCK_EX)
	if cluster.Close() == nil && err == nil {
		os.WriteFile(filepath.Join(dir, cleanly), nil, 0o600) // missing, it costs the next run a second
	}
	keeper.Close() // before the lock on users, which ends with us: who waits for that one starts a keeper next
}

// cleanly is the file that says that the last keeper stopped PostgreSQL in good order. Nothing is synced to disk, so after
// anything else the files are not to be trusted.
const cleanly = "stopped-cleanly"

// open starts PostgreSQL on the files of the last run, or on new ones.
func open(dir string) (*localdb.Cluster, error) {
	data := filepath.Join(dir, "data")
	cluster, err := reopen(dir, data)
	if err != nil {
		if err := os.RemoveAll(data); err != nil {
			return nil, err
		}
		cluster, err = localdb.Start(context.Background(), localdb.Config{Dir: data, Fast: true})
		if err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "url"), []byte(cluster.URL("postgres")), 0o600); err != nil {
		return nil, errors.Join(err, cluster.Close())
	}
	return cluster, nil
}

// reopen starts PostgreSQL on the files of the last run, and clears away the databases of tests that were killed and
// templates of other migrations.
func reopen(dir, data string) (*localdb.Cluster, error) {
	if err := os.Remove(filepath.Join(dir, cleanly)); err != nil {
		return nil, err
	}
	cluster, err := localdb.Start(context.Background(), localdb.Config{Dir: data, Fast: true})
	if err != nil {
		return nil, err
	}
	if err := sweep(cluster.URL("postgres")); err != nil {
		return nil, errors.Join(err, cluster.Close())
	}
	return cluster, nil
}

func sweep(url string) error {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return err
	}
	defer db.Close()
	var names []string
	rows, err := db.Query("SELECT datname FROM pg_database WHERE datname ~ '^(scratch|template)_' AND datname <> $1", "template_"+migrations.Digest()[:16])
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	for _, name := range names {
		if _, err := db.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			return err
		}
	}
	return rows.Err()
}
