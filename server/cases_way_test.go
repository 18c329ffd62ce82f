package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// goesBy goes to something by Tab and presses it.
func (b *person) goesBy(selector string) {
	b.t.Helper()
	b.tabTo(selector)
	b.press(kb.Enter)
}

// takesBy takes the case of the queue that says this.
func (b *person) takesBy(text string) {
	b.t.Helper()
	b.open("/queue")
	if !js[bool](b, fmt.Sprintf(`[...document.querySelectorAll(".queue li")].some((one) => one.innerText.includes(%q) && (one.dataset.ours = "", true))`, text)) {
		b.t.Fatalf("nothing in the queue says %q: %s", text, b.says())
	}
	b.goesBy(`[data-ours] form[action$="/take"] button`)
	b.holds(`location.pathname.startsWith("/queue/") && document.readyState === "complete"`)
}

// From a report to an answer and past it by keyboard alone, on a phone: somebody reports in Cebuano, a moderator decides in English, whose words
// they were reads it in Filipino and asks again, and another decides.
func TestAReportGoesItsWayByKeyboard(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	come := func(role, lang string) *person {
		b := newPerson(t, p)
		b.holding(phone)
		b.signIn(as[role].Phrase, lang)
		return b
	}
	reporter := come("trainer_in_cebu", "ceb")
	reporter.link("Adlaw-adlaw")
	topic := strings.SplitN(reporter.linkOn(reporter.path(), reportedTopic), "?", 2)[0]
	reporter.open(topic + "?from=1")
	reporter.goesBy(`a[href^="/report/post/"][href$="_5"]`)
	reporter.holds(`location.pathname.startsWith("/report/") && document.readyState === "complete"`)
	reporter.goesBy(`button[name=reason][value=exposes]`)
	reporter.holds(`document.querySelector("main .notice, main .done")`)
	reporter.open(topic)
	reporter.holds(`!document.body.innerText.includes("Salamat sa inyong tanan")`)

	moderator := come("moderator", "en")
	moderator.takesBy("who or where somebody is")
	moderator.goesBy(`.queue-text summary`)
	moderator.sees("Salamat sa inyong tanan")
	moderator.goesBy(`a[href$="?act=hide#decide"]`)
	moderator.holds(`document.querySelector("#body")?.lang === "ceb"`)
	if draft := js[string](moderator, `document.querySelector("#body").value`); draft == "" {
		t.Error("no draft of a reason stands there in the language of whose words they are")
	}
	moderator.tabTo("#body")
	moderator.press(" Gitagoan tungod sa dalan.")
	moderator.goesBy(`main form[action^="/queue/"] button.button:not(.quiet)`)
	moderator.comesTo("/queue")

	author := come("survivor_leader", "fil")
	author.open("/reports")
	author.goesBy(`main a[href^="/reports/"]`)
	author.sees("Gitagoan tungod sa dalan.")
	author.sees("Moderator")
	for _, name := range []string{as["moderator"].Pseudonym, as["trainer_in_cebu"].Pseudonym} {
		if author.shows(`document.body.innerText.includes("` + name + `")`) {
			t.Errorf("she is told of %s", name)
		}
	}
	author.tabTo("#body")
	author.press("Walang kalye sa sinabi ko.")
	author.goesBy(`main form[action$="/appeal"] button`)
	author.holds(`document.querySelector("main .notice")`)

	other := come("steward", "en")
	other.takesBy("looked at again")
	other.sees("Walang kalye sa sinabi ko.")
	other.goesBy(`a[href$="?act=overturned#decide"]`)
	other.holds(`document.querySelector("#body")`)
	other.tabTo("#body")
	other.press(" Tama ka.")
	other.goesBy(`main form[action^="/queue/"] button.button:not(.quiet)`)
	other.comesTo("/queue")
	author.open(topic)
	author.sees("Salamat sa inyong tanan")
	reporter.open("/reports")
	reporter.holds(`document.querySelectorAll("main li").length > 0`)
}
