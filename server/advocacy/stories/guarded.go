package stories

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/networks"
)

// Agreement is the safeguarding lead's word about what a member under 18 allows. Custodian says who agreed too, as her legal custodian, and
// On on which day; Apart is the lead's word that neither is connected to her case.
type Agreement struct {
	Custodian string
	On        time.Time
	Apart     bool
}

// Guarded are the grants of members under 18 that haven't ended, for the safeguarding lead: those that wait first, and none of a campaign that
// she works on.
func (s *Stories) Guarded(ctx context.Context, a networks.Actor) ([]Grant, error) {
	if err := networks.Allow(a, networks.Safeguard, nil); err != nil {
		return nil, err
	}
	works, err := s.campaigns.WorksOn(ctx, a)
	if err != nil {
		return nil, err
	}
	grants, err := readGuarded(ctx, s.db, a, works, s.today())
	if err != nil {
		return nil, fmt.Errorf("reading what is guarded in %s: %w", a.Network, err)
	}
	return slices.DeleteFunc(grants, func(g Grant) bool { return slices.Contains(a.Parted, g.Member) }), nil
}

// guarded runs a change of a guarded grant that is the actor's to decide about.
func (s *Stories) guarded(ctx context.Context, a networks.Actor, grant string, do func(*stream.Tx, Grant) error) error {
	grants, err := s.Guarded(ctx, a)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(grants, func(g Grant) bool { return g.ID == grant }) {
		return errAbsent
	}
	return s.change(ctx, a.Network, grant, do)
}

// OpenGuarded shows the safeguarding lead the words of a guarded grant, after a record of it is written.
func (s *Stories) OpenGuarded(ctx context.Context, a networks.Actor, grant string) (g Grant, c Copy, err error) {
	err = s.guarded(ctx, a, grant, func(tx *stream.Tx, was Grant) (err error) {
		g = was
		if c, err = s.open(g); err != nil {
			return err
		}
		return audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "story.opened", Subject: grant})
	})
	if err != nil {
		return Grant{}, Copy{}, err
	}
	return g, c, nil
}

// Agree keeps that the safeguarding lead and the legal custodian agree: as role and day, never a name.
func (s *Stories) Agree(ctx context.Context, a networks.Actor, grant string, agreed Agreement) error {
	switch {
	case !slices.Contains(Custodians, agreed.Custodian):
		return locales.Refuse(locales.Invalid, "story.custodian_needed")
	case !agreed.Apart:
		return locales.Refuse(locales.Invalid, "story.apart_needed")
	case agreed.On.IsZero() || agreed.On.After(s.today()):
		return locales.Refuse(locales.Invalid, "story.custodian_day_needed")
	}
	return s.guarded(ctx, a, grant, func(tx *stream.Tx, g Grant) error {
		if g.LeadOn != nil {
			return nil
		}
		if g.State(s.today()) != Waits {
			return errEnded
		}
		if agreed.On.Before(g.GivenOn) {
			return locales.Refuse(locales.Invalid, "story.custodian_day_needed")
		}
		if err := agreeGrant(ctx, tx.Tx, g, agreed, s.today()); err != nil {
			return fmt.Errorf("agreeing to grant %s: %w", grant, err)
		}
		if err := s.note(ctx, tx, g, "agreed"); err != nil {
			return err
		}
		return audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "story.agreed", Subject: grant})
	})
}

// Decline is the safeguarding lead's or the custodian's no, before or after: the grant ends.
func (s *Stories) Decline(ctx context.Context, a networks.Actor, grant string) error {
	if err := s.guarded(ctx, a, grant, func(*stream.Tx, Grant) error { return nil }); err != nil {
		return err
	}
	return s.end(ctx, a.Network, grant, "declined", func(tx *stream.Tx) error {
		return audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "story.declined", Subject: grant})
	})
}

// GuardedSince is the day of the oldest grant that waits for the safeguarding lead; false when none does.
func (s *Stories) GuardedSince(ctx context.Context, a networks.Actor) (day time.Time, waits bool, err error) {
	if networks.Allow(a, networks.Safeguard, nil) != nil {
		return day, false, nil
	}
	grants, err := s.Guarded(ctx, a)
	for _, g := range grants {
		if g.State(s.today()) == Waits && (!waits || g.GivenOn.Before(day)) {
			day, waits = g.GivenOn, true
		}
	}
	return day, waits, err
}
