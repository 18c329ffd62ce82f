package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What she was typing is there again after the page went, without her having done anything.
func TestADraftOutlivesItsPage(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	b := newPerson(t, p)
	b.signInOn(p.signIns()["member"].Phrase, false)
	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 1)
	b.open(topic)
	b.enter("#body", "Half a sentence that")
	b.holds(`document.querySelector(".saved")`)
	b.enter("#body", " goes on")
	b.open("/home") // before the draft was kept again: the page does so when it goes
	eventually(t, "the draft is whole", func() bool {
		b.open(topic)
		return js[string](b, `document.querySelector("#body").value`) == "Half a sentence that goes on"
	})
}

// A minute before the idle limit she is asked; "I am still here" keeps the page. At the limit it goes to the front page, the
// session ends, and after signing in again the draft is there.
func TestTheIdleLimitAsksThenLeavesAndKeepsTheDraft(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	b := newPerson(t, p)
	b.standsStill()
	phrase := p.signIns()["member"].Phrase
	b.signInOn(phrase, false)
	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 1)
	b.open(topic)
	limit := js[int](b, "Number(document.body.dataset.idle)")
	if limit != 600 {
		t.Errorf("the idle limit of a shared device is %d seconds", limit)
	}
	b.enter("#body", "Words from before the limit")
	b.isAsked(limit-61, false)
	b.isAsked(1, true)
	b.sees("Are you still here?")
	b.holds(`document.querySelector(".saved")`)
	b.click("#idle .button:not(.quiet)")
	eventually(t, "the server is told that she stays", b.isToldOf)
	b.isAsked(limit-61, false)
	b.isAsked(1, true)
	cookie := b.cookie("s")
	thief(t, p, cookie).open("/me").sees("Linaw Suba")
	b.passes(60)
	b.comesTo("/")
	eventually(t, "the session ends", func() bool { return thief(t, p, cookie).open("/home").path == "/" })
	b.signInHere(phrase)
	b.open(topic)
	b.holds(`document.querySelector("#body").value === "Words from before the limit"`)
}

// What she did last is told to the server too, when its minute is over. It wasn't, and then her session could end while the
// page still asked whether she is here.
func TestTheLastSignOfHerIsTold(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	b := newPerson(t, p)
	b.standsStill()
	b.signInOn(p.signIns()["member"].Phrase, false)
	b.passes(30)
	js[bool](b, `dispatchEvent(new KeyboardEvent("keydown", {key: "a"}))`)
	b.passes(30)
	if b.isToldOf() {
		t.Error("she was told of more than once a minute")
	}
	b.passes(1)
	eventually(t, "the server is told of her", b.isToldOf)
}

// standsStill stops the clock of her pages until passes moves it.
func (b *person) standsStill() {
	b.t.Helper()
	b.beforePages(`(() => {
		let at = Date.now();
		window.later = (seconds) => { at += 1000 * seconds; };
		Date.now = () => at;
	})()`)
}

// passes lets so many seconds go by for the page, which looks at its clock then.
func (b *person) passes(seconds int) {
	b.t.Helper()
	js[bool](b, fmt.Sprintf(`(later(%d), document.dispatchEvent(new Event("visibilitychange")))`, seconds))
}

// isToldOf says whether the page has told the server that she is here.
func (b *person) isToldOf() bool {
	return slices.ContainsFunc(b.requests.list(), func(url string) bool { return strings.HasSuffix(url, "/still") })
}

// isAsked says whether the page asks if she is still here, when so many seconds have gone by.
func (b *person) isAsked(seconds int, want bool) {
	b.t.Helper()
	b.passes(seconds)
	if asked := js[bool](b, `document.querySelector("#idle").open`); asked != want {
		b.t.Errorf("%d seconds later she is asked: %t", seconds, asked)
	}
}
