package realtime

import (
	"context"
	"errors"
	"slices"

	"tinig/realtime/stream"
)

// The kinds of channels whose events act on sockets, and the event that ends them for good.
const (
	kindMember  = "member"
	kindSession = "session"
	kindEnded   = "ended"
)

const (
	unknown        = -1
	maxSockets     = 32 // of one member or one session
	controlReading = 1000
)

// watch is a control channel with the sockets it acts on. The hub's lock guards it.
type watch struct {
	channel stream.Channel
	seq     int64 // events up to here have been acted on, or unknown
	target  int64 // events up to here are said to be in the stream
	reading bool
	turn    uint32 // for the poll
	sockets []*socket
}

func (f Follower) memberChannel() stream.Channel {
	return stream.Channel(kindMember + "/" + f.Network + "/" + f.Member)
}

func (f Follower) sessionChannel() stream.Channel {
	return stream.Channel(kindSession + "/" + f.Session)
}

func isControl(ch stream.Channel) bool {
	return ch.Kind() == kindMember || ch.Kind() == kindSession
}

// admit has the socket watch its follower's control channels, then looks at what happened there since her ticket was redeemed.
// It returns the code to close her with, or 0.
func (h *Hub) admit(ctx context.Context, s *socket) (int, error) {
	if !h.watch(s) {
		return codeTooMany, nil
	}
	code, err := h.sessionCode(ctx, s.who.sessionChannel())
	if err != nil || code != 0 {
		return code, err
	}
	return h.memberCode(ctx, s.who)
}

// sessionCode: a session ends once, and its name is never used again, so any end ever counts.
func (h *Hub) sessionCode(ctx context.Context, ch stream.Channel) (int, error) {
	events, head, err := h.control(ctx, ch, stream.Position{})
	if err != nil && !errors.Is(err, stream.ErrTooOld) {
		return 0, err
	}
	h.known(ch, head.Seq)
	if slices.ContainsFunc(events, func(e stream.Event) bool { return e.Kind == kindEnded }) {
		return codeEnded, nil
	}
	return 0, nil
}

func (h *Hub) memberCode(ctx context.Context, f Follower) (int, error) {
	ch := f.memberChannel()
	if f.Since.Epoch == "" {
		heads, _, err := h.heads(ctx, []stream.Channel{ch})
		h.known(ch, heads[ch])
		return 0, err
	}
	events, head, err := h.control(ctx, ch, f.Since)
	if err != nil && !errors.Is(err, stream.ErrTooOld) {
		return 0, err
	}
	h.known(ch, head.Seq)
	if err != nil {
		return codeChanged, nil
	}
	return codeOf(events), nil
}

func (h *Hub) control(ctx context.Context, ch stream.Channel, from stream.Position) ([]stream.Event, stream.Position, error) {
	ctx, cancel := context.WithTimeout(ctx, workTimeout)
	defer cancel()
	return h.streams.Since(ctx, ch, from, controlReading)
}

// codeOf is what control events do to a socket: an end is an end, anything else is a change. No event does nothing.
func codeOf(events []stream.Event) int {
	code := 0
	for _, e := range events {
		if e.Kind == kindEnded {
			return codeEnded
		}
		code = codeChanged
	}
	return code
}

// watch registers the socket with its control channels, unless its member or session has too many.
func (h *Hub) watch(s *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, ch := range []stream.Channel{s.who.sessionChannel(), s.who.memberChannel()} {
		w := h.watches[ch]
		if w == nil {
			h.turns++
			w = &watch{channel: ch, seq: unknown, turn: h.turns}
			h.watches[ch] = w
		}
		if len(w.sockets) == maxSockets {
			return false
		}
		w.sockets = append(w.sockets, s)
	}
	return true
}

func (h *Hub) unwatch(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, ch := range []stream.Channel{s.who.sessionChannel(), s.who.memberChannel()} {
		w := h.watches[ch]
		if w == nil {
			continue
		}
		if i := slices.Index(w.sockets, s); i >= 0 {
			w.sockets = slices.Delete(w.sockets, i, i+1)
		}
		if len(w.sockets) == 0 {
			delete(h.watches, ch)
		}
	}
}

// known notes where a channel stood at a socket's joining, if nobody knew.
func (h *Hub) known(ch stream.Channel, seq int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if w := h.watches[ch]; w != nil && w.seq == unknown {
		w.seq = seq
		h.heed(w, seq)
	}
}

// heed sees that someone acts on the events up to seq. Hold mu.
func (h *Hub) heed(w *watch, seq int64) {
	w.target = max(w.target, seq)
	if w.seq != unknown && w.target > w.seq && !w.reading {
		w.reading = true
		go h.act(w)
	}
}

// act reads what happened on a control channel and closes its sockets.
func (h *Hub) act(w *watch) {
	for {
		from, behind := h.unacted(w)
		if !behind {
			return
		}
		events, head, err := h.control(h.ctx, w.channel, stream.Position{Seq: from})
		code := codeOf(events)
		switch {
		case errors.Is(err, stream.ErrTooOld):
			code = codeChanged
		case err != nil:
			h.giveUp(w)
			return
		case len(events) > 0:
			head.Seq = events[len(events)-1].Seq
		}
		for _, s := range h.acted(w, head.Seq, len(events) == 0) {
			if code != 0 {
				s.end(code)
			}
		}
	}
}

// unacted returns where to read on, or false when there is nothing: then nobody reads any more.
func (h *Hub) unacted(w *watch) (from int64, behind bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w.reading = w.target > w.seq
	return w.seq, w.reading
}

// acted moves on to seq and returns the sockets to act on. When that was all, a wake-up that told of more was wrong.
func (h *Hub) acted(w *watch, seq int64, all bool) []*socket {
	h.mu.Lock()
	defer h.mu.Unlock()
	w.seq = seq
	if all {
		w.target = seq
	}
	return slices.Clone(w.sockets)
}

// giveUp leaves the events to the next poll.
func (h *Hub) giveUp(w *watch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w.reading = false
}
