package realtime_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// crowd is a number of sockets held by a process of their own. It counts events, and writes a line whenever another step of them
// has arrived, whoever got them.
type crowd struct {
	helper
	arrived  int64 // as far as it was told
	expected int64
}

// newCrowd opens sockets on the server at address, each saying follow once, and returns when all are greeted.
func newCrowd(address string, sockets, step int, follow string) *crowd {
	c := &crowd{helper: startHelper("crowd", address, strconv.Itoa(sockets), strconv.Itoa(step), follow)}
	c.number()
	return c
}

// await waits until no more than so many of the expected events are on their way.
func (c *crowd) await(underway int64) {
	for c.expected-c.arrived > underway {
		c.arrived = c.number()
	}
}

// beCrowd is the crowd's process: one thread for all sockets, so that it keeps up with any server.
func beCrowd(address, count, steps, follow string) error {
	sockets, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	step, err := strconv.ParseInt(steps, 10, 64)
	if err != nil {
		return err
	}
	if err := allowFiles(uint64(sockets) + 100); err != nil {
		return err
	}
	places, err := joinAll(address, sockets, follow)
	if err != nil {
		return err
	}
	fmt.Println(0)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	return countEvents(places, step)
}

// joinAll opens the sockets and returns their files, greeted and following.
func joinAll(address string, sockets int, follow string) ([]int, error) {
	files := make([]int, sockets)
	errs := make(chan error, sockets)
	turns := make(chan struct{}, 64)
	for i := range sockets {
		turns <- struct{}{}
		go func() {
			defer func() { <-turns }()
			var err error
			files[i], err = join(address, i, follow)
			errs <- err
		}()
	}
	for range sockets {
		if err := <-errs; err != nil {
			return nil, fmt.Errorf("joining the crowd: %w", err)
		}
	}
	return files, nil
}

func join(address string, ticket int, follow string) (int, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET /live?ticket=%d HTTP/1.1\r\nHost: x\r\nOrigin: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", ticket, origin)
	r := bufio.NewReader(conn)
	response, err := http.ReadResponse(r, nil)
	if err != nil {
		return 0, err
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		return 0, fmt.Errorf("the answer is %s", response.Status)
	}
	if _, err := r.Discard(len(greeting)); err != nil {
		return 0, err
	}
	if _, err := conn.Write(maskedText(follow)); err != nil {
		return 0, err
	}
	file, err := conn.(*net.TCPConn).File()
	if err != nil {
		return 0, err
	}
	defer file.Close()
	return unix.Dup(int(file.Fd()))
}

// Every contender greets with this frame.
const greeting = "\x81\x0d" + `{"t":"hello"}`

// maskedText is a client's text frame, under a mask of zeros.
func maskedText(text string) []byte {
	frame := []byte{0x81, 0x80 | 126}
	frame = binary.BigEndian.AppendUint16(frame, uint16(len(text)))
	return append(append(frame, 0, 0, 0, 0), text...)
}

// countEvents reads from all files and tells whenever another step of events has come.
func countEvents(files []int, step int64) error {
	poll, err := unix.EpollCreate1(0)
	if err != nil {
		return err
	}
	streams := make([]frames, slices.Max(files)+1) // by file
	for _, fd := range files {
		if err := unix.SetNonblock(fd, true); err != nil {
			return err
		}
		if err := unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}); err != nil {
			return err
		}
	}
	var total, told int64
	ready := make([]unix.EpollEvent, 256)
	buffer := make([]byte, 64<<10)
	for {
		n, err := unix.EpollWait(poll, ready, -1)
		if err != nil && err != unix.EINTR {
			return err
		}
		for _, e := range ready[:max(n, 0)] {
			n, err := unix.Read(int(e.Fd), buffer)
			if n <= 0 && err != unix.EAGAIN {
				return fmt.Errorf("a socket of the crowd ended: %v", err)
			}
			events, pings := streams[e.Fd].count(buffer[:max(n, 0)])
			total += events
			if pings > 0 {
				unix.Write(int(e.Fd), []byte(pong))
			}
		}
		if now := total / step * step; now > told {
			told = now
			fmt.Println(told)
		}
	}
}

// pong is a client's, without data, under a mask of zeros.
const pong = "\x8a\x80\x00\x00\x00\x00"

// frames counts what a socket brings: events are the long text frames.
type frames struct {
	head []byte // of a frame whose length isn't known yet
	skip int    // of a frame whose length is
}

func (f *frames) count(b []byte) (events, pings int64) {
	for len(b) > 0 {
		if f.skip > 0 {
			n := min(f.skip, len(b))
			f.skip -= n
			b = b[n:]
			continue
		}
		if len(f.head) == 0 && len(b) >= 4 && b[1] == 126 { // The usual case, without looking at it byte by byte.
			f.skip = int(binary.BigEndian.Uint16(b[2:]))
			b = b[4:]
			events++
			continue
		}
		f.head = append(f.head, b[0])
		b = b[1:]
		if len(f.head) < 2 || f.head[1] >= 126 && len(f.head) < 4 {
			continue
		}
		f.skip = int(f.head[1])
		if f.skip == 126 {
			f.skip = int(binary.BigEndian.Uint16(f.head[2:]))
			events++
		}
		if f.head[0] == 0x89 {
			pings++
		}
		f.head = f.head[:0]
	}
	return events, pings
}
