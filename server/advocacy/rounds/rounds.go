// Package rounds is how a group decides together: a round asks one thing of those who may read a space, for some days, and tells the
// result when they are over.
//
// # The clock
//
// A round declares its languages. It starts on the day when its text is there in every one of them, and its days are counted from then,
// so that nobody has less time for reading in her own language. A change of meaning throws the answers away and begins it anew.
// Nobody can close it early, for that would take days from those who came last.
//
// # Secret answers
//
// An answer can't be tied to who gave it. On the roll stands one row a person, under a nullifier: a value that her keyring makes for
// this round alone (the site hands it in, opaque; neither this package nor the database can make it). While the round is open her answer
// lies on that row, sealed under the round's key, all answers of one length, so that a changed mind replaces it. The key lies in a file
// outside the database (Keys). Closing goes in steps, each whole or not at all, and each can be done again:
//
//  1. the round takes no more answers,
//  2. all sealed answers are opened, put in an order by lot, and written into ballots; the roll isn't touched,
//  3. the key is overwritten and removed,
//  4. in another transaction the roll is written anew without answers, in the order of its nullifiers.
//
// So no row of ballots shares with a row of the roll a value, a length, a transaction or a place in an order. What dead rows and old
// backups of the database hold is sealed under a key that is gone: keep the folder of keys out of every backup. Who holds both the
// database and the folder while a round is open can open its answers, not who gave them. The order in which rows of the roll came
// can be seen while the round is open, and of the words with an answer people may know whose they are: the page says so.
//
// # Safety
//
// Whoever may answer can say that a round is unsafe. It rests at once, its clock too, and the group sees that and nothing else. What she
// says goes to the safeguarding lead, who doesn't learn who it is either: it stands under a nullifier of its own. The lead lets the round
// go on, with a word to her, or stops it without a result.
//
// # Several nodes
//
// All nodes use one folder of keys (ROUND_KEYS). A node that has another refuses answers instead of sealing them under a key that the
// others don't have.
//
// The package may import networks, inbox, counts, audit, realtime/stream and locales.
package rounds

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// State is how far a round is.
type State string

// The states. From Counting on no answer is taken; Stopped is a round that has no result.
const (
	Preparing State = "preparing"
	Open      State = "open"
	Counting  State = "counting"
	Counted   State = "counted"
	Closed    State = "closed"
	Stopped   State = "stopped"
)

// Round is something asked of those who may read a space. Subject is what it is about, opaque here, or "". Version counts the
// meanings that its text has had, Revision the outcomes that were written.
type Round struct {
	Network     string         `db:"network_id"`
	ID          string         `db:"id"`
	Space       string         `db:"space_id"`
	Kind        Kind           `db:"kind"`
	SubjectKind string         `db:"subject_kind"`
	Subject     string         `db:"subject"`
	Languages   pq.StringArray `db:"languages"`
	Options     int            `db:"options"`
	Days        int            `db:"days"`
	Version     int            `db:"version"`
	State       State          `db:"state"`
	StartsOn    sql.NullTime   `db:"starts_on"`
	ClosesOn    sql.NullTime   `db:"closes_on"`
	PausedOn    sql.NullTime   `db:"paused_on"`
	Spent       sql.NullInt32  `db:"spent"` // a version whose key must be destroyed
	KeyName     []byte         `db:"key_name"`
	Roll        sql.NullInt32  `db:"roll"`
	RollHash    []byte         `db:"roll_hash"`
	Outcome     string         `db:"outcome"`
	OutcomeLang string         `db:"outcome_lang"`
	ReviewOn    sql.NullTime   `db:"review_on"`
	Revision    int            `db:"revision"`
}

// Paused says whether the round rests for safety.
func (r Round) Paused() bool { return r.PausedOn.Valid }

// Rule is the round's line in the table of kinds.
func (r Round) Rule() Rule { return Rules[r.Kind] }

// over says whether the round's days are over.
func (r Round) over(today time.Time) bool { return r.ClosesOn.Valid && !today.Before(r.ClosesOn.Time) }

// Rounds is the package's door. Make one with New.
type Rounds struct {
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	keys     Keys
	now      func() time.Time
}

// New serves the rounds kept in db, with the keys of the open ones in a folder. now is the clock; nil means the machine's.
func New(db *sqlx.DB, streams *stream.Streams, n *networks.Networks, keys Keys, now func() time.Time) *Rounds {
	if now == nil {
		now = time.Now
	}
	return &Rounds{db: db, streams: streams, networks: n, keys: keys, now: now}
}

func (r *Rounds) today() time.Time { return r.now().UTC().Truncate(24 * time.Hour) }

// errAbsent refuses a round that isn't there, and one whose space the actor may not read, in the same words.
var errAbsent = locales.Refuse(locales.NotFound, "round.not_found")

// Round reads a round for an act in its space.
func (r *Rounds) Round(ctx context.Context, a networks.Actor, id string, act networks.Act) (Round, error) {
	round, err := readRound(ctx, r.db, a.Network, id)
	if errors.Is(err, errNoRow) {
		return Round{}, errAbsent
	}
	if err != nil {
		return Round{}, fmt.Errorf("reading round %s: %w", id, err)
	}
	return round, r.allowed(ctx, a, round, act)
}

// allowed refuses an act in a round's space.
func (r *Rounds) allowed(ctx context.Context, a networks.Actor, round Round, act networks.Act) error {
	_, err := r.networks.Space(ctx, a, round.Space, act)
	if locales.IsKind(err, locales.NotFound) {
		return errAbsent
	}
	return err
}

// change locks a round and lets do change it, in one transaction.
func (r *Rounds) change(ctx context.Context, network, id string, do func(tx *stream.Tx, round Round) error) error {
	tx, err := r.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("changing round %s: %w", id, err)
	}
	defer tx.Rollback()
	round, err := lockRound(ctx, tx.Tx, network, id)
	if errors.Is(err, errNoRow) {
		return errAbsent
	}
	if err != nil {
		return fmt.Errorf("locking round %s: %w", id, err)
	}
	if err := do(tx, round); err != nil {
		return err
	}
	return tx.Commit()
}
