package site

import (
	"errors"
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/advocacy"
)

// targetsPage is to whom a campaign speaks, as one of its group sees it: how each stands to one ask, as a table and as a picture.
type targetsPage struct {
	Page
	Place   advocacy.Place
	Asks    []advocacy.Ask
	Ask     advocacy.Ask
	Targets []targetView
	Grid    grid
	Form    targetForm
}

// targetView is a target by its number on the page. Position is nil when nothing is known of how it stands to the ask.
type targetView struct {
	advocacy.Target
	Place    int
	Position *advocacy.Position
	Listens  []targetView
}

// targetForm is what the template "target_fields" draws: Others are those to whom it can listen.
type targetForm struct {
	Page
	Draft  advocacy.TargetDraft
	Kinds  []string
	Others []targetView
}

// Levels are how much influence a target can have.
func (targetForm) Levels() []int { return []int{1, 2, 3} }

// Hears says whether the target listens to another.
func (f targetForm) Hears(id string) bool { return slices.Contains(f.Draft.ListensTo, id) }

// targets is GET /campaigns/{campaign}/targets.
func (s *Site) targets(w http.ResponseWriter, v *visit) error {
	return s.showTargets(advocacy.TargetDraft{Lang: v.Printer.Tag(), Influence: 2})(w, v, http.StatusOK, "")
}

func (s *Site) showTargets(draft advocacy.TargetDraft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, err := s.campaignPlace(v)
		if err != nil {
			return err
		}
		page := targetsPage{Page: s.page(v), Place: place}
		page.Heading, page.Error = v.Printer.T("target.heading"), refusal
		if page.Targets, err = s.targetViews(v, place.ID); err != nil {
			return err
		}
		if page.Asks, err = s.Advocacy.Asks(v.Context(), v.Actor, place.ID, v.Printer.Tag()); err != nil {
			return err
		}
		if err := s.standing(v, &page); err != nil {
			return err
		}
		page.Grid = drawGrid(v.Printer, page.Targets)
		page.Form = targetForm{page.Page, draft, advocacy.Kinds, page.Targets}
		return s.render(w, code, "advocacy/targets", page)
	}
}

// standing fills in how each target stands to the ask of the query, or to the first.
func (s *Site) standing(v *visit, page *targetsPage) error {
	for _, ask := range page.Asks {
		if page.Ask.Number == 0 || ask.Number == v.number("ask") {
			page.Ask = ask
		}
	}
	positions, err := s.Advocacy.Positions(v.Context(), v.Actor, page.Place.ID)
	if err != nil {
		return err
	}
	for i := range page.Targets {
		last := slices.IndexFunc(positions, func(p advocacy.Position) bool { return p.Target == page.Targets[i].ID && p.Ask == page.Ask.Number })
		if last >= 0 {
			page.Targets[i].Position = &positions[last]
		}
	}
	return nil
}

func (s *Site) targetViews(v *visit, campaign string) ([]targetView, error) {
	targets, err := s.Advocacy.Targets(v.Context(), v.Actor, campaign)
	if err != nil {
		return nil, err
	}
	views := make([]targetView, len(targets))
	for i, target := range targets {
		views[i] = targetView{Target: target, Place: i + 1}
	}
	for i := range views {
		for _, other := range views {
			if slices.Contains(views[i].ListensTo, other.ID) {
				views[i].Listens = append(views[i].Listens, targetView{Target: other.Target, Place: other.Place})
			}
		}
	}
	return views, nil
}

func targetDraftOf(v *visit) advocacy.TargetDraft {
	return advocacy.TargetDraft{Once: v.FormValue("once"), Kind: v.FormValue("kind"), Name: v.FormValue("name"), Lang: v.FormValue("lang"), From: v.number("from"),
		Influence: v.number("influence"), ListensTo: v.Form["listens_to"]}
}

// postTarget is POST /campaigns/{campaign}/targets.
func (s *Site) postTarget(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	if _, err := v.once(); err != nil {
		return err
	}
	draft := targetDraftOf(v)
	return s.done(w, v, s.Advocacy.AddTarget(v.Context(), v.Actor, id, draft), "/campaigns/"+id+"/targets", s.showTargets(draft))
}

// targetPage is one target, and how it has stood to each ask.
type targetPage struct {
	Page
	Place     advocacy.Place
	Target    targetView
	Asks      []advocacy.Ask
	Positions []advocacy.Position
	Form      targetForm
	Other     []difference
	Note      advocacy.Position
	Stances   []string
}

// Of are the positions on an ask.
func (p targetPage) Of(ask int) (list []advocacy.Position) {
	for _, position := range p.Positions {
		if position.Ask == ask {
			list = append(list, position)
		}
	}
	return list
}

// target is GET /campaigns/{campaign}/targets/{target}.
func (s *Site) target(w http.ResponseWriter, v *visit) error {
	return s.showTarget(nil, false, advocacy.Position{Lang: v.Printer.Tag(), Day: today()})(w, v, http.StatusOK, "")
}

// showTarget draws a target with what she has written about it, nil for nothing, and, when somebody else has saved meanwhile, what differs.
func (s *Site) showTarget(draft *advocacy.TargetDraft, raced bool, note advocacy.Position) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, err := s.campaignPlace(v)
		if err != nil {
			return err
		}
		views, err := s.targetViews(v, place.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(views, func(t targetView) bool { return t.ID == v.PathValue("target") })
		if i < 0 {
			return locales.Refuse(locales.NotFound, "site.nothing_here")
		}
		page := targetPage{Page: s.page(v), Place: place, Target: views[i], Note: note, Stances: advocacy.Stances}
		page.Error = refusal
		if err := s.history(v, &page); err != nil {
			return err
		}
		stands := advocacy.TargetDraft{Kind: views[i].Kind, Name: views[i].Name, Lang: views[i].Lang, Influence: views[i].Influence, ListensTo: views[i].ListensTo}
		if draft == nil {
			draft = &stands
		}
		page.Form = targetForm{page.Page, *draft, advocacy.Kinds, slices.Delete(slices.Clone(views), i, i+1)}
		page.Form.Draft.From = views[i].Revision
		if raced {
			page.Other = []difference{differ(v.Printer, v.Printer.Tag(), page.Form.facts(stands), page.Form.facts(*draft))}
		}
		return s.render(w, code, "advocacy/target", page)
	}
}

// facts are a draft in one text, to compare.
func (f targetForm) facts(d advocacy.TargetDraft) string {
	text := d.Name
	if slices.Contains(f.Kinds, d.Kind) {
		text += "\n" + f.T("target_kind."+d.Kind)
	}
	text += "\n" + f.T("target.influence") + ": " + f.Number(d.Influence)
	for _, other := range f.Others {
		if slices.Contains(d.ListensTo, other.ID) {
			text += "\n" + f.T("target.listens_to") + ": " + other.Name
		}
	}
	return text
}

// history fills in how the target has stood to each ask.
func (s *Site) history(v *visit, page *targetPage) (err error) {
	if page.Asks, err = s.Advocacy.Asks(v.Context(), v.Actor, page.Place.ID, v.Printer.Tag()); err != nil {
		return err
	}
	positions, err := s.Advocacy.Positions(v.Context(), v.Actor, page.Place.ID)
	for _, position := range positions {
		if position.Target == page.Target.ID {
			page.Positions = append(page.Positions, position)
		}
	}
	return err
}

// changeTarget changes something of the target of the path, and goes on to a page.
func (s *Site) changeTarget(w http.ResponseWriter, v *visit, draft *advocacy.TargetDraft, note advocacy.Position, change func(campaign, target string) error) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	target, err := v.id("target")
	if err != nil {
		return err
	}
	err = change(id, target)
	return s.done(w, v, err, "/campaigns/"+id+"/targets/"+target, s.showTarget(draft, draft != nil && errors.Is(err, advocacy.ErrChanged), note))
}

// postTargetChange is POST /campaigns/{campaign}/targets/{target}.
func (s *Site) postTargetChange(w http.ResponseWriter, v *visit) error {
	draft := targetDraftOf(v)
	return s.changeTarget(w, v, &draft, advocacy.Position{Lang: v.Printer.Tag(), Day: today()}, func(campaign, target string) error {
		return s.Advocacy.ChangeTarget(v.Context(), v.Actor, campaign, target, draft)
	})
}

// postPosition is POST /campaigns/{campaign}/targets/{target}/positions.
func (s *Site) postPosition(w http.ResponseWriter, v *visit) error {
	note := advocacy.Position{Target: v.PathValue("target"), Ask: v.number("ask"), Stance: v.FormValue("stance"), Lang: v.FormValue("lang"), Day: v.dayOf("day"),
		Evidence: v.FormValue("evidence")}
	return s.changeTarget(w, v, nil, note, func(campaign, _ string) error { return s.Advocacy.Note(v.Context(), v.Actor, campaign, note) })
}

// postRemoveTarget is POST /campaigns/{campaign}/targets/{target}/remove.
func (s *Site) postRemoveTarget(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	target, err := v.id("target")
	if err != nil {
		return err
	}
	err = s.Advocacy.RemoveTarget(v.Context(), v.Actor, id, target)
	return s.done(w, v, err, "/campaigns/"+id+"/targets", s.showTarget(nil, false, advocacy.Position{Lang: v.Printer.Tag(), Day: today()}))
}
