package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"golang.org/x/net/html"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/realtime/stream"
)

// school is a cohort of the demo's first network, with who is in it by their demo roles and made without the pages.
type school struct {
	*program
	db      *sqlx.DB
	cur     *curriculum.Curriculum
	network string
	cohort  string
	base    string // of its room
}

// trainer is who holds the school's cohort: the demo's trainer has nobody else in her network who can sign in.
const trainer = "moderator"

// newSchool begins a cohort with others in parts: demo role, part, demo role, part.
func newSchool(t *testing.T, p *program, others ...string) *school {
	t.Helper()
	return newSchoolWith(t, p, nil, others...)
}

// newSchoolWith begins one that takes sessions as its network has rewritten them: prepare does that, and names them.
func newSchoolWith(t *testing.T, p *program, prepare func(*school) []string, others ...string) *school {
	t.Helper()
	s := &school{program: p, db: sqlx.MustConnect("postgres", p.database)}
	t.Cleanup(func() { s.db.Close() })
	course, err := content.Load(content.Files)
	must(t, err)
	tell := func(context.Context, *stream.Tx, string, []string, time.Time) error { return nil }
	untold := func(context.Context, *stream.Tx, string, string, time.Time) error { return nil }
	s.cur, err = curriculum.New(t.Context(), s.db, stream.New(s.db, nil), curriculum.Config{Course: course, Tell: tell, Answered: untold, Second: untold,
		Record: func(context.Context, *sqlx.Tx, curriculum.Actor, string, string) error { return nil }})
	must(t, err)
	var adapted []string
	if prepare != nil {
		adapted = prepare(s)
	}
	leads := s.actor(t, trainer)
	s.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, 'trainer')`, leads.Network, leads.Member)
	s.network = leads.Network
	s.cohort, err = s.cur.Begin(t.Context(), leads, curriculum.Draft{Once: uuid.NewString(), Name: "Mango", Band: "adult", Mode: curriculum.Both,
		Track: "course", Plan: curriculum.Weekly, Languages: []string{"en", "ceb", "fil"}, Adapted: adapted, StartsOn: time.Now().UTC().Truncate(24 * time.Hour)})
	must(t, err)
	for i := 0; i < len(others); i += 2 {
		other := s.actor(t, others[i])
		must(t, s.cur.Ask(t.Context(), leads, s.cohort, others[i+1], []string{other.Member}))
		must(t, s.cur.Answer(t.Context(), other, s.cohort, true))
	}
	s.base = "/cohorts/" + s.cohort + "/room"
	return s
}

// actor is a member of the demo by her role there.
func (s *school) actor(t *testing.T, role string) (a curriculum.Actor) {
	t.Helper()
	pseudonym := s.signIns()[role].Pseudonym
	must(t, s.db.QueryRow(`SELECT network_id, id, band FROM members WHERE pseudonym = $1`, pseudonym).Scan(&a.Network, &a.Member, &a.Band))
	a.Learns, a.Teaches = true, role == trainer
	return a
}

// visits signs in somebody of the demo and opens the room.
func (s *school) visits(t *testing.T, role string) *visitor {
	t.Helper()
	return newVisitor(t, s.program).signIn(s.signIns()[role].Phrase).open(s.base)
}

// presses sends the form that a button stands in.
func (v *visitor) presses(words string) *visitor {
	v.t.Helper()
	button := v.find(func(n *html.Node) bool {
		return n.Data == "button" && strings.HasPrefix(strings.TrimSpace(textOf(n)), words)
	})
	if button == nil {
		v.t.Fatalf("%s has no button %q:\n%s", v.path, words, v.text())
	}
	form := button
	for form != nil && form.Data != "form" {
		form = form.Parent
	}
	values := url.Values{}
	each(form, func(n *html.Node) {
		if n.Data == "input" && attribute(n, "type") == "hidden" {
			values.Set(attribute(n, "name"), attribute(n, "value"))
		}
	})
	if name := attribute(button, "name"); name != "" {
		values.Set(name, attribute(button, "value"))
	}
	return v.post(attribute(form, "action"), values)
}

// stage is what everybody sees of the room.
func (v *visitor) stage() string {
	v.t.Helper()
	return strings.Join(strings.Fields(textOf(v.find(func(n *html.Node) bool { return attribute(n, "id") == "stage" }))), " ")
}

// A session from its opening to its end, without script: who doesn't lead sees where the group is when she looks again.
func TestASessionIsHeldWithoutScript(t *testing.T) {
	t.Parallel()
	s := newSchool(t, startProgram(t, "demo"), "member", curriculum.Learner, "survivor_leader", curriculum.CoFacilitator)
	leads, learner := s.visits(t, trainer), s.visits(t, "member")
	learner.sees("No session is open now").misses("For those who lead")
	leads.presses("Open").sees("Settling in")
	learner.open(s.base).sees("Part 1 of").sees("Settling in")
	first := learner.stage()
	leads.presses("Next")
	if learner.open(s.base); learner.stage() == first {
		t.Error("the group has moved, and she is shown where it was")
	}
	leads.presses("Back")
	if learner.open(s.base); learner.stage() != first {
		t.Errorf("back at the first part she is shown\n%s", learner.stage())
	}
	leads.presses("Next")
	other := s.visits(t, "survivor_leader") // a co-facilitator, with a page as old
	leads.presses("Next")
	if other.presses("Next"); other.status != http.StatusConflict {
		t.Errorf("pressing next on an old page answers %d", other.status)
	}
	other.sees("Somebody else has just pressed something too").sees("What this course is")
	leads.open(s.base).presses("Pause for all")
	learner.open(s.base).sees("A pause for all")
	leads.presses("Stop early").sees("End the session")
	learner.open(s.base).sees("We stop earlier today").sees("Until next time").misses("A pause for all")
	leads.presses("End the session")
	learner.open(s.base).sees("This session is over")
	if other.presses("Back"); other.status != http.StatusGone {
		t.Errorf("pressing on after the end answers %d", other.status)
	}
	other.sees("The session is over")
}

// The demo's trainer opens a session of her cohort, and who learns in it comes in by the cohort's page. Who rests isn't led there.
func TestTheWayToASession(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	leads := newVisitor(t, p).signIn(p.signIns()["trainer_in_cebu"].Phrase)
	leads.open(leads.open("/curriculum").link("Kalachuchi")).misses("A session is open now")
	leads.open(leads.link("Where your sessions are held")).presses("Open").sees("Settling in")
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	cohort := her.open("/curriculum").link("Kalachuchi")
	her.open(cohort).sees("A session is open now")
	her.open(her.link("Come in")).sees("Settling in")
	her.open("/curriculum").sees("A session is open now")
	her.open("/home").sees("A session is open now").misses("Kalachuchi").open(her.link("Come in")).sees("Settling in")
	her.post(cohort+"/rest", url.Values{"rests": {"1"}})
	her.open("/home").misses("A session is open now")
	her.open(cohort).misses("A session is open now").misses("Where your sessions are held")
	if her.open(cohort + "/room"); her.status != http.StatusForbidden {
		t.Errorf("to who rests the room answers %d", her.status)
	}
	her.sees("You are resting from this cohort")
}

// At her own pace she has the whole session, and where the group is in one line.
func TestHerOwnPaceWithoutScript(t *testing.T) {
	t.Parallel()
	s := newSchool(t, startProgram(t, "demo"), "member", curriculum.Learner)
	leads, learner := s.visits(t, trainer), s.visits(t, "member")
	leads.presses("Open").presses("Leave out")
	learner.open(s.base).misses("Our agreement")
	learner.presses("Go at my own pace").sees("Our agreement").sees("The group is at: Settling in")
	if out := learner.find(func(n *html.Node) bool { return attribute(n, "id") == "b-far-and-near" }); !hasAttribute(out, "hidden") {
		t.Error("a part that is left out is shown")
	}
	learner.presses("Go with the group").misses("Our agreement")
}

// No page of who doesn't lead has a trainer's note in it, and the panel isn't hers to follow.
func TestNotesAreForThoseWhoLead(t *testing.T) {
	t.Parallel()
	s := newSchool(t, startProgram(t, "demo"), "member", curriculum.Learner, "steward", curriculum.Support, "survivor_leader", curriculum.Helper)
	leads := s.visits(t, trainer)
	leads.presses("Open").sees("Look at the room first")
	for _, role := range []string{"member", "steward", "survivor_leader"} {
		other := s.visits(t, role)
		other.misses("Look at the room first").misses("For those who lead")
		if role != "steward" { // who is there for others has no pace of her own
			other.presses("Go at my own pace").misses("Look at the room first")
		}
		if other.open(s.base + "/screen"); other.status != http.StatusNotFound {
			t.Errorf("to the %s the screen answers %d", role, other.status)
		}
	}
	leads.open(s.base + "/screen").sees("Settling in").misses("Look at the room first")
}
