package realtime

import (
	"net"
	"slices"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

const maxFollowing = 20

// How long a socket that is closed has to take what it is told.
const endWithin = 400 * time.Millisecond

// socket is one follower's connection. Its reader goroutine reads; its shard writes.
type socket struct {
	// The shard's own; first what every event needs.
	raw     syscall.RawConn // nil when the connection can't be written to without waiting: TLS
	full    bool            // someone waits until it takes more
	ending  bool            // bye is in own: nothing else will be sent
	own     []byte          // to be sent before anything else: the rest of a frame that was cut, then whole frames
	cursors []*cursor
	index   int   // in shard.sockets
	due     int64 // when to look at it: nanoseconds of Unix time

	hub   *Hub
	shard *shard
	who   Follower
	conn  net.Conn
	ws    *websocket.Conn // for reading only
}

// say has the shard send frames of the socket's own.
func (s *socket) say(frames []byte) {
	s.shard.do(func() { s.shard.say(s, frames) })
}

// end has the shard close the socket with a code.
func (s *socket) end(code int) {
	s.shard.do(func() { s.shard.end(s, code) })
}

// say sends frames of the socket's own. Someone who asks for answers but doesn't read them is cut off.
func (sh *shard) say(s *socket, frames []byte) {
	if s.ending {
		return
	}
	if len(s.own) > maxOwn {
		s.conn.Close()
		return
	}
	s.own = append(s.own, frames...)
	sh.flush(s)
}

// end says goodbye, sends nothing else, and closes the connection when the goodbye is gone, or soon anyway.
func (sh *shard) end(s *socket, code int) {
	if s.ending {
		return
	}
	for len(s.cursors) > 0 {
		sh.unfollow(s, s.cursors[0])
	}
	s.ending = true
	if code != codeNormal {
		s.own = append(s.own, byeFrame(code)...)
	}
	s.own = append(s.own, closeFrame(code)...)
	s.conn.SetReadDeadline(time.Now().Add(endWithin))
	time.AfterFunc(endWithin, func() { s.conn.Close() })
	sh.flush(s)
}

// follow gives the socket a cursor, in place of one it has in the same channel.
func (sh *shard) follow(s *socket, c *cursor) {
	ch := c.feed.room.channel
	if i := slices.IndexFunc(s.cursors, func(old *cursor) bool { return old.feed.room.channel == ch }); i >= 0 {
		sh.unfollow(s, s.cursors[i])
	}
	switch {
	case s.ending:
		s.hub.drop(c)
	case len(s.cursors) == maxFollowing:
		s.hub.drop(c)
		sh.say(s, refusedFrame(ch, ""))
	default:
		c.socket = s
		c.feed.seats[sh.index].sit(c)
		s.cursors = append(s.cursors, c)
		sh.flush(s)
	}
}

// unfollow takes the cursor away.
func (sh *shard) unfollow(s *socket, c *cursor) {
	c.feed.seats[sh.index].stand(c)
	s.cursors = slices.DeleteFunc(s.cursors, func(other *cursor) bool { return other == c })
	s.hub.drop(c)
}

// drop gives a cursor's place up.
func (h *Hub) drop(c *cursor) {
	r := c.feed.room
	r.leave(c.feed)
	h.release(r)
}
