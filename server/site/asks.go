package site

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/forum"
)

// askPage is an ask with its history. Draft is a translation that she is writing, Move a step that she notes.
type askPage struct {
	Page
	Place   advocacy.Place
	Ask     advocacy.Ask
	Body    template.HTML
	Path    []string // the steps to have it in force
	Moves   []advocacy.Move
	Texts   []askText
	Earlier []askText
	Draft   advocacy.AskDraft
	Move    advocacy.MoveDraft
	Laws    []askInLaw
}

type askText struct {
	advocacy.AskText
	HTML template.HTML
}

// Reached says whether a step of the path is behind the ask, or where it is now.
func (p askPage) Reached(status string) bool {
	return slices.ContainsFunc(p.Moves, func(m advocacy.Move) bool { return m.Status == status })
}

// ask is GET /campaigns/{campaign}/asks/{number}.
func (s *Site) ask(w http.ResponseWriter, v *visit) error {
	return s.showAsk(advocacy.AskDraft{Lang: v.Printer.Tag()}, advocacy.MoveDraft{Lang: v.Printer.Tag(), Day: today()})(w, v, http.StatusOK, "")
}

func (s *Site) showAsk(draft advocacy.AskDraft, move advocacy.MoveDraft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, ask, err := s.askHere(v)
		if err != nil {
			return err
		}
		page := askPage{Page: s.page(v), Place: place, Ask: ask, Body: forum.Render(ask.Body, false), Path: advocacy.Statuses[:7], Draft: draft, Move: move}
		page.Error, page.Draft.From, page.Move.From = refusal, ask.Version, ask.Moves
		if page.Moves, err = s.Advocacy.Moves(v.Context(), v.Actor, ask); err != nil {
			return err
		}
		if page.Laws, err = s.inLaw(v, place.ID, ask.Number); err != nil {
			return err
		}
		texts, err := s.Advocacy.AskTexts(v.Context(), v.Actor, ask)
		if err != nil {
			return err
		}
		for _, text := range texts {
			drawn := askText{text, forum.Render(text.Body, false)}
			if text.Version != ask.Version {
				page.Earlier = append(page.Earlier, drawn)
			} else if text.Lang != ask.Lang {
				page.Texts = append(page.Texts, drawn)
			}
		}
		return s.render(w, code, "advocacy/ask", page)
	}
}

// askHere is the ask of the path in her language, and its campaign.
func (s *Site) askHere(v *visit) (advocacy.Place, advocacy.Ask, error) {
	place, err := s.campaignPlace(v)
	if err != nil {
		return place, advocacy.Ask{}, err
	}
	ask, err := s.Advocacy.Ask(v.Context(), v.Actor, place.ID, v.number("number"), v.Printer.Tag())
	return place, ask, err
}

// askFormPage is the form for a new ask, or for other words of one: then Ask is what stands.
type askFormPage struct {
	Page
	Place  advocacy.Place
	Ask    advocacy.Ask
	Space  spaceView
	Draft  advocacy.AskDraft
	Others []difference
	Send   string
}

// newAsk is GET /campaigns/{campaign}/asks/new.
func (s *Site) newAsk(w http.ResponseWriter, v *visit) error {
	return s.showAskForm(advocacy.AskDraft{Lang: v.Printer.Tag()}, false)(w, v, http.StatusOK, "")
}

// editAsk is GET /campaigns/{campaign}/asks/{number}/edit.
func (s *Site) editAsk(w http.ResponseWriter, v *visit) error {
	_, ask, err := s.askHere(v)
	if err != nil {
		return err
	}
	return s.showAskForm(advocacy.AskDraft{Lang: ask.Lang, Title: ask.Title, Body: ask.Body}, false)(w, v, http.StatusOK, "")
}

// showAskForm draws the form with what she has written in it, and, when somebody else has saved meanwhile, what differs.
func (s *Site) showAskForm(draft advocacy.AskDraft, raced bool) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, err := s.campaignPlace(v)
		if err != nil {
			return err
		}
		if !place.Works() {
			return locales.Refuse(locales.Forbidden, "campaign.group_only")
		}
		page := askFormPage{Page: s.page(v), Place: place, Draft: draft, Send: v.Printer.T("forum.save")}
		page.Heading, page.Error = v.Printer.T("ask.write"), refusal
		if page.Space, err = s.campaignSpace(v, place.Space); err != nil {
			return err
		}
		if number := v.number("number"); number > 0 {
			if page.Ask, err = s.Advocacy.Ask(v.Context(), v.Actor, place.ID, number, draft.Lang); err != nil {
				return err
			}
			page.Heading, page.Draft.From = v.Printer.T("ask.reword"), page.Ask.Version
		}
		if raced {
			page.Send = v.Printer.T("forum.save_over")
			page.Others = []difference{differ(v.Printer, page.Ask.Lang, page.Ask.Title, draft.Title), differ(v.Printer, page.Ask.Lang, page.Ask.Body, draft.Body)}
		}
		return s.render(w, code, "advocacy/ask_form", page)
	}
}

func askDraftOf(v *visit) advocacy.AskDraft {
	return advocacy.AskDraft{Once: v.FormValue("once"), From: v.number("from"), Lang: v.FormValue("lang"), Title: v.FormValue("title"), Body: v.FormValue("body")}
}

// postAsk is POST /campaigns/{campaign}/asks.
func (s *Site) postAsk(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	if _, err := v.once(); err != nil {
		return err
	}
	draft := askDraftOf(v)
	number, err := s.Advocacy.Draft(v.Context(), v.Actor, id, draft)
	return s.done(w, v, err, askPath(id, number), s.showAskForm(draft, false))
}

func askPath(campaign string, number int) string {
	return fmt.Sprintf("/campaigns/%s/asks/%d", campaign, number)
}

// postReword is POST /campaigns/{campaign}/asks/{number}.
func (s *Site) postReword(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	draft, number := askDraftOf(v), v.number("number")
	err = s.Advocacy.Reword(v.Context(), v.Actor, id, number, draft)
	return s.done(w, v, err, askPath(id, number), s.showAskForm(draft, errors.Is(err, advocacy.ErrChanged)))
}

// postAskLanguage is POST /campaigns/{campaign}/asks/{number}/languages.
func (s *Site) postAskLanguage(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	draft, number := askDraftOf(v), v.number("number")
	err = s.Advocacy.TranslateAsk(v.Context(), v.Actor, id, number, draft)
	return s.done(w, v, err, askPath(id, number), s.showAsk(draft, advocacy.MoveDraft{Day: today(), Lang: v.Printer.Tag()}))
}

// postAskMove is POST /campaigns/{campaign}/asks/{number}/moves.
func (s *Site) postAskMove(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	number := v.number("number")
	move := advocacy.MoveDraft{From: v.number("from"), Status: v.FormValue("status"), Lang: v.FormValue("lang"), Note: v.FormValue("note"),
		Source: v.FormValue("source"), Day: v.dayOf("day")}
	err = s.Advocacy.Move(v.Context(), v.Actor, id, number, move)
	return s.done(w, v, err, askPath(id, number), s.showAsk(advocacy.AskDraft{Lang: v.Printer.Tag()}, move))
}
