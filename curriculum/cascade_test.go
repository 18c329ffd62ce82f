package curriculum_test

import (
	"fmt"
	"slices"
	"testing"

	"tinig/curriculum"
)

func TestHowTheCourseIsPassedOnIsCounted(t *testing.T) {
	h := newHouse(t)
	trainer, her, id := h.practice()
	steward := h.learner()
	steward.Runs = true
	h.held(trainer, id, 1, her, trainer)
	must(t, h.Deliver(ctx, trainer, id, curriculum.Delivery{Number: 2, Lang: "fil", Dropped: []string{"a-rest"}, By: []string{her.Member}}))
	h.seen(trainer, her, id, 2)
	must(t, h.Step(ctx, her, curriculum.Helper))
	told := func(want ...string) {
		t.Helper()
		tables, err := h.Cascade(ctx, steward)
		must(t, err)
		var got []string
		for _, table := range tables {
			for _, cell := range table.Cells {
				if cell.Number > 0 {
					got = append(got, fmt.Sprint(table.Name, " ", cell.Name, " ", cell.Number))
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("it tells %v", got)
		}
	}
	told("generations first 1", "generations second 1", "observed seen 1", "observed unseen 1", "dropped whole 1", "dropped shortened 1",
		"adapted as_written 2", "resting awake 1", "languages en 1", "languages fil 1")
	h.today = h.today.AddDate(1, 0, 0)
	must(t, h.StepBack(ctx, trainer, curriculum.Trainer))
	told("generations first 1", "generations second 1", "observed seen 1", "observed unseen 1", "dropped whole 1", "dropped shortened 1",
		"adapted as_written 2", "resting awake 1", "resting asleep 1", "languages en 1", "languages fil 1")
	must(t, h.StepBack(ctx, her, curriculum.Helper))
	told("generations first 1", "observed seen 1", "observed unseen 1", "dropped whole 1", "dropped shortened 1", "adapted as_written 2",
		"resting awake 1", "languages en 1", "languages fil 1")
	_, err := h.Cascade(ctx, trainer)
	absent(t, err)
}
