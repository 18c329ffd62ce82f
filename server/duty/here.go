package duty

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// here is a row of duty_here.
type here struct {
	Member    string    `db:"member_id"`
	Until     time.Time `db:"until"`
	HandingTo string    `db:"handing_to"`
}

// State is how the duty stands, for a lead. Others are the leads whom she can hand over to, From who hands over to her, To the one
// to whom she does.
type State struct {
	Here   bool
	Now    []networks.Member // who is on duty this minute, herself too
	Others []networks.Member
	From   networks.Member
	To     networks.Member
}

// State says how the duty stands. Asking doesn't say that she is there: see Confirm.
func (d *Duty) State(ctx context.Context, a networks.Actor) (s State, err error) {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return s, err
	}
	rows, err := readHere(ctx, d.db, a.Network, d.Now())
	if err != nil {
		return s, fmt.Errorf("reading who is on duty in %s: %w", a.Network, err)
	}
	leads, err := d.leads(ctx, a.Network)
	if err != nil {
		return s, err
	}
	for _, m := range leads {
		i := slices.IndexFunc(rows, func(h here) bool { return h.Member == m.ID })
		if i >= 0 {
			s.Now = append(s.Now, m)
		}
		switch {
		case m.ID == a.Member:
			s.Here = i >= 0
		default:
			s.Others = append(s.Others, m)
			if i >= 0 && rows[i].HandingTo == a.Member {
				s.From = m
			}
			if slices.ContainsFunc(rows, func(h here) bool { return h.Member == a.Member && h.HandingTo == m.ID }) {
				s.To = m
			}
		}
	}
	return s, nil
}

// Begin puts the actor on duty. Beginning again is no harm.
func (d *Duty) Begin(ctx context.Context, a networks.Actor) error {
	return d.change(ctx, a, "duty.begun", func(tx *stream.Tx) error {
		return upsertHere(ctx, tx.Tx, a, d.Now(), d.Now().Add(HereFor))
	})
}

// Confirm says that the actor's page is open, for HereFor or longer; false when she isn't on duty, also because it was silent for
// too long: then she begins again, if she is there.
func (d *Duty) Confirm(ctx context.Context, a networks.Actor, lasts time.Duration) (bool, error) {
	if networks.Allow(a, networks.StandBy, nil) != nil {
		return false, nil
	}
	on, err := confirmHere(ctx, d.db, a, d.Now(), d.Now().Add(lasts))
	if err != nil {
		return false, fmt.Errorf("confirming that %s is on duty: %w", a.Member, err)
	}
	return on, nil
}

// End takes the actor off duty. With something that she has taken and not closed she hands over first.
func (d *Duty) End(ctx context.Context, a networks.Actor) error {
	return d.change(ctx, a, "duty.ended", func(tx *stream.Tx) error {
		open, err := countTaken(ctx, tx.Tx, a)
		if err != nil {
			return err
		}
		if open > 0 {
			return locales.Refuse(locales.Conflict, "duty.end_taken")
		}
		return deleteHere(ctx, tx.Tx, a)
	})
}

// errOffDuty refuses what only who is on duty does.
var errOffDuty = locales.Refuse(locales.Conflict, "duty.off")

// HandOver asks another lead to take the duty over; until she has, the actor has it. "" takes it back.
func (d *Duty) HandOver(ctx context.Context, a networks.Actor, to string) error {
	leads, err := d.leads(ctx, a.Network)
	if err != nil {
		return err
	}
	var told []inbox.Notice
	if to != "" {
		if to == a.Member || !slices.ContainsFunc(leads, func(m networks.Member) bool { return m.ID == to }) {
			return errNotThere
		}
		told = append(told, inbox.Notice{Network: a.Network, Member: to, Kind: inbox.Duty, Day: d.today()})
	}
	return d.change(ctx, a, "duty.handing_over", func(tx *stream.Tx) error {
		there, err := updateHanding(ctx, tx.Tx, a, d.Now(), to)
		if err == nil && !there {
			err = errOffDuty
		}
		return err
	}, told...)
}

// TakeOver takes the duty over from who hands it to the actor, with all that she has taken and not closed. What is of somebody
// from whom the actor is parted waits for another one.
func (d *Duty) TakeOver(ctx context.Context, a networks.Actor, from string) error {
	return d.change(ctx, a, "duty.taken_over", func(tx *stream.Tx) error {
		handed, err := takeHanding(ctx, tx.Tx, a, from)
		if err != nil {
			return err
		}
		if !handed {
			return locales.Refuse(locales.Conflict, "duty.not_handed")
		}
		if err := upsertHere(ctx, tx.Tx, a, d.Now(), d.Now().Add(HereFor)); err != nil {
			return err
		}
		taken, err := readTaken(ctx, tx.Tx, a.Network, from)
		if err != nil {
			return err
		}
		for _, alert := range taken {
			apart, err := d.apart(ctx, alert, a)
			if err != nil {
				return err
			}
			if alert.TakenBy = a.Member; apart {
				alert.TakenBy = ""
			}
			if err := updateAlert(ctx, tx.Tx, alert); err != nil {
				return err
			}
		}
		return nil
	})
}

// change does something of a lead's with its record, and tells the pages of the others, and inboxes.
func (d *Duty) change(ctx context.Context, a networks.Actor, act audit.Act, do func(*stream.Tx) error, told ...inbox.Notice) error {
	if err := networks.Allow(a, networks.StandBy, nil); err != nil {
		return err
	}
	tx, err := d.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("%s of %s: %w", act, a.Member, err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return wrap(err, string(act), a.Member)
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: a.Member}); err != nil {
		return err
	}
	if err := d.tell(ctx, tx, a.Network, told...); err != nil {
		return err
	}
	return tx.Commit()
}

// tell tells the leads' pages that something has changed, and inboxes; it comes last in a transaction.
func (d *Duty) tell(ctx context.Context, tx *stream.Tx, network string, told ...inbox.Notice) error {
	if _, err := tx.Append(ctx, Channel(network), "duty", ""); err != nil {
		return err
	}
	return inbox.Tell(ctx, tx, told...)
}

// wrap says where something failed; a refusal stays as it is.
func wrap(err error, doing, id string) error {
	if refusal := (*locales.Refusal)(nil); err == nil || errors.As(err, &refusal) {
		return err
	}
	return fmt.Errorf("%s, %s: %w", doing, id, err)
}
