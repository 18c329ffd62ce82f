package main

import (
	"archive/zip"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tinig/curriculum/content"
	"tinig/locales"
)

// rewrittenUnit is the session that the tests rewrite.
const rewrittenUnit = "coping-1-grounding"

// rewrites sends the form in which a session is rewritten in a language, with some fields otherwise.
func (v *visitor) rewrites(lang string, fields ...string) *visitor {
	v.t.Helper()
	path := "/adaptations/" + rewrittenUnit + "/" + lang
	return v.open(path).fill(path, fields...)
}

// begins has a trainer begin a cohort with a session as her network rewrote it, and somebody come in.
func (v *visitor) begins(name, pseudonym string, her *visitor) (cohort string) {
	v.t.Helper()
	v.open("/cohorts/new").fill("/cohorts", "name", name, "band", "adult", "track", "course", "mode", "online", "plan", "weekly", "language", "en",
		"adapted", rewrittenUnit, "day", time.Now().Format(time.DateOnly))
	if cohort = v.path; !strings.HasPrefix(cohort, "/cohorts/") || v.status != http.StatusOK {
		v.t.Fatalf("beginning led to %s (%d): %s", v.path, v.status, v.text())
	}
	v.fill(cohort+"/people", "names", pseudonym, "part", "learner")
	her.post("/asked"+cohort, url.Values{"answer": {"yes"}})
	return cohort
}

// A session is rewritten, read by a second person, taken by a cohort and offered to the course. One demo serves all of it.
func TestANetworkRewritesASession(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	trainer, steward := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase), newVisitor(t, p).signIn(as["steward"].Phrase)
	her, other := newVisitor(t, p).signIn(as["moderator"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)

	trainer.open("/curriculum").open(trainer.link("Sessions in our own words")).sees("When a thought sticks Version 1 is published")
	trainer.fill("/adaptations", "unit", rewrittenUnit).sees("Not published yet").sees("everything is as in the course")
	trainer.presses("Ask for it to be published").sees("There is nothing to publish yet.")
	trainer.rewrites("en", "body-settling-in", "Welcome.\n\nTell us what happened to you.").sees("Nobody is asked for her own story.").sees("Line 3")
	trainer.presses("Ask for it to be published").sees("Some things are to be put right first.")
	if trainer.status != http.StatusConflict {
		t.Errorf("with a fault it is asked for with %d", trainer.status)
	}
	trainer.rewrites("en", "title", "Five ways back, on our hill", "body-settling-in", "Welcome on the hill. Sit where you like.").misses("To be put right").sees("on our hill")
	trainer.open("/adaptations/"+rewrittenUnit+"/en").post("/adaptations/"+rewrittenUnit+"/en", url.Values{"revision": {"1"}, "title": {"Mine"}, "body-settling-in": {"Mine too."}})
	if trainer.sees("Somebody else has changed this meanwhile."); trainer.status != http.StatusConflict || attribute(trainer.field("title"), "value") != "Mine" {
		t.Errorf("an older form is answered with %d and keeps %q", trainer.status, attribute(trainer.field("title"), "value"))
	}
	trainer.open("/adaptations/"+rewrittenUnit+"/en").fill("/adaptations/"+rewrittenUnit+"/part", "kind", "talk", "after", "talking-together", "part-title", "Our river").sees("A part has a title")
	if attribute(trainer.field("part-title"), "value") != "Our river" {
		t.Error("what she typed is lost")
	}
	trainer.fill("/adaptations/"+rewrittenUnit+"/part", "part-body", "- What grows there?\n- What do you like there?", "part-minutes", "4").sees("Our river").sees("What grows there?")
	trainer.open("/adaptations/" + rewrittenUnit).presses("Ask for it to be published").sees("You asked for this to be published.")
	trainer.post("/adaptations/"+rewrittenUnit+"/agree", url.Values{"revision": {"4"}}).sees("Somebody else has to agree")

	steward.open("/steward").sees("A session in our own words waits for a second person")
	steward.open("/second").sees("Waits for a second person to agree")
	trainer.open("/inbox").misses("waits for a second person")
	steward.open("/inbox").sees("words waits for a second person")
	steward.open("/adaptations").sees("Waits for a second person to agree").open(steward.link("Five ways back"))
	steward.sees("on our hill").presses("I have read it: publish").sees("Version 1 is published").sees("A trainer who begins a group can choose it.")

	trainer.begins("Ipil", "early fern", her)
	her.open("/curriculum").sees("Five ways back, on our hill").sees("Rewritten by this network.")
	for _, path := range []string{"", "/print"} {
		her.open("/curriculum/" + rewrittenUnit + path).sees("Welcome on the hill.").sees("Rewritten by this network.")
	}
	trainer.open("/curriculum/" + rewrittenUnit + "/trainer").sees("Welcome on the hill.").sees("Rewritten by this network.")
	for _, v := range []*visitor{her, other} {
		v.post("/me/device", url.Values{"own": {"1"}})
	}
	if book := her.open("/book/file?in=en").bookFiles(t); !strings.Contains(book, "Welcome on the hill.") || !strings.Contains(book, "Rewritten by this network.") {
		t.Error("her book has the course's words")
	}
	if book := other.open("/book/file?in=en").bookFiles(t); strings.Contains(book, "Welcome on the hill.") {
		t.Error("the book of somebody else has the network's words")
	}
	her.open("/search").searches("our hill")
	her.sees("Five ways back, on our hill")
	other.open("/search").searches("our hill")
	other.misses("Five ways back, on our hill").open("/curriculum/" + rewrittenUnit).misses("Welcome on the hill.").misses("Rewritten by this network.")
	blue := newVisitor(t, p).signIn(as["trainer"].Phrase) // of another network
	if blue.open("/adaptations").sees("No session has been rewritten here yet."); blue.open("/adaptations/"+rewrittenUnit).status != http.StatusNotFound {
		t.Errorf("another network opens it with %d", blue.status)
	}
	if blue.open("/cohorts/new").misses("In your network's own words").status != http.StatusOK {
		t.Errorf("another network begins with %d", blue.status)
	}
	for _, path := range []string{"/adaptations", "/adaptations/" + rewrittenUnit, "/adaptations/" + rewrittenUnit + "/en", "/offers"} {
		if her.open(path).status != http.StatusNotFound {
			t.Errorf("who learns opens %s with %d", path, her.status)
		}
	}
	trainer.open("/adaptations/" + rewrittenUnit).presses("Offer version 1").sees("Offered, not answered yet")
	p.answersAnOffer(t, steward, trainer)
}

// answersAnOffer is how the Global network reads and answers.
func (p *program) answersAnOffer(t *testing.T, steward, trainer *visitor) {
	if steward.open("/offers").status != http.StatusNotFound {
		t.Errorf("a steward of a Local network opens the offers with %d", steward.status)
	}
	steward.open("/home").presses("Global")
	steward.open("/steward").sees("A network offers a session to the course")
	steward.open("/offers").open(steward.link("Five ways")).sees("Cebu").sees("on our hill")
	path := steward.path
	if steward.open(path+"/file").status != http.StatusForbidden {
		t.Errorf("on a device that others use the files come with %d", steward.status)
	}
	steward.open(path).post(path, url.Values{"state": {"accepted"}}).sees("Write your reason")
	steward.open("/home").post("/me/device", url.Values{"own": {"1"}})
	if steward.open(path + "/file"); steward.header.Get("Content-Disposition") != `attachment; filename="notes.zip"` {
		t.Errorf("on her own device the files come with %d as %v", steward.status, steward.header)
	}
	if files := unzipped(t, steward.body); !strings.Contains(files["units/"+rewrittenUnit+"/en.md"], "Welcome on the hill.") || len(files) != len(locales.Languages()) {
		t.Errorf("the files are %v", slices.Collect(maps.Keys(files)))
	}
	steward.open(path).fill(path, "state", "accepted", "reason", "It is clear and calm.").sees("Taken into the course")
	steward.open(path).sees("It is clear and calm.").post(path, url.Values{"state": {"declined"}, "reason": {"No."}}).sees("This was answered before.")
	trainer.open("/adaptations/" + rewrittenUnit).sees("Taken into the course").sees("It is clear and calm.").misses("Offer version 1")
	trainer.presses("Take it back").sees("Taken back: no new group can have it")
	trainer.open("/cohorts/new").misses("Five ways back")
}

// unzipped are the files in a zip.
func unzipped(t *testing.T, body string) map[string]string {
	t.Helper()
	packed, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	must(t, err)
	files := map[string]string{}
	for _, file := range packed.File {
		in, err := file.Open()
		must(t, err)
		text, err := io.ReadAll(in)
		must(t, err)
		files[file.Name] = string(text)
	}
	return files
}

// Every rule by which the linter finds something has words for who rewrites a session.
func TestEveryRuleHasWords(t *testing.T) {
	for _, rule := range content.Rules() {
		id := "adapt_fault." + strings.NewReplacer(" ", "_", "-", "_").Replace(rule)
		for _, l := range locales.Languages() {
			if text := locales.For(l.Tag).T(id); text == "" || slices.Contains([]string{id, "[" + id + "]"}, text) {
				t.Errorf("%s says nothing of %q", l.Tag, rule)
			}
		}
	}
}
