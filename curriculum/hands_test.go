package curriculum_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tinig/curriculum"
	"tinig/locales"
)

// lead is what those who lead see.
func (h *roomHouse) lead() curriculum.Lead {
	h.t.Helper()
	lead, err := h.Lead(h.t.Context(), h.network, h.cohort)
	h.must(err)
	return lead
}

func TestHandsStandInTheOrderInWhichTheyWentUp(t *testing.T) {
	h := newRoomHouse(t)
	one, two, three := h.joins(curriculum.Learner), h.joins(curriculum.Learner), h.joins(curriculum.Learner)
	h.refused(h.Raise(t.Context(), one, h.cohort, true), locales.Gone, "room.over")
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	for _, a := range []curriculum.Actor{two, one, three, two} { // who raises it again stays where she is
		h.must(h.Raise(t.Context(), a, h.cohort, true))
	}
	h.must(h.Raise(t.Context(), one, h.cohort, false))
	h.must(h.Raise(t.Context(), one, h.cohort, true))
	h.must(h.Lower(t.Context(), h.trainer, h.cohort, two.Member))
	h.refused(h.Lower(t.Context(), two, h.cohort, one.Member), locales.NotFound, "curriculum.nothing_here")
	var up []string
	for _, said := range h.lead().Said {
		up = append(up, said.Who)
	}
	if fmt.Sprint(up) != fmt.Sprint([]string{three.Member, one.Member}) {
		t.Errorf("up are %v", up)
	}
	if h.sees(two).Said.Hand != 0 || h.sees(one).Said.Hand == 0 {
		t.Error("they see otherwise of their own hands")
	}
}

func TestSharingIsSaidAndChanged(t *testing.T) {
	h := newRoomHouse(t)
	learner := h.joins(curriculum.Learner)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	h.refused(h.Share(t.Context(), learner, h.cohort, "must"), locales.Invalid, "room.answer_needed")
	for _, share := range append(curriculum.Shares, "") {
		h.must(h.Share(t.Context(), learner, h.cohort, share))
		if said := h.sees(learner).Said.Share; said != share {
			t.Errorf("she said %q, and it is %q", share, said)
		}
	}
}

// Somebody would like a pause: those who lead learn that, and not who, from no row.
func TestWhoWishesAPauseIsNotKept(t *testing.T) {
	h := newRoomHouse(t)
	learner := h.joins(curriculum.Learner)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	before := h.dump()
	h.must(h.AskPause(t.Context(), learner, h.cohort))
	if !h.sees(h.trainer).Room.PauseAsked || strings.Count(h.dump(), learner.Member) != strings.Count(before, learner.Member) {
		t.Error("it isn't told, or it is kept who asked")
	}
	h.must(h.Pause(t.Context(), h.trainer, h.cohort, h.sees(h.trainer).Room.Step, true))
	if room := h.sees(learner).Room; !room.Paused || room.PauseAsked {
		t.Errorf("the room is %+v", room)
	}
}

// What was pressed goes with the room.
func TestNothingPressedOutlivesTheRoom(t *testing.T) {
	h := newRoomHouse(t)
	learner := h.joins(curriculum.Learner)
	before := strings.Count(h.dump(), learner.Member)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	h.must(h.Raise(t.Context(), learner, h.cohort, true))
	h.must(h.Share(t.Context(), learner, h.cohort, curriculum.MayShare))
	if strings.Count(h.dump(), learner.Member) == before {
		t.Error("nothing is kept while the room is open")
	}
	h.now = h.now.Add(curriculum.RoomLife + time.Minute)
	h.must(h.Sweep(t.Context()))
	if after := strings.Count(h.dump(), learner.Member); after != before {
		t.Errorf("she is named %d times instead of %d:\n%s", after, before, h.dump())
	}
}

// dump is all that the tables hold, events too.
func (h *roomHouse) dump() string {
	h.t.Helper()
	var tables []string
	h.must(h.db.Select(&tables, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`))
	var all strings.Builder
	for _, table := range tables {
		var text string
		h.must(h.db.Get(&text, `SELECT coalesce(string_agg(t::text, E'\n'), '') FROM "`+table+`" AS t`))
		fmt.Fprintf(&all, "%s: %s\n", table, text)
	}
	return all.String()
}
