package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
)

// Two members in two languages. One answers the other and mentions her: the number appears on her open page, and on her
// inbox a button; what she opens is read, and the number goes, in her other window too.
func TestTheNumberAppearsLiveAndOpeningReads(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	cebuano, arab := newPerson(t, p), newPerson(t, p)
	cebuano.signIn(as["member"].Phrase, "ceb")
	arab.signIn(as["survivor_leader"].Phrase, "ar")
	arab.open("/inbox")
	arab.click(`form[action="/inbox/read"] button`)
	arab.holds(`!document.querySelector("#inbox-new.count")`)
	topic := strings.SplitN(arab.linkOn(arab.linkOn("/home", "يومياتنا"), "When a court date"), "?", 2)[0]
	arab.open(topic)
	arab.reply("سؤال صغير")
	question := js[int](arab, `Math.max(...[...document.querySelectorAll("#posts > li[data-number]")].map((li) => li.dataset.number))`)

	cebuano.open(fmt.Sprintf("%s?quote=%d#reply", topic, question))
	cebuano.reply("Tubag alang kang @Tabing Dagat, salamat kaayo")
	arab.holds(`document.querySelector("#inbox-new.count")?.innerText.includes("١")`)
	arab.holds(`document.getElementById("say").textContent.trim() !== ""`)
	if js[bool](arab, `document.activeElement.closest("nav") !== null`) {
		t.Error("the number took the focus")
	}

	arab.open("/inbox")
	arab.sees("ردّ عليك")
	if n := js[int](arab, `document.querySelectorAll("live-inbox li.new").length`); n != 1 {
		t.Errorf("one post was told of %d times", n)
	}
	other := arab.window(p, as["survivor_leader"].Phrase)
	other.open("/inbox")
	other.holds(`document.querySelector("#inbox-new.count")`)
	cebuano.reply("Ug usa pa para kang @Tabing Dagat.")
	other.holds(`document.querySelector("main .more:not([hidden])")`)
	if n := js[int](other, `document.querySelectorAll("live-inbox li.new").length`); n != 1 {
		t.Errorf("the list moved under her finger: %d lines are new", n)
	}
	other.click("main .more")
	other.holds(`document.querySelectorAll("live-inbox li.new").length === 2`)

	newest := strings.TrimPrefix(js[string](other, `document.querySelector("live-inbox li.new").id`), "n")
	arab.open("/inbox")
	arab.click("live-inbox li.new a")
	arab.sees("Ug usa pa para kang")
	other.holds(`!document.querySelector("#n` + newest + `.new")`)
	arab.open(fmt.Sprintf("%s?from=%d", topic, question)) // to read a post where it stands is to read what told of it
	js[bool](arab, fmt.Sprintf(`(document.getElementById("p%d").scrollIntoView(), true)`, question+1))
	other.holds(`!document.querySelector("#inbox-new.count") && !document.querySelector("live-inbox li.new")`)
}

// window is another window of hers: a browser of its own in which she has signed in too.
func (b *person) window(p *program, phrase string) *person {
	b.t.Helper()
	other := newPerson(b.t, p)
	other.has(newVisitor(b.t, p).signIn(phrase).cookie())
	return other
}

// cookie is that of the visitor's session.
func (v *visitor) cookie() string {
	v.t.Helper()
	for _, cookie := range v.client.Jar.Cookies(mustURL(v.t, v.origin)) {
		if cookie.Name == "s" {
			return cookie.Value
		}
	}
	v.t.Fatal("nobody is signed in")
	return ""
}

// has gives her browser a session's cookie.
func (b *person) has(cookie string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: "s", Value: cookie, URL: b.origin})
	if err != nil {
		b.t.Fatal(err)
	}
}

// In quiet hours no number is shown, live or on the page; what came waits in the inbox.
func TestQuietHoursShowNoNumber(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	writer := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	reader := newVisitor(t, p).signIn(as["member"].Phrase)
	reader.open("/inbox").fill("/inbox/read").misses("new in your inbox")
	topic := strings.SplitN(writer.open(writer.open("/home").link("Everyday")).link("When a court date"), "?", 2)[0]

	reader.open("/me/quiet").fill("/me/quiet", "clock", "").sees("Choose two different hours")
	reader.open("/me/quiet").fill("/me/quiet", "from", "3", "until", "3", "clock", "0").sees("Choose two different hours")
	now := time.Now().UTC()
	hour := func(h int) string { return fmt.Sprint((now.Hour() + 24 + h) % 24) }
	reader.open("/me/quiet").fill("/me/quiet", "from", hour(-1), "until", hour(2), "clock", "0").sees("From ")
	b := newPerson(t, p)
	b.beforePages(`window.heard = []; window.WebSocket = class extends WebSocket {
		constructor(...at) { super(...at); this.addEventListener("message", (e) => window.heard.push(e.data)); }
	}`)
	b.has(newVisitor(t, p).signIn(as["member"].Phrase).cookie())
	b.open("/inbox")
	b.holds(`heard.some((text) => text.includes("hello"))`)
	writer.open(topic).fill(topic+"/posts", "body", "Hello @Linaw Suba.")
	reader.open("/home").misses("new in your inbox")
	if n := reader.find(func(n *html.Node) bool { return attribute(n, "class") == "count" }); n != nil {
		t.Errorf("in her quiet hours the menu says %s", textOf(n))
	}
	reader.open("/inbox").sees("Tabing Dagat mentioned you")
	b.holds(`heard.some((text) => text.includes("mentioned you"))`)
	if js[bool](b, `document.querySelector("#inbox-new.count") !== null || document.getElementById("say").textContent !== "" || document.querySelector("main .more:not([hidden])") !== null`) {
		t.Error("in her quiet hours the open page shows or says something")
	}

	reader.open("/me/quiet").fill("/me/quiet", "none", "1").misses("From ")
	reader.open("/home")
	if n := reader.find(func(n *html.Node) bool { return attribute(n, "class") == "count" }); n == nil || attribute(n, "data-say") != "1 new in your inbox" {
		t.Errorf("after her quiet hours the menu says %s", attribute(n, "data-say"))
	}
}

// Without script: a mention is found, opened and read; the rest is read at once; nobody opens another's.
func TestTheInboxWithoutScript(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	writer := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	reader := newVisitor(t, p).signIn(as["member"].Phrase)
	reader.open("/inbox").sees("Still Orchard mentioned you").fill("/inbox/read")
	if reader.count() != 0 {
		t.Errorf("after all was read, %d are new", reader.count())
	}
	topic := strings.SplitN(writer.open(writer.open("/home").link("Everyday")).link("When a court date"), "?", 2)[0]
	for _, words := range []string{"Hello @Linaw Suba.", "And again @Linaw Suba.", "@Nobody At All, and @Young Bamboo, who can't read this."} {
		writer.open(topic).fill(topic+"/posts", "body", words).sees(words)
		if link := writer.find(func(n *html.Node) bool { return n.Data == "a" && strings.Contains(textOf(n), "@") }); link != nil {
			t.Errorf("a mention is a link: %s", textOf(link))
		}
	}
	if reader.open("/home"); reader.count() != 2 {
		t.Errorf("%d are new", reader.count())
	}
	line := reader.open("/inbox").link("Tabing Dagat mentioned you")
	reader.open(line).sees("And again @Linaw Suba.")
	if reader.path != topic || reader.count() != 1 {
		t.Errorf("it led to %s, and %d are new", reader.path, reader.count())
	}
	if writer.open(line); writer.status != http.StatusOK || writer.path == topic { // the same number is another's there
		writer.open("/inbox/999999")
		if writer.status != http.StatusNotFound {
			t.Errorf("a notice that isn't there answers %d", writer.status)
		}
	}
	reader.open("/inbox").fill("/inbox/read")
	if reader.count() != 0 || reader.find(func(n *html.Node) bool { return attribute(n, "action") == "/inbox/read" }) != nil {
		t.Errorf("after all was read, %d are new", reader.count())
	}
}

// count is what the menu says is new.
func (v *visitor) count() (count int) {
	v.t.Helper()
	mark := v.find(func(n *html.Node) bool { return attribute(n, "id") == "inbox-new" })
	if mark == nil {
		v.t.Fatalf("%s has no mark in its menu", v.path)
	}
	fmt.Sscan(attribute(mark, "data-say"), &count)
	return count
}

// What she mutes tells her nothing and isn't new to her; what she follows stands in her inbox until she has read it.
func TestWhatReachesHerIsHerChoice(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	writer := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	reader := newVisitor(t, p).signIn(as["member"].Phrase)
	reader.open("/inbox").fill("/inbox/read")
	everyday := writer.open("/home").link("Everyday")
	topic := strings.SplitN(writer.open(everyday).link("When a court date"), "?", 2)[0]
	choose := func(place, level string) {
		reader.open(reader.open(place).link("What reaches you from here")).sees("Replies and mentions")
		reader.fill(place+"/follow", "level", level)
		if reader.path != place {
			t.Fatalf("choosing %s led to %s: %s", level, reader.path, reader.text())
		}
	}
	choose(topic, "muted")
	writer.open(topic).fill(topic+"/posts", "body", "Hello @Linaw Suba.")
	if reader.open("/home").misses("When a court date"); reader.count() != 0 {
		t.Errorf("from a muted topic %d are new", reader.count())
	}
	reader.open(topic).sees("Hello @Linaw Suba.")

	choose(topic, "everything")
	reader.open("/inbox").sees("New in what you follow").sees("When a court date")
	reader.open("/home").sees("When a court date")

	choose(everyday, "muted")
	reader.open("/inbox").sees("When a court date")
	reader.open("/home").misses("When a court date")
	reader.open(topic+"/follow").fill(topic+"/follow", "level", "loudly")
	if reader.status != http.StatusUnprocessableEntity {
		t.Errorf("a level that there isn't is answered with %d", reader.status)
	}
	staff := newVisitor(t, p).signIn(as["moderator"].Phrase).open("/home").link("Staff")
	for _, place := range []string{staff, "/s/" + onceOf("no space"), "/t/" + onceOf("no topic")} {
		reader.open(place + "/follow")
		status := reader.status
		reader.post(place+"/follow", url.Values{"level": {"everything"}})
		if status != http.StatusNotFound || reader.status != http.StatusNotFound {
			t.Errorf("where she can't read, choosing is answered with %d and %d", status, reader.status)
		}
	}
}

// What stewards and moderators do about a member is told to her, in the name of their role.
func TestSheIsToldWhatWasDoneAboutHer(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward := newVisitor(t, p).signIn(as["steward"].Phrase)
	moderator := newVisitor(t, p).signIn(as["moderator"].Phrase)
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	newcomer := newVisitor(t, p)
	newcomer.join(steward.slip())
	newcomer.open("/inbox").sees("Nothing here yet")
	newcomer.open("/home").open(newcomer.link("Welcome")).open(newcomer.link("Say hello here"))
	topic := newcomer.path
	for _, words := range []string{"My first words", "My second words"} {
		newcomer.open(topic).fill(topic+"/posts", "body", words)
	}
	moderator.fill(moderator.takesHeld("My first words") + "/release")
	moderator.fill(moderator.takesHeld("My second words")+"/return", "reason", "Please leave out the street.")
	newcomer.open("/inbox").sees("Your post is here for others now").sees("A moderator gave your post back")
	newcomer.open(newcomer.link("A moderator gave your post back")).sees("Please leave out the street.")

	name := textOf(newcomer.open("/me").find(func(n *html.Node) bool { return n.Data == "bdi" }))
	member := steward.open("/steward/members").link(name)
	steward.open(member).fill(member + "/confirm")
	steward.open(member).fill(member + "/vouch")
	steward.post(member+"/roles", url.Values{"role": {"survivor_leader"}})
	newcomer.open("/inbox").sees("A steward confirmed you").sees("A steward vouched for you").sees("You have a new role: Survivor leader")
	for _, who := range []string{"Quiet Harbor", "Early Fern"} {
		newcomer.misses(who)
	}
	steward.post(member+"/roles", url.Values{"role": {"survivor_leader"}, "take": {"1"}})
	newcomer.open("/inbox").misses("You have a new role")
	steward.open(member).fill("/recoveries")
	newcomer.open("/inbox").sees("Somebody asked for a new way into your name").misses("Quiet Harbor")
	newcomer.open(newcomer.link("Somebody asked for a new way")).sees("This was not me. Stop it")
}

// takesHeld takes what waits to be posted, one after the other, until she has what says these words; the rest she hands on. It returns its
// page.
func (v *visitor) takesHeld(words string) (path string) {
	v.t.Helper()
	var actions []string
	each(v.open("/queue").page, func(n *html.Node) {
		if action := attribute(n, "action"); strings.HasPrefix(action, "/held/") && strings.HasSuffix(action, "/take") {
			actions = append(actions, action)
		}
	})
	for _, action := range actions {
		v.open("/queue").fill(action)
		path = strings.TrimSuffix(action, "/take")
		if strings.Contains(v.text(), words) {
			return path
		}
		v.fill(path + "/hand-over")
	}
	v.t.Fatalf("nothing that waits says %q", words)
	return ""
}

// An inbox's channel has one reader: to everybody else, her own other members too, it isn't there.
func TestNobodyFollowsAnothersInbox(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	reader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	own := reader.open("/home").inboxChannel()
	elsewhere := reader.switchTo("Global").inboxChannel()
	other := newVisitor(t, p).signIn(as["steward"].Phrase)
	for channel, want := range map[string]string{
		own: "refused", elsewhere: "refused", other.inboxChannel(): "followed", "inbox/" + onceOf("n") + "/" + onceOf("m"): "refused", "inbox/": "refused",
	} {
		if got := other.follows(channel); got != want {
			t.Errorf("%s is %s, want %s", channel, got, want)
		}
	}
}

// inboxChannel is her inbox's channel as her page says.
func (v *visitor) inboxChannel() string {
	v.t.Helper()
	return attribute(v.find(func(n *html.Node) bool { return n.Data == "a" && hasAttribute(n, "data-channel") }), "data-channel")
}

// follows asks for a channel, and then, as a sign that it was answered, for one that there isn't.
func (v *visitor) follows(channel string) string {
	v.t.Helper()
	conn := v.live()
	answer := "followed"
	for _, ch := range []string{channel, "no/such/channel"} {
		if err := conn.WriteJSON(map[string]any{"t": "follow", "channel": ch, "after": 0, "epoch": ""}); err != nil {
			v.t.Fatal(err)
		}
	}
	for {
		f, err := frame(conn)
		if err != nil {
			v.t.Fatal(err)
		}
		if f["channel"] == "no/such/channel" {
			return answer
		}
		if f["channel"] == channel && f["t"] == "refused" {
			answer = "refused"
		}
	}
}

// The template engine took data-more-one for a script's attribute and spoilt it: one reply was announced as several.
func TestTheButtonHasItsWordsInEveryPluralForm(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	topic := member.open(member.open("/home").link("Everyday")).link("When a court date")
	for path, name := range map[string]string{topic: "live-topic", "/inbox": "live-inbox"} {
		host := member.open(path).find(func(n *html.Node) bool { return n.Data == name })
		if one, other := attribute(host, "data-more-one"), attribute(host, "data-more-other"); !strings.Contains(one, "#") || !strings.Contains(other, "#") {
			t.Errorf("%s says %q for one and %q for more", path, one, other)
		}
	}
}

// Who wants no numbers gets none, and hears none; who wants less data has no line open.
func TestCalmAndLowDataAreObeyedByTheInbox(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	writer := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	reader := newVisitor(t, p).signIn(as["member"].Phrase)
	topic := strings.SplitN(writer.open(writer.open("/home").link("Everyday")).link("When a court date"), "?", 2)[0]
	reader.comfort("calm", "1", "notes", "hide").open("/inbox")
	if reader.count() != 0 {
		t.Errorf("who wants no numbers is told %d", reader.count())
	}
	b := newPerson(t, p)
	b.has(newVisitor(t, p).signIn(as["member"].Phrase).cookie())
	b.open("/inbox")
	if b.says(); strings.Contains(b.says(), "When a court date") || !strings.Contains(b.says(), "A topic with a content note") {
		t.Errorf("who hides what has a content note reads %s", b.says())
	}
	b.holds(`document.querySelector("main .more")`)
	writer.open(topic).fill(topic+"/posts", "body", "Hello @Linaw Suba.")
	b.holds(`document.querySelector("main .more:not([hidden])")?.textContent === "Show what is new"`)
	if js[bool](b, `document.querySelector("#inbox-new.count") !== null || document.getElementById("say").textContent !== ""`) {
		t.Error("who wants no numbers is shown or told one")
	}
	b.click("main .more")
	b.sees("Tabing Dagat mentioned you")
	if strings.Contains(b.says(), "When a court date") {
		t.Error("what came live shows the title of a topic with a content note")
	}

	reader.comfort("low", "1").open("/inbox").sees("Tabing Dagat mentioned you")
	if reader.find(func(n *html.Node) bool { return hasAttribute(n, "data-socket") }) != nil {
		t.Error("who wants less data has a line opened")
	}
}
