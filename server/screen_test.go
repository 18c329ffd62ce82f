package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/server/site"
)

// One demo serves all that is looked at before it is posted.
func TestWhatIsLookedAtBeforeItIsPosted(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("a telephone number is shown before anybody reads it", p.numberIsShown)
	t.Run("an address fills in no form", p.addressFillsNothing)
	t.Run("her own words are on her keyring", p.ownWordsAreShown)
	t.Run("whoever is young has a moderator with her", p.youngAreNotAlone)
	t.Run("pieces that lead to a person together", p.piecesAddUp)
	t.Run("words of somebody in danger bring helplines", p.crisisBringsHelplines)
	t.Run("what a network watches for", p.networkWatches)
	t.Run("an edit, a title and a translation are looked at too", p.othersAreLookedAt)
}

// found are the stretches that the page has underlined.
func (v *visitor) found() (texts []string) {
	for _, mark := range v.all("mark") {
		if strings.Contains(attribute(mark, "class"), "found") {
			texts = append(texts, textOf(mark))
		}
	}
	return texts
}

// knowing is what the page's second button sends: the words as they are.
func (v *visitor) knowing() string {
	v.t.Helper()
	for _, button := range v.all("button") {
		if attribute(button, "name") == "knowing" && attribute(button, "value") != "" {
			return attribute(button, "value")
		}
	}
	v.t.Fatalf("%s has no button that posts it as it is:\n%s", v.path, v.text())
	return ""
}

// numberIsShown: nothing is posted, nothing is lost, and it is hers to decide; all without a script.
func (p *program) numberIsShown(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	topic := p.courtTopic(her)
	form := url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"Call me at 0917 555 0134 tonight.\nI'm up late."}, "note": {"nights"}}
	her.post(topic+"/posts", form).sees("Nothing is posted yet").sees("a telephone number")
	if got := strings.Join(her.found(), "|"); her.status != http.StatusUnprocessableEntity || got != "0917 555 0134" {
		t.Fatalf("%d underlines %s", her.status, got)
	}
	if her.open(topic).misses("0917"); len(her.found()) > 0 {
		t.Error("it is in the topic")
	}
	her.post(topic+"/posts", form)
	her.fill(topic+"/posts", "body", "Write me here tonight.\nI'm up late.", "knowing", "").sees("Write me here tonight.")
	her.misses("0917")

	form.Set("once", uuid.NewString())
	knowing := her.post(topic+"/posts", form).knowing()
	her.fill(topic+"/posts", "body", "Call me at 0917 555 0134, or 0918 555 0142.", "knowing", knowing).sees("Nothing is posted yet")
	form.Set("knowing", knowing)
	her.post(topic+"/posts", form).sees("Call me at 0917 555 0134 tonight.")
	if again := len(her.post(topic+"/posts", form).bodies()); her.status != http.StatusOK || again == 0 {
		t.Errorf("sent twice it is answered with %d", her.status)
	}
}

// addressFillsNothing: fields in the address of a form were once read with those in its body, and looked at by nobody.
func (p *program) addressFillsNothing(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	ref := strings.TrimPrefix(p.courtTopic(her), "/t/") + "_1"
	words := url.Values{"reason": {"other"}, "note": {"Write to rain@mail.example."}}
	if her.post("/report/post/"+ref, words); len(her.found()) != 1 {
		t.Fatal("nothing is found in what stands in the body")
	}
	if her.post("/report/post/"+ref+"?"+words.Encode(), nil); her.path == "/reports" {
		t.Error("what stands in the address is taken, and nothing in it was looked at")
	}
}

// ownWordsAreShown: they stop her in whatever letters, wherever she signs in, and stand in no table.
func (p *program) ownWordsAreShown(t *testing.T) {
	her, elsewhere := p.as(t, "survivor_leader"), p.as(t, "survivor_leader")
	her.open("/me").open(her.link("Words that you protect")).fill("/me/words", "words", "Zaratanika\n\n Kalumpit  Norte \nZaratanika").sees("It is saved.")
	if got := textOf(elsewhere.open("/me/words").field("words")); got != "Zaratanika\nKalumpit Norte" {
		t.Errorf("kept is %q", got)
	}
	topic := p.courtTopic(elsewhere)
	elsewhere.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"They call me ZÁRA\u200btanika in kalumpit norte."}}).sees("a word that you protect")
	if got := elsewhere.found(); len(got) != 2 {
		t.Errorf("it underlines %q", got)
	}
	for table, rows := range dumpOf(t, p.database) {
		if strings.Contains(strings.Join(rows, "\n"), "aratanika") {
			t.Errorf("a protected word is in %s", table)
		}
	}
	her.open("/me/words").fill("/me/words", "words", strings.Repeat("a", 61)).sees("at most 60 letters")
	if got := textOf(her.field("words")); len(got) != 61 {
		t.Errorf("what she typed is %q", got)
	}
	her.open("/me/words").fill("/me/words", "words", "")
}

// youngAreNotAlone: what somebody under 18 leaves in her words a moderator sees first.
// piecesAddUp: of what she left before, by its kind, and only when it is much together; under another name nothing is known of it.
func (p *program) piecesAddUp(t *testing.T) {
	her := p.as(t, "moderator")
	topic := p.courtTopic(her)
	say := func(words, knowing string) *visitor {
		return her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {words}, "knowing": {knowing}})
	}
	leave := func(words string) { say(words, say(words, "").misses("Pieces that say little").knowing()).sees(words) }
	leave("I went to Santa Ana Elementary School.")
	leave("Santa Ana Elementary School was far away.")
	leave("Write to rain@mail.example then.")
	say("I was born on 4 March 1999.", "").sees("Under this name you have left before: an e-mail address, the name of a school").sees("Pieces that say little")
	if kinds := p.one(`SELECT string_agg(array_to_string(kinds, ' '), '|') FROM details d JOIN members m ON m.id = d.member_id WHERE m.pseudonym = '` + p.signIns()["moderator"].Pseudonym + `'`); kinds != "email school" {
		t.Errorf("kept is %q", kinds)
	}
}

func (p *program) youngAreNotAlone(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["under_18"].Phrase)
	space := her.open("/home").link("Everyday")
	form := url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "title": {"My school"}, "body": {"I am in Santa Ana Elementary School."}}
	form.Set("knowing", her.post(space+"/topics", form).sees("a moderator looks first").sees("the name of a school").knowing())
	if her.post(space+"/topics", form).sees("Santa Ana Elementary School"); her.path != "/waiting" {
		t.Errorf("it led to %s", her.path)
	}
}

// crisisBringsHelplines: her words go their way, and on the way there stands whom she can call, in any language and never empty.
func (p *program) crisisBringsHelplines(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	topic := p.courtTopic(her)
	her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"Some nights I want to die."}})
	if her.path != "/near" || her.status != http.StatusOK {
		t.Fatalf("it led to %s (%d)", her.path, her.status)
	}
	her.sees("you can talk with somebody at once").sees("Ask for a person here").sees("1343")
	her.open(her.link("Go on")).sees("Some nights I want to die.")
	her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"fil"}, "body": {"Gusto ko nang mamatay."}}).sees("talk with somebody")
	her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"We planted a tree."}}).misses("talk with somebody")
	for _, to := range []string{"//evil.example", "https://evil.example", "/\\evil.example", ""} {
		if her.open("/near?to=" + url.QueryEscape(to)); her.link("Go on") != "/home" {
			t.Errorf("%q leads to %s", to, her.link("Go on"))
		}
	}
}

// networkWatches: in whatever letters, with the steward's reason before her eyes and nothing of hers lost; until it is taken out again.
func (p *program) networkWatches(t *testing.T) {
	steward, her := p.as(t, "steward"), p.as(t, "member")
	steward.open("/steward").open(steward.link("Words to watch for"))
	for _, row := range [][3]string{{"zabat*", "suggest", "Old name."}, {"kulintang", "hold", "We look first."}, {"bad porridge", "block", "It hurts."}, {"tired of it all", "crisis", "Said before."}} {
		steward.fill("/steward/phrases", "phrase", row[0], "act", row[1], "why", row[2]).sees(row[2])
	}
	steward.fill("/steward/phrases", "phrase", "*", "act", "block", "why", "All.").sees("at least two letters")
	topic := p.courtTopic(her)
	say := func(words, knowing string) *visitor {
		return her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {words}, "knowing": {knowing}})
	}
	knowing := say("We saw ZABATÁna there.", "").sees("Old name.").sees("Nothing is posted yet").knowing()
	say("We saw ZABATÁna there.", knowing).sees("We saw ZABATÁna there.").misses("Nothing is posted")
	if say("A k u l i n t a n g plays.", ""); !strings.Contains(her.path, topic) || !strings.Contains(her.text(), "A k u l i n t a n g plays.") {
		t.Errorf("it led to %s", her.path)
	}
	her.open("/waiting").sees("A k u l i n t a n g plays.")
	if say("bаd  pоrridge, again", "").sees("It hurts."); textOf(her.field("body")) != "bаd  pоrridge, again" {
		t.Errorf("of her words there is %q", textOf(her.field("body")))
	}
	if say("I am tired of it all.", ""); her.path != "/near" {
		t.Errorf("it led to %s", her.path)
	}
	for range 4 {
		steward.open("/steward/phrases").fill("/steward/phrases/")
	}
	steward.sees("Nothing is watched for.")
	say("bad porridge", "").sees("bad porridge").misses("It hurts.")
	if her.open("/steward/phrases"); her.status != http.StatusNotFound {
		t.Errorf("a member gets %d", her.status)
	}
}

func (p *program) othersAreLookedAt(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	space := her.open("/home").link("Everyday")
	her.post(space+"/topics", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "title": {"Ask me at rain@mail.example"}, "body": {"Hello."}}).sees("an e-mail address")
	her.fill(space+"/topics", "title", "Ask me here", "knowing", "").sees("Ask me here")
	topic := her.path
	her.post(topic+"/p/1/edit", url.Values{"revision": {"1"}, "lang": {"en"}, "body": {"I'm on ig: lily_rain22"}}).sees("a name on another app")
	her.fill(topic+"/p/1/edit", "body", "Hello again.", "knowing", "").sees("Hello again.")
	her.open(topic+"/p/1/languages").fill(topic+"/p/1/languages", "lang", "es", "body", "Mira www.garza.example").sees("an address on the web")
}

// Every form that a member can send is looked at: by its domain or by its door. A form that no door looks at says why.
func TestEveryWritingRouteIsLookedAt(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	p.sql(`INSERT INTO member_roles (network_id, member_id, role) SELECT network_id, id, 'custodian' FROM members WHERE pseudonym = 'Soft Rain'`) // which the demo has none of
	var people []*visitor
	for _, role := range []string{"steward", "survivor_leader", "trainer_in_cebu", "safeguarding_lead"} {
		people = append(people, newVisitor(t, p).signIn(p.signIns()[role].Phrase))
	}
	exempt := site.Unscreened()
	for _, r := range routes(t) {
		pattern := r.method + " " + r.path
		if r.method != http.MethodPost || exempt[pattern] != "" || r.wrapper == "bare" || r.wrapper == "tabletDoor" {
			delete(exempt, pattern)
			continue
		}
		looked := false
		for _, who := range people {
			who.post(r.real(), url.Values{"once": {uuid.NewString()}, "body": {"Write to rain@mail.example."}})
			if looked = len(who.found()) == 1; looked {
				break
			}
		}
		if !looked {
			t.Errorf("%s is looked at by nobody", pattern)
		}
	}
	for pattern, why := range exempt {
		t.Errorf("%s (%s) is no route", pattern, why)
	}
}

func TestTheCorporaArePrintedByOneCommand(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := tellCorpora(&out); err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"en ", "fil", "ceb", "es ", "sw ", "ar "} {
		if !strings.Contains("\n"+out.String(), "\n"+language) {
			t.Errorf("%s isn't among\n%s", language, out.String())
		}
	}
}
