package dbtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

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

// folder is where the shared PostgreSQL is.
func folder() (string, error) {
	cache, err := localdb.CacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "dbtest")
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755) // whatever the umask: PostgreSQL's user must be able to enter it
}

// enter makes this program a user of the PostgreSQL in a folder, for as long as it lives, and returns the connection string.
func enter(dir string) (string, error) {
	starting, err := lock(dir, "starting", unix.LOCK_EX)
	if err != nil {
		return "", err
	}
	defer unix.Close(starting)
	if _, err := lock(dir, "users", unix.LOCK_SH); err != nil { // ours until we end
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
	unix.Close(keeper)
	return hire(dir)
}

// lock opens a file of the folder and takes its lock. It returns the bare descriptor, since an os.File that nothing refers
// to is closed by the garbage collector, and the lock with it.
func lock(dir, name string, how int) (int, error) {
	fd, err := unix.Open(filepath.Join(dir, name), unix.O_RDWR|unix.O_CREAT|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return 0, fmt.Errorf("opening the lock %s: %w", name, err)
	}
	for {
		err = unix.Flock(fd, how)
		if err == nil {
			return fd, nil
		}
		if !errors.Is(err, unix.EINTR) {
			unix.Close(fd)
			return 0, fmt.Errorf("taking the lock %s: %w", name, err)
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
	cmd.Dir, cmd.SysProcAttr = "/", &syscall.SysProcAttr{Setsid: true}
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
	unix.Close(keeper) // before the lock on users, which ends with us: who waits for that one starts a keeper next
}
