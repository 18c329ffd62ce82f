package realtime_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/realtime"
	"tinig/realtime/stream"
)

// Run with: go test -run '^$' -bench . -benchtime 1x ./realtime
// Each prints the hub's figure, those of the baselines A and B measured in turns with it in the same run, and the ratios.

const eventBytes = 300

// fanOut is one server with a crowd on one channel.
type fanOut struct {
	crowd   *crowd
	publish func(n int) // n events, at once
	sockets int
	group   int // how many events are published at once
	close   func()
}

// deliver publishes events in groups, with no more than underway events on their way, and waits until all have arrived.
func (f *fanOut) deliver(events, underway int) {
	for sent := 0; sent < events; sent += f.group {
		f.crowd.await(int64((underway - f.group) * f.sockets))
		f.publish(f.group)
		f.crowd.expected += int64(f.group * f.sockets)
	}
	f.crowd.await(0)
}

func hubFanOut(b *testing.B, sockets, group int) *fanOut {
	h := newBenchHouse(b)
	server := httptest.NewServer(h.hub)
	follow, _ := json.Marshal(map[string]any{"t": "follow", "channel": h.channel, "after": 0})
	return &fanOut{
		crowd:   newCrowd(b, server.Listener.Addr().String(), sockets, sockets*group, string(follow)),
		publish: h.publish,
		sockets: sockets,
		group:   group,
		close: func() {
			server.Close()
			h.stop()
		},
	}
}

func baselineFanOut(b *testing.B, s *baseline, sockets, group int) *fanOut {
	server := httptest.NewServer(http.HandlerFunc(s.ServeHTTP))
	text := []byte(fmt.Sprintf(`{"t":"event","html":"%s"}`, strings.Repeat("x", eventBytes-23)))
	return &fanOut{
		crowd:   newCrowd(b, server.Listener.Addr().String(), sockets, sockets*group, `{"t":"follow"}`),
		publish: func(n int) { s.publish(b, slices.Repeat([][]byte{text}, n)) },
		sockets: sockets,
		group:   group,
		close:   server.Close,
	}
}

// benchHouse is a hub over a stream whose events draw themselves.
type benchHouse struct {
	b       *testing.B
	db      *sqlx.DB
	streams *stream.Streams
	hub     *realtime.Hub
	channel stream.Channel
	stop    func()
	append  *sqlx.Stmt
}

func newBenchHouse(b *testing.B) *benchHouse {
	db := dbtest.New(b)
	const network = "11111111-1111-4111-8111-111111111111"
	h := &benchHouse{b: b, db: db, streams: stream.New(db, nil), channel: "topic/" + network + "/22222222-2222-4222-8222-222222222222"}
	drawn := realtime.Drawn{HTML: []byte(strings.Repeat("x", eventBytes-146))}
	h.hub = realtime.NewHub(h.streams, realtime.Config{
		Origins: []string{origin},
		Redeem: func(_ context.Context, ticket string) (realtime.Follower, error) {
			return realtime.Follower{Session: strings.Repeat("0", 56) + fmt.Sprintf("%08s", ticket), Network: network,
				Member: "33333333-3333-4333-8333-0000" + fmt.Sprintf("%08s", ticket), Lang: "en"}, nil
		},
		May:  func(context.Context, realtime.Follower, stream.Channel) error { return nil },
		Draw: func(context.Context, stream.Channel, stream.Event, string) (realtime.Drawn, error) { return drawn, nil },
		Log:  slog.New(slog.NewTextHandler(b.Output(), nil)),
	})
	var err error
	h.append, err = db.Preparex(`SELECT max(stream_append($1, 'post.new', '1')) FROM generate_series(1, $2)`)
	must(b, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.hub.Run(ctx) }()
	h.stop = func() {
		cancel()
		<-ended
	}
	return h
}

// publish appends events in one statement, as a committer that batches what is waiting does, and wakes the hub.
func (h *benchHouse) publish(n int) {
	var seq int64
	must(h.b, h.append.Get(&seq, h.channel, n))
	h.streams.Wake(h.channel, seq)
}

// kinds are the hub and what it is measured against.
func kinds(b *testing.B, sockets, group int) map[string]func() *fanOut {
	must(b, allowFiles(uint64(sockets)+1000))
	return map[string]func() *fanOut{
		"hub": func() *fanOut { return hubFanOut(b, sockets, group) },
		"A":   func() *fanOut { return baselineFanOut(b, newA(), sockets, group) },
		"B":   func() *fanOut { return baselineFanOut(b, newB(), sockets, group) },
	}
}

// inTurns measures each kind several times, one after the other, each time with a new server and crowd, and returns the medians.
func inTurns(kinds map[string]func() *fanOut, rounds int, measure func(*fanOut) float64) map[string]float64 {
	figures := make(map[string][]float64)
	for range rounds {
		for name, start := range kinds {
			f := start()
			f.deliver(f.group, f.group) // Everyone is there.
			runtime.GC()
			figures[name] = append(figures[name], measure(f))
			f.crowd.leave()
			f.close()
		}
	}
	medians := make(map[string]float64)
	for name, of := range figures {
		slices.Sort(of)
		medians[name] = of[len(of)/2]
	}
	return medians
}

// BenchmarkTrickle is one event at a time, the next when all have it: CPU time of the server's process per delivery. The hub's share
// includes appending the event to PostgreSQL and reading it back. Aim: at most 0.6 of A's.
func BenchmarkTrickle(b *testing.B) {
	for _, sockets := range []int{1000, 10000} {
		b.Run(fmt.Sprint(sockets), func(b *testing.B) {
			events := 400_000 / sockets
			figures := inTurns(kinds(b, sockets, 1), 3, func(f *fanOut) float64 {
				before := cpuTime()
				f.deliver(events, 1)
				return float64(cpuTime()-before) / 1e3 / float64(events*sockets)
			})
			report(b, figures, "µs/delivery")
		})
	}
}

// BenchmarkBurst has 64 events on their way all the time: deliveries per second. Aim: at least 15 times A's.
func BenchmarkBurst(b *testing.B) {
	for _, sockets := range []int{1000, 10000} {
		b.Run(fmt.Sprint(sockets), func(b *testing.B) {
			figures := inTurns(kinds(b, sockets, 16), 3, func(f *fanOut) float64 {
				events := 0
				begin := time.Now()
				for events == 0 || time.Since(begin) < 2*time.Second {
					f.deliver(128, 64)
					events += 128
				}
				return float64(events*sockets) / time.Since(begin).Seconds()
			})
			report(b, figures, "deliveries/s")
		})
	}
}

func report(b *testing.B, figures map[string]float64, unit string) {
	for name, figure := range figures {
		b.ReportMetric(figure, name+"-"+unit)
	}
	b.ReportMetric(figures["hub"]/figures["A"], "hub/A")
	b.ReportMetric(figures["hub"]/figures["B"], "hub/B")
	b.ReportMetric(0, "ns/op")
}

// cpuTime is what this process has used, in nanoseconds.
func cpuTime() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// BenchmarkIdleSocket is the memory in use, heap and stacks, of one socket that follows a channel where nothing happens.
// Aim: at most 12 KiB.
func BenchmarkIdleSocket(b *testing.B) {
	const sockets = 10000
	figures := make(map[string]float64)
	for name, start := range kinds(b, sockets, 1) {
		before := inUse()
		f := start()
		f.deliver(1, 1)
		figures[name] = float64(inUse()-before) / 1024 / sockets
		f.crowd.leave()
		f.close()
	}
	report(b, figures, "KiB/socket")
}

func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// BenchmarkResume is a socket that comes back after 500 events: from its follow frame to the last event. The first to come back
// has them read and drawn; others find them in the log. The baseline is the bare reading. Aim: under 50 ms.
func BenchmarkResume(b *testing.B) {
	const missed = 500
	h := newBenchHouse(b)
	defer h.stop()
	server := httptest.NewServer(h.hub)
	defer server.Close()
	var bare, first, others []time.Duration
	for i := range 20 {
		h.channel = stream.Channel(fmt.Sprintf("topic/%s/%d", h.channel.Network(), i))
		h.publish(missed)
		begin := time.Now()
		events, err := h.streams.Read(context.Background(), h.channel, 0, missed)
		must(b, err)
		if len(events) != missed {
			b.Fatalf("read %d events", len(events))
		}
		bare = append(bare, time.Since(begin))
		first = append(first, h.resume(server.URL, 2*i, missed))
		others = append(others, h.resume(server.URL, 2*i+1, missed))
	}
	b.ReportMetric(median(bare), "bare-ms")
	b.ReportMetric(median(first), "first-ms")
	b.ReportMetric(median(others), "others-ms")
	b.ReportMetric(median(first)/median(bare), "first/bare")
	b.ReportMetric(0, "ns/op")
}

// resume opens a socket, which stays open, and follows from the beginning until so many events are there.
func (h *benchHouse) resume(url string, ticket, events int) time.Duration {
	ws, _, err := websocket.DefaultDialer.Dial(fmt.Sprintf("ws%s/live?ticket=%d", strings.TrimPrefix(url, "http"), ticket), http.Header{"Origin": {origin}})
	must(h.b, err)
	h.b.Cleanup(func() { ws.Close() })
	_, _, err = ws.ReadMessage() // hello
	must(h.b, err)
	begin := time.Now()
	must(h.b, ws.WriteJSON(map[string]any{"t": "follow", "channel": h.channel}))
	for range events {
		_, _, err := ws.ReadMessage()
		must(h.b, err)
	}
	return time.Since(begin)
}

func median(of []time.Duration) float64 {
	slices.Sort(of)
	return float64(of[len(of)/2].Microseconds()) / 1000
}
