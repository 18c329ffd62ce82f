// Package threads keeps private threads: what two members write to each other where nobody else reads it.
//
// Invariants:
//   - A thread begins when each of two members has entered the other's short code, alike with or without staff. Newcomers have none.
//   - What stands against it (a wrong code, somebody under 18 without staff, a block, a newcomer, a sanction) is told to nobody: a code that
//     is entered is kept and answered in one way, and as much is done for it, whatever it is.
//   - A guarded thread opens when two of the staff are in it, and nobody writes there while fewer are. With somebody under 18 no other
//     thread opens. Neither of the two chooses who of the staff it is; that they came in stands in the record.
//   - A thread's words are sealed under its key, which stands nowhere but in an envelope for each who is in it: the server opens them only
//     while such a member's keyring is open. Each is under a key of its own besides, which is erased with it (see package keys).
//   - Either of the two ends it, and so does a block. Nobody writes then, and for Days each can still read and report what was written to
//     her: else who hurts somebody ends it, and nothing is left to show. Then it goes.
//   - A report reveals the one thing that is reported, and nothing beside it.
//
// The package may import networks, moderation/cases, inbox, audit, envelopes, realtime/stream and locales.
package threads

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// Days is for how long an ended thread is kept; waitDays for how long one waits for staff, and a code that was entered for the other's.
const (
	Days     = 30
	waitDays = 7
)

// Length is the most characters of what is written at once, and WordsAtOnce how much is read at once.
const (
	Length      = 2000
	WordsAtOnce = 40
)

// staffNeeded is how many of the staff are in a guarded thread.
const staffNeeded = 2

// threadsAtMost is how many threads a member sees, and enteredAtMost how many codes she enters in a day.
const (
	threadsAtMost = 100
	enteredAtMost = 10
)

// Thread is a private thread as one who is in it sees it. Staff says that she came in as one of the staff.
type Thread struct {
	Network  string     `db:"network_id"`
	ID       string     `db:"id"`
	Guarded  bool       `db:"guarded"`
	BegunOn  time.Time  `db:"begun_on"`
	OpenedOn *time.Time `db:"opened_on"`
	EndedOn  *time.Time `db:"ended_on"`
	Staff    bool       `db:"staff"`
	LastOn   *time.Time `db:"last_on"`
	Seats    []Seat     `db:"-"` // of all others
}

// Open says whether it can be written in, staff apart.
func (t Thread) Open() bool { return t.OpenedOn != nil && t.EndedOn == nil }

// Seat is somebody's place in a thread.
type Seat struct {
	Thread string `db:"thread_id"`
	Member string `db:"member_id"`
	Staff  bool   `db:"staff"`
}

// Sealer is what a member's keyring makes: names that are always the same for one place, and the locks of single things.
type Sealer interface {
	Name(place string) []byte
	Lock(ctx context.Context, text []byte) ([]byte, error)
	Unlock(ctx context.Context, locked []byte) ([]byte, error)
}

// Threads is the package's door. Make one with New.
type Threads struct {
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	secret   []byte
	now      func() time.Time
}

// New serves the threads kept in db. Codes are kept under the secret; now is the clock, nil means the machine's.
func New(db *sqlx.DB, streams *stream.Streams, n *networks.Networks, secret []byte, now func() time.Time) *Threads {
	if now == nil {
		now = time.Now
	}
	return &Threads{db: db, streams: streams, networks: n, secret: secret, now: now}
}

// Channel tells those who are in a thread that there is something new.
func Channel(network, thread string) stream.Channel {
	return stream.Channel("thread/" + network + "/" + thread)
}

func (t *Threads) today() time.Time { return t.now().UTC().Truncate(24 * time.Hour) }

var errNoRow = sql.ErrNoRows

// errNotThere refuses what isn't there and what isn't hers to see alike.
var errNotThere = locales.Refuse(locales.NotFound, "private.not_there")

// wrap says where something failed; a refusal stays as it is, and a row that isn't there is refused.
func wrap(err error, doing, id string) error {
	if errors.Is(err, errNoRow) {
		return errNotThere
	}
	if refusal := (*locales.Refusal)(nil); err == nil || errors.As(err, &refusal) {
		return err
	}
	return fmt.Errorf("%s %s: %w", doing, id, err)
}

// List is the threads that the actor is in, those that were written in last first.
func (t *Threads) List(ctx context.Context, a networks.Actor) ([]Thread, error) {
	list, err := readThreads(ctx, t.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the threads of %s: %w", a.Member, err)
	}
	return list, t.fillSeats(ctx, a, list)
}

// fillSeats puts in who else is in each thread.
func (t *Threads) fillSeats(ctx context.Context, a networks.Actor, list []Thread) error {
	ids := make([]string, len(list))
	at := map[string]int{}
	for i, thread := range list {
		ids[i], at[thread.ID] = thread.ID, i
	}
	seats, err := readSeats(ctx, t.db, a.Network, ids)
	if err != nil {
		return fmt.Errorf("reading who is in threads with %s: %w", a.Member, err)
	}
	for _, seat := range seats {
		if seat.Member != a.Member {
			list[at[seat.Thread]].Seats = append(list[at[seat.Thread]].Seats, seat)
		}
	}
	return nil
}

// Thread is one that the actor is in.
func (t *Threads) Thread(ctx context.Context, a networks.Actor, id string) (Thread, error) {
	thread, err := readThread(ctx, t.db, a, id)
	if err != nil {
		return thread, wrap(err, "reading thread", id)
	}
	list := []Thread{thread}
	err = t.fillSeats(ctx, a, list)
	return list[0], err
}

// MayFollow refuses a thread's channel like its page.
func (t *Threads) MayFollow(ctx context.Context, a networks.Actor, id string) error {
	_, err := readThread(ctx, t.db, a, id)
	return wrap(err, "following thread", id)
}

// tell puts one line of today into the inboxes of members, in the place of an earlier one, and tells the thread's channel.
func (t *Threads) tell(ctx context.Context, tx *stream.Tx, network, thread string, members []string) error {
	for _, member := range slices.Sorted(slices.Values(members)) {
		notice := inbox.Notice{Network: network, Member: member, Kind: inbox.Private, Day: t.today()}
		if err := inbox.Answered(ctx, tx, notice); err != nil {
			return err
		}
		if err := inbox.Tell(ctx, tx, notice); err != nil {
			return err
		}
	}
	if _, err := tx.Append(ctx, Channel(network, thread), "changed", ""); err != nil {
		return fmt.Errorf("telling of thread %s: %w", thread, err)
	}
	return nil
}
