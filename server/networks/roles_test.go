package networks_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

func TestAGivenRoleCountsAndATakenOneDoesNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.member().Member
	second := h.member(networks.RoleSafeguardingLead)
	for _, role := range networks.AllRoles[1:] {
		must(t, h.Give(ctx, h.steward, id, role))
		if slices.Contains(networks.Trusted, role) {
			must(t, h.AgreeRole(ctx, second, id, role))
		}
		if !h.enter(h.network.ID, id).Roles.Has(role) {
			t.Errorf("%s was given and doesn't count", role)
		}
		must(t, h.Take(ctx, h.steward, id, role))
		if h.enter(h.network.ID, id).Roles.Has(role) {
			t.Errorf("%s was taken and counts", role)
		}
	}
}

// Words from a form once went into the audit record as "role.taken.<anything>".
func TestARoleThatThereIsNotIsNeitherGivenNorTaken(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.member().Member
	records := len(h.records(h.network.ID))
	for _, role := range []networks.Role{"", "queen", networks.RoleMember} {
		refused(t, h.Give(ctx, h.steward, id, role), locales.Invalid, "networks.role_unknown")
		refused(t, h.Take(ctx, h.steward, id, role), locales.Invalid, "networks.role_unknown")
	}
	if len(h.records(h.network.ID)) != records {
		t.Error("a refused act was recorded")
	}
}

func TestAMemberWhoIsNotThereGetsNoRole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	refused(t, h.Give(ctx, h.steward, uuid.NewString(), networks.RoleTrainer), locales.NotFound, "networks.member_not_found")
	refused(t, h.Confirm(ctx, h.steward, uuid.NewString()), locales.NotFound, "networks.member_not_found")
}

func TestAStewardChangesNobodyInAnotherNetwork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	elsewhere := h.firstSteward(h.otherNetwork())
	id := h.newcomer().Member
	refused(t, h.Confirm(ctx, elsewhere, id), locales.NotFound, "networks.member_not_found")
	refused(t, h.Give(ctx, elsewhere, id, networks.RoleSteward), locales.NotFound, "networks.member_not_found")
	refused(t, h.AskRecovery(ctx, elsewhere, id), locales.NotFound, "networks.member_not_found")
	_, err := h.Member(ctx, elsewhere, id)
	refused(t, err, locales.NotFound, "networks.member_not_found")
}

func TestTheLastStewardsRoleIsNotTaken(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.give(h.newcomer().Member, networks.RoleSteward) // not confirmed, so she is no steward yet
	refused(t, h.Take(ctx, h.steward, h.steward.Member, networks.RoleSteward), locales.Conflict, "networks.last_steward")
	if !h.enter(h.network.ID, h.steward.Member).Roles.Has(networks.RoleSteward) {
		t.Error("it was taken")
	}
	second := h.member(networks.RoleSteward)
	must(t, h.Take(ctx, h.steward, h.steward.Member, networks.RoleSteward))
	refused(t, h.Take(ctx, second, second.Member, networks.RoleSteward), locales.Conflict, "networks.last_steward")
}

func TestTwoStewardsWhoTakeEachOthersRoleAtOnceLeaveOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 5 {
		a, b := h.steward, h.member(networks.RoleSteward)
		errs := atOnce(
			func() error { return h.Take(ctx, a, b.Member, networks.RoleSteward) },
			func() error { return h.Take(ctx, b, a.Member, networks.RoleSteward) })
		if n := succeeded(errs); n != 1 {
			t.Fatalf("%d of two succeeded: %v", n, errs)
		}
		if n := h.count(`SELECT count(*) FROM member_roles WHERE role = 'steward' AND network_id = $1`, h.network.ID); n != 1 {
			t.Fatalf("%d stewards are left", n)
		}
		if errs[0] == nil {
			refused(t, errs[1], locales.Conflict, "networks.last_steward")
		} else {
			refused(t, errs[0], locales.Conflict, "networks.last_steward")
			h.steward = b
		}
	}
}

func TestConfirmingLetsANewcomerIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.newcomer().Member
	must(t, h.Confirm(ctx, h.steward, id))
	a := h.enter(h.network.ID, id)
	spaces, err := h.Spaces(ctx, a)
	must(t, err)
	if len(spaces) != 4 || !a.Held || a.Vouched {
		t.Errorf("she is %+v and sees %d spaces", a, len(spaces))
	}
}

// Vouching for a newcomer once did nothing, said nothing, and was recorded as done.
func TestANewcomerIsNotVouchedFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.newcomer().Member
	records := len(h.records(h.network.ID))
	refused(t, h.Vouch(ctx, h.steward, id), locales.Forbidden, "networks.not_allowed")
	if len(h.records(h.network.ID)) != records {
		t.Error("a refused act was recorded")
	}
	must(t, h.Confirm(ctx, h.steward, id))
	must(t, h.Vouch(ctx, h.steward, id))
	must(t, networks.Allow(h.enter(h.network.ID, id), networks.Link, nil))
}

func TestDoingTwiceIsNoHarmAndIsRecordedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, member := h.newcomer().Member, h.member().Member
	for what, do := range map[string]func() error{
		"confirm": func() error { return h.Confirm(ctx, h.steward, id) },
		"give":    func() error { return h.Give(ctx, h.steward, id, networks.RoleSurvivorLeader) },
		"ask":     func() error { return h.Give(ctx, h.steward, member, networks.RoleTrainer) },
	} {
		must(t, do())
		records, events := len(h.records(h.network.ID)), h.count(`SELECT count(*) FROM stream_events WHERE network_id = $1`, h.network.ID)
		must(t, do())
		if len(h.records(h.network.ID)) != records || h.count(`SELECT count(*) FROM stream_events WHERE network_id = $1`, h.network.ID) != events {
			t.Errorf("%s: the second time left something", what)
		}
	}
	records := len(h.records(h.network.ID))
	must(t, h.Take(ctx, h.steward, id, networks.RoleAdvocate))
	if len(h.records(h.network.ID)) != records {
		t.Error("taking what she hasn't was recorded")
	}
}

func TestHerSocketsAreToldWhenHerRightsChange(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.newcomer().Member
	second := h.member(networks.RoleSteward)
	for n, do := range []func() error{
		func() error { return h.Confirm(ctx, h.steward, id) },
		func() error { return h.Vouch(ctx, h.steward, id) },
		func() error { return h.Give(ctx, h.steward, id, networks.RoleAdvocate) },
		func() error { return h.Take(ctx, h.steward, id, networks.RoleAdvocate) },
		func() error { return h.Give(ctx, h.steward, id, networks.RoleTrainer) },
		func() error { return h.AgreeRole(ctx, second, id, networks.RoleTrainer) },
		func() error { return h.Part(ctx, h.steward, id) },
		func() error { return h.Meet(ctx, h.steward, id) },
	} {
		must(t, do())
		got := h.count(`SELECT count(*) FROM stream_events WHERE channel = $1 AND kind = 'changed'`, networks.Control(h.network.ID, id))
		if got != n+1 {
			t.Fatalf("after %d changes she was told %d times", n+1, got)
		}
	}
}

// A post refers to its author's row. A steward who changes her must not make her wait, or wait for her.
func TestChangingAMemberDoesNotStopHerWriting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.member().Member
	writing := h.db.MustBegin()
	defer writing.Rollback()
	writing.MustExec(`SELECT FROM members WHERE id = $1 FOR KEY SHARE`, id)
	patient, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	must(t, h.Give(patient, h.steward, id, networks.RoleAdvocate))
}

func TestEnteringWithAnotherClaimIsRefusedLikeAMemberWhoIsNotThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	elsewhere := h.otherNetwork()
	left := h.member().Member
	h.db.MustExec(`UPDATE members SET standing = 'left' WHERE id = $1`, left)
	for what, enter := range map[string]func() (networks.Actor, error){
		"another claim":            func() (networks.Actor, error) { return h.Enter(ctx, h.network.ID, her.Member, claim("x")) },
		"no claim":                 func() (networks.Actor, error) { return h.Enter(ctx, h.network.ID, her.Member, nil) },
		"another network":          func() (networks.Actor, error) { return h.Enter(ctx, elsewhere, her.Member, claim(her.Member)) },
		"nobody":                   func() (networks.Actor, error) { return h.Enter(ctx, h.network.ID, uuid.NewString(), claim(her.Member)) },
		"one who left":             func() (networks.Actor, error) { return h.Enter(ctx, h.network.ID, left, claim(left)) },
		"a socket of one who left": func() (networks.Actor, error) { return h.Follow(ctx, h.network.ID, left) },
	} {
		a, err := enter()
		refused(t, err, locales.NotFound, "networks.member_not_found")
		if a.Member != "" || a.Network != "" {
			t.Errorf("%s: the refusal comes with an actor", what)
		}
	}
}

func TestMembersAreListedAPageAtATime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.db.MustExec(`
		INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
		SELECT $1, gen_random_uuid(), 'Heron ' || to_char(n, 'FM000'), '', 'adult', 'confirmed', $2
		FROM generate_series(1, 119) AS n`, h.network.ID, h.now())
	seen := map[string]bool{}
	for after := ""; ; {
		page, err := h.Members(ctx, h.steward, networks.Confirmed, after)
		must(t, err)
		for _, m := range page {
			if seen[m.ID] {
				t.Errorf("%s is listed twice", m.Pseudonym)
			}
			seen[m.ID] = true
		}
		if len(page) < networks.MembersAtOnce {
			break
		}
		after = page[len(page)-1].Pseudonym
	}
	if len(seen) != 120 {
		t.Errorf("%d members are listed", len(seen))
	}
}

func TestNamesAreOfOneNetwork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	elsewhere := h.firstSteward(h.otherNetwork())
	names, err := h.Names(ctx, h.network.ID, []string{h.steward.Member, elsewhere.Member, uuid.NewString()})
	must(t, err)
	if len(names) != 1 || names[h.steward.Member].Pseudonym != h.steward.Pseudonym {
		t.Errorf("got %v", names)
	}
}
