package realtime

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"tinig/realtime/stream"
)

// How many channels are drawn at the same time, how long one reading or drawing may take, how often lost wake-ups are
// looked for, and how long open sockets have to take their goodbye when the hub stops.
const (
	maxPumps    = 8
	workTimeout = 5 * time.Second
	pollEvery   = time.Second
	stopTimeout = time.Second
)

// Hub brings the events of channels to open sockets. Make it with NewHub, run it with Run, and serve GET /live with it.
type Hub struct {
	streams  *stream.Streams
	config   Config
	upgrader websocket.Upgrader
	shards   []*shard
	next     atomic.Uint32 // the shard of the next socket
	stopping atomic.Bool
	pumps    chan struct{}
	lookNow  chan struct{}
	ctx      context.Context // ends with Run: drawing and reading go on while whoever asked for it may be gone
	cancel   context.CancelFunc

	mu      sync.Mutex
	rooms   map[stream.Channel]*room
	watches map[stream.Channel]*watch
	turns   uint32 // given to watches so far

	epoch string // the poll's own
}

// NewHub returns a hub that does nothing until it runs.
func NewHub(s *stream.Streams, c Config) *Hub {
	h := &Hub{
		streams: s,
		config:  c,
		pumps:   make(chan struct{}, maxPumps),
		lookNow: make(chan struct{}, 1),
		rooms:   make(map[stream.Channel]*room),
		watches: make(map[stream.Channel]*watch),
	}
	h.upgrader = upgraderFor(c.Origins)
	h.ctx, h.cancel = context.WithCancel(context.Background())
	for i := range max(1, runtime.GOMAXPROCS(0)/2) { // The other half is for drawing, reading, and whoever asks for pages.
		h.shards = append(h.shards, newShard(i))
	}
	return h
}

// Open is how many sockets are open on this node now.
func (h *Hub) Open() (n int64) {
	for _, sh := range h.shards {
		n += sh.open.Load()
	}
	return n
}

// Run moves events until ctx ends, and then closes all sockets with a code that lets them come back. It returns an error when
// the bus can't be listened to. Run it once.
func (h *Hub) Run(ctx context.Context) error {
	defer h.cancel()
	var loops sync.WaitGroup
	for _, sh := range h.shards {
		loops.Go(sh.run)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	listened := make(chan error, 1)
	go func() {
		defer cancel()
		listened <- h.streams.Listen(ctx, h.woken)
	}()
	h.look(ctx)
	h.stopping.Store(true)
	for _, sh := range h.shards {
		sh.stop()
	}
	loops.Wait()
	return <-listened
}

// woken passes on a wake-up. It never waits for a channel's work.
func (h *Hub) woken(w stream.Wakeup) {
	if w.Channel == "" {
		select {
		case h.lookNow <- struct{}{}:
		default:
		}
		return
	}
	h.mu.Lock()
	r := h.rooms[w.Channel]
	if watch := h.watches[w.Channel]; watch != nil {
		h.heed(watch, w.Seq)
	}
	h.mu.Unlock()
	if r != nil {
		r.woken(w.Seq)
	}
}

// tell has the writer loops that have followers of a feed send them what is new.
func (h *Hub) tell(f *feed) {
	for i := range f.seats {
		if s := &f.seats[i]; s.taken.Load() > 0 && s.dirty.CompareAndSwap(false, true) {
			h.shards[i].feedChanged(f)
		}
	}
}

// room returns the channel's room with a place held in it; release gives the place up. A wake-up finds the room from now on.
func (h *Hub) room(ch stream.Channel) *room {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.rooms[ch]
	if r == nil {
		r = &room{hub: h, channel: ch, feeds: make(map[feedKey]*feed)}
		h.rooms[ch] = r
	}
	r.users++
	return r
}

func (h *Hub) release(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.users--
	if r.users == 0 && h.rooms[r.channel] == r {
		delete(h.rooms, r.channel)
	}
}

func (h *Hub) heads(ctx context.Context, channels []stream.Channel) (map[stream.Channel]int64, string, error) {
	ctx, cancel := context.WithTimeout(ctx, workTimeout)
	defer cancel()
	return h.streams.Heads(ctx, channels)
}

// report logs what went wrong, unless it did because the hub ends.
func (h *Hub) report(doing string, err error, ids ...any) {
	if h.ctx.Err() == nil {
		h.config.Log.Error(doing, append(ids, "err", err)...)
	}
}
