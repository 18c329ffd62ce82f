package curriculum

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	ics "github.com/arran4/golang-ical"

	"tinig/locales"
)

// Calendar is whose a calendar's secret address is: a member's, in one cohort.
type Calendar struct {
	Network string `db:"network_id"`
	Cohort  string `db:"cohort_id"`
	Member  string `db:"member_id"`
	Lang    string `db:"lang"`
}

// OpenCalendar gives the actor a secret address for a cohort's days, with its words in a language. It can't be shown again, for only
// its hash is kept; another one takes the place of the one before.
func (c *Curriculum) OpenCalendar(ctx context.Context, a Actor, id, lang string) (secret string, err error) {
	place, err := c.Cohort(ctx, a, id)
	if err != nil {
		return "", err
	}
	if place.State == Asked {
		return "", errAbsent
	}
	secret = rand.Text() + rand.Text()
	if err := upsertCalendar(ctx, c.db, a, id, hashed(secret), lang); err != nil {
		return "", fmt.Errorf("opening a calendar of cohort %s: %w", id, err)
	}
	return secret, nil
}

// CloseCalendar ends the actor's secret address for a cohort.
func (c *Curriculum) CloseCalendar(ctx context.Context, a Actor, id string) error {
	if _, err := c.Cohort(ctx, a, id); err != nil {
		return err
	}
	return c.wrap(deleteCalendar(ctx, c.db, a, id), "closing a calendar of", id)
}

// HasCalendar says whether the actor has a secret address for a cohort.
func (c *Curriculum) HasCalendar(ctx context.Context, a Actor, id string) (bool, error) {
	has, err := hasCalendar(ctx, c.db, a, id)
	return has, c.wrap(err, "looking for a calendar of", id)
}

// CalendarAt says whose a secret address is. One that isn't any more was never there.
func (c *Curriculum) CalendarAt(ctx context.Context, secret string) (Calendar, error) {
	calendar, err := readCalendar(ctx, c.db, hashed(secret))
	if errors.Is(err, errNoRow) {
		return Calendar{}, errAbsent
	}
	if err != nil {
		return Calendar{}, fmt.Errorf("reading a calendar: %w", err)
	}
	return calendar, nil
}

// Days writes a cohort's plan as a calendar (RFC 5545) for the actor: whole days, all with the same neutral title, private, and
// nothing else: no place, nobody's name, no word of what is learned. Events are named by the secret, so that two people's calendars have
// nothing in common but the days. While she rests from the cohort there are none.
func (c *Curriculum) Days(ctx context.Context, a Actor, calendar Calendar, secret string) (string, error) {
	place, err := c.Cohort(ctx, a, calendar.Cohort)
	if err != nil {
		return "", err
	}
	var sessions []Session
	if place.State == In {
		if sessions, err = c.Sessions(ctx, a, calendar.Cohort); err != nil {
			return "", err
		}
	}
	p := locales.For(calendar.Lang)
	cal := ics.NewCalendar()
	cal.SetProductId("-//Notes//EN")
	cal.SetXWRCalName(p.T("calendar.event"))
	cal.SetRefreshInterval("P1D", ics.WithValue(string(ics.ValueDataTypeDuration)))
	for _, session := range sessions {
		event := cal.AddEvent(hex.EncodeToString(hashed(secret + " " + strconv.Itoa(session.Number)))[:32])
		event.SetDtStampTime(c.today())
		event.SetAllDayStartAt(session.Day)
		event.SetAllDayEndAt(session.Day.Add(24 * time.Hour))
		event.SetSummary(p.T("calendar.event"))
		event.SetClass(ics.ClassificationPrivate)
		event.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return cal.Serialize(ics.WithNewLineWindows), nil
}

// hashed is what is kept of a secret that is too long to be guessed.
func hashed(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
