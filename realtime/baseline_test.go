package realtime_test

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sys/unix"
)

// What the hub is measured against. Both send prepared frames over gorilla/websocket and know neither rooms nor positions:
//
// A has a channel and a writer goroutine per socket, as gorilla's own example and most Go programs do.
// B has one loop that writes to each socket in turn, and small buffers.
//
// And bare is no server at all: one write system call for each socket and event. What it costs is the kernel's, and what nobody who
// writes once for each event can go below: beside it one sees how much of the hub's time is its own.

type baseline struct {
	upgrader websocket.Upgrader
	queued   bool // A

	mu      sync.Mutex
	sockets map[*websocket.Conn]chan *websocket.PreparedMessage
}

func newA() *baseline {
	return &baseline{queued: true, sockets: make(map[*websocket.Conn]chan *websocket.PreparedMessage)}
}

func newB() *baseline {
	return &baseline{
		upgrader: websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 512, WriteBufferPool: &sync.Pool{}},
		sockets:  make(map[*websocket.Conn]chan *websocket.PreparedMessage),
	}
}

func (s *baseline) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.upgrader.CheckOrigin = func(r *http.Request) bool { return true }
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	queue := make(chan *websocket.PreparedMessage, 128)
	s.mu.Lock()
	s.sockets[ws] = queue
	ws.WriteMessage(websocket.TextMessage, []byte(`{"t":"hello"}`))
	s.mu.Unlock()
	if s.queued {
		go writePump(ws, queue)
	}
	go func() {
		readAll(ws)
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.sockets, ws)
		close(queue)
		ws.Close()
	}()
}

// readAll reads and forgets, as long as the connection lives.
func readAll(ws *websocket.Conn) {
	for {
		if _, _, err := ws.NextReader(); err != nil {
			return
		}
	}
}

// bare writes frames to files.
type bare struct {
	upgrader websocket.Upgrader
	mu       sync.Mutex
	files    []int
}

func (s *bare) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.upgrader.CheckOrigin = func(r *http.Request) bool { return true }
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ws.WriteMessage(websocket.TextMessage, []byte(`{"t":"hello"}`))
	raw, err := ws.NetConn().(*net.TCPConn).SyscallConn()
	orPanic(err)
	orPanic(raw.Control(func(fd uintptr) { s.files = append(s.files, int(fd)) }))
	go readAll(ws)
}

func (s *bare) publish(n int) error {
	frame := binary.BigEndian.AppendUint16([]byte{0x81, 126}, eventBytes)
	frame = append(frame, make([]byte, eventBytes)...)
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		for _, fd := range s.files {
			if _, err := unix.Write(fd, frame); err != nil {
				return err
			}
		}
	}
	return nil
}

// writePump is that of gorilla/websocket/examples/chat/client.go, with prepared messages.
func writePump(ws *websocket.Conn, queue chan *websocket.PreparedMessage) {
	ticker := time.NewTicker(54 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case m, ok := <-queue:
			ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if !ok {
				return
			}
			ws.WritePreparedMessage(m)
		case <-ticker.C:
			ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
			ws.WriteMessage(websocket.PingMessage, nil)
		}
	}
}

// publish sends n events to all sockets.
func (s *baseline) publish(n int) error {
	text := fmt.Sprintf(`{"t":"event","html":"%s"}`, strings.Repeat("x", eventBytes-23))
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		m, err := websocket.NewPreparedMessage(websocket.TextMessage, []byte(text))
		if err != nil {
			return err
		}
		for ws, queue := range s.sockets {
			if s.queued {
				queue <- m
			} else {
				ws.WritePreparedMessage(m)
			}
		}
	}
	return nil
}
