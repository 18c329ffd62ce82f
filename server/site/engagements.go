package site

import (
	"errors"
	"net/http"
	"strings"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/advocacy/engagements"
)

// engagementsPage is how a campaign speaks with those who decide: what is planned, for its group, and what was held.
type engagementsPage struct {
	Page
	Place   advocacy.Place
	Planned []engagements.Engagement
	Held    []engagementView
	Off     []engagements.Engagement
	Form    engagementForm
}

// engagementView is an engagement with the page's words: what the template "engagement_gap" draws.
type engagementView struct {
	engagements.Engagement
	In Page
}

// engagementForm is what the template "engagement_fields" draws.
type engagementForm struct {
	Page
	Draft  engagements.Draft
	Kinds  []string
	Levels []string
	Asks   []advocacy.Ask
}

// Levels are some of the levels at which survivors take part, in words: "consulted or worked with".
func (v engagementView) Levels(cells []int) string {
	var words []string
	for _, level := range cells {
		words = append(words, v.In.T("participation."+engagements.Levels[level]))
	}
	return strings.Join(words, " / ")
}

func (s *Site) engagementViews(v *visit, campaign string) (planned, off []engagements.Engagement, held []engagementView, err error) {
	all, err := s.Engagements.Engagements(v.Context(), v.Actor, campaign)
	page := Page{Printer: v.Printer}
	for _, one := range all {
		switch one.State {
		case engagements.Planned:
			planned = append([]engagements.Engagement{one}, planned...)
		case engagements.CalledOff:
			off = append(off, one)
		default:
			held = append(held, engagementView{one, page})
		}
	}
	return planned, off, held, err
}

// engagements is GET /campaigns/{campaign}/engagements.
func (s *Site) engagements(w http.ResponseWriter, v *visit) error {
	return s.showEngagements(engagements.Draft{Lang: v.Printer.Tag(), Day: today().AddDate(0, 0, 30)})(w, v, http.StatusOK, "")
}

func (s *Site) showEngagements(draft engagements.Draft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, err := s.campaignPlace(v)
		if err != nil {
			return err
		}
		page := engagementsPage{Page: s.page(v), Place: place}
		page.Heading, page.Error = v.Printer.T("engagement.heading"), refusal
		if page.Planned, page.Off, page.Held, err = s.engagementViews(v, place.ID); err != nil {
			return err
		}
		if page.Form, err = s.engagementForm(v, page.Page, place.ID, draft); err != nil {
			return err
		}
		return s.render(w, code, "advocacy/engagements", page)
	}
}

func (s *Site) engagementForm(v *visit, page Page, campaign string, draft engagements.Draft) (engagementForm, error) {
	asks, err := s.Advocacy.Asks(v.Context(), v.Actor, campaign, v.Printer.Tag())
	return engagementForm{page, draft, engagements.Kinds, engagements.Levels, asks}, err
}

func engagementDraftOf(v *visit) engagements.Draft {
	return engagements.Draft{Once: v.FormValue("once"), From: v.number("from"), Ask: v.number("ask"), Kind: v.FormValue("kind"), Title: v.FormValue("title"),
		Lang: v.FormValue("lang"), Body: v.FormValue("body"), Stated: v.FormValue("stated"), Source: v.FormValue("source"), Day: v.dayOf("day")}
}

// postEngagement is POST /campaigns/{campaign}/engagements.
func (s *Site) postEngagement(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	if _, err := v.once(); err != nil {
		return err
	}
	draft := engagementDraftOf(v)
	planned, err := s.Engagements.Plan(v.Context(), v.Actor, id, draft)
	return s.done(w, v, err, engagementPath(id, planned), s.showEngagements(draft))
}

func engagementPath(campaign, id string) string {
	return "/campaigns/" + campaign + "/engagements/" + id
}

// engagementPage is one engagement. Speaking is there for who leads, Rider for the group.
type engagementPage struct {
	Page
	Place      advocacy.Place
	Engagement engagementView
	Ask        *advocacy.Ask
	Form       engagementForm
	Others     []difference
	Come       bool // its day is there, or over
	Open       bool // it can be scored now
	Scored     bool
	Levels     []string
	Note       string // as she has just typed it
	Rider      engagements.Rider
	Waits      bool
	Recordings []string
	Speaking   *speakingView
	Address    string // where the inviter signs, once, when it is made
	Code       string
}

// engagement is GET /campaigns/{campaign}/engagements/{engagement}.
func (s *Site) engagement(w http.ResponseWriter, v *visit) error {
	return s.showEngagement(nil, false)(w, v, http.StatusOK, "")
}

// showEngagement draws an engagement with what she has written about it, nil for nothing, and, when somebody else has saved meanwhile,
// what differs.
func (s *Site) showEngagement(draft *engagements.Draft, raced bool) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		page, err := s.engagementPage(v, draft)
		if err != nil {
			return err
		}
		page.Error = refusal
		if raced {
			page.Others = []difference{differ(v.Printer, page.Engagement.Lang, engagementFacts(page.Page, draftOfEngagement(page.Engagement.Engagement)), engagementFacts(page.Page, *draft))}
		}
		if v.FormValue("thanks") != "" && refusal == "" {
			page.Notice = v.Printer.T("tally.thanks")
		}
		return s.render(w, code, "advocacy/engagement", page)
	}
}

func (s *Site) engagementPage(v *visit, draft *engagements.Draft) (page engagementPage, err error) {
	place, err := s.campaignPlace(v)
	if err != nil {
		return page, err
	}
	of, err := s.Engagements.Engagement(v.Context(), v.Actor, place.ID, v.PathValue("engagement"))
	if err != nil {
		return page, err
	}
	page = engagementPage{Page: s.page(v), Place: place, Come: !of.Day.After(today()), Levels: engagements.Levels, Note: v.PostForm.Get("note"), Recordings: engagements.Recordings}
	page.Engagement = engagementView{of, page.Page}
	if draft == nil {
		stands := draftOfEngagement(of)
		draft = &stands
	}
	if page.Form, err = s.engagementForm(v, page.Page, place.ID, *draft); err != nil {
		return page, err
	}
	page.Form.Draft.From = of.Revision
	for i, ask := range page.Form.Asks {
		if ask.Number == of.Ask() {
			page.Ask = &page.Form.Asks[i]
		}
	}
	if !place.In() {
		return page, nil
	}
	if page.Open, page.Scored, err = s.Engagements.Scores(v.Context(), scoreNullifier(v, of.ID), of); err != nil {
		return page, err
	}
	return page, s.fillSpeaking(v, &page)
}

// draftOfEngagement is an engagement as a draft of itself.
func draftOfEngagement(e engagements.Engagement) engagements.Draft {
	return engagements.Draft{Ask: e.Ask(), Kind: e.Kind, Title: e.Title, Lang: e.Lang, Body: e.Body, Stated: e.Stated, Source: e.Source, Day: e.Day}
}

// engagementFacts are a draft in one text, to compare.
func engagementFacts(p Page, d engagements.Draft) string {
	text := d.Title + "\n" + d.Body + "\n" + d.Source
	if !d.Day.IsZero() {
		text += "\n" + p.Day(d.Day)
	}
	if d.Stated != "" {
		text += "\n" + p.T("participation."+d.Stated)
	}
	return text
}

// changeEngagement changes something of the engagement of the path, and shows it again.
func (s *Site) changeEngagement(w http.ResponseWriter, v *visit, draft *engagements.Draft, change func(campaign, id string) error) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	engagement, err := v.id("engagement")
	if err != nil {
		return err
	}
	err = change(id, engagement)
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, engagementPath(id, engagement), s.showEngagement(draft, draft != nil && errors.Is(err, advocacy.ErrChanged)))
}

// postEngagementChange is POST /campaigns/{campaign}/engagements/{engagement}.
func (s *Site) postEngagementChange(w http.ResponseWriter, v *visit) error {
	draft := engagementDraftOf(v)
	return s.changeEngagement(w, v, &draft, func(campaign, id string) error {
		return s.Engagements.Change(v.Context(), v.Actor, campaign, id, draft)
	})
}

// postHeld is POST /campaigns/{campaign}/engagements/{engagement}/held.
func (s *Site) postHeld(w http.ResponseWriter, v *visit) error {
	held := engagements.NotedHeld{From: v.number("from"), Lang: v.Printer.Tag(), Note: v.FormValue("note"), Source: v.FormValue("source")}
	return s.changeEngagement(w, v, nil, func(campaign, id string) error { return s.Engagements.Hold(v.Context(), v.Actor, campaign, id, held) })
}

// postCallOff is POST /campaigns/{campaign}/engagements/{engagement}/off.
func (s *Site) postCallOff(w http.ResponseWriter, v *visit) error {
	return s.changeEngagement(w, v, nil, func(campaign, id string) error { return s.Engagements.CallOff(v.Context(), v.Actor, campaign, id) })
}

// scoreNullifier is what stands for her when she scores an engagement.
func scoreNullifier(v *visit, engagement string) []byte {
	return v.Session.Nullifier("score of engagement " + engagement)
}

// postScore is POST /campaigns/{campaign}/engagements/{engagement}/score.
func (s *Site) postScore(w http.ResponseWriter, v *visit) error {
	return s.changeEngagement(w, v, nil, func(campaign, id string) error {
		return s.Engagements.Score(v.Context(), v.Actor, scoreNullifier(v, id), campaign, id, v.FormValue("level"))
	})
}
