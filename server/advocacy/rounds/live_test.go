package rounds_test

import (
	"testing"

	"tinig/realtime/stream"
	"tinig/server/advocacy/rounds"
)

// told is how often a round's followers were told that it has changed.
func (h *house) told(id string) int64 {
	h.t.Helper()
	channel := rounds.Channel(h.network.ID, id)
	heads, _, err := h.streams.Heads(ctx, []stream.Channel{channel})
	must(h.t, err)
	return heads[channel]
}

// Whatever a page shows otherwise afterwards is told, each time once; an answer is told to nobody.
func TestEveryChangeOfARoundIsToldAndNoAnswer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader, lead := h.leader(), h.lead()
	id := h.begin(rounds.Consent)
	if told := h.told(id); told != 0 {
		t.Errorf("beginning tells %d times", told)
	}
	h.answers(id, 0, 0, 1)
	if told := h.told(id); told != 0 {
		t.Errorf("three answers tell %d times", told)
	}
	must(t, h.ObjectForSafety(ctx, leader, of(leader.Member, "safety "+id), id, rounds.SafetyObjection{Words: "It names a street.", Lang: "en"}))
	waiting, err := h.SafetyObjections(ctx, lead)
	must(t, err)
	if told := h.told(id); told != 1 {
		t.Errorf("pausing leaves it at %d", told)
	}
	must(t, h.DecideSafety(ctx, lead, waiting[0].ID, rounds.Released, "The street is gone."))
	if told := h.told(id); told != 2 {
		t.Errorf("releasing leaves it at %d", told)
	}
	text := draft(rounds.Consent).Text
	text.Title = "Meet on Tuesdays?"
	must(t, h.Reopen(ctx, leader, id, 1, text))
	if told := h.told(id); told != 3 {
		t.Errorf("another meaning leaves it at %d", told)
	}
	h.close(id)
	if told := h.told(id); told != 5 { // the answers end, and the result is there
		t.Errorf("closing leaves it at %d", told)
	}
	must(t, h.SetOutcome(ctx, leader, id, 0, rounds.Outcome{Words: "On Tuesdays.", Lang: "en"}))
	if told := h.told(id); told != 6 {
		t.Errorf("its outcome leaves it at %d", told)
	}
	other := h.begin(rounds.Sense)
	must(t, h.Stop(ctx, leader, other, 1))
	if told := h.told(other); told != 1 {
		t.Errorf("stopping leaves it at %d", told)
	}
}
