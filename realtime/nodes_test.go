package realtime_test

import (
	"fmt"
	"log/slog"
	"sync"
	"testing"

	"tinig/realtime/stream"
	"tinig/realtime/stream/natstest"
)

// postgresNode is a node on a connection pool and a LISTEN of its own, as another process would be.
func (h *house) postgresNode() *node {
	return h.node(stream.Postgres(h.db, h.url, slog.New(slog.NewTextHandler(h.t.Output(), nil))))
}

// natsNodes starts nodes with one real NATS server between them.
func (h *house) natsNodes() func() *node {
	url := natstest.Start(h.t)
	return func() *node {
		bus, err := stream.NATS(url, slog.New(slog.NewTextHandler(h.t.Output(), nil)))
		must(h.t, err)
		h.t.Cleanup(func() { bus.Close() })
		return h.node(bus)
	}
}

func TestThreeNodesDeliverWhatAnyOfThemWrites(t *testing.T) {
	for name, nodesOf := range map[string]func(*house) func() *node{
		"by LISTEN and NOTIFY": func(h *house) func() *node { return h.postgresNode },
		"by NATS":              func(h *house) func() *node { return h.natsNodes() },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			start := nodesOf(h)
			nodes := []*node{start(), start(), start()}
			followers := h.followers(nodes, 2)
			h.writeEverywhere(nodes, 8, 10)
			for _, c := range followers {
				c.expectEvents(1, 80)
			}
		})
	}
}

// followers are so many on each node, from the beginning.
func (h *house) followers(nodes []*node, each int) []*client {
	var followers []*client
	for _, n := range nodes {
		for range each {
			c := n.open(h.member("en"))
			c.follow(h.channel, stream.Position{})
			followers = append(followers, c)
		}
	}
	return followers
}

// writeEverywhere has writers, spread over the nodes, write so many notes each at the same time.
func (h *house) writeEverywhere(nodes []*node, writers, each int) {
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				nodes[w%len(nodes)].write(w*each+i, fmt.Sprint(i), "")
			}
		})
	}
	writing.Wait()
}

func TestPageDrawnBeforeTheWakeUpArrivesIsContinued(t *testing.T) {
	h := newHouse(t)
	n, deaf := h.node(nil), h.node(nil) // Two nodes without a bus: the second learns of events by its poll only.
	n.write(1, "a", "")
	first := deaf.open(h.member("en"))
	first.follow(h.channel, stream.Position{})
	first.expectEvents(1, 1)
	n.write(2, "b", "")
	second := deaf.open(h.member("en"))
	second.follow(h.channel, n.page("en").at)
	n.write(3, "c", "")
	second.expectEvents(3, 3)
	first.expectEvents(2, 3)
}

// TestResumeLosesAndDoublesNothing cuts followers off again and again, at any point, while events come.
func TestResumeLosesAndDoublesNothing(t *testing.T) {
	h := newHouse(t)
	nodes := []*node{h.postgresNode(), h.postgresNode()}
	const followers, events, cutEvery = 8, 300, 4
	at := nodes[0].page("en").at
	var following sync.WaitGroup
	for i := range followers {
		following.Go(func() {
			pos, reconnects := at, 0
			for pos.Seq < events {
				c := nodes[(i+reconnects)%len(nodes)].open(h.member("en"))
				c.follow(h.channel, pos)
				for n := 0; n < cutEvery+i && pos.Seq < events; n++ {
					f, err := c.next()
					if err != nil || f.T != "event" || f.Seq != pos.Seq+1 {
						t.Errorf("follower %d at %d got %+v, %v", i, pos.Seq, f, err)
						return
					}
					pos.Seq = f.Seq
				}
				c.ws.NetConn().Close()
				reconnects++
			}
		})
	}
	for i := range events {
		nodes[i%2].write(i, "x", "")
	}
	following.Wait()
}
