package stream_test

import (
	"context"

	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
)

// TestManyWritersLeaveNoHole has 32 writers append to a few hot channels, some twice, some rolling back, while two nodes tail them.
// (Following one global serial instead loses rows here: numbers are given before commits happen in order.)
func TestManyWritersLeaveNoHole(t *testing.T) {
	const writers, each = 32, 40
	url := dbtest.URL(t)
	writing := node(t, url)
	hot := []stream.Channel{channel(), channel(), channel()}
	tails := []*tail{newTail(t, node(t, url), hot), newTail(t, node(t, url), hot)}

	var mu sync.Mutex
	committed := make(map[stream.Event]bool)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				events, err := writeSome(writing, hot, fmt.Sprintf("%d-%d", w, i))
				if err != nil {
					t.Errorf("writer %d: %v", w, err)
					return
				}
				mu.Lock()
				for _, e := range events {
					committed[e] = true
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for n, tail := range tails {
		got := tail.upTo(t, committed)
		if len(got) != len(committed) {
			t.Errorf("node %d got %d events, want %d", n, len(got), len(committed))
		}
		for _, e := range got {
			if !committed[e] {
				t.Errorf("node %d got %v, which was never committed so", n, e)
			}
		}
	}
}

// writeSome appends to one or two channels, dawdles, and commits or not.
func writeSome(s *stream.Streams, hot []stream.Channel, ref string) ([]stream.Event, error) {
	tx, err := s.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	chosen := []stream.Channel{hot[rand.IntN(len(hot))]}
	if other := hot[rand.IntN(len(hot))]; rand.IntN(4) == 0 && other > chosen[0] {
		chosen = append(chosen, other)
	}
	var events []stream.Event
	for _, ch := range chosen {
		time.Sleep(time.Duration(rand.IntN(1000)) * time.Microsecond)
		seq, err := tx.Append(ctx, ch, "x", ref)
		if err != nil {
			return nil, err
		}
		events = append(events, stream.Event{Channel: ch, Seq: seq, Kind: "x", Ref: ref})
	}
	if rand.IntN(10) == 0 {
		return nil, tx.Rollback()
	}
	return events, tx.Commit()
}

// node is another process's streams on the same database, with LISTEN and NOTIFY between them.
func node(t testing.TB, url string) *stream.Streams {
	t.Helper()
	db := connect(t, url)
	return stream.New(db, stream.Postgres(db, url, slog.New(slog.NewTextHandler(t.Output(), nil))))
}

// tail follows channels as a node does: by wake-ups, reading what comes after what it has.
type tail struct {
	streams *stream.Streams
	woken   <-chan stream.Wakeup
	at      map[stream.Channel]int64
	events  []stream.Event
}

func newTail(t testing.TB, s *stream.Streams, channels []stream.Channel) *tail {
	tail := &tail{streams: s, woken: listen(t, s), at: make(map[stream.Channel]int64)}
	for _, ch := range channels {
		tail.at[ch] = 0
	}
	return tail
}

// upTo reads on, woken, until it has as many events as were committed. Every number must follow the one before.
func (l *tail) upTo(t testing.TB, committed map[stream.Event]bool) []stream.Event {
	patience := time.After(30 * time.Second)
	for len(l.events) < len(committed) {
		select {
		case w := <-l.woken:
			if at, follows := l.at[w.Channel]; follows && w.Seq > at {
				l.read(t, w.Channel)
			}
		case <-patience:
			return l.events
		}
	}
	return l.events
}

func (l *tail) read(t testing.TB, ch stream.Channel) {
	events, err := l.streams.Read(ctx, ch, l.at[ch], 10000)
	must(t, err)
	for _, e := range events {
		if e.Seq != l.at[ch]+1 {
			t.Errorf("%s: %d came after %d", ch, e.Seq, l.at[ch])
		}
		l.at[ch] = e.Seq
		l.events = append(l.events, e)
	}
}

// TestHotPathAppendsInOneStatement is how a domain locks, checks, inserts and appends at once.
func TestHotPathAppendsInOneStatement(t *testing.T) {
	db := dbtest.New(t)
	s := stream.New(db, nil)
	ch := channel()
	db.MustExec(`CREATE TABLE hot (number int)`)
	var seq int64
	must(t, db.Get(&seq, `
		WITH added AS (INSERT INTO hot VALUES (1) RETURNING number)
		SELECT stream_append($1, 'post.new', number::text) FROM added`, ch))
	events, err := s.Read(ctx, ch, 0, 10)
	must(t, err)
	if seq != 1 || len(events) != 1 || events[0].Ref != "1" {
		t.Errorf("got %d and %v", seq, events)
	}
}

func TestWakeUpsOfABusyNodeAreCoalesced(t *testing.T) {
	bus := &slowBus{batches: make(chan []stream.Wakeup, 1000)}
	s := stream.New(dbtest.New(t), bus)
	ch := channel()
	for seq := range int64(1000) {
		s.Wake(ch, seq+1)
	}
	var got []stream.Wakeup
	for len(got) == 0 || got[len(got)-1].Seq < 1000 {
		got = append(got, <-bus.batches...)
	}
	if len(got) > 500 {
		t.Errorf("%d wake-ups were sent for 1000 events while the bus was slow", len(got))
	}
}

type slowBus struct{ batches chan []stream.Wakeup }

func (b *slowBus) Publish(batch []stream.Wakeup) {
	time.Sleep(20 * time.Millisecond)
	b.batches <- batch
}

func (b *slowBus) Listen(ctx context.Context, _ func(stream.Wakeup)) error {
	<-ctx.Done()
	return nil
}

func (b *slowBus) Close() error { return nil }

func connect(t testing.TB, url string) *sqlx.DB {
	t.Helper()
	db, err := sqlx.Connect("postgres", url)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func TestListenerHearsThatItsConnectionWasLost(t *testing.T) {
	url := dbtest.URL(t)
	s := node(t, url)
	woken := listen(t, s)
	db := connect(t, url)
	db.MustExec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
	for {
		select {
		case w := <-woken:
			if w == (stream.Wakeup{}) {
				return
			}
		case <-time.After(30 * time.Second):
			t.Fatal("nothing told that wake-ups may have been missed")
		}
	}
}

func TestThreeNodesWakeEachOther(t *testing.T) {
	for name, bus := range map[string]func(*testing.T, string) stream.Bus{
		"by LISTEN and NOTIFY": func(t *testing.T, url string) stream.Bus {
			return stream.Postgres(connect(t, url), url, slog.New(slog.NewTextHandler(t.Output(), nil)))
		},
		"by NATS": natsBus(t),
	} {
		t.Run(name, func(t *testing.T) {
			url := dbtest.URL(t)
			var nodes []*stream.Streams
			var woken []<-chan stream.Wakeup
			for range 3 {
				s := stream.New(connect(t, url), bus(t, url))
				nodes = append(nodes, s)
				woken = append(woken, listen(t, s))
			}
			reachEachOther(t, nodes, woken)
			for i, s := range nodes {
				ch := stream.Channel("topic/" + uuid.NewString() + "/x")
				tell(t, s, ch, "a")
				for j := range woken {
					await(t, woken[j], stream.Wakeup{Channel: ch, Seq: 1}, fmt.Sprintf("node %d, woken by node %d", j, i))
				}
			}
		})
	}
}

// reachEachOther waits until every node hears every other over the bus.
func reachEachOther(t *testing.T, nodes []*stream.Streams, woken []<-chan stream.Wakeup) {
	for _, s := range nodes {
		for _, w := range woken {
			ch := stream.Channel("probe/" + uuid.NewString() + "/x")
			for heard := false; !heard; {
				s.Wake(ch, 1)
				select {
				case got := <-w:
					heard = got.Channel == ch
				case <-time.After(50 * time.Millisecond):
				}
			}
		}
	}
	for _, w := range woken {
		drain(w)
	}
}

func await(t *testing.T, woken <-chan stream.Wakeup, want stream.Wakeup, who string) {
	t.Helper()
	patience := time.After(20 * time.Second)
	for {
		select {
		case got := <-woken:
			if got == want {
				return
			}
		case <-patience:
			t.Fatalf("%s: never got the wake-up %v", who, want)
		}
	}
}
