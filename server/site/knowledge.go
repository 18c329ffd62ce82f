package site

import (
	"net/http"

	"tinig/curriculum"
	"tinig/locales"
)

// knowledgePage is what a cohort is asked about its rights, before and after, and how many knew.
type knowledgePage struct {
	Page
	Place curriculum.Place
	Open  *knowledgeView // what she can answer now
	Later bool           // nothing is open, and something is to come
	Over  []knowledgeView
}

// knowledgeView is one of the two times.
type knowledgeView struct {
	When     string
	Answered bool
	Asks     []posedView
	Said     []saidView
}

// knowledge is GET /cohorts/{cohort}/knowledge.
func (s *Site) knowledge(w http.ResponseWriter, v *visit) error {
	return s.showKnowledge(w, v, http.StatusOK, "")
}

func (s *Site) showKnowledge(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	place, err := s.Curriculum.Cohort(v.Context(), learner(v.Actor), id)
	if err != nil {
		return err
	}
	all, err := s.Curriculum.Knowledge(v.Context(), learner(v.Actor), s.answerNamer(v), id, v.Printer.Tag())
	if err != nil {
		return err
	}
	page := knowledgePage{Page: s.page(v), Place: place}
	page.Heading, page.Error = v.Printer.T("knowledge.heading"), refusal
	if v.FormValue("thanks") != "" {
		page.Notice = v.Printer.T("tally.thanks")
	}
	for _, k := range all {
		view := knowledgeView{When: k.When, Answered: k.Answered}
		switch {
		case k.Open:
			view.Asks = knowledgeAsks(k)
			page.Open = &view
		case k.Over:
			view.Said = knowledgeSaid(v.Printer, k)
			page.Over = append(page.Over, view)
		default:
			page.Later = true
		}
	}
	return s.render(w, code, "curriculum/knowledge", page)
}

func knowledgeAsks(k curriculum.Knowledge) (asks []posedView) {
	for _, q := range k.Questions {
		asks = append(asks, posedView{q.ID, q.Ask, q.Lang, dirOf(q.Lang), q.Options})
	}
	return asks
}

// knowledgeSaid are the questions of which something may be shown. One that isn't in the course any more has no words.
func knowledgeSaid(p *locales.Printer, k curriculum.Knowledge) (views []saidView) {
	for _, one := range k.Said {
		for _, q := range k.Questions {
			if q.ID == one.Name && one.Total > 0 {
				views = append(views, saidView{q.Plain, q.Lang, dirOf(q.Lang), one.Total, saidOf(p, one.Result, []string{p.T("knowledge.knew"), p.T("knowledge.didnt")})})
			}
		}
	}
	return views
}

// postKnowledge is POST /cohorts/{cohort}/knowledge.
func (s *Site) postKnowledge(w http.ResponseWriter, v *visit) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	who, keys := learner(v.Actor), s.answerNamer(v)
	all, err := s.Curriculum.Knowledge(v.Context(), who, keys, id, v.Printer.Tag())
	if err != nil {
		return err
	}
	var asked []string
	for _, q := range all[0].Questions {
		asked = append(asked, q.ID)
	}
	err = s.Curriculum.ShowKnowledge(v.Context(), who, keys, id, v.FormValue("when"), v.choices(asked))
	return s.done(w, v, err, "/cohorts/"+id+"/knowledge?thanks=1", s.showKnowledge)
}
