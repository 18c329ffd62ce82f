package main

import (
	"net/url"
	"testing"

	"tinig/curriculum"
)

// Who has no phone says how it was at the tablet, once; whoever sits there next sees nothing of it, and neither do those who lead.
func TestASeatSaysHowItWas(t *testing.T) {
	t.Parallel()
	s := newSchool(t, startProgram(t, "demo"), "member", curriculum.Learner)
	leads := s.visits(t, trainer)
	leads.presses("Open")
	tablet := s.seated(t, leads)
	tablet.open(tablet.link("Say how it was")).sees("before the tablet is put away")
	tablet.post("/seat/feedback", nil).sees("Choose")
	if tablet.status != 422 {
		t.Errorf("without an answer it says %d", tablet.status)
	}
	tablet.post("/seat/feedback", url.Values{"q-pace": {"9"}})
	if tablet.status != 422 {
		t.Errorf("to an answer that isn't one it says %d", tablet.status)
	}
	tablet.fill("/seat/feedback", "q-choice", "0", "q-pace", "1").sees("Thank you. It is counted, without your name.")
	if tablet.post("/seat/feedback", url.Values{"q-use": {"0"}}); tablet.status != 409 {
		t.Errorf("a second time it says %d: %s", tablet.status, tablet.text())
	}
	if given := s.one(`SELECT string_agg(array_length(given, 1)::text, ',') FROM tallies WHERE about LIKE 'session %' AND cohort_id = '` + s.cohort + `'`); given != "1" {
		t.Errorf("counted are %q", given)
	}
	tablet.open(s.base).post("/seat/pass", nil)
	if tablet.open("/seat/feedback"); tablet.status != 404 {
		t.Errorf("with nobody at the tablet it says %d", tablet.status)
	}
	tablet.open("/seat/new").fill("/seat/new", "name", attribute(tablet.field("name"), "value"))
	tablet.open("/seat/feedback").misses("Thank you")
	leads.open(s.base).misses("counted")
	leads.presses("Stop early").presses("End the session")
	if tablet.open("/seat/feedback"); tablet.status != 410 {
		t.Errorf("after the end it says %d", tablet.status)
	}
}
