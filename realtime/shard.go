package realtime

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// How often sockets are looked over, how long a socket may be silent before it is pinged (give or take a quarter) and
// before it is given up.
const (
	tickEvery  = 500 * time.Millisecond
	pingEvery  = 40 * time.Second
	pongWithin = 110 * time.Second
)

// shard is a writer loop and the sockets that are its own: nothing else writes to them, or touches what is marked as the loop's.
// Others leave it tasks.
type shard struct {
	index int
	wake  chan struct{}
	open  atomic.Int64 // how many sockets it has

	// The loop's own.
	sockets  []*socket
	out      writer
	stopping time.Time // zero until stop

	mu    sync.Mutex
	tasks []func()
	feeds []*feed
	ended bool
}

func newShard(index int) *shard {
	sh := &shard{index: index, wake: make(chan struct{}, 1)}
	sh.out.attempt = sh.out.once
	return sh
}

// do has the loop run a task soon, after those left before it. It reports false when the loop has ended.
func (sh *shard) do(task func()) bool {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.ended {
		return false
	}
	sh.tasks = append(sh.tasks, task)
	sh.signal()
	return true
}

// feedChanged has the loop send a feed's followers what is new. The feed's seat is marked dirty.
func (sh *shard) feedChanged(f *feed) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.feeds = append(sh.feeds, f)
	sh.signal()
}

func (sh *shard) signal() {
	select {
	case sh.wake <- struct{}{}:
	default:
	}
}

// run loops until stop, and then until all sockets have taken their goodbye or its time is over.
func (sh *shard) run() {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for {
		select {
		case <-sh.wake:
		case now := <-tick.C:
			sh.lookOver(now)
		}
		sh.work()
		if !sh.stopping.IsZero() && (len(sh.sockets) == 0 || time.Since(sh.stopping) > stopTimeout) {
			sh.finish()
			return
		}
	}
}

func (sh *shard) finish() {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.ended = true
	for _, s := range sh.sockets {
		s.conn.Close()
	}
}

// work does what was left. What comes meanwhile signals again.
func (sh *shard) work() {
	sh.mu.Lock()
	tasks, feeds := sh.tasks, sh.feeds
	sh.tasks, sh.feeds = nil, nil
	sh.mu.Unlock()
	for _, task := range tasks {
		task()
	}
	for _, f := range feeds {
		seat := &f.seats[sh.index]
		seat.dirty.Store(false)                         // First: what is published after this marks it again.
		for i := len(seat.followers) - 1; i >= 0; i-- { // Backwards: a flush may take the follower out.
			sh.flushNew(seat.followers[i])
		}
	}
}

// lookOver pings the silent and closes those whose time is over.
func (sh *shard) lookOver(now time.Time) {
	for i := len(sh.sockets) - 1; i >= 0; i-- {
		s := sh.sockets[i]
		if now.UnixNano() < s.due {
			continue
		}
		if until := s.who.Until; !until.IsZero() && now.After(until) {
			sh.end(s, codeOver)
			continue
		}
		s.due = s.nextDue(now)
		if !s.full {
			sh.say(s, pingFrame)
		}
	}
}

// nextDue is when the socket is to be pinged, or its time is over.
func (s *socket) nextDue(now time.Time) int64 {
	jitter := time.Duration(rand.Int64N(int64(pingEvery/2))) - pingEvery/4
	due := now.Add(pingEvery + jitter)
	if until := s.who.Until; !until.IsZero() && until.Before(due) {
		due = until
	}
	return due.UnixNano()
}

func (sh *shard) closeAll(code int) {
	sh.do(func() { sh.endAll(code) })
}

func (sh *shard) endAll(code int) {
	for i := len(sh.sockets) - 1; i >= 0; i-- {
		sh.end(sh.sockets[i], code)
	}
}

// stop closes all sockets, those still to come too, and ends the loop.
func (sh *shard) stop() {
	sh.do(func() {
		sh.stopping = time.Now()
		sh.endAll(codeStopping)
	})
}

// take makes the socket the loop's own.
func (sh *shard) take(s *socket) {
	s.index = len(sh.sockets)
	sh.sockets = append(sh.sockets, s)
	sh.open.Add(1)
	s.due = s.nextDue(time.Now())
	if !sh.stopping.IsZero() {
		sh.end(s, codeStopping)
	}
}

// forget ends the loop's part in a socket. Its reader has ended.
func (sh *shard) forget(s *socket) {
	for len(s.cursors) > 0 {
		sh.unfollow(s, s.cursors[0])
	}
	s.ending = true
	last := len(sh.sockets) - 1
	moved := sh.sockets[last]
	moved.index = s.index
	sh.sockets[s.index] = moved
	sh.sockets[last] = nil
	sh.sockets = sh.sockets[:last]
	sh.open.Add(-1)
}
