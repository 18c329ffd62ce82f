package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"tinig/locales"
)

// One key chooses a decision and sends nothing. It means nothing while she types, is said to a screen reader, and can be switched off.
func TestOneKeyChoosesADecisionAndSendsNothing(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	reporter := p.as(t, "trainer_in_cebu")
	reporter.open(reporter.link("Everyday")).open(reporter.link(reportedTopic))
	reporter.post("/report/post/"+strings.TrimPrefix(reporter.path, "/t/")+"_5", url.Values{"reason": {"exposes"}, "note": {""}})

	b := newPerson(t, p)
	b.holding(desk)
	b.signIn(p.signIns()["moderator"].Phrase, "ar")
	b.open("/me/reading")
	b.holds(`!document.querySelector("[name=no_keys]").checked`)
	b.open("/queue")
	b.takesBy(locales.For("ar").T("queue_reason.exposes"))
	at := b.path()
	b.holds(`[...document.querySelectorAll("[data-key]")].every((one) => one.getAttribute("aria-keyshortcuts") === one.dataset.key && one.querySelector("kbd").checkVisibility())`)
	chosen := func(act string) {
		t.Helper()
		b.holds(`location.search === "?act=` + act + `" && document.readyState === "complete" && document.activeElement.id === "body"`)
	}
	b.press("2")
	chosen("talk")
	b.press(" 5")
	b.holds(`document.querySelector("#body").value.includes(" 5") && location.search === "?act=talk"`)
	b.press(kb.Escape)
	b.press("5")
	chosen("hide")
	b.tabTo("#lang")
	b.press("1")
	b.holds(`location.search === "?act=hide"`)
	if p.one(`SELECT count(*) FROM case_decisions`) != "0" {
		t.Error("a key has decided")
	}

	b.open("/me/reading")
	b.tabTo("[name=no_keys]")
	b.press(" ")
	b.goesBy(`form[action="/me/reading"] .button`)
	b.holds(`document.querySelector("[name=no_keys]").checked && location.search === "?saved=1"`)
	b.open(at)
	b.holds(`document.querySelector(".queue-acts") && !document.querySelector("[data-key], [aria-keyshortcuts], [data-keys]")`)
	b.press("2")
	b.open(at + "?act=hide")
	b.goesBy(`main form[action^="/queue/"] button.button:not(.quiet)`)
	b.comesTo("/queue")
	if p.one(`SELECT decision FROM case_decisions`) != "hide" {
		t.Error("nothing was decided by hand")
	}
}
