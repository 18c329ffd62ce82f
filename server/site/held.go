package site

import (
	"html/template"
	"net/http"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/moderation"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

// heldPage is one post that waits to be posted, with where it would stand. Until she has taken it, its words aren't shown.
type heldPage struct {
	Page
	Held      forum.HeldPost
	Age       string
	Pseudonym string
	In        spaceView
	HTML      template.HTML
	Caught    []moderation.Watched // the phrases for which it waits, with their reasons
	Reason    string
	Minutes   int
	Care      cases.Care
}

// held is GET /held/{held}.
func (s *Site) held(w http.ResponseWriter, v *visit) error {
	return s.showHeld(w, v, http.StatusOK, "")
}

func (s *Site) showHeld(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	h, err := s.Forum.OpenHeld(v.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	page := heldPage{Page: s.page(v), Held: h, Age: heldAge(v.Printer, h), Minutes: int(forum.HeldClaimFor.Minutes())}
	page.Heading, page.Error = v.Printer.T("held_why."+string(h.Why)), refusal
	if h.Mine {
		if err := s.fillHeld(v, &page); err != nil {
			return err
		}
	}
	return s.render(w, code, "moderation/held", page)
}

// fillHeld draws what is shown of it to who has taken it, with a draft of why it is given back in the language of who wrote it.
func (s *Site) fillHeld(v *visit, page *heldPage) error {
	h := page.Held
	author, err := s.Networks.Member(v.Context(), v.Actor, h.Author)
	if err != nil {
		return err
	}
	space, err := s.Networks.Space(v.Context(), v.Actor, h.Space, networks.ReviewHeld)
	if err != nil {
		return err
	}
	page.Pseudonym, page.In, page.HTML = called(v.Printer, author), viewSpace(v.Printer, v.Actor, space), forum.Render(h.Body, false)
	if page.Caught, err = s.Moderation.Caught(v.Context(), v.Actor, h.Title, h.Note, h.Body); err != nil {
		return err
	}
	if page.Care, err = s.Cases.Care(v.Context(), v.Actor); err != nil {
		return err
	}
	if page.Reason = v.PostForm.Get("reason"); page.Reason == "" {
		page.Reason = locales.For(h.Lang).T("held_draft." + string(h.Why))
	}
	return nil
}

// postTakeHeld is POST /held/{held}/take.
func (s *Site) postTakeHeld(w http.ResponseWriter, v *visit) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Forum.TakeHeld(v.Context(), v.Actor, id), "/held/"+id, s.showQueue)
}

// postHandHeldOn is POST /held/{held}/hand-over.
func (s *Site) postHandHeldOn(w http.ResponseWriter, v *visit) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Forum.HandHeldOn(v.Context(), v.Actor, id), "/queue", s.showQueue)
}

// postHeldConflict is POST /held/{held}/conflict: from now on what its author wrote waits for others.
func (s *Site) postHeldConflict(w http.ResponseWriter, v *visit) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	h, err := s.Forum.OpenHeld(v.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	if err := s.Forum.HandHeldOn(v.Context(), v.Actor, id); err != nil {
		return err
	}
	return s.done(w, v, s.Cases.Mark(v.Context(), v.Actor, h.Author), "/queue", s.showQueue)
}

// postRelease is POST /held/{held}/release.
func (s *Site) postRelease(w http.ResponseWriter, v *visit) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Forum.Release(v.Context(), v.Actor, id), "/queue", s.showQueue)
}

// postReturn is POST /held/{held}/return.
func (s *Site) postReturn(w http.ResponseWriter, v *visit) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Forum.Return(v.Context(), v.Actor, id, v.FormValue("reason")), "/queue", s.showHeld)
}
