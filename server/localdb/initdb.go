package localdb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// locales are what a new cluster sorts by, the best first: ICU's root collation, which serves every language alike, over
// ctypes that know all of Unicode. Not every build has ICU and not every system C.UTF-8.
var locales = [][]string{
	{"--locale-provider=icu", "--icu-locale=und", "--locale=C.UTF-8"},
	{"--locale-provider=icu", "--icu-locale=und", "--locale=C"},
	{"--locale=C.UTF-8"},
	{"--locale=C"},
}

// initialise makes the cluster's folder, whole or not at all: it is made under another name, which the next attempt clears.
func initialise(ctx context.Context, p programs, as account, cluster string, fast bool) error {
	work := cluster + ".new"
	var err error
	for _, l := range locales {
		if err = initdb(ctx, p, as, work, l, fast); err == nil {
			return os.Rename(work, cluster)
		}
		if clear := os.RemoveAll(work); clear != nil {
			return clear
		}
		if !errors.Is(err, errLocale) {
			return err
		}
	}
	return err
}

// initdb makes a cluster whose superuser is postgres, in a folder of its own.
func initdb(ctx context.Context, p programs, as account, dir string, locale []string, fast bool) error {
	if err := emptyDir(dir, as); err != nil {
		return diskError(filepath.Dir(dir), err)
	}
	args := append([]string{"-D", dir, "-U", superuser, "--auth=trust", "--encoding=UTF8"}, locale...)
	if fast {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(p.dir, "initdb"), args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // and the postgres that it runs
	made, err := spawn(cmd, as)
	if err == nil {
		<-made.ended
		err = made.err
	}
	if err != nil {
		return initdbError(filepath.Dir(dir), out.String(), err)
	}
	return nil
}

func emptyDir(dir string, as account) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	return as.give(dir)
}

// errLocale says that this PostgreSQL, or this system, lacks a locale.
var errLocale = errors.New("no such locale")

func initdbError(data, out string, err error) error {
	switch {
	case strings.Contains(out, "ICU is not supported"), strings.Contains(out, "invalid locale"):
		return fmt.Errorf("making the database: %w: %s", errLocale, lastLine(out))
	case saysFull(out):
		return diskError(data, syscall.ENOSPC)
	case strings.Contains(out, "could not look up effective user ID"):
		return fmt.Errorf("PostgreSQL needs a name for the user it runs as, and user id %d has none here: add it (useradd -u %d tinig), or start as another user", os.Geteuid(), os.Geteuid())
	}
	return fmt.Errorf("making the database in %s: %w: %s", data, err, complaint(out))
}

// diskError says what to do when the disk won't take what we write.
func diskError(data string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("the disk that holds %s is full: make room (100 MB to begin with) and start again, or name another data folder with -data", data)
	}
	return fmt.Errorf("writing to the data folder: %w", err)
}

// saysFull tells a full disk from what PostgreSQL says, which may be that the system took a part of what it wrote.
func saysFull(out string) bool {
	return strings.Contains(out, "No space left") || strings.Contains(out, "wrote only") || strings.Contains(out, "Disk quota exceeded")
}

// complaint is the line of a program's output that tells why it gave up.
func complaint(out string) string {
	for line := range strings.Lines(out) {
		for _, mark := range []string{"FATAL:", "PANIC:", "error:", "could not"} {
			if at := strings.Index(line, mark); at >= 0 {
				return strings.TrimSpace(line[at:])
			}
		}
	}
	return lastLine(out)
}

func lastLine(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
