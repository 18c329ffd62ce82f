package site

import (
	"context"
	"errors"
	"net/http"

	"tinig/server/networks"
)

// pausePage asks whether everything shall rest, and, while it does, is the only page there is.
type pausePage struct {
	Page
	Paused   bool
	Recovery bool
}

// pause is GET /me/pause.
func (s *Site) pause(w http.ResponseWriter, v *visit) error {
	if v.Session.Settings.Paused { // its marks are in no backup
		if err := s.eachMembership(v, s.letRest(v)); err != nil {
			return err
		}
	}
	return s.showPause(w, v, http.StatusOK, "")
}

// letRest lets what others can see and use of one of her members rest: what she allowed with her stories, and what shows her. letWake ends that.
func (s *Site) letRest(v *visit) func(context.Context, networks.Actor) error {
	return func(ctx context.Context, a networks.Actor) error {
		return errors.Join(s.Stories.Rest(ctx, a), s.Statements.Rest(ctx, a, signingHand(v, a)))
	}
}

func (s *Site) letWake(v *visit) func(context.Context, networks.Actor) error {
	return func(ctx context.Context, a networks.Actor) error {
		return errors.Join(s.Stories.Wake(ctx, a), s.Statements.Wake(ctx, a, signingHand(v, a)))
	}
}

func (s *Site) showPause(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := pausePage{Page: s.page(v), Paused: v.Session.Settings.Paused}
	page.Heading, page.Error = v.Printer.T("pause.heading"), refusal
	if page.Paused {
		page.Heading = v.Printer.T("pause.resting_heading")
		if page.Recovery, err = s.Networks.RecoveryOpen(v.Context(), v.Actor); err != nil {
			return err
		}
	}
	return s.render(w, code, "account/pause", page)
}

// postPause is POST /me/pause: from now on everything rests. What others have of her rests first, in each of her networks by itself.
func (s *Site) postPause(w http.ResponseWriter, v *visit) error {
	if err := s.eachMembership(v, s.letRest(v)); err != nil {
		return err
	}
	if err := s.Accounts.Pause(v.Context(), v.Session); err != nil {
		return errors.Join(err, s.eachMembership(v, s.letWake(v)))
	}
	return seeOther(w, v, "/me/pause")
}

// postWake is POST /me/pause/end: she is back.
func (s *Site) postWake(w http.ResponseWriter, v *visit) error {
	if err := s.Accounts.Wake(v.Context(), v.Session); err != nil {
		return s.again(w, v, err, s.showPause)
	}
	if err := s.eachMembership(v, s.letWake(v)); err != nil {
		return err
	}
	return seeOther(w, v, "/home")
}

// eachMembership does something as each of the members that she is, one after the other. A membership that is over has nothing.
func (s *Site) eachMembership(v *visit, do func(context.Context, networks.Actor) error) error {
	for _, membership := range v.Session.Memberships {
		actor, err := s.actorOf(v, membership)
		if errors.Is(err, errOver) {
			continue
		}
		if err != nil {
			return err
		}
		if err := do(v.Context(), actor); err != nil {
			return err
		}
	}
	return nil
}
