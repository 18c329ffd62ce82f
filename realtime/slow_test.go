package realtime_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"tinig/realtime"
	"tinig/realtime/stream"
)

// openSlow opens a socket whose client takes very little before it reads.
func (n *node) openSlow(f realtime.Follower) *client {
	n.house.t.Helper()
	dialer := websocket.Dialer{NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(64 << 10)
		}
		return conn, err
	}}
	url := "ws" + strings.TrimPrefix(n.server.URL, "http") + "/live?ticket=" + n.house.ticket(f)
	ws, _, err := dialer.Dial(url, map[string][]string{"Origin": {origin}})
	must(n.house.t, err)
	n.house.t.Cleanup(func() { ws.Close() })
	c := &client{n.house.t, ws}
	c.expect("hello")
	return c
}

// flood writes notes of this many bytes in all, and returns the last one's event.
func (n *node) flood(bytes int) int64 {
	n.house.t.Helper()
	const each = 40 << 10
	var seq int64
	for i := range bytes / each {
		seq = n.write(i, strings.Repeat("x", each), "")
	}
	return seq
}

func TestSlowFollowerGetsResyncAndHoldsNobodyUp(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	slow, fast := n.openSlow(h.member("en")), n.open(h.member("en"))
	slow.follow(h.channel, stream.Position{})
	fast.follow(h.channel, stream.Position{})
	var last int64
	for last < 120 {
		first := last + 1
		last += 20
		written := n.flood(20 * 40 << 10)
		if written != last {
			t.Fatalf("wrote event %d, want %d", written, last)
		}
		fast.expectEvents(first, last) // All of it, before more is written; while the slow one reads nothing.
	}
	for seq := int64(1); ; seq++ {
		f, err := slow.next()
		must(t, err)
		if f.T == "resync" {
			break
		}
		if f.Seq != seq {
			t.Fatalf("got %+v, want event %d or resync", f, seq)
		}
		if seq == last {
			t.Fatal("the slow follower was never slow: the test tests nothing")
		}
	}
	slow.follow(h.channel, n.page("en").at)
	seq := n.write(1, "after", "")
	slow.expectEvents(seq, seq)
}

// A follower who is slow, but within what the log keeps, gets every frame whole, pongs between them.
func TestFollowerWhoIsALittleSlowMissesNothing(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	slow := n.openSlow(h.member("en"))
	pongs := 0
	slow.ws.SetPongHandler(func(string) error { pongs++; return nil })
	slow.follow(h.channel, stream.Position{})
	second := topicIn(h.network)
	slow.follow(second, stream.Position{})
	for i := range 20 {
		n.write(i, strings.Repeat("x", 40<<10), "")
		n.writeIn(second, i, strings.Repeat("y", 10<<10), "")
		must(t, slow.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(patient)))
	}
	next := map[stream.Channel]int64{h.channel: 1, second: 1}
	for next[h.channel] <= 20 || next[second] <= 20 {
		f := slow.expect("event")
		if f.Seq != next[f.Channel] {
			t.Fatalf("got event %d of %s, want %d", f.Seq, f.Channel, next[f.Channel])
		}
		next[f.Channel]++
	}
	go n.write(21, "the last", "")
	slow.expectEvents(21, 21)
	if pongs == 0 {
		t.Error("no ping was answered")
	}
}

func TestFollowersBehindTLSInThisProcess(t *testing.T) {
	h := newHouse(t)
	n := h.node(nil)
	n.server.Close()
	n.server = httptest.NewUnstartedServer(n.hub)
	n.server.Listener = listenWithSmallBuffers(t)
	n.server.StartTLS()
	t.Cleanup(n.server.Close)
	dialer := websocket.Dialer{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	var clients []*client
	who := h.member("en")
	for range 3 {
		url := "wss" + strings.TrimPrefix(n.server.URL, "https") + "/live?ticket=" + h.ticket(who)
		ws, _, err := dialer.Dial(url, map[string][]string{"Origin": {origin}})
		must(t, err)
		t.Cleanup(func() { ws.Close() })
		c := &client{t, ws}
		c.expect("hello")
		c.follow(h.channel, stream.Position{})
		clients = append(clients, c)
	}
	for i := range 50 {
		n.write(i, fmt.Sprint(i)+strings.Repeat("x", 20<<10), "")
	}
	for _, c := range clients {
		c.expectEvents(1, 50)
	}
	n.tell(sessionChannel(who), "ended", "")
	for _, c := range clients {
		c.expectBye(4200)
	}
}
