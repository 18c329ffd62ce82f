package localdb

import (
	"os/exec"
	"runtime"
)

// process is one of PostgreSQL's programs at work. When it has ended, ended is closed and err has how.
type process struct {
	*exec.Cmd
	ended chan struct{}
	err   error
}

// spawn starts one of PostgreSQL's programs as the account, in a folder that it can enter, with an environment that has
// nothing of ours, neither secrets nor settings for PostgreSQL's clients. What it says is in English, for us to read.
//
// The thread that started it lives as long as it does, for on Linux the program is stopped when that thread ends (prctl(2),
// PR_SET_PDEATHSIG).
func spawn(cmd *exec.Cmd, as account) (*process, error) {
	cmd.SysProcAttr = attributes(as)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	p, started := &process{Cmd: cmd, ended: make(chan struct{})}, make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the program
		err := cmd.Start()
		started <- err
		if err == nil {
			p.err = cmd.Wait()
			close(p.ended)
		}
	}()
	return p, <-started
}
