package realtime

import (
	"context"
	"errors"
	"sync"
	"time"

	"tinig/realtime/stream"
)

// How many events are read from the stream at once, and how far behind the feeds a follower may come in.
const (
	readBatch  = 256
	maxBacklog = 1000
)

// room is a channel that has followers here.
//
// Lock order: filling or drawing, then hub.mu or mu. Neither of the last two is held while reading or drawing.
type room struct {
	hub     *Hub
	channel stream.Channel
	users   int // under hub.mu: cursors and those about to get one

	drawing sync.Mutex // held by whoever brings new events into the feeds
	filling sync.Mutex // held by whoever puts old events before them

	mu     sync.Mutex
	open   bool // head and epoch are known
	epoch  string
	head   int64 // events up to here are in every feed
	target int64 // events up to here are said to be in the stream
	queued bool  // a goroutine will bring head to target
	feeds  map[feedKey]*feed
}

// woken notes that the stream is said to be at seq, and sees that the feeds get there.
func (r *room) woken(seq int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.target = max(r.target, seq)
	r.kick()
}

// kick sees that someone brings head to target. Hold mu.
func (r *room) kick() {
	if r.open && !r.queued && r.target > r.head {
		r.queued = true
		go r.pump()
	}
}

func (r *room) pump() {
	r.hub.pumps <- struct{}{}
	defer func() { <-r.hub.pumps }()
	r.drawing.Lock()
	defer r.drawing.Unlock()
	r.mu.Lock()
	r.queued = false // Whoever is woken from here on queues again; what was woken before is brought now.
	r.mu.Unlock()
	if err := r.bring(r.hub.ctx); err != nil {
		r.hub.report("reading a channel; the next poll will try again", err, "channel", r.channel)
	}
}

// bring draws events until head reaches target. Hold drawing.
func (r *room) bring(ctx context.Context) error {
	for {
		from, behind := r.behind()
		if !behind {
			return nil
		}
		events, head, err := r.since(ctx, from, readBatch)
		if errors.Is(err, stream.ErrTooOld) {
			r.restart(head.Seq)
			continue
		}
		if err != nil {
			return err
		}
		if len(events) == 0 { // A wake-up told of more than there is.
			r.settle()
			return nil
		}
		for _, e := range events {
			if err := r.deliver(ctx, e); err != nil {
				return err
			}
		}
	}
}

func (r *room) behind() (from int64, behind bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.head, r.target > r.head
}

func (r *room) reachedTo() (head int64, open bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.head, r.open
}

func (r *room) settle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.target = r.head
}

func (r *room) since(ctx context.Context, after int64, limit int) ([]stream.Event, stream.Position, error) {
	ctx, cancel := context.WithTimeout(ctx, workTimeout)
	defer cancel()
	return r.hub.streams.Since(ctx, r.channel, stream.Position{Seq: after}, limit)
}

// deliver draws the event after head in every language that has followers and appends it to every feed.
func (r *room) deliver(ctx context.Context, e stream.Event) error {
	drawn := make(map[string]frame)
	for {
		r.mu.Lock()
		lang, missing := r.undrawn(drawn)
		if !missing {
			break
		}
		r.mu.Unlock()
		drawn[lang] = r.draw(ctx, e, lang)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	defer r.mu.Unlock()
	r.head = e.Seq
	for _, f := range r.feeds {
		if plain := drawn[f.key.lang]; plain.bytes != nil && !f.leavesOut(plain.with) {
			f.chain.append(f.view(plain, e.Seq))
		} else {
			f.chain.restart(e.Seq)
		}
		r.hub.tell(f)
	}
	return nil
}

// undrawn is a language with followers that is not among the drawn. Those may join while another language is drawn.
func (r *room) undrawn(drawn map[string]frame) (string, bool) {
	for key := range r.feeds {
		if _, ok := drawn[key.lang]; !ok {
			return key.lang, true
		}
	}
	return "", false
}

// draw returns the event framed, or the zero frame when it can't be drawn or everybody must read the page again.
func (r *room) draw(ctx context.Context, e stream.Event, lang string) frame {
	within, cancel := context.WithTimeout(ctx, workTimeout)
	defer cancel()
	drawn, err := r.hub.config.Draw(within, r.channel, e, lang)
	if err != nil {
		r.hub.report("drawing an event", err, "channel", r.channel, "seq", e.Seq, "kind", e.Kind, "lang", lang)
		return frame{}
	}
	if drawn.Again {
		return frame{}
	}
	if drawn.HTML == nil {
		return frame{bytes: passFrame(r.channel, e.Seq)}
	}
	return frame{eventFrame(e, drawn.HTML), credit{drawn.By, drawn.With}}
}

// restart gives resync to all followers and goes on after head.
func (r *room) restart(head int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.head = head
	for _, f := range r.feeds {
		f.chain.restart(r.head)
		r.hub.tell(f)
	}
}

// trim lets old segments go, so that a quiet room costs little.
func (r *room) trim(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.feeds {
		f.chain.trim(now.Add(-feedAge))
	}
}
