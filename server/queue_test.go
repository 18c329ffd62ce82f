package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"
)

// lines are what the queue lists, in its order.
func (v *visitor) lines() (all []string) {
	v.t.Helper()
	each(v.open("/queue").find(func(n *html.Node) bool { return n.Data == "ul" && attribute(n, "class") == "list queue" }), func(n *html.Node) {
		if n.Data == "li" {
			all = append(all, textOf(n))
		}
	})
	return all
}

// at is the place in the queue of the only line that says this, -1 for none.
func (v *visitor) at(words string) int {
	v.t.Helper()
	at := -1
	for i, line := range v.lines() {
		if strings.Contains(line, words) {
			at = i
		}
	}
	return at
}

// All that waits stands in one list, with plain forms: what may mean danger first, then what was reported and what waits to be posted by
// when it is due. None of it is read before it is taken, and what somebody has taken waits for nobody else.
func TestAllThatWaitsStandsInOneQueue(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	steward, her, lead, moderator := p.as(t, "steward"), p.as(t, "member"), p.as(t, "safeguarding_lead"), p.as(t, "moderator")
	steward.open("/steward/phrases").fill("/steward/phrases", "phrase", "kulintang", "act", "hold", "why", "We look first.")
	topic := p.courtTopic(her)
	say := func(words string) {
		her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"fil"}, "body": {words}})
	}
	say("Tumutugtog ang kulintang.")
	say("Gusto ko nang mamatay minsan.")
	her.open("/home").open(her.link("Everyday")).open(her.link(reportedTopic))
	report := "/report/post/" + strings.TrimPrefix(her.path, "/t/") + "_2"
	her.post(report, url.Values{"reason": {"worried"}, "note": {""}})

	alert, worried, held := lead.at("Words that may mean danger"), lead.at("is worried"), lead.at("Words that the network watches for")
	if alert < 0 || worried < 0 || alert > 1 || worried > 1 || held < 2 {
		t.Fatalf("the lead's queue is %q", lead.lines())
	}
	lead.open("/queue").misses("kulintang").misses("mamatay")
	if moderator.at("Words that may mean danger") >= 0 || moderator.at("is worried") >= 0 {
		t.Errorf("a moderator's queue is %q", moderator.lines())
	}
	moderator.takes("Words that the network watches for").sees("Tumutugtog ang kulintang.").sees("We look first.").sees("Linaw Suba")
	path := moderator.path
	if folded := moderator.find(func(n *html.Node) bool { return attribute(n, "class") == "queue-text" }); hasAttribute(folded, "open") {
		t.Error("words that were caught are open before her")
	}
	if draft := textOf(moderator.field("reason")); !strings.Contains(draft, "Salamat sa pagsulat") {
		t.Errorf("the draft of the reason is %q", draft)
	}
	if moderator.open("/queue").sees("Go on"); steward.at("Words that the network watches for") >= 0 {
		t.Error("what she has taken waits for another")
	}
	steward.open("/queue").sees("for others")
	steward.open(path).misses("kulintang").post(path+"/release", nil).sees("Somebody else has taken it")
	moderator.open(path).fill(path + "/hand-over")
	steward.takes("Words that the network watches for").sees("kulintang").fill(path + "/conflict")
	if steward.at("Words that the network watches for") >= 0 {
		t.Error("she is near to whoever wrote it, and it waits for her")
	}
	steward.open(path).misses("kulintang")
	moderator.takes("Words that the network watches for").fill(path + "/return")
	her.open("/waiting").sees("Salamat sa pagsulat")
}

// Who looks into a case has what she needs beside it: the same words in a language of hers, what stands around them, a draft of the reason
// in the author's language and for what was reported, and what was decided about this member before, with what came of her appeal. None of
// the member's other posts.
func TestWhoDecidesHasWhatSheNeedsBesideTheCase(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	reporter, author, moderator, steward := p.as(t, "trainer_in_cebu"), p.as(t, "survivor_leader"), p.as(t, "moderator"), p.as(t, "steward")
	reporter.open(reporter.link("Everyday")).open(reporter.link(reportedTopic))
	topic := reporter.path
	report := "/report/post/" + strings.TrimPrefix(topic, "/t/") + "_5"
	reporter.open(topic+"/p/5/languages").fill(topic+"/p/5/languages", "lang", "en", "body", "Thank you all.")
	reporter.post(report, url.Values{"reason": {"exposes"}, "note": {""}})

	moderator.takes("who or where somebody is").sees("Thank you all.").sees("The same words in English").misses("changed or deleted since").sees("What stands around it").misses("Earlier decisions")
	if lang := attribute(moderator.open(moderator.path+"?act=hide").tag("html"), "lang"); lang != "en" {
		t.Errorf("her page is told to be in %q: a voice would read it so", lang)
	}
	first := moderator.path
	draft := func(act, lang string) string {
		return textOf(moderator.open(first + "?act=" + act + "&lang=" + lang).field("body"))
	}
	if hidden := textOf(moderator.open(first + "?act=hide").field("body")); !strings.Contains(hidden, "Gitago namo kini nga teksto.") || !strings.Contains(hidden, "kon kinsa o asa ang usa ka tawo") {
		t.Errorf("the draft is %q", hidden)
	}
	if stays, hidden := draft("none", "es"), draft("hide", "es"); strings.Contains(stays, "quién es") || !strings.Contains(hidden, "quién es o dónde está alguien") {
		t.Errorf("the drafts are %q and %q", stays, hidden)
	}
	moderator.open(first+"?act=suspend").fill(first, "body", " ", "days", "30").sees("Give a reason")
	if days := moderator.field("days"); !strings.Contains(textOf(days), "30 days") || attribute(chosen(days), "value") != "30" {
		t.Error("for how long is lost with a refusal")
	}
	moderator.open(first + "?act=hide")
	p.sql(`UPDATE cases SET claimed_until = now() - interval '1 minute' WHERE claimed_by IS NOT NULL`) // she took her time
	moderator.fill(first, "body", "Words that took her half an hour.").sees("your time for it is over").sees("Words that took her half an hour.")
	moderator.fill(first, "anew", "1")
	if got := p.one(`SELECT decision || ': ' || reason FROM case_decisions`); got != "hide: Words that took her half an hour." {
		t.Errorf("it is decided: %s", got)
	}
	author.open("/reports").open(author.link("Your words were hidden")).fill(author.path+"/appeal", "body", "It says nothing of a place.")
	steward.takes("looked at again").open(steward.path + "?act=overturned").fill(steward.path)

	reporter.post(report, url.Values{"reason": {"harms"}, "note": {""}})
	moderator.takes("may hurt or threaten").sees("Earlier decisions").sees("Hide post").sees("The decision was taken back")
	earlier := moderator.find(func(n *html.Node) bool { return n.Data == "ul" && strings.Contains(textOf(n), "taken back") })
	if lines := strings.Count(textOf(earlier), "post"); lines != 1 {
		t.Errorf("what was decided and undone is told %d times: %s", lines, textOf(earlier))
	}
}

// A break is suggested to who has looked for half an hour, and after the network's minutes nothing more is hers to take that day but what may
// mean danger. One press hands over what she has.
func TestModeratorsAreKeptFromLookingForTooLong(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	steward, moderator := p.as(t, "steward"), p.as(t, "moderator")
	steward.open("/steward/network").fill("/steward/network/care", "minutes", "60").sees("60 minutes")
	steward.post("/steward/network/care", url.Values{"minutes": {"61"}}).sees("Choose one of the numbers.")
	moderator.takes("First words of somebody new").misses("look out of the window")
	first := moderator.path
	waiting := func() (takes []string) {
		each(moderator.open("/queue").page, func(n *html.Node) {
			if strings.HasSuffix(attribute(n, "action"), "/take") {
				takes = append(takes, attribute(n, "action"))
			}
		})
		return takes
	}
	takes := waiting()
	if len(takes) == 0 {
		t.Fatal("nothing more waits for her")
	}
	p.sql(`UPDATE care_minutes SET looked = 1900, stretch = 1900`)
	moderator.open(first).sees("look out of the window")
	moderator.open("/queue").sees("look out of the window").fill("/queue/hand-over")
	if again := waiting(); len(again) != len(takes)+1 {
		t.Errorf("what she handed over doesn't wait: %v", again)
	}
	p.sql(`UPDATE care_minutes SET looked = 3600`)
	if left := waiting(); len(left) != 0 {
		t.Errorf("after an hour she is offered %v", left)
	}
	moderator.sees("That is enough").sees("wait for others")
	for _, take := range takes {
		moderator.post(take, nil).sees("for 60 minutes today")
	}
	steward.open("/queue").misses("That is enough")
	if len(takes) > 0 {
		steward.fill(takes[0]).misses("for 60 minutes today")
	}
}

// chosen is what stands in a select.
func chosen(of *html.Node) (option *html.Node) {
	each(of, func(n *html.Node) {
		if n.Data == "option" && hasAttribute(n, "selected") {
			option = n
		}
	})
	return option
}
