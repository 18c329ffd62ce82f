package curriculum

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/realtime/stream"
)

// Tracks are what a cohort learns: the course from its opening to its closing, what comes after it, or how to hold a group.
var Tracks = []string{"course", "voice", training}

// training is the track of those who learn to hold a group.
const training = "trainer"

// areasOf are the areas of each track.
var areasOf = map[string][]content.Area{
	"course": {content.Opening, content.SelfAwareness, content.Rights, content.Coping, content.Closing},
	"voice":  {content.Voice},
	training: {content.Training},
}

// Plans are the templates of a plan: a session each week; or five days of sessions, half a year of weekly meetings, and five
// days to follow up.
const (
	Weekly = "weekly"
	Phases = "phases"
)

// Plans are all templates, in the order in which they are offered.
var Plans = []string{Weekly, Phases}

// The phases of the second template.
const (
	intensiveDays = 5
	mentoring     = 26 // weekly meetings
	followUpDays  = 5
)

// Session is one meeting of a cohort's plan. Unit is "" for a meeting without a session of the course. AskedUntil is the day from which on
// nothing can be said of it any more (Feedback).
type Session struct {
	Number     int       `db:"number"`
	Unit       string    `db:"unit"`
	Day        time.Time `db:"day"`
	AskedUntil time.Time `db:"asked_until"`
}

// planOf makes the plan of a cohort from its template.
func planOf(course *content.Course, cohort Cohort) (sessions []Session) {
	units := unitsOf(course, cohort.Track)
	add := func(unit string, days int) {
		sessions = append(sessions, Session{Number: len(sessions) + 1, Unit: unit, Day: cohort.StartsOn.AddDate(0, 0, days)})
	}
	if cohort.Plan == Weekly {
		for i, unit := range units {
			add(unit, 7*i)
		}
		return sessions
	}
	for i, unit := range units { // as evenly over the days as they go
		add(unit, i*intensiveDays/len(units))
	}
	for week := range mentoring {
		add("", 7*(week+1))
	}
	for day := range followUpDays {
		add("", 7*(mentoring+1)+day)
	}
	return sessions
}

// unitsOf are the units of a track, in the order in which they are taught.
func unitsOf(course *content.Course, track string) (ids []string) {
	for _, unit := range course.Units() {
		if slices.Contains(areasOf[track], unit.Area) {
			ids = append(ids, unit.ID)
		}
	}
	return ids
}

// Sessions is the plan of a cohort that the actor is in.
func (c *Curriculum) Sessions(ctx context.Context, a Actor, id string) ([]Session, error) {
	if _, err := c.Cohort(ctx, a, id); err != nil {
		return nil, err
	}
	sessions, err := readSessions(ctx, c.db, a.Network, id)
	if err != nil {
		return nil, fmt.Errorf("reading the plan of cohort %s: %w", id, err)
	}
	return sessions, nil
}

// Move has a session on another day. What can be said of it then can be said for longer, and never for shorter: nobody can choose when
// it is shown, nor open it again when it was.
func (c *Curriculum) Move(ctx context.Context, a Actor, id string, number int, day time.Time) error {
	if !c.near(day) {
		return locales.Refuse(locales.Invalid, "cohort.day_needed")
	}
	return c.change(ctx, a, id, func(tx *stream.Tx, _ Place) error {
		if err := c.planned(ctx, tx, a, id, number); err != nil {
			return err
		}
		until, err := updateDay(ctx, tx.Tx, a.Network, id, number, day, c.today())
		if err == nil {
			err = updateCloses(ctx, tx.Tx, a.Network, id, aboutSession(number), until)
		}
		return c.wrap(err, "planning", id)
	})
}

// planned refuses a session that isn't in a cohort's plan.
func (c *Curriculum) planned(ctx context.Context, tx *stream.Tx, a Actor, id string, number int) error {
	there, err := hasSession(ctx, tx.Tx, a.Network, id, number)
	if err != nil {
		return fmt.Errorf("reading the plan of cohort %s: %w", id, err)
	}
	if !there {
		return errAbsent
	}
	return nil
}

// yearsNear is how far from today the days of a plan are: what is further is a slip.
const yearsNear = 3

func (c *Curriculum) near(day time.Time) bool {
	return day.After(c.today().AddDate(-yearsNear, 0, 0)) && day.Before(c.today().AddDate(yearsNear, 0, 0))
}
