package site

import (
	"html/template"
	"net/http"

	"tinig/server/forum"
	"tinig/server/networks"
)

// heldView is one post that waits, with where it would stand.
type heldView struct {
	forum.HeldPost
	Pseudonym string
	In        spaceView
	HTML      template.HTML
}

// heldViews draws the words that wait for a moderator, for the queue.
func (s *Site) heldViews(v *visit) (views []heldView, err error) {
	waiting, err := s.Forum.Held(v.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	for _, held := range waiting {
		author, err := s.Networks.Member(v.Context(), v.Actor, held.Author)
		if err != nil {
			return nil, err
		}
		space, err := s.Networks.Space(v.Context(), v.Actor, held.Space, networks.ReviewHeld)
		if err != nil {
			return nil, err
		}
		views = append(views, heldView{held, called(v.Printer, author), viewSpace(v.Printer, v.Actor, space), forum.Render(held.Body, false)})
	}
	return views, nil
}

// postRelease is POST /held/{held}/release.
func (s *Site) postRelease(w http.ResponseWriter, v *visit) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Forum.Release(v.Context(), v.Actor, id), "/queue#held", s.showQueue)
}

// postReturn is POST /held/{held}/return.
func (s *Site) postReturn(w http.ResponseWriter, v *visit) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Forum.Return(v.Context(), v.Actor, id, v.FormValue("reason")), "/queue#held", s.showQueue)
}
