package natstest

import (
	"os/exec"
	"syscall"
)

// endWithThread has the kernel end the server with the thread that starts it, in case the test is killed.
func endWithThread(server *exec.Cmd) {
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
