package curriculum

import (
	"context"

	"tinig/curriculum/content"
)

// When a group is asked what it knows of its rights.
const (
	Before = "before"
	After  = "after"
)

// knowledgeDays is for how many days a group can answer: before, from its first day on, and as long as one likes before that; after, from
// the day on which it ended. Both days stay as they are, whatever becomes of the plan.
const knowledgeDays = 14

// KnowledgeOptions is how many answers are told apart: she knew it, or not. Which other one somebody chose isn't kept.
const KnowledgeOptions = 2

const (
	knew   = 0
	didnt  = 1
	rights = "course" // the track that is about them
)

// Knowledge is what the actor sees of what her group is asked before or after: the questions in her form, and the tally.
type Knowledge struct {
	When      string
	Questions []Posed
	Tally
}

// Posed is a question as it is put to her, and in Plain the words of its first form, which stand for it in a result. Lang is that of its
// words.
type Posed struct {
	ID, Lang, Plain string
	content.Form
}

// Knowledge is what her group is asked, before and after. There is none where the course has no questions, or is about something else.
// Who learns sees what was said before together with what was said after: a question that stands in a result is one that she has seen.
func (c *Curriculum) Knowledge(ctx context.Context, a Actor, n Namer, cohort, lang string) (all []Knowledge, err error) {
	place, err := c.within(ctx, a, cohort)
	if err != nil {
		return nil, err
	}
	for _, when := range []string{Before, After} {
		w, questions, err := c.knowledgeAt(ctx, place, when, lang)
		if err != nil {
			return nil, err
		}
		t, err := c.tally(ctx, a, n, cohort, w)
		if err != nil {
			return nil, err
		}
		all = append(all, Knowledge{when, put(questions, formOf(n, cohort, when)), t})
	}
	if before, after := &all[0], all[1]; place.Part == Learner && !after.Over {
		before.Said = nil
	}
	return all, nil
}

// ShowKnowledge counts which questions the actor knew, once. Answers are options of her form by question; what she leaves out counts
// nowhere, and one that isn't there is no right one.
func (c *Curriculum) ShowKnowledge(ctx context.Context, a Actor, n Namer, cohort, when string, answers map[string]int) error {
	place, err := c.within(ctx, a, cohort)
	if err != nil {
		return err
	}
	if when != Before && when != After {
		return errAbsent
	}
	w, questions, err := c.knowledgeAt(ctx, place, when, english)
	if err != nil {
		return err
	}
	marked := map[string]int{}
	for _, q := range put(questions, formOf(n, cohort, when)) {
		option, answered := answers[q.ID]
		switch {
		case !answered:
		case option == q.Right:
			marked[q.ID] = knew
		default:
			marked[q.ID] = didnt
		}
	}
	return c.give(ctx, a, n, cohort, w, marked)
}

// knowledgeAt is when a cohort is asked, and what. What is asked is that of its own course.
func (c *Curriculum) knowledgeAt(ctx context.Context, place Place, when, lang string) (w window, questions []content.Question, err error) {
	if place.Track != rights {
		return w, nil, errAbsent
	}
	course, err := c.courseOf(ctx, place.Version)
	if err != nil {
		return w, nil, err
	}
	questions = course.Questions(lang)
	if len(questions) == 0 {
		return w, nil, errAbsent
	}
	w = c.knowledgeOn(place, when)
	for _, q := range questions {
		w.names = append(w.names, q.ID)
	}
	return w, questions, nil
}

// knowledgeOn is when a cohort is asked. One that hasn't ended is to be asked after it some day.
func (c *Curriculum) knowledgeOn(place Place, when string) window {
	from := place.StartsOn
	w := window{about: when, options: KnowledgeOptions, wants: place.Part == Learner}
	if when == After {
		from = c.today().AddDate(0, 0, 1)
		if place.Ended() {
			from = *place.EndedOn
		}
		w.opens = from
	}
	w.closes = from.AddDate(0, 0, knowledgeDays)
	return w
}

// formOf is the form that she gets: one of the two before, by her own keys, so that nothing of it is kept, and the other one after.
func formOf(n Namer, cohort, when string) (b bool) {
	return n.Name("form in " + cohort)[0]&1 == 1 != (when == After)
}

// put puts questions in one of their two forms.
func put(questions []content.Question, b bool) (all []Posed) {
	for _, q := range questions {
		form := q.A
		if b {
			form = q.B
		}
		all = append(all, Posed{q.ID, q.Lang, q.A.Ask, form})
	}
	return all
}
