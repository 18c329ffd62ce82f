package cases

import (
	"context"
	"fmt"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/networks"
)

// mayRule refuses what the actor can't decide about this case: who isn't there any more isn't sanctioned, only a steward or a
// safeguarding lead takes somebody out of the network, and only a safeguarding lead asks that a sanction follows the person.
func (c *Cases) mayRule(a networks.Actor, of Case, r Ruling) error {
	sanction := r.Act.Timed() || r.Act == Expelled
	switch {
	case sanction && of.Member == "":
		return locales.Refuse(locales.Conflict, "queue.nobody")
	case r.Act == Expelled && networks.Allow(a, networks.AgreeRole, nil) != nil, r.Everywhere && networks.Allow(a, networks.Safeguard, nil) != nil:
		return locales.Refuse(locales.Forbidden, "networks.not_allowed")
	}
	return nil
}

// restrain lets a sanction begin with its decision, or end with an appeal that takes it back.
func (c *Cases) restrain(ctx context.Context, tx *stream.Tx, of Case, first, d Decision, r Ruling) (Tell, error) {
	switch {
	case d.Act == Overturned && (first.Act.Timed() || first.Act == Expelled):
		return c.networks.Lift(ctx, tx, of.Network, of.FirstCase, of.Member)
	case !d.Act.Timed() && d.Act != Expelled:
		return Silent, nil
	}
	s := networks.Sanction{Network: of.Network, ID: of.ID, Member: of.Member, Kind: networks.Restraint(d.Act), Until: d.Until}
	if r.Everywhere {
		s.AskedBy = d.By
	}
	if d.Act == FromSpace {
		item, err := c.subjects[of.Kind].Now(ctx, of.Network, of.Subject)
		if err != nil {
			return nil, err
		}
		if s.Space = item.Space; s.Space == "" {
			return nil, locales.Refuse(locales.Conflict, "queue.no_space")
		}
	}
	return c.networks.Impose(ctx, tx, s)
}

// Asked is a sanction of which a safeguarding lead has asked that it follows the person.
type Asked struct {
	networks.Sanction
	Decision Decision
}

// Unseconded lists what a second person is asked for, as far as the actor can be it.
func (c *Cases) Unseconded(ctx context.Context, a networks.Actor, selves []Self) (list []Asked, err error) {
	if networks.Allow(a, networks.AgreeRole, nil) != nil {
		return nil, nil
	}
	queued, err := readSanctioning(ctx, c.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading which sanctions need a second person: %w", err)
	}
	var homes []string
	cases := map[string]Case{}
	for _, of := range queued {
		homes = append(homes, of.Network)
		cases[of.ID] = of
	}
	asked, err := c.networks.Unseconded(ctx, homes)
	if err != nil {
		return nil, err
	}
	for _, s := range asked {
		of, here := cases[s.ID]
		if !here || s.AskedBy == a.Member {
			continue
		}
		apart, err := c.apart(ctx, of, selves)
		if err != nil {
			return nil, err
		}
		if !apart {
			continue
		}
		decision, err := readDecision(ctx, c.db, s.Network, s.ID)
		if err != nil {
			return nil, notFound(err, "reading the decision of case", s.ID)
		}
		list = append(list, Asked{s, decision})
	}
	return list, nil
}

// Second is the second person's word that a sanction follows the person. Which of her members it reaches nobody learns.
func (c *Cases) Second(ctx context.Context, a networks.Actor, selves []Self, id string) error {
	asked, err := c.Unseconded(ctx, a, selves)
	if err != nil {
		return err
	}
	for _, s := range asked {
		if s.ID == id {
			return c.second(ctx, a, s)
		}
	}
	return errNotThere
}

func (c *Cases) second(ctx context.Context, a networks.Actor, s Asked) error {
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("agreeing to sanction %s: %w", s.ID, err)
	}
	defer tx.Rollback()
	if err := c.networks.Second(ctx, tx, s.Network, s.ID, a.Member); err != nil {
		return err
	}
	record := audit.Record{Network: s.Network, Actor: a.Member, Act: "sanction.follows", Subject: s.ID}
	if err := audit.Append(ctx, tx, record); err != nil {
		return err
	}
	return tx.Commit()
}
