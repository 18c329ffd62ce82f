package curriculum_test

import (
	"strings"
	"testing"
	"time"

	"tinig/curriculum"
	"tinig/locales"
)

func TestAWishReachesTheSupportPersonAlone(t *testing.T) {
	h := newRoomHouse(t)
	learner, support, idle, co := h.joins(curriculum.Learner), h.joins(curriculum.Support), h.joins(curriculum.Support), h.joins(curriculum.CoFacilitator)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	h.refused(h.WishSomebody(t.Context(), learner, h.cohort), locales.Conflict, "room.no_support")
	h.must(h.BeHere(t.Context(), co, h.cohort, true)) // who leads is no support person
	h.refused(h.WishSomebody(t.Context(), learner, h.cohort), locales.Conflict, "room.no_support")
	h.must(h.BeHere(t.Context(), support, h.cohort, true))
	heads := []int64{h.sees(h.trainer).Head.Seq, h.sees(h.trainer).LeadsHead.Seq}
	var events int
	h.must(h.db.Get(&events, `SELECT count(*) FROM stream_events`))
	for range 2 {
		h.must(h.WishSomebody(t.Context(), learner, h.cohort))
	}
	for _, other := range []curriculum.Actor{h.trainer, co, learner, idle, h.joins(curriculum.Learner)} {
		_, err := h.Requests(t.Context(), other, h.cohort)
		h.refused(err, locales.NotFound, "curriculum.nothing_here")
		h.refused(h.AnswerRequest(t.Context(), other, h.cohort, learner.Member, "now"), locales.NotFound, "curriculum.nothing_here")
	}
	list, err := h.Requests(t.Context(), support, h.cohort)
	h.must(err)
	if len(list) != 1 || list[0].Who != learner.Member || list[0].Answer != "" {
		t.Fatalf("the support person sees %+v", list)
	}
	h.refused(h.AnswerRequest(t.Context(), support, h.cohort, learner.Member, "never"), locales.Invalid, "room.answer_needed")
	h.must(h.AnswerRequest(t.Context(), support, h.cohort, learner.Member, "break"))
	if own := h.sees(learner).Request; own == nil || own.Answer != "break" {
		t.Errorf("she is told %+v", own)
	}
	if v := h.sees(h.trainer); v.Head.Seq != heads[0] || v.LeadsHead.Seq != heads[1] {
		t.Error("a channel tells of the wish")
	}
	var after int
	h.must(h.db.Get(&after, `SELECT count(*) FROM stream_events`))
	if after != events {
		t.Errorf("%d events came of it", after-events)
	}
}

func TestAWishGoesWhenItIsAnsweredAndTheRoomIsOver(t *testing.T) {
	h := newRoomHouse(t)
	told, waits, regrets, support := h.joins(curriculum.Learner), h.joins(curriculum.Learner), h.joins(curriculum.Learner), h.joins(curriculum.Support)
	h.must(h.BeHere(t.Context(), support, h.cohort, true))
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	before := strings.Count(h.dump(), regrets.Member)
	for _, a := range []curriculum.Actor{told, waits, regrets} {
		h.must(h.WishSomebody(t.Context(), a, h.cohort))
	}
	h.must(h.UnwishSomebody(t.Context(), regrets, h.cohort))
	if strings.Count(h.dump(), regrets.Member) != before {
		t.Error("a wish that was taken back left something")
	}
	h.must(h.AnswerRequest(t.Context(), support, h.cohort, told.Member, "after"))
	h.must(h.Sweep(t.Context()))
	if h.sees(told).Request == nil {
		t.Error("the answer went while the room was open")
	}
	h.now = h.now.Add(curriculum.RoomLife + time.Minute)
	h.must(h.Sweep(t.Context()))
	if h.sees(told).Request != nil || h.sees(waits).Request == nil {
		t.Error("what goes and what stays is otherwise")
	}
	h.must(h.AnswerRequest(t.Context(), support, h.cohort, waits.Member, "today"))
	h.must(h.Sweep(t.Context()))
	if h.sees(waits).Request != nil {
		t.Error("an answered wish stays when the room is over")
	}
}
