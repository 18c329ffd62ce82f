package curriculum_test

import (
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"tinig/curriculum"
)

// open gives somebody an address; it returns the secret.
func (c class) open(a curriculum.Actor) string {
	c.t.Helper()
	secret, err := c.OpenCalendar(ctx, a, c.id, "en")
	must(c.t, err)
	return secret
}

// days are those that a calendar with a secret address shows.
func (c class) days(a curriculum.Actor, secret string) []*ics.VEvent {
	c.t.Helper()
	calendar, err := c.CalendarAt(ctx, secret)
	must(c.t, err)
	if calendar.Member != a.Member || calendar.Network != a.Network {
		c.t.Errorf("the address is of %+v", calendar)
	}
	text, err := c.Days(ctx, a, calendar, secret)
	must(c.t, err)
	read, err := ics.ParseCalendar(strings.NewReader(text))
	must(c.t, err)
	return read.Events()
}

func TestACalendarHasTheDaysAndNothingElse(t *testing.T) {
	c := newClass(newHouse(t), 2)
	her, other := c.learners[0], c.learners[1]
	secret := c.open(her)
	sessions, err := c.Sessions(ctx, her, c.id)
	must(t, err)
	events := c.days(her, secret)
	if len(events) != len(sessions) {
		t.Fatalf("of %d sessions there are %d days", len(sessions), len(events))
	}
	theirs := c.days(other, c.open(other))
	for i, event := range events {
		start, err := event.GetAllDayStartAt()
		must(t, err)
		if start.Format(time.DateOnly) != sessions[i].Day.Format(time.DateOnly) {
			t.Errorf("session %d is on %s", i+1, start)
		}
		for _, property := range event.Properties {
			switch name := property.IANAToken; name {
			case "UID", "DTSTAMP", "DTSTART", "DTEND":
			case "SUMMARY":
				if property.Value != "Notes" {
					t.Errorf("it is called %s", property.Value)
				}
			case "CLASS":
				if property.Value != "PRIVATE" {
					t.Errorf("it is %s", property.Value)
				}
			case "TRANSP":
			default:
				t.Errorf("it says %s", name)
			}
		}
		if event.GetProperty(ics.ComponentPropertyClass) == nil {
			t.Error("it isn't private")
		}
		if event.Id() == theirs[i].Id() || strings.Contains(event.Id(), c.id) {
			t.Error("two people's calendars can be put together")
		}
	}
}

func TestACalendarsAddressIsOneAndEnds(t *testing.T) {
	c := newClass(newHouse(t), 2)
	her := c.learners[0]
	has := func() bool {
		has, err := c.HasCalendar(ctx, her, c.id)
		must(t, err)
		return has
	}
	gone := func(secret string) {
		t.Helper()
		_, err := c.CalendarAt(ctx, secret)
		absent(t, err)
	}
	if has() {
		t.Error("it is on by itself")
	}
	first := c.open(her)
	second := c.open(her)
	gone(first)
	c.days(her, second)
	must(t, c.CloseCalendar(ctx, her, c.id))
	gone(second)
	if has() {
		t.Error("it is on when it was turned off")
	}
	third := c.open(her)
	must(t, c.Rest(ctx, her, c.id, true))
	if n := len(c.days(her, third)); n != 0 {
		t.Errorf("resting, she has %d days", n)
	}
	must(t, c.Rest(ctx, her, c.id, false))
	if len(c.days(her, third)) == 0 {
		t.Error("back, she has no days")
	}
	must(t, c.Leave(ctx, her, c.id))
	gone(third)
	gone("")
}

// Only its hash is kept, and it is for those in the cohort alone.
func TestACalendarIsForThoseInTheCohort(t *testing.T) {
	c := newClass(newHouse(t), 1)
	secret := c.open(c.learners[0])
	var rows []string
	must(t, c.db.Select(&rows, `SELECT t::text FROM cohort_calendars t`))
	if len(rows) != 1 || strings.Contains(rows[0], secret) {
		t.Errorf("kept is %s", rows)
	}
	stranger, asked := c.learner(), c.learner()
	must(t, c.Ask(ctx, c.trainer, c.id, curriculum.Learner, []string{asked.Member}))
	for _, a := range []curriculum.Actor{stranger, asked} {
		_, err := c.OpenCalendar(ctx, a, c.id, "en")
		absent(t, err)
	}
	absent(t, c.CloseCalendar(ctx, stranger, c.id))
	calendar, err := c.CalendarAt(ctx, secret)
	must(t, err)
	her := c.learners[0]
	her.Learns = false // as when she isn't confirmed any more
	_, err = c.Days(ctx, her, calendar, secret)
	absent(t, err)
}
