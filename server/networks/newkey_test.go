package networks_test

import (
	"testing"

	"tinig/locales"
	"tinig/server/networks"
)

// asksForKey is somebody whose passkey is lost.
func (h *house) asksForKey(her networks.Actor) networks.Actor {
	h.t.Helper()
	must(h.t, h.AskNewKey(ctx, her))
	return her
}

func TestAStewardAndALeadLetStaffSetANewPasskey(t *testing.T) {
	h := newHouse(t)
	her, lead := h.member(networks.RoleModerator), h.member(networks.RoleSafeguardingLead)
	h.asksForKey(h.asksForKey(h.by(her, networks.KeyUnused)))
	refused(t, h.UseNewKey(ctx, her), locales.NotFound, "networks.key_ask_not_found")
	must(t, h.AgreeNewKey(ctx, lead, her.Member))
	refused(t, h.UseNewKey(ctx, her), locales.NotFound, "networks.key_ask_not_found")
	must(t, h.AgreeNewKey(ctx, h.steward, her.Member))
	if ask, err := h.OwnKeyAsk(ctx, her); err != nil || !ask.Agreed() {
		t.Fatalf("she finds %+v, %v", ask, err)
	}
	if asks, err := h.KeyAsks(ctx, lead); err != nil || len(asks) != 0 {
		t.Errorf("the staff still find %+v, %v", asks, err)
	}
	must(t, h.UseNewKey(ctx, her))
	refused(t, h.UseNewKey(ctx, her), locales.NotFound, "networks.key_ask_not_found")
}

func TestOneAloneOrTwoOfOneRoleLetNobodySetANewPasskey(t *testing.T) {
	h := newHouse(t)
	her, other, lead := h.asksForKey(h.member(networks.RoleSteward)), h.member(networks.RoleSteward), h.member(networks.RoleSafeguardingLead)
	refused(t, h.AgreeNewKey(ctx, her, her.Member), locales.Forbidden, "networks.key_ask_two")
	must(t, h.AgreeNewKey(ctx, h.steward, her.Member))
	refused(t, h.AgreeNewKey(ctx, h.steward, her.Member), locales.Forbidden, "networks.key_ask_two")
	refused(t, h.AgreeNewKey(ctx, other, her.Member), locales.Forbidden, "networks.key_ask_two")
	refused(t, h.AgreeNewKey(ctx, h.member(networks.RoleModerator), her.Member), locales.Forbidden, "networks.not_allowed")
	resting := h.by(lead, networks.KeyUnused)
	refused(t, h.AgreeNewKey(ctx, resting, her.Member), locales.Forbidden, "networks.key_first")
	must(t, h.AgreeNewKey(ctx, lead, her.Member))
}

func TestAnAskForANewPasskeyIsTakenBackAndForgotten(t *testing.T) {
	h := alone(t)
	her, lead := h.asksForKey(h.member(networks.RoleModerator)), h.member(networks.RoleSafeguardingLead)
	must(t, h.AgreeNewKey(ctx, lead, her.Member))
	must(t, h.DeclineNewKey(ctx, her, her.Member))
	refused(t, h.AgreeNewKey(ctx, h.steward, her.Member), locales.NotFound, "networks.key_ask_not_found")

	h.asksForKey(her)
	must(t, h.AgreeNewKey(ctx, lead, her.Member))
	h.pass(8 * day)
	refused(t, h.AgreeNewKey(ctx, h.steward, her.Member), locales.NotFound, "networks.key_ask_not_found")
	h.asksForKey(her)
	if ask, err := h.OwnKeyAsk(ctx, her); err != nil || ask.First != nil {
		t.Errorf("who asks again finds %+v, %v", ask, err)
	}
	h.pass(8 * day)
	must(t, h.Sweep(ctx))
	var left int
	must(t, h.db.Get(&left, `SELECT count(*) FROM key_asks WHERE network_id = $1`, h.network.ID))
	if left != 0 {
		t.Errorf("%d asks stay", left)
	}
}

func TestOnlyWhoseRoleAsksForAPasskeyAsksForANewOne(t *testing.T) {
	h := newHouse(t)
	refused(t, h.AskNewKey(ctx, h.member(networks.RoleTrainer)), locales.Forbidden, "networks.not_allowed")
	her := h.asksForKey(h.member(networks.RoleModerator))
	refused(t, h.DeclineNewKey(ctx, h.member(), her.Member), locales.Forbidden, "networks.not_allowed")
	if _, err := h.KeyAsks(ctx, h.member(networks.RoleModerator)); err == nil {
		t.Error("a moderator reads who asks")
	}
}
