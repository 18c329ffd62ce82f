package realtime_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// The environment variable that turns the test program into the crowd of a benchmark: "<address> <sockets> <step> <follow frame>".
const crowdEnv = "REALTIME_CROWD"

// crowd is a number of sockets held by another process, so that a benchmark measures the server alone. It counts events, and
// writes a line whenever another step of them has arrived, whoever got them.
type crowd struct {
	b        *testing.B
	process  *exec.Cmd
	end      io.Closer
	lines    *bufio.Scanner
	arrived  int64 // as far as it was told
	expected int64
}

// newCrowd opens sockets on the server at address, each saying follow once.
func newCrowd(b *testing.B, address string, sockets, step int, follow string) *crowd {
	b.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %d %s", crowdEnv, address, sockets, step, follow))
	process.Stderr = os.Stderr
	end, err := process.StdinPipe()
	must(b, err)
	out, err := process.StdoutPipe()
	must(b, err)
	must(b, process.Start())
	c := &crowd{b: b, process: process, end: end, lines: bufio.NewScanner(out)}
	c.line() // All are connected.
	return c
}

// leave closes the sockets.
func (c *crowd) leave() {
	c.end.Close()
	c.process.Wait()
}

func (c *crowd) line() int64 {
	c.b.Helper()
	if !c.lines.Scan() {
		c.b.Fatal("the crowd ended")
	}
	n, err := strconv.ParseInt(c.lines.Text(), 10, 64)
	must(c.b, err)
	return n
}

// await waits until no more than so many of the expected events are on their way.
func (c *crowd) await(underway int64) {
	for c.expected-c.arrived > underway {
		c.arrived = c.line()
	}
}

// beCrowd is the other process.
func beCrowd(arguments string) error {
	fields := strings.SplitN(arguments, " ", 4)
	sockets, _ := strconv.Atoi(fields[1])
	step, _ := strconv.ParseInt(fields[2], 10, 64)
	if err := allowFiles(uint64(sockets) + 1000); err != nil {
		return err
	}
	if err := pin(1); err != nil {
		return err
	}
	m := &counter{step: step}
	var dialing sync.WaitGroup
	places := make(chan struct{}, 64)
	for i := range sockets {
		places <- struct{}{}
		dialing.Go(func() {
			defer func() { <-places }()
			if err := m.join(fields[0], i, fields[3]); err != nil {
				fmt.Fprintln(os.Stderr, "joining the crowd:", err)
				os.Exit(1)
			}
		})
	}
	dialing.Wait()
	fmt.Println(0)
	io.Copy(io.Discard, os.Stdin)
	return nil
}

// counter counts events of all sockets.
type counter struct {
	step  int64
	total atomic.Int64
	mu    sync.Mutex
}

func (m *counter) add(n int64) {
	if now := m.total.Add(n); now/m.step != (now-n)/m.step {
		m.mu.Lock()
		defer m.mu.Unlock()
		fmt.Println(m.total.Load() / m.step * m.step)
	}
}

// join opens a socket, follows, and counts from a goroutine.
func (m *counter) join(address string, i int, follow string) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	fmt.Fprintf(conn, "GET /live?ticket=%d HTTP/1.1\r\nHost: x\r\nOrigin: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", i, origin)
	r := bufio.NewReaderSize(conn, 8<<10)
	response, err := http.ReadResponse(r, nil)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("the answer is %s", response.Status)
	}
	if _, err := conn.Write(maskedText(follow)); err != nil {
		return err
	}
	if _, err := skipFrame(r); err != nil { // The greeting.
		return err
	}
	go m.count(r)
	return nil
}

// count tells of what a read brought when all of it is counted.
func (m *counter) count(r *bufio.Reader) {
	var n int64
	for {
		if r.Buffered() == 0 && n > 0 {
			m.add(n)
			n = 0
		}
		event, err := skipFrame(r)
		if err != nil {
			return
		}
		if event {
			n++
		}
	}
}

// skipFrame reads over a frame and reports whether it is an event.
func skipFrame(r *bufio.Reader) (event bool, err error) {
	head, err := r.Peek(2)
	if err != nil {
		return false, err
	}
	header, size := 2, int(head[1])
	switch size {
	case 126:
		if head, err = r.Peek(4); err != nil {
			return false, err
		}
		header, size = 4, int(binary.BigEndian.Uint16(head[2:]))
	case 127:
		if head, err = r.Peek(10); err != nil {
			return false, err
		}
		header, size = 10, int(binary.BigEndian.Uint64(head[2:]))
	}
	const start = `{"t":"e`
	if size >= len(start) {
		if head, err = r.Peek(header + len(start)); err != nil {
			return false, err
		}
		event = string(head[header:]) == start
	}
	_, err = r.Discard(header + size)
	return event, err
}

// maskedText is a client's text frame, under a mask of zeros.
func maskedText(text string) []byte {
	frame := []byte{0x81, 0x80 | 126}
	frame = binary.BigEndian.AppendUint16(frame, uint16(len(text)))
	return append(append(frame, 0, 0, 0, 0), text...)
}

// allowFiles raises the number of files that this process may open.
func allowFiles(n uint64) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if limit.Cur >= n {
		return nil
	}
	limit.Cur, limit.Max = n, max(limit.Max, n)
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}

// pin keeps this process on one core, so that server and crowd don't take turns on it.
func pin(core int) error {
	var set unix.CPUSet
	set.Set(core)
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, thread := range threads {
		id, _ := strconv.Atoi(thread.Name())
		if err := unix.SchedSetaffinity(id, &set); err != nil {
			return err
		}
	}
	return nil
}
