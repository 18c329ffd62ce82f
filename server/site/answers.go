package site

import (
	"html/template"
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/forum"
)

// answersPage is what was said and done about one ask: by us, and by those who decide. Targets are those who could have promised something,
// for who may note it.
type answersPage struct {
	Page
	Place    advocacy.Place
	Ask      advocacy.Ask
	Body     template.HTML
	Said     []advocacy.Move
	Answered []advocacy.Move
	Done     []advocacy.Move
	Promises []promiseView
	Targets  []targetView
	Draft    advocacy.CommitmentDraft
	Result   advocacy.Result
	Results  []string
	Settling string // of which promise Result is
}

// promiseView is a promise with whether its day is over.
type promiseView struct {
	advocacy.Commitment
	Overdue bool
}

// Settled are the promises of which something was noted, or which are overdue: what there is to say of what was done.
func (p answersPage) Settled() (list []promiseView) {
	for _, promise := range p.Promises {
		if promise.Overdue || promise.State != advocacy.Open {
			list = append(list, promise)
		}
	}
	return list
}

// stepView is a step with the page's words, as the template "step" takes it.
type stepView struct {
	In   Page
	Move advocacy.Move
}

// Step is a step as the template "step" takes it.
func (p answersPage) Step(move advocacy.Move) stepView { return stepView{p.Page, move} }

// answers is GET /campaigns/{campaign}/asks/{number}/answers.
func (s *Site) answers(w http.ResponseWriter, v *visit) error {
	return s.showAnswers(advocacy.CommitmentDraft{Lang: v.Printer.Tag(), SaidOn: today()}, advocacy.Result{Day: today()})(w, v, http.StatusOK, "")
}

func (s *Site) showAnswers(draft advocacy.CommitmentDraft, result advocacy.Result) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, ask, err := s.askHere(v)
		if err != nil {
			return err
		}
		page := answersPage{Page: s.page(v), Place: place, Ask: ask, Body: forum.Render(ask.Body, false), Draft: draft, Result: result,
			Results: advocacy.Results, Settling: v.PathValue("commitment")}
		page.Error = refusal
		if err := s.said(v, &page); err != nil {
			return err
		}
		all, err := s.promises(v, place.ID)
		if err != nil {
			return err
		}
		for _, promise := range all {
			if promise.Ask == ask.Number {
				page.Promises = append(page.Promises, promise)
			}
		}
		if place.Works() {
			page.Targets, err = s.targetViews(v, place.ID)
		}
		if err != nil {
			return err
		}
		return s.render(w, code, "advocacy/answers", page)
	}
}

// said sorts an ask's steps by who spoke or acted, what came first first.
func (s *Site) said(v *visit, page *answersPage) error {
	moves, err := s.Advocacy.Moves(v.Context(), v.Actor, page.Ask)
	slices.Reverse(moves)
	for _, move := range moves {
		switch move.Status {
		case advocacy.Drafted:
		case advocacy.Adopted, advocacy.Raised:
			page.Said = append(page.Said, move)
		case advocacy.Acknowledged, advocacy.Refused:
			page.Answered = append(page.Answered, move)
		default:
			page.Done = append(page.Done, move)
		}
	}
	return err
}

// promises are all that was promised to a campaign.
func (s *Site) promises(v *visit, campaign string) (views []promiseView, err error) {
	all, err := s.Advocacy.Commitments(v.Context(), v.Actor, campaign)
	for _, c := range all {
		views = append(views, promiseView{c, c.Overdue(today())})
	}
	return views, err
}

// postPromise is POST /campaigns/{campaign}/asks/{number}/promises.
func (s *Site) postPromise(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	once, err := v.once()
	if err != nil {
		return err
	}
	number := v.number("number")
	draft := advocacy.CommitmentDraft{Once: once, Target: v.FormValue("target"), Lang: v.FormValue("lang"), Words: v.FormValue("words"), Source: v.FormValue("source"),
		SaidOn: v.dayOf("said_on"), DueOn: v.dayOf("due_on")}
	if isID(draft.Target) {
		err = s.Advocacy.Promise(v.Context(), v.Actor, id, number, draft)
	} else {
		err = locales.Refuse(locales.Invalid, "promise.target_needed")
	}
	return s.done(w, v, err, askPath(id, number)+"/answers", s.showAnswers(draft, advocacy.Result{Day: today()}))
}

// postSettle is POST /campaigns/{campaign}/asks/{number}/promises/{commitment}.
func (s *Site) postSettle(w http.ResponseWriter, v *visit) error {
	result := advocacy.Result{State: v.FormValue("state"), Lang: v.FormValue("lang"), Did: v.FormValue("did"), Source: v.FormValue("source"), Day: v.dayOf("day")}
	return s.changePromise(w, v, result, func(campaign, id string) error { return s.Advocacy.Settle(v.Context(), v.Actor, campaign, id, result) })
}

// postUnpromise is POST /campaigns/{campaign}/asks/{number}/promises/{commitment}/remove.
func (s *Site) postUnpromise(w http.ResponseWriter, v *visit) error {
	return s.changePromise(w, v, advocacy.Result{Day: today()}, func(campaign, id string) error {
		return s.Advocacy.Unpromise(v.Context(), v.Actor, campaign, id)
	})
}

func (s *Site) changePromise(w http.ResponseWriter, v *visit, result advocacy.Result, change func(campaign, id string) error) error {
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	id, err := v.id("commitment")
	if err != nil {
		return err
	}
	draft := advocacy.CommitmentDraft{Lang: v.Printer.Tag(), SaidOn: today()}
	return s.done(w, v, change(campaign, id), askPath(campaign, v.number("number"))+"/answers", s.showAnswers(draft, result))
}
