package realtime

import (
	"context"
	"slices"

	"tinig/realtime/stream"
)

// join takes a place in the feed for a follower who has seen everything up to a position. The room must be in the hub already,
// so that no wake-up from here on is missed. It returns stream.ErrTooOld when she must read the page anew.
func (r *room) join(ctx context.Context, key feedKey, from stream.Position) (*cursor, error) {
	if err := r.reach(ctx, from); err != nil {
		return nil, err
	}
	f := r.enter(key)
	if err := r.reachBack(ctx, f, from.Seq); err != nil {
		r.leave(f)
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if from.Seq < f.chain.floor() || from.Seq > f.chain.head { // A burst has pushed it out again, or the stream went backwards.
		r.release(f)
		return nil, stream.ErrTooOld
	}
	at, offset := f.chain.at(from.Seq)
	return &cursor{feed: f, at: at, offset: offset}, nil
}

// reach opens the room if need be, and brings it to a position that is ahead of it: a page may be drawn before the wake-up is here.
func (r *room) reach(ctx context.Context, from stream.Position) error {
	if r.reached(from) {
		return nil
	}
	heads, epoch, err := r.hub.heads(ctx, []stream.Channel{r.channel})
	if err != nil {
		return err
	}
	head := stream.Position{Seq: heads[r.channel], Epoch: epoch}
	beginning := from == stream.Position{}
	if !r.opened(head) || from.Seq > head.Seq || from.Epoch != epoch && !beginning {
		return stream.ErrTooOld
	}
	r.drawing.Lock()
	defer r.drawing.Unlock()
	return r.bring(ctx)
}

func (r *room) reached(from stream.Position) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.open && from.Seq <= r.head && from.Epoch == r.epoch
}

// opened notes where the channel stands. It reports false in another epoch than the room's, which the hub will soon throw away.
func (r *room) opened(head stream.Position) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.open {
		r.open = true
		r.head, r.epoch = head.Seq, head.Epoch
	}
	r.target = max(r.target, head.Seq)
	r.kick()
	return r.epoch == head.Epoch
}

// enter takes part in a feed, making it at head if it isn't there; leave ends that.
func (r *room) enter(key feedKey) *feed {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.use(key)
}

func (r *room) use(key feedKey) *feed {
	f := r.feeds[key]
	if f == nil {
		f = &feed{room: r, key: key, seats: make([]seat, len(r.hub.shards)), chain: newChain(r.head)}
		f.plain = f
		if key.without != "" {
			f.plain = r.use(feedKey{lang: key.lang})
		}
		r.feeds[key] = f
	}
	f.users++
	return f
}

func (r *room) leave(f *feed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.release(f)
}

func (r *room) release(f *feed) {
	f.users--
	if f.users > 0 {
		return
	}
	delete(r.feeds, f.key)
	if f.plain != f {
		r.release(f.plain)
	}
}

// reachBack puts the events after a number before the feed, if they aren't there. However many ask at once, each event is read and
// drawn once: the first does it, the others wait and find it done.
func (r *room) reachBack(ctx context.Context, f *feed, after int64) error {
	if r.reaches(f, after) {
		return nil
	}
	r.filling.Lock()
	defer r.filling.Unlock()
	if err := r.fillPlain(ctx, f.plain, after); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if floor := f.chain.floor(); f != f.plain && after < floor {
		frames := f.plain.chain.between(after, floor)
		if int64(len(frames)) < floor-after {
			return stream.ErrTooOld
		}
		if slices.ContainsFunc(frames, func(plain frame) bool { return f.leavesOut(plain.with) }) {
			return stream.ErrTooOld // to be read in the page
		}
		for i := range frames {
			frames[i] = f.view(frames[i], after+1+int64(i))
		}
		f.chain.prepend(frames)
	}
	return nil
}

func (r *room) reaches(f *feed, after int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return after >= f.chain.floor()
}

// fillPlain reads and draws what is missing before a plain feed. What can't be drawn, or is too much, is to be read in the page.
// Hold filling.
func (r *room) fillPlain(ctx context.Context, f *feed, after int64) error {
	r.mu.Lock()
	floor, head := f.chain.floor(), f.chain.head
	r.mu.Unlock()
	if after >= floor {
		return nil
	}
	if head-after > maxBacklog {
		return stream.ErrTooOld
	}
	events, _, err := r.since(ctx, after, int(floor-after))
	if err != nil {
		return err
	}
	frames := make([]frame, len(events))
	size := 0
	for i, e := range events {
		frames[i] = r.draw(ctx, e, f.key.lang)
		if frames[i].bytes == nil {
			return stream.ErrTooOld
		}
		size += len(frames[i].bytes)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if f.chain.floor() != floor || size+f.chain.bytes > feedWindow {
		return stream.ErrTooOld
	}
	f.chain.prepend(frames)
	return nil
}
