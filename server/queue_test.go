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
