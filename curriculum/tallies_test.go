package curriculum_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tinig/curriculum"
	"tinig/locales"
)

// keysOf are those of somebody, which nobody else has.
func keysOf(a curriculum.Actor) keys { return keys("keys of " + a.Member) }

// say gives somebody's answers on the first session.
func (c class) say(a curriculum.Actor, answers map[string]int) error {
	return c.GiveFeedback(ctx, a, keysOf(a), c.id, 1, answers)
}

// feedback is what somebody sees of the first session.
func (c class) feedback(a curriculum.Actor) curriculum.Feedback {
	c.t.Helper()
	all, err := c.Feedback(ctx, a, keysOf(a), c.id)
	must(c.t, err)
	return all[0]
}

// wait lets days pass.
func (h *house) wait(days int) { h.today = h.today.AddDate(0, 0, days) }

var allGood = map[string]int{"choice": 0, "pace": 1, "use": 0}

// From five answers on, once: nothing before the days are over, and no later change shows itself.
func TestFeedbackIsReleasedOnceAndFromFive(t *testing.T) {
	for _, people := range []int{4, 5} {
		c := newClass(newHouse(t), 7)
		for _, her := range c.learners[:people] {
			must(t, c.say(her, allGood))
		}
		for range 6 {
			c.wait(1)
			if f := c.feedback(c.trainer); f.Over || f.Said != nil || f.Open || f.Answered {
				t.Errorf("before the days are over a trainer sees %+v", f)
			}
		}
		c.wait(1)
		before := fmt.Sprintf("%+v", c.feedback(c.trainer).Tally)
		if f := c.feedback(c.trainer); !f.Over || f.Any() != (people == 5) || len(f.Said) != 3 {
			t.Errorf("of %d a trainer sees %+v", people, f)
		}
		late := c.learners[people]
		refused(t, c.say(late, allGood), locales.Gone, "tally.over")
		must(t, c.Release(ctx))
		refused(t, c.say(late, allGood), locales.Gone, "tally.over")
		must(t, c.Move(ctx, c.trainer, c.id, 1, day(c.today)))
		refused(t, c.say(late, allGood), locales.Gone, "tally.over")
		must(t, c.Leave(ctx, c.learners[0], c.id))
		must(t, c.Release(ctx))
		after := c.feedback(c.trainer)
		if got := fmt.Sprintf("%+v", after.Tally); got != before {
			t.Errorf("it was %s and is %s", before, got)
		}
		if f := c.feedback(c.learners[1]); fmt.Sprint(f.Said) != fmt.Sprint(after.Said) {
			t.Error("a learner sees something else")
		}
	}
}

const feedbackDays = 7

func TestFeedbackIsGivenOnceByThoseWhoLearn(t *testing.T) {
	c := newClass(newHouse(t), 2)
	her, other := c.learners[0], c.learners[1]
	support := c.learner()
	c.join(c.trainer, c.id, curriculum.Support, support)
	for _, answers := range []map[string]int{nil, {"choice": 3}, {"choice": -1}, {"name": 0}} {
		refused(t, c.say(her, answers), locales.Invalid, "tally.answer_needed")
	}
	if f := c.feedback(her); !f.Open || f.Answered {
		t.Errorf("she sees %+v", f)
	}
	must(t, c.say(her, map[string]int{"pace": 2}))
	refused(t, c.say(her, allGood), locales.Conflict, "tally.answered")
	if f := c.feedback(her); !f.Open || !f.Answered || f.Said != nil {
		t.Errorf("she sees %+v", f)
	}
	if f := c.feedback(other); f.Answered {
		t.Error("another has answered with her")
	}
	for _, a := range []curriculum.Actor{c.trainer, support, c.learner()} {
		absent(t, c.say(a, allGood))
	}
	absent(t, c.GiveFeedback(ctx, her, keysOf(her), c.id, 2, allGood)) // is to come
	absent(t, c.GiveFeedback(ctx, her, keysOf(her), c.id, 99, allGood))
	asked := c.learner()
	must(t, c.Ask(ctx, c.trainer, c.id, curriculum.Learner, []string{asked.Member}))
	absent(t, c.say(asked, allGood))
	_, err := c.Feedback(ctx, asked, keysOf(asked), c.id)
	absent(t, err)
}

// Whatever happens in whatever order, before the days are over those who lead see the same as if nobody had said anything; then, of five
// or more, only groups of three or more; and what was shown once is shown for ever.
func TestWhatAGroupSaidIsShownOnceForAll(t *testing.T) {
	h := newHouse(t)
	rapid.Check(t, func(r *rapid.T) {
		c, silent := newClass(h, 6), newClass(h, 0)
		shown := map[string]string{}
		for range rapid.IntRange(5, 40).Draw(r, "steps") {
			who := c.learners[rapid.IntRange(0, 5).Draw(r, "who")]
			switch rapid.IntRange(0, 9).Draw(r, "what") {
			default:
				answers := map[string]int{}
				for _, name := range curriculum.FeedbackAsks {
					if option := rapid.IntRange(-1, 2).Draw(r, name); option >= 0 {
						answers[name] = option
					}
				}
				allowed(r, c.say(who, answers))
			case 7:
				h.wait(rapid.IntRange(0, 8).Draw(r, "days"))
			case 8:
				day := h.today.AddDate(0, 0, rapid.IntRange(-3, 9).Draw(r, "moved")).Truncate(24 * time.Hour)
				must(t, c.Move(ctx, c.trainer, c.id, 1, day))
				must(t, silent.Move(ctx, silent.trainer, silent.id, 1, day))
			case 9:
				must(t, h.Release(ctx))
			}
			all, err := c.Feedback(ctx, c.trainer, keysOf(c.trainer), c.id)
			must(t, err)
			none, err := silent.Feedback(ctx, silent.trainer, keysOf(silent.trainer), silent.id)
			must(t, err)
			if len(all) != len(none) {
				r.Fatalf("a trainer sees %+v, and of a silent group %+v", all, none)
			}
			for _, f := range all {
				looks := fmt.Sprintf("%+v", f)
				if !slices.ContainsFunc(none, func(n curriculum.Feedback) bool {
					return n.Over && f.Over && n.Number == f.Number || fmt.Sprintf("%+v", n) == looks
				}) {
					r.Fatalf("before it is over a trainer sees %s, and of a silent group %+v", looks, none)
				}
				for _, said := range f.Said {
					if said.Total != 0 && said.Total < 5 || slices.ContainsFunc(said.Groups, func(g curriculum.Group) bool { return g.Count < 3 }) {
						r.Fatalf("a trainer sees %+v", said)
					}
				}
				key, said := fmt.Sprint(f.Number), fmt.Sprint(f.Said)
				if before, there := shown[key]; there && before != said {
					r.Fatalf("shown was %s, and is %s", before, said)
				}
				if f.Said != nil {
					shown[key] = said
				}
			}
		}
	})
}

// allowed fails when an error is no refusal.
func allowed(r *rapid.T, err error) {
	if _, refused := locales.For("en").Refusal(err); err != nil && !refused {
		r.Fatal(err)
	}
}

// In the tables nobody is named; the names of those who have answered stand in an order that says nothing, in one row, and all of it
// is forgotten when it is released. In whatever order people answer, the same stands there.
func TestNobodyCanTellWhoSaidWhat(t *testing.T) {
	h := newHouse(t)
	c := newClass(h, 6)
	kept := map[string]bool{}
	for range 5 {
		h.db.MustExec(`DELETE FROM tallies`)
		for _, i := range rand.Perm(6) {
			must(t, c.say(c.learners[i], map[string]int{"choice": i % 3, "use": i % 2}))
		}
		var rows []string
		must(t, h.db.Select(&rows, `SELECT t::text FROM tallies t`))
		if len(rows) != 1 {
			t.Fatalf("there are %d rows", len(rows))
		}
		kept[rows[0]] = true
		for _, her := range c.learners {
			if strings.Contains(rows[0], her.Member) {
				t.Error("a row names a member")
			}
		}
	}
	if len(kept) != 1 {
		t.Errorf("the order shows: %d ways", len(kept))
	}
	var columns []string
	must(t, h.db.Select(&columns, `SELECT column_name FROM information_schema.columns WHERE table_name = 'tallies' ORDER BY ordinal_position`))
	if got := strings.Join(columns, " "); got != "network_id cohort_id about closes_on names counts given result" {
		t.Errorf("a tally keeps %s", got)
	}
	h.wait(feedbackDays)
	shown := fmt.Sprintf("%+v", c.feedback(c.trainer))
	must(t, h.Release(ctx))
	must(t, h.Release(ctx))
	var left int
	must(t, h.db.Get(&left, `SELECT count(*) FROM tallies WHERE result IS NULL OR counts <> '{}' OR given <> '{}'`))
	if left != 0 {
		t.Error("what was said isn't forgotten")
	}
	if got := fmt.Sprintf("%+v", c.feedback(c.trainer)); got != strings.Replace(shown, "Answered:true", "Answered:false", 1) {
		t.Errorf("released, %s is %s", shown, got)
	}
}

// What she knows of her rights: in one form before, in the other after, and only what the group knew is kept.
func TestAGroupSeesHowManyKnew(t *testing.T) {
	c := newClass(newHouse(t), 8)
	forms := map[string]bool{}
	look := func(a curriculum.Actor, when int) curriculum.Knowledge {
		t.Helper()
		all, err := c.Knowledge(ctx, a, keysOf(a), c.id, "en")
		must(t, err)
		return all[when]
	}
	answer := func(when int, name string, rights int) {
		t.Helper()
		for i, her := range c.learners {
			k := look(her, when)
			if !k.Open || k.When != name || len(k.Questions) != 1 {
				t.Fatalf("she sees %+v", k)
			}
			forms[her.Member+" "+k.Questions[0].Ask] = true
			option := k.Questions[0].Right
			if i >= rights {
				option = (option + 1) % len(k.Questions[0].Options)
			}
			must(t, c.ShowKnowledge(ctx, her, keysOf(her), c.id, name, map[string]int{"stand": option}))
			refused(t, c.ShowKnowledge(ctx, her, keysOf(her), c.id, name, map[string]int{"stand": option}), locales.Conflict, "tally.answered")
		}
	}
	answer(0, curriculum.Before, 3)
	if look(c.trainer, 1).Open || look(c.learners[0], 1).Open {
		t.Error("it is after already")
	}
	absent(t, c.ShowKnowledge(ctx, c.learners[0], keysOf(c.learners[0]), c.id, curriculum.After, map[string]int{"stand": 0}))
	absent(t, c.ShowKnowledge(ctx, c.learners[0], keysOf(c.learners[0]), c.id, "between", map[string]int{"stand": 0}))
	absent(t, c.ShowKnowledge(ctx, c.trainer, keysOf(c.trainer), c.id, curriculum.Before, map[string]int{"stand": 0}))
	must(t, c.Move(ctx, c.trainer, c.id, 1, day(c.today).AddDate(0, 0, 40)))
	c.wait(14)
	if k := look(c.learners[0], 0); !k.Over || k.Said != nil {
		t.Errorf("before she is asked again she sees %+v", k.Said)
	}
	if k := look(c.trainer, 0); len(k.Said) != 1 || k.Said[0].Total != 8 || len(k.Said[0].Groups) != 2 || k.Said[0].Groups[0].Count != 3 {
		t.Errorf("a trainer sees %+v", k.Said)
	}
	c.wait(100)
	if look(c.learners[0], 1).Open {
		t.Error("it is after, and the group isn't over")
	}
	must(t, c.End(ctx, c.trainer, c.id))
	answer(1, curriculum.After, 8)
	if len(forms) != 16 {
		t.Errorf("somebody got the same form twice: %d", len(forms))
	}
	c.wait(14)
	for _, a := range []curriculum.Actor{c.trainer, c.learners[0]} {
		if before, after := look(a, 0), look(a, 1); before.Said[0].Groups[0].Count != 3 || !after.Said[0].Groups[0].Mostly || after.Said[0].Groups[0].Count != 8 {
			t.Errorf("she sees %+v and then %+v", before.Said, after.Said)
		}
	}
	for _, row := range []string{"counts = '{}'", "given = '{}'"} {
		must(t, c.Release(ctx))
		if n := c.count("SELECT count(*) FROM tallies WHERE NOT " + row); n != 0 {
			t.Errorf("of %d it isn't so that %s", n, row)
		}
	}
}

func (h *house) count(query string) (n int) {
	h.t.Helper()
	must(h.t, h.db.Get(&n, query))
	return n
}

func TestACourseWithoutQuestionsAsksNone(t *testing.T) {
	h := newHouse(t)
	c := class{house: h, trainer: h.trainer()}
	c.id = h.cohort(c.trainer, func(d *curriculum.Draft) { d.Track = "voice" })
	_, err := c.Knowledge(ctx, c.trainer, keysOf(c.trainer), c.id, "en")
	absent(t, err)
}

// How sure she feels is hers: the first and the last, sealed, and gone when she burns it.
func TestHowSureSheFeelsIsHersAlone(t *testing.T) {
	h := newHouse(t)
	her := h.learner()
	s := keysOf(her)
	both := func() curriculum.Confidences {
		t.Helper()
		both, err := h.Confidence(ctx, her, s)
		must(t, err)
		return both
	}
	for _, faces := range [][]int{nil, {1, 2}, {1, 2, 5}, {-2, 1, 1}, {-1, -1, -1}} {
		refused(t, h.KeepConfidence(ctx, her, s, faces), locales.Invalid, "confidence.face_needed")
	}
	if b := both(); b.First != nil || b.Last != nil {
		t.Errorf("it begins with %+v", b)
	}
	for _, faces := range [][]int{{0, 0, 0}, {1, 2, -1}} { // twice on one day
		must(t, h.KeepConfidence(ctx, her, s, faces))
	}
	if b := both(); b.First == nil || b.First.Faces[1] != 2 || b.Last != nil {
		t.Errorf("the first is %+v", b)
	}
	for i := range 3 {
		h.wait(30)
		must(t, h.KeepConfidence(ctx, her, s, []int{i, i, i}))
	}
	if b := both(); b.First.Faces[1] != 2 || b.Last.Faces[1] != 2 || !b.Last.Day.Equal(day(h.today)) {
		t.Errorf("first and last are %+v", b)
	}
	if n := h.count(`SELECT count(*) FROM confidence WHERE encode(sealed, 'escape') LIKE '%"f"%'`); n != 0 {
		t.Error("it isn't sealed")
	}
	if _, err := h.Confidence(ctx, her, keys("another's")); err == nil {
		t.Error("another's keys open it")
	}
	next := h.learner()
	tx := h.db.MustBegin()
	must(t, h.Follow(ctx, tx, h.network, her.Member, next.Member))
	must(t, tx.Commit())
	her = next
	if both().Last == nil {
		t.Error("it doesn't come along with another name")
	}
	must(t, h.BurnConfidence(ctx, her))
	if b := both(); b.First != nil {
		t.Errorf("burnt, it is %+v", b)
	}
	gone := her
	gone.Learns = false
	absent(t, h.BurnConfidence(ctx, gone))
	absent(t, h.KeepConfidence(ctx, gone, s, []int{1, 1, 1}))
}
