package main

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// One demo serves all that concerns words for when somebody makes her sign in, and whoever is in no network.
func TestSecondWordsAndWhoIsInNoNetwork(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("second words open a page with nothing of hers, and shut her account", p.secondWordsShut)
	t.Run("what they open can't be told from an account that left its network", p.secondWordsLookLikeWhoLeft)
	t.Run("who is in no network finds the doors of networks closed", p.readersFindDoorsClosed)
	t.Run("a step of one session is good in no other", p.stepsAreOfTheirSession)
	t.Run("she changes her words", p.wordsAreChanged)
}

// newcomer is somebody who has just joined.
func (p *program) newcomer(t *testing.T) (her *visitor, phrase string, codes []string) {
	t.Helper()
	steward := newVisitor(t, p).signIn(p.signIns()["steward"].Phrase)
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	her = newVisitor(t, p)
	phrase, codes = her.join(steward.slip())
	return her, phrase, codes
}

// value is what a field of the page holds.
func (v *visitor) value(name string) string { return attribute(v.field(name), "value") }

// choose goes the whole way to new words.
func (v *visitor) choose(use, own string) (phrase string) {
	v.t.Helper()
	v.open("/me/phrase/"+use).fill("/me/phrase/"+use, "phrase", own)
	words := v.items("phrase")
	if len(words) == 0 {
		v.t.Fatalf("no words are shown: %s", v.text())
	}
	v.fill("/me/phrase/"+use+"/confirm", "first", words[v.asked("first")], "second", words[v.asked("second")])
	if v.path != "/me/device" {
		v.t.Fatalf("it led to %s: %s", v.path, v.text())
	}
	return strings.Join(words, " ")
}

func (p *program) secondWordsShut(t *testing.T) {
	her, phrase, codes := p.newcomer(t)
	her.open("/me/phrase/second").fill("/me/phrase/second", "phrase", "not her words at all").sees("don't open anything")
	second := her.choose("second", phrase)
	her.open("/home").sees("Hello")

	forced := newVisitor(t, p).signIn(second).sees("You are in no network")
	forced.open("/inbox").sees("Nothing")
	forced.open("/curriculum").open(forced.link("Beginning together")).sees("agree how we want to be together")
	if forced.find(func(n *html.Node) bool { return attribute(n, "id") == "end" || attribute(n, "id") == "journal" }) != nil {
		t.Error("a session asks a reader for something")
	}
	third := forced.open("/me/phrase/second").choose("second", second)
	if her.open("/home"); her.path != "/" {
		t.Errorf("her own session goes on at %s", her.path)
	}
	newVisitor(t, p).open("/").fill("/sign-in", "phrase", phrase).sees("don't open anything")
	newVisitor(t, p).signIn(third).sees("You are in no network")

	back := newVisitor(t, p)
	back.open("/recover").fill("/recover", "code", codes[0])
	words := back.items("phrase")
	back.fill("/recover/confirm", "first", words[back.asked("first")], "second", words[back.asked("second")]).sees("Hello")
}

// What a duress phrase opens and what is left to who left her only network answer every path alike, byte for byte.
func (p *program) secondWordsLookLikeWhoLeft(t *testing.T) {
	her, phrase, _ := p.newcomer(t)
	second := her.choose("second", phrase)
	other, otherPhrase, _ := p.newcomer(t)
	other.open("/me/leave").fill("/me/leave", "words", "erase", "keep", "1").sees("You are in no network")
	other.post("/leave", nil)
	forced, left := newVisitor(t, p).signIn(second), newVisitor(t, p).signIn(otherPhrase)
	for _, v := range []*visitor{forced, left} {
		v.open("/home").fill("/me/visit")
	}
	for _, r := range routes(t) {
		if r.method != http.MethodGet || strings.Contains(r.path, "{secret}") {
			continue
		}
		path := strings.Replace(strings.TrimSuffix(r.path, "{$}"), "{use}", "second", 1)
		path = route{path: path}.real()
		one, two := forced.open(path), left.open(path)
		if one.status != two.status || one.path != two.path || one.answers() != two.answers() {
			t.Errorf("%s: %d at %s with %d bytes, and %d at %s with %d", r.path, one.status, one.path, len(one.body), two.status, two.path, len(two.body))
		}
	}
	if forced.open("/me").fill("/me/close"); forced.open("/home").path != "/" {
		t.Error("an account that ended goes on")
	}
}

func (p *program) readersFindDoorsClosed(t *testing.T) {
	reader, phrase, _ := p.newcomer(t)
	reader.open("/me/leave").fill("/me/leave", "words", "erase", "keep", "1")
	for _, r := range routes(t) {
		switch r.wrapper {
		case "", "open", "anyway", "bare", "reader", "alwaysReader", "restingReader", "tabletDoor":
			continue
		}
		if status := reader.knock(r); status != http.StatusSeeOther || reader.header.Get("Location") != "/home" {
			t.Errorf("%s %s answers %d and leads to %q", r.method, r.path, status, reader.header.Get("Location"))
		}
	}
	steward := newVisitor(t, p).signIn(p.signIns()["steward"].Phrase)
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	code, pin := steward.slip()
	reader.open("/join?c="+code).fill("/join", "pin", pin, "me", "1")
	reader.fill("/join/agreement").fill("/join/pseudonym")
	reader.fill("/join/phrase", "pseudonym", reader.value("pseudonym")).sees("Hello")
	newVisitor(t, p).signIn(phrase).sees("Hello")
}

func (p *program) wordsAreChanged(t *testing.T) {
	her, phrase, _ := p.newcomer(t)
	elsewhere := newVisitor(t, p).signIn(phrase)
	fresh := her.choose("mine", phrase)
	her.sees("From now on you sign in with your new words")
	if elsewhere.open("/home"); elsewhere.path != "/" {
		t.Errorf("elsewhere she is still at %s", elsewhere.path)
	}
	newVisitor(t, p).open("/").fill("/sign-in", "phrase", phrase).sees("don't open anything")
	newVisitor(t, p).signIn(fresh).sees("Hello")
	if her.open("/me/phrase/other"); her.status != http.StatusNotFound {
		t.Errorf("words for something else answer %d", her.status)
	}
}

func (p *program) stepsAreOfTheirSession(t *testing.T) {
	her, phrase, _ := p.newcomer(t)
	her.open("/me/phrase/second").fill("/me/phrase/second", "phrase", phrase)
	words, sealed := her.items("phrase"), her.value("sealed")
	first, second := words[her.asked("first")], words[her.asked("second")]
	her.fill("/me/phrase/second/confirm", "first", "wrong", "second", second).sees("not the two words")
	for path, v := range map[string]*visitor{
		"/me/phrase/second/confirm": newVisitor(t, p).signIn(phrase),
		"/me/phrase/mine/confirm":   her,
	} {
		if v.post(path, map[string][]string{"sealed": {sealed}, "first": {first}, "second": {second}}); v.status != http.StatusGone {
			t.Errorf("%s answers %d", path, v.status)
		}
	}
}
