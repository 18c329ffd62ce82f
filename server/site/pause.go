package site

import (
	"net/http"
)

// pausePage asks whether everything shall rest, and, while it does, is the only page there is.
type pausePage struct {
	Page
	Paused   bool
	Recovery bool
}

// pause is GET /me/pause.
func (s *Site) pause(w http.ResponseWriter, v *visit) error {
	return s.showPause(w, v, http.StatusOK, "")
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

// postPause is POST /me/pause: from now on everything rests.
func (s *Site) postPause(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Accounts.Pause(v.Context(), v.Session), "/me/pause", s.showPause)
}

// postWake is POST /me/pause/end: she is back.
func (s *Site) postWake(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Accounts.Wake(v.Context(), v.Session), "/home", s.showPause)
}
