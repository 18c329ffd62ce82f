package inbox_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/inbox"
)

var ctx = context.Background()

// house is a network of a few members and their inboxes, and a clock that stands until it is moved.
type house struct {
	*inbox.Inbox
	t       testing.TB
	db      *sqlx.DB
	streams *stream.Streams
	network string
	today   time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, db: dbtest.New(t), network: uuid.NewString(), today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	h.streams = stream.New(h.db, nil)
	var err error
	h.Inbox, err = inbox.New(ctx, h.db, h.streams, func() time.Time { return h.today })
	must(t, err)
	h.db.MustExec(`INSERT INTO networks (id, kind, name, languages, founded_on) VALUES ($1, 'local', 'Harbour', '{en}', $2)`, h.network, h.today)
	return h
}

func (h *house) member() string {
	h.t.Helper()
	id := uuid.NewString()
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on) VALUES ($1, $2, $3, '', 'adult', 'confirmed', $4)`,
		h.network, id, "Member "+id, h.today)
	return id
}

// tell tells members something in one transaction.
func (h *house) tell(kind inbox.Kind, members ...string) error {
	tx, err := h.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var notices []inbox.Notice
	for _, member := range members {
		notices = append(notices, inbox.Notice{Network: h.network, Member: member, Kind: kind, Day: h.today})
	}
	if err := inbox.Tell(ctx, tx, notices...); err != nil {
		return err
	}
	return tx.Commit()
}

// unread are the numbers of her unread notices, the newest first.
func (h *house) unread(member string) (numbers []int) {
	h.t.Helper()
	notices, _, err := h.Unread(ctx, h.network, member)
	must(h.t, err)
	for _, n := range notices {
		numbers = append(numbers, n.Number)
	}
	return numbers
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestNoticesAreNumberedInTheOrderOfCommitsWithoutHoles(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	members := []string{h.member(), h.member(), h.member()}
	var all sync.WaitGroup
	errs := make([]error, 60)
	for i := range errs {
		all.Go(func() {
			told := []string{members[i%3], members[(i+1)%3]} // in any order: they are sorted
			errs[i] = h.tell(inbox.Vouched, told...)
		})
	}
	all.Wait()
	for _, err := range errs {
		must(t, err)
	}
	for _, member := range members {
		notices, head, err := h.Unread(ctx, h.network, member)
		must(t, err)
		events, err := h.streams.Read(ctx, inbox.Channel(h.network, member), 0, 100)
		must(t, err)
		if len(notices) != 40 || head.Seq != 40 || len(events) != 40 {
			t.Fatalf("%d notices, %d events, the channel at %d", len(notices), len(events), head.Seq)
		}
		for i, n := range notices {
			if n.Number != 40-i {
				t.Fatalf("the notices are numbered %d after %d others", n.Number, i)
			}
		}
	}
}

func TestATransactionThatFailsTellsNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	member := h.member()
	if err := h.tell(inbox.Vouched, member, uuid.NewString()); err == nil {
		t.Fatal("somebody who isn't there was told")
	}
	must(t, h.tell(inbox.Vouched, member))
	if got := h.unread(member); !slices.Equal(got, []int{1}) {
		t.Errorf("she has %v", got)
	}
}

func TestWhatIsReadIsReadOnceAndNeverWhatIsToCome(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	member, other := h.member(), h.member()
	must(t, h.MarkRead(ctx, h.network, member, 1, 1000)) // there is nothing
	for range 5 {
		must(t, h.tell(inbox.Vouched, member, other))
	}
	must(t, h.MarkRead(ctx, h.network, member, 2, 2))
	must(t, h.MarkRead(ctx, h.network, member, 2, 2)) // which is no event
	if got := h.unread(member); !slices.Equal(got, []int{5, 4, 3, 1}) {
		t.Errorf("after one was opened %v are new", got)
	}
	must(t, h.MarkRead(ctx, h.network, member, 1, 4))
	must(t, h.MarkRead(ctx, h.network, member, 1, 1<<40))
	must(t, h.tell(inbox.Vouched, member))
	if got := h.unread(member); !slices.Equal(got, []int{9}) { // six to eight are the events of reading
		t.Errorf("after all were read %v came", got)
	}
	if got := h.unread(other); len(got) != 5 {
		t.Errorf("the other has %v", got)
	}
	events, err := h.streams.Read(ctx, inbox.Channel(h.network, member), 5, 100)
	must(t, err)
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	if !slices.Equal(kinds, []string{inbox.Read, inbox.Read, inbox.Read, inbox.Noticed}) {
		t.Errorf("the events are %v", kinds)
	}
}

func TestPagesGoOnWhereTheLastEnded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	member := h.member()
	for range inbox.NoticesAtOnce + 5 {
		must(t, h.tell(inbox.Vouched, member))
	}
	first, err := h.Notices(ctx, h.network, member, 0)
	must(t, err)
	second, err := h.Notices(ctx, h.network, member, first[len(first)-1].Number)
	must(t, err)
	if len(first) != inbox.NoticesAtOnce || len(second) != 5 || second[0].Number != 5 || !second[0].Unread {
		t.Errorf("%d and then %d, from %+v", len(first), len(second), second)
	}
	if _, there, err := h.Notice(ctx, h.network, member, 1<<40); err != nil || there {
		t.Errorf("a notice that there can't be: %v, %v", there, err)
	}
}

func TestWhatIsWithdrawnIsGoneFromEveryInbox(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	members := []string{h.member(), h.member()}
	topic := uuid.NewString()
	tx, err := h.streams.Begin(ctx)
	must(t, err)
	for _, post := range []int{1, 2} {
		for _, member := range slices.Sorted(slices.Values(members)) {
			_, err := tx.Append(ctx, inbox.Channel(h.network, member), inbox.Noticed, "")
			must(t, err)
			tx.MustExec(`INSERT INTO notices (network_id, member_id, number, kind, topic_id, post_number, day) VALUES ($1, $2, $3, 'reply', $4, $3, $5)`,
				h.network, member, post, topic, h.today)
		}
		if post == 1 {
			must(t, tx.Commit())
			tx, err = h.streams.Begin(ctx)
			must(t, err)
		}
	}
	must(t, inbox.Withdraw(ctx, tx, h.network, topic, 1))
	must(t, tx.Commit())
	for _, member := range members {
		events, err := h.streams.Read(ctx, inbox.Channel(h.network, member), 2, 10)
		must(t, err)
		if got := h.unread(member); !slices.Equal(got, []int{2}) || len(events) != 1 || events[0].Kind != inbox.Gone || events[0].Ref != "1" {
			t.Errorf("she has %v, and was told %+v", got, events)
		}
	}
}

func TestOldNoticesAreForgottenReadOnesSooner(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	member := h.member()
	must(t, h.tell(inbox.Vouched, member))
	must(t, h.tell(inbox.Vouched, member))
	must(t, h.MarkRead(ctx, h.network, member, 1, 1))
	for _, c := range []struct{ days, left int }{{90, 2}, {1, 1}, {89, 1}, {1, 0}} {
		h.today = h.today.AddDate(0, 0, c.days)
		must(t, h.Sweep(ctx))
		notices, err := h.Notices(ctx, h.network, member, 0)
		must(t, err)
		if len(notices) != c.left {
			t.Errorf("on %s %d are left, want %d", h.today.Format(time.DateOnly), len(notices), c.left)
		}
	}
}

func TestAMemberWhoIsDeletedLeavesNothingInHerInbox(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	member := h.member()
	must(t, h.tell(inbox.Vouched, member))
	must(t, h.MarkRead(ctx, h.network, member, 1, 1))
	must(t, h.SetLevel(ctx, h.network, member, uuid.NewString(), inbox.Muted))
	h.db.MustExec(`DELETE FROM members WHERE id = $1`, member)
	for _, table := range []string{"notices", "notice_reads", "follows"} {
		var rows int
		must(t, h.db.Get(&rows, `SELECT count(*) FROM `+table))
		if rows != 0 {
			t.Errorf("%s holds %d rows", table, rows)
		}
	}
}

func TestALevelOfATopicStandsOverItsSpaces(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	member, space, topic := h.member(), uuid.NewString(), uuid.NewString()
	is := func(want inbox.Level, topic string) {
		t.Helper()
		got, err := h.Level(ctx, h.network, member, space, topic)
		must(t, err)
		if got != want {
			t.Errorf("it is %s, want %s", got, want)
		}
	}
	is(inbox.Replies, topic)
	must(t, h.SetLevel(ctx, h.network, member, space, inbox.Muted))
	is(inbox.Muted, topic)
	is(inbox.Muted, "")
	must(t, h.SetLevel(ctx, h.network, member, topic, inbox.Replies))
	is(inbox.Replies, topic)
	must(t, h.SetLevel(ctx, h.network, member, topic, inbox.Everything))
	is(inbox.Everything, topic)
	is(inbox.Muted, "")
	if err := h.SetLevel(ctx, h.network, member, topic, "loudly"); !locales.IsKind(err, locales.Invalid) {
		t.Errorf("a level that there isn't: %v", err)
	}
}

func TestLevelsAreForSoManyPlacesOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	member := h.member()
	h.db.MustExec(`INSERT INTO follows SELECT $1, $2, gen_random_uuid(), 'muted' FROM generate_series(1, 1000)`, h.network, member)
	if err := h.SetLevel(ctx, h.network, member, uuid.NewString(), inbox.Muted); !locales.IsKind(err, locales.TooMany) {
		t.Errorf("one more: %v", err)
	}
	var place string
	must(t, h.db.Get(&place, `SELECT place_id FROM follows LIMIT 1`))
	must(t, h.SetLevel(ctx, h.network, member, place, inbox.Everything))
}

// A thief of the tables finds no words, no name and no time in them, and nothing that says who acted.
func TestANoticeHoldsReferencesAndADayOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var columns []string
	must(t, h.db.Select(&columns, `
		SELECT column_name || ' ' || data_type
		FROM information_schema.columns
		WHERE table_name IN ('notices', 'notice_reads', 'follows')
		AND column_name NOT IN ('network_id', 'member_id')
		ORDER BY 1`))
	want := []string{"about text", "day date", "kind text", "level text", "number integer", "place_id uuid", "place_id uuid", "post_number integer", "seen int4multirange", "topic_id uuid"}
	if fmt.Sprint(columns) != fmt.Sprint(want) {
		t.Errorf("the tables hold %v", columns)
	}
	if _, err := h.db.Exec(`INSERT INTO notices (network_id, member_id, number, kind, about, day) VALUES ($1, $2, 1, 'role', 'Some words', $3)`, h.network, h.member(), h.today); err == nil {
		t.Error("a notice took words")
	}
}
