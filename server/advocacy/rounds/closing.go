package rounds

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"

	"tinig/realtime/stream"
)

// closings are the steps of closing by the state that each begins in: see the package's words. Each goes on from where the one before
// came to, however often it is done.
var closings = map[State]func(*Rounds, context.Context, Round) error{
	Open:     (*Rounds).endAnswers,
	Counting: (*Rounds).count,
	Counted:  (*Rounds).forget,
}

// Sweep closes the rounds whose days are over, those too that a crash left half closed, destroys spent keys, and forgets what was decided
// about safety some time ago. A round that fails doesn't keep the others waiting.
func (r *Rounds) Sweep(ctx context.Context) error {
	if err := forgetObjections(ctx, r.db, r.today()); err != nil {
		return fmt.Errorf("forgetting safety objections: %w", err)
	}
	spent, err := readSpent(ctx, r.db)
	if err != nil {
		return fmt.Errorf("reading which keys are spent: %w", err)
	}
	var failed error
	for _, round := range spent {
		failed = errors.Join(failed, r.destroySpent(ctx, round))
	}
	due, err := readDue(ctx, r.db, r.today())
	if err != nil {
		return fmt.Errorf("reading which rounds are over: %w", err)
	}
	for _, round := range due {
		if err := r.close(ctx, round); err != nil {
			failed = errors.Join(failed, fmt.Errorf("closing round %s: %w", round.ID, err))
		}
	}
	return failed
}

// close takes a round from wherever it is to its end.
func (r *Rounds) close(ctx context.Context, round Round) (err error) {
	for closings[round.State] != nil {
		before := round.State
		if err = closings[before](r, ctx, round); err != nil {
			return err
		}
		if round, err = readRound(ctx, r.db, round.Network, round.ID); err != nil {
			return err
		}
		if round.State == before {
			return nil // it was paused or reopened meanwhile
		}
	}
	return nil
}

// endAnswers is the first step: from here on nobody answers.
func (r *Rounds) endAnswers(ctx context.Context, round Round) error {
	return r.change(ctx, round.Network, round.ID, func(tx *stream.Tx, round Round) error {
		if round.State != Open || round.Paused() || !round.over(r.today()) {
			return nil
		}
		if err := updateState(ctx, tx.Tx, round, Counting); err != nil {
			return err
		}
		return tell(ctx, tx, round)
	})
}

// count is the second step: the answers, in an order by lot. The roll is only read.
func (r *Rounds) count(ctx context.Context, round Round) error {
	return r.change(ctx, round.Network, round.ID, func(tx *stream.Tx, round Round) error {
		if round.State != Counting {
			return nil
		}
		key, err := r.keys.read(round)
		if err != nil {
			return err
		}
		roll, err := readRoll(ctx, tx.Tx, round)
		if err != nil {
			return err
		}
		hash := sha256.New()
		ballots := make([]Ballot, len(roll))
		for i, row := range roll {
			hash.Write(row.Nullifier)
			if ballots[i], err = open(key, round, row.Nullifier, row.Sealed); err != nil {
				return err
			}
		}
		shuffle(ballots)
		if err := insertBallots(ctx, tx.Tx, round, ballots); err != nil {
			return err
		}
		return updateCounted(ctx, tx.Tx, round, len(roll), hash.Sum(nil))
	})
}

// shuffle draws an order by lot: Fisher and Yates, with the machine's secret randomness.
func shuffle(ballots []Ballot) {
	for i := len(ballots) - 1; i > 0; i-- {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil {
			panic(err) // the machine's randomness never fails: see crypto/rand
		}
		j := int(n.Int64())
		ballots[i], ballots[j] = ballots[j], ballots[i]
	}
}

// forget is the last step: the key goes, then what it sealed.
func (r *Rounds) forget(ctx context.Context, round Round) error {
	if err := r.keys.destroy(round); err != nil {
		return err
	}
	return r.change(ctx, round.Network, round.ID, func(tx *stream.Tx, round Round) error {
		if round.State != Counted {
			return nil
		}
		if err := rewriteRoll(ctx, tx.Tx, round); err != nil {
			return err
		}
		if err := record(ctx, tx.Tx, round, "system", "round.closed"); err != nil {
			return err
		}
		if err := updateState(ctx, tx.Tx, round, Closed); err != nil {
			return err
		}
		return tell(ctx, tx, round)
	})
}
