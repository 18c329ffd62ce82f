package site

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/advocacy/stories"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// storiesPage is where she keeps her stories, and answers who asks for them.
type storiesPage struct {
	Page
	Mine    []stories.Story
	Waiting []storyUseView
}

// storyUseView is a use of a story, with the campaign that it is for.
type storyUseView struct {
	stories.Use
	Story    string
	Asks     bool
	Title    string // the campaign's, "" when she can't read it any more
	TitleIn  string
	Settling bool // the reader can settle it
}

// Due says whether it waits for her own word.
func (u storyUseView) Due() bool { return u.State == stories.Asked && u.Asks }

// Early says whether it isn't out and she can still say something to it.
func (u storyUseView) Early() bool { return u.State == stories.Asked || u.State == stories.Allowed }

// stories is GET /stories.
func (s *Site) stories(w http.ResponseWriter, v *visit) error {
	return s.showStories(w, v, http.StatusOK, "")
}

func (s *Site) showStories(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := storiesPage{Page: s.page(v)}
	page.Heading, page.Error = v.Printer.T("story.heading"), refusal
	if page.Mine, err = s.Stories.Mine(v.Context(), v.Actor, s.storySealer(v)); err != nil {
		return err
	}
	uses, err := s.storyUses(v, "")
	if err != nil {
		return err
	}
	for _, use := range uses {
		if use.Due() {
			page.Waiting = append(page.Waiting, use)
		}
	}
	return s.render(w, code, "stories/index", page)
}

// storySealer seals what she keeps of her own.
func (s *Site) storySealer(v *visit) stories.Sealer {
	return v.Session.Sealer(v.Actor.Member, "stories")
}

// storyUses are the uses of a story of hers, or of all when story is "".
func (s *Site) storyUses(v *visit, story string) (views []storyUseView, err error) {
	grants, err := s.Stories.Grants(v.Context(), v.Actor, story)
	if err != nil {
		return nil, err
	}
	uses, err := s.Stories.UsesOf(v.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	for _, use := range uses {
		if i := slices.IndexFunc(grants, func(g stories.Grant) bool { return g.ID == use.Grant }); i >= 0 {
			view := storyUseView{Use: use, Story: grants[i].Story, Asks: grants[i].Asks}
			if view.Title, view.TitleIn, err = s.campaignTitle(v, use.Campaign); err != nil {
				return nil, err
			}
			views = append(views, view)
		}
	}
	return views, nil
}

// campaignTitle is a campaign's title and its language, "" when she can't read it any more.
func (s *Site) campaignTitle(v *visit, id string) (title, lang string, err error) {
	c, err := s.Advocacy.Campaign(v.Context(), v.Actor, id, v.Printer.Tag())
	if locales.IsKind(err, locales.NotFound) {
		return "", "", nil
	}
	return c.Title, c.Lang, err
}

// storyFormPage is the form for her words. Draft.ID is the one-time number of a new story.
type storyFormPage struct {
	Page
	Draft  stories.Story
	Stored *stories.Story // what another window kept meanwhile
	Case   bool
	Most   int
}

// newStory is GET /stories/new.
func (s *Site) newStory(w http.ResponseWriter, v *visit) error {
	if err := networks.Allow(v.Actor, networks.KeepStory, nil); err != nil {
		return err
	}
	draft := stories.Story{ID: uuid.NewString(), Words: stories.Words{Lang: v.Printer.Tag()}}
	return s.showStoryForm(draft, nil)(w, v, http.StatusOK, "")
}

// editStory is GET /stories/{story}/edit.
func (s *Site) editStory(w http.ResponseWriter, v *visit) error {
	story, err := s.ownStory(v)
	if err != nil {
		return err
	}
	return s.showStoryForm(story, nil)(w, v, http.StatusOK, "")
}

// ownStory is the story of the path.
func (s *Site) ownStory(v *visit) (stories.Story, error) {
	id, err := v.id("story")
	if err != nil {
		return stories.Story{}, err
	}
	return s.Stories.Story(v.Context(), v.Actor, s.storySealer(v), id)
}

func (s *Site) showStoryForm(draft stories.Story, stored *stories.Story) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		page := storyFormPage{Page: s.page(v), Draft: draft, Stored: stored, Case: v.Session.Settings.Case, Most: stories.WordsLength}
		page.Heading, page.Error = v.Printer.T("story.write"), refusal
		if stored != nil {
			page.Draft.Revision = stored.Revision // what she saves next is over what she sees here
		}
		return s.render(w, code, "stories/form", page)
	}
}

// postStory is POST /stories: a new one, or with a revision one that she has.
func (s *Site) postStory(w http.ResponseWriter, v *visit) error {
	id, err := v.formID("story")
	if err != nil {
		return err
	}
	draft := stories.Story{ID: id, Revision: v.number("revision"), Words: stories.Words{Title: v.FormValue("title"), Body: v.FormValue("body"), Lang: v.FormValue("lang")}}
	err = s.Stories.Keep(v.Context(), v.Actor, s.storySealer(v), draft)
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	var stored *stories.Story
	if locales.IsKind(err, locales.Conflict) {
		kept, e := s.Stories.Story(v.Context(), v.Actor, s.storySealer(v), id)
		if e != nil {
			return e
		}
		stored = &kept
	}
	return s.done(w, v, err, "/stories/"+id, s.showStoryForm(draft, stored))
}

// postForgetStory is POST /stories/{story}/forget.
func (s *Site) postForgetStory(w http.ResponseWriter, v *visit) error {
	id, err := v.id("story")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Stories.Forget(v.Context(), v.Actor, id), "/stories", s.showStories)
}

// storyPage is one story with all that she allowed with it.
type storyPage struct {
	Page
	Story  stories.Story
	Grants []storyGrantView
	Minor  bool
}

// storyGrantView is a grant, with its campaign, its uses and what happened to it.
type storyGrantView struct {
	stories.Grant
	State   string
	Title   string
	TitleIn string
	Events  []stories.Event
	Uses    []storyUseView
}

// Lives says whether it can be ended.
func (g storyGrantView) Lives() bool { return g.State != stories.Ended }

// story is GET /stories/{story}. Should a pause have ended half way, what she allowed wakes here.
func (s *Site) story(w http.ResponseWriter, v *visit) error {
	if err := s.Stories.Wake(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.showStory(w, v, http.StatusOK, "")
}

func (s *Site) showStory(w http.ResponseWriter, v *visit, code int, refusal string) error {
	story, err := s.ownStory(v)
	if err != nil {
		return err
	}
	page := storyPage{Page: s.page(v), Story: story, Minor: v.Actor.Band != networks.Adult}
	page.Error = refusal
	if page.Grants, err = s.storyGrants(v, story.ID); err != nil {
		return err
	}
	return s.render(w, code, "stories/story", page)
}

func (s *Site) storyGrants(v *visit, story string) (views []storyGrantView, err error) {
	grants, err := s.Stories.Grants(v.Context(), v.Actor, story)
	if err != nil {
		return nil, err
	}
	uses, err := s.storyUses(v, story)
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		view := storyGrantView{Grant: g, State: g.State(today())}
		if view.Title, view.TitleIn, err = s.campaignTitle(v, g.Campaign); err != nil {
			return nil, err
		}
		if view.Events, err = s.Stories.Events(v.Context(), v.Actor, g.ID); err != nil {
			return nil, err
		}
		for _, use := range uses {
			if use.Grant == g.ID {
				view.Uses = append(view.Uses, use)
			}
		}
		views = append(views, view)
	}
	return views, nil
}

// postAnswerUse is POST /stories/{story}/uses/{use}: her word about a use.
func (s *Site) postAnswerUse(w http.ResponseWriter, v *visit) error {
	story, err := v.id("story")
	if err != nil {
		return err
	}
	use, err := v.id("use")
	if err != nil {
		return err
	}
	err = s.Stories.Answer(v.Context(), v.Actor, use, v.FormValue("word"))
	return s.done(w, v, err, "/stories/"+story+"#u"+use, s.showStory)
}

// storyGivePage is the form for a new permission.
type storyGivePage struct {
	Page
	Story     stories.Story
	Draft     stories.Draft
	Campaigns []advocacy.Campaign
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

// storySince is the day since when something about stories waits for her: her word, as a safeguarding lead hers about another's, or a recall
// task; never when nothing does.
func (s *Site) storySince(ctx context.Context, a networks.Actor, kind inbox.Kind) (time.Time, error) {
	ask := map[inbox.Kind]func(context.Context, networks.Actor) (time.Time, bool, error){
		inbox.Consent: s.Stories.AskedSince, inbox.Guarded: s.Stories.GuardedSince, inbox.Recall: s.taskSince}[kind]
	day, waits, err := ask(ctx, a)
	if err != nil || !waits {
		return never, err
	}
	return day, nil
}

func (s *Site) taskSince(ctx context.Context, a networks.Actor) (time.Time, bool, error) {
	_, since, there, err := s.Stories.Task(ctx, a)
	return since, there, err
}

// storyTerms is what a grant allows, as the template "story_terms" takes it.
type storyTerms struct {
	Page
	Terms stories.Terms
}

// Term is a grant's terms with the page's words.
func (p Page) Term(t stories.Terms) storyTerms { return storyTerms{p, t} }

// storyLine is a use, as the template "story_use" takes it.
type storyLine struct {
	Page
	Use stories.Use
}

// UseLine is a use with the page's words.
func (p Page) UseLine(u stories.Use) storyLine { return storyLine{p, u} }
