package localdb

import (
	"os/exec"
	"runtime"
)

// spawn starts one of PostgreSQL's programs as the account, in a folder that it can enter, with an environment that has
// nothing of ours, neither secrets nor settings for PostgreSQL's clients. What it says is in English, for us to read.
//
// The channel has how the program ended. The thread that started it lives as long, for on Linux the program is stopped when
// that thread ends (prctl(2), PR_SET_PDEATHSIG).
func spawn(cmd *exec.Cmd, as account) (<-chan error, error) {
	cmd.SysProcAttr = attributes(as)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	started, ended := make(chan error), make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the program
		err := cmd.Start()
		started <- err
		if err == nil {
			ended <- cmd.Wait()
		}
	}()
	return ended, <-started
}
