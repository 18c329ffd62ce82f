package site

import (
	"html/template"
	"net/http"

	"tinig/server/forum"
	"tinig/server/networks"
)

// heldPage is the plain list of what waits for a moderator.
type heldPage struct {
	Page
	Held []heldView
}

// heldView is one post that waits, with where it would stand.
type heldView struct {
	forum.HeldPost
	Pseudonym string
	In        spaceView
	HTML      template.HTML
}

// held is GET /held.
func (s *Site) held(w http.ResponseWriter, v *visit) error {
	return s.showHeld(w, v, http.StatusOK, "")
}

func (s *Site) showHeld(w http.ResponseWriter, v *visit, code int, refusal string) error {
	waiting, err := s.Forum.Held(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page := heldPage{Page: s.page(v)}
	page.Heading, page.Error = v.Printer.T("held.heading"), refusal
	for _, held := range waiting {
		author, err := s.Networks.Member(v.Context(), v.Actor, held.Author)
		if err != nil {
			return err
		}
		space, err := s.Networks.Space(v.Context(), v.Actor, held.Space, networks.ReviewHeld)
		if err != nil {
			return err
		}
		page.Held = append(page.Held, heldView{held, called(v.Printer, author), viewSpace(v.Printer, v.Actor, space), forum.Render(held.Body, false)})
	}
	return s.render(w, code, "forum/held", page)
}

// postRelease is POST /held/{held}/release.
func (s *Site) postRelease(w http.ResponseWriter, v *visit) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Forum.Release(v.Context(), v.Actor, id), "/held", s.showHeld)
}

// postReturn is POST /held/{held}/return.
func (s *Site) postReturn(w http.ResponseWriter, v *visit) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Forum.Return(v.Context(), v.Actor, id, v.FormValue("reason")), "/held", s.showHeld)
}
