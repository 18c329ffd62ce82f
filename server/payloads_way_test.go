package main

import (
	"net/url"
	"strings"
	"testing"
)

// goesItsWay has words of the demo reported, decided about, appealed and cared for by people who write nothing else, in the ways whose
// traces reach members, and returns a reason that was given.
func (p *program) goesItsWay(t *testing.T, reporter, first, second, steward quiet, reported *onlooker) (reason string) {
	t.Helper()
	reporter.open("/home").open(reporter.link("Everyday")).open(reporter.link(reportedTopic))
	topic := reporter.path
	post := "/report/post/" + strings.TrimPrefix(topic, "/t/")
	reporter.open(post+"_5").post(post+"_5", url.Values{"reason": {"exposes"}, "note": {"It names a street."}}).sees("someone will look at it")
	reporter.post(post+"_2", url.Values{"reason": {"worried"}}).sees("someone will look at it")
	name := "/report/pseudonym/" + p.one(`SELECT id FROM members WHERE pseudonym = 'Tabing Dagat'`)
	reporter.post(name, url.Values{"reason": {"other"}}).sees("someone will look at it")

	const decided = "A street of the town stands in it."
	first.takes("who or where somebody is").decides("hide", decided)
	first.takes("name of a member").decides("slow", "Slower, please.")
	reported.open("/reports")
	reported.open(reported.link("Your words were hidden")).fill(reported.path+"/appeal", "body", "No street stands in it.").sees("Somebody else looks at it again")
	second.takes("looked at again").decides("overturned", "You are right.")
	reporter.post(post+"_4", url.Values{"reason": {"harms"}}).sees("someone will look at it")
	first.takes("may hurt or threaten").open(first.path+"?act=note").fill(first.path, "body", "A word ahead.", "note", "hospitals", "lang", "en").sees("What waits")

	for _, act := range []string{"pin", "lock", "rename"} {
		first.open(topic+"/care").fill(topic+"/"+act, "reason", "So that it is found.")
	}
	second.open(topic+"/care").fill(topic+"/lock", "reason", "It may go on.", "undo", "1")
	her := newVisitor(t, p).signIn(p.signIns()["trainer_in_cebu"].Phrase)
	her.open(topic).fill(topic+"/posts", "body", "Somebody is here again.")
	steward.open("/steward/members").fill("/steward/members/").open("/steward/agreement").fill("/steward/agreement", "body", "We wait, and we say when we rest.")
	steward.open("/steward/network").fill("/steward/network/calm", "days", "1")
	return decided
}
