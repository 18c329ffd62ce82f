package stream_test

import (
	"fmt"
	"log/slog"
	"net"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/realtime/stream"
)

func connect(t testing.TB, url string) *sqlx.DB {
	t.Helper()
	db, err := sqlx.Connect("postgres", url)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

// natsBus returns buses of one real NATS server, which ends with the test.
func natsBus(t *testing.T) func(*testing.T, string) stream.Bus {
	url := natsServer(t)
	return func(t *testing.T, _ string) stream.Bus {
		bus, err := stream.NATS(url, slog.New(slog.NewTextHandler(t.Output(), nil)))
		must(t, err)
		t.Cleanup(func() { bus.Close() })
		return bus
	}
}

// natsServer starts the nats-server of the machine on a free port of the loopback and returns its URL.
func natsServer(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("nats-server")
	if err != nil {
		program, err = exec.LookPath("/usr/sbin/nats-server")
	}
	if err != nil {
		t.Fatal("this test needs a NATS server: apt-get install nats-server")
	}
	port := freePort(t)
	runtime.LockOSThread() // The server ends with the thread that started it, were the test killed.
	server := exec.Command(program, "-a", "127.0.0.1", "-p", fmt.Sprint(port))
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	must(t, server.Start())
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	address := fmt.Sprintf("127.0.0.1:%d", port)
	for range 200 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return "nats://" + address
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("nats-server doesn't answer")
	return ""
}

func freePort(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func TestNATSThatIsAwayDoesNotStopTheProgram(t *testing.T) {
	bus, err := stream.NATS(fmt.Sprintf("nats://127.0.0.1:%d", freePort(t)), slog.New(slog.NewTextHandler(t.Output(), nil)))
	must(t, err)
	defer bus.Close()
	bus.Publish([]stream.Wakeup{{Channel: channel(), Seq: 1}})
}
