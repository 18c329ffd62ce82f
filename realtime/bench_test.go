package realtime_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
)

// Run with: go test -run '^$' -bench . -benchtime 1x ./realtime
//
// Each measures the hub and the baselines A and B in turns, in the same run, and prints the medians and the hub's ratio to each.
// Servers and crowds are processes of their own. Read ratios, and on a quiet machine.

// inTurns measures the servers one after the other, several times, and reports the medians.
func inTurns(b *testing.B, kinds []string, sockets, group, rounds int, units []string, measure func(server helper) []float64) {
	servers := make(map[string]helper)
	for _, kind := range kinds {
		servers[kind] = startHelper(kind, dbtest.URL(b))
		b.Cleanup(servers[kind].end)
		servers[kind].ask("join %d %d", sockets, group)
	}
	type figure struct{ unit, kind string }
	figures := make(map[figure][]float64)
	for range rounds {
		for _, kind := range kinds {
			for i, measured := range measure(servers[kind]) {
				f := figure{units[i], kind}
				figures[f] = append(figures[f], measured)
			}
		}
	}
	for _, unit := range units {
		of := make(map[string]float64)
		for _, kind := range kinds {
			of[kind] = median(figures[figure{unit, kind}])
		}
		report(b, unit, of)
	}
}

// report prints each server's figure, and the hub's as a part of it.
func report(b *testing.B, unit string, of map[string]float64) {
	for kind, one := range of {
		b.ReportMetric(one, kind+"-"+unit)
		if kind != "hub" {
			b.ReportMetric(of["hub"]/one, "hub/"+kind+"-"+unit)
		}
	}
	b.ReportMetric(0, "ns/op")
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// BenchmarkTrickle is one event at a time, the next when all have it: CPU time of the server per delivery. The hub's includes
// appending the event to PostgreSQL and reading it back. Aim: at most 0.6 of A's.
func BenchmarkTrickle(b *testing.B) {
	for _, sockets := range []int{1000, 10000} {
		b.Run(fmt.Sprint(sockets), func(b *testing.B) {
			events := 20000 / sockets
			inTurns(b, []string{"hub", "A", "B", "bare"}, sockets, 1, 25, []string{"µs/delivery"}, func(server helper) []float64 {
				spent := server.ask("trickle %d", events)
				return []float64{float64(spent) / 1e3 / float64(events*sockets)}
			})
		})
	}
}

// BenchmarkBurst has 64 events on their way all the time: deliveries per second, and CPU time of the server per delivery. The hub
// writes from half of the processors, and A from all. Aim: at least 15 times A's rate.
func BenchmarkBurst(b *testing.B) {
	for _, sockets := range []int{1000, 10000} {
		b.Run(fmt.Sprint(sockets), func(b *testing.B) {
			inTurns(b, []string{"hub", "A", "B"}, sockets, 16, 3, []string{"deliveries/s", "µs/delivery"}, func(server helper) []float64 {
				took := time.Duration(server.ask("burst 1000"))
				deliveries, spent := float64(server.number()), float64(server.number())
				return []float64{deliveries / took.Seconds(), spent / 1e3 / deliveries}
			})
		})
	}
}

// BenchmarkIdleSocket is the memory in use, heap and stacks, of one socket that follows a channel where nothing happens.
// Aim: at most 12 KiB.
func BenchmarkIdleSocket(b *testing.B) {
	const sockets = 10000
	figure := func(kind string) float64 {
		server := startHelper(kind, dbtest.URL(b))
		b.Cleanup(server.end)
		before := server.ask("memory")
		server.ask("join %d 1", sockets)
		return float64(server.ask("memory")-before) / sockets / 1024
	}
	report(b, "KiB/socket", map[string]float64{"hub": figure("hub"), "A": figure("A"), "B": figure("B")})
}

// BenchmarkResume is a socket that comes back after 500 events: from its follow frame to the last event. The first to come back
// has them read and drawn; another then finds them in the log. The baseline is the bare reading. Aim: under 50 ms.
func BenchmarkResume(b *testing.B) {
	const missed = 500
	h, err := newBenchHub(dbtest.URL(b))
	must(b, err)
	server := httptest.NewServer(h)
	defer server.Close()
	var bare, first, another []float64
	for i := range 20 {
		ch := stream.Channel(fmt.Sprintf("topic/%s/%d", benchNetwork, i))
		must(b, h.publishIn(ch, missed))
		begin := time.Now()
		events, err := h.streams.Read(context.Background(), ch, 0, missed)
		must(b, err)
		if len(events) != missed {
			b.Fatalf("read %d events", len(events))
		}
		bare = append(bare, milliseconds(begin))
		first = append(first, resume(b, server.URL, ch, 2*i, missed))
		another = append(another, resume(b, server.URL, ch, 2*i+1, missed))
	}
	b.ReportMetric(median(bare), "bare-ms")
	b.ReportMetric(median(first), "first-ms")
	b.ReportMetric(median(another), "another-ms")
	b.ReportMetric(median(first)/median(bare), "first/bare")
	b.ReportMetric(0, "ns/op")
}

// resume opens a socket, which stays open, and follows from the beginning until so many events are there.
func resume(b *testing.B, url string, ch stream.Channel, ticket, events int) float64 {
	ws, _, err := websocket.DefaultDialer.Dial(fmt.Sprintf("ws%s/live?ticket=%d", strings.TrimPrefix(url, "http"), ticket), http.Header{"Origin": {origin}})
	must(b, err)
	b.Cleanup(func() { ws.Close() })
	_, _, err = ws.ReadMessage() // The greeting.
	must(b, err)
	begin := time.Now()
	must(b, ws.WriteJSON(map[string]any{"t": "follow", "channel": ch}))
	for range events {
		_, _, err := ws.ReadMessage()
		must(b, err)
	}
	return milliseconds(begin)
}

func milliseconds(since time.Time) float64 {
	return float64(time.Since(since).Microseconds()) / 1000
}
