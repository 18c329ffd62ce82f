//go:build !linux

package realtime

import "golang.org/x/sys/unix"

// send offers bytes to the kernel once. Sockets of package net never wait.
func send(fd int, b []byte) (int, error) {
	return unix.Write(fd, b)
}
