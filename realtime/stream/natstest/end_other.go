//go:build !linux

package natstest

import "os/exec"

// endWithThread does nothing here: a server whose test is killed stays.
func endWithThread(*exec.Cmd) {}
