package stream

import (
	"context"
	"fmt"
	"time"
)

// Events are kept for this many days after the day they happened.
const keepDays = 7

// Forgetting takes its locks in small bites, so that writers hardly notice.
const sweepBatch = 5000

// Sweep forgets events past retention, and the channels of sessions that long ended, and of who long ended; and it renews the epoch as Renew does.
// Call it daily, from one node.
func (s *Streams) Sweep(ctx context.Context) error {
	if err := s.Renew(ctx); err != nil {
		return err
	}
	before := time.Now().UTC().AddDate(0, 0, -keepDays)
	for {
		n, err := deleteEvents(ctx, s.db, before, sweepBatch)
		if err != nil {
			return fmt.Errorf("forgetting old events: %w", err)
		}
		if n < sweepBatch {
			break
		}
	}
	if err := deleteEnded(ctx, s.db, before); err != nil {
		return fmt.Errorf("forgetting ended channels: %w", err)
	}
	return nil
}

// End says that the channels of a network whose last part is a name, that of a member who has left, end: whoever follows them learns what is in
// them, and when their events are forgotten so are they.
func (s *Streams) End(ctx context.Context, network, name string) error {
	if err := endChannels(ctx, s.db, network, name); err != nil {
		return fmt.Errorf("ending the channels of %s: %w", name, err)
	}
	return nil
}

// Renew starts a new epoch when the database is another one than at the last time: restored from a backup or promoted
// from a replica. Call it at the start of the program.
func (s *Streams) Renew(ctx context.Context) error {
	if err := renewEpoch(ctx, s.db); err != nil {
		return fmt.Errorf("renewing the epoch: %w", err)
	}
	return nil
}
