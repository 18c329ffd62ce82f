package checks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/networks"
)

// Keep keeps a check as today's. One that began from another revision than is kept is refused, and nothing is lost.
func (c *Checks) Keep(ctx context.Context, a networks.Actor, s Sealer, check Check) error {
	check.Note = strings.TrimSpace(strings.ReplaceAll(check.Note, "\r\n", "\n"))
	switch {
	case !slices.Contains(Domains, check.Domain):
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	case !slices.Contains(Answers, check.Answer):
		return locales.Refuse(locales.Invalid, "check.answer_needed")
	case utf8.RuneCountInString(check.Note) > NoteLength:
		return locales.Refuse(locales.Invalid, "check.note_length", "Most", NoteLength)
	}
	check.Day = c.today()
	return c.change(ctx, a, s, check.Day, func(month []Check) ([]Check, error) {
		i := at(month, check.Day, check.Domain)
		if i < 0 {
			check.Revision = 1
			return append(month, check), nil
		}
		if month[i].Revision != check.Revision {
			return nil, locales.Refuse(locales.Conflict, "check.changed_meanwhile")
		}
		check.Revision++
		month[i] = check
		return month, nil
	})
}

// Delete forgets one check. One that isn't there is no harm.
func (c *Checks) Delete(ctx context.Context, a networks.Actor, s Sealer, day time.Time, domain Domain) error {
	return c.change(ctx, a, s, day, func(month []Check) ([]Check, error) {
		return slices.DeleteFunc(month, func(o Check) bool { return o.Day.Equal(day) && o.Domain == domain }), nil
	})
}

// DeleteAll forgets all that the actor ever kept here.
func (c *Checks) DeleteAll(ctx context.Context, a networks.Actor) error {
	if err := deleteMonths(ctx, c.db, a); err != nil {
		return fmt.Errorf("deleting the checks of %s: %w", a.Member, err)
	}
	return nil
}

// Months are those in which the actor has kept something, by their first days, the newest first.
func (c *Checks) Months(ctx context.Context, a networks.Actor, s Sealer) (months []time.Time, err error) {
	var possible []time.Time
	var places [][]byte
	for back := range monthsLookedAt {
		month := monthOf(c.today()).AddDate(0, -back, 0)
		possible, places = append(possible, month), append(places, placeOf(s, month))
	}
	kept, err := readPlaces(ctx, c.db, a, places)
	if err != nil {
		return nil, fmt.Errorf("looking for the checks of %s: %w", a.Member, err)
	}
	for i, month := range possible {
		if slices.ContainsFunc(kept, func(place []byte) bool { return string(place) == string(places[i]) }) {
			months = append(months, month)
		}
	}
	return months, nil
}

// Month is what the actor kept in the month of a day, the newest day first, and in a day in the order of Domains.
func (c *Checks) Month(ctx context.Context, a networks.Actor, s Sealer, day time.Time) ([]Check, error) {
	sealed, err := readMonth(ctx, c.db, a, placeOf(s, day))
	if errors.Is(err, errNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the checks of %s: %w", a.Member, err)
	}
	month, err := opened(ctx, s, sealed)
	slices.SortFunc(month, func(x, y Check) int {
		if x.Day.Equal(y.Day) {
			return slices.Index(Domains, x.Domain) - slices.Index(Domains, y.Domain)
		}
		return y.Day.Compare(x.Day)
	})
	return month, err
}

// Latest is the newest check of each domain, among the last two months in which the actor kept anything.
func (c *Checks) Latest(ctx context.Context, a networks.Actor, s Sealer) (map[Domain]Check, error) {
	latest := map[Domain]Check{}
	months, err := c.Months(ctx, a, s)
	if err != nil {
		return nil, err
	}
	for _, month := range months[:min(2, len(months))] {
		checks, err := c.Month(ctx, a, s, month)
		if err != nil {
			return nil, err
		}
		for _, check := range checks {
			if _, known := latest[check.Domain]; !known {
				latest[check.Domain] = check
			}
		}
	}
	return latest, nil
}

// Today is today's check of a domain, the zero Check when there is none.
func (c *Checks) Today(ctx context.Context, a networks.Actor, s Sealer, domain Domain) (Check, error) {
	month, err := c.Month(ctx, a, s, c.today())
	if i := at(month, c.today(), domain); i >= 0 {
		return month[i], err
	}
	return Check{}, err
}

// Follow moves what a member keeps here to the member that she has become. Her sealers stay the same.
func (c *Checks) Follow(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	if err := moveMonths(ctx, tx, network, from, to); err != nil {
		return fmt.Errorf("moving the checks of %s: %w", from, err)
	}
	return nil
}

// change opens a month, lets it be changed and seals it again, while no other window of hers can. An empty month goes.
func (c *Checks) change(ctx context.Context, a networks.Actor, s Sealer, day time.Time, change func([]Check) ([]Check, error)) error {
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("changing the checks of %s: %w", a.Member, err)
	}
	defer tx.Rollback()
	place := placeOf(s, day)
	sealed, err := lockMonth(ctx, tx, a, place)
	if err != nil {
		return fmt.Errorf("changing the checks of %s: %w", a.Member, err)
	}
	month, err := opened(ctx, s, sealed)
	if err != nil {
		return err
	}
	if month, err = change(month); err != nil {
		return err
	}
	if sealed, err = closed(ctx, s, month); err != nil {
		return err
	}
	if err := writeMonth(ctx, tx, a, place, sealed); err != nil {
		return fmt.Errorf("changing the checks of %s: %w", a.Member, err)
	}
	return tx.Commit()
}

// opened reads a month; nothing when there is none.
func opened(ctx context.Context, s Sealer, sealed []byte) (month []Check, err error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	plain, err := s.Open(ctx, sealed)
	if err != nil {
		return nil, fmt.Errorf("opening a month of checks: %w", err)
	}
	if err := json.Unmarshal(plain, &month); err != nil {
		return nil, fmt.Errorf("reading a month of checks: %w", err)
	}
	return month, nil
}

// closed is a month as it is kept; nothing when it is empty.
func closed(ctx context.Context, s Sealer, month []Check) ([]byte, error) {
	if len(month) == 0 {
		return nil, nil
	}
	plain, err := json.Marshal(month)
	if err != nil {
		return nil, fmt.Errorf("writing a month of checks: %w", err)
	}
	return s.Seal(ctx, plain)
}

func at(month []Check, day time.Time, domain Domain) int {
	return slices.IndexFunc(month, func(o Check) bool { return o.Day.Equal(day) && o.Domain == domain })
}
