package networks_test

import (
	"strings"
	"testing"

	"tinig/locales"
	"tinig/server/networks"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

func TestWhoHasLeftIsNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, other := h.member(networks.RoleTrainer), h.member()
	must(t, h.Part(ctx, a, other.Member))
	must(t, h.Part(ctx, other, a.Member))
	must(t, h.AskRecovery(ctx, h.steward, a.Member))
	must(t, h.Leave(ctx, a, networks.WordsStay))

	_, err := h.Enter(ctx, a.Network, a.Member, claim(a.Member))
	refused(t, err, locales.NotFound, "networks.member_not_found")
	_, err = h.Enter(ctx, a.Network, a.Member, nil)
	refused(t, err, locales.NotFound, "networks.member_not_found")
	gone, err := h.Member(ctx, other, a.Member)
	must(t, err)
	if gone.Pseudonym != "" || gone.Emblem != "" || gone.Standing != networks.Left || len(gone.RoleNames) != 0 {
		t.Errorf("what is left of her is %+v", gone)
	}
	if parted := h.enter(a.Network, other.Member).Parted; len(parted) != 0 {
		t.Errorf("blocks are left: %v", parted)
	}
	for what, do := range map[string]func() error{
		"confirm": func() error { return h.Confirm(ctx, h.steward, a.Member) },
		"vouch":   func() error { return h.Vouch(ctx, h.steward, a.Member) },
		"give":    func() error { return h.Give(ctx, h.steward, a.Member, networks.RoleTrainer) },
		"ask":     func() error { return h.AskRecovery(ctx, h.steward, a.Member) },
		"block":   func() error { return h.Part(ctx, other, a.Member) },
		"leave":   func() error { return h.Leave(ctx, a, networks.WordsStay) },
		"rename":  func() error { return h.Rename(ctx, a, "Slow River", networks.NewEmblem()) },
	} {
		t.Run(what, func(t *testing.T) { refused(t, do(), locales.NotFound, "networks.member_not_found") })
	}
	list, err := h.Members(ctx, h.steward, networks.Confirmed, "")
	must(t, err)
	for _, m := range list {
		if m.ID == a.Member {
			t.Error("a list shows her")
		}
	}
}

func TestTheLastStewardStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	refused(t, h.Leave(ctx, h.steward, networks.WordsErased), locales.Conflict, "networks.last_steward_leaves")
	refused(t, h.Renew(ctx, h.steward, next(h.steward, "Slow River"), networks.WordsStay), locales.Conflict, "networks.last_steward_renews")
	if !h.enter(h.network.ID, h.steward.Member).Roles.Has(networks.RoleSteward) {
		t.Error("her role is gone")
	}
	h.member(networks.RoleSteward)
	must(t, h.Leave(ctx, h.steward, networks.WordsStay))
}

func TestTwoStewardsWhoLeaveAtOnceLeaveOne(t *testing.T) {
	t.Parallel()
	for range 5 {
		h := newHouse(t)
		second := h.member(networks.RoleSteward)
		errs := atOnce(
			func() error { return h.Leave(ctx, h.steward, networks.WordsStay) },
			func() error { return h.Renew(ctx, second, next(second, "Slow River"), networks.WordsStay) })
		if succeeded(errs) != 1 {
			t.Errorf("it ended with %v", errs)
		}
	}
}

func TestARoleThatIsLaidDownIsRecorded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.member(networks.RoleModerator, networks.RoleTrainer)
	must(t, h.Leave(ctx, a, networks.WordsStay))
	records := h.records(h.network.ID)
	acts := ""
	for _, r := range records[len(records)-2:] {
		if r.Actor != a.Member || r.Subject != a.Member {
			t.Errorf("the record is %+v", r)
		}
		acts += string(r.Act) + " "
	}
	if acts != "role.taken.moderator role.taken.trainer " {
		t.Errorf("recorded are %s", acts)
	}
}

func TestWhatIsLeftOfHerGoesWhenNothingRefersToIt(t *testing.T) {
	t.Parallel()
	h := alone(t)
	a := h.member()
	h.db.MustExec(`CREATE TABLE words (network_id uuid, author_id uuid, FOREIGN KEY (network_id, author_id) REFERENCES members)`)
	h.db.MustExec(`INSERT INTO words VALUES ($1, $2)`, a.Network, a.Member)
	must(t, h.Leave(ctx, a, networks.WordsErased))
	departed, err := h.Departed(ctx, networks.Departed{})
	must(t, err)
	if len(departed) != 1 || departed[0] != (networks.Departed{Network: a.Network, Member: a.Member, Words: networks.WordsErased}) {
		t.Fatalf("departed are %+v", departed)
	}
	must(t, h.Forget(ctx, departed[0]))
	if n := h.count(`SELECT count(*) FROM members WHERE id = $1`, a.Member); n != 1 {
		t.Error("her row went from under her words")
	}
	h.db.MustExec(`DELETE FROM words`)
	must(t, h.Forget(ctx, departed[0]))
	if n := h.count(`SELECT count(*) FROM members WHERE id = $1`, a.Member); n != 0 {
		t.Error("her row is still there")
	}
	must(t, h.Forget(ctx, networks.Departed{Network: h.steward.Network, Member: h.steward.Member, Words: networks.WordsErased}))
	h.enter(h.network.ID, h.steward.Member)
	if rest, err := h.Departed(ctx, departed[0]); err != nil || len(rest) != 0 {
		t.Errorf("after her come %+v, %v", rest, err)
	}
}

func TestNobodyIsOneForANetworkAndNeverForgotten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, err := h.Nobody(ctx, h.network.ID)
	must(t, err)
	second, err := h.Nobody(ctx, h.network.ID)
	must(t, err)
	if first != second {
		t.Error("there are two nobodies")
	}
	must(t, h.Forget(ctx, networks.Departed{Network: h.network.ID, Member: first, Words: networks.WordsStay}))
	nobody, err := h.Member(ctx, h.steward, first)
	must(t, err)
	if nobody.Standing != networks.Left || nobody.Pseudonym != "" || nobody.Emblem != "" {
		t.Errorf("nobody is %+v", nobody)
	}
	_, err = h.Enter(ctx, h.network.ID, first, nil)
	refused(t, err, locales.NotFound, "networks.member_not_found")
}
