package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// She hands a part of what she keeps to a safeguarding lead: exactly the words that she sees, to nobody else, until she takes
// them back.
func TestShePassesOnAPartOfHowSheIsAndTakesItBack(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	her, lead := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase)
	her.open("/me/checks/social_support").fill("/me/checks/social_support", "answer", "help", "note", "Marker of mine")
	her.open("/me/checks/safety").fill("/me/checks/safety", "answer", "change", "note", "Kept marker")
	her.open("/me/checks/social_support").open(her.link("Hand a part to a support person")).sees("I need help soon").sees("Marker of mine").misses("Kept marker")
	her.sees("exactly these").sees("Nobody looks day and night").sees("Still Orchard")
	words := her.field("body")
	if words == nil {
		t.Fatalf("there is no field for her words: %s", her.text())
	}
	her.fill("/me/handed", "body", " ").sees("Write a few words first")
	her.fill("/me/handed", "body", "Marker handed\nin two lines").sees("Marker handed").sees("not opened yet").sees("Social support")

	lead.open("/inbox").sees("A member handed you words to read").misses("Tabing Dagat").open(lead.link("A member handed you words to read"))
	lead.sees("Tabing Dagat").misses("Marker")
	action := attribute(lead.find(func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "action"), "/handed/") }), "action")
	for _, who := range []string{"member", "steward", "moderator"} {
		other := newVisitor(t, p).signIn(as[who].Phrase)
		if other.open("/handed"); other.status != http.StatusNotFound {
			t.Errorf("to a %s the page answers %d", who, other.status)
		}
		if other.post(action, url.Values{}); other.status != http.StatusNotFound {
			t.Errorf("to a %s the words answer %d", who, other.status)
		}
		other.open("/me/handed").misses("Marker")
	}
	lead.fill(action).sees("Marker handed").sees("Social support").misses("Marker of mine").misses("Kept marker")
	lead.open("/inbox").misses("A member handed you words to read")
	her.open("/me/handed").sees("opened on").misses("00:00")
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"Marker", "social_support"})
	}
	her.fill(attribute(her.find(func(n *html.Node) bool { return strings.HasSuffix(attribute(n, "action"), "/back") }), "action")).misses("Marker handed")
	if lead.post(action, url.Values{}).sees("Perhaps it was taken back"); lead.status != http.StatusNotFound {
		t.Errorf("what was taken back answers %d", lead.status)
	}
	lead.open("/handed").sees("Nothing is handed to you")
}

// Where nobody takes anything that is said plainly, and words that were typed meanwhile aren't lost.
func TestANetworkWithoutASupportPersonSaysSo(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	her, lead := newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase)
	her.open("/me/handed")
	lead.open("/me").open(lead.link("Handed to you")).sees("They can, and see your name").fill("/handed", "takes", "no").sees("They cannot at the moment")
	her.fill("/me/handed", "body", "Marker typed").sees("She takes nothing any more").sees("No safeguarding lead takes words here").sees("Marker typed")
	her.open("/me/handed").sees("No safeguarding lead takes words here").misses("The words")
	lead.fill("/handed", "takes", "yes").sees("They can, and see your name")
	her.open("/me/handed").sees("Still Orchard")
	if lead.post("/handed", url.Values{"takes": {"perhaps"}}); lead.status != http.StatusUnprocessableEntity {
		t.Errorf("neither yes nor no is answered with %d", lead.status)
	}
}
