package main

import (
	"fmt"
	"strings"
	"testing"
)

// fits fails when a page is wider than the screen, or breaks a rule of accessibility.
func (b *person) fits(where string) {
	b.t.Helper()
	if wide := js[int](b, `document.scrollingElement.scrollWidth - innerWidth`); wide > 0 {
		b.t.Errorf("%s is %d pixels wider than her screen", where, wide)
	}
	script, err := axe()
	if err != nil {
		return
	}
	for _, found := range b.examine(script, everyRule) {
		b.t.Errorf("%s breaks %s", where, found)
	}
}

// On a phone: she writes, asks what could point to her, lends it, answers who asks, and ends it with one press; who leads reads what may go out and
// is refused after it.
func TestAStoryIsLentAndEndedOnAPhone(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	her, leader := newPerson(t, p), newPerson(t, p)
	her.holding(phone)
	leader.holding(phone)
	her.signIn(as["member"].Phrase, "en")
	leader.signIn(as["survivor_leader"].Phrase, "es")

	her.open("/me")
	her.link("Your story")
	her.fits("the list of stories")
	her.link("Write a story")
	her.enter("#title", "The bell")
	her.enter("#body", "Aunt Rosa heard the bell in Santa Ana.")
	her.click("button[formaction='/stories/check']")
	her.sees("Santa Ana")
	her.sees("you decide")
	her.fits("the form of a story, checked")
	if words := js[string](her, `document.querySelector("#body").value`); !strings.HasPrefix(words, "Aunt Rosa") {
		t.Errorf("the check leaves %q of what she wrote", words)
	}
	her.submit("/stories")
	her.sees("Only you can read this")
	story := her.path()
	her.link("Allow one thing")
	her.fits("the form of a permission")
	for _, choice := range []string{"purpose][value=research", "audience][value=officials", "channel][value=letter", "attribution][value=survivor"} {
		her.click(fmt.Sprintf("label:has(input[name=%s])", choice))
	}
	her.submit(story + "/grants")
	her.comesTo(story)
	her.sees("I am asked first")

	group := leader.hrefsOn("/campaigns", `main .list a[href^="/campaigns/"]`)[0] + "/stories"
	leader.open(group)
	lent := js[string](leader, `[...document.querySelectorAll("article.card")].find((a) => a.innerText.includes("Para una investigación")).id`)
	leader.click("#" + lent + " summary")
	leader.enter("#"+lent+" [name=holder]", "La oficina")
	leader.enter("#"+lent+" [name=about]", "Una carta")
	leader.click("#" + lent + " label:has([name=recallable][value=yes])")
	leader.click("#" + lent + " form button")
	leader.sees("La oficina")
	leader.fits("what a group may ask for")

	her.open("/stories")
	her.link("La oficina")
	her.click("button[name=word][value=yes]")
	her.sees("I want to think again")
	her.fits("a story that is lent")
	leader.open(group)
	leader.click(`form[action$="/open"] button`)
	leader.sees("Aunt Rosa heard the bell")
	leader.fits("the words that may go out")

	her.click(`form[action$="/end"] button`)
	her.sees("Ended")
	leader.open(group)
	leader.sees("terminó antes de salir")
	leader.misses("Aunt Rosa")
	her.open("/record")
	her.fits("her record")
}
