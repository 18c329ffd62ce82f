package site

import (
	"net/http"

	"tinig/locales"
	"tinig/server/forum"
)

// askedPage is what waits for her yes or no.
type askedPage struct {
	Page
	Moves   []askedMove
	Circles []askedCircle
	Cohorts []askedCohort
	Along   *askedMerger
	Speaks  int // how many times she is asked to speak
}

// askedMove asks whether her words may go with their topic. From and To are named where she may read them.
type askedMove struct {
	forum.Question
	From, To *spaceView
	After    string // who would read them
}

// Said says whether she has answered so.
func (m askedMove) Said(yes bool) bool { return m.Agreed != nil && *m.Agreed == yes }

// askedCircle is a circle that she is asked into: by whom and where, and no word of it.
type askedCircle struct {
	forum.Invitation
	By string
	In *spaceView
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
	questions, err := s.Forum.Questions(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	spaces, err := s.Networks.Spaces(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	views := make(map[string]*spaceView, len(spaces))
	for _, space := range spaces {
		view := viewSpace(v.Printer, v.Actor, space)
		views[space.ID] = &view
	}
	for _, q := range questions {
		page.Moves = append(page.Moves, askedMove{q, views[q.From], views[q.To], readers(v.Printer, q.Readers)})
	}
	if page.Circles, err = s.askedCircles(v, invitations, views); err != nil {
		return err
	}
	if page.Cohorts, err = s.viewAskedCohorts(v); err != nil {
		return err
	}
	if page.Speaks, err = s.askedToSpeak(v); err != nil {
		return err
	}
	if page.Along, err = s.askedAlong(v); err != nil {
		return err
	}
	return s.render(w, code, "forum/asked", page)
}

func (s *Site) askedCircles(v *visit, invitations []forum.Invitation, views map[string]*spaceView) (asked []askedCircle, err error) {
	for _, invitation := range invitations {
		author, err := s.Networks.Member(v.Context(), v.Actor, invitation.Author)
		if err != nil {
			return nil, err
		}
		asked = append(asked, askedCircle{invitation, called(v.Printer, author), views[invitation.Space]})
	}
	return asked, nil
}

// postAskedMove is POST /asked/moves/{topic}: yes or no.
func (s *Site) postAskedMove(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	yes, err := v.yesOrNo()
	if err != nil {
		return err
	}
	return s.done(w, v, s.Forum.Answer(v.Context(), v.Actor, id, yes), "/asked", s.showAsked)
}

// postAskedCircle is POST /asked/circles/{topic}: yes or no.
func (s *Site) postAskedCircle(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	yes, err := v.yesOrNo()
	if err != nil {
		return err
	}
	if yes {
		return s.done(w, v, s.Forum.Enter(v.Context(), v.Actor, id), "/t/"+id, s.showAsked)
	}
	return s.done(w, v, s.Forum.Decline(v.Context(), v.Actor, id), "/asked", s.showAsked)
}

// yesOrNo reads the answer from the form.
func (v *visit) yesOrNo() (yes bool, err error) {
	answer := v.FormValue("answer")
	if answer != "yes" && answer != "no" {
		return false, locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	return answer == "yes", nil
}
