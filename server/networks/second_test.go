package networks_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

// asks are the roles asked for, as somebody is told of them.
func (h *house) asks(a networks.Actor) []networks.RoleAsk {
	h.t.Helper()
	asks, err := h.RoleAsks(ctx, h.enter(h.network.ID, a.Member))
	must(h.t, err)
	return asks
}

func (h *house) has(a networks.Actor, role networks.Role) bool {
	h.t.Helper()
	return h.enter(h.network.ID, a.Member).Roles.Has(role)
}

func TestATrustedRoleCountsWhenASecondPersonHasAgreed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lead, her, bystander := h.member(networks.RoleSafeguardingLead), h.member(), h.member()
	for _, role := range networks.Trusted {
		must(t, h.Give(ctx, h.steward, her.Member, role))
		if h.has(her, role) {
			t.Fatalf("one person alone gave %s", role)
		}
		if asks := h.asks(lead); len(asks) != 1 || asks[0].Member != her.Member || asks[0].Role != role || asks[0].EffectiveAt != nil || !asks[0].MayAgree(lead) {
			t.Errorf("the second person sees %+v", asks)
		}
		if len(h.asks(her)) != 1 || len(h.asks(bystander)) != 0 {
			t.Errorf("she is told of %v, a bystander of %v", h.asks(her), h.asks(bystander))
		}
		refused(t, h.AgreeRole(ctx, h.steward, her.Member, role), locales.Forbidden, "networks.role_second_person")
		must(t, h.AgreeRole(ctx, lead, her.Member, role))
		if !h.has(her, role) || len(h.asks(lead)) != 0 {
			t.Errorf("%s was agreed to: has %v, asked %v", role, h.has(her, role), h.asks(lead))
		}
		refused(t, h.AgreeRole(ctx, lead, her.Member, role), locales.NotFound, "networks.role_ask_not_found")
		must(t, h.Take(ctx, h.steward, her.Member, role))
		if h.has(her, role) {
			t.Errorf("%s was taken and counts", role)
		}
	}
}

func TestNobodyIsTheSecondPersonForHerself(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	second := h.member(networks.RoleSteward)
	refused(t, h.Give(ctx, h.steward, h.steward.Member, networks.RoleModerator), locales.Forbidden, "networks.role_own")
	must(t, h.Give(ctx, h.steward, second.Member, networks.RoleModerator))
	refused(t, h.AgreeRole(ctx, second, second.Member, networks.RoleModerator), locales.Forbidden, "networks.role_second_person")
}

// The rules once more, in the database: whatever the program does, these two are never one, and neither is she.
func TestTheDatabaseWantsTwoOtherPeople(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, other := h.member().Member, h.member(networks.RoleSteward).Member
	for what, by := range map[string][2]string{
		"who asked agrees": {h.steward.Member, h.steward.Member}, "she asks": {her, other}, "she agrees": {other, her},
	} {
		_, err := h.db.Exec(`INSERT INTO role_asks (network_id, member_id, role, asked_by, agreed_by, asked_on) VALUES ($1, $2, 'moderator', $3, $4, $5)`,
			h.network.ID, her, by[0], by[1], h.now())
		if err == nil {
			t.Errorf("%s, and the database takes it", what)
		}
	}
}

func TestWhereNobodyCouldBeTheSecondTheRoleWaitsAndIsTold(t *testing.T) {
	t.Parallel()
	h := alone(t)
	her, moderator, bystander := h.member(), h.member(networks.RoleModerator), h.member()
	must(t, h.Give(ctx, h.steward, her.Member, networks.RoleTrainer))
	for who, a := range map[string]networks.Actor{"she": her, "a moderator": moderator, "the steward": h.steward} {
		if asks := h.asks(a); len(asks) != 1 || asks[0].EffectiveAt == nil || !asks[0].EffectiveAt.Equal(h.now().Add(72*time.Hour)) {
			t.Errorf("%s is told %+v", who, asks)
		}
	}
	if len(h.asks(bystander)) != 0 {
		t.Error("a bystander is told")
	}
	h.pass(72*time.Hour - time.Minute)
	must(t, h.Sweep(ctx))
	if h.has(her, networks.RoleTrainer) {
		t.Fatal("it was given before its time")
	}
	h.pass(time.Minute)
	must(t, h.Sweep(ctx))
	if !h.has(her, networks.RoleTrainer) {
		t.Fatal("it wasn't given in its time")
	}
	records := h.records(h.network.ID)
	if last := records[len(records)-1]; last.Act != "role.given.trainer" || last.Actor != "system" || last.Subject != her.Member {
		t.Errorf("the last record is %+v", last)
	}
	if n := h.count(`SELECT count(*) FROM role_asks`); n != 0 {
		t.Error("its minute is kept")
	}
}

// A steward alone who asks for a friend doesn't get around a second person who comes meanwhile.
func TestAWaitIsOverWhenThereIsASecondPerson(t *testing.T) {
	t.Parallel()
	h := alone(t)
	lead, friend := h.member(), h.member()
	must(t, h.Give(ctx, h.steward, lead.Member, networks.RoleSafeguardingLead))
	h.pass(time.Hour)
	must(t, h.Give(ctx, h.steward, friend.Member, networks.RoleSteward))
	h.pass(71 * time.Hour)
	must(t, h.Sweep(ctx))
	if !h.has(lead, networks.RoleSafeguardingLead) {
		t.Fatal("the lead isn't one")
	}
	h.pass(10 * day)
	must(t, h.Sweep(ctx))
	if h.has(friend, networks.RoleSteward) {
		t.Fatal("the friend became a steward by waiting")
	}
	if asks := h.asks(lead); len(asks) != 1 || asks[0].EffectiveAt != nil {
		t.Errorf("the lead is asked %+v", asks)
	}
	must(t, h.DeclineRole(ctx, h.enter(h.network.ID, lead.Member), friend.Member, networks.RoleSteward))
	if len(h.asks(h.steward)) != 0 {
		t.Error("it is asked for still")
	}
}

func TestSheDeclinesARoleInOnePressAndNobodyElseDoes(t *testing.T) {
	t.Parallel()
	h := alone(t)
	her, bystander, moderator := h.member(), h.member(), h.member(networks.RoleModerator)
	must(t, h.Give(ctx, h.steward, her.Member, networks.RoleTrainer))
	for _, a := range []networks.Actor{bystander, moderator} {
		refused(t, h.DeclineRole(ctx, a, her.Member, networks.RoleTrainer), locales.Forbidden, "networks.not_allowed")
	}
	must(t, h.DeclineRole(ctx, her, her.Member, networks.RoleTrainer))
	refused(t, h.DeclineRole(ctx, her, her.Member, networks.RoleTrainer), locales.NotFound, "networks.role_ask_not_found")
	h.pass(4 * day)
	must(t, h.Sweep(ctx))
	if h.has(her, networks.RoleTrainer) {
		t.Error("she is a trainer all the same")
	}
}

func TestWhoIsUnder18OrNotConfirmedGetsNoTrustedRole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	young := h.redeem(h.invite(networks.RoleMember, networks.Minor))
	refused(t, h.Give(ctx, h.steward, young.Member, networks.RoleModerator), locales.Forbidden, "networks.not_allowed")
	must(t, h.Confirm(ctx, h.steward, young.Member))
	for _, role := range networks.Trusted {
		refused(t, h.Give(ctx, h.steward, young.Member, role), locales.Forbidden, "networks.role_minor")
	}
	must(t, h.Give(ctx, h.steward, young.Member, networks.RoleSurvivorLeader))
}

func TestWhatAStewardAskedForEndsWithHerRole(t *testing.T) {
	t.Parallel()
	h := alone(t)
	second, her := h.member(networks.RoleSteward), h.member()
	must(t, h.Give(ctx, second, her.Member, networks.RoleModerator))
	must(t, h.Take(ctx, h.steward, second.Member, networks.RoleSteward))
	refused(t, h.AgreeRole(ctx, h.steward, her.Member, networks.RoleModerator), locales.NotFound, "networks.role_ask_not_found")
	must(t, h.Give(ctx, h.steward, her.Member, networks.RoleModerator)) // and another may ask
	if asks := h.asks(h.steward); len(asks) != 1 || asks[0].AskedBy != h.steward.Member {
		t.Errorf("it is asked for %+v", asks)
	}
}

// Whatever the staff of a network do, in whatever order and however long they wait: a trusted role is always the work of
// two, or of one and of a wait in which there was no other.
func TestNoTrustedRoleIsEverOnePersonsWork(t *testing.T) {
	t.Parallel()
	h := alone(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	people := []string{h.steward.Member}
	for range 5 {
		people = append(people, h.member().Member)
	}
	anybody := func() networks.Actor { return h.enter(h.network.ID, people[chance.IntN(len(people))]) }
	asked := map[[2]string][]string{} // by member and role: who asked since it was last settled
	given := 0
	for range 400 {
		a, b, role := anybody(), anybody(), networks.Trusted[chance.IntN(len(networks.Trusted))]
		key := [2]string{b.Member, string(role)}
		had := b.Roles.Has(role)
		switch chance.IntN(5) {
		case 0, 1:
			if h.Give(ctx, a, b.Member, role) == nil && !had {
				asked[key] = append(asked[key], a.Member)
			}
		case 2:
			if h.AgreeRole(ctx, a, b.Member, role) == nil {
				given++
				if a.Member == b.Member || len(asked[key]) == 0 || slices.Equal(asked[key], []string{a.Member}) {
					t.Fatalf("%s was given by %s, asked for by %v", role, a.Member, asked[key])
				}
			}
		case 3:
			if chance.IntN(3) == 0 {
				_ = h.Take(ctx, a, b.Member, role)
			}
		default:
			lone := h.count(`SELECT count(DISTINCT member_id) FROM member_roles WHERE role IN ('steward', 'safeguarding_lead')`) <= 2
			before := h.trusted()
			h.pass(time.Duration(chance.IntN(80)) * time.Hour)
			must(t, h.Sweep(ctx))
			if after := h.trusted(); after > before {
				given++
				if !lone {
					t.Fatal("a wait gave a role where there was a second person")
				}
			}
		}
		if !had && h.enter(h.network.ID, b.Member).Roles.Has(role) {
			delete(asked, key)
		}
	}
	t.Logf("%d roles were given", given)
	if h.count(`SELECT count(*) FROM role_asks WHERE agreed_by = asked_by OR agreed_by = member_id OR asked_by = member_id`) > 0 {
		t.Error("somebody was her own second person")
	}
}

// trusted is how many trusted roles are held.
func (h *house) trusted() int {
	h.t.Helper()
	return h.count(`SELECT count(*) FROM member_roles WHERE role NOT IN ('survivor_leader', 'advocate')`)
}

func TestAskingForSomebodyWhoIsNotThereIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	second := h.member(networks.RoleSteward)
	refused(t, h.AgreeRole(ctx, second, uuid.NewString(), networks.RoleTrainer), locales.NotFound, "networks.member_not_found")
	elsewhere := h.firstSteward(h.otherNetwork())
	her := h.member()
	must(t, h.Give(ctx, h.steward, her.Member, networks.RoleTrainer))
	refused(t, h.AgreeRole(ctx, elsewhere, her.Member, networks.RoleTrainer), locales.NotFound, "networks.member_not_found")
	refused(t, h.DeclineRole(ctx, elsewhere, her.Member, networks.RoleTrainer), locales.NotFound, "networks.member_not_found")
}
