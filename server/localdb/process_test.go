package localdb_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

func connect(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	must(t, db.Ping())
	return db
}

var quoted = regexp.MustCompile(`"([^"]*)"`)

// arguments is the command line that PostgreSQL was last started with, as it notes it down itself.
func arguments(t *testing.T, data string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(clusterDir(t, data), "postmaster.opts"))
	must(t, err)
	program, rest, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	args := []string{program}
	for _, m := range quoted.FindAllStringSubmatch(rest, -1) {
		args = append(args, m[1])
	}
	return args
}

// asOwnerOf runs a process as the user that a file belongs to.
func asOwnerOf(t *testing.T, file string) *syscall.SysProcAttr {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	st := stat(t, file)
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: st.Uid, Gid: st.Gid}}
}

// give makes a file belong to the user that another belongs to.
func give(t *testing.T, file, like string) {
	t.Helper()
	st := stat(t, like)
	must(t, os.Chown(file, int(st.Uid), int(st.Gid)))
}

func stat(t *testing.T, file string) *syscall.Stat_t {
	t.Helper()
	info, err := os.Stat(file)
	must(t, err)
	return info.Sys().(*syscall.Stat_t)
}
