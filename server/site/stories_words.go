package site

import (
	"net/http"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy/leaks"
	"tinig/server/advocacy/stories"
	"tinig/server/forum"
	"tinig/server/networks"
)

// storyFormPage is the form for her words. Draft.ID is the one-time number of a new story.
type storyFormPage struct {
	Page
	Draft   stories.Story
	Stored  *stories.Story // what another window kept meanwhile
	Checked bool           // she asked what could point to her
	Hints   []leaks.Hint
	Case    bool
	Most    int
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

// storyDraft is what she has typed.
func storyDraft(v *visit) (stories.Story, error) {
	id, err := v.formID("story")
	return stories.Story{ID: id, Revision: v.number("revision"), Words: stories.Words{Title: v.FormValue("title"), Body: v.FormValue("body"), Lang: v.FormValue("lang")}}, err
}

// postCheckStory is POST /stories/check: what she has typed, with what could point to her. Nothing is kept.
func (s *Site) postCheckStory(w http.ResponseWriter, v *visit) error {
	draft, err := storyDraft(v)
	if err != nil {
		return err
	}
	page := storyFormPage{Page: s.page(v), Draft: draft, Checked: true, Case: v.Session.Settings.Case, Most: stories.WordsLength}
	page.Heading = v.Printer.T("story.write")
	if page.Hints, err = s.storyHints(v, draft); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "stories/form", page)
}

// earlierPages is how many pages of her own posts a story is held against.
const earlierPages = 5

// storyHints is what in a story could point to her, held against her other stories and what she posted under her name here.
func (s *Site) storyHints(v *visit, story stories.Story) ([]leaks.Hint, error) {
	var earlier []string
	mine, err := s.Stories.Mine(v.Context(), v.Actor, s.storySealer(v))
	if err != nil {
		return nil, err
	}
	for _, other := range mine {
		if other.ID != story.ID {
			earlier = append(earlier, other.Title+"\n"+other.Body)
		}
	}
	after := forum.AfterOwn{}
	for range earlierPages {
		posts, err := s.Forum.OwnPosts(v.Context(), v.Actor, after)
		if err != nil {
			return nil, err
		}
		for _, post := range posts {
			earlier = append(earlier, post.Body)
		}
		if len(posts) < forum.OwnAtOnce {
			break
		}
		last := posts[len(posts)-1]
		after = forum.AfterOwn{Day: last.WrittenOn, Topic: last.Topic, Number: last.Number}
	}
	return leaks.Find(story.Title+"\n"+story.Body, earlier), nil
}

// postStory is POST /stories: a new one, or with a revision one that she has.
func (s *Site) postStory(w http.ResponseWriter, v *visit) error {
	draft, err := storyDraft(v)
	if err != nil {
		return err
	}
	err = s.Stories.Keep(v.Context(), v.Actor, s.storySealer(v), draft)
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	var stored *stories.Story
	if locales.IsKind(err, locales.Conflict) {
		kept, e := s.Stories.Story(v.Context(), v.Actor, s.storySealer(v), draft.ID)
		if e != nil {
			return e
		}
		stored = &kept
	}
	return s.done(w, v, err, "/stories/"+draft.ID, s.showStoryForm(draft, stored))
}
