package curriculum_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/curriculum"
	"tinig/locales"
)

func TestACohortIsBegunOnceAndKeepsItsPlan(t *testing.T) {
	h := newHouse(t)
	trainer := h.trainer()
	draft := h.draft()
	draft.Name = "  Narra   tree "
	id, err := h.Begin(ctx, trainer, draft)
	must(t, err)
	again, err := h.Begin(ctx, trainer, draft)
	must(t, err)
	if again != id {
		t.Error("sent twice, it began two")
	}
	place := h.place(trainer, id)
	if place.Name != "Narra tree" || !place.Leads() || place.Version != h.Course.Version() || place.Ended() {
		t.Errorf("it began as %+v", place)
	}
	sessions, err := h.Sessions(ctx, trainer, id)
	must(t, err)
	if len(sessions) != 2 || sessions[0].Unit != "opening" || sessions[1].Unit != "leaf" || !sessions[1].Day.Equal(day(h.today).AddDate(0, 0, 7)) {
		t.Errorf("the plan is %v", sessions)
	}
}

func day(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }

func TestAPlanOfPhasesHasFiveDaysHalfAYearOfMeetingsAndFiveDaysMore(t *testing.T) {
	h := newHouse(t)
	trainer := h.trainer()
	id := h.cohort(trainer, func(d *curriculum.Draft) { d.Plan = curriculum.Phases })
	sessions, err := h.Sessions(ctx, trainer, id)
	must(t, err)
	if len(sessions) != 2+26+5 {
		t.Fatalf("%d meetings", len(sessions))
	}
	if last := sessions[len(sessions)-1]; !last.Day.Equal(day(h.today).AddDate(0, 0, 27*7+4)) || last.Unit != "" {
		t.Errorf("the last is %+v", last)
	}
}

func TestACohortIsRefusedWhenSomethingIsMissing(t *testing.T) {
	h := newHouse(t)
	trainer := h.trainer()
	for want, spoil := range map[string]func(*curriculum.Draft){
		"cohort.name_needed":      func(d *curriculum.Draft) { d.Name = strings.Repeat("a", curriculum.NameLength+1) },
		"cohort.choices_needed":   func(d *curriculum.Draft) { d.Mode = "by mail" },
		"cohort.languages_needed": func(d *curriculum.Draft) { d.Languages = []string{"xx"} },
		"cohort.day_needed":       func(d *curriculum.Draft) { d.StartsOn = h.today.AddDate(9000, 0, 0) },
	} {
		draft := h.draft()
		spoil(&draft)
		_, err := h.Begin(ctx, trainer, draft)
		refused(t, err, locales.Invalid, want)
	}
	for _, spoil := range []func(*curriculum.Draft){
		func(d *curriculum.Draft) { d.Name = " " }, func(d *curriculum.Draft) { d.Band = "all" }, func(d *curriculum.Draft) { d.Track = "" },
		func(d *curriculum.Draft) { d.Plan = "daily" }, func(d *curriculum.Draft) { d.Languages = nil }, func(d *curriculum.Draft) { d.StartsOn = time.Time{} },
	} {
		draft := h.draft()
		spoil(&draft)
		if _, err := h.Begin(ctx, trainer, draft); !locales.IsKind(err, locales.Invalid) {
			t.Errorf("%+v gives %v", draft, err)
		}
	}
	_, err := h.Begin(ctx, h.learner(), h.draft())
	absent(t, err)
}

// Who isn't in a cohort meets nothing of it, and who is in it without leading it changes nothing of it for others.
func TestACohortIsThereForItsPeopleAndChangedByThoseWhoLeadIt(t *testing.T) {
	h := newHouse(t)
	trainer, her, stranger := h.trainer(), h.learner(), h.trainer()
	id := h.cohort(trainer)
	h.join(trainer, id, curriculum.Learner, her)
	left := h.learner()
	left.Learns = false
	for _, a := range []curriculum.Actor{stranger, h.learner(), left, {Network: uuid.NewString(), Member: trainer.Member, Learns: true, Teaches: true}} {
		_, err := h.Cohort(ctx, a, id)
		absent(t, err)
		_, err = h.Sessions(ctx, a, id)
		absent(t, err)
		_, err = h.People(ctx, a, id)
		absent(t, err)
		_, err = h.Meets(ctx, a, id, []string{her.Member})
		absent(t, err)
		absent(t, h.Answer(ctx, a, id, true))
		absent(t, h.Rest(ctx, a, id, true))
		absent(t, h.Pace(ctx, a, id, true))
		absent(t, h.Leave(ctx, a, id))
	}
	for _, a := range []curriculum.Actor{her, stranger} {
		absent(t, h.Ask(ctx, a, id, curriculum.Learner, []string{stranger.Member}))
		absent(t, h.Move(ctx, a, id, 1, h.today))
		absent(t, h.Attend(ctx, a, id, 1, nil))
		absent(t, h.Renew(ctx, a, id))
		absent(t, h.End(ctx, a, id))
		_, err := h.Roll(ctx, a, id)
		absent(t, err)
		_, err = h.Attendance(ctx, a, id)
		absent(t, err)
	}
}

func TestATrainerWhoMayNoLongerTeachOrRestsLeadsNothing(t *testing.T) {
	h := newHouse(t)
	trainer := h.trainer()
	id := h.cohort(trainer)
	fallen := trainer
	fallen.Teaches = false
	absent(t, h.End(ctx, fallen, id))
	if places, err := h.Cohorts(ctx, fallen); err != nil || len(places) != 1 || places[0].Leads() {
		t.Errorf("she has %+v (%v)", places, err)
	}
	must(t, h.Rest(ctx, trainer, id, true))
	absent(t, h.End(ctx, trainer, id))
	must(t, h.Rest(ctx, trainer, id, false))
	must(t, h.End(ctx, trainer, id))
}

func TestPeopleAreAskedOnceAndToldOnce(t *testing.T) {
	h := newHouse(t)
	trainer, her := h.trainer(), h.learner()
	id := h.cohort(trainer)
	for range 2 {
		must(t, h.Ask(ctx, trainer, id, curriculum.Learner, []string{her.Member, trainer.Member}))
	}
	if !slices.Equal(h.told, []string{her.Member}) {
		t.Errorf("told were %v", h.told)
	}
	if place := h.place(her, id); place.State != curriculum.Asked || place.Leads() {
		t.Errorf("she is %+v", place)
	}
	must(t, h.Answer(ctx, her, id, false))
	_, err := h.Cohort(ctx, her, id)
	absent(t, err)
	h.join(trainer, id, curriculum.Helper, her)
	must(t, h.Answer(ctx, her, id, false)) // a no that comes after a yes takes nothing away
	if place := h.place(her, id); place.State != curriculum.In || place.Part != curriculum.Helper {
		t.Errorf("she is %+v", place)
	}
	refused(t, h.Ask(ctx, trainer, id, "boss", nil), locales.Invalid, "cohort.choices_needed")
}

// An answer takes its question out of her inbox, whichever answer and wherever she gives it, once.
func TestAnAnswerTakesBackItsQuestion(t *testing.T) {
	h := newHouse(t)
	trainer, yes, no, left := h.trainer(), h.learner(), h.learner(), h.learner()
	id := h.cohort(trainer)
	must(t, h.Ask(ctx, trainer, id, curriculum.Learner, []string{yes.Member, no.Member, left.Member}))
	h.today = h.today.AddDate(0, 0, 2)
	for range 2 {
		must(t, h.Answer(ctx, yes, id, true))
	}
	must(t, h.Answer(ctx, no, id, false))
	must(t, h.Leave(ctx, left, id))
	if want := []string{yes.Member + " 2026-03-04", no.Member + " 2026-03-04", left.Member + " 2026-03-04"}; !slices.Equal(h.answered, want) {
		t.Errorf("answered is %v, want %v", h.answered, want)
	}
	again := h.learner()
	must(t, h.Ask(ctx, trainer, id, curriculum.Learner, []string{again.Member}))
	h.untold = errors.New("the inbox is away")
	if err := h.Answer(ctx, again, id, true); !errors.Is(err, h.untold) || h.place(again, id).State != curriculum.Asked {
		t.Errorf("without its notice an answer gives %v", err)
	}
}

// Whoever can't be told isn't asked either.
func TestWithoutANoticeNobodyIsAsked(t *testing.T) {
	h := newHouse(t)
	trainer, her := h.trainer(), h.learner()
	id := h.cohort(trainer)
	h.untold = errors.New("the inbox is away")
	if err := h.Ask(ctx, trainer, id, curriculum.Learner, []string{her.Member}); !errors.Is(err, h.untold) {
		t.Fatal(err)
	}
	_, err := h.Cohort(ctx, her, id)
	absent(t, err)
}

func TestAPartIsForThoseOfItsAgeAndRoleWhenTheySayYes(t *testing.T) {
	h := newHouse(t)
	trainer, minor, adult := h.trainer(), h.member("minor"), h.learner()
	id := h.cohort(trainer, func(d *curriculum.Draft) { d.Band = "minor" })
	ask := func(part string, a curriculum.Actor) error {
		must(t, h.Ask(ctx, trainer, id, part, []string{a.Member}))
		return h.Answer(ctx, a, id, true)
	}
	must(t, ask(curriculum.Learner, minor))
	must(t, ask(curriculum.Support, adult))
	refused(t, ask(curriculum.Helper, h.learner()), locales.Forbidden, "cohort.not_for_you")
	refused(t, ask(curriculum.CoFacilitator, h.member("minor")), locales.Forbidden, "cohort.not_for_you")
	refused(t, ask(curriculum.Trainer, h.learner()), locales.Forbidden, "cohort.not_for_you")
	must(t, ask(curriculum.Trainer, h.trainer()))
}

func TestTheLastTrainerStaysUntilThereIsAnotherOrAnEnd(t *testing.T) {
	h := newHouse(t)
	trainer, second := h.trainer(), h.trainer()
	id := h.cohort(trainer)
	must(t, h.Ask(ctx, trainer, id, curriculum.Trainer, []string{second.Member}))
	refused(t, h.Leave(ctx, trainer, id), locales.Conflict, "cohort.last_trainer") // who is asked isn't there yet
	must(t, h.Answer(ctx, second, id, true))
	must(t, h.Leave(ctx, trainer, id))
	must(t, h.End(ctx, second, id))
	must(t, h.Leave(ctx, second, id))
}

func TestAnEndedCohortIsReadAndChangesNoMore(t *testing.T) {
	h := newHouse(t)
	trainer, her, asked := h.trainer(), h.learner(), h.learner()
	id := h.cohort(trainer)
	h.join(trainer, id, curriculum.Learner, her)
	must(t, h.Ask(ctx, trainer, id, curriculum.Learner, []string{asked.Member}))
	must(t, h.End(ctx, trainer, id))
	if place := h.place(her, id); !place.Ended() {
		t.Error("it goes on")
	}
	for _, err := range []error{
		h.Ask(ctx, trainer, id, curriculum.Learner, nil), h.Move(ctx, trainer, id, 1, h.today), h.Attend(ctx, trainer, id, 1, nil),
		h.Renew(ctx, trainer, id), h.End(ctx, trainer, id), h.Answer(ctx, asked, id, true),
	} {
		refused(t, err, locales.Gone, "cohort.over")
	}
	if places, err := h.Cohorts(ctx, asked); err != nil || len(places) != 0 {
		t.Errorf("who was asked still has %v (%v)", places, err)
	}
	must(t, h.Answer(ctx, asked, id, false))
	must(t, h.Leave(ctx, her, id))
}

func TestOthersLearnNeitherWhoIsAskedNorHowSheLearns(t *testing.T) {
	h := newHouse(t)
	trainer, her, other, asked := h.trainer(), h.learner(), h.learner(), h.learner()
	id := h.cohort(trainer)
	h.join(trainer, id, curriculum.Learner, her, other)
	must(t, h.Ask(ctx, trainer, id, curriculum.Learner, []string{asked.Member}))
	must(t, h.Rest(ctx, other, id, true))
	must(t, h.Pace(ctx, other, id, true))
	count := func(a curriculum.Actor) int {
		people, err := h.People(ctx, a, id)
		must(t, err)
		return len(people)
	}
	if count(trainer) != 4 || count(her) != 3 || count(asked) != 1 {
		t.Errorf("they see %d, %d and %d", count(trainer), count(her), count(asked))
	}
	people, err := h.People(ctx, her, id)
	must(t, err)
	for _, p := range people {
		if p.State != curriculum.In || p.OwnPace {
			t.Errorf("she sees %+v", p)
		}
	}
	if place := h.place(other, id); place.State != curriculum.Paused || !place.OwnPace {
		t.Errorf("the other is %+v", place)
	}
	if there, err := h.Meets(ctx, asked, id, []string{other.Member}); err != nil || !there {
		t.Errorf("who is asked isn't told whom she would meet (%v)", err)
	}
	if there, err := h.Meets(ctx, asked, id, []string{uuid.NewString()}); err != nil || there {
		t.Errorf("she would meet somebody who isn't there (%v)", err)
	}
}

func TestASessionMovesToADayThatIsNear(t *testing.T) {
	h := newHouse(t)
	trainer := h.trainer()
	id := h.cohort(trainer)
	must(t, h.Move(ctx, trainer, id, 2, h.today.AddDate(0, 1, 0)))
	sessions, err := h.Sessions(ctx, trainer, id)
	must(t, err)
	if !sessions[1].Day.Equal(day(h.today).AddDate(0, 1, 0)) {
		t.Errorf("it is on %v", sessions[1].Day)
	}
	refused(t, h.Move(ctx, trainer, id, 2, time.Time{}), locales.Invalid, "cohort.day_needed")
	refused(t, h.Move(ctx, trainer, id, 2, h.today.AddDate(200, 0, 0)), locales.Invalid, "cohort.day_needed")
	absent(t, h.Move(ctx, trainer, id, 99, h.today))
}

func TestACohortTakesSoManyPeopleAndNoMore(t *testing.T) {
	h := newHouse(t)
	trainer, her := h.trainer(), h.learner()
	id := h.cohort(trainer)
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
		SELECT $1, gen_random_uuid(), 'Many ' || n, '', 'adult', 'confirmed', $2 FROM generate_series(1, $3::integer) n`, h.network, h.today, curriculum.PeopleAtMost-1)
	h.db.MustExec(`INSERT INTO cohort_people (network_id, cohort_id, member_id, part, state)
		SELECT $1, $2, id, 'learner', 'in' FROM members WHERE network_id = $1 AND pseudonym LIKE 'Many %'`, h.network, id)
	refused(t, h.Ask(ctx, trainer, id, curriculum.Learner, []string{her.Member}), locales.TooMany, "cohort.full")
}

func TestAttendanceIsNotedAtOnceAndAgain(t *testing.T) {
	h := newHouse(t)
	trainer, her, asked := h.trainer(), h.learner(), h.learner()
	id := h.cohort(trainer)
	h.join(trainer, id, curriculum.Learner, her)
	must(t, h.Ask(ctx, trainer, id, curriculum.Learner, []string{asked.Member}))
	list := []curriculum.Presence{{Member: her.Member, Presence: "here"}, {Member: asked.Member, Presence: "here"}, {Member: uuid.NewString(), Presence: "part"}}
	must(t, h.Attend(ctx, trainer, id, 1, list))
	must(t, h.Attend(ctx, trainer, id, 1, []curriculum.Presence{{Member: her.Member, Presence: "part"}}))
	noted, err := h.Attendance(ctx, trainer, id)
	must(t, err)
	if len(noted) != 1 || noted[0] != (curriculum.Presence{Number: 1, Member: her.Member, Presence: "part"}) {
		t.Errorf("noted is %v", noted)
	}
	refused(t, h.Attend(ctx, trainer, id, 1, []curriculum.Presence{{Member: her.Member, Presence: "late"}}), locales.Invalid, "cohort.choices_needed")
	absent(t, h.Attend(ctx, trainer, id, 99, nil))
}
