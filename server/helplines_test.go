package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// mostOfHelp is what the page of helplines may weigh with all that belongs to it: it must come over a bad line at once.
const mostOfHelp = 30 << 10

// Somebody who isn't signed in, on any device: she finds whom to call, with nothing between her and the number, and nothing of
// it is kept. A member finds those of her network's countries first.
func TestWhomOneCanCall(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	said := p.output.String()
	stranger := newVisitor(t, p)
	stranger.open("/").open(stranger.link("Whom you can call")).sees("In your country").sees("Take It Down").misses("In other countries")
	if len(stranger.client.Jar.Cookies(mustURL(t, p.origin))) != 0 {
		t.Error("reading it leaves a cookie")
	}
	if stranger.find(func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "tel:") }) == nil {
		t.Error("no number can be pressed")
	}
	if link := stranger.find(func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "/out") }); link != nil {
		t.Error("a stranger is sent to a page for members")
	}
	if p.output.String() != said {
		t.Errorf("it is logged: %s", strings.TrimPrefix(p.output.String(), said))
	}
	for _, page := range []string{"/limits", "/join"} {
		stranger.open(page).open(stranger.link("Whom you can call"))
	}

	as := p.signIns()
	steward, member := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	member.open("/me/checks/safety").open(member.link("Whom you can call")).sees("In your country")
	steward.open("/steward/network")
	steward.post("/steward/network/countries", url.Values{"country": {"KE", "GB"}})
	if steward.status != http.StatusOK {
		t.Fatalf("choosing countries is answered with %d: %s", steward.status, steward.text())
	}
	member.open("/helplines").misses("In your country").sees("In other countries")
	text := member.text()
	for _, pair := range [][2]string{{"Childline", "Child Helpline 116"}, {"Child Helpline 116", "Take It Down"}, {"Take It Down", "AlengPulis"}} {
		if i, j := strings.Index(text, pair[0]), strings.Index(text, pair[1]); i < 0 || j < i {
			t.Errorf("%s stands at %d and %s at %d", pair[0], i, pair[1], j)
		}
	}
	if member.find(func(n *html.Node) bool {
		return strings.HasPrefix(attribute(n, "href"), "/out?to=https%3A%2F%2Ftakeitdown")
	}) == nil {
		t.Error("a member isn't asked before she goes to a page elsewhere")
	}
	member.open("/me/checks/mental_wellbeing").sees("Child Helpline 116").misses("DCI").misses("AlengPulis").open(member.link("All helplines"))
	member.open("/me/checks/legal_protection").sees("DCI").misses("Child Helpline 116")
	if steward.post("/steward/network/countries", url.Values{"country": {"XX"}}); steward.status != http.StatusUnprocessableEntity {
		t.Errorf("a country without a helpline is answered with %d", steward.status)
	}
	steward.open("/steward/network").fill("/steward/network/countries")
	member.open("/helplines").sees("In your country")
}

func TestThePageOfHelplinesComesOverABadLine(t *testing.T) {
	b := newPerson(t, sharedDemo(t))
	b.weighs("whom one can call", "/helplines", 100, mostOfHelp)
}
