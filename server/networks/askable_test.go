package networks_test

import (
	"slices"
	"testing"

	"tinig/server/networks"
)

// Whoever can't be asked to learn or teach with others is passed over, whatever the reason.
func TestOnlyMembersWhoSuitAreAskable(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, her, trainer, newcomer, blocker, blocked := h.member(networks.RoleTrainer), h.member(), h.member(networks.RoleTrainer), h.newcomer(), h.member(), h.member()
	minor := h.redeem(h.invite(networks.RoleMember, networks.Minor))
	must(t, h.Confirm(ctx, h.steward, minor.Member))
	must(t, h.Part(ctx, blocker, a.Member))
	must(t, h.Part(ctx, a, blocked.Member))
	everybody := []string{a.Pseudonym, her.Pseudonym, trainer.Pseudonym, newcomer.Pseudonym, blocker.Pseudonym, blocked.Pseudonym, minor.Pseudonym, "Nobody"}
	for _, c := range []struct {
		band networks.Band
		role networks.Role
		want []string
	}{
		{networks.Adult, networks.RoleMember, []string{her.Member, trainer.Member}},
		{networks.Adult, networks.RoleTrainer, []string{trainer.Member}},
		{networks.Minor, networks.RoleMember, []string{minor.Member}},
		{networks.Minor, networks.RoleTrainer, nil},
	} {
		got, err := h.Askable(ctx, a, everybody, c.band, c.role)
		must(t, err)
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("of the band %s with the role %s: %v, want %v", c.band, c.role, got, c.want)
		}
	}
}

func TestNamesAreReadAsPhonesSeparateThem(t *testing.T) {
	t.Parallel()
	got := networks.NamesIn(" Early  Fern,\u2068نخلة هادئة\u2069،Early Fern;\r\n\tSoft Rain\n,")
	if !slices.Equal(got, []string{"Early Fern", "نخلة هادئة", "Soft Rain"}) {
		t.Errorf("%q", got)
	}
}
