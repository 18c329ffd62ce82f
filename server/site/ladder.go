package site

import (
	"net/http"
	"slices"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/server/networks"
)

// ladderPage is where she stands, what there is of her next step, and what others have seen of her practice.
type ladderPage struct {
	Page
	Standing curriculum.Standing
	Ready    bool
	Levels   []string
	Practice []curriculum.Practised
	Seen     []seenView
	By       string   // who prepared her
	Prepared []string // whom she prepared
	Teaches  bool
	Waits    bool // the next step waits until she is of age
	Rests    bool // and until some day
}

// seenView is an observation of her, in words.
type seenView struct {
	curriculum.Observation
	By   string
	Lang string
	Rows []seenRow
}

// reading is an observation with the page's words: what the template "seen" draws.
type reading struct {
	Page
	Seen seenView
}

// Reading is an observation as the template "seen" takes it.
func (p ladderPage) Reading(o seenView) reading { return reading{p.Page, o} }

// seenRow is what was seen of one thing.
type seenRow struct{ Name, Text string }

// ladder is GET /ladder.
func (s *Site) ladder(w http.ResponseWriter, v *visit) error {
	return s.showLadder(w, v, http.StatusOK, "")
}

func (s *Site) showLadder(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	who := learner(v.Actor)
	page := ladderPage{Page: s.page(v), Levels: curriculum.Ladder, Teaches: who.Teaches}
	page.Heading, page.Error = v.Printer.T("ladder.heading"), refusal
	if page.Standing, err = s.Curriculum.Standing(v.Context(), who); err != nil {
		return err
	}
	page.Ready = page.Standing.Ready(who.Band, today())
	page.Waits, page.Rests = page.Standing.Asks.Adult && v.Actor.Band != networks.Adult, today().Before(page.Standing.RestsUntil)
	if page.Practice, err = s.Curriculum.Practice(v.Context(), who); err != nil {
		return err
	}
	if err := s.nameLineage(v, who, &page); err != nil {
		return err
	}
	return s.render(w, code, "curriculum/ladder", page)
}

// nameLineage fills in what was seen of her, who prepared her and whom she prepared, by names. Whom she is parted from has none.
func (s *Site) nameLineage(v *visit, who curriculum.Actor, page *ladderPage) error {
	seen, err := s.Curriculum.Observations(v.Context(), who)
	if err != nil {
		return err
	}
	prepared, err := s.Curriculum.Prepared(v.Context(), who)
	if err != nil {
		return err
	}
	ids := slices.Clone(prepared)
	if page.Standing.PreparedBy != "" {
		ids = append(ids, page.Standing.PreparedBy)
	}
	for _, o := range seen {
		if o.Observer != "" {
			ids = append(ids, o.Observer)
		}
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(v.Actor.Parted, id) })
	names, err := s.Networks.Names(v.Context(), v.Actor.Network, ids)
	if err != nil {
		return err
	}
	name := func(id string) string {
		if member, there := names[id]; there {
			return called(v.Printer, member)
		}
		return ""
	}
	page.By = name(page.Standing.PreparedBy)
	for _, id := range prepared {
		if named := name(id); named != "" {
			page.Prepared = append(page.Prepared, named)
		}
	}
	slices.Sort(page.Prepared)
	rubric := s.Curriculum.Course.Rubric(v.Printer.Tag())
	for _, o := range seen {
		page.Seen = append(page.Seen, seenView{o, name(o.Observer), rubric.Lang, rowsOf(o, rubric)})
	}
	return nil
}

// rowsOf puts an observation into the words of the rubric. Of an older rubric the day is all that can be said.
func rowsOf(o curriculum.Observation, rubric content.Rubric) (rows []seenRow) {
	if o.Rubric != rubric.Version {
		return nil
	}
	for _, criterion := range rubric.Criteria {
		if score := o.Scores[criterion.ID]; score >= 0 && score < len(criterion.Options) {
			rows = append(rows, seenRow{criterion.Name, criterion.Options[score].Text})
		}
	}
	return rows
}

// postStep is POST /ladder/step: her yes to the next level.
func (s *Site) postStep(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Curriculum.Step(v.Context(), learner(v.Actor), v.FormValue("to")), "/ladder", s.showLadder)
}

// postStepBack is POST /ladder/back.
func (s *Site) postStepBack(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Curriculum.StepBack(v.Context(), learner(v.Actor), v.FormValue("from")), "/ladder", s.showLadder)
}

// postComeBack is POST /ladder/return.
func (s *Site) postComeBack(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Curriculum.ComeBack(v.Context(), learner(v.Actor)), "/ladder", s.showLadder)
}

// postSeen is POST /ladder/seen/{cohort}/{number}: her word on what was seen of her.
func (s *Site) postSeen(w http.ResponseWriter, v *visit) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	yes, err := v.yesOrNo()
	if err != nil {
		return err
	}
	return s.done(w, v, s.Curriculum.AnswerObservation(v.Context(), learner(v.Actor), id, v.number("number"), yes), "/ladder", s.showLadder)
}
