package stream

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// Tx is a transaction whose appended channels are woken after Commit.
type Tx struct {
	*sqlx.Tx
	streams *Streams
	last    Channel
	heads   map[Channel]int64
}

// Begin starts a transaction. Roll it back with defer; that does nothing after Commit.
func (s *Streams) Begin(ctx context.Context) (*Tx, error) {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("beginning a transaction: %w", err)
	}
	return &Tx{Tx: tx, streams: s, heads: make(map[Channel]int64)}, nil
}

// Append gives an event the channel's next number and returns it. The channel stays locked until the transaction ends,
// so this comes last in it. A second channel must sort after the first: the other order is an error, for it could deadlock.
func (tx *Tx) Append(ctx context.Context, ch Channel, kind, ref string) (int64, error) {
	_, held := tx.heads[ch]
	if !held && ch < tx.last {
		return 0, fmt.Errorf("appending to %s after %s: channels must be appended to in sorted order", ch, tx.last)
	}
	seq, err := appendEvent(ctx, tx.Tx, ch, kind, ref)
	if err != nil {
		return 0, fmt.Errorf("appending to %s: %w", ch, err)
	}
	tx.heads[ch] = seq
	tx.last = max(tx.last, ch)
	return seq, nil
}

// Commit commits, then wakes the channels appended to.
func (tx *Tx) Commit() error {
	if err := tx.Tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	for ch, seq := range tx.heads {
		tx.streams.Wake(ch, seq)
	}
	return nil
}
