package realtime_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"syscall"

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

// beServer is a contender's process. It writes its address, and then does what it is told: "publish 3", "cpu", "memory".
func beServer(kind, url string) error {
	if err := allowFiles(15000); err != nil {
		return err
	}
	c, err := newContender(kind, url)
	if err != nil {
		return err
	}
	server := httptest.NewServer(c)
	fmt.Println(server.Listener.Addr())
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		switch word, rest, _ := strings.Cut(lines.Text(), " "); word {
		case "publish":
			var n int
			fmt.Sscan(rest, &n)
			if err := c.publish(n); err != nil {
				return err
			}
		case "cpu":
			fmt.Println(cpuTime())
		case "memory":
			fmt.Println(inUse())
		}
	}
	return nil
}

func newContender(kind, url string) (contender, error) {
	switch kind {
	case "A":
		return newA(), nil
	case "B":
		return newB(), nil
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
