package networks_test

import (
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/audit"
	"tinig/server/networks"
)

// ofGlobal are stewards of a Global network in the house's database, so many.
func (h *house) ofGlobal(number int) (stewards []networks.Actor) {
	h.t.Helper()
	global := h.found(networks.Global)
	stewards = append(stewards, h.firstSteward(global.ID))
	for range number - 1 {
		id := uuid.NewString()
		h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on) VALUES ($1, $2, $3, $4, 'adult', 'confirmed', $5)`,
			global.ID, id, "Steward "+id, claim(id), h.now())
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, 'steward')`, global.ID, id)
		stewards = append(stewards, h.enter(global.ID, id))
	}
	return stewards
}

// unrun is the house's network as a steward of the Global network sees it among those that nobody runs.
func (h *house) unrun(a networks.Actor) (networks.Unrun, bool) {
	h.t.Helper()
	list, err := h.WithoutSteward(ctx, a)
	must(h.t, err)
	for _, u := range list {
		if u.ID == h.network.ID {
			return u, true
		}
	}
	return networks.Unrun{}, false
}

func TestTheLastStewardMayLeaveALocalNetwork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, newcomer := h.member(), h.newcomer()
	global := h.ofGlobal(1)[0]
	everyday := h.spaceOf(networks.PurposeEveryday)
	if only, err := h.OnlySteward(ctx, h.steward); err != nil || !only {
		t.Errorf("that she is the only steward: %v, %v", only, err)
	}
	if _, there := h.unrun(global); there {
		t.Error("a network that she runs is told as one that nobody runs")
	}
	must(t, h.LeaveInTrust(ctx, h.steward, networks.WordsStay))

	records := h.records(h.network.ID)
	for i, act := range []audit.Act{"network.entrusted", "role.taken.steward"} {
		if r := records[len(records)-2+i]; r.Act != act || r.Actor != h.steward.Member {
			t.Errorf("record %d is %+v", i, r)
		}
	}
	if u, there := h.unrun(global); !there || !u.Used {
		t.Errorf("the Global network's steward sees %+v, %v", u, there)
	}
	her = h.enter(h.network.ID, her.Member)
	if unrun, err := h.Unrun(ctx, her); err != nil || !unrun {
		t.Errorf("that nobody runs it: %v, %v", unrun, err)
	}
	must(t, networks.Allow(her, networks.Write, &everyday))
	refused(t, networks.Allow(h.enter(h.network.ID, newcomer.Member), networks.Read, &everyday), locales.NotFound, "networks.space_not_found")
	_, err := h.Space(ctx, global, everyday.ID, networks.Read)
	refused(t, err, locales.NotFound, "networks.space_not_found")
	refused(t, h.Confirm(ctx, global, newcomer.Member), locales.NotFound, "networks.member_not_found")
}

func TestTheGlobalNetworkIsNeverWithoutASteward(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	global := h.ofGlobal(1)[0]
	refused(t, h.LeaveInTrust(ctx, global, networks.WordsStay), locales.Conflict, "networks.last_steward_global")
	h.enter(global.Network, global.Member)
}

func TestALastStewardIsRefusedUntilSheWasTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	second := h.member(networks.RoleSteward)
	if only, err := h.OnlySteward(ctx, h.steward); err != nil || only {
		t.Errorf("that she is the only steward: %v, %v", only, err)
	}
	if only, err := h.OnlySteward(ctx, h.member()); err != nil || only {
		t.Errorf("that a member is the only steward: %v, %v", only, err)
	}
	must(t, h.LeaveInTrust(ctx, second, networks.WordsStay)) // she wasn't the last, so nothing is in trust
	if n := h.count(`SELECT count(*) FROM audit_records WHERE network_id = $1 AND act = 'network.entrusted'`, h.network.ID); n != 0 {
		t.Error("a network with a steward is in trust")
	}
	refused(t, h.Leave(ctx, h.steward, networks.WordsStay), locales.Conflict, "networks.last_steward_leaves")
}

// Somebody whom she had asked to make a steward, alone or before a second person could agree, must not become one by her
// going; nor may whoever holds a slip of hers come in when nobody is there to say no.
func TestNobodyBecomesStewardByStayingLast(t *testing.T) {
	t.Parallel()
	h := alone(t)
	stays, asked := h.member(), h.member()
	must(t, h.Give(ctx, h.steward, stays.Member, networks.RoleSteward)) // she is alone: it would come about by itself
	lead := h.member(networks.RoleSafeguardingLead)
	must(t, h.Give(ctx, h.steward, asked.Member, networks.RoleSteward))
	must(t, h.AskClosing(ctx, h.steward))
	slip := h.invite(networks.RoleMember, networks.Adult)
	must(t, h.LeaveInTrust(ctx, h.steward, networks.WordsErased))

	h.pass(10 * day)
	must(t, h.Sweep(ctx))
	refused(t, h.AgreeRole(ctx, lead, asked.Member, networks.RoleSteward), locales.NotFound, "networks.role_ask_not_found")
	_, err := h.Check(ctx, slip.Code, slip.PIN)
	refused(t, err, locales.Forbidden, "networks.unrun_joining")
	refused(t, h.Redeem(ctx, slip.Code, slip.PIN, joiner(h.network.ID)), locales.Forbidden, "networks.unrun_joining")
	if n := h.count(`SELECT count(*) FROM member_roles WHERE network_id = $1 AND role = 'steward'`, h.network.ID); n != 0 {
		t.Errorf("%d became steward", n)
	}

	global := h.ofGlobal(2)
	must(t, h.AskFirstSteward(ctx, global[0], h.network.ID))
	i, err := h.InviteFirstSteward(ctx, global[1], h.network.ID)
	must(t, err)
	steward := h.redeem(i)
	_, err = h.Check(ctx, slip.Code, slip.PIN)
	refused(t, err, locales.Invalid, "networks.invitation_not_good")
	refused(t, h.AgreeClosing(ctx, steward), locales.NotFound, "networks.closing_not_found") // one alone would close it
	refused(t, h.AgreeRole(ctx, lead, asked.Member, networks.RoleSteward), locales.NotFound, "networks.role_ask_not_found")
}

func TestAnotherFirstStewardIsInvitedByTwo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	global := h.ofGlobal(3)
	must(t, h.LeaveInTrust(ctx, h.steward, networks.WordsStay))
	_, err := h.InviteFirstSteward(ctx, global[0], h.network.ID)
	refused(t, err, locales.Forbidden, "networks.role_second_person")
	must(t, h.AskFirstSteward(ctx, global[0], h.network.ID))
	must(t, h.AskFirstSteward(ctx, global[0], h.network.ID))
	must(t, h.AskFirstSteward(ctx, global[1], h.network.ID)) // the first one's word stands
	_, err = h.InviteFirstSteward(ctx, global[0], h.network.ID)
	refused(t, err, locales.Forbidden, "networks.role_second_person")

	must(t, h.Leave(ctx, global[0], networks.WordsStay)) // a word of somebody who has gone counts no more
	_, err = h.InviteFirstSteward(ctx, global[1], h.network.ID)
	refused(t, err, locales.Forbidden, "networks.role_second_person")
	must(t, h.AskFirstSteward(ctx, global[1], h.network.ID))
	lost, err := h.InviteFirstSteward(ctx, global[2], h.network.ID)
	must(t, err)
	_, err = h.InviteFirstSteward(ctx, global[2], h.network.ID) // the slip is lost: again by two
	refused(t, err, locales.Forbidden, "networks.role_second_person")
	must(t, h.AskFirstSteward(ctx, global[2], h.network.ID))
	i, err := h.InviteFirstSteward(ctx, global[1], h.network.ID)
	must(t, err)
	_, err = h.Check(ctx, lost.Code, lost.PIN)
	refused(t, err, locales.Invalid, "networks.invitation_not_good")

	steward := h.redeem(i)
	if steward.Standing != networks.Confirmed || !steward.Roles.Has(networks.RoleSteward) {
		t.Errorf("she came as %+v", steward)
	}
	refused(t, h.AskFirstSteward(ctx, global[1], h.network.ID), locales.Conflict, "networks.has_steward")
	refused(t, h.AskFirstSteward(ctx, steward, h.network.ID), locales.Forbidden, "networks.not_allowed")
	refused(t, h.AskFirstSteward(ctx, global[1], uuid.NewString()), locales.NotFound, "networks.network_not_found")
}

// Two stewards of the Global network press at once: one slip opens.
func TestOneInvitationOfAFirstStewardIsGoodAtATime(t *testing.T) {
	t.Parallel()
	h := alone(t)
	global := h.ofGlobal(2)
	cove, err := h.FoundLocal(ctx, global[0], "Cove", []string{"en"})
	must(t, err)
	for range 5 {
		atOnce(
			func() error { _, err := h.InviteFirstSteward(ctx, global[0], cove.ID); return err },
			func() error { _, err := h.InviteFirstSteward(ctx, global[1], cove.ID); return err })
		if n := h.count(`SELECT count(*) FROM invitations WHERE network_id = $1`, cove.ID); n != 1 {
			t.Errorf("%d invitations are good", n)
		}
	}
}

func TestTwoLastStewardsWhoLeaveAtOnceAreBothFree(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	second := h.member(networks.RoleSteward)
	errs := atOnce(
		func() error { return h.LeaveInTrust(ctx, h.steward, networks.WordsStay) },
		func() error { return h.LeaveInTrust(ctx, second, networks.WordsStay) })
	if succeeded(errs) != 2 {
		t.Errorf("it ended with %v", errs)
	}
	if n := h.count(`SELECT count(*) FROM audit_records WHERE network_id = $1 AND act = 'network.entrusted'`, h.network.ID); n != 1 {
		t.Errorf("it came into trust %d times", n)
	}
}
