package main

import (
	"testing"

	"tinig/curriculum"
)

// The pages of an open session break none of axe's rules: of who leads it, who follows, who goes at her own pace in a language that
// is written from the right, and who takes a seat at a tablet.
func TestAnOpenSessionIsForAll(t *testing.T) {
	script := axeFor(t)
	s := newSchool(t, startProgram(t, "demo"), "member", curriculum.Learner)
	leads, follows := s.sits(t, trainer, "en"), s.sits(t, "member", "ar")
	leads.click(`#sessions button`)
	leads.showsBlock("settling-in")
	follows.showsBlock("settling-in")
	tablet := s.tabletOf(t, leads)
	leads.click(`#asking button[value="faces"]`)
	follows.holds(`document.querySelector(".question")`)
	breaks := func(name string, b *person) {
		for _, found := range b.examine(script, everyRule) {
			t.Errorf("%s breaks %s", name, found)
		}
	}
	for _, b := range []*person{leads, follows} {
		js[bool](b, `(document.querySelectorAll("main details").forEach((d) => d.open = true), true)`)
	}
	breaks("the page of who leads", leads)
	breaks("the page of who follows", follows)
	follows.click(`#mine-hand form[action$="/pace"] button`)
	follows.holds(`document.querySelector("#blocks")`)
	breaks("the page at her own pace", follows)
	leads.open(s.base + "/screen")
	breaks("the screen", leads)
	breaks("the seats", tablet)
	tablet.open("/seat/new")
	breaks("a new seat", tablet)
}
