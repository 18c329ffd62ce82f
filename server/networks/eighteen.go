package networks

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
)

// Eighteen is a member's word that she has turned 18. A steward and the safeguarding lead must both agree, two different
// people; members never learn who asked. Declined says that one of them didn't: then it rests until she asks again.
type Eighteen struct {
	Network   string  `db:"network_id"`
	Member    string  `db:"member_id"`
	Steward   *string `db:"steward_id"` // who agreed as one
	Lead      *string `db:"lead_id"`    // who agreed as one
	Declined  bool    `db:"declined"`
	Pseudonym string  `db:"pseudonym"`
}

// TurnEighteen is a member's own word. Saying it twice is no harm; who is an adult here already is refused.
func (n *Networks) TurnEighteen(ctx context.Context, a Actor) error {
	asked, err := insertEighteen(ctx, n.db, a.Network, a.Member)
	if err != nil {
		return fmt.Errorf("asking for %s: %w", a.Member, err)
	}
	if !asked {
		return locales.Refuse(locales.Conflict, "networks.eighteen_already")
	}
	return nil
}

// NotEighteen takes a member's own word back.
func (n *Networks) NotEighteen(ctx context.Context, a Actor) error {
	if err := deleteEighteen(ctx, n.db, a.Network, a.Member); err != nil {
		return fmt.Errorf("asking no more for %s: %w", a.Member, err)
	}
	return nil
}

// OwnEighteen is the actor's own question, and whether there is one.
func (n *Networks) OwnEighteen(ctx context.Context, a Actor) (e Eighteen, asked bool, err error) {
	e, err = readEighteen(ctx, n.db, a.Network, a.Member)
	if errors.Is(err, errNoRow) {
		return e, false, nil
	}
	if err != nil {
		return e, false, fmt.Errorf("reading the question of %s: %w", a.Member, err)
	}
	return e, true, nil
}

// Eighteens lists the questions that wait for an answer, for those who may give it.
func (n *Networks) Eighteens(ctx context.Context, a Actor) ([]Eighteen, error) {
	if err := Allow(a, AgreeEighteen, nil); err != nil {
		return nil, err
	}
	list, err := readEighteens(ctx, n.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading who turns 18 in %s: %w", a.Network, err)
	}
	return list, nil
}

// AgreeEighteen is a steward's or the safeguarding lead's yes. With both, the member's age band changes and her rights move
// at once. One person can't give both, nor answer for herself; who has laid down the role meanwhile has not agreed.
func (n *Networks) AgreeEighteen(ctx context.Context, a Actor, member string) error {
	return n.answerEighteen(ctx, a, "eighteen.agreed", member, func(tx *stream.Tx, e Eighteen) error {
		e, err := agreeing(ctx, tx.Tx, e, a.Member)
		if err != nil {
			return err
		}
		if e.Steward == nil || e.Lead == nil {
			return updateEighteen(ctx, tx.Tx, e)
		}
		return comeOfAge(ctx, tx.Tx, e)
	})
}

// DeclineEighteen is one no, which is enough. She sees it, and can ask again.
func (n *Networks) DeclineEighteen(ctx context.Context, a Actor, member string) error {
	return n.answerEighteen(ctx, a, "eighteen.declined", member, func(tx *stream.Tx, e Eighteen) error {
		e.Steward, e.Lead, e.Declined = nil, nil, true
		return updateEighteen(ctx, tx.Tx, e)
	})
}

// answerEighteen runs one answer with its record, and has the member's open sockets come back. One about oneself, and one
// to a question that doesn't wait, are refused alike.
func (n *Networks) answerEighteen(ctx context.Context, a Actor, act audit.Act, member string, answer func(*stream.Tx, Eighteen) error) error {
	if err := Allow(a, AgreeEighteen, nil); err != nil {
		return err
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("answering %s: %w", member, err)
	}
	defer tx.Rollback()
	if _, err := lockMember(ctx, tx.Tx, a.Network, member); err != nil {
		return notFound(err, "networks.eighteen_not_found", "answering %s", member)
	}
	e, err := readEighteen(ctx, tx, a.Network, member)
	if err != nil {
		return notFound(err, "networks.eighteen_not_found", "answering %s", member)
	}
	if e.Declined || member == a.Member {
		return locales.Refuse(locales.NotFound, "networks.eighteen_not_found")
	}
	if err := answer(tx, e); err != nil {
		return fmt.Errorf("answering %s: %w", member, err)
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: member}); err != nil {
		return err
	}
	if err := tellChanged(ctx, tx, a.Network, []string{member}); err != nil {
		return fmt.Errorf("answering %s: %w", member, err)
	}
	return tx.Commit()
}

// agreeing is the question with one yes more, given by whoever hasn't given hers.
func agreeing(ctx context.Context, tx *sqlx.Tx, e Eighteen, by string) (Eighteen, error) {
	var people []Member
	for _, who := range []*string{e.Steward, e.Lead, &by} {
		if who == nil {
			continue
		}
		if who != &by && *who == by {
			return e, locales.Refuse(locales.Conflict, "networks.eighteen_second_person")
		}
		m, err := readMember(ctx, tx, e.Network, *who)
		if err != nil && !errors.Is(err, errNoRow) {
			return e, err
		}
		if m.Roles().Has(RoleSteward, RoleSafeguardingLead) {
			people = append(people, m)
		}
	}
	if len(people) == 0 || people[len(people)-1].ID != by || !e.seat(people) {
		return e, locales.Refuse(locales.Conflict, "networks.eighteen_second_person")
	}
	return e, nil
}

// seat gives one or two people the places that their roles allow; false when two of them have the same single role. Who is
// both gives her yes as the lead, of whom there is mostly one, unless the other needs that place.
func (e *Eighteen) seat(people []Member) bool {
	e.Steward, e.Lead = nil, nil
	is := func(i int, role Role) bool { return people[i].Roles().Has(role) }
	switch {
	case len(people) == 1 && is(0, RoleSafeguardingLead):
		e.Lead = &people[0].ID
	case len(people) == 1:
		e.Steward = &people[0].ID
	case is(0, RoleSteward) && is(1, RoleSafeguardingLead):
		e.Steward, e.Lead = &people[0].ID, &people[1].ID
	case is(1, RoleSteward) && is(0, RoleSafeguardingLead):
		e.Steward, e.Lead = &people[1].ID, &people[0].ID
	default:
		return false
	}
	return true
}
