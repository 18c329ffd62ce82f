package site

import (
	"net/http"

	"tinig/server/moderation"
)

// watchedPage is what a network watches for in its members' words.
type watchedPage struct {
	Page
	All  []watchedView
	Acts []string
	Form moderation.Watched // what was typed and refused
}

// watchedView is one of them.
type watchedView struct {
	moderation.Watched
	Overdue bool
}

// watched is GET /steward/phrases.
func (s *Site) watched(w http.ResponseWriter, v *visit) error {
	return s.showWatched(w, v, http.StatusOK, "")
}

func (s *Site) showWatched(w http.ResponseWriter, v *visit, code int, refusal string) error {
	all, err := s.Moderation.Watched(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page := watchedPage{Page: s.page(v), Acts: moderation.WatchedActs}
	page.Heading, page.Error = v.Printer.T("watched.heading"), refusal
	page.Form = moderation.Watched{Phrase: v.PostForm.Get("phrase"), Act: v.PostForm.Get("act"), Why: v.PostForm.Get("why")}
	for _, one := range all {
		page.All = append(page.All, watchedView{one, one.Overdue(today())})
	}
	return s.render(w, code, "screen/watched", page)
}

// postWatched is POST /steward/phrases.
func (s *Site) postWatched(w http.ResponseWriter, v *visit) error {
	err := s.Moderation.Watch(v.Context(), v.Actor, v.FormValue("phrase"), v.FormValue("act"), v.FormValue("why"))
	return s.done(w, v, err, "/steward/phrases", s.showWatched)
}

// postUnwatch is POST /steward/phrases/{phrase}/remove.
func (s *Site) postUnwatch(w http.ResponseWriter, v *visit) error {
	id, err := v.id("phrase")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Moderation.Unwatch(v.Context(), v.Actor, id), "/steward/phrases", s.showWatched)
}
