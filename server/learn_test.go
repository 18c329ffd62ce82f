package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// What a member does with the course by herself, without script. One demo serves all of it.
func TestAMemberTakesSessionsByHerself(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("she reads one and says that it is done", p.sheTakesASession)
	t.Run("a newcomer meets no course", p.newcomersMeetNoCourse)
	t.Run("what is heavier is a choice", p.heavierIsAChoice)
	t.Run("she reads it in another language", p.sheReadsInAnother)
	t.Run("a unit that isn't there", p.noSuchUnit)
}

func (p *program) sheTakesASession(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	her.open(her.link("Course")).sees("The course").sees("Beginning together").misses("Holding a group").misses("Opened")
	her.open(her.link("Beginning together")).sees("Drafted for review").sees("Nobody has reviewed it yet").sees("When you have had enough")
	her.sees("In your country").sees("MAKABATA").misses("For those who lead")
	unit := her.path
	if !strings.Contains(her.open("/curriculum").text(), "Opened") {
		t.Error("a session that she has opened isn't said to be")
	}
	her.open(unit).mark("done").sees("You said: done for me.")
	her.open("/curriculum").sees("Done for me")
	her.open(unit).mark("not_today").sees("You said: not today.")
	her.mark("visited").misses("You said")
	her.post(unit+"/mark", url.Values{"state": {"best of all"}}).sees("Choose one of the buttons")
	if her.status != http.StatusUnprocessableEntity {
		t.Errorf("another state answers %d", her.status)
	}
}

// mark presses a button at the end of a session.
func (v *visitor) mark(state string) *visitor {
	v.t.Helper()
	button := v.find(func(n *html.Node) bool {
		return n.Data == "button" && attribute(n, "name") == "state" && attribute(n, "value") == state
	})
	if button == nil {
		v.t.Fatalf("%s has no button for %s", v.path, state)
	}
	return v.fill(v.path+"/mark", "state", state)
}

func (p *program) newcomersMeetNoCourse(t *testing.T) {
	p.sql(`UPDATE members SET standing = 'newcomer' WHERE pseudonym = 'Early Fern'`)
	newcomer := newVisitor(t, p).signIn(p.signIns()["moderator"].Phrase)
	newcomer.open("/home").misses("Course")
	for _, path := range []string{"/curriculum/opening", "/curriculum/opening/trainer"} {
		if newcomer.open(path); newcomer.status != http.StatusNotFound {
			t.Errorf("to a newcomer %s answers %d", path, newcomer.status)
		}
	}
	if newcomer.post("/curriculum/opening/mark", url.Values{"state": {"done"}}); newcomer.status != http.StatusNotFound {
		t.Errorf("a newcomer's mark answers %d", newcomer.status)
	}
	newcomer.open("/curriculum").misses("Beginning together")
}

// A heavier part says beforehand what it is and how long it takes, and stands closed beside a gentler one.
func (p *program) heavierIsAChoice(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase).open("/curriculum/self-4-limits-and-relationships")
	her.sees("Two ways to the same place").sees("A gentler way").sees("Content note:")
	ways := 0
	each(her.page, func(n *html.Node) {
		if n.Data == "details" && strings.Contains(attribute(n.Parent, "class"), "way") {
			ways++
			if hasAttribute(n, "open") {
				t.Error("one of two ways stands open before she chose")
			}
		}
	})
	if ways < 2 || ways%2 != 0 {
		t.Errorf("%d ways", ways)
	}
}

func (p *program) sheReadsInAnother(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase).open("/curriculum/opening?in=es")
	heading := her.find(func(n *html.Node) bool { return n.Data == "h1" })
	if attribute(heading, "lang") != "es" || !strings.Contains(her.text(), "75") && !strings.Contains(her.text(), "minutes") {
		t.Errorf("the heading is in %s", attribute(heading, "lang"))
	}
	her.mark("done").sees("You said: done for me.")
	if heading = her.find(func(n *html.Node) bool { return n.Data == "h1" }); attribute(heading, "lang") != "es" {
		t.Errorf("after a mark it is in %s", attribute(heading, "lang"))
	}
	her.open("/curriculum/opening?in=xx")
	if heading = her.find(func(n *html.Node) bool { return n.Data == "h1" }); attribute(heading, "lang") != "en" {
		t.Errorf("in a language that isn't there it is in %s", attribute(heading, "lang"))
	}
}

func (p *program) noSuchUnit(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	for _, path := range []string{"/curriculum/nothing", "/curriculum/trainer-1-holding-a-group", "/curriculum/opening/trainer"} {
		if her.open(path); her.status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, her.status)
		}
	}
}
