package stream

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// Head is where the channel stands. Read it through q in the snapshot of the page it belongs to.
// A channel that was never written stands at 0.
func (s *Streams) Head(ctx context.Context, q sqlx.QueryerContext, ch Channel) (Position, error) {
	head, err := readHead(ctx, q, ch)
	if err != nil {
		return Position{}, fmt.Errorf("reading the head of %s: %w", ch, err)
	}
	return head, nil
}

// Heads is where many channels stand at once, and the epoch. Channels never written are left out.
func (s *Streams) Heads(ctx context.Context, channels []Channel) (map[Channel]int64, string, error) {
	heads, epoch, err := readHeads(ctx, s.db, channels)
	if err != nil {
		return nil, "", fmt.Errorf("reading %d heads: %w", len(channels), err)
	}
	return heads, epoch, nil
}

// Read returns up to limit events after a number, in order and without holes, or ErrTooOld.
func (s *Streams) Read(ctx context.Context, ch Channel, after int64, limit int) ([]Event, error) {
	events, _, err := s.Since(ctx, ch, Position{Seq: after}, limit)
	return events, err
}

// Since returns up to limit (at least 1) events after a position, in order and without holes, and the channel's head in the
// same snapshot; or the head and ErrTooOld.
func (s *Streams) Since(ctx context.Context, ch Channel, from Position, limit int) ([]Event, Position, error) {
	since, err := s.preparedSince(ctx)
	if err != nil {
		return nil, Position{}, fmt.Errorf("preparing to read: %w", err)
	}
	events, head, err := readSince(ctx, since, ch, from.Seq, limit)
	if err != nil {
		return nil, Position{}, fmt.Errorf("reading %s after %d: %w", ch, from.Seq, err)
	}
	if from.Seq < 0 || from.Seq > head.Seq || from.Epoch != "" && from.Epoch != head.Epoch {
		return nil, head, ErrTooOld
	}
	if len(events) < int(min(int64(limit), head.Seq-from.Seq)) {
		return nil, head, ErrTooOld
	}
	for i, e := range events {
		if e.Seq != from.Seq+1+int64(i) {
			return nil, head, ErrTooOld
		}
	}
	return events, head, nil
}

// preparedSince prepares the statement that every event is read by, once: parsing it each time would be half of what it costs.
func (s *Streams) preparedSince(ctx context.Context) (*sqlx.Stmt, error) {
	s.preparing.Lock()
	defer s.preparing.Unlock()
	if s.since == nil {
		since, err := s.db.PreparexContext(ctx, sinceSQL)
		if err != nil {
			return nil, err
		}
		s.since = since
	}
	return s.since, nil
}
