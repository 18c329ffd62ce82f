package site

import (
	"context"
	"net/http"
	"slices"
	"time"

	"tinig/locales"
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
	return v.Session.Keeper(v.Actor.Member, "stories")
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
	if err := s.letWake(v)(v.Context(), v.Actor); err != nil {
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

// storySince is the day since when something about stories waits for her: her word, as a safeguarding lead hers about another's, a recall
// task, or what came of one; never when nothing does.
func (s *Site) storySince(ctx context.Context, a networks.Actor, kind inbox.Kind) (time.Time, error) {
	ask := map[inbox.Kind]func(context.Context, networks.Actor) (time.Time, bool, error){
		inbox.Consent: s.Stories.AskedSince, inbox.Guarded: s.Stories.GuardedSince, inbox.Recall: s.taskSince, inbox.Settled: s.Stories.SettledSince}[kind]
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
