package site

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
)

// examplesPage is the rubric's made-up practices to score, and, once they are scored, how far she is from their authors.
type examplesPage struct {
	Page
	Rubric   content.Rubric
	Examples []exampleView
	Scored   bool
}

// RubricDir is which way the rubric's words run.
func (p examplesPage) RubricDir() string { return dirOf(p.Rubric.Lang) }

// exampleView is one of them. Why is "" before she has scored it.
type exampleView struct {
	content.Example
	Rows []criterionView
}

// criterionView is one thing to score. Chosen is -1 for nothing; Agreed is what the authors chose.
type criterionView struct {
	content.Criterion
	Field          string
	Chosen, Agreed int
}

// Differs says how far she is from the authors, in steps.
func (c criterionView) Differs() int { return max(c.Chosen-c.Agreed, c.Agreed-c.Chosen) }

// Option is what a score means.
func (c criterionView) Option(score int) string {
	if score < 0 || score >= len(c.Options) {
		return ""
	}
	return c.Options[score].Text
}

// rowsFor are the things to score, as they were chosen.
func rowsFor(rubric content.Rubric, prefix string, chosen func(criterion string) int) (rows []criterionView) {
	for _, criterion := range rubric.Criteria {
		rows = append(rows, criterionView{Criterion: criterion, Field: prefix + criterion.ID, Chosen: chosen(criterion.ID)})
	}
	return rows
}

// score reads a score from the form, -1 when there is none.
func (v *visit) score(field string) int {
	n, err := strconv.Atoi(v.FormValue(field))
	if err != nil {
		return -1
	}
	return n
}

// scores reads what is chosen in the form.
func (v *visit) scores(rubric content.Rubric, prefix string) curriculum.Scores {
	scores := curriculum.Scores{}
	for _, criterion := range rubric.Criteria {
		if score := v.score(prefix + criterion.ID); score >= 0 {
			scores[criterion.ID] = score
		}
	}
	return scores
}

// examples is GET /ladder/examples.
func (s *Site) examples(w http.ResponseWriter, v *visit) error {
	return s.showExamples(w, v, http.StatusOK, "")
}

func (s *Site) showExamples(w http.ResponseWriter, v *visit, code int, refusal string) error {
	kept, err := s.Curriculum.Calibration(v.Context(), learner(v.Actor))
	if err != nil {
		return err
	}
	page := examplesPage{Page: s.page(v), Rubric: s.Curriculum.Course.Rubric(v.Printer.Tag()), Scored: kept != nil && refusal == ""}
	page.Heading, page.Error = v.Printer.T("examples.heading"), refusal
	for _, example := range page.Rubric.Examples {
		view := exampleView{Example: example}
		view.Rows = rowsFor(page.Rubric, example.ID+".", func(criterion string) int {
			if page.Scored {
				return kept[example.ID][criterion]
			}
			return v.score(example.ID + "." + criterion)
		})
		for i, row := range view.Rows {
			view.Rows[i].Agreed = example.Scores[row.ID]
		}
		page.Examples = append(page.Examples, view)
	}
	return s.render(w, code, "curriculum/examples", page)
}

// postExamples is POST /ladder/examples.
func (s *Site) postExamples(w http.ResponseWriter, v *visit) error {
	rubric, scored := s.Curriculum.Course.Rubric("en"), curriculum.Examples{}
	for _, example := range rubric.Examples {
		scored[example.ID] = v.scores(rubric, example.ID+".")
	}
	return s.done(w, v, s.Curriculum.Calibrate(v.Context(), learner(v.Actor), scored), "/ladder/examples", s.showExamples)
}

// observePage is the form for what she saw of somebody.
type observePage struct {
	attendancePage
	Rubric content.Rubric
	Of     holderView
	Rows   []criterionView
}

// RubricDir is which way the rubric's words run.
func (p observePage) RubricDir() string { return dirOf(p.Rubric.Lang) }

// observing is GET /cohorts/{cohort}/sessions/{number}/held/{member}. Who hasn't scored the examples does that first.
func (s *Site) observing(w http.ResponseWriter, v *visit) error {
	scored, err := s.Curriculum.Calibration(v.Context(), learner(v.Actor))
	if err != nil {
		return err
	}
	if scored == nil {
		return seeOther(w, v, "/ladder/examples")
	}
	return s.showObserving(w, v, http.StatusOK, "")
}

func (s *Site) showObserving(w http.ResponseWriter, v *visit, code int, refusal string) error {
	held, err := s.deliveryPage(v)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(held.Holders, func(h holderView) bool { return h.Member == v.PathValue("member") && h.Guided })
	if i < 0 {
		return locales.Refuse(locales.NotFound, "curriculum.nothing_here")
	}
	page := observePage{attendancePage: held.attendancePage, Rubric: s.Curriculum.Course.Rubric(v.Printer.Tag()), Of: held.Holders[i]}
	page.Error = refusal
	page.Rows = rowsFor(page.Rubric, "", func(criterion string) int { return v.score(criterion) })
	return s.render(w, code, "curriculum/observe", page)
}

// postObserving is POST /cohorts/{cohort}/sessions/{number}/held/{member}.
func (s *Site) postObserving(w http.ResponseWriter, v *visit) error {
	id, member, err := v.heldBy()
	if err != nil {
		return err
	}
	o := curriculum.Observation{Cohort: id, Number: v.number("number"), Member: member, Scores: v.scores(s.Curriculum.Course.Rubric("en"), "")}
	err = s.Curriculum.Observe(v.Context(), learner(v.Actor), o)
	return s.done(w, v, err, fmt.Sprintf("/cohorts/%s/sessions/%d/held?seen=1", id, o.Number), s.showObserving)
}

// postTalk is POST /cohorts/{cohort}/sessions/{number}/held/{member}/talk: they have talked about her practice today.
func (s *Site) postTalk(w http.ResponseWriter, v *visit) error {
	id, member, err := v.heldBy()
	if err != nil {
		return err
	}
	err = s.Curriculum.Talk(v.Context(), learner(v.Actor), id, member)
	return s.done(w, v, err, fmt.Sprintf("/cohorts/%s/sessions/%d/held?talked=1", id, v.number("number")), s.showDelivery)
}

// heldBy reads the cohort and who held its session from the path.
func (v *visit) heldBy() (cohort, member string, err error) {
	if cohort, err = v.id("cohort"); err != nil {
		return "", "", err
	}
	member, err = v.id("member")
	return cohort, member, err
}
