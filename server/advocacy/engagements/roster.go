package engagements

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

// Needs are what somebody can ask for so that she can speak without being known, or at her ease.
var Needs = []string{"voice_only", "voice_changed", "screen", "read_by_another", "written_answers", "no_photos", "interpreter", "breaks"}

// RestAtMost is the longest rest between two, in days.
const RestAtMost = 730

// Wishes are what a member has said that she would speak at, what she needs then, how long she rests in between, and from when on she may
// be asked again. Without Kinds she isn't asked.
type Wishes struct {
	Kinds     pq.StringArray `db:"kinds"`
	Needs     pq.StringArray `db:"needs"`
	RestDays  int            `db:"rest_days"`
	NotBefore *time.Time     `db:"not_before"`
}

// WithKind says whether she would speak at such.
func (w Wishes) WithKind(kind string) bool { return slices.Contains(w.Kinds, kind) }

// With says whether she needs it.
func (w Wishes) With(need string) bool { return slices.Contains(w.Needs, need) }

// Wishes are the actor's own, none when she has said nothing.
func (e *Engagements) Wishes(ctx context.Context, a networks.Actor) (Wishes, error) {
	if err := networks.Allow(a, networks.Speak, nil); err != nil {
		return Wishes{}, err
	}
	wishes, err := readWishes(ctx, e.db, a.Network, a.Member)
	if errors.Is(err, sql.ErrNoRows) {
		return Wishes{RestDays: 90}, nil
	}
	if err != nil {
		return Wishes{}, fmt.Errorf("reading the wishes of %s: %w", a.Member, err)
	}
	return wishes, nil
}

// Wish keeps the actor's wishes. Without any kind her row goes: then she isn't asked, and nothing says that she ever was willing.
func (e *Engagements) Wish(ctx context.Context, a networks.Actor, w Wishes) error {
	if err := networks.Allow(a, networks.Speak, nil); err != nil {
		return err
	}
	known := func(all []string) func(string) bool {
		return func(one string) bool { return !slices.Contains(all, one) }
	}
	if slices.ContainsFunc(w.Kinds, known(Spoken)) || slices.ContainsFunc(w.Needs, known(Needs)) || w.RestDays < 0 || w.RestDays > RestAtMost {
		return locales.Refuse(locales.Invalid, "target.choices_needed")
	}
	if len(w.Kinds) == 0 {
		if err := deleteWishes(ctx, e.db, a.Network, a.Member); err != nil {
			return fmt.Errorf("forgetting the wishes of %s: %w", a.Member, err)
		}
		return nil
	}
	if w.Needs == nil {
		w.Needs = pq.StringArray{}
	}
	if err := upsertWishes(ctx, e.db, a.Network, a.Member, w); err != nil {
		return fmt.Errorf("keeping the wishes of %s: %w", a.Member, err)
	}
	return nil
}

// Willing is somebody who may be asked to speak, with what she needs. SpokeOn is her last booking's day, nil for none.
type Willing struct {
	Member  string         `db:"member_id"`
	Needs   pq.StringArray `db:"needs"`
	SpokeOn *time.Time     `db:"spoke_on"`
}

// Roster are those whom who leads a campaign may ask for an engagement: of its working group, of age, willing, rested, free, not asked for
// it before, and not parted from the actor. Who hasn't spoken for longest comes first.
func (e *Engagements) Roster(ctx context.Context, a networks.Actor, campaign, id string) ([]Willing, error) {
	place, err := e.advocacy.Place(ctx, a, campaign, "")
	if err != nil {
		return nil, err
	}
	if !place.Leads() {
		return nil, errAbsent
	}
	of, err := e.Engagement(ctx, a, campaign, id)
	if err != nil {
		return nil, err
	}
	return e.roster(ctx, a, place, of)
}

func (e *Engagements) roster(ctx context.Context, a networks.Actor, place advocacy.Place, of Engagement) (fit []Willing, err error) {
	var members []string
	for _, person := range place.People {
		if !slices.Contains(a.Parted, person.Member) {
			members = append(members, person.Member)
		}
	}
	willing, err := readWilling(ctx, e.db, of, members, e.today())
	if err != nil {
		return nil, fmt.Errorf("reading who may be asked for engagement %s: %w", of.ID, err)
	}
	for _, one := range willing {
		her, err := e.networks.Follow(ctx, of.Network, one.Member)
		if locales.IsKind(err, locales.NotFound) { // she has left
			continue
		}
		if err != nil {
			return nil, err
		}
		rests, err := e.resting.Rests(e.now(), one.Member)
		if err != nil {
			return nil, fmt.Errorf("looking whether %s rests: %w", one.Member, err)
		}
		if !rests && networks.Allow(her, networks.Speak, nil) == nil && !slices.Contains(her.Parted, a.Member) {
			fit = append(fit, one)
		}
	}
	return fit, nil
}
