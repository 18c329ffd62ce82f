package stream_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"

	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
)

var ctx = context.Background()

func channel() stream.Channel {
	return stream.Channel("topic/" + uuid.NewString() + "/" + uuid.NewString())
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func tell(t testing.TB, s *stream.Streams, ch stream.Channel, ref string) int64 {
	t.Helper()
	tx, err := s.Begin(ctx)
	must(t, err)
	defer tx.Rollback()
	seq, err := tx.Append(ctx, ch, "post.new", ref)
	must(t, err)
	must(t, tx.Commit())
	return seq
}

func head(t testing.TB, db *sqlx.DB, s *stream.Streams, ch stream.Channel) stream.Position {
	t.Helper()
	p, err := s.Head(ctx, db, ch)
	must(t, err)
	return p
}

func TestEventsAreReadInOrderFromAnyPosition(t *testing.T) {
	db := dbtest.New(t)
	s := stream.New(db, nil)
	ch := channel()
	for _, ref := range []string{"a", "b", "c"} {
		tell(t, s, ch, ref)
	}
	tell(t, s, channel(), "elsewhere")
	events, err := s.Read(ctx, ch, 1, 10)
	must(t, err)
	want := []stream.Event{{ch, 2, "post.new", "b"}, {ch, 3, "post.new", "c"}}
	if !slices.Equal(events, want) {
		t.Errorf("got %v, want %v", events, want)
	}
	events, err = s.Read(ctx, ch, 0, 2)
	must(t, err)
	if len(events) != 2 || events[1].Ref != "b" {
		t.Errorf("got %v, want the first two", events)
	}
}

func TestChannelNeverWrittenHasAPositionThatStaysGood(t *testing.T) {
	db := dbtest.New(t)
	s := stream.New(db, nil)
	ch := channel()
	before := head(t, db, s, ch)
	if before.Seq != 0 || before.Epoch == "" {
		t.Fatalf("got the head %v, want 0 in an epoch", before)
	}
	tell(t, s, ch, "a")
	events, after, err := s.Since(ctx, ch, before, 10)
	must(t, err)
	if len(events) != 1 || after != (stream.Position{Seq: 1, Epoch: before.Epoch}) {
		t.Errorf("got %v up to %v, want the first event", events, after)
	}
}

func TestHeadBelongsToTheSnapshotItIsReadIn(t *testing.T) {
	db := dbtest.New(t)
	s := stream.New(db, nil)
	ch := channel()
	tell(t, s, ch, "a")
	tx := db.MustBegin()
	defer tx.Rollback()
	tx.MustExec(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`)
	var one int
	must(t, tx.Get(&one, `SELECT 1`))
	tell(t, s, ch, "b")
	p, err := s.Head(ctx, tx, ch)
	must(t, err)
	if p.Seq != 1 {
		t.Errorf("got the head %d, want 1 as the page has it", p.Seq)
	}
}

func TestPositionThatCannotBeContinuedIsTooOld(t *testing.T) {
	db := dbtest.New(t)
	s := stream.New(db, nil)
	ch := channel()
	for range 4 {
		tell(t, s, ch, "a")
	}
	here := head(t, db, s, ch)
	db.MustExec(`UPDATE stream_events SET day = day - 30 WHERE seq <= 2`)
	must(t, s.Sweep(ctx))
	here.Epoch = head(t, db, s, ch).Epoch
	for name, p := range map[string]stream.Position{
		"past retention":           {Seq: 0, Epoch: here.Epoch},
		"just past retention":      {Seq: 1, Epoch: here.Epoch},
		"ahead":                    {Seq: 5, Epoch: here.Epoch},
		"another epoch":            {Seq: 4, Epoch: uuid.NewString()},
		"before the beginning":     {Seq: -1, Epoch: here.Epoch},
		"past retention, no epoch": {Seq: 0},
	} {
		if _, at, err := s.Since(ctx, ch, p, 10); !errors.Is(err, stream.ErrTooOld) || at != here {
			t.Errorf("%s: got %v at %v, want ErrTooOld at %v", name, err, at, here)
		}
	}
	if events, err := s.Read(ctx, ch, 2, 10); err != nil || len(events) != 2 {
		t.Errorf("got %v and %v, want what is kept", events, err)
	}
	if events, err := s.Read(ctx, ch, 4, 10); err != nil || len(events) != 0 {
		t.Errorf("got %v and %v, want nothing after the head", events, err)
	}
}

func TestEverythingSweptIsTooOldExceptTheHead(t *testing.T) {
	db := dbtest.New(t)
	s := stream.New(db, nil)
	ch := channel()
	tell(t, s, ch, "a")
	tell(t, s, ch, "b")
	db.MustExec(`UPDATE stream_events SET day = day - 30`)
	must(t, s.Sweep(ctx))
	if _, err := s.Read(ctx, ch, 1, 10); !errors.Is(err, stream.ErrTooOld) {
		t.Errorf("got %v, want ErrTooOld", err)
	}
	if _, err := s.Read(ctx, ch, 2, 10); err != nil {
		t.Errorf("got %v for the head, want nothing", err)
	}
	if seq := tell(t, s, ch, "c"); seq != 3 {
		t.Errorf("got the number %d after all were forgotten, want 3", seq)
	}
}

func TestSweepKeepsSevenDays(t *testing.T) {
	db := dbtest.New(t)
	s := stream.New(db, nil)
	ch := channel()
	for day := range 10 {
		tell(t, s, ch, "a")
		db.MustExec(`UPDATE stream_events SET day = (now() AT TIME ZONE 'UTC')::date - $1::int WHERE seq = $2`, 9-day, day+1)
	}
	must(t, s.Sweep(ctx))
	var kept []int64
	must(t, db.Select(&kept, `SELECT seq FROM stream_events ORDER BY seq`))
	if want := []int64{3, 4, 5, 6, 7, 8, 9, 10}; !slices.Equal(kept, want) { // Today and the seven days before.
		t.Errorf("kept %v, want %v", kept, want)
	}
}

func TestSweepForgetsManyEventsAndTheChannelsOfWhatLongEnded(t *testing.T) {
	db := dbtest.New(t)
	s := stream.New(db, nil)
	old, fresh := stream.Channel("session/"+strings.Repeat("a", 64)), stream.Channel("session/"+strings.Repeat("b", 64))
	network := uuid.NewString()
	gone, stays := stream.Channel("member/"+network+"/gone"), stream.Channel("member/"+network+"/stays")
	for _, ch := range []stream.Channel{old, gone, stays} {
		tell(t, s, ch, "")
	}
	must(t, s.End(ctx, network, "gone"))
	must(t, s.Sweep(ctx))
	if head(t, db, s, gone).Seq != 1 {
		t.Error("a channel that ended today is gone")
	}
	db.MustExec(`UPDATE stream_channels SET day = day - 8`)
	db.MustExec(`UPDATE stream_events SET day = day - 8`)
	tell(t, s, fresh, "")
	db.MustExec(`
		INSERT INTO stream_events (network_id, channel, seq, kind, ref, day)
		SELECT gen_random_uuid(), 'topic/x', n, 'post.new', '', '2000-01-01' FROM generate_series(1, 12000) n`)
	must(t, s.Sweep(ctx))
	var channels []stream.Channel
	must(t, db.Select(&channels, `SELECT channel FROM stream_channels ORDER BY channel`))
	if !slices.Equal(channels, []stream.Channel{stays, fresh}) {
		t.Errorf("kept the channels %v, want that of who is there, and of the session that ended today", channels)
	}
	var events int
	must(t, db.Get(&events, `SELECT count(*) FROM stream_events`))
	if events != 1 {
		t.Errorf("kept %d events, want 1", events)
	}
}

func TestEpochIsRenewedOnlyInAnotherDatabase(t *testing.T) {
	db := dbtest.New(t)
	s := stream.New(db, nil)
	ch := channel()
	must(t, s.Renew(ctx))
	first := head(t, db, s, ch)
	must(t, s.Renew(ctx))
	if again := head(t, db, s, ch); again != first {
		t.Errorf("the epoch went from %v to %v in the same database", first, again)
	}
	db.MustExec(`UPDATE stream_epoch SET cluster = 'restored from elsewhere'`)
	must(t, s.Renew(ctx))
	if renewed := head(t, db, s, ch); renewed.Epoch == first.Epoch {
		t.Errorf("the epoch stayed %v in another database", first.Epoch)
	}
}

func TestHeadsOfManyChannels(t *testing.T) {
	db := dbtest.New(t)
	s := stream.New(db, nil)
	one, two, never := channel(), stream.Channel("session/"+strings.Repeat("a", 64)), channel()
	tell(t, s, one, "a")
	tell(t, s, one, "b")
	tell(t, s, two, "")
	heads, epoch, err := s.Heads(ctx, []stream.Channel{one, two, never})
	must(t, err)
	if len(heads) != 2 || heads[one] != 2 || heads[two] != 1 || epoch != head(t, db, s, one).Epoch {
		t.Errorf("got %v in epoch %s", heads, epoch)
	}
}

func TestChannelsOutOfOrderAreRefused(t *testing.T) {
	s := stream.New(dbtest.New(t), nil)
	a, b := stream.Channel("topic/"+uuid.NewString()+"/a"), stream.Channel("welcome/"+uuid.NewString()+"/b")
	tx, err := s.Begin(ctx)
	must(t, err)
	defer tx.Rollback()
	_, err = tx.Append(ctx, a, "x", "")
	must(t, err)
	_, err = tx.Append(ctx, b, "x", "")
	must(t, err)
	if seq, err := tx.Append(ctx, a, "x", ""); err != nil || seq != 2 {
		t.Errorf("got %d and %v for a channel that is held already", seq, err)
	}
	if _, err := tx.Append(ctx, stream.Channel("member/"+uuid.NewString()+"/c"), "x", ""); err == nil {
		t.Error("a channel out of order was appended to")
	}
}

func TestWordsAreNotTakenForAReference(t *testing.T) {
	s := stream.New(dbtest.New(t), nil)
	tx, err := s.Begin(ctx)
	must(t, err)
	defer tx.Rollback()
	if _, err := tx.Append(ctx, channel(), "post.new", "what she wrote"); err == nil {
		t.Error("an event with words was appended")
	} else if strings.Contains(err.Error(), "wrote") {
		t.Errorf("the error repeats the words: %v", err)
	}
}

func TestCommitWakesAndRollbackDoesNot(t *testing.T) {
	s := stream.New(dbtest.New(t), nil)
	ch := channel()
	woken := listen(t, s)
	tx, err := s.Begin(ctx)
	must(t, err)
	_, err = tx.Append(ctx, ch, "x", "")
	must(t, err)
	must(t, tx.Rollback())
	tell(t, s, ch, "a")
	if got, want := <-woken, (stream.Wakeup{Channel: ch, Seq: 1}); got != want {
		t.Errorf("got the wake-up %v, want %v", got, want)
	}
}

// listen returns the wake-ups of s, once it is known to listen.
func listen(t testing.TB, s *stream.Streams) <-chan stream.Wakeup {
	t.Helper()
	woken := make(chan stream.Wakeup, 10000)
	listening, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- s.Listen(listening, func(w stream.Wakeup) { woken <- w }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("listening ended with %v", err)
		}
	})
	probe := stream.Channel("probe/" + uuid.NewString() + "/x")
	for {
		s.Wake(probe, 1)
		select {
		case w := <-woken:
			if w.Channel == probe {
				drain(woken)
				return woken
			}
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func drain(woken <-chan stream.Wakeup) {
	for len(woken) > 0 {
		<-woken
	}
}
