package localdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// Running gives the connection string of each database of the cluster that another process has started on a data folder; it is nil when nobody
// has.
func Running(dir string) (url func(name string) string, err error) {
	file, err := os.Open(filepath.Join(dir, "lock"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the data folder can't be read: %w", err)
	}
	defer file.Close()
	err = unix.Flock(int(file.Fd()), unix.LOCK_SH|unix.LOCK_NB)
	if !errors.Is(err, unix.EWOULDBLOCK) {
		return nil, err
	}
	_, socket := (&owner{file: file}).read()
	return func(name string) string { return urlOf(socket, client, name) }, nil
}

// Tools finds the folder of pg_dump and pg_restore for a server of a major version: of that version, else the next later one that is here.
// They are looked for like the server's programs, and not fetched.
func Tools(ctx context.Context, c Config, server int) (dir string, err error) {
	if c.Path == nil {
		c.Path = searchPath(cachePath())
	}
	var found []programs
	for _, pattern := range append([]string{c.Bin}, c.Path...) {
		dirs, _ := filepath.Glob(pattern) // a malformed pattern matches nothing
		for _, dir := range dirs {
			if p, ok := inspectTools(ctx, dir); ok && p.major >= server {
				found = append(found, p)
			}
		}
	}
	if len(found) == 0 {
		return "", noTools(c, server)
	}
	return slices.MinFunc(found, func(a, b programs) int { return a.major - b.major }).dir, nil
}

func noTools(c Config, server int) error {
	how := "install PostgreSQL's client programs, or name their folder in TINIG_POSTGRES_BIN"
	if command := c.command(true); command != "" {
		how = "run " + command
	}
	return fmt.Errorf("pg_dump and pg_restore of PostgreSQL %d or later are needed and aren't here: %s", server, how)
}

var toolLine = regexp.MustCompile(`^pg_(?:dump|restore) \(PostgreSQL\) (\d+)`)

// inspectTools asks the tools of a folder for their version. It is false when one is missing or doesn't run here.
func inspectTools(ctx context.Context, dir string) (p programs, ok bool) {
	for _, name := range []string{"pg_dump", "pg_restore"} {
		out, err := exec.CommandContext(ctx, filepath.Join(dir, name), "--version").Output()
		version := toolLine.FindSubmatch(out)
		if err != nil || version == nil {
			return p, false
		}
		p.major, _ = strconv.Atoi(string(version[1])) // digits, by the pattern
	}
	p.dir = dir
	return p, true
}
