//go:build unix && !linux

package localdb

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// attributes makes PostgreSQL a process group of its own, so that Ctrl-C in a terminal reaches the server first and lets it
// drain. The kernel can't stop it when we are killed: the next owner does.
func attributes(as account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as.cred, Setpgid: true}
}

// serving is the postmaster at work on a cluster, told by its command line.
func serving(cluster string) []int {
	var pids []int
	out, _ := exec.Command("ps", "-axo", "pid=,command=").Output() // without ps we find none, and say so
	for line := range strings.Lines(string(out)) {
		number, command, _ := strings.Cut(strings.TrimSpace(line), " ")
		if pid, err := strconv.Atoi(number); err == nil && strings.Contains(command, "postgres -D "+cluster+" ") {
			pids = append(pids, pid)
		}
	}
	return pids
}
