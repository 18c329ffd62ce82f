package advocacy

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Facilitators is how many lead a campaign at most; PeopleAtMost is how many its working group can have.
const (
	Facilitators = 2
	PeopleAtMost = 60
)

// Person is somebody in a campaign's working group.
type Person struct {
	Member      string `db:"member_id"`
	Facilitates bool   `db:"facilitates"`
}

// Place is a campaign with its working group, and what the actor may do in it.
type Place struct {
	Campaign
	People []Person

	leads, works, may bool
	member            string
}

// Leads says whether she leads the campaign.
func (p Place) Leads() bool { return p.leads }

// Works says whether she writes in the campaign.
func (p Place) Works() bool { return p.works }

// In says whether she is in the working group.
func (p Place) In() bool { return p.has(p.member) }

// MayJoin says whether she could come into the working group.
func (p Place) MayJoin() bool {
	return p.may && !p.In() && p.EndedOn == nil && len(p.People) < PeopleAtMost
}

// Facilitated is how many lead the campaign.
func (p Place) Facilitated() (count int) {
	for _, person := range p.People {
		if person.Facilitates {
			count++
		}
	}
	return count
}

func (p Place) has(member string) bool {
	return slices.ContainsFunc(p.People, func(x Person) bool { return x.Member == member })
}

// of is the place as it is to the actor on a day. Whoever leads it may write after the group's last day too: she sets that day.
func (p Place) of(a networks.Actor, today time.Time) Place {
	p.member, p.may = a.Member, networks.Allow(a, networks.WorkOnCampaigns, nil) == nil
	open := p.EndedOn == nil
	p.leads = open && slices.Contains(p.People, Person{a.Member, true}) && networks.Allow(a, networks.LeadCampaigns, nil) == nil
	p.works = p.leads || open && p.may && p.In() && !today.After(p.GroupUntil)
	return p
}

// Place is a campaign that the actor may read, with its working group.
func (v *Advocacy) Place(ctx context.Context, a networks.Actor, id, lang string) (Place, error) {
	c, err := v.Campaign(ctx, a, id, lang)
	if err != nil {
		return Place{}, err
	}
	people, err := readPeople(ctx, v.db, a.Network, id)
	if err != nil {
		return Place{}, fmt.Errorf("reading the group of campaign %s: %w", id, err)
	}
	return Place{Campaign: c, People: people}.of(a, v.today()), nil
}

// LedIn are the campaigns of a space that the actor leads, in the language nearest to lang.
func (v *Advocacy) LedIn(ctx context.Context, a networks.Actor, space, lang string) ([]Campaign, error) {
	if networks.Allow(a, networks.LeadCampaigns, nil) != nil {
		return nil, nil
	}
	list, err := readLed(ctx, v.db, a.Network, space, lang, a.Member)
	if err != nil {
		return nil, fmt.Errorf("reading what %s leads in %s: %w", a.Member, space, err)
	}
	return list, nil
}

// Leaders are those who lead a campaign, for telling them within a transaction.
func Leaders(ctx context.Context, tx *sqlx.Tx, network, id string) (members []string, err error) {
	people, err := readPeople(ctx, tx, network, id)
	if err != nil {
		return nil, fmt.Errorf("reading the group of campaign %s: %w", id, err)
	}
	for _, person := range people {
		if person.Facilitates {
			members = append(members, person.Member)
		}
	}
	return members, nil
}

// LeaderOf is who answers for what a campaign says: the first of those who lead it, "" when nobody does.
func (v *Advocacy) LeaderOf(ctx context.Context, network, id string) (member string, err error) {
	people, err := readPeople(ctx, v.db, network, id)
	if err != nil {
		return "", fmt.Errorf("reading the group of campaign %s: %w", id, err)
	}
	at := slices.IndexFunc(people, func(p Person) bool { return p.Facilitates })
	if at < 0 {
		return "", nil
	}
	return people[at].Member, nil
}

// WorksOn are the ids of the campaigns in whose working groups the actor is.
func (v *Advocacy) WorksOn(ctx context.Context, a networks.Actor) ([]string, error) {
	ids, err := readWorksOn(ctx, v.db, a.Network, a.Member)
	if err != nil {
		return nil, fmt.Errorf("reading what %s works on: %w", a.Member, err)
	}
	return ids, nil
}

// mayLead says whether somebody of a campaign's group may lead campaigns.
func (v *Advocacy) mayLead(ctx context.Context, p Place, member string) (bool, error) {
	if !p.has(member) {
		return false, nil
	}
	her, err := v.networks.Follow(ctx, p.Network, member)
	if locales.IsKind(err, locales.NotFound) { // she has left
		return false, nil
	}
	return err == nil && networks.Allow(her, networks.LeadCampaigns, nil) == nil, err
}

// CouldLead are those of the group whom the actor can let lead the campaign: nobody, unless there is a place and it is hers to give.
func (v *Advocacy) CouldLead(ctx context.Context, p Place) (members []string, err error) {
	for _, person := range p.People {
		if person.Facilitates || p.Facilitated() >= Facilitators || !p.gives(person.Member) {
			continue
		}
		may, err := v.mayLead(ctx, p, person.Member)
		if err != nil {
			return nil, err
		}
		if may {
			members = append(members, person.Member)
		}
	}
	return members, nil
}

// gives says whether the lead is the actor's to give to a member.
func (p Place) gives(member string) bool {
	return p.Leads() || p.Works() && p.Facilitated() == 0 && member == p.member
}

// change runs a change under the campaign's lock, for whom may says.
func (v *Advocacy) change(ctx context.Context, a networks.Actor, id string, may func(Place) bool, do func(*sqlx.Tx, Place) error) error {
	return v.alter(ctx, a, id, may, func(tx *stream.Tx, place Place) error { return do(tx.Tx, place) })
}

// alter is change for what tells somebody, too.
func (v *Advocacy) alter(ctx context.Context, a networks.Actor, id string, may func(Place) bool, do func(*stream.Tx, Place) error) error {
	if _, err := v.Campaign(ctx, a, id, ""); err != nil {
		return err
	}
	tx, err := v.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("changing campaign %s: %w", id, err)
	}
	defer tx.Rollback()
	c, err := lockCampaign(ctx, tx.Tx, a.Network, id)
	if err != nil {
		return absent(err, "locking campaign %s", id)
	}
	people, err := readPeople(ctx, tx, a.Network, id)
	if err != nil {
		return fmt.Errorf("reading the group of campaign %s: %w", id, err)
	}
	place := Place{Campaign: c, People: people}.of(a, v.today())
	if c.EndedOn != nil {
		return locales.Refuse(locales.Gone, "campaign.is_over")
	}
	if !may(place) {
		return refusal(a)
	}
	if err := do(tx, place); err != nil {
		return err
	}
	return tx.Commit()
}

// refusal says why somebody who reads a campaign may not change it: what her network asks of her first, or her place in it.
func refusal(a networks.Actor) error {
	if err := networks.Allow(a, networks.WorkOnCampaigns, nil); err != nil {
		return err
	}
	return locales.Refuse(locales.Forbidden, "campaign.group_only")
}

func anybody(p Place) bool { return p.may }

// Join brings the actor into the working group, by her own wish. Once she is in, it does nothing.
func (v *Advocacy) Join(ctx context.Context, a networks.Actor, id string) error {
	return v.change(ctx, a, id, anybody, func(tx *sqlx.Tx, was Place) error {
		if was.In() {
			return nil
		}
		if len(was.People) >= PeopleAtMost {
			return locales.Refuse(locales.Forbidden, "campaign.group_full")
		}
		return insertPerson(ctx, tx, was.Campaign, a.Member, false)
	})
}

// Leave takes the actor out of the working group, whatever she does there. Nobody is told.
func (v *Advocacy) Leave(ctx context.Context, a networks.Actor, id string) error {
	if _, err := v.Campaign(ctx, a, id, ""); err != nil {
		return err
	}
	if err := deletePerson(ctx, v.db, a.Network, id, a.Member); err != nil {
		return fmt.Errorf("leaving campaign %s: %w", id, err)
	}
	return nil
}

// Give lets somebody of the group, who may lead campaigns, lead this one too. Where nobody leads it any more, she may take that on herself.
func (v *Advocacy) Give(ctx context.Context, a networks.Actor, id, member string) error {
	return v.change(ctx, a, id, func(p Place) bool { return p.gives(member) }, func(tx *sqlx.Tx, was Place) error {
		if may, err := v.mayLead(ctx, was, member); err != nil || !may {
			return cmp.Or(err, error(locales.Refuse(locales.Invalid, "campaign.leader_needed")))
		}
		if slices.Contains(was.People, Person{member, true}) {
			return nil
		}
		if was.Facilitated() >= Facilitators {
			return locales.Refuse(locales.Forbidden, "campaign.two_lead")
		}
		if err := updatePerson(ctx, tx, was.Campaign, member, true); err != nil {
			return fmt.Errorf("giving campaign %s: %w", id, err)
		}
		return record(ctx, tx, a, "campaign.given", member)
	})
}

// Alter runs another package's change of what belongs to a campaign under the campaign's lock, for whom may says. Others are refused as
// this package refuses them.
func (v *Advocacy) Alter(ctx context.Context, a networks.Actor, id string, may func(Place) bool, do func(*stream.Tx, Place) error) error {
	return v.alter(ctx, a, id, may, do)
}
