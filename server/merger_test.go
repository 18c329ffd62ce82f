package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"tinig/server/accounts"
	"tinig/server/networks"
)

// merge has the demo's networks agree that Cebu's members may go along to Nairobi, through their stewards' pages, and returns
// the steward of Nairobi. Tall Acacia is nobody's account in the demo: she comes by an invitation.
func (p *program) merge(t *testing.T) (cebu, nairobi *visitor) {
	t.Helper()
	as := p.signIns()
	cebu = newVisitor(t, p).signIn(as["steward"].Phrase)
	second := newVisitor(t, p).signIn(as["moderator"].Phrase)
	nairobi = newVisitor(t, p).signIn(as["trainer"].Phrase)
	p.sql(`INSERT INTO member_roles (network_id, member_id, role) SELECT network_id, id, 'steward' FROM members WHERE pseudonym IN ('Early Fern', 'Blue Heron')`)
	cebu.open("/steward").open(cebu.link("Going together")).fill("/steward/merger", "name", "Nowhere").sees("no local network of this name")
	cebu.fill("/steward/merger", "name", "nairobi").sees("hears of it when another steward here agrees").misses("I agree. Ask")
	nairobi.open("/steward").misses("Another network asks")
	second.open("/steward").open(second.link("waits for a second steward")).fill("/steward/merger", "agree", "1").sees("waits for a steward of the other network")
	nairobi.open("/steward").open(nairobi.link("Another network asks")).sees("Cebu asks whether").fill("/steward/merger/", "answer", "yes").sees("Its members may come until")
	cebu.open("/steward/merger").sees("Members here may go along until")
	return cebu, nairobi
}

// Two networks go together. One member goes along and is somebody else there; one says no; nobody is told; what was written
// stays where it was, for those it was for.
func TestTwoNetworksGoTogether(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member, leader := newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	topic := member.everydayTopic()
	cebu, nairobi := p.merge(t)

	member.open("/inbox").sees("You can join another network").open(member.link("You can join another network"))
	member.sees("Would you like to join Nairobi too?").sees("also somebody you blocked")
	member.fill("/asked/mergers/", "answer", "yes").sees("Nairobi").misses("Step").fill("/join/pseudonym")
	name := attribute(member.find(func(n *html.Node) bool { return attribute(n, "name") == "pseudonym" }), "value")
	member.fill("/join/phrase", "pseudonym", name)
	if member.path != "/home" {
		t.Fatalf("going along led to %s: %s", member.path, member.text())
	}
	member.sees("Hello, " + name).sees("Nairobi").sees("Everyday").sees("members of the network Cebu may join")
	if member.open(topic); member.status != http.StatusNotFound {
		t.Errorf("as the newcomer she opens a topic of the other network: %d", member.status)
	}
	nairobi.open("/steward/members").sees(name).misses("Linaw Suba")
	cebu.open("/steward/members").sees("Linaw Suba").misses(name)
	nairobi.open("/home").sees("members of the network Cebu may join")
	member.elsewhere().sees("Linaw Suba").open("/asked").sees("You are in that network already")
	member.open(topic).sees("Your words")

	leader.open("/home").sees("waits for your yes or no").open("/asked").fill("/asked/mergers/", "answer", "no").sees("You said no")
	leader.open("/home").misses("for your yes or no")
	leader.open("/asked").fill("/asked/mergers/", "answer", "perhaps")
	if leader.status != http.StatusUnprocessableEntity {
		t.Errorf("neither yes nor no is answered with %d", leader.status)
	}
	newcomer := newVisitor(t, p)
	cebu.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	newcomer.join(cebu.slip())
	newcomer.open("/asked").misses("Nairobi")
	newcomer.post("/asked/mergers/"+uuid.NewString(), map[string][]string{"answer": {"yes"}}).sees("not asked any more")

	nairobi.open("/steward/merger").fill("/steward/merger/", "answer", "no").sees("Nobody comes from there")
	leader.open("/asked").misses("Nairobi")
	leader.open("/inbox").misses("You can join another network")
}

// A form of the way of going along is good in the session that asked for it, and not when the merger has ended.
func TestAFormOfGoingAlongIsHersAlone(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member, other := newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	cebu, _ := p.merge(t)
	member.open("/asked").fill("/asked/mergers/", "answer", "yes").fill("/join/pseudonym")
	form := map[string][]string{"sealed": {attribute(member.field("sealed"), "value")}, "pseudonym": {attribute(member.field("pseudonym"), "value")}}
	for _, thief := range []*visitor{other, newVisitor(t, p)} {
		if thief.post("/join/phrase", form); thief.status != http.StatusGone {
			t.Errorf("in another window it is answered with %d: %s", thief.status, thief.text())
		}
	}
	cebu.open("/steward/merger").fill("/steward/merger/end").sees("Ask another network")
	if member.post("/join/phrase", form); member.status != http.StatusNotFound {
		t.Errorf("when it has ended it is answered with %d: %s", member.status, member.text())
	}
	member.open("/home").sees("Linaw Suba")
}

// Promise 2 where two networks go together: twenty go along, each in her own time. Whoever holds the dump of the next morning
// can't say who of the one is who of the other.
func TestAThiefCantPairThoseWhoWentAlong(t *testing.T) {
	h := newHouse(t)
	people := h.goTogether(t)
	before := dumpWithPlaces(t, h.db)
	h.night(t)
	after := dumpWithPlaces(t, h.db)
	t.Logf("before the night he pairs %d of %d", pairs(people, before), linkedPersons)
	if hits := pairs(people, after); hits > 5 { // by chance 1; more than 5 once in a thousand runs
		t.Errorf("the thief pairs %d of %d", hits, linkedPersons)
	}
	dump := rowsOf(t, h.db)
	for _, p := range people {
		one, other := valuesOf(dump, p.members[0]), valuesOf(dump, p.members[1])
		for value := range one {
			if other[value] && !commonplace(dump, value) {
				t.Errorf("both of her rows hold %q, and few others' do", value)
			}
		}
	}
}

// goTogether founds two networks; twenty join the first, and go along to the other in an order of chance.
func (h *house) goTogether(t *testing.T) (people []*double) {
	t.Helper()
	ctx := context.Background()
	s, err := newSeeder(ctx, h)
	must(t, err)
	for _, name := range []string{"One", "Two"} {
		must(t, s.found(ctx, demoNetwork{Name: name, Kind: "local", Languages: []string{"en"}, Steward: "Steward of " + name}))
	}
	steward, err := s.actor(ctx, "One", "Steward of One")
	must(t, err)
	var cookies []string
	for i := range linkedPersons {
		name := "Member " + string(rune('A'+i))
		s.day = time.Now().AddDate(0, 0, -10)
		must(t, s.admit(ctx, steward, "One", demoMember{Name: name}))
		p := &double{phrases: []string{accounts.NewPhrase("en")}}
		p.members[0] = s.members["One"][name].id
		cookie, _, err := h.accounts.Create(ctx, p.phrases[0], s.membership("One", name), accounts.Settings{}, accounts.Device{})
		must(t, err)
		people, cookies = append(people, p), append(cookies, cookie)
	}
	merger := h.agreeToMerge(t, s)
	for _, i := range rand.Perm(linkedPersons) {
		session, err := h.accounts.Open(ctx, cookies[i])
		must(t, err)
		from := session.Memberships[0]
		actor, err := h.networks.Enter(ctx, from.Network, from.Member, accounts.ClaimHash(from.Claim))
		must(t, err)
		member, nullifier := session.Along(from, merger.ID)
		claim := session.Sealer(member, "claim").Name(merger.Into)
		must(t, h.networks.GoAlong(ctx, actor, merger.ID, nullifier, networks.Joiner{Network: merger.Into, Member: member,
			Pseudonym: "Somebody " + string(rune('A'+rand.IntN(26))) + uuid.NewString(), ClaimHash: accounts.ClaimHash(claim)}))
		must(t, h.accounts.Add(ctx, session, accounts.Membership{Network: merger.Into, Member: member, Claim: claim}))
		people[i].members[1] = member
	}
	return people
}

// agreeToMerge has the three stewards agree.
func (h *house) agreeToMerge(t *testing.T, s *seeder) networks.Merger {
	t.Helper()
	ctx := context.Background()
	first, err := s.actor(ctx, "One", "Steward of One")
	must(t, err)
	must(t, s.admit(ctx, first, "One", demoMember{Name: "Second Steward"}))
	h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, 'steward')`, first.Network, s.members["One"]["Second Steward"].id)
	second, err := s.actor(ctx, "One", "Second Steward")
	must(t, err)
	other, err := s.actor(ctx, "Two", "Steward of Two")
	must(t, err)
	must(t, h.networks.AskMerger(ctx, first, "Two"))
	must(t, h.networks.AgreeMerger(ctx, second))
	asked, err := h.networks.Mergers(ctx, other)
	must(t, err)
	must(t, h.networks.AcceptMerger(ctx, other, asked[0].ID))
	must(t, h.networks.TellMergers(ctx))
	return asked[0]
}
