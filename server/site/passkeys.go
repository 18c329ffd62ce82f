package site

import (
	"context"
	"net/http"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// keyOf is how it stands with her passkey.
func keyOf(s *accounts.Session) networks.Key {
	switch {
	case s.Proved:
		return networks.KeyIsShown
	case s.Keyed:
		return networks.KeyUnused
	}
	return networks.NoKey
}

// passkeysPage lists her passkeys. To is where she was going when one was asked of her.
type passkeysPage struct {
	Page
	Passkeys []accounts.Passkey
	To       string
	Staff    bool            // her role asks for one
	Own      bool            // the device is
	Used     bool            // she has used one here
	Just     bool            // within the last minutes
	Ask      networks.KeyAsk // that the one she has is lost
	Full     bool
}

// namedButton is a button's name, with the page's words.
type namedButton struct {
	Page
	Name string
}

// Named is the name of a button as the template "passkey_button" takes it.
func (p Page) Named(name string) namedButton { return namedButton{p, name} }

// passkeys is GET /me/passkeys.
func (s *Site) passkeys(w http.ResponseWriter, v *visit) error {
	return s.showPasskeys(w, v, http.StatusOK, "")
}

func (s *Site) showPasskeys(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := passkeysPage{Page: s.page(v), Staff: v.Actor.Roles.Keyed() || v.Actor.Resting.Keyed(), Own: v.Session.Device.Own, Used: v.Session.Proved, Just: s.Accounts.JustProved(v.Session)}
	page.Heading, page.Error, page.To = v.Printer.T("passkey.heading"), refusal, onward(v)
	if page.Passkeys, err = s.Accounts.Passkeys(v.Context(), v.Session); err != nil {
		return err
	}
	if page.Staff && len(page.Passkeys) > 0 && !page.Just {
		if page.Ask, err = s.Networks.OwnKeyAsk(v.Context(), v.Actor); err != nil {
			return err
		}
	}
	page.Full = len(page.Passkeys) >= accounts.MostPasskeys
	return s.render(w, code, "account/passkeys", page)
}

// onward is where she was going; her passkeys when it isn't said.
func onward(v *visit) string {
	to := v.FormValue("to")
	if to == "" {
		return "/me/passkeys"
	}
	return ownPath(to)
}

// postAskDevice is POST /me/passkeys/ask: what her page's script asks the device for, as JSON.
func (s *Site) postAskDevice(w http.ResponseWriter, v *visit) (err error) {
	var options []byte
	switch v.FormValue("for") {
	case "set":
		options, err = s.Accounts.BeginPasskey(v.Context(), v.Session, v.Printer.T("shell.title"), false)
	case "renew":
		options, err = s.Accounts.BeginPasskey(v.Context(), v.Session, v.Printer.T("shell.title"), true)
	case "use":
		options, err = s.Accounts.AskPasskey(v.Context(), v.Session)
	default:
		err = locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(options)
	return err
}

// postPasskey is POST /me/passkeys: the device has made one. Where she has none yet that she could prove, she gives her words.
func (s *Site) postPasskey(w http.ResponseWriter, v *visit) (err error) {
	if !v.Session.Keyed {
		err = s.hers(v)
	}
	if err == nil {
		err = s.Accounts.AddPasskey(v.Context(), v.Session, v.FormValue("passkey"), nil)
	}
	return s.done(w, v, err, onward(v), s.showPasskeys)
}

// postRenewPasskey is POST /me/passkeys/renew: the device has made one in the place of one that is lost, as two of the staff agreed.
func (s *Site) postRenewPasskey(w http.ResponseWriter, v *visit) error {
	err := s.hers(v)
	if err == nil {
		err = s.Accounts.AddPasskey(v.Context(), v.Session, v.FormValue("passkey"), func(ctx context.Context) error {
			return s.Networks.UseNewKey(ctx, v.Actor)
		})
	}
	return s.done(w, v, err, onward(v), s.showPasskeys)
}

// postLostPasskey is POST /me/passkeys/lost: hers is lost, or isn't after all.
func (s *Site) postLostPasskey(w http.ResponseWriter, v *visit) (err error) {
	if v.FormValue("found") != "" {
		err = s.Networks.DeclineNewKey(v.Context(), v.Actor, v.Actor.Member)
	} else {
		err = s.Networks.AskNewKey(v.Context(), v.Actor)
	}
	return s.done(w, v, err, onward(v), s.showPasskeys)
}

// postUsePasskey is POST /me/passkeys/use: the device has shown one.
func (s *Site) postUsePasskey(w http.ResponseWriter, v *visit) error {
	err := s.Accounts.ProvePasskey(v.Context(), v.Session, v.FormValue("passkey"))
	return s.done(w, v, err, onward(v), s.showPasskeys)
}

// postRemovePasskey is POST /me/passkeys/{passkey}/remove.
func (s *Site) postRemovePasskey(w http.ResponseWriter, v *visit) error {
	err := s.Accounts.RemovePasskey(v.Context(), v.Session, v.PathValue("passkey"))
	if locales.IsKind(err, locales.NotFound) {
		err = nil
	}
	return s.done(w, v, err, "/me/passkeys", s.showPasskeys)
}
