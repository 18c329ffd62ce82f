package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"tinig/locales"
)

// A tour goes once over every page, in one language, on a phone, and keeps what there was to see.
type tour struct {
	lang     string
	origin   string
	looks    []look
	requests []string // every address that was asked for
	console  []string // every error that a browser noted, and everything that the content policy stopped
}

// look is one page as it was seen.
type look struct {
	name, title, text, printed string
	violations                 []violation
}

// tourLanguages are one that is written from the left and one from the right.
var tourLanguages = []string{"en", "ar"}

// Every page, as a browser shows it: see the promises below, each looked at in what the tour kept.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	for _, lang := range tourLanguages {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			seen := tourIn(t, lang)
			t.Run("contacts nobody but us", seen.contactsNobodyElse)
			t.Run("tells a stranger nothing", seen.tellsNothing)
			t.Run("breaks no rule of accessibility", seen.breaksNoRule)
		})
	}
}

// tourIn makes the tour in a language.
func tourIn(t *testing.T, lang string) *tour {
	t.Helper()
	p := sharedDemo(t)
	g := &guide{t: t, p: p, tour: &tour{lang: lang, origin: p.origin}}
	g.strangersPages()
	g.membersPages()
	g.newcomersPages(g.staffsPages())
	for i, b := range g.people {
		g.requests = append(g.requests, b.requests.list()...)
		g.console = append(g.console, g.errors[i].list()...)
	}
	return g.tour
}

// guide leads a tour.
type guide struct {
	*tour
	t      *testing.T
	p      *program
	people []*person
	errors []*lines
}

// person is somebody at the front page, in the tour's language, with a phone.
func (g *guide) person() *person {
	g.t.Helper()
	b := newPerson(g.t, g.p)
	b.holding(phone)
	b.prefers("light")
	b.beforePages(`addEventListener("securitypolicyviolation", (e) => console.error("policy: " + e.violatedDirective + " " + e.blockedURI))`)
	g.people, g.errors = append(g.people, b), append(g.errors, b.errors())
	b.open("/")
	b.speak(g.lang)
	return b
}

// look keeps what a person sees now.
func (g *guide) look(name string, b *person) {
	g.t.Helper()
	seen := look{name: name, title: js[string](b, "document.title"), text: b.says()}
	if script, err := axe(); err == nil {
		seen.violations = g.examine(script, b)
	}
	seen.printed = b.printed()
	g.looks = append(g.looks, seen)
}

// examine holds a page against the rules. Colours are the same in every language, and seeing them is dear: one tour looks, light and dark.
func (g *guide) examine(script string, b *person) []violation {
	if g.lang != tourLanguages[0] {
		return b.examine(script, allButColours)
	}
	found := b.examine(script, everyRule)
	b.prefers("dark")
	defer b.prefers("light")
	return append(found, b.examine(script, onlyColours)...)
}

// lookAt opens pages and looks at each.
func (g *guide) lookAt(b *person, paths ...string) {
	g.t.Helper()
	for _, path := range paths {
		b.open(path)
		g.look(path, b)
	}
}

func (g *guide) strangersPages() {
	b := g.person()
	g.look("front", b)
	b.click(".tongues summary")
	g.look("the menu of languages", b)
	g.lookAt(b, "/limits", "/kept", "/acts", "/acts/checkpoint", "/helplines", "/languages", "/away", "/nothing-here", "/practice", "/join", "/recover")
	b.enter("#code", "not a code")
	b.submit("/recover")
	b.holds(`document.querySelector(".phrase")`)
	g.look("new words", b)
}

func (g *guide) membersPages() {
	b := g.person()
	b.signInHere(g.p.signIns()["survivor_leader"].Phrase)
	g.look("home", b)
	b.click(".switcher:not(.tongues) summary")
	g.look("the menu of networks", b)
	space := b.hrefs(`main a[href^="/s/"]`)[1]
	g.lookAt(b, space, space+"/new")
	topic := strings.SplitN(b.linkOn(space, "When a court date"), "?", 2)[0]
	g.lookAt(b, topic, topic+"?quote=2&from=2#reply", topic+"/p/2", topic+"/p/4711", "/waiting", "/out?to=https://example.org")
	g.lookAt(b, "/inbox", topic+"/follow", space+"/follow")
	g.lookAt(b, "/near", "/me", "/me/acts", "/me/posts", "/me/checks", "/me/checks/safety", "/me/checks/days", "/me/handed?about=safety", "/me/pseudonym", "/me/blocked", "/me/reading", "/me/quiet",
		"/me/device", "/me/pause", "/me/leave", "/left")
	g.coursePages(b)
	g.decidingPages(b)
	b.open(topic)
	js[bool](b, `(document.querySelectorAll("main details").forEach((d) => d.open = true), document.querySelector("#trouble").hidden = false, true)`)
	g.look("a topic with everything open", b)
	js[bool](b, `(document.body.dataset.notes = "hide", true)`)
	g.look("a topic with notes hidden", b)
	js[bool](b, `(document.querySelector("#idle").showModal(), true)`)
	g.look("the question at the idle limit", b)
	g.lookAt(b, "/search")
	b.enter("#words", "court")
	b.submit("/search")
	b.holds(`document.querySelector(".hit")`)
	g.look("what was found", b)
	own := g.person()
	own.signInHere(g.p.signIns()["member"].Phrase)
	g.lookAt(own, topic+"/p/3", "/private")
	young := g.person()
	young.signInHere(g.p.signIns()["under_18"].Phrase)
	g.lookAt(young, "/me", "/me/eighteen")
	lead := g.person()
	lead.signInHere(g.p.signIns()["safeguarding_lead"].Phrase)
	g.lookAt(lead, "/handed", "/safety", "/guarded", "/duty", "/concerns", "/addresses", "/address")
	her, _ := topicOfHerOwn(g.t, g.p, "member", 1)
	g.lookAt(own, her+"/p/1")
	newVisitor(g.t, g.p).signIn(g.p.signIns()["member"].Phrase).open(her+"/p/1").fill(her+"/p/1/edit", "body", "Post number 1, from another device.")
	own.enter("#body", " And more.")
	own.click(".composer .button")
	own.holds(`document.querySelector(".difference del")`)
	g.look("two edits of one post", own)
}

// coursePages are what she, who leads a cohort with its trainer, sees of the course; a trainer begins one, and somebody is asked in.
func (g *guide) coursePages(b *person) {
	cohort := b.linkOn("/curriculum", "Kalachuchi")
	g.lookAt(b, "/curriculum", "/curriculum/opening", "/curriculum/self-4-limits-and-relationships/trainer", cohort, cohort+"/roll", cohort+"/sessions/2",
		cohort+"/days", cohort+"/lists", cohort+"/feedback", cohort+"/knowledge", "/sure", "/book", "/journal", "/me/case",
		"/ladder", "/certificate", "/verify", cohort+"/sessions/2/held")
	b.open("/curriculum/self-4-limits-and-relationships")
	js[bool](b, `(document.querySelectorAll("main details").forEach((d) => d.open = true), true)`)
	g.look("a session with everything open", b)
	trainer := g.person()
	trainer.signInHere(g.p.signIns()["trainer_in_cebu"].Phrase)
	g.lookAt(trainer, "/cohorts/new", "/ladder", "/ladder/examples", "/adaptations", "/adaptations/coping-2-unhooking", "/adaptations/coping-2-unhooking/en")
	g.lookAt(trainer, trainer.linkOn(cohort+"/sessions/2/held", locales.For(g.lang).T("delivery.observe")))
	trainer.open(cohort)
	trainer.enter("#names", "Early Fern")
	trainer.submit(cohort + "/people")
	trainer.holds(`document.querySelector(".notice")`)
	g.look("a cohort with somebody asked in", trainer)
	asked := g.person()
	asked.signInHere(g.p.signIns()["moderator"].Phrase)
	g.lookAt(asked, "/asked", "/inbox")
	trainer.holding(desk)
	g.lookAt(trainer, cohort, "/curriculum/self-4-limits-and-relationships")
	trainer.holding(phone)
}

// decidingPages are what she, who leads a campaign, sees of it and of the rounds in its space.
func (g *guide) decidingPages(b *person) {
	campaign := b.hrefsOn("/campaigns", "main .list a")[0]
	rounds := b.hrefsOn(campaign, `main .list a[href^="/s/"]`)[0] + "/rounds"
	decided := b.hrefsOn(rounds, "main .list a")
	g.lookAt(b, rounds, decided[0], decided[1], rounds+"/new")
	g.lookAt(b, "/campaigns", campaign, campaign+"/asks/1", campaign+"/asks/1/answers", campaign+"/targets", campaign+"/outcomes",
		campaign+"/progress", campaign+"/processes", campaign+"/engagements", campaign+"/kit", "/me/speaking", campaign+"/stories", "/stories", "/stories/new", "/record")
	g.lookAt(b, b.hrefsOn(campaign+"/processes", "main section a")[0], b.hrefsOn(campaign+"/engagements", "main .list a")[0])
	js[bool](b, `(document.querySelectorAll("main details").forEach((d) => d.open = true), true)`)
	g.look("an engagement with everything open", b)
	statement := b.hrefsOn(campaign+"/statements", "main .list a")[0]
	toSign := b.hrefsOn("/sign", "main .list a")[0]
	g.lookAt(b, campaign+"/statements", statement, statement+"/sections/2", statement+"/mirror", "/sign", toSign, strings.Replace(toSign, "/sign/", "/p/", 1))
}

// staffsPages returns the invitation that it makes.
func (g *guide) staffsPages() (code, pin string) {
	b := g.person()
	b.signInHere(g.p.signIns()["steward"].Phrase)
	member := b.linkOn("/steward/members", "Linaw Suba")
	space := b.hrefsOn("/steward/spaces", `main li a[href^="/steward/spaces/"]`)[1]
	g.lookAt(b, "/queue", "/steward", "/steward/members", "/steward/cascade", member, "/steward/spaces", "/steward/spaces/new", space,
		"/steward/agreement", "/steward/network", "/steward/merger", "/second", "/agreement", "/recoveries")
	b.holding(desk)
	g.lookAt(b, "/home", "/steward", member, space, "/steward/agreement")
	b.holding(phone)
	b.open("/steward/invitations")
	g.look("/steward/invitations", b)
	b.click("input[name=band][value=adult]")
	b.submit("/steward/invitations")
	b.holds(`document.querySelector(".slip")`)
	g.look("slip", b)
	return b.textOf(".slip-code"), b.textOf(".pin")
}

func (g *guide) newcomersPages(code, pin string) {
	b := g.person()
	b.open("/join?c=" + code)
	b.enter("#pin", pin)
	b.submit("/join")
	for _, step := range []string{"/join/agreement", "/join/pseudonym", "/join/phrase"} {
		b.holds(fmt.Sprintf("document.querySelector('form[action=%q]')", step))
		g.look("before "+step, b)
		if step == "/join/phrase" {
			b.click("input[name=pseudonym]")
		}
		b.submit(step)
	}
	b.holds(`document.querySelector(".phrase")`)
	g.look("the words", b)
	b.typeBack()
	b.holds(`document.querySelector(".codes")`)
	g.look("the codes", b)
	g.lookAt(b, "/home")
	b.open(b.hrefs(`main a[href^="/t/"]`)[0])
	b.enter("#body", "Hello, I am new here.")
	b.submit(b.path() + "/posts")
	b.holds(`document.querySelector(".post.held")`)
	g.look("a newcomer's words in a topic", b)
	g.lookAt(b, "/waiting")
}

// speak chooses a language in the menu.
func (b *person) speak(lang string) {
	b.t.Helper()
	if lang == js[string](b, "document.documentElement.lang") {
		return
	}
	b.click(".tongues summary")
	b.click(fmt.Sprintf("button[name=lang][value=%s]", lang))
	b.holds(fmt.Sprintf("document.documentElement.lang === %q && document.readyState === 'complete'", lang))
}

// signInHere signs in from the front page that she sees.
func (b *person) signInHere(phrase string) {
	b.t.Helper()
	b.enter("#phrase", phrase)
	b.submit("/sign-in")
	b.comesTo("/home")
}

// submit presses the button of the form that goes to this address.
func (b *person) submit(action string) {
	b.t.Helper()
	b.click(fmt.Sprintf("main form[action=%q] button.button", action))
}

// typeBack types the two words that the page asks for and sends them.
func (b *person) typeBack() {
	b.t.Helper()
	words := js[[]string](b, `[...document.querySelectorAll(".phrase li")].map((li) => li.textContent.trim())`)
	for _, field := range []string{"first", "second"} {
		label := js[string](b, fmt.Sprintf(`document.querySelector("label[for=%s]").textContent`, field))
		place, err := strconv.Atoi(strings.Map(digit, label))
		if err != nil {
			b.t.Fatalf("the label %q names no word", label)
		}
		b.enter("#"+field, words[place-1])
	}
	b.submit("/join/confirm")
}

// digit keeps digits only, Arabic ones as ours.
func digit(r rune) rune {
	switch {
	case '0' <= r && r <= '9':
		return r
	case '٠' <= r && r <= '٩':
		return '0' + r - '٠'
	}
	return -1
}

// hrefs are where the links of a selector lead.
func (b *person) hrefs(selector string) []string {
	b.t.Helper()
	return js[[]string](b, fmt.Sprintf("[...document.querySelectorAll(%q)].map((a) => a.getAttribute('href'))", selector))
}

// hrefsOn are where, on another page, the links of a selector lead.
func (b *person) hrefsOn(path, selector string) []string {
	b.t.Helper()
	b.open(path)
	return b.hrefs(selector)
}

// linkOn is where, on another page, the link with this text leads.
func (b *person) linkOn(path, text string) string {
	b.t.Helper()
	b.open(path)
	href := js[string](b, fmt.Sprintf(`[...document.querySelectorAll("main a")].find((a) => a.innerText.includes(%q))?.getAttribute("href") ?? ""`, text))
	if href == "" {
		b.t.Fatalf("%s has no link %q", path, text)
	}
	return href
}

func (b *person) textOf(selector string) string {
	b.t.Helper()
	return js[string](b, fmt.Sprintf("document.querySelector(%q).textContent.trim()", selector))
}

// printed is what would stand on paper.
func (b *person) printed() string {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		b.t.Fatal(err)
	}
	defer b.prefers("light")
	return b.says()
}

// errors are what her browser's console notes as wrong.
func (b *person) errors() *lines {
	noted := new(lines)
	messages := chromedp.Console(b.ctx)
	go func() {
		for message, err := range messages {
			if err != nil {
				return
			}
			wrong := message.Type == chromedp.ConsoleError || message.IsException()
			if wrong && message.Source != "network" { // which notes every refusal as an error
				noted.add(message.String() + " at " + message.URL)
			}
		}
	}()
	return noted
}
