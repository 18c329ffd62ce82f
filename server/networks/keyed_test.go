package networks_test

import (
	"errors"
	"slices"
	"testing"

	"tinig/server/networks"
)

// by enters as somebody whose passkey stands so.
func (h *house) by(her networks.Actor, key networks.Key) networks.Actor {
	h.t.Helper()
	actor, err := h.EnterBy(ctx, her.Network, her.Member, claim(her.Member), key)
	must(h.t, err)
	return actor
}

// given lets a member have had a role for so many days.
func (h *house) given(her networks.Actor, role networks.Role, days int) {
	h.t.Helper()
	h.give(her.Member, role)
	h.db.MustExec(`UPDATE member_roles SET given_on = $3 WHERE member_id = $1 AND role = $2`, her.Member, role, h.now().AddDate(0, 0, -days))
}

func TestARoleOfStaffRestsWithoutAPasskeyAfterSevenDays(t *testing.T) {
	h := newHouse(t)
	for _, role := range []networks.Role{networks.RoleModerator, networks.RoleSteward, networks.RoleSafeguardingLead, networks.RoleCustodian} {
		her := h.member()
		h.given(her, role, 6)
		if now := h.by(her, networks.NoKey); !now.Roles.Has(role) || !now.KeyBy.Equal(h.now().UTC().Truncate(day).AddDate(0, 0, 1)) {
			t.Errorf("after six days a %s has %v, until %v", role, now.Roles, now.KeyBy)
		}
		h.given(h.member(), role, 0) // another's days aren't hers
		h.db.MustExec(`UPDATE member_roles SET given_on = given_on - 1 WHERE member_id = $1`, her.Member)
		now := h.by(her, networks.NoKey)
		if now.Roles.Has(role) || !now.Roles.Has(networks.RoleMember) || !slices.Equal(now.Resting, networks.Roles{role}) {
			t.Errorf("after seven days a %s has %v, and %v rest", role, now.Roles, now.Resting)
		}
		if now := h.by(her, networks.KeyIsShown); !now.Roles.Has(role) || len(now.Resting) > 0 || !now.KeyBy.IsZero() {
			t.Errorf("with her passkey a %s has %v", role, now.Roles)
		}
	}
}

func TestARoleOfStaffRestsUntilAPasskeyThatIsThereIsUsed(t *testing.T) {
	h := newHouse(t)
	her := h.member()
	h.given(her, networks.RoleModerator, 0)
	if now := h.by(her, networks.KeyUnused); now.Roles.Has(networks.RoleModerator) {
		t.Error("on her first day she needs no passkey, though she has one")
	}
}

func TestOtherRolesNeverRest(t *testing.T) {
	h := newHouse(t)
	her := h.member()
	for _, role := range []networks.Role{networks.RoleSurvivorLeader, networks.RoleTrainer, networks.RoleAdvocate} {
		h.given(her, role, 400)
	}
	h.given(her, networks.RoleModerator, 400)
	for _, key := range []networks.Key{networks.NoKey, networks.KeyUnused} {
		if now := h.by(her, key); !now.Roles.Has(networks.RoleTrainer) || !now.Roles.Has(networks.RoleSurvivorLeader) || now.Roles.Has(networks.RoleModerator) {
			t.Errorf("she has %v", now.Roles)
		}
	}
}

// What rests is refused in words of its own, for every act of the table; and nothing more than a member's is allowed.
func TestWhoseRoleRestsMayWhatAMemberMay(t *testing.T) {
	h := newHouse(t)
	in := []*networks.Space{nil}
	for _, room := range rooms(h.network.ID) {
		in = append(in, &room)
	}
	for _, role := range []networks.Role{networks.RoleModerator, networks.RoleSteward, networks.RoleSafeguardingLead} {
		her, member := h.member(), h.member()
		h.given(her, role, 30)
		resting, shown, plain := h.by(her, networks.KeyUnused), h.by(her, networks.KeyIsShown), h.by(member, networks.NoKey)
		for _, act := range networks.Acts() {
			for _, in := range in {
				may, with, without := networks.Allow(resting, act, in), networks.Allow(shown, act, in), networks.Allow(plain, act, in)
				switch {
				case with == nil && without != nil && !errors.Is(may, networks.ErrKeyFirst):
					t.Errorf("a %s whose role rests is answered with %v to act %d", role, may, act)
				case (without == nil) != (may == nil):
					t.Errorf("a %s whose role rests is answered with %v to act %d, a member with %v", role, may, act, without)
				}
			}
		}
	}
}

// As a member she doesn't see who blocked her; as staff she does, by design.
func TestWhoseRoleRestsIsPartedAsAMemberIs(t *testing.T) {
	h := newHouse(t)
	her, other := h.member(), h.member()
	h.given(her, networks.RoleModerator, 30)
	h.db.MustExec(`INSERT INTO blocks (network_id, member_id, blocked_id) VALUES ($1, $2, $3)`, h.network.ID, other.Member, her.Member)
	if now := h.by(her, networks.KeyUnused); !slices.Contains(now.Parted, other.Member) {
		t.Error("she reads who blocked her")
	}
	if now := h.by(her, networks.KeyIsShown); slices.Contains(now.Parted, other.Member) {
		t.Error("by blocking all moderators one could write unseen")
	}
}

func TestARoleIsGivenOnItsDay(t *testing.T) {
	h := newHouse(t)
	her := h.member()
	must(t, h.Give(ctx, h.steward, her.Member, networks.RoleSurvivorLeader))
	var same bool
	must(t, h.db.Get(&same, `SELECT given_on = $2::date FROM member_roles WHERE member_id = $1`, her.Member, h.now()))
	if !same {
		t.Error("it was given on another day")
	}
}
