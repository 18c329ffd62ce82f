package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// reported is the topic and the case of a post that somebody has just reported for a reason.
func (p *program) reported(t *testing.T, role, reason string, beforeIt ...func(topic string)) (topic, id string) {
	t.Helper()
	reporter := p.as(t, role)
	reporter.open(reporter.link("Everyday")).open(reporter.link(reportedTopic))
	topic = reporter.path
	for _, do := range beforeIt {
		do(topic)
	}
	reporter.post("/report/post/"+strings.TrimPrefix(topic, "/t/")+"_5", url.Values{"reason": {reason}, "note": {""}})
	return topic, p.one(`SELECT id FROM cases WHERE NOT decided AND subject LIKE '%\_5' ORDER BY opened_at DESC LIMIT 1`)
}

// A moderator who wrote in the thread doesn't find the case: not in her queue, and at its address stands what stands at any address that
// isn't there. Nothing says why. Another one finds it.
func TestAModeratorTooNearToACaseFindsNothingAndIsNotToldWhy(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	_, id := p.reported(t, "trainer_in_cebu", "harms", func(topic string) {
		p.as(t, "moderator").open(topic).fill(topic+"/posts", "body", "I was in this thread, too.")
	})
	near := newPerson(t, p)
	near.holding(phone)
	near.signIn(p.signIns()["moderator"].Phrase, "en")
	near.open("/queue")
	near.misses("may hurt or threaten")
	near.misses("for others")
	near.open("/queue/" + id)
	there := near.says()
	near.open("/queue/" + uuid.NewString())
	if nothing := near.says(); nothing != there || !strings.Contains(nothing, "nothing here") {
		t.Errorf("at the case she reads\n%s\nwhere nothing is\n%s", there, nothing)
	}
	other := newPerson(t, p)
	other.holding(phone)
	other.signIn(p.signIns()["steward"].Phrase, "en")
	other.takesBy("may hurt or threaten")
	other.goesBy(".queue-text summary")
	other.sees("Salamat sa inyong tanan")
}

// A safeguarding lead and a second person impose a sanction that follows the person. At her next sign-in it holds for her member in another
// network too; helplines, her appeal and leaving stay open there.
func TestASanctionFollowsThePersonToHerOtherMemberAtTheNextSignIn(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	p.sql(`UPDATE cohorts SET ended_on = starts_on`) // or the safeguarding lead, who is in hers, would be too near
	p.reported(t, "trainer_in_cebu", "exploits")
	lead := p.as(t, "safeguarding_lead").takes("Pictures, meetings or money")
	lead.open(lead.path+"?act=suspend").fill(lead.path, "days", "30", "everywhere", "yes")

	comes := func() *person {
		her := newPerson(t, p)
		her.holding(phone)
		her.open("/")
		her.enter("#phrase", p.signIns()["survivor_leader"].Phrase)
		her.click(`form[action="/sign-in"] button.button`)
		her.comesTo("/reports")
		her.sees("You are out of the network for a time")
		return her
	}
	before := comes()
	before.goesTo("Global")
	before.open("/home")
	before.comesTo("/home")
	before.misses("You can't take part here now")
	steward := p.as(t, "steward")
	steward.open("/queue").fill("/queue/" + p.one(`SELECT id FROM sanctions`) + "/second")

	her := comes()
	her.goesTo("Global")
	her.open("/home")
	her.comesTo("/reports")
	her.sees("You can't take part here now")
	for _, path := range []string{"/helplines", "/me/leave", "/journal"} {
		her.open(path)
		her.comesTo(path)
	}
	her.goesTo("Cebu")
	her.open("/reports")
	her.click(`main a[href^="/reports/"]`)
	her.enter("#body", "I asked nobody for anything.")
	her.click(`main form[action$="/appeal"] button`)
	her.sees("Somebody else looks at it")
}

// On a phone she writes a telephone number in a post. Nothing is posted before she has seen it marked; she changes her words there, and
// these are what is posted. The page is no wider than the phone.
func TestATelephoneNumberIsSeenAndChangedOnAPhone(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	visitor := p.as(t, "member")
	topic := p.courtTopic(visitor)
	b := newPerson(t, p)
	b.holding(phone)
	b.signIn(p.signIns()["member"].Phrase, "en")
	b.open(topic)
	b.enter("#body", "If it gets loud tonight call 0917 555 0134, I sleep late.")
	b.click(".composer .button")
	b.holds(`document.querySelector("mark.found")?.innerText === "0917 555 0134"`)
	b.sees("Nothing is posted yet")
	b.sees("a telephone number")
	b.holds(`document.documentElement.scrollWidth <= 360`)
	if visitor.open(topic).misses("0917"); p.one(`SELECT count(*) FROM posts WHERE body LIKE '%0917%'`) != "0" {
		t.Error("it was posted before she had looked")
	}
	js[bool](b, `(document.querySelector("#look-0").value = "", true)`)
	b.enter("#look-0", "If it gets loud tonight write to me here, I sleep late.")
	b.click(`button[name=knowing][value=""]`)
	b.sees("write to me here, I sleep late.")
	b.holds(`location.pathname === "` + topic + `" && document.documentElement.scrollWidth <= 360`)
	visitor.open(topic).sees("write to me here, I sleep late.").misses("0917")
	if p.one(`SELECT count(*) FROM posts WHERE body LIKE 'If it gets loud%'`) != "1" {
		t.Error("it isn't posted once")
	}
}

// The pages of a case break no rule of accessibility, at either width, in either direction, light and dark, and none is wider than a phone.
func TestThePagesOfACaseBreakNoRule(t *testing.T) {
	t.Parallel()
	script := axeFor(t)
	p := startProgram(t, "demo")
	topic, id := p.reported(t, "trainer_in_cebu", "exposes")
	moderator := p.as(t, "moderator")
	moderator.takes("First words of somebody new")
	paths := []string{"/queue", moderator.path, "/queue/" + id, "/queue/" + id + "?act=suspend#decide", "/queue/" + id + "?act=note#decide", "/me/reading"}
	moderator.post("/queue/"+id+"/take", nil)
	p.sql(`UPDATE care_minutes SET looked = 1900, stretch = 1900`)
	for lang, width := range map[string]int64{"en": phone, "ar": desk} {
		b := newPerson(t, p)
		b.holding(width)
		b.signIn(p.signIns()["moderator"].Phrase, lang)
		b.keepsRules(script, width, append(paths, "/report/post/"+strings.TrimPrefix(topic, "/t/")+"_3")...)
	}
	moderator.open("/queue/" + id + "?act=hide").fill("/queue/" + id)
	author := newPerson(t, p)
	author.holding(phone)
	author.signIn(p.signIns()["survivor_leader"].Phrase, "en")
	author.keepsRules(script, phone, "/reports", "/reports/"+id)
}

// keepsRules opens pages with all that is folded in them, and looks whether they break a rule.
func (b *person) keepsRules(script string, width int64, paths ...string) {
	b.t.Helper()
	for _, path := range paths {
		b.open(path)
		js[bool](b, `(document.querySelectorAll("main details").forEach((one) => one.open = true), true)`)
		for scheme, rules := range map[string]string{"light": everyRule, "dark": onlyColours} {
			b.prefers(scheme)
			for _, found := range b.examine(script, rules) {
				b.t.Errorf("%s, %s at %d, breaks %s", path, scheme, width, found)
			}
		}
		if wide := js[int64](b, `document.documentElement.scrollWidth`); wide > width {
			b.t.Errorf("%s is %d wide on %d", path, wide, width)
		}
	}
}
