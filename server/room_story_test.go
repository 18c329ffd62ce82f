package main

import (
	"fmt"
	"strings"
	"testing"

	"tinig/curriculum"
)

// A whole session: a trainer and four participants in three languages. One goes with the group, one at her own pace, one has no
// script, one sits at the shared tablet. Counts come only of five; who would like somebody reaches the support person alone; the
// server is killed and started again in the middle, and everybody is where they were.
func TestAWholeSessionIsHeld(t *testing.T) {
	s := newSchool(t, startProgram(t, "demo"), "member", curriculum.Learner, "survivor_leader", curriculum.Learner,
		"steward", curriculum.Learner, "safeguarding_lead", curriculum.Support)
	leads, support := s.sits(t, trainer, "en"), s.sits(t, "safeguarding_lead", "en")
	follows, own, plain := s.sits(t, "member", "ceb"), s.sits(t, "survivor_leader", "fil"), s.sitsPlainly(t, "steward")
	support.click(`#mine-here button[name="here"]`)
	support.sees("Nobody has asked so far")
	leads.click(`#sessions button`)
	leads.showsBlock("settling-in")
	tablet := s.tabletOf(t, leads)
	seat := tablet.takesNewSeat()
	live := []*person{leads, follows, own, tablet}

	own.click(`#mine-hand form[action$="/pace"] button`)
	own.holds(`document.querySelector("#blocks")`)
	leads.click(".controls .next")
	s.everybodyAt("far-and-near", plain, live...)

	tablet.click(`#mine-hand form[action$="/hand"] button`)
	leads.sees(seat)
	leads.click(`#asking button[value="faces"]`)
	for i, b := range []*person{follows, own, plain, tablet} {
		b.answers(i + 1)
	}
	leads.sees("Fewer than five have answered so far")
	leads.answers(3)
	leads.sees("Five or more have answered")
	for _, b := range []*person{follows, own, plain, tablet} {
		if js[bool](b, `Boolean(document.querySelector(".result"))`) {
			t.Error("a result is shown before the question is closed")
		}
	}
	leads.click(`[id^="p-"] form[action$="/close"] button`)
	leads.sees("Mostly: so-so, good or very good")
	follows.holds(`document.querySelector(".result meter")`)
	plain.open(s.base)
	plain.sees("5 answers")

	follows.wishes()
	support.looksAgain("Linaw Suba")
	for _, b := range []*person{leads, own, plain, tablet} {
		b.looksAgain("")
		if said := js[string](b, `document.querySelector("main").innerHTML`); strings.Contains(said, "Linaw Suba") {
			t.Errorf("somebody else reads who would like somebody:\n%s", said)
		}
	}
	support.click(`#wishes button[value="after"]`)
	support.sees("Right after the session")
	follows.holds(`document.querySelector("#mine-wish .dot")`) // by itself, on the page that waits
	follows.click("#mine-wish summary")
	follows.sees("Adunay tawo para nimo human dayon sa sesyon")

	s.kill()
	s.start()
	s.everybodyAt("far-and-near", plain, live...)
	leads.click(".controls .next")
	s.everybodyAt("what-this-is", plain, live...)
	if !js[bool](own, `Boolean(document.querySelector("live-room[data-own] #blocks"))`) {
		t.Error("who goes at her own pace doesn't any more")
	}
	tablet.sees(seat)
	leads.click(`#asking button[value="faces"]`)
	for i, b := range []*person{follows, own, plain, tablet} {
		b.answers(i)
	}
	leads.click(`[id^="p-"] form[action$="/close"] button`)
	leads.sees("Fewer than five have answered, so nothing is shown")
	plain.looksAgain("Fewer than five have answered, so nothing is shown")

	leads.click(`#others .button.danger`)
	s.everybodyAt("until-next-time", plain, live...)
	leads.click(`form[action$="/end"] button`)
	leads.sees("This session is over")
	follows.holds(`document.querySelector("#over")`)
	tablet.open(s.base)
	tablet.sees("The session on this tablet is over")
}

// tabletOf pairs a tablet, in English, with a number that the trainer asks for.
func (s *school) tabletOf(t *testing.T, leads *person) *person {
	t.Helper()
	leads.click("#tablets summary")
	leads.click(`#tablets button[name="pair"]`)
	leads.holds(`document.querySelector("#code")`)
	code := js[string](leads, `document.querySelector(".pairing").innerText`)
	leads.open(s.base)
	tablet := newPerson(t, s.program)
	tablet.open("/tablet")
	tablet.enter("#code", code)
	tablet.click(`form[action="/tablet"] button`)
	tablet.comesTo("/seat")
	return tablet
}

// takesNewSeat chooses the first name on offer.
func (b *person) takesNewSeat() (name string) {
	b.t.Helper()
	b.click(`a[href="/seat/new"]`)
	b.comesTo("/seat/new")
	name = js[string](b, `document.querySelector("input[name=name]").value`)
	b.click("input[name=name]")
	b.click(`form[action="/seat/new"] button`)
	b.sees(name)
	b.holds(`document.querySelector("#stage")`)
	return name
}

// everybodyAt waits until all pages say that the group is at a block. plain has no script, and looks again.
func (s *school) everybodyAt(block string, plain *person, others ...*person) {
	for _, b := range others {
		b.t.Helper()
		b.showsBlock(block)
	}
	plain.open(s.base)
	plain.showsBlock(block)
}

// answers chooses one of five faces, on a page loaded anew where there is no script.
func (b *person) answers(face int) {
	b.t.Helper()
	b.looksAgain("")
	b.click(fmt.Sprintf(`.question input[value="%d"]`, face))
	b.click(".question form .button")
	b.holds(`document.readyState === "complete" && !document.querySelector(".question input:checked")`)
}

// looksAgain loads the page until it shows a text; nothing for an empty one but that the page is there.
func (b *person) looksAgain(text string) {
	b.t.Helper()
	path := strings.TrimPrefix(b.at(), b.origin)
	eventually(b.t, "the page shows "+text, func() bool {
		b.open(path)
		return strings.Contains(js[string](b, `document.body.innerText`), text)
	})
}

// wishes would like somebody.
func (b *person) wishes() {
	b.t.Helper()
	b.click("#mine-wish summary")
	b.click(`#mine-wish button[name="wish"]`)
	b.holds(`document.querySelector("#mine[data-waits]")`)
}
