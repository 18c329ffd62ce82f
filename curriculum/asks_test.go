package curriculum_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"tinig/curriculum"
	"tinig/locales"
)

// asks asks the room of faces or a poll, and returns the question.
func (h *roomHouse) asks(kind string) string {
	h.t.Helper()
	h.must(h.AskRoom(h.t.Context(), h.trainer, h.cohort, h.sees(h.trainer).Room.Step, kind))
	for _, q := range h.sees(h.trainer).Questions {
		if q.Open && q.Kind == kind {
			return q.ID
		}
	}
	h.t.Fatalf("nothing is asked of the kind %s", kind)
	return ""
}

func (h *roomHouse) answers(a curriculum.Actor, question string, option int) error {
	return h.AnswerRoom(h.t.Context(), a, ring(a.Member+a.Seat), h.cohort, question, option)
}

func TestACheckInShowsItsResultOnceAfterClosing(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	question := h.asks(curriculum.Faces)
	for i, face := range []int{4, 3, 3, 0} {
		a := h.joins(curriculum.Learner)
		h.must(h.answers(a, question, face))
		h.refused(h.answers(a, question, face), locales.Conflict, "room.answered_already")
		if v := h.sees(a); !v.HasAnswered(question) || v.Questions[0].Pages != nil || v.Questions[0].Enough {
			t.Fatalf("after answer %d she sees %+v", i+1, v.Questions[0])
		}
	}
	h.must(h.answers(h.trainer, question, 2))
	if q := h.sees(h.trainer).Questions[0]; !q.Enough || q.Pages != nil {
		t.Errorf("after five answers, before closing, it is %+v", q)
	}
	h.must(h.CloseQuestion(t.Context(), h.trainer, h.cohort, question))
	h.must(h.CloseQuestion(t.Context(), h.trainer, h.cohort, question))
	want := "{Total:5 Groups:[{Options:[1] Count:5 Mostly:true}]}"
	if q := h.sees(h.trainer).Questions[0]; fmt.Sprintf("%+v", *q.Pages) != want || q.Paper != nil {
		t.Errorf("the result is %+v", *q.Pages)
	}
	h.refused(h.answers(h.joins(curriculum.Learner), question, 1), locales.Gone, "room.question_over")
	h.refused(h.AskRoom(t.Context(), h.trainer, h.cohort, h.sees(h.trainer).Room.Step, curriculum.Faces), locales.Conflict, "room.asked_already")
	h.goes(curriculum.Next)
	if left := h.sees(h.trainer).Questions; len(left) != 0 {
		t.Errorf("when the group has gone on there is still %+v", left)
	}
	h.goes(curriculum.Back)
	h.refused(h.AskRoom(t.Context(), h.trainer, h.cohort, h.sees(h.trainer).Room.Step, curriculum.Faces), locales.Conflict, "room.asked_already")
}

// The database knows sums, and names that say nothing; when a question is closed not even these, and when the room is over nothing.
func TestWhatTheDatabaseKnowsOfAnswers(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	question := h.asks(curriculum.Faces)
	var all []curriculum.Actor
	for range 5 {
		all = append(all, h.joins(curriculum.Learner))
		h.must(h.answers(all[len(all)-1], question, 1))
	}
	rows := func() string {
		var text string
		h.must(h.db.Get(&text, `SELECT coalesce(string_agg(r::text, E'\n'), '') FROM (
			SELECT to_jsonb(a) - 'nullifier' AS r FROM room_answered a UNION ALL SELECT to_jsonb(a) FROM room_asks a) AS all_rows`))
		return text
	}
	for _, a := range all {
		if strings.Contains(rows(), a.Member) {
			t.Errorf("a row names who answered:\n%s", rows())
		}
	}
	if !strings.Contains(rows(), `"counts": [0, 5, 0, 0, 0]`) || strings.Count(rows(), "\n") != 5 {
		t.Errorf("it knows\n%s", rows())
	}
	h.must(h.CloseQuestion(t.Context(), h.trainer, h.cohort, question))
	if strings.Contains(rows(), "\n") || !strings.Contains(rows(), `"counts": []`) {
		t.Errorf("after closing it knows\n%s", rows())
	}
	h.goes(curriculum.ToClose)
	h.must(h.EndRoom(t.Context(), h.trainer, h.cohort, h.sees(h.trainer).Room.Step))
	if rows() != "" {
		t.Errorf("after the room it knows\n%s", rows())
	}
}

func TestAnswersAtOnceAllCount(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	h.goes("one-word")
	question := h.asks(curriculum.Poll)
	var all sync.WaitGroup
	for i := range 12 {
		a := h.joins(curriculum.Learner)
		for range 2 { // pressed twice
			all.Go(func() { _ = h.answers(a, question, i%2) })
		}
	}
	all.Wait()
	h.must(h.CloseQuestion(t.Context(), h.trainer, h.cohort, question))
	want := "{Total:12 Groups:[{Options:[0] Count:6 Mostly:true} {Options:[1] Count:6 Mostly:false}]}"
	if got := fmt.Sprintf("%+v", *h.sees(h.trainer).Questions[0].Pages); got != want {
		t.Errorf("the result is %s", got)
	}
}

// What was counted on paper is known to who counted it: it is shown apart, or it could be taken off the sum.
func TestPaperIsShownApart(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	question := h.asks(curriculum.Faces)
	h.must(h.answers(h.joins(curriculum.Learner), question, 0))
	for _, wrong := range [][]int{{1, 2}, {1, 2, 3, 4, -1}, {500, 1, 0, 0, 0}, nil} {
		h.refused(h.CountPaper(t.Context(), h.trainer, h.cohort, question, wrong), locales.Invalid, "room.paper_needed")
	}
	h.must(h.CountPaper(t.Context(), h.trainer, h.cohort, question, []int{9, 9, 9, 9, 9}))
	h.must(h.CountPaper(t.Context(), h.trainer, h.cohort, question, []int{2, 1, 1, 2, 1})) // typed anew
	h.must(h.CloseQuestion(t.Context(), h.trainer, h.cohort, question))
	q := h.sees(h.trainer).Questions[0]
	if q.Pages.Total != 0 || fmt.Sprintf("%+v", q.Paper) != "&{Total:7 Groups:[{Options:[0] Count:3 Mostly:false} {Options:[1] Count:4 Mostly:false}]}" {
		t.Errorf("shown are %+v and %+v", q.Pages, q.Paper)
	}
}

func TestAPollIsAskedWhereOneChooses(t *testing.T) {
	h := newRoomHouse(t)
	h.must(h.OpenRoom(t.Context(), h.trainer, h.cohort, walkSession))
	step := h.sees(h.trainer).Room.Step
	for _, kind := range []string{curriculum.Poll, "story", ""} {
		h.refused(h.AskRoom(t.Context(), h.trainer, h.cohort, step, kind), locales.Invalid, "room.no_choices")
	}
	h.goes("one-word")
	question := h.asks(curriculum.Poll)
	learner := h.joins(curriculum.Learner)
	for _, wrong := range []int{-1, 3} {
		h.refused(h.answers(learner, question, wrong), locales.Invalid, "room.answer_needed")
	}
	h.must(h.answers(learner, question, 2))
	h.refused(h.AskRoom(t.Context(), learner, h.cohort, step, curriculum.Faces), locales.NotFound, "curriculum.nothing_here")
	h.refused(h.CloseQuestion(t.Context(), learner, h.cohort, question), locales.NotFound, "curriculum.nothing_here")
	h.refused(h.answers(h.member(), question, 1), locales.NotFound, "curriculum.nothing_here")
}
