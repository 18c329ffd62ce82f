package networks_test

import (
	"testing"

	"tinig/locales"
	"tinig/server/networks"
)

// minor is a confirmed member under 18.
func (h *house) minor() networks.Actor {
	h.t.Helper()
	id := h.redeem(h.invite(networks.RoleMember, networks.Minor)).Member
	must(h.t, h.Confirm(ctx, h.steward, id))
	return h.enter(h.network.ID, id)
}

func (h *house) band(a networks.Actor) networks.Band {
	h.t.Helper()
	return h.enter(a.Network, a.Member).Band
}

func TestAStewardAndTheLeadTogetherMakeHerAnAdult(t *testing.T) {
	t.Parallel()
	for _, leadFirst := range []bool{false, true} {
		h := newHouse(t)
		lead, her := h.member(networks.RoleSafeguardingLead), h.minor()
		must(t, h.TurnEighteen(ctx, her))
		must(t, h.TurnEighteen(ctx, her))
		first, second := h.steward, lead
		if leadFirst {
			first, second = lead, h.steward
		}
		must(t, h.AgreeEighteen(ctx, first, her.Member))
		if h.band(her) != networks.Minor {
			t.Fatal("one yes was enough")
		}
		refused(t, h.AgreeEighteen(ctx, first, her.Member), locales.Conflict, "networks.eighteen_second_person")
		before := h.count(`SELECT coalesce(max(seq), 0) FROM stream_events WHERE channel = $1`, networks.Control(her.Network, her.Member))
		must(t, h.AgreeEighteen(ctx, second, her.Member))
		if h.band(her) != networks.Adult {
			t.Error("two agreed and nothing changed")
		}
		if h.count(`SELECT max(seq) FROM stream_events WHERE channel = $1`, networks.Control(her.Network, her.Member)) <= before {
			t.Error("her open pages aren't told")
		}
		refused(t, h.AgreeEighteen(ctx, second, her.Member), locales.NotFound, "networks.eighteen_not_found")
		refused(t, h.TurnEighteen(ctx, h.enter(her.Network, her.Member)), locales.Conflict, "networks.eighteen_already")
		records := h.records(h.network.ID)
		for i, by := range []networks.Actor{first, second} {
			r := records[len(records)-2+i]
			if r.Act != "eighteen.agreed" || r.Actor != by.Member || r.Subject != her.Member {
				t.Errorf("the record is %+v", r)
			}
		}
	}
}

func TestTwoOfTheSameRoleAreNotEnough(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	second, her := h.member(networks.RoleSteward), h.minor()
	must(t, h.TurnEighteen(ctx, her))
	must(t, h.AgreeEighteen(ctx, h.steward, her.Member))
	refused(t, h.AgreeEighteen(ctx, second, her.Member), locales.Conflict, "networks.eighteen_second_person")
	if h.band(her) != networks.Minor {
		t.Error("two stewards were enough")
	}
}

// Who is both finds a place beside whoever comes second, and never takes both.
func TestWhoHasBothRolesGivesOneYes(t *testing.T) {
	t.Parallel()
	for _, other := range []networks.Role{networks.RoleSteward, networks.RoleSafeguardingLead} {
		h := newHouse(t)
		both, second := h.member(networks.RoleSteward, networks.RoleSafeguardingLead), h.member(other)
		her := h.minor()
		must(t, h.TurnEighteen(ctx, her))
		must(t, h.AgreeEighteen(ctx, both, her.Member))
		refused(t, h.AgreeEighteen(ctx, both, her.Member), locales.Conflict, "networks.eighteen_second_person")
		must(t, h.AgreeEighteen(ctx, second, her.Member))
		if h.band(her) != networks.Adult {
			t.Errorf("with a %s second nothing changed", other)
		}
	}
}

func TestAYesGoesWithTheRole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead, steward, her := h.member(networks.RoleSafeguardingLead), h.member(networks.RoleSteward), h.minor()
	must(t, h.TurnEighteen(ctx, her))
	must(t, h.AgreeEighteen(ctx, steward, her.Member))
	must(t, h.Take(ctx, h.steward, steward.Member, networks.RoleSteward))
	must(t, h.AgreeEighteen(ctx, lead, her.Member))
	if h.band(her) != networks.Minor {
		t.Error("somebody who is no steward any more counted as one")
	}
	must(t, h.AgreeEighteen(ctx, h.steward, her.Member))
	if h.band(her) != networks.Adult {
		t.Error("the lead's yes was lost")
	}
}

func TestOneNoIsEnoughAndShesCanAskAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead, her := h.member(networks.RoleSafeguardingLead), h.minor()
	must(t, h.TurnEighteen(ctx, her))
	must(t, h.AgreeEighteen(ctx, h.steward, her.Member))
	must(t, h.DeclineEighteen(ctx, lead, her.Member))
	refused(t, h.AgreeEighteen(ctx, lead, her.Member), locales.NotFound, "networks.eighteen_not_found")
	own, asked, err := h.OwnEighteen(ctx, her)
	must(t, err)
	if !asked || !own.Declined {
		t.Error("she isn't told")
	}
	must(t, h.TurnEighteen(ctx, her))
	must(t, h.AgreeEighteen(ctx, lead, her.Member))
	if h.band(her) != networks.Minor {
		t.Error("the yes from before the no counted")
	}
	must(t, h.NotEighteen(ctx, her))
	if _, asked, err := h.OwnEighteen(ctx, her); err != nil || asked {
		t.Errorf("she took it back and it is there: %v", err)
	}
}

func TestNobodyElseAnswersNorLearnsWhoAsked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, elsewhere := h.minor(), h.firstSteward(h.otherNetwork())
	must(t, h.TurnEighteen(ctx, her))
	for _, a := range []networks.Actor{h.member(), h.member(networks.RoleModerator), h.member(networks.RoleTrainer), h.newcomer(), her} {
		refused(t, h.AgreeEighteen(ctx, a, her.Member), locales.Forbidden, "networks.not_allowed")
		refused(t, h.DeclineEighteen(ctx, a, her.Member), locales.Forbidden, "networks.not_allowed")
		_, err := h.Eighteens(ctx, a)
		refused(t, err, locales.Forbidden, "networks.not_allowed")
	}
	refused(t, h.AgreeEighteen(ctx, elsewhere, her.Member), locales.NotFound, "networks.eighteen_not_found")
	list, err := h.Eighteens(ctx, h.steward)
	must(t, err)
	if len(list) != 1 || list[0].Pseudonym != her.Pseudonym {
		t.Errorf("the steward sees %+v", list)
	}
}

// Whoever is under 18 and of the staff can't answer for herself, and the table keeps two places for two people.
func TestSheDoesNotAnswerForHerself(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.minor()
	h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, 'steward')`, her.Network, her.Member)
	her = h.enter(her.Network, her.Member)
	must(t, h.TurnEighteen(ctx, her))
	refused(t, h.AgreeEighteen(ctx, her, her.Member), locales.NotFound, "networks.eighteen_not_found")
	for _, both := range [][2]string{{h.steward.Member, h.steward.Member}, {her.Member, h.steward.Member}, {h.steward.Member, her.Member}} {
		if _, err := h.db.Exec(`UPDATE eighteens SET steward_id = $3, lead_id = $4 WHERE network_id = $1 AND member_id = $2`,
			her.Network, her.Member, both[0], both[1]); err == nil {
			t.Errorf("the table takes %v", both)
		}
	}
}
