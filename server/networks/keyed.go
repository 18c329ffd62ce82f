package networks

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tinig/locales"
)

// Some roles count only for who has a passkey and has used it since she signed in: what they may do would harm others in the hands
// of somebody who has learned her words. Whoever has such a role keeps her rights as a member without it; the role rests.

// graceDays is for how long such a role counts without a passkey, from the day on which the first of them was given: she has to be
// able to set one.
const graceDays = 7

// keyedRoles are those that ask for a passkey; enteringSQL repeats them.
var keyedRoles = []Role{RoleModerator, RoleSteward, RoleSafeguardingLead, RoleCustodian}

// ErrKeyFirst refuses what one of her roles would let her do if she used her passkey.
var ErrKeyFirst = locales.Refuse(locales.Forbidden, "networks.key_first")

// Key is how it stands with the passkey of who acts. The zero Key is hers who has none.
type Key int

// How it can stand.
const (
	NoKey      Key = iota // the roles count for some days
	KeyUnused             // she has one and hasn't used it here: they rest
	KeyIsShown            // they count
)

// Keyed says whether any of the roles asks for a passkey.
func (r Roles) Keyed() bool { return r.Has(keyedRoles...) }

// BeginGrace lets the days in which the staff of a network set their passkeys begin today: for a network that was filled by a program,
// whose days lie in the past. No page can.
func (n *Networks) BeginGrace(ctx context.Context, network string) error {
	if err := datesRoles(ctx, n.db, network, n.today()); err != nil {
		return fmt.Errorf("beginning the days of grace in %s: %w", network, err)
	}
	return nil
}

// keyed parts the roles of an actor into those that count now and those that rest.
func (a *Actor) keyed(key Key, since *time.Time, today time.Time) {
	if since == nil || key == KeyIsShown || !a.Roles.Keyed() {
		return
	}
	if by := since.AddDate(0, 0, graceDays); key == NoKey && today.Before(by) {
		a.KeyBy = by
		return
	}
	all := a.Roles
	rests := func(role Role) bool { return slices.Contains(keyedRoles, role) }
	a.Roles = slices.DeleteFunc(slices.Clone(all), rests)
	a.Resting = slices.DeleteFunc(slices.Clone(all), func(role Role) bool { return !rests(role) })
}

// awake is the actor as she would be if no role of hers rested.
func (a Actor) awake() Actor {
	a.Roles, a.Resting = append(slices.Clone(a.Roles), a.Resting...), nil
	a.Held = a.Held && !a.Roles.Has(staffRoles...)
	return a
}
