package rounds

import (
	"context"
	"fmt"
	"time"

	"tinig/server/networks"
)

// RoundsAtOnce is how many rounds a list shows at once.
const RoundsAtOnce = 30

// Line is a round in a list, with its title and the language of that.
type Line struct {
	Round
	TextLang string `db:"text_lang"`
	Title    string `db:"title"`
	Rank     int    `db:"rank"`
}

// Again says whether the round's outcome is to be looked at again.
func (l Line) Again() bool { return l.Rank == 0 }

// After is where a list of rounds goes on. The zero value is the beginning.
type After struct {
	Rank int
	ID   string
}

// Rounds lists a space's rounds: what is to be looked at again, what is open, what is prepared, what is over.
func (r *Rounds) Rounds(ctx context.Context, a networks.Actor, space, lang string, after After) ([]Line, error) {
	if _, err := r.networks.Space(ctx, a, space, networks.Read); err != nil {
		return nil, err
	}
	if after.ID == "" {
		after = After{Rank: -1, ID: space}
	}
	lines, err := readRounds(ctx, r.db, a.Network, space, lang, after, r.today(), RoundsAtOnce)
	if err != nil {
		return nil, fmt.Errorf("reading the rounds of %s: %w", space, err)
	}
	return lines, nil
}

// Ends is the last day on which the round takes answers. It has one once it has started.
func (r Round) Ends() time.Time { return r.ClosesOn.Time.AddDate(0, 0, -1) }
