package stories

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// Draft is a grant before it is one. Once is the form's one-time number.
type Draft struct {
	Once, Campaign string
	Terms
	Name, Limits string
}

// longest is for how long a grant can be given: consent that nobody remembers is none.
const longest = 2 * 366

// check tidies a draft, and refuses one that isn't whole.
func (d Draft) check(today time.Time) (Draft, error) {
	d.Name, d.Limits = line(d.Name), block(d.Limits)
	if d.Attribution != "name" {
		d.Name = ""
	}
	known := slices.Contains(Purposes, d.Purpose) && slices.Contains(Audiences, d.Audience) && slices.Contains(Channels, d.Channel) &&
		slices.Contains(Attributions, d.Attribution)
	switch {
	case !known:
		return d, locales.Refuse(locales.Invalid, "story.choices_needed")
	case unknown(d.Lang):
		return d, locales.Refuse(locales.Invalid, "ask.language_needed")
	case d.Attribution == "name" && d.Name == "":
		return d, locales.Refuse(locales.Invalid, "story.name_needed")
	case utf8.RuneCountInString(d.Name) > NameLength || utf8.RuneCountInString(d.Limits) > LimitsLength:
		return d, locales.Refuse(locales.Invalid, "story.too_long", "Most", LimitsLength)
	case d.FromOn.IsZero() || d.UntilOn.IsZero() || d.UntilOn.Before(d.FromOn) || d.UntilOn.Before(today) || d.UntilOn.After(today.AddDate(0, 0, longest)):
		return d, locales.Refuse(locales.Invalid, "story.days_needed")
	}
	return d, nil
}

// Give allows a campaign's working group to use the actor's story as it is now, on these terms. Sent twice, it is given once. Of an actor
// under 18 it is guarded, and the safeguarding leads are told.
func (s *Stories) Give(ctx context.Context, a networks.Actor, own Sealer, story string, d Draft) error {
	if err := networks.Allow(a, networks.GiveStory, nil); err != nil {
		return err
	}
	d, err := d.check(s.today())
	if err != nil {
		return err
	}
	words, err := s.Story(ctx, a, own, story)
	if err != nil {
		return err
	}
	campaign, err := s.campaigns.Campaign(ctx, a, d.Campaign, "")
	if err != nil {
		return err
	}
	if campaign.EndedOn != nil {
		return locales.Refuse(locales.Gone, "campaign.is_over")
	}
	g := Grant{Network: a.Network, ID: d.Once, Story: story, Member: a.Member, Campaign: d.Campaign, Terms: d.Terms, GivenOn: s.today(), Guarded: a.Band != networks.Adult}
	return s.give(ctx, a, g, Copy{words.Words, d.Name, d.Limits})
}

// give makes the key first: a key without a grant is swept away, a grant without a key would be lost.
func (s *Stories) give(ctx context.Context, a networks.Actor, g Grant, c Copy) error {
	key, err := s.keys.Make(g.ID)
	if err != nil {
		return fmt.Errorf("making the key of grant %s: %w", g.ID, err)
	}
	if g.Sealed, err = seal(key, g, c); err != nil {
		return err
	}
	tx, err := s.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("giving grant %s: %w", g.ID, err)
	}
	defer tx.Rollback()
	first, err := insertGrant(ctx, tx.Tx, g)
	if err != nil {
		return fmt.Errorf("giving grant %s: %w", g.ID, err)
	}
	if !first {
		return nil // pressed twice
	}
	living, err := countGrants(ctx, tx.Tx, a, s.today())
	if err != nil {
		return fmt.Errorf("counting the grants of %s: %w", a.Member, err)
	}
	if living > GrantsEach {
		return errors.Join(locales.Refuse(locales.TooMany, "story.grants_many", "Most", GrantsEach), s.keys.Destroy(g.ID))
	}
	if err := s.note(ctx, tx, g, "given"); err != nil {
		return err
	}
	if g.Guarded {
		if err := s.tellLeads(ctx, tx, g.Network); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (s *Stories) tellLeads(ctx context.Context, tx *stream.Tx, network string) error {
	leads, err := networks.SafeguardingLeads(ctx, tx.Tx, network)
	if err != nil {
		return err
	}
	var notices []inbox.Notice
	for _, lead := range leads {
		notices = append(notices, inbox.Notice{Network: network, Member: lead, Kind: inbox.Guarded, Day: s.today()})
	}
	return inbox.Tell(ctx, tx, notices...)
}

// note adds to what happened to a grant.
func (s *Stories) note(ctx context.Context, tx *stream.Tx, g Grant, kind string) error {
	if err := insertEvent(ctx, tx.Tx, g, kind, s.today()); err != nil {
		return fmt.Errorf("noting %s of grant %s: %w", kind, g.ID, err)
	}
	return nil
}

// Grants are what the actor allowed with a story, those that live first.
func (s *Stories) Grants(ctx context.Context, a networks.Actor, story string) ([]Grant, error) {
	if err := networks.Allow(a, networks.KeepStory, nil); err != nil {
		return nil, err
	}
	grants, err := readGrants(ctx, s.db, a, story)
	if err != nil {
		return nil, fmt.Errorf("reading the grants of %s: %w", a.Member, err)
	}
	return grants, nil
}

// Given are the words as the actor gave them with a grant that hasn't ended.
func (s *Stories) Given(ctx context.Context, a networks.Actor, grant string) (Grant, Copy, error) {
	g, err := s.mine(ctx, a, grant)
	if err != nil {
		return g, Copy{}, err
	}
	c, err := s.open(g)
	if errors.Is(err, errEnded) {
		err = nil
	}
	return g, c, err
}

// Events are what happened to a grant of the actor's, in its order.
func (s *Stories) Events(ctx context.Context, a networks.Actor, grant string) ([]Event, error) {
	if _, err := s.mine(ctx, a, grant); err != nil {
		return nil, err
	}
	events, err := readEvents(ctx, s.db, a.Network, grant)
	if err != nil {
		return nil, fmt.Errorf("reading what happened to grant %s: %w", grant, err)
	}
	return events, nil
}

// mine is a grant of the actor's. Another's isn't there.
func (s *Stories) mine(ctx context.Context, a networks.Actor, grant string) (Grant, error) {
	if err := networks.Allow(a, networks.KeepStory, nil); err != nil {
		return Grant{}, err
	}
	g, err := readGrant(ctx, s.db, a.Network, grant)
	if err != nil {
		return g, absent(err, "reading grant %s", grant)
	}
	if g.Member != a.Member {
		return Grant{}, errAbsent
	}
	return g, nil
}

// End ends what the actor allowed, at once. What isn't out yet lapses; what is out is asked back. Once it has ended it does nothing.
func (s *Stories) End(ctx context.Context, a networks.Actor, grant string) error {
	if _, err := s.mine(ctx, a, grant); err != nil {
		return err
	}
	return s.end(ctx, a.Network, grant, "ended", nil)
}

// end ends a grant under its lock, and then destroys its key: should it break in between, the sweep does that.
func (s *Stories) end(ctx context.Context, network, grant, why string, record func(*stream.Tx) error) error {
	err := s.change(ctx, network, grant, func(tx *stream.Tx, g Grant) error {
		if g.EndedOn != nil {
			return nil
		}
		if err := endGrant(ctx, tx.Tx, g, s.today()); err != nil {
			return fmt.Errorf("ending grant %s: %w", grant, err)
		}
		if err := s.note(ctx, tx, g, why); err != nil {
			return err
		}
		if record != nil {
			if err := record(tx); err != nil {
				return err
			}
		}
		return s.askBack(ctx, tx, network, grant)
	})
	if err != nil {
		return err
	}
	if err := s.keys.Destroy(grant); err != nil {
		return fmt.Errorf("destroying the key of grant %s: %w", grant, err)
	}
	return nil
}

// change runs a change of a grant, and of its uses, under its lock.
func (s *Stories) change(ctx context.Context, network, grant string, do func(*stream.Tx, Grant) error) error {
	tx, err := s.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("changing grant %s: %w", grant, err)
	}
	defer tx.Rollback()
	g, err := lockGrant(ctx, tx.Tx, network, grant)
	if err != nil {
		return absent(err, "locking grant %s", grant)
	}
	if err := do(tx, g); err != nil {
		return err
	}
	return tx.Commit()
}
