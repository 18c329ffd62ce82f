package cases

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tinig/locales"
	"tinig/server/networks"
)

// What is counted of a moderator's time: what she looks at counts for lookAtMost until she does the next thing, a pause of breakAfter is a
// break, and after stretchAtMost without one a break is suggested.
const (
	lookAtMost    = 5 * time.Minute
	breakAfter    = 10 * time.Minute
	stretchAtMost = 30 * time.Minute
)

// Care is how it stands with a moderator today. It is known to herself alone, and to nobody tomorrow.
type Care struct {
	Minutes int  // for how many her network lets her look into things in a day; 0 is any number
	Break   bool // she has looked for long without one
	Enough  bool // it is enough for today
}

// looked is a row of care_minutes.
type looked struct {
	Looked    int       `db:"looked"`
	Stretch   int       `db:"stretch"`
	CountedAt time.Time `db:"counted_at"`
}

// Care says how it stands with the actor.
func (c *Cases) Care(ctx context.Context, a networks.Actor) (care Care, err error) {
	network, err := c.networks.Network(ctx, a.Network)
	if err != nil {
		return care, err
	}
	care.Minutes = network.Care
	today, err := readLooked(ctx, c.db, a, c.today())
	if errors.Is(err, errNoRow) {
		return care, nil
	}
	if err != nil {
		return care, fmt.Errorf("reading how long %s has looked: %w", a.Member, err)
	}
	care.Enough = care.Minutes > 0 && today.Looked >= care.Minutes*60
	care.Break = today.Stretch >= int(stretchAtMost.Seconds()) && c.Now().Sub(today.CountedAt) < breakAfter
	return care, nil
}

// Looks counts that the actor looks at something hard now.
func (c *Cases) Looks(ctx context.Context, a networks.Actor) error {
	if err := countLook(ctx, c.db, a, c.today(), c.Now()); err != nil {
		return fmt.Errorf("counting how long %s has looked: %w", a.Member, err)
	}
	return nil
}

// Fresh refuses the actor who has looked long enough for today.
func (c *Cases) Fresh(ctx context.Context, a networks.Actor) error {
	care, err := c.Care(ctx, a)
	if err == nil && care.Enough {
		err = locales.Refuse(locales.TooMany, "looking.enough", "Minutes", care.Minutes)
	}
	return err
}

// HandOverAll lets go all that the actor has taken.
func (c *Cases) HandOverAll(ctx context.Context, a networks.Actor) error {
	if err := networks.Allow(a, networks.Moderate, nil); err != nil {
		return err
	}
	if err := letGoAll(ctx, c.db, a); err != nil {
		return fmt.Errorf("handing over all of %s: %w", a.Member, err)
	}
	return nil
}
