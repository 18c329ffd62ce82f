package site

import (
	"context"
	"net/http"
	"time"

	"tinig/locales"
	"tinig/server/networks"
)

// mergerPage is how a network goes together with another: what it asks, and what others ask of it.
type mergerPage struct {
	Page
	Name   string // typed before
	Asked  *mergerView
	Coming []mergerView
}

// mergerView is a merger as a steward of one of its networks sees it. Until is zero for one that isn't open.
type mergerView struct {
	networks.Merger
	MayAgree bool
	Last     time.Time
}

// Refused says that the other network said no.
func (m mergerView) Refused() bool { return m.Answered && m.Last.IsZero() }

// stewardMerger is GET /steward/merger.
func (s *Site) stewardMerger(w http.ResponseWriter, v *visit) error {
	return s.showMerger(w, v, http.StatusOK, "")
}

func (s *Site) showMerger(w http.ResponseWriter, v *visit, code int, refusal string) error {
	mergers, err := s.Networks.Mergers(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page := mergerPage{Page: s.page(v), Name: v.FormValue("name")}
	page.Heading, page.Error = v.Printer.T("merger.heading"), refusal
	for _, m := range mergers {
		view := mergerView{Merger: m, MayAgree: m.MayAgree(v.Actor)}
		if m.Open(time.Now()) {
			view.Last = *m.Until
		}
		switch {
		case m.Into == v.Actor.Network && m.Stands:
			page.Coming = append(page.Coming, view)
		case m.Network == v.Actor.Network && m.Stands:
			page.Asked = &view
		}
	}
	return s.render(w, code, "steward/merger", page)
}

// postMerger is POST /steward/merger: the first steward's word, or the second's.
func (s *Site) postMerger(w http.ResponseWriter, v *visit) error {
	if v.FormValue("agree") != "" {
		return s.done(w, v, s.Networks.AgreeMerger(v.Context(), v.Actor), "/steward/merger", s.showMerger)
	}
	return s.done(w, v, s.Networks.AskMerger(v.Context(), v.Actor, v.FormValue("name")), "/steward/merger", s.showMerger)
}

// postMergerEnd is POST /steward/merger/end.
func (s *Site) postMergerEnd(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Networks.EndMerger(v.Context(), v.Actor), "/steward/merger", s.showMerger)
}

// postMergerAnswer is POST /steward/merger/{merger}: the other network's yes or no. Those of the first are told of a yes.
func (s *Site) postMergerAnswer(w http.ResponseWriter, v *visit) error {
	id, err := v.id("merger")
	if err != nil {
		return err
	}
	switch v.FormValue("answer") {
	case "yes":
		if err = s.Networks.AcceptMerger(v.Context(), v.Actor, id); err == nil {
			s.settle(v, func(ctx context.Context) error { return s.Networks.TellMergers(ctx) })
		}
	case "no":
		err = s.Networks.RefuseMerger(v.Context(), v.Actor, id)
	default:
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	return s.done(w, v, err, "/steward/merger", s.showMerger)
}

// mergerToDo is a merger that waits for this steward: to be the second, or to answer.
func (s *Site) mergerToDo(v *visit) (todo, error) {
	if networks.Allow(v.Actor, networks.MergeNetwork, nil) != nil {
		return todo{}, nil
	}
	mergers, err := s.Networks.Mergers(v.Context(), v.Actor)
	for _, m := range mergers {
		since := v.Printer.T("todo.since", "Day", m.AskedOn)
		switch {
		case m.MayAgree(v.Actor):
			return todo{Href: "/steward/merger", Text: v.Printer.T("todo.merger_agree"), About: since}, err
		case m.Into == v.Actor.Network && m.Stands && !m.Answered:
			return todo{Href: "/steward/merger", Text: v.Printer.T("todo.merger_answer"), About: since}, err
		}
	}
	return todo{}, err
}
