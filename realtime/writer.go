package realtime

import (
	"net"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// How much one write offers, in how many pieces; how much of a socket's own may wait; and how long a connection that
// can only be written to by waiting may keep its writer waiting.
const (
	maxOffer   = 256 << 10
	maxPieces  = 16
	maxOwn     = 64 << 10
	waitWithin = 30 * time.Second
)

// piece is bytes to be sent: a stretch of a segment from a cursor on, or of the socket's own when there is no cursor.
type piece struct {
	cursor *cursor
	at     *segment
	start  int
	bytes  []byte
}

// writer is a shard's means of writing, used for one socket at a time.
type writer struct {
	pieces  []piece
	buffers [][]byte
	n       int
	err     error
	attempt func(fd uintptr) // once, as a value made once
}

// flushNew sends a follower what is new in its feed. The usual case, nothing else pending and all of it in one segment, is done here:
// when ten thousand sockets have one event each, what counts is how little memory is looked at.
func (sh *shard) flushNew(c *cursor) {
	s := c.socket
	next := c.at.next.Load() // Before size, which is final once there is a next.
	size := int(c.at.size.Load())
	if s.full || len(s.own) > 0 || len(s.cursors) > 1 || s.raw == nil || next != nil || size == c.offset || c.at.gone.Load() {
		sh.flush(s)
		return
	}
	news := c.at.buf[c.offset:size]
	sh.out.buffers = append(sh.out.buffers[:0], news)
	n, err := sh.out.write(s)
	if err == nil && n == len(news) {
		c.offset = size
		return
	}
	sh.out.pieces = append(sh.out.pieces[:0], piece{c, c.at, c.offset, news})
	sh.wrote(s, n, err)
}

// flush sends a socket all that is pending, as far as it takes it without waiting.
func (sh *shard) flush(s *socket) {
	if s.full {
		return
	}
	sh.resync(s)
	sh.out.pieces = s.pending(sh.out.pieces[:0])
	if len(sh.out.pieces) == 0 {
		return
	}
	if s.raw == nil {
		sh.flushWaiting(s, slices.Clone(sh.out.pieces))
		return
	}
	sh.out.gather()
	n, err := sh.out.write(s)
	sh.wrote(s, n, err)
}

// wrote notes what the socket took of the pieces. A full one is left aside until it takes more.
func (sh *shard) wrote(s *socket, n int, err error) {
	if err != nil {
		s.conn.Close() // Its reader ends and tells.
		return
	}
	if s.sent(sh.out.pieces, n) {
		sh.afterwards(s)
		return
	}
	s.full = true
	go sh.awaitRoom(s)
}

// resync tells the socket of channels where it has missed something, and takes it out of them.
func (sh *shard) resync(s *socket) {
	for i := len(s.cursors) - 1; i >= 0; i-- {
		if c := s.cursors[i]; c.at.gone.Load() {
			s.own = append(s.own, resyncFrame(c.feed.room.channel)...)
			sh.unfollow(s, c)
		}
	}
}

// afterwards comes back for what exceeded one offer, or was published since, and lets go of a socket that has taken its goodbye.
func (sh *shard) afterwards(s *socket) {
	if s.ending && len(s.own) == 0 {
		s.hangUp()
		return
	}
	if len(s.own) > 0 || s.more() {
		sh.do(func() { sh.flush(s) })
	}
}

// pending lists what is to be sent: the socket's own, then each channel's frames.
func (s *socket) pending(pieces []piece) []piece {
	room := maxOffer
	if len(s.own) > 0 {
		pieces = append(pieces, piece{bytes: s.own})
		room -= len(s.own)
	}
	for _, c := range s.cursors {
		at, start := c.at, c.offset
		for room > 0 && len(pieces) < maxPieces {
			next := at.next.Load() // Before size, which is final once there is a next.
			size := int(at.size.Load())
			if size > start {
				pieces = append(pieces, piece{c, at, start, at.buf[start:size]})
				room -= size - start
			}
			if next == nil {
				break
			}
			at, start = next, 0
		}
	}
	return pieces
}

// more reports whether a cursor has something before it.
func (s *socket) more() bool {
	for _, c := range s.cursors {
		if c.at.next.Load() != nil || int(c.at.size.Load()) > c.offset {
			return true
		}
	}
	return false
}

// sent moves the socket past the first n bytes of the pieces, and reports whether that was all. The rest of a frame that was cut
// becomes the socket's own, so that it is finished before anything else, and every cursor stands at a frame's start.
func (s *socket) sent(pieces []piece, n int) bool {
	for _, p := range pieces {
		took := min(n, len(p.bytes))
		n -= took
		whole := took == len(p.bytes)
		switch {
		case p.cursor == nil:
			s.own = s.own[took:]
			if len(s.own) == 0 {
				s.own = nil
			}
		case whole:
			p.cursor.at, p.cursor.offset = p.at, p.start+took
		case took > 0:
			boundary := frameEnd(p.bytes, took)
			s.own = slices.Concat(p.bytes[took:boundary], s.own)
			p.cursor.at, p.cursor.offset = p.at, p.start+boundary
		}
		if !whole {
			return false
		}
	}
	return true
}

// gather lists the pieces' bytes for one write.
func (w *writer) gather() {
	w.buffers = w.buffers[:0]
	for _, p := range w.pieces {
		w.buffers = append(w.buffers, p.bytes)
	}
}

// write makes one attempt that never waits, and returns how much was taken. (RawConn.Control, not Write: that would lock out another
// writer, and there is none.)
func (w *writer) write(s *socket) (int, error) {
	if err := s.raw.Control(w.attempt); err != nil {
		return 0, err
	}
	return w.n, w.err
}

// once offers the buffers to the kernel. A full socket takes nothing, which is no error.
func (w *writer) once(fd uintptr) {
	for {
		if len(w.buffers) == 1 {
			w.n, w.err = send(int(fd), w.buffers[0])
		} else {
			w.n, w.err = unix.Writev(int(fd), w.buffers)
		}
		if w.err != unix.EINTR {
			break
		}
	}
	w.n = max(w.n, 0)
	if w.err == unix.EAGAIN {
		w.err = nil
	}
}

// awaitRoom waits until the kernel takes more for the socket, or the connection is closed. It writes nothing itself.
func (sh *shard) awaitRoom(s *socket) {
	s.raw.Write(writable)
	sh.do(func() {
		s.full = false
		sh.flush(s)
	})
}

// writable asks the kernel each time: the runtime forgets what it knew of the socket when the waiting begins.
func writable(fd uintptr) bool {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	n, err := unix.Poll(fds, 0)
	return n > 0 || err != nil && err != unix.EINTR
}

// flushWaiting sends the pieces from a goroutine of their own, over a connection that can only be written to by waiting.
func (sh *shard) flushWaiting(s *socket, pieces []piece) {
	s.full = true
	go func() {
		var buffers net.Buffers
		for _, p := range pieces {
			buffers = append(buffers, p.bytes)
		}
		s.conn.SetWriteDeadline(time.Now().Add(waitWithin))
		n, err := buffers.WriteTo(s.conn)
		if err != nil {
			s.conn.Close()
			return
		}
		sh.do(func() {
			s.full = false
			s.sent(pieces, int(n))
			sh.afterwards(s)
		})
	}()
}

// hangUp ends the sending side, so that the client reads the goodbye to its end; its reader closes the rest.
func (s *socket) hangUp() {
	if half, ok := s.conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
		return
	}
	s.conn.Close()
}
