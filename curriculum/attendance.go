package curriculum

import (
	"context"
	"fmt"
	"slices"

	"tinig/locales"
	"tinig/realtime/stream"
)

// Presences are how somebody was at a session: here, for a part of it, or not today.
var Presences = []string{"here", "part", "not_today"}

// Presence is how a learner was at a session, as it was noted.
type Presence struct {
	Number   int    `db:"number"`
	Member   string `db:"member_id"`
	Presence string `db:"presence"`
}

// Attend notes who was at a session, all in one form. Members who aren't in the cohort are passed over.
func (c *Curriculum) Attend(ctx context.Context, a Actor, id string, number int, list []Presence) error {
	for _, p := range list {
		if !slices.Contains(Presences, p.Presence) {
			return locales.Refuse(locales.Invalid, "cohort.choices_needed")
		}
	}
	return c.change(ctx, a, id, func(tx *stream.Tx, place Place) error {
		if err := c.planned(ctx, tx, a, id, number); err != nil {
			return err
		}
		return c.wrap(upsertAttendance(ctx, tx.Tx, place.Cohort, number, list), "noting who came to", id)
	})
}

// Attendance is what is noted of a cohort's sessions, for those who lead it.
func (c *Curriculum) Attendance(ctx context.Context, a Actor, id string) ([]Presence, error) {
	place, err := c.Cohort(ctx, a, id)
	if err != nil {
		return nil, err
	}
	if !place.Leads() {
		return nil, errAbsent
	}
	list, err := readAttendance(ctx, c.db, a.Network, id)
	if err != nil {
		return nil, fmt.Errorf("reading who came to cohort %s: %w", id, err)
	}
	return list, nil
}
