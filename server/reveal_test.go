package main

import "testing"

// The sign-in words are typed with others in the room: nobody reads them until she asks to see them, nor after she has gone
// from the page.
func TestTheSignInWordsAreHiddenUntilSheAsksToSeeThem(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	b := newPerson(t, p)
	b.open("/")
	b.enter("#phrase", "some words of hers")
	readable := func(want bool, when string) {
		t.Helper()
		shown := js[bool](b, `getComputedStyle(document.querySelector("#phrase")).webkitTextSecurity === "none"`)
		pressed := js[string](b, `document.querySelector("button.reveal").ariaPressed`) == "true"
		if shown != want || pressed != want {
			t.Errorf("%s the words can be read: %t, and the button says %t", when, shown, pressed)
		}
	}
	readable(false, "while she types")
	for _, leaving := range []string{`document.dispatchEvent(new Event("visibilitychange"))`, `dispatchEvent(new PageTransitionEvent("pagehide"))`} {
		b.click("button.reveal")
		readable(true, "when she asked")
		js[bool](b, leaving)
		readable(false, "after "+leaving)
	}
	b.click("button.reveal")
	b.click("button.reveal")
	readable(false, "when she asked no more")
}
