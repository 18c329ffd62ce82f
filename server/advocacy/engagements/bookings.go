package engagements

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/advocacy"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// The states of a booking.
const (
	Asked    = "asked"
	Accepted = "accepted"
	Declined = "declined"
	Closed   = "closed"
)

// CoolingDays is after how many days a yes counts: until then it is as if she had not answered.
const CoolingDays = 3

// Days are what is noted of a booking: when she was prepared, when somebody talked with her afterwards, when she was paid.
var Days = []string{"prepared", "debriefed", "paid"}

// Booking is a member who is asked to speak at an engagement.
type Booking struct {
	Network     string         `db:"network_id"`
	ID          string         `db:"id"`
	Campaign    string         `db:"campaign_id"`
	Engagement  string         `db:"engagement_id"`
	Member      string         `db:"member_id"`
	State       string         `db:"state"`
	Needs       pq.StringArray `db:"needs"`
	AcceptedOn  *time.Time     `db:"accepted_on"`
	PreparedOn  *time.Time     `db:"prepared_on"`
	DebriefedOn *time.Time     `db:"debriefed_on"`
	PaidOn      *time.Time     `db:"paid_on"`
	Title       string         `db:"title"`
	Lang        string         `db:"lang"`
	Kind        string         `db:"kind"`
	Body        string         `db:"body"`
	Day         time.Time      `db:"day"`
	Held        string         `db:"engagement_state"`
}

// Counts says whether her yes counts: after CoolingDays, or on the day itself.
func (b Booking) Counts(today time.Time) bool {
	return b.State == Closed || b.State == Accepted && (!today.Before(b.AcceptedOn.AddDate(0, 0, CoolingDays)) || !today.Before(b.Day))
}

// On is the day that is noted of something, nil for none.
func (b Booking) On(what string) *time.Time {
	return map[string]*time.Time{"prepared": b.PreparedOn, "debriefed": b.DebriefedOn, "paid": b.PaidOn}[what]
}

// Whole says whether it can be closed.
func (b Booking) Whole() bool { return b.DebriefedOn != nil && b.PaidOn != nil }

// Bookings are who is asked to speak at an engagement, for who leads its campaign. Until a yes counts it is shown as asked.
func (e *Engagements) Bookings(ctx context.Context, a networks.Actor, campaign, id string) ([]Booking, error) {
	place, err := e.advocacy.Place(ctx, a, campaign, "")
	if err != nil {
		return nil, err
	}
	if !place.Leads() {
		return nil, errAbsent
	}
	all, err := readBookings(ctx, e.db, a.Network, id)
	if err != nil {
		return nil, fmt.Errorf("reading the bookings of engagement %s: %w", id, err)
	}
	for i, b := range all {
		if b.State == Accepted && !b.Counts(e.today()) {
			all[i].State, all[i].Needs, all[i].AcceptedOn = Asked, nil, nil
		}
	}
	return slices.DeleteFunc(all, func(b Booking) bool { return slices.Contains(a.Parted, b.Member) }), nil
}

// Own are the actor's bookings, what waits for her first.
func (e *Engagements) Own(ctx context.Context, a networks.Actor) ([]Booking, error) {
	all, err := readOwnBookings(ctx, e.db, a.Network, a.Member)
	if err != nil {
		return nil, fmt.Errorf("reading the bookings of %s: %w", a.Member, err)
	}
	return all, nil
}

// Waits says whether somebody's question to the actor, whether she would speak, waits for her answer.
func (e *Engagements) Waits(ctx context.Context, a networks.Actor) (bool, error) {
	own, err := e.Own(ctx, a)
	return slices.ContainsFunc(own, func(b Booking) bool { return b.State == Asked && b.Day.After(e.today()) }), err
}

// OwnRider is what was signed for one of the actor's own bookings.
func (e *Engagements) OwnRider(ctx context.Context, a networks.Actor, b Booking) (Rider, error) {
	rider, err := readRider(ctx, e.db, a.Network, b.Campaign, b.Engagement)
	if err != nil {
		return Rider{}, fmt.Errorf("reading the rider of engagement %s: %w", b.Engagement, err)
	}
	return rider, nil
}

// Ask asks a member to speak, for who leads: one whom the roster offers, and only after the inviter has signed. She is told in her inbox.
// Of two who ask her at once the second is told.
func (e *Engagements) Ask(ctx context.Context, a networks.Actor, campaign, id, member string) error {
	roster, err := e.Roster(ctx, a, campaign, id)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(roster, func(w Willing) bool { return w.Member == member }) {
		return locales.Refuse(locales.Conflict, "speaking.not_free")
	}
	return e.alter(ctx, a, campaign, id, advocacy.Place.Leads, func(tx *stream.Tx, was Engagement) error {
		rider, err := readRider(ctx, tx, a.Network, campaign, id)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("reading the rider of engagement %s: %w", id, err)
		}
		switch {
		case !rider.Signed():
			return locales.Refuse(locales.Forbidden, "speaking.sign_first")
		case was.State != Planned || !was.Day.After(e.today()) || !was.Speaks():
			return locales.Refuse(locales.Gone, "speaking.too_late")
		}
		free, err := lockFree(ctx, tx.Tx, a.Network, member, e.today())
		if err != nil {
			return fmt.Errorf("looking whether %s is free: %w", member, err)
		}
		if !free {
			return locales.Refuse(locales.Conflict, "speaking.not_free")
		}
		booking := uuid.NewString()
		err = insertBooking(ctx, tx.Tx, was, booking, member)
		if violates(err, "bookings_once") {
			return locales.Refuse(locales.Conflict, "speaking.not_free")
		}
		if err != nil {
			return fmt.Errorf("asking for engagement %s: %w", id, err)
		}
		if err := record(ctx, tx.Tx, a, "speaking.asked", booking); err != nil {
			return err
		}
		return inbox.Tell(ctx, tx, inbox.Notice{Network: was.Network, Member: member, Kind: inbox.Speak, Day: e.today()})
	})
}

// Answer is the actor's yes, with what she needs, or her no, to being asked. Until the booking is closed she can take back either, and
// nobody asks why. After she has spoken it can't be taken back any more; she can't say yes any more when the day has come, or when the rider isn't signed as it is now.
func (e *Engagements) Answer(ctx context.Context, a networks.Actor, booking string, yes bool, needs []string) error {
	if slices.ContainsFunc(needs, func(need string) bool { return !slices.Contains(Needs, need) }) {
		return locales.Refuse(locales.Invalid, "target.choices_needed")
	}
	return e.own(ctx, a, booking, func(tx *sqlx.Tx, b Booking) error {
		switch {
		case b.State == Closed:
			return locales.Refuse(locales.Gone, "speaking.is_closed")
		case b.State == Accepted && b.Held == Held: // she has spoken, and is to be paid
			return locales.Refuse(locales.Gone, "speaking.too_late")
		case !yes:
			return answerBooking(ctx, tx, b, Declined, nil, nil)
		}
		rider, err := readRider(ctx, tx, a.Network, b.Campaign, b.Engagement)
		if err != nil {
			return fmt.Errorf("reading the rider of engagement %s: %w", b.Engagement, err)
		}
		today := e.today()
		switch {
		case !rider.Signed():
			return locales.Refuse(locales.Conflict, "speaking.sign_first")
		case b.Held != Planned || !b.Day.After(today):
			return locales.Refuse(locales.Gone, "speaking.too_late")
		}
		if b.State == Accepted { // she changes what she needs
			return answerBooking(ctx, tx, b, Accepted, b.AcceptedOn, needs)
		}
		return answerBooking(ctx, tx, b, Accepted, &today, needs)
	})
}

// StrikeOut takes away a day that isn't so, for her whose booking it is. A closed booking is open again.
func (e *Engagements) StrikeOut(ctx context.Context, a networks.Actor, booking, what string) error {
	return e.own(ctx, a, booking, func(tx *sqlx.Tx, b Booking) error {
		if b.State == Closed {
			b.State = Accepted
		}
		return e.set(ctx, tx, b, what, nil)
	})
}

// own runs a change of one of the actor's bookings under its lock.
func (e *Engagements) own(ctx context.Context, a networks.Actor, booking string, do func(*sqlx.Tx, Booking) error) error {
	tx, err := e.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("changing booking %s: %w", booking, err)
	}
	defer tx.Rollback()
	b, err := lockBooking(ctx, tx, a.Network, booking)
	if errors.Is(err, sql.ErrNoRows) || err == nil && b.Member != a.Member {
		return errAbsent
	}
	if err != nil {
		return fmt.Errorf("locking booking %s: %w", booking, err)
	}
	if err := do(tx, b); err != nil {
		return err
	}
	return tx.Commit()
}

// set changes one of the days of a booking.
func (e *Engagements) set(ctx context.Context, tx *sqlx.Tx, b Booking, what string, day *time.Time) error {
	switch what {
	case "prepared":
		b.PreparedOn = day
	case "debriefed":
		b.DebriefedOn = day
	case "paid":
		b.PaidOn = day
	default:
		return locales.Refuse(locales.Invalid, "target.choices_needed")
	}
	if err := updateDays(ctx, tx, b); err != nil {
		return fmt.Errorf("changing the days of booking %s: %w", b.ID, err)
	}
	return nil
}

// led runs a change of a booking under its campaign's lock, for who leads.
func (e *Engagements) led(ctx context.Context, a networks.Actor, campaign, id, booking string, do func(*sqlx.Tx, Booking) error) error {
	return e.change(ctx, a, campaign, id, advocacy.Place.Leads, func(tx *sqlx.Tx, was Engagement) error {
		b, err := lockBooking(ctx, tx, a.Network, booking)
		if errors.Is(err, sql.ErrNoRows) || err == nil && (b.Engagement != was.ID || slices.Contains(a.Parted, b.Member)) {
			return errAbsent
		}
		if err != nil {
			return fmt.Errorf("locking booking %s: %w", booking, err)
		}
		if !b.Counts(e.today()) {
			return locales.Refuse(locales.Conflict, "speaking.no_yes")
		}
		return do(tx, b)
	})
}

// NoteDay notes on which day she was prepared, heard afterwards or paid, for who leads. What comes afterwards isn't before the day itself.
func (e *Engagements) NoteDay(ctx context.Context, a networks.Actor, campaign, id, booking, what string, day time.Time) error {
	return e.led(ctx, a, campaign, id, booking, func(tx *sqlx.Tx, b Booking) error {
		switch {
		case b.State == Closed:
			return locales.Refuse(locales.Gone, "speaking.is_closed")
		case day.IsZero() || day.After(e.today()) || what == "debriefed" && day.Before(b.Day) || what == "prepared" && day.After(b.Day):
			return locales.Refuse(locales.Invalid, "speaking.day_needed")
		}
		return e.set(ctx, tx, b, what, &day)
	})
}

// Close closes a booking, for who leads: after the talk with her and the pay, and not before.
func (e *Engagements) Close(ctx context.Context, a networks.Actor, campaign, id, booking string) error {
	return e.led(ctx, a, campaign, id, booking, func(tx *sqlx.Tx, b Booking) error {
		if !b.Whole() {
			return locales.Refuse(locales.Forbidden, "speaking.not_whole")
		}
		b.State = Closed
		if err := updateDays(ctx, tx, b); err != nil {
			return fmt.Errorf("closing booking %s: %w", booking, err)
		}
		return record(ctx, tx, a, "speaking.closed", booking)
	})
}
