// Package audit is the append-only record of privileged acts: who, under which member, did what to what, on which day.
//
// A record is written in the transaction of the act itself, so an act that must be recorded is refused when its record
// can't be written. Records of a network form one chain: each hash covers the record and the hash before it, so changing,
// removing or reordering any record is noticed by Verify. Records hold ids only: no words, no names, no time finer than a day.
//
// The package imports nothing of ours.
package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jmoiron/sqlx"
)

// Act names a kind of privileged act, as a past participle: "member.confirmed".
type Act string

// Record is one privileged act. Actor is the acting member's id, or "system". Subject is the id acted on.
type Record struct {
	Network string    `db:"network_id"`
	Seq     int64     `db:"seq"`
	Day     time.Time `db:"day"`
	Actor   string    `db:"actor"`
	Act     Act       `db:"act"`
	Subject string    `db:"subject"`
	Hash    []byte    `db:"hash"`
}

// ErrBroken says that a chain does not verify: a record was changed, removed, added or reordered.
var ErrBroken = errors.New("the audit record does not verify")

// Append writes an act to its network's chain within tx, taking the chain's lock until the transaction ends.
// When it fails the act must not be carried out. Seq, Day and Hash are filled in.
func Append(ctx context.Context, tx *sqlx.Tx, r Record) error {
	head, err := lockHead(ctx, tx, r.Network)
	if err != nil {
		return fmt.Errorf("locking the audit chain of %s: %w", r.Network, err)
	}
	r.Network = head.Network // as the database writes it, and Verify will read it
	r.Seq = head.Seq + 1
	r.Day = today()
	r.Hash = digest(head.Hash, r)
	if err := insertRecord(ctx, tx, r); err != nil {
		return fmt.Errorf("recording %s in %s: %w", r.Act, r.Network, err)
	}
	return nil
}

// Verify walks a network's whole chain, as it is at one moment, and returns ErrBroken, with the number of the first bad
// record, when it doesn't hold. A network without a chain is broken too: its founding is recorded.
//
// Whoever can write to the database at will, and knows this program, can make the whole chain anew. To notice that, a head
// must be kept elsewhere.
func Verify(ctx context.Context, db *sqlx.DB, network string) error {
	tx, err := db.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("reading the audit chain of %s: %w", network, err)
	}
	defer tx.Rollback()
	head, err := readHead(ctx, tx, network)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: network %s has no chain", ErrBroken, network)
	}
	if err != nil {
		return fmt.Errorf("reading the audit chain of %s: %w", network, err)
	}
	last, err := walk(ctx, tx, network)
	if err != nil {
		return err
	}
	if last.Seq != head.Seq || !bytes.Equal(last.Hash, head.Hash) {
		return fmt.Errorf("%w: network %s ends at %d instead of %d", ErrBroken, network, last.Seq, head.Seq)
	}
	return nil
}

// walk checks each record against the one before it and returns the last.
func walk(ctx context.Context, tx *sqlx.Tx, network string) (last Record, err error) {
	after := int64(math.MinInt64) // a record put before the first is found too
	for {
		records, err := readRecords(ctx, tx, network, after)
		if err != nil {
			return last, fmt.Errorf("reading the audit records of %s: %w", network, err)
		}
		if len(records) == 0 {
			return last, nil
		}
		for _, r := range records {
			if r.Seq != last.Seq+1 || !bytes.Equal(r.Hash, digest(last.Hash, r)) {
				return last, fmt.Errorf("%w: network %s, record %d", ErrBroken, network, r.Seq)
			}
			last = r
		}
		after = last.Seq
	}
}

// digest is SHA-256 over the previous hash and every field, each with its length before it so that no two records share an encoding.
func digest(previous []byte, r Record) []byte {
	h := sha256.New()
	for _, field := range [][]byte{
		previous,
		[]byte(r.Network),
		binary.BigEndian.AppendUint64(nil, uint64(r.Seq)),
		[]byte(r.Day.Format(time.DateOnly)),
		[]byte(r.Actor),
		[]byte(r.Act),
		[]byte(r.Subject),
	} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(field))))
		h.Write(field)
	}
	return h.Sum(nil)
}

func today() time.Time { return time.Now().UTC().Truncate(24 * time.Hour) }
