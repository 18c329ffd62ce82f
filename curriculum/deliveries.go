package curriculum

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"tinig/locales"
	"tinig/realtime/stream"
)

// Delivery is a session as it was held: in a language, without the blocks that were left out, and by whom.
type Delivery struct {
	Number  int            `db:"number"`
	Lang    string         `db:"lang"`
	Dropped pq.StringArray `db:"dropped"`
	By      []string       `db:"-"`
}

// Deliver notes how a session of the actor's cohort was held, in the place of what was noted before. Who held it is somebody who
// helps or leads there; others are passed over. What was seen of who stays in it stays too.
func (c *Curriculum) Deliver(ctx context.Context, a Actor, id string, d Delivery) error {
	return c.change(ctx, a, id, func(tx *stream.Tx, place Place) error {
		session, err := readSession(ctx, tx.Tx, a.Network, id, d.Number)
		if errors.Is(err, errNoRow) {
			return errAbsent
		}
		if err != nil {
			return fmt.Errorf("reading the plan of cohort %s: %w", id, err)
		}
		if session.Day.After(c.today()) {
			return locales.Refuse(locales.Conflict, "delivery.to_come")
		}
		if err := c.checkDelivery(ctx, place.Cohort, session, d); err != nil {
			return err
		}
		return c.wrap(upsertDelivery(ctx, tx.Tx, place.Cohort, d), "noting what was held in", id)
	})
}

// checkDelivery refuses a language that we don't speak, and blocks that the session doesn't have.
func (c *Curriculum) checkDelivery(ctx context.Context, cohort Cohort, session Session, d Delivery) error {
	blocks := []string{}
	if session.Unit != "" {
		unit, err := c.unitOf(ctx, cohort, session.Unit)
		if err != nil && !locales.IsKind(err, locales.NotFound) {
			return err
		}
		for _, block := range unit.Participant(d.Lang) {
			blocks = append(blocks, block.ID)
		}
	}
	foreign := slices.ContainsFunc(d.Dropped, func(id string) bool { return !slices.Contains(blocks, id) })
	if unknown(d.Lang) || foreign || len(d.By) == 0 {
		return locales.Refuse(locales.Invalid, "cohort.choices_needed")
	}
	return nil
}

// Delivered is how a session was held, for those who lead. When nobody has noted it its number is 0, and of the rest there is only what
// was left out in its room.
func (c *Curriculum) Delivered(ctx context.Context, a Actor, id string, number int) (Delivery, error) {
	if _, err := c.led(ctx, a, id); err != nil {
		return Delivery{}, err
	}
	d, err := readDelivery(ctx, c.db, a.Network, id, number)
	if errors.Is(err, errNoRow) {
		d = Delivery{}
		d.Dropped, err = readLeftOut(ctx, c.db, a.Network, id, number)
	}
	return d, c.wrap(err, "reading what was held in", id)
}

// Practised counts the sessions that the actor has held, by part.
type Practised struct {
	Part     string `db:"part"`
	Sessions int    `db:"sessions"`
}

// Practice is what the actor has held, for herself.
func (c *Curriculum) Practice(ctx context.Context, a Actor) ([]Practised, error) {
	all, err := readPractice(ctx, c.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the practice of %s: %w", a.Member, err)
	}
	return all, nil
}

// Talk notes that the actor, who is a trainer of the cohort, has talked today with somebody who holds its sessions about her
// practice. Noted twice on a day, it is one talk.
func (c *Curriculum) Talk(ctx context.Context, a Actor, id, member string) error {
	if err := c.mayGuide(ctx, a, id, member); err != nil {
		return err
	}
	return c.wrap(insertSupervision(ctx, c.db, a, member, c.today()), "noting a talk in", id)
}

// mayGuide refuses who isn't an awake trainer of the cohort, and whom she can't guide there: herself, and who holds nothing.
func (c *Curriculum) mayGuide(ctx context.Context, a Actor, id, member string) error {
	place, err := c.led(ctx, a, id)
	if err != nil {
		return err
	}
	if place.Part != Trainer || member == a.Member {
		return errAbsent
	}
	there, err := hasDeliverer(ctx, c.db, a.Network, id, member)
	if err != nil {
		return fmt.Errorf("reading who is in cohort %s: %w", id, err)
	}
	if !there {
		return errAbsent
	}
	return nil
}
