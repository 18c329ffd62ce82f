package rounds

import (
	"context"
	"fmt"
)

// Schulze is schulze.
var Schulze = schulze

// Steps is how many steps closing has. The third is done in two: see Step.
const Steps = 4

// Step does the next step of closing, as far as a process comes that ends then. After the answers are counted it comes once as far as
// the key.
func Step(ctx context.Context, r *Rounds, network, id string) error {
	round, err := readRound(ctx, r.db, network, id)
	if err != nil {
		return err
	}
	if round.State == Counted {
		if _, err := r.keys.read(round); err == nil {
			return r.keys.destroy(round)
		}
	}
	if closings[round.State] == nil {
		return fmt.Errorf("a round that is %s goes no further", round.State)
	}
	return closings[round.State](r, ctx, round)
}
