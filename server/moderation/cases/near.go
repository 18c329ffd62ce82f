package cases

import (
	"context"
	"fmt"

	"tinig/locales"
	"tinig/server/networks"
)

// route puts a case into the queue of those who can look into it: its own network's, or, when it is about staff or all who could
// are too near, the Global network's safeguarding leads'. Where there are none, it is for all of the staff: somebody is to see it.
func (c *Cases) route(ctx context.Context, of *Case, reporter string) error {
	of.Queue = of.Network
	staff, err := c.networks.Staff(ctx, of.Network)
	if err != nil {
		return err
	}
	aboutStaff, somebody := false, false
	for _, m := range staff {
		switch {
		case m.ID == of.Member:
			aboutStaff = true
		case somebody || m.ID == reporter || of.Line == LeadLine && !m.Roles().Has(networks.RoleSafeguardingLead):
		default:
			near, err := c.near(ctx, *of, Self{of.Network, m.ID})
			if err != nil {
				return err
			}
			somebody = !near
		}
	}
	if somebody && !aboutStaff {
		return nil
	}
	return c.routeOut(ctx, of, reporter)
}

func (c *Cases) routeOut(ctx context.Context, of *Case, reporter string) error {
	of.Line = FirstLine
	global, err := c.networks.Global(ctx)
	if locales.IsKind(err, locales.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	of.Queue = global
	staff, err := c.networks.Staff(ctx, global)
	for _, m := range staff {
		if m.Roles().Has(networks.RoleSafeguardingLead) && m.ID != of.Member && m.ID != reporter {
			of.Line = LeadLine
		}
	}
	return err
}

// near says whether one member of somebody's keyring has to do with a case.
func (c *Cases) near(ctx context.Context, of Case, self Self) (bool, error) {
	decided, err := readDecidedFirst(ctx, c.db, of, self)
	if err != nil || decided {
		return decided, wrap(err, of)
	}
	if self.Network != of.Network {
		return false, nil
	}
	if self.Member == of.Member {
		return true, nil
	}
	marked, err := readMarked(ctx, c.db, of, self.Member)
	if err != nil || marked {
		return marked, wrap(err, of)
	}
	near, err := c.subjects[of.Kind].Near(ctx, of.Network, of.Subject, self.Member)
	if err != nil || near || of.Member == "" {
		return near, err
	}
	return c.Together(ctx, of.Network, of.Member, self.Member)
}

// apart says whether all of somebody's members are far enough from a case.
func (c *Cases) apart(ctx context.Context, of Case, selves []Self) (bool, error) {
	for _, self := range selves {
		near, err := c.near(ctx, of, self)
		if err != nil || near {
			return false, err
		}
	}
	return true, nil
}

// may says whether the actor looks into cases of this kind at all.
func (c *Cases) may(a networks.Actor, of Case) bool {
	if of.Queue != a.Network {
		return false
	}
	if of.Line == FirstLine {
		return networks.Allow(a, networks.Moderate, nil) == nil
	}
	late := of.DueAt.Before(c.Now()) && networks.Allow(a, networks.RunNetwork, nil) == nil
	return late || networks.Allow(a, networks.Safeguard, nil) == nil
}

// Conflict is the actor's word that she has to do with whom a case is about: from now on she looks into nothing about her.
func (c *Cases) Conflict(ctx context.Context, a networks.Actor, selves []Self, id string) error {
	of, err := c.visible(ctx, a, selves, id)
	if err != nil {
		return err
	}
	if of.Network != a.Network || of.Member == "" {
		return locales.Refuse(locales.Conflict, "queue.no_mark")
	}
	if err := c.Mark(ctx, a, of.Member); err != nil {
		return err
	}
	return c.HandOver(ctx, a, id)
}

// Mark is the actor's word that she has to do with a member of her network.
func (c *Cases) Mark(ctx context.Context, a networks.Actor, about string) error {
	if err := networks.Allow(a, networks.Moderate, nil); err != nil {
		return err
	}
	if err := insertConflict(ctx, c.db, a, about); err != nil {
		return fmt.Errorf("marking a conflict of %s: %w", a.Member, err)
	}
	return nil
}

// Marked are those with whom the actor said that she has to do.
func (c *Cases) Marked(ctx context.Context, a networks.Actor) ([]string, error) {
	marked, err := readConflicts(ctx, c.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the conflicts of %s: %w", a.Member, err)
	}
	return marked, nil
}

func wrap(err error, of Case) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("reading who is near to case %s: %w", of.ID, err)
}
