package main

import (
	"fmt"
	"strings"
	"testing"
)

// take takes the first name on offer on the page that asks for it, and returns it.
func (b *person) take(words string) (name string) {
	b.t.Helper()
	b.open("/me/pseudonym")
	name = js[string](b, `document.querySelector("input[name=pseudonym]").value`)
	b.click("input[name=pseudonym]")
	b.click(fmt.Sprintf("input[name=words][value=%s]", words))
	b.submit("/me/pseudonym")
	b.comesTo("/me")
	b.sees(name)
	return name
}

// A recognised name is changed while somebody else has the topic open, in Arabic. The new one appears, the old one is
// nowhere in the page; then her words stay behind, and no name of hers is.
func TestARecognisedNameGoesFromAnOpenPage(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	her, arab := newPerson(t, p), newPerson(t, p)
	arab.holding(phone)
	her.signIn(as["member"].Phrase, "en")
	arab.signIn(as["survivor_leader"].Phrase, "ar")
	for _, b := range []*person{her, arab} {
		b.link("When a court date")
	}
	topic := strings.TrimPrefix(strings.SplitN(arab.at(), "?", 2)[0], p.origin)
	arab.open(topic + "?from=1")
	arab.holds(`document.querySelector("live-topic .more")`)
	her.reply("Words of somebody who was recognised")
	arab.holds(`document.querySelector(".more:not([hidden])")`)
	arab.click(".more")
	arab.sees("Words of somebody who was recognised")
	arab.sees("Linaw Suba")

	name := her.take("follow")
	arab.sees(name)
	arab.misses("Linaw Suba")
	live := arab.shown()
	arab.open(topic + "?from=1")
	if fresh := arab.shown(); fresh != live {
		t.Errorf("the old page and its events made\n%s\nthe fresh page is\n%s", live, fresh)
	}

	arab.holds(`document.querySelector("live-topic .more")`)
	behind := her.take("stay")
	arab.sees("شخص غادر الشبكة")
	for _, old := range []string{"Linaw Suba", name, behind} {
		arab.misses(old)
	}
	live = arab.shown()
	arab.open(topic + "?from=1")
	if fresh := arab.shown(); fresh != live {
		t.Errorf("the old page and its events made\n%s\nthe fresh page is\n%s", live, fresh)
	}
}

// misses waits until a text is nowhere in the page, hidden or not.
func (b *person) misses(text string) {
	b.t.Helper()
	b.holds(fmt.Sprintf("!document.documentElement.outerHTML.includes(%q)", text))
}

// Everything rests: what is open elsewhere goes away by itself, and one press after signing in brings all back.
func TestAPauseClosesWhatIsOpen(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	phrase := p.signIns()["member"].Phrase
	here, there := newPerson(t, p), newPerson(t, p)
	for _, b := range []*person{here, there} {
		b.signIn(phrase, "en")
	}
	there.link("When a court date")
	there.holds(`document.querySelector("live-topic .more")`)
	here.open("/me/pause")
	here.submit("/me/pause")
	here.sees("Everything is resting")
	there.comesTo("/")
	there.enter("#phrase", phrase)
	there.submit("/sign-in")
	there.comesTo("/me/pause")
	there.submit("/me/pause/end")
	there.comesTo("/home")
	here.open("/home")
	here.comesTo("/home")
}
