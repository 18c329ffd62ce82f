package curriculum

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
)

// State is how far a learner is with a unit. A unit that she hasn't begun has none.
type State string

// The states. NotToday counts as Done wherever somebody else than she looks.
const (
	Visited  State = "visited"
	Done     State = "done"
	NotToday State = "not_today"
)

// Step is the actor's own state in a unit, and the day since when.
type Step struct {
	Unit  string    `db:"unit"`
	State State     `db:"state"`
	Day   time.Time `db:"day"`
}

// Progress is how far the actor is, by unit.
func (c *Curriculum) Progress(ctx context.Context, a Actor) (map[string]Step, error) {
	steps, err := readProgress(ctx, c.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the progress of %s: %w", a.Member, err)
	}
	by := make(map[string]Step, len(steps))
	for _, step := range steps {
		by[step.Unit] = step
	}
	return by, nil
}

// Visit notes that the actor has opened a unit; who is through with it stays so.
func (c *Curriculum) Visit(ctx context.Context, a Actor, unit string) error {
	if err := insertVisit(ctx, c.db, a, unit, c.today()); err != nil {
		return fmt.Errorf("noting a visit of %s: %w", a.Member, err)
	}
	return nil
}

// Mark says that the actor is done with a unit, or that not today; Visited takes either back.
func (c *Curriculum) Mark(ctx context.Context, a Actor, unit string, state State) error {
	if _, _, err := c.Taught(ctx, a, unit); err != nil {
		return err
	}
	if state != Done && state != NotToday && state != Visited {
		return locales.Refuse(locales.Invalid, "curriculum.state_needed")
	}
	if err := upsertProgress(ctx, c.db, a, unit, state, c.today()); err != nil {
		return fmt.Errorf("marking a unit for %s: %w", a.Member, err)
	}
	return nil
}

// Through is what those who lead a cohort see of a learner: the units that she is through with, in either way.
type Through struct {
	Member string `db:"member_id"`
	Unit   string `db:"unit"`
}

// Roll lists which learners of a cohort are through with which units, for those who lead it. It can't tell done from not today,
// nor when.
func (c *Curriculum) Roll(ctx context.Context, a Actor, id string) ([]Through, error) {
	if _, err := c.led(ctx, a, id); err != nil {
		return nil, err
	}
	through, err := readThrough(ctx, c.db, a.Network, id)
	if err != nil {
		return nil, fmt.Errorf("reading the roll of cohort %s: %w", id, err)
	}
	return through, nil
}

// Follow moves what is a member's own, her progress, her journal and how sure she felt, to the member that she becomes. Cohorts stay behind: their
// people would see who is who.
func (c *Curriculum) Follow(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	if err := moveOwn(ctx, tx, network, from, to); err != nil {
		return fmt.Errorf("moving what %s learned: %w", from, err)
	}
	return nil
}
