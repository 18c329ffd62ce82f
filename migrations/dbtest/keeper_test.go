package dbtest_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tinig/migrations/dbtest"
)

// userName is what this test program is called when it is one of the users of a PostgreSQL.
const userName = "tinig-dbtest-user"

func TestMain(m *testing.M) {
	if os.Args[0] == userName {
		use(os.Args[1])
	}
	os.Exit(m.Run())
}

// use is a test program in short: it says which PostgreSQL it has, and ends with its input.
func use(dir string) {
	base, err := dbtest.Enter(dir)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(base)
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

func startUser(t *testing.T, dir string) (base string, user *exec.Cmd) {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	user = exec.Command(self)
	user.Args = []string{userName, dir}
	_, err = user.StdinPipe()
	must(t, err)
	out, err := user.StdoutPipe()
	must(t, err)
	must(t, user.Start())
	t.Cleanup(func() { end(user) })
	base, err = bufio.NewReader(out).ReadString('\n')
	must(t, err)
	if !strings.HasPrefix(base, "host=") {
		t.Fatalf("the user says: %s", base)
	}
	return strings.TrimSpace(base), user
}

// end kills a user: nothing may depend on its leaving in good order.
func end(user *exec.Cmd) {
	user.Process.Kill()
	user.Wait()
}

func TestTestProgramsShareOnePostgreSQLThatEndsWithTheLastHoweverTheyEnd(t *testing.T) {
	dir := folder(t)
	base, first := startUser(t, dir)
	began := query(t, base, "SELECT pg_postmaster_start_time()::text")
	other, second := startUser(t, dir)
	if query(t, other, "SELECT pg_postmaster_start_time()::text") != began {
		t.Error("two test programs have a PostgreSQL each")
	}
	end(first)
	if query(t, base, "SELECT 'alive'") != "alive" {
		t.Error("it ended with the program that started it")
	}
	end(second)
	eventually(t, "PostgreSQL and its keeper end", func() bool { return free(t, dir) })
}

func TestTheNextRunFindsTheFilesAndNotTheDatabasesOfKilledTests(t *testing.T) {
	dir := folder(t)
	base, user := startUser(t, dir)
	cluster := query(t, base, "SELECT system_identifier::text FROM pg_control_system()")
	change(t, base, "CREATE DATABASE scratch_left")
	change(t, base, "CREATE DATABASE template_old")
	end(user)
	eventually(t, "the keeper ends", func() bool { return free(t, dir) })
	base, _ = startUser(t, dir)
	if query(t, base, "SELECT system_identifier::text FROM pg_control_system()") != cluster {
		t.Error("the files were made again")
	}
	if n := query(t, base, "SELECT count(*) FROM pg_database WHERE datname ~ '_(left|old)$'"); n != "0" {
		t.Errorf("%s databases are left", n)
	}
}

// Nothing is synced to disk, so what a power cut or a kill leaves must not be trusted.
func TestAfterAKeeperWasKilledTheFilesAreMadeAgain(t *testing.T) {
	dir := folder(t)
	base, user := startUser(t, dir)
	cluster := query(t, base, "SELECT system_identifier::text FROM pg_control_system()")
	must(t, syscall.Kill(parentOfPostgres(t, dir), syscall.SIGKILL))
	end(user)
	eventually(t, "the keeper is dead", func() bool { return unheld(t, filepath.Join(dir, "keeper")) })
	base, _ = startUser(t, dir)
	if query(t, base, "SELECT system_identifier::text FROM pg_control_system()") == cluster {
		t.Error("the files were kept")
	}
}

// parentOfPostgres is the keeper: the owner that localdb wrote down.
func parentOfPostgres(t *testing.T, dir string) (pid int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "data", "lock"))
	must(t, err)
	_, err = fmt.Sscan(string(text), &pid)
	must(t, err)
	return pid
}

// free says whether nobody holds the keeper's lock, nor PostgreSQL the one on its files.
func free(t *testing.T, dir string) bool {
	t.Helper()
	clusters, err := filepath.Glob(filepath.Join(dir, "data", "pg[0-9]*"))
	must(t, err)
	return unheld(t, append(clusters, filepath.Join(dir, "keeper"))...)
}

// unheld says whether nobody holds the lock of any of these files.
func unheld(t *testing.T, paths ...string) bool {
	t.Helper()
	for _, path := range paths {
		f, err := os.Open(path)
		must(t, err)
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		f.Close()
		if err != nil {
			return false
		}
	}
	return true
}

// folder is an empty folder that PostgreSQL's user can enter, unlike testing's own. Before it goes everybody has left it.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "dbtest-")
	must(t, err)
	must(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() {
		eventually(t, "all have left", func() bool { return free(t, dir) })
		os.RemoveAll(dir)
	})
	return dir
}

func query(t *testing.T, url, q string) string {
	t.Helper()
	db, err := sql.Open("postgres", url)
	must(t, err)
	defer db.Close()
	var value string
	must(t, db.QueryRow(q).Scan(&value))
	return value
}

func change(t *testing.T, url, q string) {
	t.Helper()
	db, err := sql.Open("postgres", url)
	must(t, err)
	defer db.Close()
	_, err = db.Exec(q)
	must(t, err)
}

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 30 seconds: %s", what)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
