package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// What a steward says about helplines waits for the safeguarding lead; then members find the network's own first, wherever help is offered, and
// nobody else does. What doesn't work stands last, and what isn't a line is refused with all that was typed.
func TestTheStaffKeepTheHelplinesOfTheirNetwork(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, lead, member := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	elsewhere, stranger := newVisitor(t, p).signIn(as["leader_in_nairobi"].Phrase), newVisitor(t, p)
	steward.open("/steward").open(steward.link("Helplines of this network"))
	steward.fill("/lines", "name", "The house by the river", "need", "anyone", "call", "ask Maria", "source", "Their leaflet", "day", time.Now().Format(time.DateOnly)).sees("Give a number with digits")
	if steward.status != http.StatusUnprocessableEntity || attribute(steward.field("name"), "value") != "The house by the river" {
		t.Errorf("what is no number answers %d and keeps %q", steward.status, attribute(steward.field("name"), "value"))
	}
	steward.fill("/lines", "call", "02 555 0123", "day", time.Now().Format(time.DateOnly)).sees("Waits for a second person").sees("The house by the river").misses("I have checked it too")
	if steward.status != http.StatusOK {
		t.Errorf("a line answers %d", steward.status)
	}
	member.open("/helplines").misses("The house by the river")
	lead.open("/second").open(lead.link("Somebody said something about a helpline")).sees("The house by the river").fill("/lines/asked/").misses("Waits for a second person")
	for _, page := range []string{"/helplines", "/near", "/me/checks/safety"} {
		if member.open(page).sees("Known to this network").sees("The house by the river"); strings.Index(member.text(), "The house by the river") > strings.Index(member.text(), "1383") {
			t.Errorf("on %s it doesn't stand first", page)
		}
	}
	member.open("/search").searches("river house")
	member.sees("The house by the river")
	elsewhere.open("/helplines").misses("The house by the river")
	stranger.open("/helplines").misses("The house by the river")
	if member.open("/lines"); member.status != http.StatusNotFound {
		t.Errorf("to a member the page answers %d", member.status)
	}

	tried := lead.open("/lines").find(func(n *html.Node) bool {
		return n.Data == "button" && attribute(n, "value") == "fails" && strings.Contains(attribute(n, "aria-label"), "MAKABATA")
	})
	if tried == nil {
		t.Fatalf("it can't be said that a line fails:\n%s", lead.body)
	}
	line := attribute(tried.Parent.FirstChild, "value")
	lead.post("/lines/tried", map[string][]string{"line": {line}, "act": {"fails"}}).sees("Waits for a second person").sees("MAKABATA")
	lead.post("/lines/tried", map[string][]string{"line": {line}, "act": {"works"}}).sees("waits already for a second person")
	lead.post("/lines/tried", map[string][]string{"line": {line}, "act": {"add"}}).sees("Something was missing from this form")
	steward.open("/steward").sees("Somebody said something about a helpline").open("/lines").fill("/lines/asked/")
	member.open("/helplines").sees("nobody of this network reached it").sees("1383")
	stranger.open("/helplines").misses("of this network")
	steward.open("/lines").fill("/lines", "name", "", "source", "Nobody").sees("Say what the line is called")
}
