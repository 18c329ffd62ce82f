package stream

import (
	"context"
	"maps"
	"slices"
)

// Wakeup says that a channel is now at Seq. The zero Wakeup says that some may have been lost: look at everything.
type Wakeup struct {
	Channel Channel
	Seq     int64
}

type listener struct{ woken func(Wakeup) }

// Wake tells whoever listens that a channel is now at seq: this process at once, other nodes by the bus.
// Call it after the commit. It never waits for the bus.
func (s *Streams) Wake(ch Channel, seq int64) {
	s.deliver(Wakeup{ch, seq})
	if s.bus == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unsent[ch] = max(s.unsent[ch], seq)
	if !s.sending {
		s.sending = true
		go s.send()
	}
}

// send publishes what is unsent until nothing is. While one batch is on its way the next one gathers,
// so a node sends one message at a time however many commit.
func (s *Streams) send() {
	for {
		s.mu.Lock()
		if len(s.unsent) == 0 {
			s.sending = false
			s.mu.Unlock()
			return
		}
		batch := s.unsent
		s.unsent = make(map[Channel]int64)
		s.mu.Unlock()
		s.bus.Publish(wakeups(batch))
	}
}

func wakeups(heads map[Channel]int64) []Wakeup {
	batch := make([]Wakeup, 0, len(heads))
	for _, ch := range slices.Sorted(maps.Keys(heads)) {
		batch = append(batch, Wakeup{ch, heads[ch]})
	}
	return batch
}

// Listen calls woken for every wake-up of this process and of the bus until ctx ends. Several may be called at the
// same time, repeatedly and out of order; woken must not block.
func (s *Streams) Listen(ctx context.Context, woken func(Wakeup)) error {
	l := &listener{woken}
	s.mu.Lock()
	s.listeners[l] = struct{}{}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.listeners, l)
		s.mu.Unlock()
	}()
	if s.bus == nil {
		<-ctx.Done()
		return nil
	}
	return s.bus.Listen(ctx, woken)
}

func (s *Streams) deliver(w Wakeup) {
	s.mu.Lock()
	listeners := slices.Collect(maps.Keys(s.listeners))
	s.mu.Unlock()
	for _, l := range listeners {
		l.woken(w)
	}
}
