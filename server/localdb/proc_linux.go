package localdb

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// attributes makes PostgreSQL a process group of its own, so that Ctrl-C in a terminal reaches the server first and lets it
// drain, and has the kernel stop it when the thread that started it ends.
func attributes(as account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as.cred, Setpgid: true, Pdeathsig: syscall.SIGINT}
}

// serving lists PostgreSQL's processes at work on a cluster, all of which stand in its folder: the postmaster, and what
// outlived it.
func serving(cluster string) []int {
	var pids []int
	cwds, _ := filepath.Glob("/proc/[0-9]*/cwd") // the pattern is well formed
	for _, link := range cwds {
		proc := filepath.Dir(link)
		cwd, _ := os.Readlink(link) // "" when it has ended or isn't ours to look at
		exe, _ := os.Readlink(filepath.Join(proc, "exe"))
		if cwd == cluster && strings.HasPrefix(filepath.Base(exe), "postgres") {
			pid, _ := strconv.Atoi(filepath.Base(proc)) // digits, by the pattern
			pids = append(pids, pid)
		}
	}
	return pids
}
