package networks_test

import (
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

func TestANetworkIsClosedByTwoStewardsAndByNobodyElse(t *testing.T) {
	t.Parallel()
	h := alone(t)
	refused(t, h.AgreeClosing(ctx, h.steward), locales.NotFound, "networks.closing_not_found")
	must(t, h.AskClosing(ctx, h.steward))
	must(t, h.AskClosing(ctx, h.steward))
	refused(t, h.AgreeClosing(ctx, h.steward), locales.Forbidden, "networks.role_second_person")
	refused(t, h.AgreeClosing(ctx, h.member(networks.RoleSafeguardingLead)), locales.Forbidden, "networks.not_allowed")
	h.pass(30 * day)
	must(t, h.Sweep(ctx)) // no wait takes the second one's place
	if h.enter(h.network.ID, h.steward.Member).Closed {
		t.Fatal("one steward alone closed it")
	}
	second := h.member(networks.RoleSteward)
	must(t, h.AgreeClosing(ctx, second))
	if !h.enter(h.network.ID, h.steward.Member).Closed {
		t.Error("two didn't")
	}
	if _, err := h.db.Exec(`UPDATE network_closings SET agreed_by = asked_by WHERE network_id = $1`, h.network.ID); err == nil {
		t.Error("the database takes one for two")
	}
}

func TestInAClosedNetworkEverybodyReadsAndNobodyWritesOrJoins(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, newcomer, second, trainer := h.member(), h.newcomer(), h.member(networks.RoleSteward), h.member(networks.RoleTrainer)
	i := h.invite(networks.RoleMember, networks.Adult)
	must(t, h.AskClosing(ctx, h.steward))
	must(t, h.AgreeClosing(ctx, second))
	welcome := h.spaceOf(networks.PurposeWelcome)
	mayWrite := func(a networks.Actor) (may bool) {
		must(t, h.db.Get(&may, `SELECT may_write($1, $2, $3)`, h.network.ID, a.Member, welcome.ID))
		return may
	}
	everybody := []networks.Actor{her, newcomer, h.steward}
	for _, a := range everybody {
		a = h.enter(h.network.ID, a.Member)
		must(t, networks.Allow(a, networks.Read, &welcome))
		refused(t, networks.Allow(a, networks.Write, &welcome), locales.Forbidden, "networks.closed")
		if mayWrite(a) {
			t.Errorf("the database lets %v write", a.Roles)
		}
	}
	trainer = h.enter(h.network.ID, trainer.Member)
	refused(t, networks.Allow(trainer, networks.Teach, nil), locales.Forbidden, "networks.closed")
	must(t, networks.Allow(trainer, networks.Learn, nil))
	refused(t, h.Redeem(ctx, i.Code, i.PIN, joiner(h.network.ID)), locales.Gone, "networks.closed_joining")
	_, err := h.Invite(ctx, h.enter(h.network.ID, h.steward.Member), networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()})
	refused(t, err, locales.Forbidden, "networks.closed")
	_, err = h.Invitations(ctx, h.enter(h.network.ID, h.steward.Member))
	must(t, err)

	must(t, h.StayOpen(ctx, h.enter(h.network.ID, h.steward.Member)))
	must(t, h.StayOpen(ctx, h.steward))
	for _, a := range everybody {
		must(t, networks.Allow(h.enter(h.network.ID, a.Member), networks.Write, &welcome))
		if !mayWrite(a) {
			t.Errorf("opened again, the database doesn't let %v write", a.Roles)
		}
	}
	h.redeem(i)
	refused(t, h.AgreeClosing(ctx, second), locales.NotFound, "networks.closing_not_found")
}

// Without her nobody could open it again.
func TestTheFirstStewardComesIntoAClosedOrQuietNetwork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.db.MustExec(`UPDATE networks SET closed_on = $2, calm_until = $3 WHERE id = $1`, h.network.ID, h.now(), h.now().Add(day))
	h.db.MustExec(`DELETE FROM member_roles WHERE network_id = $1`, h.network.ID)
	steward := h.firstSteward(h.network.ID)
	must(t, h.StayOpen(ctx, steward))
}

func TestNumbersOfASmallNetworkAreNotTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	numbers := func() networks.Numbers {
		t.Helper()
		told, err := h.Numbers(ctx, h.steward)
		must(t, err)
		return told
	}
	if told := numbers(); !told.Members.Total.Withheld || !told.Newcomers.Total.Withheld {
		t.Errorf("of one member it tells %+v", told)
	}
	for range 23 {
		h.member()
	}
	if told := numbers(); told.Members.Total.Number != 25 || !told.Newcomers.Total.Withheld {
		t.Errorf("of 24 members it tells %+v", told)
	}
	h.member()
	h.member()
	h.member()
	if told := numbers(); told.Members.Total.Number != 25 {
		t.Errorf("three have come, and it tells %+v", told)
	}
}
