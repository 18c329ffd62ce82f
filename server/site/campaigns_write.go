package site

import (
	"cmp"
	"errors"
	"html/template"
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/forum"
	"tinig/server/networks"
)

// campaignFormPage is the form for a new campaign, or for one that is changed: then Place is what stands.
type campaignFormPage struct {
	Page
	Place  advocacy.Place
	Draft  advocacy.Draft
	Spaces []spaceView
	Others []difference // what somebody else has saved since, against hers
	Send   string
}

// Meant says whether the group works in a language.
func (p campaignFormPage) Meant(tag string) bool { return slices.Contains(p.Draft.Languages, tag) }

func campaignDraftOf(v *visit) advocacy.Draft {
	return advocacy.Draft{Once: v.FormValue("once"), Space: v.FormValue("space"), From: v.number("from"), Lang: v.FormValue("lang"), Title: v.FormValue("title"),
		Goal: v.FormValue("goal"), Slogan: v.FormValue("slogan"), Languages: v.Form["language"], StartsOn: v.dayOf("starts_on"), EndsOn: v.dayOf("ends_on"),
		GroupUntil: v.dayOf("group_until")}
}

// newCampaign is GET /campaigns/new.
func (s *Site) newCampaign(w http.ResponseWriter, v *visit) error {
	if err := networks.Allow(v.Actor, networks.LeadCampaigns, nil); err != nil {
		return err
	}
	tag := v.Printer.Tag()
	draft := advocacy.Draft{Lang: tag, Languages: []string{tag}, StartsOn: today(), GroupUntil: today().AddDate(0, 6, 0)}
	return s.showNewCampaign(draft)(w, v, http.StatusOK, "")
}

func (s *Site) showNewCampaign(draft advocacy.Draft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		page := campaignFormPage{Page: s.page(v), Draft: draft, Send: v.Printer.T("campaign.begin")}
		page.Heading, page.Error = v.Printer.T("campaign.begin"), refusal
		spaces, err := s.Networks.Spaces(v.Context(), v.Actor)
		if err != nil {
			return err
		}
		for _, space := range spaces {
			if space.Reads == networks.Members {
				page.Spaces = append(page.Spaces, viewSpace(v.Printer, v.Actor, space))
			}
			if space.Purpose == networks.PurposeAdvocacy {
				page.Draft.Space = cmp.Or(page.Draft.Space, space.ID)
			}
		}
		return s.render(w, code, "advocacy/campaign_form", page)
	}
}

// postCampaign is POST /campaigns.
func (s *Site) postCampaign(w http.ResponseWriter, v *visit) error {
	if _, err := v.once(); err != nil {
		return err
	}
	draft := campaignDraftOf(v)
	if !isID(draft.Space) {
		return s.again(w, v, locales.Refuse(locales.Invalid, "campaign.space_needed"), s.showNewCampaign(draft))
	}
	id, err := s.Advocacy.Begin(v.Context(), v.Actor, draft)
	return s.done(w, v, err, "/campaigns/"+id, s.showNewCampaign(draft))
}

// editCampaign is GET /campaigns/{campaign}/edit.
func (s *Site) editCampaign(w http.ResponseWriter, v *visit) error {
	place, err := s.campaignPlace(v)
	if err != nil {
		return err
	}
	draft := advocacy.Draft{Lang: place.Lang, Title: place.Title, Goal: place.Goal, Slogan: place.Slogan, Languages: place.Languages,
		StartsOn: place.StartsOn, GroupUntil: place.GroupUntil}
	if place.EndsOn != nil {
		draft.EndsOn = *place.EndsOn
	}
	return s.showEditCampaign(draft, false)(w, v, http.StatusOK, "")
}

// showEditCampaign draws the form with what she has written in it, and, when somebody else has saved meanwhile, what differs.
func (s *Site) showEditCampaign(draft advocacy.Draft, raced bool) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, err := s.campaignPlace(v)
		if err != nil {
			return err
		}
		if !place.Leads() {
			return locales.Refuse(locales.Forbidden, "campaign.group_only")
		}
		page := campaignFormPage{Page: s.page(v), Place: place, Draft: draft, Send: v.Printer.T("forum.save")}
		page.Heading, page.Error = v.Printer.T("campaign.edit"), refusal
		page.Draft.From = place.Revision // what she saves next is over what she sees here
		if raced {
			page.Send = v.Printer.T("forum.save_over")
			page.Others = []difference{differ(v.Printer, place.Lang, place.Title, draft.Title), differ(v.Printer, place.Lang, place.Goal, draft.Goal),
				differ(v.Printer, place.Lang, place.Slogan, draft.Slogan), differ(v.Printer, v.Printer.Tag(), campaignFacts(v.Printer, place.Campaign), draftFacts(v.Printer, draft))}
		}
		return s.render(w, code, "advocacy/campaign_form", page)
	}
}

// campaignFacts are a campaign's languages and days in one text, to compare.
func campaignFacts(p *locales.Printer, c advocacy.Campaign) string {
	d := advocacy.Draft{Languages: c.Languages, StartsOn: c.StartsOn, GroupUntil: c.GroupUntil}
	if c.EndsOn != nil {
		d.EndsOn = *c.EndsOn
	}
	return draftFacts(p, d)
}

func draftFacts(p *locales.Printer, d advocacy.Draft) string {
	text := languageNames(d.Languages) + "\n"
	if !d.StartsOn.IsZero() {
		text += p.T("campaign.starts_on") + " " + p.Day(d.StartsOn) + "\n"
	}
	if !d.EndsOn.IsZero() {
		text += p.T("campaign.ends_on") + " " + p.Day(d.EndsOn) + "\n"
	}
	if !d.GroupUntil.IsZero() {
		text += p.T("campaign.group_until") + " " + p.Day(d.GroupUntil)
	}
	return text
}

// postCampaignChange is POST /campaigns/{campaign}.
func (s *Site) postCampaignChange(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	draft := campaignDraftOf(v)
	err = s.Advocacy.Change(v.Context(), v.Actor, id, draft)
	return s.done(w, v, err, "/campaigns/"+id, s.showEditCampaign(draft, errors.Is(err, advocacy.ErrChanged)))
}

// campaignWordsPage is what a campaign says of itself in all its languages, and said before.
type campaignWordsPage struct {
	Page
	Place   advocacy.Place
	Texts   []campaignText
	Earlier []campaignText
	Draft   advocacy.Draft
}

type campaignText struct {
	advocacy.Text
	HTML template.HTML
}

// campaignWords is GET /campaigns/{campaign}/languages.
func (s *Site) campaignWords(w http.ResponseWriter, v *visit) error {
	return s.showCampaignWords(advocacy.Draft{Lang: v.Printer.Tag()})(w, v, http.StatusOK, "")
}

func (s *Site) showCampaignWords(draft advocacy.Draft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, err := s.campaignPlace(v)
		if err != nil {
			return err
		}
		page := campaignWordsPage{Page: s.page(v), Place: place, Draft: draft}
		page.Heading, page.Error, page.Draft.From = v.Printer.T("campaign.words"), refusal, place.Version
		texts, err := s.Advocacy.Texts(v.Context(), v.Actor, place.ID)
		if err != nil {
			return err
		}
		for _, text := range texts {
			drawn := campaignText{text, forum.Render(text.Goal, false)}
			if text.Version == place.Version {
				page.Texts = append(page.Texts, drawn)
			} else {
				page.Earlier = append(page.Earlier, drawn)
			}
		}
		return s.render(w, code, "advocacy/campaign_words", page)
	}
}

// postCampaignLanguage is POST /campaigns/{campaign}/languages: one language more of the words that count now.
func (s *Site) postCampaignLanguage(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	draft := campaignDraftOf(v)
	return s.done(w, v, s.Advocacy.Translate(v.Context(), v.Actor, id, draft), "/campaigns/"+id+"/languages", s.showCampaignWords(draft))
}
