package main

import (
	"fmt"
	"testing"

	"tinig/curriculum"
)

// A session, live: who goes with the group is taken along, who goes at her own pace stays where she is and is told where the
// others are; the server is killed and started again, and everybody is where they were.
func TestASessionIsFollowedThroughAKill(t *testing.T) {
	s := newSchool(t, startProgram(t, "demo"), "member", curriculum.Learner, "survivor_leader", curriculum.Learner)
	leads, follows, own := s.sits(t, trainer, "en"), s.sits(t, "member", "ceb"), s.sits(t, "survivor_leader", "fil")
	leads.click(`#sessions button`)
	leads.showsBlock("settling-in")
	follows.showsBlock("settling-in")
	own.showsBlock("settling-in")
	own.holds(`document.querySelector("#mine-hand form[action$='/pace'] button")`)
	own.click("#mine-hand form[action$='/pace'] button")
	own.holds(`document.querySelector("#blocks")`)
	js[bool](own, `(document.querySelector("#b-our-agreement").scrollIntoView(), true)`)
	before := js[float64](own, `scrollY`)

	leads.click(".controls .next")
	leads.showsBlock("far-and-near")
	follows.showsBlock("far-and-near")
	own.showsBlock("far-and-near")
	if after := js[float64](own, `scrollY`); after != before {
		t.Errorf("at her own pace the page moved from %f to %f", before, after)
	}

	s.kill()
	s.start()
	leads.click(".controls .next")
	for _, b := range []*person{leads, follows, own} {
		b.showsBlock("what-this-is")
	}
	leads.click(`#others .button.danger`)
	for _, b := range []*person{leads, follows, own} {
		b.showsBlock("until-next-time")
		b.holds(`document.querySelector("#now").offsetHeight > 0`)
	}
	live := follows.stage()
	follows.open(s.base)
	if fresh := follows.stage(); fresh != live {
		t.Errorf("the old page and its events made\n%s\nthe fresh page is\n%s", live, fresh)
	}
	leads.click(`form[action$="/end"] button`)
	follows.holds(`document.querySelector("#stage") && !document.querySelector("[data-awake]")`)
}

// sits signs somebody of the demo in, at the room.
func (s *school) sits(t *testing.T, role, lang string) *person {
	t.Helper()
	b := newPerson(t, s.program)
	b.signIn(s.signIns()[role].Phrase, lang)
	b.open(s.base)
	return b
}

// sitsPlainly is the same without script, from the beginning: a session that a script has bound is good for nothing without it.
func (s *school) sitsPlainly(t *testing.T, role string) *person {
	t.Helper()
	b := newPerson(t, s.program)
	b.withoutScript()
	b.signIn(s.signIns()[role].Phrase, "en")
	b.open(s.base)
	return b
}

// showsBlock waits until the page says that the group is at a block, and until its socket could be there.
func (b *person) showsBlock(id string) {
	b.t.Helper()
	b.holds(fmt.Sprintf(`document.querySelector("#where a")?.getAttribute("href") === "#b-%s"`, id))
}

// stage is what everybody in the room sees, as it stands in her page.
func (b *person) stage() string {
	b.t.Helper()
	return js[string](b, `(() => {
		const stage = document.querySelector("#stage");
		return [...stage.attributes].map(({ name, value }) => name + "=" + value).sort() + [...stage.children].map((piece) => piece.outerHTML).join("\n");
	})()`)
}
