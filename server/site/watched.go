package site

import (
	"net/http"
	"time"
	"unicode/utf8"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/moderation"
)

// watchedPage is what a network watches for in its members' words. What was typed into it comes back when it was refused or tried.
type watchedPage struct {
	Page
	All    []watchedView
	Acts   []string
	Form   moderation.Watched
	List   string
	Tried  bool
	Caught []caughtView
}

// watchedView is one of them.
type watchedView struct {
	moderation.Watched
	Overdue bool
}

// caughtView is a post that a phrase would have caught. Words under a content note stay under it.
type caughtView struct {
	forum.Post
	Words string
}

// caughtAtMost is how many posts a try shows, of caughtLetters each.
const (
	caughtAtMost  = 30
	caughtLetters = 160
)

// watched is GET /steward/phrases.
func (s *Site) watched(w http.ResponseWriter, v *visit) error {
	return s.showWatched(w, v, http.StatusOK, "")
}

func (s *Site) showWatched(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page, err := s.watchedPage(v)
	if err != nil {
		return err
	}
	page.Error = refusal
	return s.render(w, code, "screen/watched", page)
}

func (s *Site) watchedPage(v *visit) (page watchedPage, err error) {
	all, err := s.Moderation.Watched(v.Context(), v.Actor)
	if err != nil {
		return page, err
	}
	page = watchedPage{Page: s.page(v), Acts: moderation.WatchedActs, Form: typedPhrase(v), List: v.PostForm.Get("list")}
	page.Heading = v.Printer.T("watched.heading")
	for _, one := range all {
		page.All = append(page.All, watchedView{one, one.Overdue(today())})
	}
	return page, nil
}

func typedPhrase(v *visit) moderation.Watched {
	form := v.PostForm
	return moderation.Watched{Phrase: form.Get("phrase"), Lang: form.Get("tongue"), Act: form.Get("act"), Why: form.Get("why"), ReviewOn: dayOf(form.Get("review"))}
}

// dayOf is zero for what isn't a day.
func dayOf(text string) time.Time {
	day, _ := time.Parse(time.DateOnly, text)
	return day
}

// postWatched is POST /steward/phrases.
func (s *Site) postWatched(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Moderation.Watch(v.Context(), v.Actor, typedPhrase(v)), "/steward/phrases", s.showWatched)
}

// postWatchedTry is POST /steward/phrases/try: what a phrase would have caught of what was written lately, and nothing is kept.
func (s *Site) postWatchedTry(w http.ResponseWriter, v *visit) error {
	catches, err := s.Moderation.Catching(v.Actor, v.PostForm.Get("phrase"))
	if locales.IsKind(err, locales.Invalid) {
		return s.showWatched(w, v, http.StatusUnprocessableEntity, v.Printer.T("watched.incomplete"))
	}
	if err != nil {
		return err
	}
	page, err := s.watchedPage(v)
	if err != nil {
		return err
	}
	posts, err := s.Forum.Lately(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page.Tried = true
	for _, post := range posts {
		if len(page.Caught) < caughtAtMost && catches(post.Body) {
			page.Caught = append(page.Caught, caughtView{post, shortened(post.Body, caughtLetters)})
		}
	}
	return s.render(w, http.StatusOK, "screen/watched", page)
}

// shortened is at most so many letters of a text.
func shortened(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// postUnwatch is POST /steward/phrases/{phrase}/remove.
func (s *Site) postUnwatch(w http.ResponseWriter, v *visit) error {
	id, err := v.id("phrase")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Moderation.Unwatch(v.Context(), v.Actor, id), "/steward/phrases", s.showWatched)
}
