package stories

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// The answers to what somebody asks of her story.
const (
	Yes       = "yes"
	No        = "no"
	TakesTime = "time" // she thinks again about what she or her grant has allowed, before it is out; from then on she is asked each time
)

// UsesOf are the uses of the actor's stories, those that wait for her first.
func (s *Stories) UsesOf(ctx context.Context, a networks.Actor) ([]Use, error) {
	if err := networks.Allow(a, networks.KeepStory, nil); err != nil {
		return nil, err
	}
	uses, err := readUsesOf(ctx, s.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the uses of what %s gave: %w", a.Member, err)
	}
	return uses, nil
}

// Answer is the actor's word about a use of her story that isn't out yet.
func (s *Stories) Answer(ctx context.Context, a networks.Actor, id, word string) error {
	return s.changeUse(ctx, a.Network, id, func(tx *stream.Tx, g Grant, was Use) error {
		if g.Member != a.Member {
			return errAbsent
		}
		to := map[string]string{Yes: Allowed, No: Refused, TakesTime: Asked}[word]
		switch {
		case to == "":
			return locales.Refuse(locales.Invalid, "site.form_incomplete")
		case was.State == to && to != Asked:
			return nil
		case was.State != Asked && was.State != Allowed:
			return locales.Refuse(locales.Conflict, "story.settled_already")
		case to == Allowed && g.State(s.today()) != Living:
			return errEnded
		}
		if word == TakesTime {
			if err := askFromNow(ctx, tx.Tx, g); err != nil {
				return fmt.Errorf("taking time for use %s: %w", id, err)
			}
		}
		if was.State == to {
			return nil
		}
		return s.answer(ctx, tx, g, was, to)
	})
}

func (s *Stories) answer(ctx context.Context, tx *stream.Tx, g Grant, use Use, to string) error {
	if err := answerUse(ctx, tx.Tx, use, to, s.today()); err != nil {
		return fmt.Errorf("answering for use %s: %w", use.ID, err)
	}
	if to == Asked {
		return s.note(ctx, tx, g, "thinks")
	}
	return s.note(ctx, tx, g, to)
}

// AskedSince is the day of the oldest use that waits for the actor; false when none does.
func (s *Stories) AskedSince(ctx context.Context, a networks.Actor) (time.Time, bool, error) {
	day, err := readAskedSince(ctx, s.db, a)
	if err != nil {
		return day.Time, false, fmt.Errorf("reading since when somebody asks %s: %w", a.Member, err)
	}
	return day.Time, day.Valid, nil
}

// Rest lets all that the actor allowed rest: until she wakes nothing new is done with it. To others it looks as if she hadn't answered yet.
func (s *Stories) Rest(ctx context.Context, a networks.Actor) error {
	return s.each(ctx, a, s.keys.SetAside)
}

// Wake ends that.
func (s *Stories) Wake(ctx context.Context, a networks.Actor) error {
	return s.each(ctx, a, s.keys.TakeUp)
}

func (s *Stories) each(ctx context.Context, a networks.Actor, do func(string) error) (failed error) {
	grants, err := readGrants(ctx, s.db, a, "")
	if err != nil {
		return fmt.Errorf("reading the grants of %s: %w", a.Member, err)
	}
	for _, g := range grants {
		if g.EndedOn == nil {
			failed = errors.Join(failed, do(g.ID))
		}
	}
	if failed != nil {
		return fmt.Errorf("resting or waking the grants of %s: %w", a.Member, failed)
	}
	return nil
}
