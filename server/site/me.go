package site

import (
	"context"
	"net/http"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// mePage is her own page: who she is here, and where everything of hers is found.
type mePage struct {
	Page
	Roles    []networks.Role
	Minor    bool
	Learns   bool
	Lead     bool
	Keeps    bool // a share, as a custodian
	Recovery bool
	Passkeys bool // they are offered to her: on a device of her own, and where her role asks for one
}

// me is GET /me.
func (s *Site) me(w http.ResponseWriter, v *visit) (err error) {
	if v.reads() {
		return s.readerMe(w, v)
	}
	page := mePage{Page: s.page(v), Roles: v.Actor.Roles, Minor: v.Actor.Band == networks.Minor, Learns: learner(v.Actor).Learns,
		Lead:     networks.Allow(v.Actor, networks.OpenHanded, nil) == nil,
		Keeps:    networks.Allow(v.Actor, networks.KeepShare, nil) == nil,
		Passkeys: v.Session.Device.Own || v.Session.Keyed || v.Actor.Roles.Keyed() || v.Actor.Resting.Keyed()}
	page.Heading = v.Printer.T("me.heading")
	if page.Recovery, err = s.Networks.RecoveryOpen(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "account/me", page)
}

// devicePage is about signing in: this device, her sessions, her recovery codes.
type devicePage struct {
	Page
	gate
	Own      bool
	Sessions []accounts.OpenSession
	Left     int
}

// device is GET /me/device.
func (s *Site) device(w http.ResponseWriter, v *visit) error {
	return s.showDevice(w, v, http.StatusOK, "")
}

func (s *Site) showDevice(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := devicePage{Page: s.page(v), gate: s.gate(v, "/me/codes"), Own: v.Session.Device.Own}
	page.Heading, page.Error = v.Printer.T("me.device_link"), refusal
	if set := v.FormValue("set"); set == wordsMine || set == wordsSecond {
		page.Notice = v.Printer.T("words_set." + set)
	}
	if page.Sessions, err = s.Accounts.Sessions(v.Context(), v.Session); err != nil {
		return err
	}
	if page.Left, err = s.Accounts.CodesLeft(v.Context(), v.Session); err != nil {
		return err
	}
	return s.render(w, code, "account/device", page)
}

// postEndSession is POST /me/sessions/{session}/end.
func (s *Site) postEndSession(w http.ResponseWriter, v *visit) error {
	if err := s.Accounts.EndOther(v.Context(), v.Session, v.PathValue("session")); err != nil && !locales.IsKind(err, locales.NotFound) {
		return err
	}
	return seeOther(w, v, "/me/device#sessions")
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
		return s.again(w, v, err, s.showDevice)
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
	return seeOther(w, v, "/me/device")
}

// blockedPage lists whom she blocked, and whom she muted.
type blockedPage struct {
	Page
	Blocked []networks.Member
	Muted   []networks.Member
}

// blocked is GET /me/blocked.
func (s *Site) blocked(w http.ResponseWriter, v *visit) (err error) {
	page := blockedPage{Page: s.page(v)}
	page.Heading = v.Printer.T("me.blocked_link")
	if page.Blocked, err = s.Networks.Blocked(v.Context(), v.Actor); err != nil {
		return err
	}
	if page.Muted, err = s.Networks.Muted(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "account/blocked", page)
}
