package main

import (
	"net/http"
	"testing"

	"golang.org/x/net/html"
)

// elsewhere goes to another of her networks.
func (v *visitor) elsewhere() *visitor {
	v.t.Helper()
	other := v.find(func(n *html.Node) bool {
		return n.Data == "button" && attribute(n, "name") == "network" && !hasAttribute(n, "aria-current")
	})
	if other == nil {
		v.t.Fatalf("%s offers no other network", v.path)
	}
	return v.post("/switch", map[string][]string{"network": {attribute(other, "value")}})
}

// The only steward of a network leaves it, knowing what it means. Its members are told, nobody joins, and two stewards of the
// Global network let in another first steward, who finds everything as it was.
func TestTheLastStewardLeavesAndAnotherIsFound(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, member := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	member.open("/home").misses("Nobody runs this network")
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	code, pin := steward.slip()

	stale := newVisitor(t, p).signIn(as["steward"].Phrase)
	p.sql(`INSERT INTO member_roles (network_id, member_id, role) SELECT network_id, id, 'steward' FROM members WHERE pseudonym = 'Early Fern'`)
	stale.open("/me/leave").misses("You are the only steward here")
	p.sql(`DELETE FROM member_roles r USING members m WHERE m.id = r.member_id AND r.role = 'steward' AND m.pseudonym = 'Early Fern'`)
	if stale.fill("/me/leave", "words", "stay"); stale.status != http.StatusConflict {
		t.Errorf("a page that told her nothing of it is answered with %d", stale.status)
	}
	stale.sees("Nobody can join, be confirmed or be given a role")
	steward.open("/me/leave").sees("You are free to leave").fill("/me/leave", "words", "stay").sees("You have left")

	member.open("/home").sees("Nobody runs this network at the moment")
	topic := member.everydayTopic()
	member.fill(topic+"/posts", "body", "We go on meanwhile").sees("We go on meanwhile")
	newVisitor(t, p).open("/join?c="+code).fill("/join", "pin", pin).sees("Nobody runs this network at the moment")

	steward.open("/home").sees("Steady Cedar").open("/steward").open(steward.link("Networks that nobody runs")).sees("The last steward has left")
	if steward.open(topic); steward.status != http.StatusNotFound {
		t.Errorf("a steward of the Global network opens a topic there: %d", steward.status)
	}
	steward.open("/steward/network").fill("/steward/networks/").sees("asked on")
	steward.open("/steward").misses("Networks that nobody runs")
	p.sql(`INSERT INTO member_roles (network_id, member_id, role) SELECT network_id, id, 'steward' FROM members WHERE pseudonym = 'River Lamp'`)
	second := newVisitor(t, p).signIn(as["survivor_leader"].Phrase).elsewhere()
	second.open("/steward").open(second.link("Networks that nobody runs")).sees("Another steward must agree").fill("/steward/networks/")
	code, pin = second.slip()
	fresh := newVisitor(t, p)
	fresh.join(code, pin)
	fresh.open("/steward").sees("Newcomers wait")
	fresh.open(topic).sees("We go on meanwhile")
	member.open("/home").misses("Nobody runs this network")
}

func TestTheOnlyStewardOfTheGlobalNetworkIsToldWhySheStays(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	steward := newVisitor(t, p).signIn(p.signIns()["steward"].Phrase).elsewhere()
	steward.open("/me/leave").sees("somebody must be here for them")
	network := attribute(steward.find(func(n *html.Node) bool {
		return attribute(n, "aria-current") == "true" && attribute(n, "name") == "network"
	}), "value")
	steward.post("/me/leave", map[string][]string{"network": {network}, "words": {"stay"}, "last": {"1"}}).sees("You are the only steward of the Global network")
	steward.open("/steward").sees("Running the network")
}
