// Package natstest gives a test a real NATS server: the nats-server of the machine, on a free port of the loopback, for as long
// as the test runs. It may be imported by tests only.
package natstest

import (
	"fmt"
	"net"
	"os/exec"
	"runtime"
	"testing"
	"time"
)

// Start returns the URL of a server that ends with the test. Where none is installed the test fails.
func Start(t testing.TB) string {
	t.Helper()
	program, err := exec.LookPath("nats-server")
	if err != nil {
		program, err = exec.LookPath("/usr/sbin/nats-server") // Not on everyone's PATH.
	}
	if err != nil {
		t.Fatal("this test needs a NATS server: apt-get install nats-server")
	}
	address := FreeAddress(t)
	host, port, _ := net.SplitHostPort(address)
	server := exec.Command(program, "-a", host, "-p", port)
	runtime.LockOSThread()
	endWithThread(server)
	if err := server.Start(); err != nil {
		t.Fatalf("starting nats-server: %v", err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
		runtime.UnlockOSThread()
	})
	for range 400 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return fmt.Sprintf("nats://%s", address)
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("nats-server doesn't answer")
	return ""
}

// FreeAddress is an address of the loopback where nobody listens.
func FreeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
