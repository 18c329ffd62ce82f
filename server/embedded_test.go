package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/lib/pq"
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

// A first start on a full disk also told how it came along, beside why it ended; and PostgreSQL's own words, when it was
// PostgreSQL that found no room.
func TestAFullDiskIsOneLine(t *testing.T) {
	t.Parallel()
	data := enterable(t)
	bin := filepath.Join(filepath.Dir(data), "bin")
	for name, text := range map[string]string{
		"postgres": `echo "postgres (PostgreSQL) 15.1"`,
		"initdb":   `echo 'FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device' >&2; exit 1`,
	} {
		if err := errors.Join(os.MkdirAll(bin, 0o755), os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+text+"\n"), 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	program := exec.Command(os.Args[0], "-addr", "localhost:0", "-data", data)
	program.Env = append(os.Environ(), asProgram+"=1", "DATABASE_URL=", "TINIG_POSTGRES_BIN="+bin)
	var said bytes.Buffer
	program.Stderr = &said
	want := "tinig: the disk that holds " + data + " is full: make room"
	if err := program.Run(); program.ProcessState.ExitCode() != 1 || !strings.HasPrefix(said.String(), want) || strings.Count(said.String(), "\n") != 1 {
		t.Errorf("it ended with %v and said:\n%s", err, &said)
	}
	for _, err := range []error{&pq.Error{Code: "53100", Message: "wrote only 4096 of 8192 bytes"}, &fs.PathError{Err: syscall.ENOSPC}} {
		if told := tellFull(fmt.Errorf("writing: %w", err), data); !strings.Contains(told.Error(), "is full: make room") {
			t.Errorf("%v is told as %v", err, told)
		}
	}
}

// An end that goes wrong after a start that went wrong is told on the same line.
func TestTwoThingsThatWentWrongAreOneLine(t *testing.T) {
	t.Parallel()
	both := errors.Join(errors.New("the first"), errors.New("the second"))
	if line := oneLine(both); line != "the first; the second" {
		t.Errorf("it says %q", line)
	}
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
