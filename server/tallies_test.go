package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/net/html"
)

// What a group says without anybody saying it, and what she keeps for herself, without script. One demo serves all of it.
func TestAGroupIsAskedAndNobodyIsNamed(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("how a session was", p.howASessionWas)
	t.Run("what it knows, before and after", p.whatTheGroupKnows)
	t.Run("how sure she feels is hers", p.howSureSheFeels)
	t.Run("with a legal case nothing of it is kept by itself", p.howSureWithACase)
}

func (p *program) howASessionWas(t *testing.T) {
	as := p.signIns()
	her := newVisitor(t, p).signIn(as["member"].Phrase)
	cohort := her.open("/curriculum").link("Kalachuchi")
	page := her.open(cohort).link("How it was")
	her.open(page).sees("No answer has a name.").sees("Say how it was").sees("Fewer than five answered")
	if fields := her.checked(); len(fields) != 0 {
		t.Errorf("answered before she did: %v", fields)
	}
	her.fill(page).sees("Choose at least one answer.")
	if her.status != http.StatusUnprocessableEntity {
		t.Errorf("no answer answers %d", her.status)
	}
	her.fill(page, "q-choice", "x").sees("Choose at least one answer.")
	her.open(page).fill(page, "q-choice", "0", "q-pace", "1").sees("Thank you. It is counted, without your name.").sees("You have answered.").misses("Say how it was")
	number := p.count(`SELECT max(number) FROM cohort_sessions s JOIN cohorts c ON c.id = s.cohort_id WHERE c.name = 'Kalachuchi' AND s.day <= now()`)
	her.post(page, url.Values{"number": {textNumber(number)}, "q-choice": {"1"}}).sees("You have answered.")
	if her.status != http.StatusConflict {
		t.Errorf("a second answer answers %d", her.status)
	}
	her.post(page, url.Values{"number": {"1"}, "q-choice": {"1"}}).sees("The days for this are over.")
	her.post(page, url.Values{"number": {"9"}, "q-choice": {"1"}})
	if her.status != http.StatusNotFound {
		t.Errorf("a session to come answers %d", her.status)
	}
	trainer := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	before := trainer.open(page).misses("Just right").misses("Say how it was").misses("You have answered").body
	p.sql(`UPDATE tallies SET counts = '{4,2,1,1,5,0,0,0,0}'`)
	if trainer.open(page).body != before {
		t.Error("before the days are over a trainer can tell how many have answered")
	}
	trainer.post(page, url.Values{"number": {textNumber(number)}, "q-choice": {"1"}})
	if trainer.status != http.StatusNotFound {
		t.Errorf("a trainer's answer answers %d", trainer.status)
	}
	p.sql(`UPDATE cohort_sessions SET asked_until = current_date`)
	trainer.open(page).sees("Yes 4").sees("Partly or No 3").sees("Mostly: Just right").misses("Too slow 1")
	p.sql(`UPDATE tallies SET counts = '{}', given = '{}',
		result = '[{"q":"choice","t":7,"g":[{"o":[0],"n":4},{"o":[1,2],"n":3}]},{"q":"pace","t":6,"g":[{"o":[1],"n":6,"m":true}]},{"q":"use","t":6,"g":[{"o":[0,1,2],"n":6}]}]'`)
	her.open(page).sees("Yes 4").sees("Partly or No 3").sees("Mostly: Just right").misses("Too slow").sees("few of them the same").misses("A little")
	for table, rows := range dumpOf(t, p.database) {
		if table == "tallies" && len(rows) != 1 {
			t.Errorf("there are %d rows", len(rows))
		}
	}
	for _, path := range []string{page, cohort + "/knowledge"} {
		if stranger := newVisitor(t, p).signIn(as["moderator"].Phrase).open(path); stranger.status != http.StatusNotFound {
			t.Errorf("to one who isn't in it, %s answers %d", path, stranger.status)
		}
	}
}

func textNumber(n int) string { return string(rune('0' + n)) }

// checked are the names of the fields that are chosen.
func (v *visitor) checked() (names []string) {
	each(v.page, func(n *html.Node) {
		if hasAttribute(n, "checked") {
			names = append(names, attribute(n, "name"))
		}
	})
	return names
}

func (p *program) whatTheGroupKnows(t *testing.T) {
	as := p.signIns()
	her := newVisitor(t, p).signIn(as["member"].Phrase)
	cohort := her.open("/curriculum").link("Kalachuchi")
	page := her.open(cohort).link("Before and after")
	her.open(page).sees("It is no test of you").sees("Fewer than five answered").sees("it is asked once more").misses("Give my answers")
	p.sql(`UPDATE cohorts SET starts_on = current_date WHERE name = 'Kalachuchi'`)
	trainer := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase).open(page)
	if trainer.fieldsets() != 0 {
		t.Error("a trainer is asked")
	}
	her.open(page).sees("Give my answers")
	if n := her.fieldsets(); n != 6 {
		t.Errorf("there are %d questions", n)
	}
	asked := her.text()
	her.fill(page, "q-everyone", "2").sees("Thank you.").sees("You have answered.")
	p.sql(`UPDATE tallies SET counts = '{6,3,5,0,0,0,0,0,0,0,0,0}' WHERE about = 'before'`)
	p.sql(`UPDATE cohorts SET starts_on = current_date - 14 WHERE name = 'Kalachuchi'`)
	her.open(page).misses("Knew it")
	trainer.open(page).sees("Which children have rights? Knew it 6 Not yet 3").sees("Mostly: Knew it")
	p.sql(`UPDATE cohorts SET ended_on = current_date WHERE name = 'Kalachuchi'`)
	her.open(page).sees("Give my answers")
	if again := her.text(); strings.Contains(again, "Which children have rights?") == strings.Contains(asked, "Which children have rights?") {
		t.Error("after, she gets the form that she had before")
	}
	her.fill(page, "q-everyone", "0").sees("Thank you.")
	p.sql(`UPDATE tallies SET counts = '{9,0,0,0,0,0,0,0,0,0,0,0}' WHERE about = 'after'`)
	p.sql(`UPDATE cohorts SET ended_on = current_date - 14 WHERE name = 'Kalachuchi'`)
	her.open(page).sees("Knew it 6 Not yet 3")
	if strings.Count(her.text(), "Knew it") != 3 {
		t.Errorf("she sees %s", her.text())
	}
	p.sql(`UPDATE cohorts SET ended_on = NULL WHERE name = 'Kalachuchi'`)
}

// fieldsets is how many questions a page asks.
func (v *visitor) fieldsets() (n int) {
	each(v.page, func(node *html.Node) {
		if node.Data == "fieldset" {
			n++
		}
	})
	return n
}

func (p *program) howSureSheFeels(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	her.open(her.open("/curriculum").link("How sure you feel")).sees("Only you can read this.").misses("What you have kept")
	if her.fieldsets() != 3 {
		t.Errorf("there are %d questions", her.fieldsets())
	}
	her.fill("/sure").sees("Choose at least one face.")
	her.fill("/sure", "q-know", "1", "q-help", "3").sees("It is kept, for you alone.").sees("What you have kept").sees("A little")
	for _, row := range dumpOf(t, p.database)["confidence"] {
		if strings.Contains(row, "face") || len(row) < 256 {
			t.Errorf("kept is %s", row)
		}
	}
	other := newVisitor(t, p).signIn(p.signIns()["trainer_in_cebu"].Phrase)
	other.open("/sure").misses("What you have kept")
	her.open("/sure").fill("/sure/burn").misses("What you have kept")
	if n := p.count(`SELECT count(*) FROM confidence`); n != 0 {
		t.Errorf("%d are left", n)
	}
	p.sql(`UPDATE members SET standing = 'newcomer' WHERE pseudonym = 'Early Fern'`)
	if newcomer := newVisitor(t, p).signIn(p.signIns()["moderator"].Phrase).open("/sure"); newcomer.status != http.StatusNotFound {
		t.Errorf("to a newcomer it answers %d", newcomer.status)
	}
}

func (p *program) howSureWithACase(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	her.open("/me/case").fill("/me/case", "case", "1")
	her.open("/sure").sees("You have said that you have a legal case.").fill("/sure", "q-say", "4").sees("Nothing was kept.")
	if chosen := her.checked(); len(chosen) != 1 || chosen[0] != "q-say" {
		t.Errorf("chosen is %v", chosen)
	}
	if n := p.count(`SELECT count(*) FROM confidence`); n != 0 {
		t.Error("it was kept all the same")
	}
	her.fill("/sure", "q-say", "4", "keep", "1").sees("It is kept")
}

// What a group said is made into its result, and who answered is forgotten, by the hourly upkeep, whether anybody looks or not.
func TestUpkeepForgetsWhoAnswered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	network, cohort := uuid.NewString(), uuid.NewString()
	h.db.MustExec(`INSERT INTO networks (id, kind, name, languages, founded_on) VALUES ($1, 'local', 'Harbour', '{en}', current_date)`, network)
	h.db.MustExec(`INSERT INTO cohorts (network_id, id, once, name, band, mode, track, plan, languages, version, starts_on)
		SELECT $1, $2, $2, 'Narra', 'adult', 'room', 'course', 'weekly', '{en}', version, current_date - 30 FROM courses`, network, cohort)
	for days, about := range map[int]string{0: "session 1", 2: "session 2"} {
		h.db.MustExec(`INSERT INTO tallies (network_id, cohort_id, about, closes_on, names, counts, given)
			VALUES ($1, $2, $3, current_date + $4::integer, '{choice,pace,use}', '{3,3,0,0,0,0,0,0,0}', '{a,b,c,d,e,f}')`, network, cohort, about, days)
	}
	must(t, h.upkeep(t.Context(), time.Now()))
	var left []string
	must(t, h.db.Select(&left, `SELECT about || ' ' || array_length(given, 1) || coalesce(result, '') FROM tallies WHERE counts <> '{}' OR given <> '{}'`))
	if len(left) != 1 || left[0] != "session 2 6" {
		t.Errorf("left is %q", left)
	}
	var result string
	must(t, h.db.Get(&result, `SELECT result FROM tallies WHERE about = 'session 1'`))
	if !strings.Contains(result, `"q":"choice","t":6`) {
		t.Errorf("the result is %s", result)
	}
}
