package realtime

import (
	"context"
	"maps"
	"slices"
	"time"

	"tinig/realtime/stream"
)

// How many heads are read in one statement.
const pollBatch = 1000

// place is where this hub stands in a channel: what is there more than that, it has missed.
type place struct {
	channel stream.Channel
	seq     int64
}

// look reads once a second, and whenever wake-ups may have been lost, where all followed channels stand, until ctx ends.
func (h *Hub) look(ctx context.Context) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.lookNow:
		case now := <-tick.C:
			h.trim(now)
		}
		h.poll(ctx)
	}
}

func (h *Hub) poll(ctx context.Context) {
	for places := range slices.Chunk(h.places(), pollBatch) {
		channels := make([]stream.Channel, len(places))
		for i, p := range places {
			channels[i] = p.channel
		}
		heads, epoch, err := h.heads(ctx, channels)
		if err != nil {
			if ctx.Err() == nil {
				h.report("looking for lost wake-ups; the next poll will try again", err)
			}
			return
		}
		if !h.same(places, heads, epoch) {
			h.reset()
			return
		}
		for _, p := range places {
			if seq := heads[p.channel]; seq > p.seq {
				h.woken(stream.Wakeup{Channel: p.channel, Seq: seq})
			}
		}
	}
}

// places were reached before the poll begins, so a head that lies behind one has gone backwards.
func (h *Hub) places() []place {
	places := h.watched()
	for _, r := range h.allRooms() {
		if seq, open := r.reachedTo(); open {
			places = append(places, place{r.channel, seq})
		}
	}
	return places
}

// same reports whether this is still the database that the hub has followed so far: of the same epoch, and no channel behind where it was.
func (h *Hub) same(places []place, heads map[stream.Channel]int64, epoch string) bool {
	known := h.epoch
	h.epoch = epoch
	if known != "" && known != epoch {
		return false
	}
	for _, p := range places {
		if heads[p.channel] < p.seq && p.channel.Kind() != "session" { // Sweep forgets the channels of sessions.
			return false
		}
	}
	return true
}

// reset throws away what is known of another database. Clients fetch new tickets, and their positions will get resync.
func (h *Hub) reset() {
	h.mu.Lock()
	clear(h.rooms)
	h.mu.Unlock()
	for _, sh := range h.shards {
		sh.closeAll(codeChanged)
	}
}

func (h *Hub) trim(now time.Time) {
	for _, r := range h.allRooms() {
		r.trim(now)
	}
}

func (h *Hub) allRooms() []*room {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Collect(maps.Values(h.rooms))
}

func (h *Hub) watched() []place {
	h.mu.Lock()
	defer h.mu.Unlock()
	places := make([]place, 0, len(h.watches))
	for ch, w := range h.watches {
		if w.seq != unknown {
			places = append(places, place{ch, w.seq})
		}
	}
	return places
}
