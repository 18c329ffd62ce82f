package realtime

import (
	"errors"
	"io"
	"time"

	"github.com/gorilla/websocket"
)

// How many frames a client may send at once, and how long each takes to be allowed again.
const (
	frameBurst = 60
	frameEvery = time.Second
)

// read hears the client until it ends or breaks the rules, and ends the socket.
func (s *socket) read() {
	defer s.gone()
	s.ws.SetReadLimit(readLimit)
	quota := quota{left: frameBurst, since: time.Now()}
	s.ws.SetPingHandler(func(data string) error {
		s.say(pongFrame(data))
		return quota.take(time.Now())
	})
	s.ws.SetPongHandler(func(string) error { return s.heard() })
	s.ws.SetCloseHandler(func(int, string) error { return nil })
	err := s.heard()
	for err == nil {
		err = s.hear(&quota)
	}
	s.farewell(err)
}

// hear does what the client's next frame asks for.
func (s *socket) hear(q *quota) error {
	text, err := s.next()
	if err != nil {
		return err
	}
	if err := q.take(time.Now()); err != nil {
		return err
	}
	if err := s.heard(); err != nil {
		return err
	}
	return s.answer(text)
}

// answer does what is asked, in a goroutine of its own, so that the reader's stack stays small.
func (s *socket) answer(text []byte) error {
	done := make(chan error)
	go func() { done <- s.asked(text) }()
	return <-done
}

// heard gives the client time until it must be heard of again.
func (s *socket) heard() error {
	return s.conn.SetReadDeadline(time.Now().Add(pongWithin))
}

func (s *socket) next() ([]byte, error) {
	kind, r, err := s.ws.NextReader()
	if err != nil {
		return nil, err
	}
	if kind != websocket.TextMessage {
		return nil, errBadFrame
	}
	return io.ReadAll(r)
}

// farewell answers the end of reading: a close with a close, a broken rule with its code.
func (s *socket) farewell(err error) {
	var closed *websocket.CloseError
	var broken interface{ Timeout() bool }
	switch {
	case errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure:
		s.end(codeNormal)
	case errors.Is(err, errTooMany):
		s.end(codeTooMany)
	case errors.Is(err, errBadFrame), errors.Is(err, websocket.ErrReadLimit):
		s.end(codeBadFrame)
	case errors.As(err, &broken), errors.As(err, &closed), errors.Is(err, io.EOF):
		return // There is nobody to answer.
	default: // What gorilla says of frames that break RFC 6455.
		s.end(codeBadFrame)
	}
	s.drain()
}

// drain reads on, so that what the client still sends doesn't take the goodbye from it, until it hangs up or the shard does.
func (s *socket) drain() {
	s.conn.SetReadDeadline(time.Now().Add(endWithin))
	io.Copy(io.Discard, s.conn)
}

// gone ends the socket everywhere.
func (s *socket) gone() {
	s.conn.Close()
	s.hub.unwatch(s)
	s.shard.do(func() { s.shard.forget(s) })
}

// quota is a bucket that fills by one every frameEvery.
type quota struct {
	left  int
	since time.Time
}

var errTooMany = errors.New("too many frames")

func (q *quota) take(now time.Time) error {
	if n := int(now.Sub(q.since) / frameEvery); n > 0 {
		q.left = min(frameBurst, q.left+n)
		q.since = q.since.Add(time.Duration(n) * frameEvery)
	}
	if q.left == 0 {
		return errTooMany
	}
	q.left--
	return nil
}
