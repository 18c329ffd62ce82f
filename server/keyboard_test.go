package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// She signs in, opens a topic, a content note, replies and leaves by Tab, Enter and Space alone. Each stop on the way is
// marked, and nothing lies over it.
func TestEverythingByKeyboard(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	for name, width := range map[string]int64{"phone": phone, "desk": desk} {
		t.Run(name, func(t *testing.T) {
			b := newPerson(t, p)
			b.holding(width)
			b.open("/")
			b.tabTo("#phrase")
			b.press(p.signIns()["survivor_leader"].Phrase)
			b.tabTo("input[name=own]")
			b.press(" ")
			b.holds(`document.querySelector("input[name=own]").checked`)
			b.tabTo(`form[action="/sign-in"] .button`)
			b.press(kb.Enter)
			b.comesTo("/home")

			b.tabTo(`main a[href^="/s/"] ~ a, main li:nth-child(2) > a[href^="/s/"]`)
			b.press(kb.Enter)
			b.holds(`location.pathname.startsWith("/s/") && document.readyState === "complete"`)
			b.tabTo(`a[href^="/t/"]:has(.note-tag)`)
			b.press(kb.Enter)
			b.sees("When a court date comes closer")
			topic := b.path()
			b.open(topic + "?from=1")

			b.tabTo("details.note summary")
			b.press(" ")
			b.sees("Mine is next month")
			b.tabTo("#body")
			words := "By keyboard, on a " + name
			b.press(words)
			b.tabTo(".composer .button")
			b.press(kb.Enter)
			b.sees(words)
			b.holds(`document.readyState === "complete"`)

			b.open(topic)
			b.tabTo(".skip[form=leave]")
			b.press(kb.Enter)
			b.comesTo("/away")
		})
	}
}
