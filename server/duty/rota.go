package duty

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

// Hours are some hours of each week, by the network's clock: from a full hour of a weekday for so many hours.
type Hours struct {
	Network string       `db:"network_id"`
	ID      string       `db:"id"`
	Member  string       `db:"member_id"`
	Weekday time.Weekday `db:"weekday"`
	Begins  int          `db:"begins"`
	Lasts   int          `db:"lasts"`
	Lead    string       `db:"-"` // her pseudonym
}

// Ends is the hour at which they end, of that day or of the next.
func (h Hours) Ends() int { return (h.Begins + h.Lasts) % 24 }

// hoursAtMost is how many rows a lead has, and rotaAtMost how many a network's rota shows.
const (
	hoursAtMost = 28
	rotaAtMost  = 500
)

// weekHours is how many hours a week has.
const weekHours = 7 * 24

// first is the hour of the week at which hours begin.
func (h Hours) first() int { return 24*int(h.Weekday) + h.Begins }

// hourOfWeek is where a moment is in the week of a network's clock.
func hourOfWeek(at time.Time, offset int) int {
	local := at.UTC().Add(time.Duration(offset) * time.Minute)
	return 24*int(local.Weekday()) + local.Hour()
}

// Rota is when each of the leads means to be on duty, in the order of the week.
func (d *Duty) Rota(ctx context.Context, a networks.Actor) ([]Hours, error) {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return nil, err
	}
	return d.rota(ctx, a.Network)
}

// rota leaves out who is no lead any more.
func (d *Duty) rota(ctx context.Context, network string) (rota []Hours, err error) {
	all, err := readRota(ctx, d.db, network)
	if err != nil {
		return nil, fmt.Errorf("reading the rota of %s: %w", network, err)
	}
	leads, err := d.leads(ctx, network)
	for _, hours := range all {
		for _, lead := range leads {
			if lead.ID == hours.Member {
				hours.Lead = lead.Pseudonym
				rota = append(rota, hours)
			}
		}
	}
	return rota, err
}

// Open are the hours of each weekday, from 0 to 23, for which nobody is on the rota.
func Open(rota []Hours) (open [7][]int) {
	var covered [weekHours]bool
	for _, h := range rota {
		for i := range h.Lasts {
			covered[(h.first()+i)%weekHours] = true
		}
	}
	for hour, is := range covered {
		if !is {
			open[hour/24] = append(open[hour/24], hour%24)
		}
	}
	return open
}

// AddHours puts the actor on the rota. The same twice is no harm.
func (d *Duty) AddHours(ctx context.Context, a networks.Actor, h Hours) error {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return err
	}
	if h.Weekday < 0 || h.Weekday > 6 || h.Begins < 0 || h.Begins > 23 || h.Lasts < 1 || h.Lasts > 24 {
		return locales.Refuse(locales.Invalid, "duty.hours_needed")
	}
	h.Network, h.ID, h.Member = a.Network, uuid.NewString(), a.Member
	tx, err := d.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("putting %s on the rota: %w", a.Member, err)
	}
	defer tx.Rollback()
	if err := upsertHours(ctx, tx, h); err != nil {
		return fmt.Errorf("putting %s on the rota: %w", a.Member, err)
	}
	n, err := countHours(ctx, tx, a)
	if err != nil {
		return fmt.Errorf("putting %s on the rota: %w", a.Member, err)
	}
	if n > hoursAtMost {
		return locales.Refuse(locales.TooMany, "duty.hours_many")
	}
	return tx.Commit()
}

// RemoveHours takes hours of the actor's from the rota. Those that aren't there are no harm.
func (d *Duty) RemoveHours(ctx context.Context, a networks.Actor, id string) error {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return err
	}
	if err := deleteHours(ctx, d.db, a, id); err != nil {
		return fmt.Errorf("taking %s from the rota: %w", a.Member, err)
	}
	return nil
}

// next is when the first of some hours begins after a moment; false where there are none.
func next(rota []Hours, now time.Time, offset int) (at time.Time, there bool) {
	this := now.UTC().Truncate(time.Hour)
	if odd := time.Duration(offset%60) * time.Minute; odd != 0 { // a clock that isn't whole hours ahead
		this = now.UTC().Add(odd).Truncate(time.Hour).Add(-odd)
	}
	from := hourOfWeek(now, offset)
	best := weekHours + 1
	for _, h := range rota {
		ahead := (h.first()-from+weekHours-1)%weekHours + 1
		best = min(best, ahead)
	}
	return this.Add(time.Duration(best) * time.Hour), best <= weekHours
}
