package networks_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// pair is two Local networks with two stewards each, and the merger of the first into the other, if it is asked.
type pair struct {
	*house
	second networks.Actor // the first network's other steward
	other  *house
}

func newPair(t *testing.T) *pair {
	t.Helper()
	h := alone(t) // other tests' sweeps end mergers
	p := &pair{house: h, second: h.member(networks.RoleSteward), other: &house{Networks: h.Networks, t: t, db: h.db}}
	p.other.network = h.found(networks.Local)
	p.other.steward = h.firstSteward(p.other.network.ID)
	h.pass(2 * day)
	return p
}

// merger is how the merger stands.
func (p *pair) merger(a networks.Actor) (m networks.Merger) {
	p.t.Helper()
	list, err := p.Mergers(ctx, a)
	must(p.t, err)
	if len(list) > 0 {
		m = list[0]
	}
	return m
}

// open has all three agree.
func (p *pair) open() networks.Merger {
	p.t.Helper()
	must(p.t, p.AskMerger(ctx, p.steward, p.other.network.Name))
	must(p.t, p.AgreeMerger(ctx, p.second))
	must(p.t, p.AcceptMerger(ctx, p.other.steward, p.merger(p.other.steward).ID))
	must(p.t, p.TellMergers(ctx))
	return p.merger(p.steward)
}

// along has a member go along, as the joiner that she becomes.
func (p *pair) along(a networks.Actor, m networks.Merger, j networks.Joiner) error {
	return p.GoAlong(ctx, a, m.ID, claim("nullifier of "+a.Member), j)
}

func TestTwoNetworksGoTogetherWhenThreeStewardsAgree(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	refused(t, p.AgreeMerger(ctx, p.second), locales.NotFound, "networks.merger_not_found")
	must(t, p.AskMerger(ctx, p.steward, " "+strings.ToUpper(p.other.network.Name)+" "))
	must(t, p.AskMerger(ctx, p.second, p.other.network.Name)) // pressed again
	refused(t, p.AgreeMerger(ctx, p.steward), locales.Forbidden, "networks.role_second_person")
	if m := p.merger(p.other.steward); m.ID != "" {
		t.Errorf("one steward's word reaches the other network: %+v", m)
	}
	id := p.merger(p.steward).ID
	refused(t, p.AcceptMerger(ctx, p.other.steward, id), locales.NotFound, "networks.merger_not_found")
	must(t, p.AgreeMerger(ctx, p.second))
	must(t, p.AgreeMerger(ctx, p.second))
	her := p.member()
	if along, _, err := p.OpenMergers(ctx, her); err != nil || along != nil {
		t.Errorf("before the other network has answered she is asked: %+v, %v", along, err)
	}
	refused(t, p.AcceptMerger(ctx, p.steward, id), locales.NotFound, "networks.merger_not_found")
	must(t, p.AcceptMerger(ctx, p.other.steward, id))
	must(t, p.AcceptMerger(ctx, p.other.steward, id))
	if m := p.merger(p.steward); !m.Open(p.now()) || m.Open(p.now().Add(31*day)) {
		t.Errorf("it is open until %v", m.Until)
	}
	if _, err := p.db.Exec(`UPDATE mergers SET agreed_by = asked_by WHERE id = $1`, id); err == nil {
		t.Error("the database takes one for two")
	}
}

func TestANetworkThatNobodyCanGoTogetherWithIsRefusedAlike(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	global, unrun, closed := p.found(networks.Global), p.found(networks.Local), p.found(networks.Local)
	p.firstSteward(global.ID)
	p.firstSteward(closed.ID)
	p.db.MustExec(`UPDATE networks SET closed_on = $2 WHERE id = $1`, closed.ID, p.now())
	for _, name := range []string{global.Name, unrun.Name, closed.Name, p.network.Name, "Nowhere", ""} {
		refused(t, p.AskMerger(ctx, p.steward, name), locales.Invalid, "networks.merger_unknown")
	}
	refused(t, p.AskMerger(ctx, p.member(), p.other.network.Name), locales.Forbidden, "networks.not_allowed")
	refused(t, p.AskMerger(ctx, p.firstSteward(p.found(networks.Global).ID), p.other.network.Name), locales.Forbidden, "networks.not_allowed")
}

func TestANoOrAStewardWhoGoesEndsAMerger(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	third := p.found(networks.Local)
	p.firstSteward(third.ID)
	must(t, p.AskMerger(ctx, p.steward, p.other.network.Name))
	refused(t, p.AskMerger(ctx, p.second, third.Name), locales.Conflict, "networks.merger_open")
	must(t, p.Leave(ctx, p.steward, networks.WordsStay)) // her word counts no more
	fourth := p.memberBy(p.second, networks.RoleSteward)
	refused(t, p.AgreeMerger(ctx, fourth), locales.NotFound, "networks.merger_not_found")
	must(t, p.AskMerger(ctx, p.second, third.Name))
	must(t, p.EndMerger(ctx, fourth))
	must(t, p.EndMerger(ctx, fourth))

	p.steward = fourth
	must(t, p.AskMerger(ctx, p.steward, p.other.network.Name))
	must(t, p.AgreeMerger(ctx, p.second))
	id := p.merger(p.other.steward).ID
	must(t, p.RefuseMerger(ctx, p.other.steward, id))
	refused(t, p.AcceptMerger(ctx, p.other.steward, id), locales.NotFound, "networks.merger_not_found")
	if m := p.merger(p.steward); !m.Answered || m.Until != nil {
		t.Errorf("after a no it stands as %+v", m)
	}
	must(t, p.AskMerger(ctx, p.steward, third.Name)) // another network may be asked
}

// memberBy is a member with a role, invited and confirmed by a steward of the first network.
func (p *pair) memberBy(steward networks.Actor, role networks.Role) networks.Actor {
	p.t.Helper()
	was := p.house.steward
	p.house.steward = steward
	defer func() { p.house.steward = was }()
	return p.house.member(role)
}

func TestWhoGoesAlongArrivesAsSomebodyNew(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	her, staff := p.member(networks.RoleModerator), p.minor()
	must(t, p.Vouch(ctx, p.steward, her.Member))
	p.pass(day)
	m := p.open()
	before, rows := p.state(), p.count(`SELECT count(*) FROM members WHERE network_id = $1`, p.network.ID)
	for _, a := range []networks.Actor{her, staff} {
		j := joiner(p.other.network.ID)
		must(t, p.along(a, m, j))
		must(t, p.along(a, m, j)) // pressed twice
		there := p.enter(p.other.network.ID, j.Member)
		if there.Standing != networks.Confirmed || there.Vouched || !there.Held || len(there.Roles) != 1 || there.Band != a.Band {
			t.Errorf("she arrives as %+v", there)
		}
		row, err := p.Member(ctx, p.other.steward, j.Member)
		must(t, err)
		if !row.JoinedOn.Equal(p.other.network.FoundedOn) {
			t.Errorf("her first day is told as %v", row.JoinedOn)
		}
	}
	if p.state() != before || p.count(`SELECT count(*) FROM members WHERE network_id = $1`, p.network.ID) != rows {
		t.Error("her first network notes that she went")
	}
}

func TestNobodyGoesAlongTwiceOrWithoutBeingAsked(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	her, late, newcomer := p.member(), p.member(), p.newcomer()
	p.pass(day)
	m := p.open()
	sybil := p.member() // invited after it was asked
	j := joiner(p.other.network.ID)
	must(t, p.along(her, m, j))
	refused(t, p.along(her, m, joiner(p.other.network.ID)), locales.Gone, "networks.merger_once")
	must(t, p.Leave(ctx, p.enter(p.other.network.ID, j.Member), networks.WordsStay))
	refused(t, p.along(her, m, j), locales.Gone, "networks.merger_once")
	refused(t, p.along(sybil, m, joiner(p.other.network.ID)), locales.NotFound, "networks.merger_not_found")
	refused(t, p.along(newcomer, m, joiner(p.other.network.ID)), locales.Forbidden, "networks.not_allowed")
	refused(t, p.along(p.other.steward, m, joiner(p.network.ID)), locales.NotFound, "networks.merger_not_found")
	refused(t, p.along(late, m, joiner(p.network.ID)), locales.NotFound, "networks.merger_not_found")
	unknown := m
	unknown.ID = uuid.NewString()
	refused(t, p.along(late, unknown, joiner(p.other.network.ID)), locales.NotFound, "networks.merger_not_found")

	taken := joiner(p.other.network.ID)
	taken.Pseudonym = p.other.steward.Pseudonym
	refused(t, p.along(late, m, taken), locales.Conflict, "networks.pseudonym_taken")
	must(t, p.Calm(ctx, p.other.steward, 1))
	refused(t, p.along(late, m, joiner(p.other.network.ID)), locales.Forbidden, "networks.calm_joining")
	must(t, p.EndCalm(ctx, p.other.steward))
	must(t, p.RefuseMerger(ctx, p.other.steward, m.ID))
	refused(t, p.along(late, m, joiner(p.other.network.ID)), locales.NotFound, "networks.merger_not_found")
}

func TestOfTwoWindowsOneGoesAlong(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	her := p.member()
	p.pass(day)
	m := p.open()
	errs := atOnce(
		func() error { return p.along(her, m, joiner(p.other.network.ID)) },
		func() error { return p.along(her, m, joiner(p.other.network.ID)) })
	if succeeded(errs) != 1 {
		t.Errorf("it ended with %v", errs)
	}
}

func TestMembersAreToldOfAMergerOnceAndItsTimeEnds(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	h := p.house
	// more than are told together
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
		SELECT $1, gen_random_uuid(), 'Many ' || n, '', 'adult', 'confirmed', $2 FROM generate_series(1, 450) n`, h.network.ID, h.now())
	newcomer := h.newcomer()
	h.pass(day)
	m := p.open()
	must(t, h.Sweep(ctx))
	told := h.count(`SELECT count(*) FROM notices WHERE network_id = $1 AND kind = $2`, h.network.ID, inbox.Merger)
	if told != 452 || h.count(`SELECT count(*) FROM notices WHERE network_id <> $1 OR member_id = $2`, h.network.ID, newcomer.Member) != 0 {
		t.Errorf("%d were told", told)
	}
	must(t, p.along(p.steward, m, joiner(p.other.network.ID)))
	h.pass(31 * day)
	if along, coming, err := h.OpenMergers(ctx, h.enter(h.network.ID, p.second.Member)); err != nil || along != nil || coming != nil {
		t.Errorf("after its time it is still open: %v, %v", along, err)
	}
	refused(t, p.along(p.second, m, joiner(p.other.network.ID)), locales.NotFound, "networks.merger_not_found")
	must(t, h.Sweep(ctx))
	if n := h.count(`SELECT (SELECT count(*) FROM mergers) + (SELECT count(*) FROM merger_answers) + (SELECT count(*) FROM merger_arrivals)`); n != 0 {
		t.Errorf("%d rows are kept of it", n)
	}
}

// A crash between the answer and the telling leaves members untold: the sweep goes on.
func TestWhatBrokeOffIsToldByTheSweep(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	p.pass(day)
	m := p.open()
	p.db.MustExec(`DELETE FROM notices WHERE network_id = $1`, p.network.ID)
	p.db.MustExec(`UPDATE mergers SET told_to = '00000000-0000-0000-0000-000000000000' WHERE id = $1`, m.ID)
	must(t, p.Sweep(ctx))
	if n := p.count(`SELECT count(*) FROM notices WHERE network_id = $1 AND kind = $2`, p.network.ID, inbox.Merger); n != 2 {
		t.Errorf("%d were told", n)
	}
}

func TestOthersAreToldWhoMayCome(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	her := p.member()
	p.pass(day)
	p.open()
	along, coming, err := p.OpenMergers(ctx, her)
	must(t, err)
	if along == nil || along.IntoName != p.other.network.Name || along.AskedBy != "" || along.AgreedBy != nil || len(coming) != 0 {
		t.Errorf("she is asked %+v, and told of %v", along, coming)
	}
	along, coming, err = p.OpenMergers(ctx, p.other.steward)
	must(t, err)
	if along != nil || len(coming) != 1 || coming[0].NetworkName != p.network.Name || coming[0].AskedBy != "" {
		t.Errorf("there they are asked %+v, and told of %+v", along, coming)
	}
}

// A yes was once good in a network that had closed meanwhile: its members were asked, and then refused at the door.
func TestNobodyIsAskedIntoAClosedNetwork(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	her := p.member()
	p.pass(day)
	must(t, p.AskMerger(ctx, p.steward, p.other.network.Name))
	must(t, p.AgreeMerger(ctx, p.second))
	id := p.merger(p.steward).ID
	closed := func(on any) {
		p.db.MustExec(`UPDATE networks SET closed_on = $2 WHERE id = $1`, p.other.network.ID, on)
	}
	closed(p.now())
	refused(t, p.AcceptMerger(ctx, p.other.steward, id), locales.NotFound, "networks.merger_not_found")
	closed(nil)
	must(t, p.AcceptMerger(ctx, p.other.steward, id))
	closed(p.now())
	must(t, p.TellMergers(ctx))
	along, _, err := p.OpenMergers(ctx, her)
	if err != nil || along != nil || p.count(`SELECT count(*) FROM notices WHERE network_id = $1 AND kind = $2`, p.network.ID, inbox.Merger) != 0 {
		t.Errorf("she is asked %+v, %v", along, err)
	}
	refused(t, p.GoAlong(ctx, her, id, claim("nullifier of "+her.Member), joiner(p.other.network.ID)), locales.NotFound, "networks.merger_not_found")
	must(t, p.RefuseMerger(ctx, p.other.steward, id))
}

// When all who want to have gone, the stewards close the network, and who waited can still go along.
func TestAClosedNetworkStillGoesAlong(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	her := p.member()
	p.pass(day)
	m := p.open()
	must(t, p.AskClosing(ctx, p.steward))
	must(t, p.AgreeClosing(ctx, p.second))
	must(t, p.along(p.enter(p.network.ID, her.Member), m, joiner(p.other.network.ID)))
}
