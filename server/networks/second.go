package networks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
)

// roleWait is how long a role waits where nobody could be the second person: time for all who are told to object.
const roleWait = 72 * time.Hour

// Trusted are the roles that one person alone doesn't give. Nobody under 18 gets one.
var Trusted = []Role{RoleTrainer, RoleModerator, RoleSteward, RoleSafeguardingLead, RoleCustodian}

// seconds are the roles of those who may be the second person.
var seconds = []Role{RoleSteward, RoleSafeguardingLead}

// RoleAsk is a trusted role that was asked for and isn't given yet. EffectiveAt is when it takes effect by itself, where
// nobody could be the second person; nil where somebody could.
type RoleAsk struct {
	Network     string     `db:"network_id"`
	Member      string     `db:"member_id"`
	Role        Role       `db:"role"`
	AskedBy     string     `db:"asked_by"`
	EffectiveAt *time.Time `db:"effective_at"`
	AskedOn     time.Time  `db:"asked_on"`
	Pseudonym   string     `db:"pseudonym"`
}

// MayAgree says whether the actor can be the second person: neither who asked nor who is asked for.
func (r RoleAsk) MayAgree(a Actor) bool {
	return Allow(a, AgreeRole, nil) == nil && r.AskedBy != a.Member && r.Member != a.Member
}

// RoleAsks lists the trusted roles that are asked for, as far as the actor is told: all to those who may be a second
// person, what takes effect by itself to all staff, and what is asked for herself to everybody.
func (n *Networks) RoleAsks(ctx context.Context, a Actor) (told []RoleAsk, err error) {
	asks, err := readRoleAsks(ctx, n.db, a.Network)
	if err != nil {
		return nil, fmt.Errorf("reading the roles asked for in %s: %w", a.Network, err)
	}
	for _, ask := range asks {
		if ask.Member == a.Member || Allow(a, AgreeRole, nil) == nil || ask.EffectiveAt != nil && a.Roles.Has(staffRoles...) {
			told = append(told, ask)
		}
	}
	return told, nil
}

// askRole is the first person's word. Where nobody could be the second, the role takes effect after a wait, of which all
// staff and the member are told. Asking twice, or for a role that she has, is no harm.
func (n *Networks) askRole(ctx context.Context, a Actor, member string, role Role) error {
	return n.changeMember(ctx, a, GiveRole, "role.asked."+audit.Act(role), member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		if err := mayBeTrusted(m); err != nil {
			return false, err
		}
		if m.ID == a.Member {
			return false, locales.Refuse(locales.Forbidden, "networks.role_own")
		}
		ask := RoleAsk{Network: m.Network, Member: m.ID, Role: role, AskedBy: a.Member, AskedOn: n.today()}
		others, err := countSeconds(ctx, tx, ask)
		if err != nil {
			return false, err
		}
		if others == 0 {
			at := n.now().Add(roleWait)
			ask.EffectiveAt = &at
		}
		return insertRoleAsk(ctx, tx, ask)
	})
}

// SafeguardingLeads are the members of a network to whom one turns about safety, for telling them within a transaction.
func SafeguardingLeads(ctx context.Context, tx *sqlx.Tx, network string) ([]string, error) {
	leads, err := readSafeguardingLeads(ctx, tx, network)
	if err != nil {
		return nil, fmt.Errorf("reading the safeguarding leads of %s: %w", network, err)
	}
	return leads, nil
}

// AgreeRole is the second person's word: it gives the role. She is neither who asked nor the member herself.
func (n *Networks) AgreeRole(ctx context.Context, a Actor, member string, role Role) error {
	return n.changeMember(ctx, a, AgreeRole, "role.given."+audit.Act(role), member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		ask, err := lockRoleAsk(ctx, tx, m, role)
		if err != nil {
			return false, notFound(err, "networks.role_ask_not_found", "agreeing to a role of %s", member)
		}
		if !ask.MayAgree(a) {
			return false, locales.Refuse(locales.Forbidden, "networks.role_second_person")
		}
		if err := mayBeTrusted(m); err != nil {
			return false, err
		}
		if err := agreeRoleAsk(ctx, tx, ask, a.Member); err != nil {
			return false, err
		}
		return giveTrusted(ctx, tx, m, role, n.today())
	})
}

// DeclineRole takes back what was asked for: any who may be a second person can, and the member herself.
func (n *Networks) DeclineRole(ctx context.Context, a Actor, member string, role Role) error {
	if member != a.Member {
		if err := Allow(a, AgreeRole, nil); err != nil {
			return err
		}
	}
	return n.recordChange(ctx, a, "role.declined."+audit.Act(role), member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		if _, err := lockRoleAsk(ctx, tx, m, role); err != nil {
			return false, notFound(err, "networks.role_ask_not_found", "declining a role of %s", member)
		}
		return deleteRoleAsk(ctx, tx, m, role)
	})
}

// giveWaited gives the roles whose wait is over and for which there is still no second person. Each is a transaction of
// its own, in the network's own name.
func (n *Networks) giveWaited(ctx context.Context) error {
	due, err := readDueRoleAsks(ctx, n.db, n.now())
	if err != nil {
		return fmt.Errorf("reading the roles that have waited: %w", err)
	}
	for _, ask := range due {
		err = errors.Join(err, n.giveAfterWait(ctx, ask))
	}
	return err
}

func (n *Networks) giveAfterWait(ctx context.Context, due RoleAsk) error {
	nobody := Actor{Network: due.Network, Member: bySystem}
	err := n.recordChange(ctx, nobody, "role.given."+audit.Act(due.Role), due.Member, func(ctx context.Context, tx *sqlx.Tx, m Member) (bool, error) {
		ask, err := lockRoleAsk(ctx, tx, m, due.Role)
		if err != nil {
			return false, notFound(err, "networks.role_ask_not_found", "giving a role of %s", m.ID)
		}
		others, err := countSeconds(ctx, tx, ask)
		if err != nil || others > 0 || ask.EffectiveAt == nil || mayBeTrusted(m) != nil {
			return false, err
		}
		if _, err := deleteRoleAsk(ctx, tx, m, ask.Role); err != nil {
			return false, err
		}
		return giveTrusted(ctx, tx, m, ask.Role, n.today())
	})
	if locales.IsKind(err, locales.NotFound) { // declined since it was read
		return nil
	}
	return err
}

// giveTrusted gives the role. If its holder can be a second person, what waited because nobody could waits for her now.
func giveTrusted(ctx context.Context, tx *sqlx.Tx, m Member, role Role, today time.Time) (bool, error) {
	if slices.Contains(seconds, role) {
		if err := askNewSecond(ctx, tx, m); err != nil {
			return false, err
		}
	}
	return insertRole(ctx, tx, m, role, today)
}

// mayBeTrusted refuses newcomers, who aren't known yet, and those under 18.
func mayBeTrusted(m Member) error {
	switch {
	case m.Standing != Confirmed:
		return locales.Refuse(locales.Forbidden, "networks.not_allowed")
	case m.Band != Adult:
		return locales.Refuse(locales.Forbidden, "networks.role_minor")
	}
	return nil
}
