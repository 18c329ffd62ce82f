package realtime

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"

	"github.com/gorilla/websocket"
)

// Buffers are small: what is read is a follow frame now and then, and nothing is written through gorilla.
const (
	readBuffer  = 512
	writeBuffer = 512
	readLimit   = 64 << 10
)

var writeBuffers sync.Pool

func upgraderFor(origins []string) websocket.Upgrader {
	return websocket.Upgrader{
		ReadBufferSize:  readBuffer,
		WriteBufferSize: writeBuffer,
		WriteBufferPool: &writeBuffers,
		CheckOrigin: func(r *http.Request) bool {
			origin := r.Header["Origin"]
			return len(origin) == 1 && slices.Contains(origins, origin[0])
		},
	}
}

// ServeHTTP is GET /live: it opens a socket for whoever holds the ticket, and returns; the socket lives on.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.stopping.Load() {
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	door := &hijacker{ResponseWriter: w}
	ws, err := h.upgrader.Upgrade(door, r, nil)
	if err != nil {
		return // The upgrader has answered.
	}
	door.conn.muted = true
	s := h.newSocket(ws, door.conn.Conn)
	go s.open(r.URL.Query().Get("ticket"))
}

func (h *Hub) newSocket(ws *websocket.Conn, conn net.Conn) *socket {
	s := &socket{
		hub:   h,
		shard: h.shards[int(h.next.Add(1))%len(h.shards)],
		conn:  conn,
		ws:    ws,
	}
	if c, ok := conn.(syscall.Conn); ok {
		s.raw, _ = c.SyscallConn() // On an error raw stays nil, and writing waits.
	}
	return s
}

// open sees who holds the ticket, and begins to read, or closes.
func (s *socket) open(ticket string) {
	code := s.redeem(ticket)
	if !s.shard.do(func() { s.shard.take(s) }) {
		s.conn.Close()
		return
	}
	if code == 0 {
		code = s.admit()
	}
	if code != 0 {
		s.end(code)
		s.drain()
		s.gone()
		return
	}
	s.say(helloFrame)
	go s.read() // On a new stack: this one has grown, and an idle socket is mostly its stack.
}

// redeem learns who holds the ticket. It returns the code to close with, or 0.
func (s *socket) redeem(ticket string) int {
	ctx, cancel := context.WithTimeout(s.hub.ctx, workTimeout)
	defer cancel()
	who, err := s.hub.config.Redeem(ctx, ticket)
	if err == nil {
		s.who = who
		return 0
	}
	if _, refused := s.hub.refused("", err); refused {
		return codeBadTicket
	}
	s.hub.report("redeeming a ticket", err)
	return codeFault
}

// admit watches her control channels. It returns the code to close with, or 0.
func (s *socket) admit() int {
	code, err := s.hub.admit(s.hub.ctx, s)
	if err != nil {
		s.hub.report("reading control channels", err)
		return codeFault
	}
	return code
}

// hijacker gives gorilla a connection that it can read from but, after the handshake, not write to: only the shard writes.
type hijacker struct {
	http.ResponseWriter
	conn *listening
}

type listening struct {
	net.Conn
	muted bool // what is written is dropped
}

func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.conn = &listening{Conn: conn}
	return h.conn, rw, nil
}

func (c *listening) Write(p []byte) (int, error) {
	if c.muted {
		return len(p), nil
	}
	return c.Conn.Write(p)
}
