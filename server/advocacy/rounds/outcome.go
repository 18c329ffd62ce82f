package rounds

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Outcome is what the group makes of a round's result. ReviewOn is the day on which it looks at it again, zero for never.
type Outcome struct {
	Words, Lang string
	ReviewOn    time.Time
}

func (o Outcome) review() sql.NullTime {
	return sql.NullTime{Time: o.ReviewOn, Valid: !o.ReviewOn.IsZero()}
}

// SetOutcome writes what a closed round has led to. revision is the one that the writer saw: of two who write at once the second is told,
// and loses nothing.
func (r *Rounds) SetOutcome(ctx context.Context, a networks.Actor, id string, revision int, o Outcome) error {
	if _, err := r.Round(ctx, a, id, networks.Facilitate); err != nil {
		return err
	}
	o.Words = strings.TrimSpace(strings.ReplaceAll(o.Words, "\r\n", "\n"))
	switch {
	case o.Words == "" || letters(o.Words) > bodyAtMost:
		return locales.Refuse(locales.Invalid, "round_outcome.words_needed", "Most", bodyAtMost)
	case o.review().Valid && !o.ReviewOn.After(r.today()):
		return locales.Refuse(locales.Invalid, "round_outcome.day_to_come")
	}
	return r.change(ctx, a.Network, id, func(tx *stream.Tx, round Round) error {
		switch {
		case round.State != Closed:
			return locales.Refuse(locales.Conflict, "round.result_hidden")
		case round.Revision != revision:
			return locales.Refuse(locales.Conflict, "round_outcome.changed")
		}
		if err := updateOutcome(ctx, tx.Tx, round, o); err != nil {
			return fmt.Errorf("writing the outcome of round %s: %w", id, err)
		}
		if err := record(ctx, tx.Tx, round, a.Member, "round.outcome"); err != nil {
			return err
		}
		return tell(ctx, tx, round)
	})
}

// Due says whether the day has come on which the group wanted to look at the outcome again.
func (r Round) Due(today time.Time) bool {
	return r.State == Closed && r.ReviewOn.Valid && !today.Before(r.ReviewOn.Time)
}
