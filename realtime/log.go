package realtime

import (
	"slices"
	"sync/atomic"
	"time"
)

// A feed keeps as much as this for those who are behind, in segments that grow from the smaller to the larger size,
// so that a quiet room costs little; and what is older than this only while nobody needs the room.
const (
	firstSegment = 4 << 10
	fullSegment  = 128 << 10
	feedWindow   = 2 << 20
	feedAge      = 2 * time.Minute
)

// segment is a stretch of framed bytes. Bytes up to size never change, so whoever loads size may read them without a lock.
// A frame never spans segments.
type segment struct {
	buf  []byte
	size atomic.Int64            // published
	next atomic.Pointer[segment] // once set, size is final
	gone atomic.Bool             // let go: whoever stands here has missed something

	// Under the room's lock.
	first   int64 // number of the first event
	ends    []int32
	credits []credit
	touched time.Time
}

func newSegment(capacity int, first int64) *segment {
	return &segment{buf: make([]byte, capacity), first: first, touched: time.Now()}
}

func (g *segment) fits(frame []byte) bool {
	return int(g.size.Load())+len(frame) <= len(g.buf)
}

func (g *segment) add(f frame) {
	start := int(g.size.Load())
	end := start + copy(g.buf[start:], f.bytes)
	g.ends = append(g.ends, int32(end))
	g.credits = append(g.credits, f.credit)
	g.touched = time.Now()
	g.size.Store(int64(end))
}

// start is the offset of the i-th frame.
func (g *segment) start(i int) int {
	if i == 0 {
		return 0
	}
	return int(g.ends[i-1])
}

// letGo ends the segment for those who still stand in it, and cuts it off, so that they hold on to nothing newer.
func (g *segment) letGo() {
	g.gone.Store(true)
	g.next.Store(nil)
}

// frame is one event as followers of a feed get it.
type frame struct {
	bytes []byte
	credit
}

// credit is whose words an event brings.
type credit struct {
	author string // who wrote them
	with   string // who else has words in it
}

// chain is the log of a feed: segments in order, from number floor+1 to number head. The room's lock guards it;
// readers go from segment to segment without.
type chain struct {
	segments []*segment
	bytes    int
	head     int64
}

func newChain(head int64) chain {
	return chain{segments: []*segment{newSegment(0, head+1)}, head: head}
}

// floor is the number after which the chain can tell everything.
func (c *chain) floor() int64 { return c.segments[0].first - 1 }

func (c *chain) last() *segment { return c.segments[len(c.segments)-1] }

// append adds the event after head and lets go of what exceeds the window.
func (c *chain) append(f frame) {
	c.head++
	if tail := c.last(); tail.fits(f.bytes) {
		tail.add(f)
		return
	}
	g := newSegment(max(len(f.bytes), min(fullSegment, max(firstSegment, c.bytes))), c.head)
	g.add(f)
	c.last().next.Store(g)
	c.segments = append(c.segments, g)
	c.bytes += len(g.buf)
	for c.bytes > feedWindow && len(c.segments) > 1 {
		c.dropFirst()
	}
}

// prepend puts the events that end at floor before the chain.
func (c *chain) prepend(frames []frame) {
	first := c.floor() - int64(len(frames)) + 1
	var front []*segment
	for len(frames) > 0 {
		n, size := 1, len(frames[0].bytes)
		for n < len(frames) && size+len(frames[n].bytes) <= fullSegment {
			size += len(frames[n].bytes)
			n++
		}
		g := newSegment(size, first)
		for _, f := range frames[:n] {
			g.add(f)
		}
		front = append(front, g)
		c.bytes += size
		first += int64(n)
		frames = frames[n:]
	}
	c.segments = slices.Concat(front, c.segments)
	for i := range front {
		c.segments[i].next.Store(c.segments[i+1])
	}
}

// at is where the event after a number stands, or will. after must lie between floor and head.
func (c *chain) at(after int64) (*segment, int) {
	for _, g := range slices.Backward(c.segments) {
		if g.first <= after+1 {
			return g, g.start(int(after + 1 - g.first))
		}
	}
	panic("realtime: a position before the floor of its feed")
}

// between copies nothing: the frames after one number up to another, both in the chain.
func (c *chain) between(after, upto int64) []frame {
	frames := make([]frame, 0, upto-after)
	for _, g := range c.segments {
		for i := range g.ends {
			if seq := g.first + int64(i); seq > after && seq <= upto {
				frames = append(frames, frame{g.buf[g.start(i):g.ends[i]:g.ends[i]], g.credits[i]})
			}
		}
	}
	return frames
}

// restart lets go of everything, so that all followers get resync, and goes on after head.
func (c *chain) restart(head int64) {
	for _, g := range c.segments {
		g.letGo()
	}
	*c = newChain(head)
}

// trim lets go of what was written before a time, except the last segment, where those who are not behind stand.
func (c *chain) trim(before time.Time) {
	for len(c.segments) > 1 && c.segments[0].touched.Before(before) {
		c.dropFirst()
	}
}

func (c *chain) dropFirst() {
	g := c.segments[0]
	c.segments = slices.Delete(c.segments, 0, 1)
	c.bytes -= len(g.buf)
	g.letGo()
}
