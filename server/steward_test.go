package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"golang.org/x/net/html"
)

// The agreement changes: everybody is asked, in her language where it stands in it, reads on, and writes when she agrees.
// Two stewards who change it at once see each other's words.
func TestAChangedAgreementIsAskedOfEverybodyAndNothingIsLost(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, elsewhere := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["steward"].Phrase)
	member := newVisitor(t, p).signIn(as["member"].Phrase)
	member.open(member.link("Everyday")).open(member.link("When a court date"))
	topic := member.path

	steward.open("/steward/agreement").sees("Nobody hurries.")
	elsewhere.open("/steward/agreement")
	steward.fill("/steward/agreement", "lang", "en", "body", "We **wait** for each other, always.").sees("Version 2").sees("We wait for each other, always.")
	elsewhere.fill("/steward/agreement", "lang", "en", "body", "Mine, written at the same time.")
	if elsewhere.status != http.StatusConflict {
		t.Errorf("the second was answered with %d", elsewhere.status)
	}
	elsewhere.sees("Somebody changed the agreement").sees("We wait for each other, always.").sees("Mine, written at the same time.")
	steward.open("/steward").sees("can't be read yet in all your languages").sees("Cebuano, Filipino")
	steward.open("/steward/agreement?lang=ceb").fill("/steward/agreement/translations", "lang", "ceb", "body", "Maghulat ta sa usag usa, kanunay.")

	member.post(topic+"/posts", map[string][]string{"body": {"Words that I don't want to lose"}, "lang": {"en"}, "once": {onceOf("lost")}})
	member.sees("has changed").sees("Words that I don't want to lose")
	member.open(topic).sees("has changed").sees("Mine is next month").misses("Your words")
	member.open("/home").sees("has changed").open(member.link("Read the agreement"))
	member.sees("We never ask for").sees("We wait for each other, always.").fill("/agreement")
	if member.path != "/home" {
		t.Errorf("agreeing led to %s", member.path)
	}
	member.misses("has changed").open(topic).sees("Your words")

	arab := newVisitor(t, p).signIn(as["moderator"].Phrase)
	arab.post("/language", map[string][]string{"lang": {"ceb"}, "path": {"/agreement"}})
	arab.open("/agreement").sees("Maghulat ta sa usag usa, kanunay.").misses("We wait")
	arab.post("/language", map[string][]string{"lang": {"ar"}, "path": {"/agreement"}})
	arab.open("/agreement").sees("Maghulat ta sa usag usa, kanunay.").sees("Cebuano")

	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	newcomer := newVisitor(t, p)
	code, pin := steward.slip()
	newcomer.open("/join?c="+code).fill("/join", "pin", pin).fill("/join/agreement").sees("We wait for each other, always.")
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	newcomer = newVisitor(t, p)
	newcomer.join(steward.slip())
	newcomer.open("/home").misses("has changed")
}

// Two stewards change one space: the second sees how it is now, and what she chose is still in her form.
func TestASpaceChangedMeanwhileIsShownAsItIsNow(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, elsewhere := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["steward"].Phrase)
	steward.open("/steward/spaces/new").fill("/steward/spaces", "name", "Garden", "posting", "held").sees("Garden")
	form := steward.link("Garden")
	elsewhere.open(form)
	steward.open(form).fill(form, "name", "Kitchen garden", "reads", "leaders")
	elsewhere.fill(form, "name", "Flower garden")
	if elsewhere.status != http.StatusConflict || attribute(elsewhere.field("name"), "value") != "Flower garden" {
		t.Errorf("the second was answered with %d and finds %q in her form", elsewhere.status, attribute(elsewhere.field("name"), "value"))
	}
	elsewhere.sees("Kitchen garden").sees("Survivor leaders, trainers, advocates and staff of this network can read this.")
	elsewhere.fill(form, "name", "Flower garden", "reads", "leaders").sees("Flower garden")

	member := newVisitor(t, p).signIn(as["member"].Phrase)
	member.open("/home").misses("garden")
	steward.open(form).fill(form, "reads", "members")
	leader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	leader.open("/home").open(leader.link("Flower garden") + "/new")
	leader.fill("/s/", "title", "Tomatoes", "body", "They are red.")
	steward.open(form).sees("Words stand in this space")
	steward.post(form, map[string][]string{"revision": {attribute(steward.field("revision"), "value")}, "name": {"Flower garden"}, "lang": {"en"},
		"reads": {"newcomers"}, "writes": {"members"}, "posting": {"open"}, "band": {"all"}, "place": {"9"}}).sees("can't be made wider")
	steward.open(form).fill(form + "/close")
	leader.open("/home").sees("Closed spaces").open(leader.link("Flower garden")).sees("It is closed").misses("New topic")
}

// By keyboard alone: a newcomer is confirmed; a space is opened, written in, narrowed under a reader's eyes, and closed;
// the agreement is written and agreed to.
func TestAStewardRunsHerNetworkByKeyboard(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, member := newPerson(t, p), newPerson(t, p)
	steward.holding(desk)
	member.holding(phone)
	steward.signIn(as["steward"].Phrase, "en")
	member.signIn(as["member"].Phrase, "en")

	steward.open("/steward")
	steward.choose(`main a[href="/steward/members"]`)
	steward.sees("Young Bamboo")
	steward.choose(`form[action$="/confirm"] .button`)
	steward.sees("Vouch for her")
	steward.open("/steward/members")
	if strings.Contains(steward.says(), "Clear Lantern\nJoined") == strings.Contains(steward.says(), "Young Bamboo\nJoined") {
		t.Error("not exactly one newcomer was confirmed")
	}

	steward.open("/steward/spaces")
	steward.choose(`main a[href="/steward/spaces/new"]`)
	steward.tabTo("#name")
	steward.press("Garden")
	steward.choose(`form[action="/steward/spaces"] .button`)
	steward.sees("Garden")
	member.open("/home")
	member.choose(`main li:last-child > a[href^="/s/"]`)
	member.sees("Garden")
	member.choose(`main a[href$="/new"]`)
	member.tabTo("#title")
	member.press("Tomatoes")
	member.tabTo("#body")
	member.press("They are red.")
	member.choose(".composer .button")
	member.sees("They are red.")
	topic := member.path()
	member.holds(`document.querySelector("live-topic .more")`)

	steward.choose(`main li:last-child > a[href^="/steward/spaces/"]`)
	steward.sees("Words stand in this space")
	steward.tabTo("#reads")
	steward.press(kb.End)
	steward.choose(`form[action^="/steward/spaces/"] .button:not(.danger)`)
	steward.sees("Only moderators, stewards and safeguarding leads can read this.")
	narrowed := time.Now()
	member.holds(`!document.body.innerText.includes("They are red.")`)
	t.Logf("her open page lost it %v after the steward saw it narrowed", time.Since(narrowed).Round(10*time.Millisecond))
	member.open(topic)
	member.sees("no such topic")

	steward.choose(`main li:last-child > a[href^="/steward/spaces/"]`)
	steward.choose(".button.danger")
	steward.sees("It is closed")

	steward.open("/steward/agreement")
	steward.tabTo("#body")
	steward.press(" And we rest.")
	steward.choose(`form[action="/steward/agreement"] .button`)
	steward.sees("Version 2")
	member.open("/home")
	member.choose(`main a[href="/agreement"]`)
	member.sees("And we rest.")
	member.choose(`form[action="/agreement"] button`)
	member.comesTo("/home")
}

// choose goes to an element with Tab and presses Enter.
func (b *person) choose(selector string) {
	b.t.Helper()
	b.tabTo(selector)
	js[bool](b, "(window.before = true)")
	b.press(kb.Enter)
	b.holds(`!window.before && document.readyState === "complete"`)
}

// By keyboard alone: a steward asks that a member becomes a moderator, she is told, the safeguarding lead agrees, and her
// menu has what a moderator needs.
func TestARoleIsAgreedToByASecondPersonByKeyboard(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, lead, member := newPerson(t, p), newPerson(t, p), newPerson(t, p)
	steward.holding(desk)
	lead.holding(phone)
	member.holding(phone)
	steward.signIn(as["steward"].Phrase, "en")
	lead.signIn(as["safeguarding_lead"].Phrase, "en")
	member.signIn(as["member"].Phrase, "en")

	page := steward.linkOn("/steward/members", "Linaw Suba")
	id := strings.TrimPrefix(page, "/steward/members/")
	steward.open(page)
	steward.choose(`li:has([name=role][value=moderator]) button`)
	steward.sees("waits for a second person")
	steward.open("/second")
	if strings.Contains(steward.says(), "I agree") {
		t.Error("who asked is asked to agree")
	}
	member.open("/home")
	member.sees("You are asked to take on a role: Moderator")
	member.open("/queue")
	member.sees("nothing here")

	lead.open("/home")
	lead.choose(`main a[href="/second"]`)
	lead.sees("Linaw Suba")
	lead.choose(fmt.Sprintf("form[action=%q] .button", "/second/members/"+id+"/agree"))
	lead.sees("Warm Stone") // for whom it is asked too
	if strings.Contains(lead.says(), "Linaw Suba") {
		t.Error("she is asked for still")
	}
	member.open("/home")
	member.choose(`nav a[href="/queue"]`)
	member.sees("What waits")
}

// Without script: a role that its holder declines, and one that she doesn't get since she is under 18.
func TestAMemberDeclinesARoleAndAMinorIsOfferedNone(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, member := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	steward.open("/steward/members").open(steward.link("Linaw Suba"))
	page := steward.path
	steward.post(page+"/roles", url.Values{"role": {"trainer"}}).sees("waits for a second person")
	member.open("/home").sees("a role: Trainer").fill("/me/roles/decline").misses("a role: Trainer")
	steward.open(page).misses("waits for a second person")
	lead := newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase)
	lead.post("/second/members/"+strings.TrimPrefix(page, "/steward/members/")+"/agree", url.Values{"role": {"trainer"}}).sees("isn't asked for any more")

	steward.open("/steward/members").open(steward.link("Bag-ong Dahon")).sees("Survivor leader").misses("Moderator")
	steward.post(steward.path+"/roles", url.Values{"role": {"moderator"}}).sees("18 or older")
	steward.open("/steward/invitations").misses("Moderator")
}

// A steward gives her network a quiet day: her member's second reply in a minute is refused and kept, and somebody with an
// invitation is told kindly to come later. Then two stewards close the network, and it is read on.
func TestANetworkIsQuietForADayAndIsClosedByTwo(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, member := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	code, pin := steward.slip()
	steward.open("/steward/network").fill("/steward/network/calm", "days", "1").sees("It is quiet until")
	member.open("/home").sees("quiet days until").open(member.link("Everyday")).open(member.link("When a court date"))
	topic := member.path
	member.fill(topic+"/posts", "body", "One of mine").sees("One of mine")
	member.open(topic).fill(topic+"/posts", "body", "Too soon after it").sees("once a minute")
	if body := member.field("body"); textOf(body) != "Too soon after it" {
		t.Errorf("her words are %q", textOf(body))
	}
	newVisitor(t, p).open("/join?c="+code).fill("/join", "pin", pin).sees("It has nothing to do with you")
	steward.open("/steward/network").fill("/steward/network/calm", "end", "1").misses("It is quiet until")
	member.open(topic).fill(topic+"/posts", "body", "As fast as I like").sees("As fast as I like")

	p.sql(`INSERT INTO member_roles (network_id, member_id, role) SELECT network_id, id, 'steward' FROM members WHERE pseudonym = 'Early Fern'`)
	second := newVisitor(t, p).signIn(as["moderator"].Phrase)
	steward.open("/steward/network").fill("/steward/network/close").sees("until another steward agrees").misses("I agree. Close")
	member.open("/home").misses("has closed")
	second.open("/steward").open(second.link("waits for a second steward")).fill("/steward/network/close", "agree", "1").sees("has been closed since")
	member.open("/home").sees("This network has closed").open(topic).sees("One of mine").misses("Your words")
	newVisitor(t, p).open("/join?c="+code).fill("/join", "pin", pin).sees("has closed")
	steward.open("/steward").open("/steward/network").fill("/steward/network/open").misses("has been closed since")
	member.open(topic).sees("Your words")

	steward.open("/steward/network").sees("it is erased after 90 days").fill("/steward/network/close")
	second.open("/steward/network").fill("/steward/network/close", "agree", "1").sees("it is erased, with everything in it")
	member.open("/home").sees("it is erased, with everything in it").sees("A copy of what is yours")
	p.sql(`UPDATE networks SET closed_on = closed_on - 91 WHERE name = 'Cebu'`)
	must(t, houseOn(t, p.database, p.data).upkeep(t.Context(), time.Now()))
	member.open("/home").sees("or it ended").open("/home").sees("You are in no network").open("/me").fill("/me/close").sees("It is done")
	steward.open("/home").sees("or it ended").open("/home").sees("Global")
}

// The network's quiet hours are those of members who haven't chosen; who has chosen, none too, has what she chose.
func TestTheNetworksQuietHoursAreForWhoHasNotChosen(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, member := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	elsewhere := newVisitor(t, p).signIn(as["steward"].Phrase)
	if member.open("/home").count() == 0 {
		t.Fatal("nothing is new")
	}
	hour := func(from int) string { return fmt.Sprint((time.Now().UTC().Hour() + 24 + from) % 24) }
	elsewhere.open("/steward/network")
	steward.open("/steward/network").fill("/steward/network/quiet", "from", "3", "until", "3", "clock", "0").sees("Choose two different hours")
	steward.open("/steward/network").fill("/steward/network/quiet", "from", hour(-1), "until", hour(2), "clock", "0").sees("From ")
	if elsewhere.fill("/steward/network/quiet", "from", "1", "until", "5", "clock", "0"); elsewhere.status != http.StatusConflict {
		t.Errorf("a steward who began from others is answered with %d", elsewhere.status)
	}
	elsewhere.sees("Somebody set these hours meanwhile")

	if member.open("/home").count() != 0 {
		t.Error("in the network's quiet hours the menu counts")
	}
	if link := member.find(func(n *html.Node) bool { return attribute(n, "href") == "/inbox" }); !hasAttribute(link, "data-quiet") {
		t.Error("an open page doesn't know of them")
	}
	member.open("/me/quiet").sees("These are your network's").fill("/me/quiet", "none", "1").sees("No quiet hours")
	if member.open("/home").count() == 0 {
		t.Error("she wants no quiet hours, and has the network's")
	}
	member.open("/me/quiet").fill("/me/quiet", "none", "", "network", "1").sees("These are your network's")
	if member.open("/home").count() != 0 {
		t.Error("she wants her network's, and has none")
	}
	member.open("/me/quiet").fill("/me/quiet", "from", hour(3), "until", hour(5), "clock", "0")
	if member.open("/home").count() == 0 {
		t.Error("the network's count beside hers")
	}
	steward.open("/steward/network").fill("/steward/network/quiet", "none", "1")
	if member.open("/me/quiet").fill("/me/quiet", "network", "1").open("/home").count() == 0 {
		t.Error("taken back, they still count")
	}
}

// Numbers about a small network say nothing of a few.
func TestNumbersAboutTheNetworkPassTheFloor(t *testing.T) {
	t.Parallel()
	steward := newVisitor(t, sharedDemo(t)).signIn(sharedDemo(t).signIns()["steward"].Phrase)
	steward.open("/steward/network").sees("Members 15").sees("Newcomers fewer than 10")
}
