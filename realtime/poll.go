package realtime

import (
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"tinig/realtime/stream"
)

// How many heads are read in one statement; and how many of control channels in one second.
const (
	pollBatch   = 1000
	pollControl = 2000
)

// place is where this hub stands in a channel: what is there more than that, it has missed.
type place struct {
	channel stream.Channel
	seq     int64
}

// look reads once a second where the followed channels stand, until ctx ends. Control channels, two for each socket, take turns when
// they are very many. All are read whenever the bus says that wake-ups may have been lost.
func (h *Hub) look(ctx context.Context) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for turn := uint32(0); ; {
		select {
		case <-ctx.Done():
			return
		case <-h.lookNow:
			h.poll(ctx, h.places(h.watched(allTurns)))
		case now := <-tick.C:
			h.trim(now)
			h.poll(ctx, h.places(h.watched(turn)))
			turn++
		}
	}
}

func (h *Hub) poll(ctx context.Context, places []place) {
	for places := range slices.Chunk(places, pollBatch) {
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

// places adds the rooms to the watched. They were reached before the poll begins, so a head that lies behind one has gone backwards.
func (h *Hub) places(places []place) []place {
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

const allTurns = math.MaxUint32

// watched is the control channels whose turn it is.
func (h *Hub) watched(turn uint32) []place {
	h.mu.Lock()
	defer h.mu.Unlock()
	turns := uint32(1 + len(h.watches)/pollControl)
	var places []place
	for ch, w := range h.watches {
		if w.seq != unknown && (turn == allTurns || w.turn%turns == turn%turns) {
			places = append(places, place{ch, w.seq})
		}
	}
	return places
}
