package site

import (
	"net/http"
	"slices"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/advocacy/leaks"
	"tinig/server/advocacy/stories"
	"tinig/server/networks"
)

// storyGivePage is the form for a new permission.
type storyGivePage struct {
	Page
	Story     stories.Story
	Draft     stories.Draft
	Campaigns []advocacy.Campaign
	Hints     []leaks.Hint
	Minor     bool
	Case      bool

	Purposes, Audiences, Channels, Attributions []string
}

// giveStory is GET /stories/{story}/give.
func (s *Site) giveStory(w http.ResponseWriter, v *visit) error {
	draft := stories.Draft{Once: uuid.NewString(), Terms: stories.Terms{Attribution: "none", Asks: true, FromOn: today(), UntilOn: today().AddDate(0, 6, 0)}}
	return s.showGiveStory(draft)(w, v, http.StatusOK, "")
}

func (s *Site) showGiveStory(draft stories.Draft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		story, err := s.ownStory(v)
		if err != nil {
			return err
		}
		page := storyGivePage{Page: s.page(v), Story: story, Draft: draft, Minor: v.Actor.Band != networks.Adult, Case: v.Session.Settings.Case,
			Purposes: stories.Purposes, Audiences: stories.Audiences, Channels: stories.Channels, Attributions: stories.Attributions}
		page.Heading, page.Error = v.Printer.T("story.give"), refusal
		if page.Draft.Lang == "" {
			page.Draft.Lang = story.Lang
		}
		if page.Hints, err = s.storyHints(v, story); err != nil {
			return err
		}
		all, err := s.Advocacy.Campaigns(v.Context(), v.Actor, v.Printer.Tag(), advocacy.After{})
		if err != nil {
			return err
		}
		page.Campaigns = slices.DeleteFunc(all, func(c advocacy.Campaign) bool { return c.Stage(today()) == advocacy.Over })
		return s.render(w, code, "stories/give", page)
	}
}

// postGiveStory is POST /stories/{story}/grants.
func (s *Site) postGiveStory(w http.ResponseWriter, v *visit) error {
	story, err := v.id("story")
	if err != nil {
		return err
	}
	once, err := v.once()
	if err != nil {
		return err
	}
	draft := stories.Draft{Once: once, Campaign: v.FormValue("campaign"), Name: v.FormValue("name"), Limits: v.FormValue("limits"), Terms: stories.Terms{
		Purpose: v.FormValue("purpose"), Audience: v.FormValue("audience"), Channel: v.FormValue("channel"), Attribution: v.FormValue("attribution"),
		Lang: v.FormValue("lang"), Edits: v.FormValue("edits") == "yes", Asks: v.FormValue("asks") != "no", FromOn: v.dayOf("from_on"), UntilOn: v.dayOf("until_on")}}
	if !isID(draft.Campaign) {
		return s.again(w, v, locales.Refuse(locales.Invalid, "story.choices_needed"), s.showGiveStory(draft))
	}
	err = s.Stories.Give(v.Context(), v.Actor, s.storySealer(v), story, draft)
	return s.done(w, v, err, "/stories/"+story+"#g"+once, s.showGiveStory(draft))
}

// postEndGrant is POST /stories/{story}/grants/{grant}/end.
func (s *Site) postEndGrant(w http.ResponseWriter, v *visit) error {
	story, err := v.id("story")
	if err != nil {
		return err
	}
	grant, err := v.id("grant")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Stories.End(v.Context(), v.Actor, grant), "/stories/"+story+"#g"+grant, s.showStory)
}
