package realtime_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/realtime"
	"tinig/realtime/stream"
)

const (
	eventBytes   = 300
	benchNetwork = "11111111-1111-4111-8111-111111111111"
	benchChannel = stream.Channel("topic/" + benchNetwork + "/22222222-2222-4222-8222-222222222222")
)

// contender is a server that sends events to all its sockets.
type contender interface {
	http.Handler
	publish(n int) error
}

// beServer is a contender's process. It does what it is told, and answers each with a number.
func beServer(kind, url string) error {
	if err := allowFiles(15000); err != nil {
		return err
	}
	c, err := newContender(kind, url)
	if err != nil {
		return err
	}
	f := &fanOut{contender: c, address: httptest.NewServer(c).Listener.Addr().String()}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		for _, n := range f.do(lines.Text()) {
			fmt.Println(n)
		}
	}
	f.crowd.end()
	return nil
}

// fanOut is a server with a crowd on one channel.
type fanOut struct {
	contender contender
	address   string
	crowd     *crowd
	sockets   int
	group     int // how many events are published at once
}

// do does what it is told, and returns what it measured, times in nanoseconds.
func (f *fanOut) do(line string) []int64 {
	var word string
	var a, b int
	fmt.Sscan(line, &word, &a, &b)
	switch word {
	case "join":
		f.join(a, b)
		return []int64{0}
	case "trickle":
		return []int64{f.trickle(a)}
	case "burst":
		return f.burst(time.Duration(a) * time.Millisecond)
	case "memory":
		return []int64{inUse()}
	}
	panic("the server was told " + line)
}

// join brings a crowd in, and waits until events have reached all of it.
func (f *fanOut) join(sockets, group int) {
	follow, err := json.Marshal(map[string]any{"t": "follow", "channel": benchChannel})
	orPanic(err)
	f.sockets, f.group = sockets, group
	f.crowd = newCrowd(f.address, sockets, sockets*group, string(follow))
	f.publish(group)
	f.crowd.await(0)
}

// trickle publishes events one at a time, the next when all have it. It returns what that took of this process's time.
func (f *fanOut) trickle(events int) int64 {
	before := cpuTime()
	for range events {
		f.publish(1)
		f.crowd.await(0)
	}
	return cpuTime() - before
}

// burst publishes events for a while, 64 of them on their way all the time. It returns how long that took, how many were
// delivered, and what it took of this process's time.
func (f *fanOut) burst(while time.Duration) []int64 {
	begin, before := time.Now(), cpuTime()
	events := 0
	for ; time.Since(begin) < while; events += f.group {
		f.publish(64)
	}
	f.crowd.await(0)
	return []int64{int64(time.Since(begin)), int64(events * f.sockets), cpuTime() - before}
}

// publish publishes the next group as soon as no more than underway events will be on their way.
func (f *fanOut) publish(underway int) {
	f.crowd.await(int64((underway - f.group) * f.sockets))
	orPanic(f.contender.publish(f.group))
	f.crowd.expected += int64(f.group * f.sockets)
}

func newContender(kind, url string) (contender, error) {
	switch kind {
	case "A":
		return newA(), nil
	case "B":
		return newB(), nil
	case "bare":
		return &bare{}, nil
	}
	return newBenchHub(url)
}

// benchHub is the hub, over a stream whose events draw themselves.
type benchHub struct {
	*realtime.Hub
	streams *stream.Streams
	append  *sqlx.Stmt
}

func newBenchHub(url string) (*benchHub, error) {
	db, err := sqlx.Connect("postgres", url)
	if err != nil {
		return nil, err
	}
	h := &benchHub{streams: stream.New(db, nil)}
	h.append, err = db.Preparex(`SELECT max(stream_append($1, 'post.new', '1')) FROM generate_series(1, $2)`)
	if err != nil {
		return nil, err
	}
	drawn := realtime.Drawn{HTML: []byte(strings.Repeat("x", eventBytes-146))}
	h.Hub = realtime.NewHub(h.streams, realtime.Config{
		Origins: []string{origin},
		Redeem:  redeemAny,
		May:     func(context.Context, realtime.Follower, stream.Channel) error { return nil },
		Draw:    func(context.Context, stream.Channel, stream.Event, string) (realtime.Drawn, error) { return drawn, nil },
		Log:     slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	go h.Run(context.Background())
	return h, nil
}

// redeemAny takes a number for a ticket, and a member of her own for each.
func redeemAny(_ context.Context, ticket string) (realtime.Follower, error) {
	return realtime.Follower{
		Session: fmt.Sprintf("%064s", ticket),
		Network: benchNetwork,
		Member:  fmt.Sprintf("33333333-3333-4333-8333-%012s", ticket),
		Lang:    "en",
	}, nil
}

// publish appends events in one statement, as a committer that takes whatever is waiting does, and wakes the hub.
func (h *benchHub) publish(n int) error {
	return h.publishIn(benchChannel, n)
}

func (h *benchHub) publishIn(ch stream.Channel, n int) error {
	var seq int64
	if err := h.append.Get(&seq, ch, n); err != nil {
		return err
	}
	h.streams.Wake(ch, seq)
	return nil
}

// cpuTime is what this process has used, in nanoseconds.
func cpuTime() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// inUse is the memory of heap and stacks that holds something.
func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}
