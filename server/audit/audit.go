// Package audit is the record of privileged acts and of every reading of what is restricted: who, under which member, did what
// to what, on which day.
//
// A record is written in the transaction of the act itself, so an act that must be recorded is refused when its record
// can't be written. Records hold ids only: no words, no names, no time finer than a day.
//
// Each network has a log of its own: a Merkle tree (RFC 6962), whose leaves are its records in the order of their commits. The
// server has one more, [House], for what is done with no network: its keys, and once a day a mark of every network's
// log as it is then. The House's tree, which holds all others by their marks, is signed once a day by the server's key: a
// [Checkpoint]. Whoever holds that key could rewrite everything; so the survivor council, whose key is never on the server,
// co-signs it. What a co-signed checkpoint covers can't be changed, removed or reordered without being noticed, by anybody.
// What came after the newest rests on the database and its triggers.
//
// The number of acts of a network is in no checkpoint: marks stand in the House's log sealed, one a day for each network,
// whether anything was done there or not.
//
// Invariants:
//   - A log's lock is its head, taken by Append until the transaction ends. Networks don't wait for one another. The House's
//     is taken for a moment once a day, and by nobody's request but the handing in of a co-signature.
//   - A leaf holds the act and its day, and of actor and subject only seals under its row's salt. Erase empties a row: the log
//     stays whole, and what stood there can't be guessed. That a row was emptied is a record, too.
//   - What is told to everybody is counts by kind, of all networks together, a quarter at a time, through server/counts.
//   - No leaf, and no transaction of this package, names two members of a person: a log is one network's.
package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
)

// Act names a kind of privileged act, as a past participle: "member.confirmed".
type Act string

// Record is one privileged act. Actor is the acting member's id, or "system". Subject is the id acted on. Both are "" of a
// record that was erased.
type Record struct {
	Network string    `db:"network_id"`
	Seq     int64     `db:"seq"`
	Day     time.Time `db:"day"`
	Actor   string    `db:"actor"`
	Act     Act       `db:"act"`
	Subject string    `db:"subject"`
}

// House is the network of the server's own log.
const House = "00000000-0000-0000-0000-000000000000"

// system is the actor where no member acts.
const system = "system"

// ErrBroken says that the record does not verify: something was changed, removed, added or reordered.
var ErrBroken = errors.New("the record does not hold")

// Append writes an act to its network's log within tx, taking the log's lock until the transaction ends. When it fails the act
// must not be carried out. Seq is given, and Day is today unless it is said.
func Append(ctx context.Context, tx *sqlx.Tx, r Record) error {
	if r.Day.IsZero() {
		r.Day = time.Now()
	}
	r.Day = r.Day.UTC().Truncate(24 * time.Hour)
	if err := insertRecord(ctx, tx, r); err != nil {
		return fmt.Errorf("recording %s in %s: %w", r.Act, r.Network, err)
	}
	return nil
}

// Reading records that somebody reads texts that are not for everybody, each once a day however often she looks. When it fails she
// must not be shown them. It is a transaction of its own: what is read needs none.
func Reading(ctx context.Context, db *sqlx.DB, r Record, texts ...string) error {
	if len(texts) == 0 {
		return nil
	}
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("recording %s in %s: %w", r.Act, r.Network, err)
	}
	defer tx.Rollback()
	there, err := readToday(ctx, tx, r, texts, time.Now().UTC().Truncate(24*time.Hour))
	if err != nil {
		return fmt.Errorf("recording %s in %s: %w", r.Act, r.Network, err)
	}
	for _, text := range texts {
		if slices.Contains(there, text) {
			continue
		}
		r.Subject = text
		if err := Append(ctx, tx, r); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Erased is the act that a record was emptied: its subject is the record's number.
const Erased Act = "record.erased"

// Erase empties a record of who and whom, in its log's words: from now on the log shows that such an act was done on that day, and
// nothing more can be worked out. It is recorded. What is empty already stays so.
func (l *Log) Erase(ctx context.Context, network string, seq int64) error {
	tx, err := l.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("erasing record %d of %s: %w", seq, network, err)
	}
	defer tx.Rollback()
	emptied, err := emptyRecord(ctx, tx, network, seq)
	if err != nil {
		return fmt.Errorf("erasing record %d of %s: %w", seq, network, err)
	}
	if !emptied {
		return fmt.Errorf("%s has no record %d that can be erased", network, seq)
	}
	if err := Append(ctx, tx, Record{Network: network, Actor: system, Act: Erased, Subject: fmt.Sprint(seq)}); err != nil {
		return err
	}
	return tx.Commit()
}
