package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tinig/locales"
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
	t.Run("she writes for herself", p.sheWritesForHerself)
	t.Run("with a legal case nothing is kept by itself", p.sheHasACase)
	t.Run("two windows keep nothing over each other", p.twoWindowsOfAJournal)
	t.Run("the exercises ask nobody who she is", p.exercisesAskNobody)
}

func (p *program) sheTakesASession(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	her.open(her.link("Course")).sees("The course").sees("Beginning together").misses("Holding a group").misses("Opened")
	her.open(her.link("What advocacy is")).sees("Drafted for review").sees("Nobody has reviewed it yet").sees("When you have had enough")
	her.sees("In your country").sees("MAKABATA").misses("For those who lead")
	unit := her.path
	her.open("/curriculum").sees("Opened")
	her.open(unit).mark("done").sees("You said: done for me.")
	her.open("/curriculum").misses("Opened")
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
	for _, path := range []string{"/curriculum", "/curriculum/opening", "/curriculum/opening/trainer", "/journal"} {
		if newcomer.open(path); newcomer.status != http.StatusNotFound {
			t.Errorf("to a newcomer %s answers %d", path, newcomer.status)
		}
	}
	if newcomer.post("/curriculum/opening/mark", url.Values{"state": {"done"}}); newcomer.status != http.StatusNotFound {
		t.Errorf("a newcomer's mark answers %d", newcomer.status)
	}
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

// What she writes for herself is readable to her alone, comes along as a file on her own device only, and burns.
func (p *program) sheWritesForHerself(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	her.open("/curriculum/closing").fill("/curriculum/closing/journal", "body", "Yellow marker chair.\r\nAnd a lamp.").sees("It is kept, for you alone.")
	her.open("/journal").sees("Yellow marker chair. And a lamp.").sees("A chair near the window.").sees("On a device that others use too")
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"marker chair", "near the window"})
	}
	if her.open("/journal/file"); her.status != http.StatusForbidden || strings.Contains(her.body, "Yellow") {
		t.Errorf("on a shared device the file answers %d", her.status)
	}
	her.post("/me/device", url.Values{"own": {"1"}}).open("/journal/file")
	if her.status != http.StatusOK || !strings.Contains(her.body, "Yellow marker chair.\nAnd a lamp.") || her.header.Get("Content-Disposition") != `attachment; filename="notes.txt"` {
		t.Errorf("the file answers %d as %s: %s", her.status, her.header.Get("Content-Disposition"), her.body)
	}
	silent(t, "en", "the journal as a file", her.body)
	other := newVisitor(t, p).signIn(p.signIns()["trainer_in_cebu"].Phrase)
	other.open("/journal").misses("marker").sees("There is nothing here")
	her.open("/journal").fill("/journal/closing/burn").misses("Yellow").sees("A chair near the window.")
	her.fill("/journal/burn").misses("A chair").sees("There is nothing here")
}

func (p *program) sheHasACase(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	her.open("/me/case").fill("/me/case", "case", "1").sees("It is saved.")
	her.open("/curriculum/closing").sees("You have said that you have a legal case.")
	if keep := her.field("keep"); hasAttribute(keep, "checked") {
		t.Error("keeping is ticked before she did")
	}
	her.fill("/curriculum/closing/journal", "body", "For today only.").sees("Nothing was kept.").sees("For today only.")
	if p.count(`SELECT count(*) FROM journal j JOIN members m ON m.id = j.member_id WHERE m.pseudonym = 'Tabing Dagat'`) != 0 {
		t.Error("it was kept all the same")
	}
	her.fill("/curriculum/closing/journal", "keep", "1").sees("It is kept")
	her.open("/journal").sees("For today only.")
}

func (p *program) twoWindowsOfAJournal(t *testing.T) {
	phrase := p.signIns()["safeguarding_lead"].Phrase
	one, two := newVisitor(t, p).signIn(phrase), newVisitor(t, p).signIn(phrase)
	one.open("/curriculum/closing")
	two.open("/curriculum/closing").fill("/curriculum/closing/journal", "body", "From the second window.")
	one.fill("/curriculum/closing/journal", "body", "From the first window.").sees("In another window you have kept other words")
	if one.status != http.StatusConflict {
		t.Errorf("it answers %d", one.status)
	}
	one.sees("From the first window.").sees("From the second window.")
	one.fill("/curriculum/closing/journal").sees("It is kept")
	one.open("/journal").sees("From the first window.").misses("From the second window.")
	long := strings.Repeat("a", 5001)
	if one.open("/curriculum/closing").fill("/curriculum/closing/journal", "body", long).sees("longer than 5,000"); !strings.Contains(one.body, long) {
		t.Error("too long an entry is lost")
	}
}

// The open page of exercises sets no cookie, doesn't touch a session, and can be read in every language.
func (p *program) exercisesAskNobody(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	p.sql(`UPDATE sessions SET idle_until = date_trunc('minute', now()) + interval '3 minutes'`)
	her.open("/practice").sees("Short exercises").misses("Linaw Suba")
	if n := p.count(`SELECT count(*) FROM sessions WHERE idle_until > now() + interval '4 minutes'`); n != 0 {
		t.Error("it is a sign of her")
	}
	for _, language := range locales.Languages() {
		stranger := newVisitor(t, p).open("/practice?in=" + language.Tag)
		if page := stranger.find(func(n *html.Node) bool { return n.Data == "html" }); attribute(page, "lang") != language.Tag {
			t.Errorf("in %s it is in %s", language.Tag, attribute(page, "lang"))
		}
		if len(stranger.header.Values("Set-Cookie")) > 0 {
			t.Error("it sets a cookie")
		}
		if stranger.find(func(n *html.Node) bool { return n.Data == "section" && strings.HasPrefix(attribute(n, "id"), "b-") }) == nil {
			t.Errorf("in %s there is no exercise", language.Tag)
		}
		silent(t, language.Tag, "/practice", stranger.text())
	}
}
