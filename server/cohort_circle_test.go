package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"golang.org/x/net/html"
)

// ticked are the values of the ticked boxes of a name.
func (v *visitor) ticked(name string) (values []string) {
	each(v.page, func(n *html.Node) {
		if attribute(n, "name") == name && hasAttribute(n, "checked") {
			values = append(values, attribute(n, "value"))
		}
	})
	return values
}

// A small circle with the people of a cohort, without script: whoever says yes reads it, and who comes into the cohort later doesn't.
func TestACohortHasItsSmallCircle(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	trainer, her := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	cohort := trainer.open("/curriculum").link("Kalachuchi")
	path := cohort + "/circle"
	trainer.open(cohort).sees("Start a small circle with this group")
	trainer.open(path).sees("Who joins the group later is not in it.").sees("Linaw Suba").sees("Layang Maya").misses("Bright Tide") // who only is asked
	all := trainer.ticked("member")
	if len(all) != 6 {
		t.Fatalf("%d people are chosen at first, not all six others of the cohort", len(all))
	}

	form := url.Values{"once": {uuid.NewString()}, "title": {"After the third meeting"}, "body": {"What helped you?"}, "lang": {"en"}, "fade_days": {"30"}}
	trainer.post(path, form).sees("Choose at least one person").sees("What helped you?")
	if trainer.status != http.StatusUnprocessableEntity || len(trainer.ticked("member")) != 0 {
		t.Errorf("with nobody chosen it answers %d", trainer.status)
	}
	late, outside := p.idOf("Bright Tide"), p.idOf("Early Fern")
	form["member"] = append(all, late, outside, "no id at all")
	form.Set("once", uuid.NewString())
	trainer.post(path, form).sees("After the third meeting").sees("Only you are in this circle so far.")
	topic := trainer.path
	trainer.post(path, form)
	if trainer.path != topic {
		t.Errorf("pressed twice, it leads to %s and %s", topic, trainer.path)
	}

	her.open(topic)
	if her.status != http.StatusNotFound {
		t.Errorf("before she says yes, it answers %d", her.status)
	}
	her.open("/asked").sees("Soft Rain asks you into a small circle").fill("/asked/circles/"+topic[3:], "answer", "yes")
	her.open(topic).sees("What helped you?").sees("Only the 2 people in this circle can read this.")
	newVisitor(t, p).signIn(as["moderator"].Phrase).open("/asked").misses("into a small circle") // she isn't in the cohort
	p.sql(`UPDATE cohort_people SET state = 'in', asked_on = NULL WHERE member_id = '` + late + `'`)
	trainer.open(topic).sees("Only the 2 people in this circle can read this.")
	if n := p.count(`SELECT count(*) FROM circle_members WHERE topic_id = '` + topic[3:] + `' AND member_id IN ('` + late + `', '` + outside + `')`); n != 0 {
		t.Errorf("%d of those who weren't in the cohort that day are asked or in the circle", n)
	}
	her.open(cohort).fill(cohort + "/leave")
	her.open(topic).sees("What helped you?")
	if her.open(path); her.status != http.StatusNotFound {
		t.Errorf("having left the cohort, the form answers %d", her.status)
	}
}

// Who may begin no circle, or isn't in the cohort, finds no form. Her band and standing tell nobody anything.
func TestNobodyBeginsACircleWithAGroupThatIsNotHers(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	trainer, her := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	cohort := trainer.open("/curriculum").link("Kalachuchi")
	stranger := newVisitor(t, p).signIn(as["moderator"].Phrase)
	if stranger.open(cohort + "/circle"); stranger.status != http.StatusNotFound {
		t.Errorf("for who isn't in it, it answers %d", stranger.status)
	}
	stranger.post(cohort+"/circle", url.Values{"once": {uuid.NewString()}, "title": {"A title"}, "body": {"Words."}, "lang": {"en"}})
	if stranger.status != http.StatusNotFound {
		t.Errorf("to who isn't in it, sending answers %d", stranger.status)
	}
	p.sql(`UPDATE members SET vouched = false WHERE pseudonym = 'Linaw Suba'`)
	her.open(cohort).misses("Start a small circle with this group")
	if her.open(cohort + "/circle"); her.status != http.StatusForbidden {
		t.Errorf("for who isn't vouched for, it answers %d", her.status)
	}
	alone := trainer.begin("Kamia", "adult")
	trainer.open(alone).misses("Start a small circle with this group")
	trainer.open(cohort).fill(cohort + "/end").misses("Start a small circle with this group")
}

// idOf is the id of the member who has a pseudonym.
func (p *program) idOf(pseudonym string) (id string) {
	p.t.Helper()
	db, err := sqlx.Connect("postgres", p.database)
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	if err := db.Get(&id, `SELECT id FROM members WHERE pseudonym = $1`, pseudonym); err != nil {
		p.t.Fatal(err)
	}
	return id
}
