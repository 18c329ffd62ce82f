package curriculum_test

import (
	"errors"
	"slices"
	"testing"

	"tinig/curriculum"
	"tinig/locales"
)

var calm = curriculum.Scores{"pace": 1}

// held notes that somebody held the first session of a cohort.
func (h *house) held(trainer curriculum.Actor, id string, number int, by ...curriculum.Actor) {
	h.t.Helper()
	d := curriculum.Delivery{Number: number, Lang: "en"}
	for _, a := range by {
		d.By = append(d.By, a.Member)
	}
	must(h.t, h.Deliver(ctx, trainer, id, d))
}

// seen has a trainer observe somebody, who agrees.
func (h *house) seen(trainer, her curriculum.Actor, id string, number int) {
	h.t.Helper()
	must(h.t, h.Calibrate(ctx, trainer, curriculum.Examples{"narra": calm}))
	must(h.t, h.Observe(ctx, trainer, curriculum.Observation{Cohort: id, Number: number, Member: her.Member, Scores: calm}))
	must(h.t, h.AnswerObservation(ctx, her, id, number, true))
}

func (h *house) standing(a curriculum.Actor) curriculum.Standing {
	h.t.Helper()
	s, err := h.Standing(ctx, a)
	must(h.t, err)
	return s
}

// practice is a cohort whose sessions are all over, with somebody who helps.
func (h *house) practice() (trainer, her curriculum.Actor, id string) {
	h.t.Helper()
	trainer, her = h.trainer(), h.learner()
	id = h.cohort(trainer)
	h.join(trainer, id, curriculum.Helper, her)
	h.today = h.today.AddDate(0, 0, 30)
	return trainer, her, id
}

func TestAStepAsksForPracticeAnObservationAndHerOwnYes(t *testing.T) {
	h := newHouse(t)
	trainer, her, id := h.practice()
	if s := h.standing(her); s.Level != curriculum.Learner || s.Next != curriculum.Helper || s.Sessions != 0 || s.Ready("adult", h.today) {
		t.Errorf("she begins at %+v", s)
	}
	refused(t, h.Step(ctx, her, curriculum.Helper), locales.Conflict, "ladder.not_yet")
	h.held(trainer, id, 1, her, trainer)
	h.held(trainer, id, 2, her)
	refused(t, h.Step(ctx, her, curriculum.Helper), locales.Conflict, "ladder.not_yet")
	h.seen(trainer, her, id, 2)
	if s := h.standing(her); s.Sessions != 2 || s.Observations != 1 || !s.Ready("adult", h.today) || s.Level != curriculum.Learner {
		t.Errorf("with all there but her yes she stands at %+v", s)
	}
	must(t, h.Step(ctx, her, curriculum.Helper))
	must(t, h.Step(ctx, her, curriculum.Helper)) // pressed twice
	s := h.standing(her)
	if s.Level != curriculum.Helper || s.PreparedBy != trainer.Member || !s.RestsUntil.After(h.today) {
		t.Errorf("after her yes she stands at %+v", s)
	}
	if prepared, err := h.Prepared(ctx, trainer); err != nil || len(prepared) != 1 || prepared[0] != her.Member {
		t.Errorf("the trainer prepared %v, %v", prepared, err)
	}
	refused(t, h.Step(ctx, her, curriculum.Trainer), locales.Conflict, "ladder.not_yet")
}

func TestBeforeEighteenTheLadderEndsWithHelping(t *testing.T) {
	h := newHouse(t)
	if s := (curriculum.Standing{Next: curriculum.CoFacilitator, Asks: curriculum.Asks{Adult: true}}); s.Ready("minor", h.today) || !s.Ready("adult", h.today) {
		t.Error("a step that waits until she is of age doesn't")
	}
}

func TestSteppingBackCostsNothingAndIsSeenByNobody(t *testing.T) {
	h := newHouse(t)
	trainer, steward := h.trainer(), h.learner()
	steward.Runs = true
	must(t, h.StepBack(ctx, trainer, curriculum.Trainer))
	must(t, h.StepBack(ctx, trainer, curriculum.Trainer)) // pressed twice: one step
	if s := h.standing(trainer); s.Level != curriculum.CoFacilitator || s.Furthest != curriculum.Trainer {
		t.Errorf("a step back leads to %+v", s)
	}
	if s, err := h.StandingOf(ctx, steward, trainer.Member, true); err != nil || s.Level != curriculum.CoFacilitator || s.Furthest != curriculum.CoFacilitator {
		t.Errorf("who runs the network sees %+v, %v", s, err)
	}
	_, err := h.StandingOf(ctx, trainer, steward.Member, false)
	absent(t, err)
	must(t, h.ComeBack(ctx, trainer))
	if s := h.standing(trainer); s.Level != curriculum.Trainer {
		t.Errorf("coming back leads to %+v", s)
	}
}

func TestALevelRestsWithoutTalksAndWakesWithOne(t *testing.T) {
	h := newHouse(t)
	trainer, her, id := h.practice()
	h.held(trainer, id, 1, her)
	h.held(trainer, id, 2, her)
	h.seen(trainer, her, id, 1)
	must(t, h.Step(ctx, her, curriculum.Helper))
	if h.standing(her).Resting {
		t.Error("a level rests at once")
	}
	h.today = h.today.AddDate(0, 7, 0)
	if s := h.standing(her); !s.Resting || s.Level != curriculum.Helper {
		t.Errorf("after half a year without a talk she stands at %+v", s)
	}
	must(t, h.Talk(ctx, trainer, id, her.Member))
	must(t, h.Talk(ctx, trainer, id, her.Member))
	if h.standing(her).Resting {
		t.Error("a talk doesn't wake a level")
	}
	absent(t, h.Talk(ctx, trainer, id, trainer.Member))
	absent(t, h.Talk(ctx, her, id, trainer.Member))
}

func TestAnObservationIsHersToReadAgreeToOrLetGo(t *testing.T) {
	h := newHouse(t)
	trainer, her, id := h.practice()
	h.held(trainer, id, 1, her)
	o := curriculum.Observation{Cohort: id, Number: 1, Member: her.Member, Scores: calm}
	refused(t, h.Observe(ctx, trainer, o), locales.Conflict, "observation.examples_first")
	refused(t, h.Calibrate(ctx, trainer, curriculum.Examples{}), locales.Invalid, "observation.all_needed")
	refused(t, h.Calibrate(ctx, trainer, curriculum.Examples{"narra": {"pace": 7}}), locales.Invalid, "observation.all_needed")
	absent(t, h.Calibrate(ctx, her, curriculum.Examples{"narra": calm}))
	must(t, h.Calibrate(ctx, trainer, curriculum.Examples{"narra": {"pace": 0}}))
	if mine, err := h.Calibration(ctx, trainer); err != nil || mine["narra"]["pace"] != 0 {
		t.Errorf("she finds her scores as %v, %v", mine, err)
	}
	refused(t, h.Observe(ctx, trainer, curriculum.Observation{Cohort: id, Number: 1, Member: her.Member}), locales.Invalid, "observation.all_needed")
	must(t, h.Observe(ctx, trainer, o))
	if s := h.standing(her); s.Observations != 0 {
		t.Error("an observation counts before she agrees")
	}
	mine, err := h.Observations(ctx, her)
	if err != nil || len(mine) != 1 || mine[0].Agreed || mine[0].Observer != trainer.Member || mine[0].Scores["pace"] != 1 {
		t.Errorf("she reads %+v, %v", mine, err)
	}
	must(t, h.AnswerObservation(ctx, trainer, id, 1, true)) // not the trainer's: it changes nothing
	if s := h.standing(her); s.Observations != 0 {
		t.Error("another agreed in her place")
	}
	must(t, h.AnswerObservation(ctx, her, id, 1, false))
	if mine, err := h.Observations(ctx, her); err != nil || len(mine) != 0 {
		t.Errorf("after her no there is %+v, %v", mine, err)
	}
	h.seen(trainer, her, id, 1)
	refused(t, h.Observe(ctx, trainer, o), locales.Conflict, "observation.agreed_already")
	h.held(trainer, id, 1, her, trainer)
	if s := h.standing(her); s.Observations != 1 {
		t.Error("noting the session anew lost what was seen of who still held it")
	}
	absent(t, h.Observe(ctx, trainer, curriculum.Observation{Cohort: id, Number: 1, Member: trainer.Member, Scores: calm}))
}

func TestWhatWasHeldIsNotedByThoseWhoLead(t *testing.T) {
	h := newHouse(t)
	trainer, her, id := h.practice()
	stranger := h.learner()
	good := curriculum.Delivery{Number: 1, Lang: "fil", Dropped: []string{"a-rest"}, By: []string{trainer.Member, her.Member, stranger.Member}}
	absent(t, h.Deliver(ctx, her, id, good))
	must(t, h.Deliver(ctx, trainer, id, good))
	d, err := h.Delivered(ctx, trainer, id, 1)
	if err != nil || d.Lang != "fil" || len(d.Dropped) != 1 || len(d.By) != 2 {
		t.Errorf("it is noted as %+v, %v", d, err)
	}
	for _, wrong := range []curriculum.Delivery{
		{Number: 1, Lang: "tlh", By: good.By}, {Number: 1, Lang: "en"}, {Number: 1, Lang: "en", By: good.By, Dropped: []string{"a-dance"}},
	} {
		refused(t, h.Deliver(ctx, trainer, id, wrong), locales.Invalid, "cohort.choices_needed")
	}
	absent(t, h.Deliver(ctx, trainer, id, curriculum.Delivery{Number: 99, Lang: "en", By: good.By}))
	if practised, err := h.Practice(ctx, her); err != nil || len(practised) != 1 || practised[0] != (curriculum.Practised{Part: "helper", Sessions: 1}) {
		t.Errorf("she has practised %v, %v", practised, err)
	}
	h.today = h.today.AddDate(0, 0, -31)
	refused(t, h.Deliver(ctx, trainer, id, good), locales.Conflict, "delivery.to_come")
}

// A trainer who leaves takes her name out of what she saw, and leaves it to whom it belongs.
func TestWhatWasSeenOutlivesWhoSawIt(t *testing.T) {
	h := newHouse(t)
	trainer, her, id := h.practice()
	h.held(trainer, id, 1, her)
	h.held(trainer, id, 2, her)
	h.seen(trainer, her, id, 1)
	must(t, h.Step(ctx, her, curriculum.Helper))
	must(t, h.Talk(ctx, trainer, id, her.Member))
	h.db.MustExec(`DELETE FROM members WHERE network_id = $1 AND id = $2`, h.network, trainer.Member)
	mine, err := h.Observations(ctx, her)
	if err != nil || len(mine) != 1 || mine[0].Observer != "" || h.standing(her).Level != curriculum.Helper || h.standing(her).PreparedBy != "" {
		t.Errorf("there is %+v, %v", mine, err)
	}
}

// Not today is as good as done on a certificate too, and a level that rests is still hers.
func TestACertificateSaysTheCourseAndTheLevel(t *testing.T) {
	h := newHouse(t)
	her := h.learner()
	says := func(a curriculum.Actor, want ...string) {
		t.Helper()
		if what, err := h.Certifiable(ctx, a); err != nil || !slices.Equal(what, want) {
			t.Errorf("it can say %v, %v, not %v", what, err, want)
		}
	}
	says(her)
	must(t, h.Mark(ctx, her, "opening", curriculum.Done))
	says(her)
	must(t, h.Mark(ctx, her, "leaf", curriculum.NotToday))
	says(her, "course")
	says(h.trainer(), "trainer")
	her.Learns = false
	_, err := h.Certifiable(ctx, her)
	absent(t, err)
}

// She is told that something waits, until she has answered; its observer of her yes alone. What can't be told isn't kept.
func TestOfAnObservationTwoAreToldAndOfANoNobody(t *testing.T) {
	h := newHouse(t)
	trainer, her, id := h.practice()
	h.held(trainer, id, 1, her)
	must(t, h.Calibrate(ctx, trainer, curriculum.Examples{"narra": {"pace": 0}}))
	o := curriculum.Observation{Cohort: id, Number: 1, Member: her.Member, Scores: calm}
	told := func(doing string, want ...string) {
		t.Helper()
		slices.Sort(h.noted)
		if slices.Sort(want); !slices.Equal(h.noted, want) {
			t.Errorf("%s told %v, want %v", doing, h.noted, want)
		}
		h.noted = nil
	}
	h.untold = errors.New("the inbox can't be written")
	if err := h.Observe(ctx, trainer, o); err == nil {
		t.Error("what can't be told is kept")
	}
	h.noted, h.untold = nil, nil
	day := h.today.Format(" 2006-01-02")
	must(t, h.Observe(ctx, trainer, o))
	told("observing", "waits "+her.Member+day)
	must(t, h.Observe(ctx, trainer, o))
	told("observing anew", "heard "+her.Member+day, "waits "+her.Member+day)
	if waits, err := h.WaitsForWord(ctx, her); err != nil || !waits {
		t.Errorf("nothing waits for her, %v", err)
	}
	must(t, h.AnswerObservation(ctx, her, id, 1, false))
	told("a no", "heard "+her.Member+day)
	must(t, h.AnswerObservation(ctx, her, id, 1, true))
	told("a yes to nothing")
	must(t, h.Observe(ctx, trainer, o))
	h.noted = nil
	must(t, h.AnswerObservation(ctx, her, id, 1, true))
	must(t, h.AnswerObservation(ctx, her, id, 1, true))
	told("a yes, twice", "agreed "+trainer.Member+day, "heard "+her.Member+day)
	if waits, err := h.WaitsForWord(ctx, her); err != nil || waits {
		t.Errorf("something waits for her still, %v", err)
	}
	must(t, h.AnswerObservation(ctx, her, id, 1, false))
	told("taking a yes back")
}
