package site

import (
	"net/http"
	"slices"
	"time"

	"tinig/locales"
	"tinig/server/advocacy"
)

// policiesPage are the bills and rules in which a campaign's asks are decided.
type policiesPage struct {
	Page
	Place     advocacy.Place
	Policies  []policyView
	Templates []advocacy.Template
	Draft     advocacy.ProcessDraft
}

// policyView is a process with the page's words: what the template "policy_way" draws.
type policyView struct {
	advocacy.Process
	In Page
}

// policyPage is one process. Stage and Clause are what she is noting.
type policyPage struct {
	Page
	Place  advocacy.Place
	Policy policyView
	Asks   []advocacy.Ask
	Stage  advocacy.Stage
	Date   policyDate
	Clause advocacy.Clause
	Fits   []string
}

// policyDate is a date as it is typed; what isn't known is 0.
type policyDate struct{ Year, Month, Day int }

// whenText is a date as precisely as it is known.
func whenText(p *locales.Printer, w advocacy.When) string {
	switch w.Precision {
	case advocacy.ByYear:
		return p.Year(w.Day)
	case advocacy.ByMonth:
		return p.Month(w.Day)
	}
	return p.Day(w.Day)
}

// When is a date as precisely as it is known.
func (v policyView) When(w advocacy.When) string { return whenText(v.In.Printer, w) }

// Late says whether a stage was to come before today.
func (v policyView) Late(s advocacy.Stage) bool { return s.Late(today()) }

// Waits says whether a stage of the way is expected.
func (v policyView) Waits(stage string) bool {
	return slices.ContainsFunc(v.Stages, func(s advocacy.Stage) bool { return s.Stage == stage && s.Expected })
}

// Months are the names of the months, in their order.
func (p Page) Months() (names []string) {
	for m := time.January; m <= time.December; m++ {
		names = append(names, p.MonthName(m))
	}
	return names
}

// Endings are how the process can end.
func (policyPage) Endings() []string { return advocacy.Endings }

// Happened are the stages of which a text can be noted, the last first.
func (p policyPage) Happened() (stages []advocacy.Stage) {
	for _, stage := range p.Policy.Stages {
		if !stage.Expected {
			stages = append(stages, stage)
		}
	}
	slices.Reverse(stages)
	return stages
}

func (s *Site) policyViews(v *visit, campaign string) (views []policyView, err error) {
	all, err := s.Advocacy.Processes(v.Context(), v.Actor, campaign)
	if err != nil {
		return nil, err
	}
	page := Page{Printer: v.Printer}
	for _, process := range all {
		views = append(views, policyView{process, page})
	}
	return views, nil
}

// policies is GET /campaigns/{campaign}/processes.
func (s *Site) policies(w http.ResponseWriter, v *visit) error {
	return s.showPolicies(advocacy.ProcessDraft{Lang: v.Printer.Tag()})(w, v, http.StatusOK, "")
}

func (s *Site) showPolicies(draft advocacy.ProcessDraft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, err := s.campaignPlace(v)
		if err != nil {
			return err
		}
		page := policiesPage{Page: s.page(v), Place: place, Templates: advocacy.Templates, Draft: draft}
		page.Heading, page.Error = v.Printer.T("process.heading"), refusal
		if page.Policies, err = s.policyViews(v, place.ID); err != nil {
			return err
		}
		return s.render(w, code, "advocacy/policies", page)
	}
}

// postPolicy is POST /campaigns/{campaign}/processes.
func (s *Site) postPolicy(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	if _, err := v.once(); err != nil {
		return err
	}
	draft := advocacy.ProcessDraft{Once: v.FormValue("once"), Template: v.FormValue("template"), Name: v.FormValue("name"), Lang: v.FormValue("lang"), Source: v.FormValue("source")}
	process, err := s.Advocacy.AddProcess(v.Context(), v.Actor, id, draft)
	return s.done(w, v, err, policyPath(id, process), s.showPolicies(draft))
}

func policyPath(campaign, process string) string {
	return "/campaigns/" + campaign + "/processes/" + process
}

// policy is GET /campaigns/{campaign}/processes/{process}.
func (s *Site) policy(w http.ResponseWriter, v *visit) error {
	return s.showPolicy(w, v, http.StatusOK, "")
}

// showPolicy draws a process with what she has just typed about it.
func (s *Site) showPolicy(w http.ResponseWriter, v *visit, code int, refusal string) error {
	place, err := s.campaignPlace(v)
	if err != nil {
		return err
	}
	process, err := s.Advocacy.Process(v.Context(), v.Actor, place.ID, v.PathValue("process"))
	if err != nil {
		return err
	}
	page := policyPage{Page: s.page(v), Place: place, Stage: stageOf(v), Clause: clauseOf(v), Fits: advocacy.Fits,
		Date: policyDate{v.number("year"), v.number("month"), v.number("day")}}
	page.Policy, page.Error = policyView{process, page.Page}, refusal
	if page.Date.Year == 0 {
		page.Date.Year = today().Year()
	}
	if page.Asks, err = s.Advocacy.Asks(v.Context(), v.Actor, place.ID, v.Printer.Tag()); err != nil {
		return err
	}
	return s.render(w, code, "advocacy/policy", page)
}

func stageOf(v *visit) advocacy.Stage {
	return advocacy.Stage{Process: v.PathValue("process"), Stage: v.FormValue("stage"), Expected: v.FormValue("expected") != "", Lang: v.Printer.Tag(),
		Note: v.FormValue("note"), Source: v.FormValue("source")}
}

func clauseOf(v *visit) advocacy.Clause {
	return advocacy.Clause{Process: v.PathValue("process"), Step: v.number("step"), Ask: v.number("ask"), Fit: v.FormValue("fit"), Place: v.FormValue("place"),
		Lang: v.Printer.Tag(), Note: v.FormValue("words")}
}

// changePolicy changes something of the process of the path, and shows it again.
func (s *Site) changePolicy(w http.ResponseWriter, v *visit, change func(campaign, process string) error) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	process, err := v.id("process")
	if err != nil {
		return err
	}
	err = change(id, process)
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, policyPath(id, process), s.showPolicy)
}

// postStage is POST /campaigns/{campaign}/processes/{process}/stages.
func (s *Site) postStage(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	if err != nil {
		return err
	}
	return s.changePolicy(w, v, func(campaign, _ string) error {
		stage := stageOf(v)
		if stage.When, err = advocacy.NewWhen(v.number("year"), v.number("month"), v.number("day")); err != nil {
			return err
		}
		return s.Advocacy.NoteStage(v.Context(), v.Actor, campaign, once, stage)
	})
}

// postRemoveStage is POST /campaigns/{campaign}/processes/{process}/unnoted/{step}.
func (s *Site) postRemoveStage(w http.ResponseWriter, v *visit) error {
	return s.changePolicy(w, v, func(campaign, process string) error {
		return s.Advocacy.RemoveStage(v.Context(), v.Actor, campaign, process, v.number("step"))
	})
}

// postClause is POST /campaigns/{campaign}/processes/{process}/clauses.
func (s *Site) postClause(w http.ResponseWriter, v *visit) error {
	return s.changePolicy(w, v, func(campaign, _ string) error {
		return s.Advocacy.NoteClause(v.Context(), v.Actor, campaign, clauseOf(v))
	})
}

// postRemoveClause is POST /campaigns/{campaign}/processes/{process}/unnoted.
func (s *Site) postRemoveClause(w http.ResponseWriter, v *visit) error {
	return s.changePolicy(w, v, func(campaign, _ string) error {
		return s.Advocacy.RemoveClause(v.Context(), v.Actor, campaign, clauseOf(v))
	})
}

// postRemovePolicy is POST /campaigns/{campaign}/processes/{process}/remove.
func (s *Site) postRemovePolicy(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	process, err := v.id("process")
	if err != nil {
		return err
	}
	err = s.Advocacy.RemoveProcess(v.Context(), v.Actor, id, process)
	return s.done(w, v, err, "/campaigns/"+id+"/processes", s.showPolicy)
}

// askInLaw is what a process says of one ask, stage by stage.
type askInLaw struct {
	policyView
	Said []askAtStage
}

type askAtStage struct {
	advocacy.Stage
	Clause advocacy.Clause
}

// inLaw are the processes that say something of an ask.
func (s *Site) inLaw(v *visit, campaign string, ask int) (laws []askInLaw, err error) {
	views, err := s.policyViews(v, campaign)
	if err != nil {
		return nil, err
	}
	for _, view := range views {
		law := askInLaw{policyView: view}
		for _, stage := range view.Stages {
			for _, clause := range stage.Clauses {
				if clause.Ask == ask {
					law.Said = append(law.Said, askAtStage{stage, clause})
				}
			}
		}
		if len(law.Said) > 0 {
			laws = append(laws, law)
		}
	}
	return laws, nil
}
