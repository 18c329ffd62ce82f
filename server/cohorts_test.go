package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tinig/curriculum/content"
	"tinig/locales"
)

// What trainers and learners do with a cohort, without script. One demo serves all of it.
func TestACohortLearnsTogether(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("begun, asked in, said yes to, left", p.cohortComesTogether)
	t.Run("nobody is told who couldn't be asked", p.nobodyIsToldWhoIsMissing)
	t.Run("whom she has blocked she isn't led to unknowing", p.sheIsToldWhomSheWouldMeet)
	t.Run("those who lead note who came", p.whoCameIsNoted)
	t.Run("what only those who lead see", p.onlyThoseWhoLead)
	t.Run("no note of a trainer reaches a participant", p.noNoteReachesAParticipant)
	t.Run("a new name leaves the cohorts and takes along what is hers", p.aNewNameLeavesCohorts)
}

// begin has a trainer begin a cohort; it returns its path.
func (v *visitor) begin(name, band string) string {
	v.t.Helper()
	v.open("/cohorts/new").fill("/cohorts", "name", name, "band", band, "track", "course", "mode", "online", "plan", "weekly", "language", "en",
		"day", time.Now().AddDate(0, 0, 3).Format(time.DateOnly))
	if !strings.HasPrefix(v.path, "/cohorts/") || v.status != http.StatusOK {
		v.t.Fatalf("beginning led to %s (%d): %s", v.path, v.status, v.text())
	}
	return v.path
}

func (p *program) cohortComesTogether(t *testing.T) {
	as := p.signIns()
	trainer, her := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase)
	trainer.open("/cohorts/new").fill("/cohorts", "name", "Sampaguita").sees("Something isn't chosen yet")
	if trainer.status != http.StatusUnprocessableEntity || attribute(trainer.field("name"), "value") != "Sampaguita" {
		t.Errorf("a form that isn't whole answers %d and keeps %q", trainer.status, attribute(trainer.field("name"), "value"))
	}
	cohort := trainer.begin("Sampaguita", "adult")
	trainer.sees("Sampaguita").sees("Beginning together").sees("Next")
	trainer.fill(cohort+"/people", "names", " early fern ,", "part", "learner").sees("Those who can be asked have been asked.").sees("Early Fern").sees("asked")
	her.open("/inbox").sees("You are asked into a group").misses("Sampaguita")
	her.open("/home").open(cohort)
	if her.path != "/asked" {
		t.Errorf("before she answers, the cohort leads to %s", her.path)
	}
	her.sees("You are asked into the group Sampaguita").sees("As: Learning.").sees("It is led by Soft Rain.").misses("Somebody whom you have blocked")
	her.post("/asked/"+cohort[1:], url.Values{"answer": {"perhaps"}})
	if her.status != http.StatusUnprocessableEntity {
		t.Errorf("neither yes nor no answers %d", her.status)
	}
	her.open("/asked").fill("/asked/"+cohort[1:], "answer", "yes").sees("Sampaguita").misses("Ask people in").misses("Who is through")
	her.open("/inbox").misses("You are asked into a group")
	her.open(cohort).fill(cohort+"/pace", "own", "1").sees("You go at your own pace").fill(cohort + "/pace").sees("You go together with the group")
	her.fill(cohort+"/rest", "rests", "1").sees("You are resting from this group.")
	trainer.open(cohort).sees("resting")
	her.fill(cohort + "/rest").misses("You are resting")
	her.fill(cohort + "/leave")
	if her.path != "/curriculum" {
		t.Errorf("leaving led to %s", her.path)
	}
	if her.open(cohort); her.status != http.StatusNotFound {
		t.Errorf("left, it answers %d", her.status)
	}
	trainer.open(cohort).misses("Early Fern").fill(cohort + "/leave").sees("You are the only trainer here")
	trainer.open(cohort).fill(cohort + "/end").sees("This group is over").misses("Ask people in")
	trainer.open("/curriculum").sees("Groups that are over").sees("Sampaguita")
}

// A minor, somebody of another network, somebody who has blocked the trainer and a name that nobody has are all passed over alike.
func (p *program) nobodyIsToldWhoIsMissing(t *testing.T) {
	as := p.signIns()
	trainer := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	cohort := trainer.begin("Ilang-ilang", "adult")
	p.sql(`INSERT INTO blocks (network_id, member_id, blocked_id) SELECT a.network_id, a.id, b.id FROM members a, members b
		WHERE a.pseudonym = 'Warm Stone' AND b.pseudonym = 'Soft Rain'`)
	said := ""
	for _, name := range []string{"Hinay Hangin", "Blue Heron", "Warm Stone", "Young Bamboo", "Nobody At All"} {
		trainer.open(cohort).fill(cohort+"/people", "names", name, "part", "learner").sees("Those who can be asked have been asked.")
		text := strings.ReplaceAll(trainer.text(), name, "")
		if said == "" {
			said = text
		}
		if text != said {
			t.Errorf("of %s it says something else", name)
		}
	}
	trainer.fill(cohort+"/people", "names", "Tabing Dagat", "part", "trainer").misses("Tabing Dagat") // no trainer in this network
	trainer.fill(cohort+"/people", "names", " ,", "part", "learner").sees("Type one to 40 names.")
	minors := trainer.begin("Gumamela", "minor")
	trainer.fill(minors+"/people", "names", "Hinay Hangin, Munting Alon", "part", "learner").sees("Hinay Hangin").misses("Munting Alon")
	young := newVisitor(t, p).signIn(as["under_18"].Phrase)
	young.open("/asked").fill("/asked/"+minors[1:], "answer", "no")
	young.open(minors)
	if young.status != http.StatusNotFound {
		t.Errorf("after a no the cohort answers %d", young.status)
	}
}

func (p *program) sheIsToldWhomSheWouldMeet(t *testing.T) {
	as := p.signIns()
	trainer, her := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase), newVisitor(t, p).signIn(as["steward"].Phrase)
	cohort := trainer.open("/curriculum").link("Kalachuchi")
	p.sql(`INSERT INTO blocks (network_id, member_id, blocked_id) SELECT a.network_id, a.id, b.id FROM members a, members b
		WHERE a.pseudonym = 'Quiet Harbor' AND b.pseudonym = 'Munting Alon'`)
	trainer.open(cohort).fill(cohort+"/people", "names", "Quiet Harbor", "part", "learner").sees("Quiet Harbor")
	her.open("/asked").sees("Somebody whom you have blocked is in this group.").misses("Munting Alon")
	newVisitor(t, p).signIn(as["member"].Phrase).open(cohort).misses("Somebody whom you have blocked")
	her.fill("/asked/"+cohort[1:], "answer", "yes").sees("Somebody whom you have blocked is in this group.")
	her.fill(cohort + "/leave")
}

func (p *program) whoCameIsNoted(t *testing.T) {
	trainer := newVisitor(t, p).signIn(p.signIns()["trainer_in_cebu"].Phrase)
	cohort := trainer.open("/curriculum").link("Kalachuchi")
	session := cohort + "/sessions/4"
	trainer.open(session).sees("Who came").sees("Linaw Suba").misses("Bright Tide").misses("Soft Rain you")
	form := url.Values{}
	each(trainer.page, func(n *html.Node) {
		if hasAttribute(n, "checked") {
			if attribute(n, "value") != "here" {
				t.Errorf("before anybody noted it somebody was %s", attribute(n, "value"))
			}
			form.Set(attribute(n, "name"), "part")
		}
	})
	if len(form) != 4 {
		t.Errorf("%d learners are in the form", len(form))
	}
	trainer.post(session, form).sees("It is noted.")
	each(trainer.page, func(n *html.Node) {
		if hasAttribute(n, "checked") && attribute(n, "value") != "part" {
			t.Errorf("noted as part, it says %s", attribute(n, "value"))
		}
	})
	day := time.Now().AddDate(0, 0, 9)
	trainer.fill(session+"/day", "day", day.Format(time.DateOnly)).sees(locales.For("en").Day(day))
	trainer.fill(session+"/day", "day", "tomorrow").sees("Choose a day.")
	if trainer.open(cohort + "/sessions/99"); trainer.status != http.StatusNotFound {
		t.Errorf("a session that isn't planned answers %d", trainer.status)
	}
}

func (p *program) onlyThoseWhoLead(t *testing.T) {
	as := p.signIns()
	trainer := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	cohort := trainer.open("/curriculum").link("Kalachuchi")
	trainer.open(cohort + "/roll").sees("Who is through with what").sees("Linaw Suba").sees("Morning Reed").misses("25 November")
	newVisitor(t, p).signIn(as["survivor_leader"].Phrase).open(cohort + "/roll").sees("Linaw Suba") // she leads with the trainer
	for _, role := range []string{"member", "moderator", "steward", "under_18"} {
		somebody := newVisitor(t, p).signIn(as[role].Phrase)
		for _, path := range []string{"/roll", "/sessions/1"} {
			if somebody.open(cohort + path); somebody.status != http.StatusNotFound {
				t.Errorf("to the %s, %s answers %d", role, path, somebody.status)
			}
		}
		for _, path := range []string{"/people", "/sessions/1", "/sessions/1/day", "/renew", "/end"} {
			somebody.post(cohort+path, url.Values{"names": {"Bright Tide"}, "part": {"learner"}, "day": {"2026-12-01"}})
			if somebody.status != http.StatusNotFound {
				t.Errorf("to the %s, a POST of %s answers %d", role, path, somebody.status)
			}
		}
	}
}

// Every note of the course, in every language, is searched for on every page that a learner of a cohort can open.
func (p *program) noNoteReachesAParticipant(t *testing.T) {
	course, err := content.Load(content.Files)
	must(t, err)
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	cohort := her.open("/curriculum").link("Kalachuchi")
	looked := 0
	for _, language := range locales.Languages() {
		seen := her.open("/curriculum").body + her.open(cohort).body + her.open("/practice?in="+language.Tag).body + her.open("/journal").body
		for _, unit := range course.Units() {
			seen += her.open("/curriculum/" + unit.ID + "?in=" + language.Tag).body
			seen += her.open("/curriculum/" + unit.ID + "/trainer?in=" + language.Tag).body
			seen += her.post("/curriculum/"+unit.ID+"/mark", url.Values{"state": {"?"}, "in": {language.Tag}}).body
		}
		for _, unit := range course.Units() {
			for _, taught := range unit.Trainer(language.Tag) {
				if taught.Note == nil {
					continue
				}
				for _, line := range strings.Split(string(taught.Note.HTML(time.Now())), "\n") {
					if len(line) > 50 && !strings.Contains(line, "data-") {
						looked++
						if strings.Contains(seen, line) {
							t.Errorf("in %s, a note of %s reaches her: %s", language.Tag, unit.ID, line)
						}
					}
				}
			}
		}
		if strings.Contains(seen, locales.For("en").T("curriculum.note_label")) {
			t.Errorf("in %s, a page of hers has a place for notes", language.Tag)
		}
	}
	if looked < 500 {
		t.Errorf("only %d lines of notes were looked for", looked)
	}
}

func (p *program) aNewNameLeavesCohorts(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	her.open("/curriculum").sees("Kalachuchi").sees("Done for me").open("/journal").sees("A chair near the window.")
	her.open("/me/pseudonym").fill("/me/pseudonym", "pseudonym", attribute(her.field("pseudonym"), "value"), "words", "stay")
	her.open("/curriculum").misses("Kalachuchi").sees("Done for me").open("/journal").sees("A chair near the window.")
	newVisitor(t, p).signIn(p.signIns()["trainer_in_cebu"].Phrase).open("/curriculum").open("/curriculum").misses("Linaw Suba")
}

// Two copies of a demo live through the same history, the second with done and not today exchanged, also in what was there before.
// Every page of those who lead is compared byte by byte.
func TestDoneAndNotTodayMakeTheSamePagesForTrainers(t *testing.T) {
	t.Parallel()
	one, two := startProgram(t, "demo"), startProgram(t, "demo")
	two.sql(`UPDATE progress SET state = CASE state WHEN 'done' THEN 'not_today' WHEN 'not_today' THEN 'done' ELSE state END`)
	other := map[string]string{"done": "not_today", "not_today": "done", "visited": "visited"}
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	course, err := content.Load(content.Files)
	must(t, err)
	a, b := newVisitor(t, one).signIn(one.signIns()["member"].Phrase), newVisitor(t, two).signIn(two.signIns()["member"].Phrase)
	for range 30 {
		unit := course.Units()[random.IntN(len(course.Units()))].ID
		state := []string{"done", "not_today", "visited"}[random.IntN(3)]
		a.post("/curriculum/"+unit+"/mark", url.Values{"state": {state}})
		b.post("/curriculum/"+unit+"/mark", url.Values{"state": {other[state]}})
	}
	x, y := one.pagesOfThoseWhoLead(t, course), two.pagesOfThoseWhoLead(t, course)
	for path, page := range x {
		if page != y[path] {
			t.Errorf("with seed %d, %s tells the two apart: %s", seed, path, firstOther(page, y[path]))
		}
	}
	if len(x) < 2*len(course.Units()) || len(x) != len(y) {
		t.Errorf("%d and %d pages were compared", len(x), len(y))
	}
}

// firstOther is the first line in which two pages differ.
func firstOther(page, other string) string {
	lines := strings.Split(other, "\n")
	for i, line := range strings.Split(page, "\n") {
		if i >= len(lines) || line != lines[i] {
			return line + " and " + strings.Join(lines[min(i, len(lines)):min(i+1, len(lines))], "")
		}
	}
	return "one is longer"
}

// oneTime are the numbers that a page makes anew each time, and by which one database knows its streams from a copy's.
var oneTime = regexp.MustCompile(`(name="once" value|data-epoch)="[0-9a-f-]+"`)

// pagesOfThoseWhoLead are all pages that a trainer and who leads with her can open, by role and path.
func (p *program) pagesOfThoseWhoLead(t *testing.T, course *content.Course) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for _, role := range []string{"trainer_in_cebu", "survivor_leader"} {
		who := newVisitor(t, p).signIn(p.signIns()[role].Phrase)
		who.post("/me/device", url.Values{"own": {"1"}}) // else there are no files
		who.post("/me/visit", nil)                       // else a word of chance stands on her first page
		cohort := who.open("/curriculum").link("Kalachuchi")
		paths := []string{"/home", "/inbox", "/curriculum", "/asked", "/cohorts/new", cohort, cohort + "/roll", cohort + "/days", cohort + "/feedback", cohort + "/knowledge", "/book", "/book/file?for=trainer",
			cohort + "/lists", cohort + "/lists/file?of=attendance", cohort + "/lists/file?of=delivery"}
		for number := range course.Units() {
			paths = append(paths, fmt.Sprint(cohort, "/sessions/", number+1))
		}
		for _, unit := range course.Units() {
			paths = append(paths, "/curriculum/"+unit.ID+"/trainer")
			for _, whom := range []string{"participant", "trainer", "handouts"} {
				paths = append(paths, "/curriculum/"+unit.ID+"/print?for="+whom)
			}
		}
		for _, path := range paths {
			pages[role+" "+path] = fmt.Sprint(who.open(path).status, oneTime.ReplaceAllString(who.body, ""))
		}
	}
	return pages
}
