package site

import (
	"net/http"

	"tinig/locales"
	"tinig/server/forum"
)

// askedPage is what waits for her yes or no.
type askedPage struct {
	Page
	Circles []askedCircle
}

// askedCircle is a circle that she is asked into: by whom and where, and no word of it.
type askedCircle struct {
	forum.Invitation
	By string
	In spaceView
}

// asked is GET /asked.
func (s *Site) asked(w http.ResponseWriter, v *visit) error {
	return s.showAsked(w, v, http.StatusOK, "")
}

func (s *Site) showAsked(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := askedPage{Page: s.page(v)}
	page.Heading, page.Error = v.Printer.T("asked.heading"), refusal
	invitations, err := s.Forum.Invitations(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	for _, invitation := range invitations {
		asked, err := s.askedCircle(v, invitation)
		if err != nil {
			return err
		}
		page.Circles = append(page.Circles, asked)
	}
	return s.render(w, code, "forum/asked", page)
}

func (s *Site) askedCircle(v *visit, invitation forum.Invitation) (askedCircle, error) {
	author, err := s.Networks.Member(v.Context(), v.Actor, invitation.Author)
	if err != nil {
		return askedCircle{}, err
	}
	spaces, err := s.Networks.Spaces(v.Context(), v.Actor)
	if err != nil {
		return askedCircle{}, err
	}
	asked := askedCircle{Invitation: invitation, By: author.Pseudonym}
	for _, space := range spaces {
		if space.ID == invitation.Space {
			asked.In = viewSpace(v.Printer, v.Actor, space)
		}
	}
	return asked, nil
}

// postAskedCircle is POST /asked/circles/{topic}: yes or no.
func (s *Site) postAskedCircle(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	switch v.FormValue("answer") {
	case "yes":
		return s.done(w, v, s.Forum.Enter(v.Context(), v.Actor, id), "/t/"+id, s.showAsked)
	case "no":
		return s.done(w, v, s.Forum.Decline(v.Context(), v.Actor, id), "/asked", s.showAsked)
	}
	return locales.Refuse(locales.Invalid, "site.form_incomplete")
}
