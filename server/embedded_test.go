package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The program used to live on without its database, and only /healthz said so: whoever started it had no reason to start it
// again.
func TestTheProgramEndsWithItsDatabaseAndStartsAgain(t *testing.T) {
	t.Parallel()
	p := &program{t: t, data: enterable(t), env: []string{"DATABASE_URL="}}
	addr := freeAddress(t)
	p.origin, p.args = "http://"+addr, []string{"-addr", addr, "-data", p.data}
	p.start()
	t.Cleanup(p.stop)
	if err := syscall.Kill(postmaster(t, p.data), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	p.cmd.Wait()
	said := strings.Split(strings.TrimSpace(p.output.String()), "\n")
	if last := said[len(said)-1]; p.cmd.ProcessState.ExitCode() != 1 || !strings.HasPrefix(last, "tinig: PostgreSQL ended by itself") ||
		!strings.Contains(last, "start again") || strings.Count(p.output.String(), "tinig: ") != 1 {
		t.Errorf("it ended with %d and said:\n%s", p.cmd.ProcessState.ExitCode(), p.output)
	}
	p.start()
}

// enterable is a folder that PostgreSQL's user can enter, unlike testing's own.
func enterable(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "tinig-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

// postmaster is the process of the PostgreSQL that keeps the data folder.
func postmaster(t *testing.T, data string) int {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(data, "pg*", "postmaster.pid")) // the pattern is well formed
	if len(files) != 1 {
		t.Fatalf("%d clusters run in %s", len(files), data)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}
