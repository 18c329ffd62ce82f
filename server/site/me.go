package site

import (
	"context"
	"net/http"
	"time"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// mePage is her own page: who she is where, this device, her sessions, recovery codes, quiet hours, whom she muted
// and whom she blocked.
type mePage struct {
	Page
	gate
	Roles    []networks.Role
	Own      bool
	Sessions []accounts.OpenSession
	Left     int
	Blocked  []networks.Member
	Muted    []networks.Member
	Recovery bool
	Quiet    quietView
}

// me is GET /me.
func (s *Site) me(w http.ResponseWriter, v *visit) error { return s.showMe(w, v, http.StatusOK, "") }

func (s *Site) showMe(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := mePage{Page: s.page(v), gate: s.gate(v), Roles: v.Actor.Roles, Own: v.Session.Device.Own}
	page.Heading, page.Error = v.Printer.T("me.heading"), refusal
	page.Quiet = quiet(v.Printer, v.Session.Settings.Quiet, time.Now())
	if page.Sessions, err = s.Accounts.Sessions(v.Context(), v.Session); err != nil {
		return err
	}
	if page.Blocked, err = s.Networks.Blocked(v.Context(), v.Actor); err != nil {
		return err
	}
	if page.Muted, err = s.Networks.Muted(v.Context(), v.Actor); err != nil {
		return err
	}
	if page.Recovery, err = s.Networks.RecoveryOpen(v.Context(), v.Actor); err != nil {
		return err
	}
	if page.Left, err = s.Accounts.CodesLeft(v.Context(), v.Session); err != nil {
		return err
	}
	return s.render(w, code, "account/me", page)
}

// postEndSession is POST /me/sessions/{session}/end.
func (s *Site) postEndSession(w http.ResponseWriter, v *visit) error {
	if err := s.Accounts.EndOther(v.Context(), v.Session, v.PathValue("session")); err != nil && !locales.IsKind(err, locales.NotFound) {
		return err
	}
	return seeOther(w, v, "/me#sessions")
}

// codesPage is the neutral card of recovery codes, shown once.
type codesPage struct {
	Page
	Codes []string
}

// postCodes is POST /me/codes: eight new codes; the old ones open nothing from now on.
func (s *Site) postCodes(w http.ResponseWriter, v *visit) error {
	codes, err := guarded(s, v, func(ctx context.Context) ([]string, error) {
		return s.Accounts.NewCodes(ctx, v.Session, v.FormValue("phrase"))
	})
	if err != nil {
		return s.again(w, v, err, s.showMe)
	}
	page := codesPage{Page: s.page(v), Codes: codes}
	page.Heading = v.Printer.T("codes.heading")
	return s.render(w, http.StatusOK, "account/codes", page)
}

// postDevice is POST /me/device: it is her own, or others use it too.
func (s *Site) postDevice(w http.ResponseWriter, v *visit) error {
	if err := s.Accounts.SetDevice(v.Context(), v.Session, accounts.Device{Own: v.FormValue("own") != ""}); err != nil {
		return err
	}
	return seeOther(w, v, "/me")
}
