package realtime_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"tinig/realtime"
	"tinig/realtime/stream"
)

// TestOldPageAndEventsMakeAFreshPage: whatever happens to wake-ups and connections, and whatever is forgotten, a reader who
// follows from the page she has ends up with the page as it is drawn anew. No event comes twice, none is left out.
func TestOldPageAndEventsMakeAFreshPage(t *testing.T) {
	h := newHouse(t)
	bus := &hostileBus{}
	nodes := []*node{h.node(bus), h.node(bus)}
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(r, h, nodes)
		r.Repeat(map[string]func(*rapid.T){
			"write":      w.write,
			"disconnect": w.disconnect,
			"connect":    w.connect,
			"reload":     w.reload,
			"retention":  w.retention,
			"read":       w.read,
		})
		w.settle(r)
	})
}

// world is one channel, its authors, and its readers.
type world struct {
	house   *house
	nodes   []*node
	channel stream.Channel
	authors []string
	readers []*reader
	next    int // the next new note's number
}

func newWorld(r *rapid.T, h *house, nodes []*node) *world {
	w := &world{house: h, nodes: nodes, channel: topicIn(h.network), authors: []string{"", uuid.NewString(), uuid.NewString()}}
	for i := range 4 {
		who := h.member([]string{"en", "ar"}[i%2])
		if i == 3 {
			who.Without = []string{w.authors[1]}
		}
		w.readers = append(w.readers, &reader{world: w, who: who, page: nodes[0].pageOf(w.channel, who.Lang, who.Without)})
	}
	return w
}

func (w *world) node(r *rapid.T) *node {
	return w.nodes[rapid.IntRange(0, len(w.nodes)-1).Draw(r, "node")]
}

func (w *world) reader(r *rapid.T) *reader {
	return w.readers[rapid.IntRange(0, len(w.readers)-1).Draw(r, "reader")]
}

// write writes new notes, changes or empties old ones, or tells of something that shows nothing.
func (w *world) write(r *rapid.T) {
	n := w.node(r)
	for range rapid.IntRange(1, 5).Draw(r, "how many") {
		switch rapid.IntRange(0, 5).Draw(r, "what") {
		case 0:
			n.tell(w.channel, "quiet", "")
		case 1, 2:
			if w.next > 0 {
				n.writeIn(w.channel, rapid.IntRange(0, w.next-1).Draw(r, "number"), rapid.SampledFrom([]string{"", "changed", "again"}).Draw(r, "body"), "")
			}
		default:
			n.writeIn(w.channel, w.next, "new", rapid.SampledFrom(w.authors).Draw(r, "author"))
			w.next++
		}
	}
}

func (w *world) disconnect(r *rapid.T) { w.reader(r).disconnect() }

func (w *world) connect(r *rapid.T) {
	reader, n := w.reader(r), w.node(r)
	reader.disconnect()
	reader.connect(n)
}

// reload has a reader see the page anew on the socket she has.
func (w *world) reload(r *rapid.T) {
	reader := w.reader(r)
	if reader.socket != nil {
		reader.twice = true
		reader.resync()
	}
}

// read lets time pass for those who are connected.
func (w *world) read(r *rapid.T) { w.reader(r).readFor(10 * time.Millisecond) }

// retention forgets the first events.
func (w *world) retention(r *rapid.T) {
	upto := rapid.IntRange(0, 20).Draw(r, "up to")
	w.house.db.MustExec(`UPDATE stream_events SET day = day - 30 WHERE channel = $1 AND seq <= $2`, w.channel, upto)
	must(w.house.t, w.nodes[0].streams.Sweep(context.Background()))
}

// settle connects everyone and compares what each has with a fresh page.
func (w *world) settle(r *rapid.T) {
	for _, reader := range w.readers {
		if reader.socket == nil {
			reader.connect(w.node(r))
		}
	}
	for i, reader := range w.readers {
		fresh := w.nodes[0].pageOf(w.channel, reader.who.Lang, reader.who.Without)
		for reader.page.at.Seq < fresh.at.Seq {
			reader.readOne(patient)
		}
		if reader.page.at != fresh.at || !maps.Equal(reader.page.notes, fresh.notes) {
			r.Fatalf("reader %d has %v, want %v", i, reader.page, fresh)
		}
		reader.disconnect()
	}
}

// reader is a member with a page open: what a browser does with the frames.
type reader struct {
	world  *world
	who    realtime.Follower
	page   page
	node   *node
	socket *client
	frames chan frame
	twice  bool // she has reloaded on this socket: what is on its way for the old page still comes
}

func (d *reader) connect(n *node) {
	d.node, d.twice = n, false
	d.socket = n.open(d.who)
	d.frames = make(chan frame, 1000)
	go func(c *client, frames chan frame) {
		defer close(frames)
		for {
			f, err := c.next()
			if err != nil {
				return
			}
			frames <- f
		}
	}(d.socket, d.frames)
	d.socket.follow(d.world.channel, d.page.at)
}

// disconnect cuts the connection, wherever it is.
func (d *reader) disconnect() {
	if d.socket == nil {
		return
	}
	d.socket.ws.NetConn().Close()
	d.socket = nil
}

// resync draws the page anew and follows from there.
func (d *reader) resync() {
	d.page = d.node.pageOf(d.world.channel, d.who.Lang, d.who.Without)
	d.socket.follow(d.world.channel, d.page.at)
}

func (d *reader) readFor(while time.Duration) {
	for d.socket != nil && d.readOne(while) {
	}
}

// readOne applies the next frame, if one comes in time.
func (d *reader) readOne(within time.Duration) bool {
	t := d.world.house.t
	t.Helper()
	select {
	case f, open := <-d.frames:
		switch {
		case !open:
			t.Fatalf("the socket of a reader at %v ended", d.page.at)
		case f.T == "resync":
			d.resync()
		case f.T == "event":
			d.apply(f)
		default:
			t.Fatalf("a reader at %v got %+v", d.page.at, f)
		}
		return true
	case <-time.After(within):
		if within == patient {
			t.Fatalf("a reader at %v waits for what never comes", d.page.at)
		}
		return false
	}
}

// apply shows the event, unless it is in the page already.
func (d *reader) apply(f frame) {
	if d.twice && f.Seq <= d.page.at.Seq {
		return
	}
	if f.Seq != d.page.at.Seq+1 {
		d.world.house.t.Fatalf("a reader at %v got %+v", d.page.at, f)
	}
	d.page.at.Seq = f.Seq
	if f.HTML == "" {
		return
	}
	var number int
	fmt.Sscanf(f.HTML, "%d|", &number)
	d.page.notes[fmt.Sprint(number)] = f.HTML
}

// hostileBus loses, repeats, delays, reorders and invents wake-ups.
type hostileBus struct {
	mu        sync.Mutex
	listeners map[int]func(stream.Wakeup)
	late      []stream.Wakeup
}

func (b *hostileBus) Publish(batch []stream.Wakeup) {
	b.mu.Lock()
	defer b.mu.Unlock()
	rand.Shuffle(len(b.late), func(i, j int) { b.late[i], b.late[j] = b.late[j], b.late[i] })
	for _, w := range append(batch, b.late...) {
		switch rand.IntN(5) {
		case 0: // lost
		case 1:
			b.late = append(b.late, w)
		case 2:
			b.deliver(stream.Wakeup{Channel: w.Channel, Seq: w.Seq + rand.Int64N(10)})
		default:
			for range 1 + rand.IntN(3) {
				b.deliver(w)
			}
		}
	}
	b.late = b.late[:min(len(b.late), 20)]
}

func (b *hostileBus) deliver(w stream.Wakeup) {
	for _, woken := range b.listeners {
		if rand.IntN(3) > 0 {
			woken(w)
		}
	}
}

func (b *hostileBus) Listen(ctx context.Context, woken func(stream.Wakeup)) error {
	id := rand.Int()
	b.mu.Lock()
	if b.listeners == nil {
		b.listeners = make(map[int]func(stream.Wakeup))
	}
	b.listeners[id] = woken
	b.mu.Unlock()
	<-ctx.Done()
	b.mu.Lock()
	delete(b.listeners, id)
	b.mu.Unlock()
	return nil
}

func (b *hostileBus) Close() error { return nil }
