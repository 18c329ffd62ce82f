package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// way is a campaign that goes the whole way, with those who lead it in the Global network: one from Cebu, one from Nairobi. Two more hold
// phones.
type way struct {
	*program
	t                *testing.T
	cebu, nairobi    *visitor // in Cebu and in Nairobi
	global, other    *visitor // the same two persons, in the Global network
	lead             *visitor // its safeguarding lead
	her, hers        *person  // a member in Cebu, and the one from Nairobi
	campaign, ask    string
	statement        string
	public, signPath string
}

// A campaign from a question in a Local network to what has changed: what others read at the end they read without signing in.
func TestACampaignGoesTheWholeWay(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	w := &way{program: p, t: t, her: newPerson(t, p), hers: newPerson(t, p)}
	w.cebu, w.nairobi = newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["leader_in_nairobi"].Phrase)
	w.her.holding(phone)
	w.her.signIn(as["member"].Phrase, "ceb")
	w.isAskedInCebu()
	w.global, w.other = w.cebu.switchTo("Global"), w.nairobi.switchTo("Global")
	w.lead = newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase).switchTo("Global")
	w.hers.holding(phone)
	w.hers.signIn(as["leader_in_nairobi"].Phrase, "sw")
	w.hers.goesTo("Global")
	w.isAskedFor()
	w.isWrittenByTwo()
	w.isConsentedTo()
	w.goesOut()
	w.isSignedInFourWays(as)
	w.isDelivered()
	w.hasChanged()
	w.isReadOutside()
}

// closes lets the days of a round go by, and waits for its result.
func (w *way) closes(round string) {
	w.t.Helper()
	id := strings.TrimPrefix(round, "/rounds/")
	w.sql(fmt.Sprintf(`UPDATE rounds SET starts_on = starts_on - days, closes_on = closes_on - days WHERE id = '%s'`, id))
	w.stop()
	w.start()
	eventually(w.t, "the round is closed", func() bool {
		return w.count(`SELECT count(*) FROM rounds WHERE id = '`+id+`' AND state = 'closed'`) == 1
	})
}

// goesTo enters another of her networks from its menu.
func (b *person) goesTo(network string) {
	b.t.Helper()
	b.click(".switcher:not(.tongues) summary")
	b.holds(fmt.Sprintf(`[...document.querySelectorAll("form[action='/switch'] button")].some((one) => one.innerText.includes(%q) && (one.setAttribute("data-chosen", ""), true))`, network))
	b.click("[data-chosen]")
	b.holds(fmt.Sprintf(`document.readyState === "complete" && document.querySelector(".place")?.innerText.includes(%q)`, network))
}

// ticks chooses a value.
func (b *person) ticks(name, value string) {
	b.t.Helper()
	b.click(fmt.Sprintf("main input[name=%s][value=%q]", name, value))
}

// A question is asked in Cebu, answered on a phone, and what came of it is written.
func (w *way) isAskedInCebu() {
	space := w.cebu.open("/home").link("Advocacy")
	w.cebu.open(space+"/rounds/new").fill(space+"/rounds", "kind", "question", "lang", "en", "title", "What should change?", "days", "3", "language", "en")
	round := w.cebu.path
	w.her.open(round)
	w.her.enter("#words", "Light on every stair.")
	w.her.submit(round + "/answer")
	w.her.holds(`document.querySelector("main .notice")`)
	w.closes(round)
	w.cebu.open(round).sees("Light on every stair.").fill(round+"/outcome", "outcome", "We ask for light.", "review", days(200)).sees("We look at it again on")
}

// The two begin a campaign where both are at home, and write what it asks for.
func (w *way) isAskedFor() {
	w.global.open("/campaigns/new")
	w.campaign = w.global.post("/campaigns", url.Values{"once": {w.global.chosen("once")}, "lang": {"en"}, "title": {"Light on every stair"},
		"goal": {"Nobody walks home in the dark."}, "space": w.global.ticked("space"), "language": {"en", "sw"}, "starts_on": {days(0)}, "group_until": {days(90)}}).path
	if !strings.HasPrefix(w.campaign, "/campaigns/") || w.global.status != http.StatusOK {
		w.t.Fatalf("beginning led to %s (%d): %s", w.campaign, w.global.status, w.global.text())
	}
	w.other.open(w.campaign).fill(w.campaign + "/join")
	w.ask = w.global.writeAsk(w.campaign, "A lamp on each stair")
	w.global.open(w.ask).sees("A lamp on each stair")
}

// A section is written in English, the next in Swahili on a phone, and each of the two puts the other's into her language.
func (w *way) isWrittenByTwo() {
	list := w.campaign + "/statements"
	w.statement = w.global.open(list).complete(list, "lang", "en", "body", "Light for all").sees("There is no section yet.").path
	w.global.complete(w.statement+"/sections", "lang", "en", "body", "Each stair has a lamp.")
	w.hers.open(w.statement)
	w.hers.enter("#body", "Anayetembea usiku aone njia.")
	w.hers.submit(w.statement + "/sections")
	w.hers.sees("Anayetembea usiku aone njia.")
	for number, words := range map[string][2]string{"0": {"sw", "Mwanga kwa wote"}, "1": {"sw", "Kila ngazi ina taa."}, "2": {"en", "Whoever walks at night sees the way."}} {
		writer := map[string]*visitor{"sw": w.other, "en": w.global}[words[0]]
		section := w.statement + "/sections/" + number
		writer.open(section).complete(section, "lang", words[0], "body", words[1]).sees(words[1])
	}
	w.global.open(w.statement).misses("still missing")
}

// The group is asked twice. The second time somebody finds it unsafe: what she writes reaches the safeguarding lead alone, who lets it go on.
func (w *way) isConsentedTo() {
	w.answers(w.asks("Ask for a first feeling"), w.other)
	round := w.asks("Ask whether anybody objects")
	w.hers.open(round)
	w.hers.click("details:has(#unsafe) summary")
	w.hers.enter("#unsafe", "Mtaa mmoja unatajwa.")
	w.hers.submit(round + "/safety")
	w.hers.sees("Mtaa mmoja unatajwa.")
	w.global.open(round).sees("Paused for safety").misses("Mtaa mmoja")
	w.lead.open("/safety").sees("Mtaa mmoja unatajwa.").fill("/safety/", "word", "Hakuna mtaa unaotajwa.", "decided", "released").sees("Nothing is waiting for you.")
	w.hers.open(round)
	w.hers.sees("Hakuna mtaa unaotajwa.")
	w.answers(round, w.other)
	w.global.open(w.statement).complete(w.statement + "/freeze").sees("What others will see")
}

// asks begins a round about the statement, and returns its path.
func (w *way) asks(button string) string {
	w.t.Helper()
	w.global.open(w.statement).sees(button).complete(w.statement+"/rounds", "days", "3").sees("Not over yet")
	return attribute(w.global.find(func(n *html.Node) bool {
		return n.Data == "a" && strings.HasPrefix(attribute(n, "href"), "/rounds/") && strings.Contains(textOf(n), "Not over yet")
	}), "href")
}

func (w *way) answers(round string, who *visitor) {
	w.t.Helper()
	who.open(round).fill(round+"/answer", "pick", "0").sees("Your answer is in.")
	w.closes(round)
}

// What goes out is read on the mirror first; each of the two networks then takes it up.
func (w *way) goesOut() {
	mirror := w.statement + "/mirror"
	w.public = textOf(w.global.open(mirror).find(func(n *html.Node) bool { return n.Data == "code" && strings.HasPrefix(textOf(n), "/p/") }))
	w.signPath = "/sign/" + strings.TrimPrefix(w.public, "/p/")
	w.global.complete(w.statement + "/open").sees("Read and sign")
	w.cebu.switchTo("Cebu").open(w.signPath).complete(w.signPath + "/carry").sees("What do others see?")
}

// isSignedInFourWays: one of them on a phone, who withdraws and signs again in another way.
func (w *way) isSignedInFourWays(as map[string]signIn) {
	w.her.open("/sign")
	w.her.link("Light for all")
	w.her.ticks("shows", "pseudonym")
	w.her.submit(w.signPath)
	w.her.holds(fmt.Sprintf(`document.querySelector('main form[action=%q]')`, w.signPath+"/withdraw"))
	for role, way := range map[string][]string{"moderator": {"shows", "counted"}, "steward": {"shows", "internal"}, "trainer_in_cebu": {"shows", "role", "role", "trainer", "country", "PH"}} {
		newVisitor(w.t, w.program).signIn(as[role].Phrase).open(w.signPath).complete(w.signPath, way...).sees("Your signature stands since")
	}
	w.aDayLater()
	stranger := newVisitor(w.t, w.program)
	stranger.open(w.public).sees("About 15 people have signed.").sees(as["member"].Pseudonym).sees("Trainer, Philippines").misses(as["steward"].Pseudonym).misses(as["moderator"].Pseudonym)
	w.her.click(fmt.Sprintf("main form[action=%q] button", w.signPath+"/withdraw"))
	w.her.holds(fmt.Sprintf(`!document.querySelector('main form[action=%q]') && document.querySelector('main form[action=%q]')`, w.signPath+"/withdraw", w.signPath))
	stranger.open(w.public).misses(as["member"].Pseudonym)
}

// aDayLater is after the night in which the signatures of Cebu were counted, with twelve more: of fewer than ten nothing is told.
func (w *way) aDayLater() {
	w.sql(`INSERT INTO signatures (network_id, statement_id, nullifier, bound, hash, shows, day)
		SELECT c.network_id, c.statement_id, sha256(n::text::bytea), sha256(n::text::bytea), c.hash, 'counted', current_date
		FROM statement_carriers c JOIN networks ON networks.id = c.network_id CROSS JOIN generate_series(1, 12) n WHERE c.taken_on = current_date AND name = 'Cebu'`)
	w.sql(`UPDATE signatures SET day = day - 1 WHERE day = current_date`)
	w.sql(`UPDATE statement_carriers SET counted_on = NULL WHERE taken_on = current_date`)
	w.stop()
	w.start()
	eventually(w.t, "the batch is told", func() bool {
		return w.count(`SELECT count(*) FROM statement_carriers WHERE taken_on = current_date AND count IS NOT NULL`) == 1
	})
}

// Signing ends, those who signed have three days to think again, and it is delivered.
func (w *way) isDelivered() {
	w.global = w.cebu.switchTo("Global")
	w.global.open(w.statement).complete(w.statement + "/close").sees("Signing is over. It can be delivered from")
	w.sql(`UPDATE statements SET cools_until = cools_until - interval '72 hours' WHERE cools_until IS NOT NULL`)
	w.global.open(w.statement).complete(w.statement+"/mirror", "to", "The housing office").complete(w.statement + "/deliver").sees("Delivered to The housing office")
}

// The office promises, and something changes.
func (w *way) hasChanged() {
	targets := w.campaign + "/targets"
	w.global.open(targets).complete(targets, "name", "The housing office", "kind", "government", "influence", "3").sees("The housing office")
	w.global.open(w.ask+"/answers").complete(w.ask+"/promises", "words", "Forty lamps.", "source", "records.example/9", "said_on", days(0), "due_on", days(90)).sees("Forty lamps.")
	w.global.open(w.campaign + "/outcomes").fill(w.campaign + "/outcomes")
	outcome := strings.TrimSuffix(w.global.path, "/edit")
	w.global.complete(outcome, "who", "The housing office", "what", "It pays for lamps.", "place", "Two streets", "day", days(0), "significance", "People walk home.", "ours", "We asked.",
		"others", "The tenants wrote.", "evidence", "Its minutes of May.")
	w.global.fill(outcome + "/show").misses("Only the group sees this draft.")
	w.other.open(w.campaign + "/outcomes").sees("The housing office")
	w.other.open(w.campaign).sees("Forty lamps.")
}

// Whoever has the address reads it in her language, without signing in, and finds nobody's name who didn't choose to show it.
func (w *way) isReadOutside() {
	stranger := newPerson(w.t, w.program)
	stranger.holding(phone)
	stranger.open("/")
	stranger.speak("sw")
	stranger.open(w.public)
	stranger.holds(`document.querySelector("main h1").innerText === "Mwanga kwa wote"`)
	stranger.sees("The housing office")
	for _, hidden := range []string{"River Lamp", "Kilima Kijani", "Tabing Dagat", "Nyota Njema"} {
		if stranger.shows(fmt.Sprintf("document.body.innerText.includes(%q)", hidden)) {
			w.t.Errorf("outside it names %s", hidden)
		}
	}
}
