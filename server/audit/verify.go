package audit

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/jmoiron/sqlx"
	"golang.org/x/mod/sumdb/tlog"
)

// Verify walks one network's whole log, as it is at one moment: rows against their leaves, leaves against the hashes above them.
// It returns ErrBroken, with the number of the first bad record, when it doesn't hold. A network without a log is broken too: its
// founding is recorded. That the log is the one that was signed, VerifyAll says.
func Verify(ctx context.Context, db *sqlx.DB, network string) error {
	tx, err := snapshot(ctx, db)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	t, err := walk(ctx, tx, network, nothing)
	if err == nil && t.size == 0 {
		err = fmt.Errorf("%w: network %s has no log", ErrBroken, network)
	}
	return err
}

// snapshot reads everything as it is at one moment.
func snapshot(ctx context.Context, db *sqlx.DB) (*sqlx.Tx, error) {
	tx, err := db.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("reading the record: %w", err)
	}
	return tx, nil
}

func nothing(row, tree) error { return nil }

// walk checks each record of a log, tells each of it and of the tree that it makes, and holds the end against the head.
func walk(ctx context.Context, tx *sqlx.Tx, network string, each func(row, tree) error) (t tree, err error) {
	emptied := map[int64]bool{}
	after := int64(math.MinInt64) // a record put before the first is found too
	for {
		rows, err := readRows(ctx, tx, network, after)
		if err != nil {
			return t, fmt.Errorf("reading the record of %s: %w", network, err)
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			if err := t.take(r); err != nil {
				return t, err
			}
			if r.empty() {
				emptied[r.Seq] = true
			} else if r.Act == Erased {
				seq, _ := strconv.ParseInt(r.Subject, 10, 64)
				delete(emptied, seq)
			}
			if err := each(r, t); err != nil {
				return t, err
			}
			after = r.Seq
		}
	}
	for seq := range emptied {
		return t, fmt.Errorf("%w: record %d of network %s is empty, and nothing says that it was erased", ErrBroken, seq, network)
	}
	return t, endsAt(ctx, tx, network, t)
}

// take checks a record against the tree before it, and adds it.
func (t *tree) take(r row) error {
	bad := fmt.Errorf("%w: network %s, record %d", ErrBroken, r.Network, r.Seq)
	if r.Seq != t.size+1 || !r.empty() && !r.opens() || r.empty() && r.Act == Erased {
		return bad
	}
	hashes, err := t.grow(r.leaf())
	if err != nil || !bytes.Equal(joined(hashes), r.Hashes) {
		return bad
	}
	return nil
}

// endsAt holds the tree that was read against the log's head.
func endsAt(ctx context.Context, tx *sqlx.Tx, network string, t tree) error {
	h, err := readHead(ctx, tx, network)
	if errors.Is(err, sql.ErrNoRows) {
		h, err = head{Network: network}, nil
	}
	if err != nil {
		return fmt.Errorf("reading the end of the log of %s: %w", network, err)
	}
	end, err := h.tree()
	if err == nil && (end.size != t.size || !slices.Equal(end.peaks, t.peaks)) {
		err = fmt.Errorf("%w: the log of network %s ends at %d instead of %d", ErrBroken, network, t.size, end.size)
	}
	return err
}

// hashes reads what is kept of a log's tree.
type hashes struct {
	ctx     context.Context
	q       sqlx.QueryerContext
	network string
}

// ReadHashes finds each hash in the row of the leaf that completed it.
func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var seqs []int64
	for _, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		seqs = append(seqs, (n+1)<<level)
	}
	kept, err := readHashes(h.ctx, h.q, h.network, seqs)
	if err != nil {
		return nil, err
	}
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, _ := tlog.SplitStoredHashIndex(index)
		of := hashesOf(kept[seqs[i]])
		if len(of) <= level {
			return nil, fmt.Errorf("%w: network %s, record %d", ErrBroken, h.network, seqs[i])
		}
		found[i] = of[level]
	}
	return found, nil
}
