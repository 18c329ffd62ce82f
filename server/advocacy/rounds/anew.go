package rounds

import (
	"context"
	"fmt"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// Reopen changes what a round means: all answers so far are thrown away, and it starts anew when the new text is there in every
// language. version is the meaning that the caller saw: of two who press at once the second is told. A round whose key was lost begins
// anew so, too. One that rests for safety goes on resting.
func (r *Rounds) Reopen(ctx context.Context, a networks.Actor, id string, version int, text Text) error {
	var told []inbox.Told
	err := r.again(ctx, a, id, version, func(tx *stream.Tx, round Round) (err error) {
		if err := clearRound(ctx, tx.Tx, round, Preparing); err != nil {
			return fmt.Errorf("reopening round %s: %w", id, err)
		}
		if err := record(ctx, tx.Tx, round, a.Member, "round.reopened"); err != nil {
			return err
		}
		round.Version, round.KeyName = round.Version+1, nil
		if told, err = r.offer(ctx, tx.Tx, round, a.Member, tidy(text)); err != nil {
			return err
		}
		return tell(ctx, tx, round)
	})
	return r.wake(a.Network, told, err)
}

// Stop ends a round without a result. All answers are thrown away.
func (r *Rounds) Stop(ctx context.Context, a networks.Actor, id string, version int) error {
	return r.again(ctx, a, id, version, func(tx *stream.Tx, round Round) error {
		return stop(ctx, tx, round, a.Member)
	})
}

// again does what throws all answers away, for who cares for the round, and then destroys their key.
func (r *Rounds) again(ctx context.Context, a networks.Actor, id string, version int, do func(tx *stream.Tx, round Round) error) error {
	if _, err := r.Round(ctx, a, id, networks.Facilitate); err != nil {
		return err
	}
	err := r.change(ctx, a.Network, id, func(tx *stream.Tx, round Round) error {
		switch {
		case round.State == Counted || round.State == Closed || round.State == Stopped:
			return locales.Refuse(locales.Gone, "round.is_over")
		case round.Version != version:
			return locales.Refuse(locales.Conflict, "round.text_stands")
		}
		return do(tx, round)
	})
	if err != nil {
		return err
	}
	return r.destroyNow(ctx, a.Network, id)
}

// stop ends a round without a result, within a transaction.
func stop(ctx context.Context, tx *stream.Tx, round Round, by string) error {
	if err := clearRound(ctx, tx.Tx, round, Stopped); err != nil {
		return fmt.Errorf("stopping round %s: %w", round.ID, err)
	}
	if err := record(ctx, tx.Tx, round, by, "round.stopped"); err != nil {
		return err
	}
	return tell(ctx, tx, round)
}

// destroyNow destroys the key of a version that is over. When it fails the next sweep tries again.
func (r *Rounds) destroyNow(ctx context.Context, network, id string) error {
	round, err := readRound(ctx, r.db, network, id)
	if err != nil {
		return fmt.Errorf("reading round %s: %w", id, err)
	}
	return r.destroySpent(ctx, round)
}

func (r *Rounds) destroySpent(ctx context.Context, round Round) error {
	if !round.Spent.Valid {
		return nil
	}
	for version := int(round.Spent.Int32); version > 0; version-- { // those before too, if a crash left them
		spent := round
		spent.Version = version
		if err := r.keys.destroy(spent); err != nil {
			return err
		}
	}
	if err := updateDestroyed(ctx, r.db, round); err != nil {
		return fmt.Errorf("noting that a key of round %s is gone: %w", round.ID, err)
	}
	return nil
}
