package networks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/networks"
)

// asked is a recovery of a member that the steward has asked for, with the second person who may approve it.
func (h *house) asked(her networks.Actor) (id string, second networks.Actor) {
	h.t.Helper()
	second = h.member(networks.RoleSafeguardingLead)
	must(h.t, h.AskRecovery(ctx, h.steward, her.Member))
	must(h.t, h.db.Get(&id, `SELECT id FROM recoveries WHERE member_id = $1 AND NOT used`, her.Member))
	return id, second
}

// approved is a recovery whose code and PIN are out.
func (h *house) approved(her networks.Actor) (code, pin string) {
	h.t.Helper()
	id, second := h.asked(her)
	code, pin, err := h.ApproveRecovery(ctx, second, id)
	must(h.t, err)
	return code, pin
}

// back is her with a new claim.
func back(her networks.Actor) networks.Joiner {
	return networks.Joiner{Network: her.Network, Member: her.Member, ClaimHash: claim("new of " + her.Member)}
}

func TestTwoOfTheStaffHelpAMemberBackInAfterThreeDays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	code, pin := h.approved(her)
	h.pass(72 * time.Hour)
	opened, err := h.Check(ctx, code, pin)
	must(t, err)
	if opened.Recovers != her.Member || opened.Network != h.network.ID {
		t.Errorf("the code opens %+v", opened)
	}
	must(t, h.Redeem(ctx, code, pin, back(her)))
	_, err = h.Enter(ctx, h.network.ID, her.Member, claim(her.Member))
	refused(t, err, locales.NotFound, "networks.member_not_found")
	again, err := h.Enter(ctx, h.network.ID, her.Member, back(her).ClaimHash)
	must(t, err)
	if again.Pseudonym != her.Pseudonym || again.Standing != her.Standing {
		t.Errorf("she came back as %+v", again)
	}
	if n := h.count(`SELECT count(*) FROM stream_events WHERE channel = $1 AND kind = 'changed'`, networks.Control(h.network.ID, her.Member)); n != 2 {
		t.Errorf("her sockets were told %d times, of her confirming and of this", n)
	}
}

func TestARecoveryIsNotGoodBeforeThreeDays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	code, pin := h.approved(her)
	h.pass(72*time.Hour - time.Second)
	refused(t, h.Redeem(ctx, code, pin, back(her)), locales.Conflict, "networks.recovery_not_yet")
	_, err := h.Check(ctx, code, pin)
	refused(t, err, locales.Conflict, "networks.recovery_not_yet")
	h.enter(h.network.ID, her.Member)
	h.pass(time.Second)
	must(t, h.Redeem(ctx, code, pin, back(her)))
}

func TestOnePersonCanNotRecoverAMemberAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member(networks.RoleSteward)
	id, _ := h.asked(her)
	for _, alone := range []networks.Actor{h.steward, her} {
		code, pin, err := h.ApproveRecovery(ctx, alone, id)
		refused(t, err, locales.Forbidden, "networks.recovery_second_person")
		if code != "" || pin != "" {
			t.Error("the refusal comes with a code")
		}
	}
	refused(t, h.AskRecovery(ctx, her, her.Member), locales.Invalid, "networks.recovery_own")
}

func TestTheDatabaseRefusesOnePersonTwiceToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, _ := h.asked(h.member())
	_, err := h.db.Exec(`UPDATE recoveries SET approved_by = asked_by, code_hash = 'x', effective_at = now() WHERE id = $1`, id)
	if err == nil {
		t.Error("the one who asked stands as the one who approved")
	}
}

func TestOnlyStewardsAndSafeguardingLeadsRecover(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	id, _ := h.asked(her)
	for _, role := range []networks.Role{networks.RoleModerator, networks.RoleCustodian, networks.RoleTrainer} {
		a := h.member(role)
		refused(t, h.AskRecovery(ctx, a, her.Member), locales.Forbidden, "networks.not_allowed")
		_, _, err := h.ApproveRecovery(ctx, a, id)
		refused(t, err, locales.Forbidden, "networks.not_allowed")
		_, err = h.Recoveries(ctx, a)
		refused(t, err, locales.Forbidden, "networks.not_allowed")
	}
}

func TestAStewardOfAnotherNetworkApprovesNothingHere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, _ := h.asked(h.member())
	_, _, err := h.ApproveRecovery(ctx, h.firstSteward(h.otherNetwork()), id)
	refused(t, err, locales.NotFound, "networks.recovery_not_found")
}

func TestARecoveryIsApprovedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, second := h.asked(h.member())
	third := h.member(networks.RoleSafeguardingLead)
	approve := func(by networks.Actor) func() error {
		return func() error {
			_, _, err := h.ApproveRecovery(ctx, by, id)
			return err
		}
	}
	errs := atOnce(approve(second), approve(third))
	if n := succeeded(errs); n != 1 {
		t.Fatalf("%d approved: %v", n, errs)
	}
	refused(t, approve(third)(), locales.Conflict, "networks.recovery_approved")
}

func TestAMemberHasOneOpenRecovery(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, second := h.member(), h.member(networks.RoleSteward)
	errs := atOnce(
		func() error { return h.AskRecovery(ctx, h.steward, her.Member) },
		func() error { return h.AskRecovery(ctx, second, her.Member) })
	if n := succeeded(errs); n != 1 {
		t.Fatalf("%d asked: %v", n, errs)
	}
	refused(t, h.AskRecovery(ctx, second, her.Member), locales.Conflict, "networks.recovery_open")
}

func TestSheCancelsARecoveryInOnePress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	code, pin := h.approved(her)
	open, err := h.RecoveryOpen(ctx, her)
	must(t, err)
	if !open {
		t.Error("she isn't told")
	}
	must(t, h.CancelRecovery(ctx, her))
	h.pass(72 * time.Hour)
	refused(t, h.Redeem(ctx, code, pin, back(her)), locales.Invalid, "networks.invitation_not_good")
	h.enter(h.network.ID, her.Member)
	if open, err = h.RecoveryOpen(ctx, her); err != nil || open {
		t.Errorf("she is told still: %v, %v", open, err)
	}
}

// Anybody could once fill the audit record by cancelling what isn't there.
func TestCancellingNothingLeavesNoRecord(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	records := len(h.records(h.network.ID))
	must(t, h.CancelRecovery(ctx, h.newcomer()))
	if n := len(h.records(h.network.ID)); n != records+1 { // the newcomer's invitation
		t.Errorf("%d records were added", n-records)
	}
}

func TestNobodyElseCancelsHerRecovery(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	code, pin := h.approved(her)
	must(t, h.CancelRecovery(ctx, h.member()))
	h.pass(72 * time.Hour)
	must(t, h.Redeem(ctx, code, pin, back(her)))
}

func TestAfterFiveWrongPINsARecoveryIsGone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	code, pin := h.approved(her)
	h.pass(72 * time.Hour)
	for range 5 {
		_, err := h.Check(ctx, code, other(pin))
		refused(t, err, locales.Invalid, "networks.invitation_not_good")
	}
	refused(t, h.Redeem(ctx, code, pin, back(her)), locales.Invalid, "networks.invitation_not_good")
	h.enter(h.network.ID, her.Member)
}

func TestARecoverysCodeIsSpentByUse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	code, pin := h.approved(her)
	h.pass(72 * time.Hour)
	must(t, h.Redeem(ctx, code, pin, back(her)))
	must(t, h.Redeem(ctx, code, pin, back(her))) // the same press again
	thief := back(her)
	thief.ClaimHash = claim("a thief")
	refused(t, h.Redeem(ctx, code, pin, thief), locales.Invalid, "networks.invitation_not_good")
	_, err := h.Check(ctx, code, pin)
	refused(t, err, locales.Invalid, "networks.invitation_not_good")
	must(t, h.CancelRecovery(ctx, her)) // too late: it was used
	_, err = h.Enter(ctx, h.network.ID, her.Member, back(her).ClaimHash)
	must(t, err)
	must(t, h.AskRecovery(ctx, h.steward, her.Member)) // and there may be another
}

func TestARecoveryPressedTwiceAtTheSameTimeIsOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	code, pin := h.approved(her)
	h.pass(72 * time.Hour)
	press := func() error { return h.Redeem(ctx, code, pin, back(her)) }
	for _, err := range atOnce(press, press, press) {
		must(t, err)
	}
}

func TestARecoverysCodeBringsBackNobodyElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, another := h.member(), h.member()
	code, pin := h.approved(her)
	h.pass(72 * time.Hour)
	for _, j := range []networks.Joiner{back(another), joiner(h.network.ID), {Network: h.otherNetwork(), Member: her.Member, ClaimHash: claim("x")}} {
		refused(t, h.Redeem(ctx, code, pin, j), locales.Invalid, "networks.invitation_not_good")
	}
	h.enter(h.network.ID, another.Member)
	h.enter(h.network.ID, her.Member)
}

func TestARecoveryIsShownForThirtyDaysAndThenForgotten(t *testing.T) {
	t.Parallel()
	h := alone(t)
	her := h.member()
	code, pin := h.approved(her)
	h.pass(72 * time.Hour)
	must(t, h.Redeem(ctx, code, pin, back(her)))
	h.pass(27 * day)
	must(t, h.Sweep(ctx))
	if open, err := h.RecoveryOpen(ctx, her); err != nil || !open {
		t.Errorf("on the thirtieth day she is not told: %v", err)
	}
	h.pass(day)
	must(t, h.Sweep(ctx))
	if n := h.count(`SELECT count(*) FROM recoveries`); n != 0 {
		t.Errorf("%d are kept", n)
	}
}

func TestARecoveryThatNobodyUsedExpiresWithoutASweep(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	code, pin := h.approved(her)
	h.pass(31 * day)
	refused(t, h.Redeem(ctx, code, pin, back(her)), locales.Invalid, "networks.invitation_not_good")
	h.enter(h.network.ID, her.Member)
}

func TestAUsedRecoveryKeepsNeitherCodeNorMinute(t *testing.T) {
	t.Parallel()
	h := alone(t)
	her := h.member()
	code, pin := h.approved(her)
	h.pass(72 * time.Hour)
	must(t, h.Redeem(ctx, code, pin, back(her)))
	if n := h.count(`SELECT count(*) FROM recoveries WHERE code_hash <> '' OR pin_hash IS NOT NULL OR effective_at <> date_trunc('day', effective_at)`); n != 0 {
		t.Error("its hashes or its minute are there")
	}
	if dump := h.dump(); strings.Contains(dump, code) || strings.Contains(dump, fmt.Sprintf("%x", code)) {
		t.Error("the database holds the code")
	}
}

func TestTheStaffSeeWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member()
	id, second := h.asked(her)
	open, err := h.Recoveries(ctx, second)
	must(t, err)
	if len(open) != 1 || open[0].ID != id || open[0].Pseudonym != her.Pseudonym || open[0].ApprovedBy != nil || open[0].EffectiveAt != nil {
		t.Errorf("they see %+v", open)
	}
}
