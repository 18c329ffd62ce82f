package advocacy

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/server/networks"
)

// Kinds are what a target can be, in the order in which they are offered.
var Kinds = []string{"government", "parliament", "law_enforcement", "platform", "service_provider", "finance", "ngo", "media", "academe", "faith", "funder"}

// Stances are how a target can stand to an ask, from against to for.
var Stances = []string{"against", "rather_against", "undecided", "rather_for", "for"}

// MostInfluence is the most that a target can have on an ask's way; the least is 1. TargetsAtMost is how many a campaign can have.
const (
	MostInfluence = 3
	TargetsAtMost = 40
)

// Target is a body, or an office by its role, to which a campaign speaks. Nothing is kept of a person. ListensTo are other targets of the
// campaign.
type Target struct {
	Network   string         `db:"network_id"`
	Campaign  string         `db:"campaign_id"`
	ID        string         `db:"id"`
	Kind      string         `db:"kind"`
	Name      string         `db:"name"`
	Lang      string         `db:"lang"`
	Influence int            `db:"influence"`
	ListensTo pq.StringArray `db:"listens_to"`
	Revision  int            `db:"revision"`
}

// TargetDraft is what somebody writes of a target. From is the revision that she saw, 0 for a new one.
type TargetDraft struct {
	Once, Kind, Name, Lang string
	From, Influence        int
	ListensTo              []string
}

func (d TargetDraft) check() (TargetDraft, error) {
	d.Name = line(d.Name)
	switch {
	case d.Name == "" || utf8.RuneCountInString(d.Name) > TitleLength:
		return d, locales.Refuse(locales.Invalid, "target.name_needed", "Most", TitleLength)
	case !slices.Contains(Kinds, d.Kind) || d.Influence < 1 || d.Influence > MostInfluence:
		return d, locales.Refuse(locales.Invalid, "target.choices_needed")
	case unknown(d.Lang):
		return d, locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return d, nil
}

// target is a draft as a target that listens to none but others of its campaign.
func (d TargetDraft) target(p Place, id string, others []Target) Target {
	t := Target{Network: p.Network, Campaign: p.ID, ID: id, Kind: d.Kind, Name: d.Name, Lang: d.Lang, Influence: d.Influence, ListensTo: pq.StringArray{}}
	for _, other := range others {
		if other.ID != id && slices.Contains(d.ListensTo, other.ID) {
			t.ListensTo = append(t.ListensTo, other.ID)
		}
	}
	return t
}

// works refuses whoever doesn't write in a campaign. Whom it speaks to, and how they stand, is the working group's alone.
func (v *Advocacy) works(ctx context.Context, a networks.Actor, campaign string) (Place, error) {
	place, err := v.Place(ctx, a, campaign, "")
	if err == nil && !place.In() {
		err = refusal(a)
	}
	return place, err
}

// Targets are those to whom a campaign speaks, for its working group, the most influential first.
func (v *Advocacy) Targets(ctx context.Context, a networks.Actor, campaign string) ([]Target, error) {
	if _, err := v.works(ctx, a, campaign); err != nil {
		return nil, err
	}
	return v.targets(ctx, v.db, a.Network, campaign)
}

func (v *Advocacy) targets(ctx context.Context, q sqlx.QueryerContext, network, campaign string) ([]Target, error) {
	targets, err := readTargets(ctx, q, network, campaign)
	if err != nil {
		return nil, fmt.Errorf("reading the targets of campaign %s: %w", campaign, err)
	}
	return targets, nil
}

// AddTarget notes a body or an office, for the working group. Sent twice, it notes one.
func (v *Advocacy) AddTarget(ctx context.Context, a networks.Actor, campaign string, d TargetDraft) error {
	d, err := d.check()
	if err != nil {
		return err
	}
	return v.change(ctx, a, campaign, Place.Works, func(tx *sqlx.Tx, was Place) error {
		others, err := v.targets(ctx, tx, a.Network, campaign)
		if err != nil {
			return err
		}
		if len(others) >= TargetsAtMost {
			return locales.Refuse(locales.Forbidden, "target.too_many", "Most", TargetsAtMost)
		}
		if err := insertTarget(ctx, tx, d.target(was, uuid.NewString(), others), d.Once); err != nil {
			return fmt.Errorf("noting a target of campaign %s: %w", campaign, err)
		}
		return nil
	})
}

// ChangeTarget changes what is noted of a target, for the working group. When it was changed since d.From, it is ErrChanged.
func (v *Advocacy) ChangeTarget(ctx context.Context, a networks.Actor, campaign, id string, d TargetDraft) error {
	d, err := d.check()
	if err != nil {
		return err
	}
	return v.change(ctx, a, campaign, Place.Works, func(tx *sqlx.Tx, was Place) error {
		all, err := v.targets(ctx, tx, a.Network, campaign)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(t Target) bool { return t.ID == id })
		if i < 0 {
			return errAbsent
		}
		if all[i].Revision != d.From {
			return ErrChanged
		}
		if err := updateTarget(ctx, tx, d.target(was, id, all)); err != nil {
			return fmt.Errorf("changing target %s: %w", id, err)
		}
		return nil
	})
}

// RemoveTarget takes a target away with how it stood, for who leads. One that has promised something stays.
func (v *Advocacy) RemoveTarget(ctx context.Context, a networks.Actor, campaign, id string) error {
	return v.change(ctx, a, campaign, Place.Leads, func(tx *sqlx.Tx, was Place) error {
		err := deleteTarget(ctx, tx, a.Network, campaign, id)
		if violates(err, "commitments_target") {
			return locales.Refuse(locales.Forbidden, "target.has_promised")
		}
		if err != nil {
			return fmt.Errorf("removing target %s: %w", id, err)
		}
		return record(ctx, tx, a, "target.removed", id)
	})
}

// Position is how a target stood to an ask on a day, and what shows it.
type Position struct {
	Target   string    `db:"target_id"`
	Ask      int       `db:"number"`
	Step     int       `db:"step"`
	Stance   string    `db:"stance"`
	Day      time.Time `db:"day"`
	Lang     string    `db:"lang"`
	Evidence string    `db:"evidence"`
}

// Note notes how a target stands to an ask since a day, for the working group. It needs evidence.
func (v *Advocacy) Note(ctx context.Context, a networks.Actor, campaign string, p Position) error {
	p.Evidence = block(p.Evidence)
	switch {
	case !slices.Contains(Stances, p.Stance):
		return locales.Refuse(locales.Invalid, "target.choices_needed")
	case p.Day.IsZero() || p.Day.After(v.today()):
		return locales.Refuse(locales.Invalid, "ask.day_needed")
	case p.Evidence == "" || utf8.RuneCountInString(p.Evidence) > NoteLength:
		return locales.Refuse(locales.Invalid, "target.evidence_needed", "Most", NoteLength)
	case unknown(p.Lang):
		return locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return v.changeAsk(ctx, a, campaign, p.Ask, Place.Works, func(tx *sqlx.Tx, ask Ask) error {
		err := insertPosition(ctx, tx, ask, p)
		if violates(err, "positions_network_id_campaign_id_target_id_fkey") {
			return errAbsent
		}
		return err
	})
}

// Positions are how a campaign's targets have stood to its asks, the last of each first, for its working group.
func (v *Advocacy) Positions(ctx context.Context, a networks.Actor, campaign string) ([]Position, error) {
	if _, err := v.works(ctx, a, campaign); err != nil {
		return nil, err
	}
	positions, err := readPositions(ctx, v.db, a.Network, campaign)
	if err != nil {
		return nil, fmt.Errorf("reading the positions of campaign %s: %w", campaign, err)
	}
	return positions, nil
}
