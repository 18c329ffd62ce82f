package curriculum_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"tinig/curriculum"
	"tinig/locales"
)

func TestALearnersStatesAreHersAndTakenBack(t *testing.T) {
	h := newHouse(t)
	her := h.learner()
	state := func() curriculum.Step {
		steps, err := h.Progress(ctx, her)
		must(t, err)
		return steps["leaf"]
	}
	if state().State != "" {
		t.Error("it has begun by itself")
	}
	must(t, h.Visit(ctx, her, "leaf"))
	if s := state(); s.State != curriculum.Visited || !s.Day.Equal(day(h.today)) {
		t.Errorf("she is %+v", s)
	}
	for _, s := range []curriculum.State{curriculum.Done, curriculum.NotToday} {
		must(t, h.Mark(ctx, her, "leaf", s))
		must(t, h.Visit(ctx, her, "leaf"))
		if state().State != s {
			t.Errorf("a visit made of %s %s", s, state().State)
		}
	}
	must(t, h.Mark(ctx, her, "leaf", curriculum.Visited))
	if state().State != curriculum.Visited {
		t.Error("it isn't taken back")
	}
	refused(t, h.Mark(ctx, her, "leaf", "best"), locales.Invalid, "curriculum.state_needed")
	absent(t, h.Mark(ctx, her, "nothing", curriculum.Done))
	absent(t, h.Mark(ctx, her, "guide", curriculum.Done)) // how to hold a group is for those who teach
	gone := her
	gone.Learns = false
	absent(t, h.Mark(ctx, gone, "leaf", curriculum.Done))
}

// Promise of the course: no time finer than a day, no count of visits, nothing of how long. The table says it: it has no other
// columns.
func TestProgressHoldsAStateAndADay(t *testing.T) {
	h := newHouse(t)
	var columns []string
	must(t, h.db.Select(&columns, `SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_name = 'progress' ORDER BY ordinal_position`))
	if got := fmt.Sprint(columns); got != "[network_id uuid member_id uuid unit text state text day date]" {
		t.Errorf("progress keeps %s", got)
	}
}

// Whatever is done with cohorts, in whatever order, her progress and her journal stay as they are, and come along when she takes
// another name.
func TestProgressSurvivesAnyCohortChanges(t *testing.T) {
	h := newHouse(t)
	rapid.Check(t, func(r *rapid.T) {
		trainer, second, her := h.trainer(), h.trainer(), h.learner()
		var cohorts []string
		begin := func() string {
			id := h.cohort(trainer)
			h.join(trainer, id, curriculum.Trainer, second)
			cohorts = append(cohorts, id)
			return id
		}
		h.join(trainer, begin(), curriculum.Learner, her)
		said := map[string]curriculum.State{}
		for range rapid.IntRange(1, 15).Draw(r, "changes") {
			id := rapid.SampledFrom(cohorts).Draw(r, "cohort")
			var err error
			switch rapid.IntRange(0, 8).Draw(r, "what") {
			case 0:
				begin()
			case 1:
				unit := rapid.SampledFrom([]string{"opening", "leaf", "voice"}).Draw(r, "unit")
				said[unit] = rapid.SampledFrom([]curriculum.State{curriculum.Done, curriculum.NotToday, curriculum.Visited}).Draw(r, "state")
				err = h.Mark(ctx, her, unit, said[unit])
			case 2:
				err = h.Leave(ctx, her, id)
			case 3:
				err = h.Ask(ctx, trainer, id, curriculum.Learner, []string{her.Member})
			case 4:
				err = h.Answer(ctx, her, id, true)
			case 5:
				err = h.Rest(ctx, her, id, rapid.Bool().Draw(r, "rests"))
			case 6:
				err = h.Leave(ctx, trainer, id)
			case 7:
				err = h.End(ctx, second, id)
			case 8:
				next := h.learner()
				tx := h.db.MustBegin()
				must(t, h.Follow(ctx, tx, h.network, her.Member, next.Member))
				must(t, tx.Commit())
				h.db.MustExec(`DELETE FROM members WHERE id = $1`, her.Member)
				her = next
			}
			if _, refused := locales.For("en").Refusal(err); err != nil && !refused {
				r.Fatal(err)
			}
			steps, err := h.Progress(ctx, her)
			must(t, err)
			if len(steps) != len(said) {
				r.Fatalf("of %v there is %v", said, steps)
			}
			for unit, state := range said {
				if steps[unit].State != state {
					r.Fatalf("of %v there is %v", said, steps)
				}
			}
		}
	})
}

// Whatever happens, those who lead see the same whether a learner said that a unit is done for her or that not today. Two networks
// live through the same history, the second with the two exchanged; everything that leaves the package for a trainer is compared
// byte by byte.
func TestDoneAndNotTodayAreTheSameToEveryTrainer(t *testing.T) {
	one, two := newHouse(t), newHouse(t)
	other := map[curriculum.State]curriculum.State{curriculum.Done: curriculum.NotToday, curriculum.NotToday: curriculum.Done, curriculum.Visited: curriculum.Visited}
	rapid.Check(t, func(r *rapid.T) {
		a, b := newClass(one, 3), newClass(two, 3)
		for range rapid.IntRange(1, 20).Draw(r, "steps") {
			who := rapid.IntRange(0, 2).Draw(r, "who")
			unit := rapid.SampledFrom([]string{"opening", "leaf", "voice"}).Draw(r, "unit")
			state := rapid.SampledFrom([]curriculum.State{curriculum.Done, curriculum.NotToday, curriculum.Visited}).Draw(r, "state")
			switch rapid.IntRange(0, 5).Draw(r, "what") {
			case 0, 1, 2:
				must(t, one.Mark(ctx, a.learners[who], unit, state))
				must(t, two.Mark(ctx, b.learners[who], unit, other[state]))
			case 3:
				must(t, one.Visit(ctx, a.learners[who], unit))
				must(t, two.Visit(ctx, b.learners[who], unit))
			case 4:
				one.today, two.today = one.today.AddDate(0, 0, 1), two.today.AddDate(0, 0, 1)
			case 5: // refused both times or neither: she has answered already, or it is over
				if x, y := a.say(a.learners[who], allGood), b.say(b.learners[who], allGood); (x == nil) != (y == nil) {
					r.Fatalf("one is refused: %v, %v", x, y)
				}
			}
		}
		if x, y := a.seen(), b.seen(); x != y {
			r.Fatalf("a trainer sees\n%s\nand where the two are exchanged\n%s", x, y)
		}
	})
}

// class is a cohort with its people.
type class struct {
	*house
	id       string
	trainer  curriculum.Actor
	learners []curriculum.Actor
}

func newClass(h *house, learners int) class {
	h.t.Helper()
	c := class{house: h, trainer: h.trainer()}
	c.id = h.cohort(c.trainer)
	for range learners {
		c.learners = append(c.learners, h.learner())
	}
	h.join(c.trainer, c.id, curriculum.Learner, c.learners...)
	return c
}

// seen is everything that the package gives a trainer of a cohort, with each id as its place among those here.
func (c class) seen() string {
	c.t.Helper()
	name := map[string]string{c.trainer.Member: "trainer"}
	for i, learner := range c.learners {
		name[learner.Member] = fmt.Sprint("learner ", i)
	}
	through, err := c.Roll(ctx, c.trainer, c.id)
	must(c.t, err)
	people, err := c.People(ctx, c.trainer, c.id)
	must(c.t, err)
	attendance, err := c.Attendance(ctx, c.trainer, c.id)
	must(c.t, err)
	sessions, err := c.Sessions(ctx, c.trainer, c.id)
	must(c.t, err)
	feedback, err := c.Feedback(ctx, c.trainer, keysOf(c.trainer), c.id)
	must(c.t, err)
	knowledge, err := c.Knowledge(ctx, c.trainer, keys("alike"), c.id, "en") // which of the two forms is hers, her keys decide
	must(c.t, err)
	rolls := map[string]bool{}
	for _, t := range through {
		rolls[name[t.Member]+" "+t.Unit] = true
	}
	persons := map[string]curriculum.Person{}
	for _, p := range people {
		of := name[p.Member]
		p.Member = ""
		persons[of] = p
	}
	text, err := json.Marshal([]any{rolls, len(through), persons, attendance, sessions[0].Unit, c.place(c.trainer, c.id).Part,
		len(feedback), knowledge[0].Tally, knowledge[1].Tally})
	must(c.t, err)
	return string(text)
}
