package site

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"tinig/locales"
	"tinig/server/networks"
)

// errProveNow asks for her passkey once more before what would harm others if somebody else did it at her open page.
var errProveNow = locales.Refuse(locales.Forbidden, "passkey.now")

// proved lets a handler run when she has used her passkey within the last minutes. Who has none yet, in her first days in a role,
// has nothing to use.
func (s *Site) proved(h handler) handler {
	return func(w http.ResponseWriter, v *visit) error {
		if v.Session.Keyed && !s.Accounts.JustProved(v.Session) {
			return errProveNow
		}
		return h(w, v)
	}
}

// proveAlong uses the passkey that comes with a form, which keyPage has asked for. One that isn't hers leaves her as she was: what she
// wanted to do is refused again, with why.
func (s *Site) proveAlong(v *visit) error {
	answer := v.PostForm.Get("proof")
	if answer == "" || v.Session == nil {
		return nil
	}
	v.PostForm.Del("proof")
	v.Form.Del("proof")
	err := s.Accounts.ProvePasskey(v.Context(), v.Session, answer)
	if locales.IsKind(err, locales.Forbidden) {
		v.unproved, err = err, nil
	}
	return err
}

// keyPage asks for her passkey and then does what she was about to do: it holds her form.
type keyPage struct {
	Page
	Action string
	Hidden []hiddenField
}

// askKey answers who needs her passkey: a page waits behind that of her passkeys, a form goes on when she has used it. What she wrote
// isn't lost.
func (s *Site) askKey(w http.ResponseWriter, v *visit, refusal error) error {
	if v.Method != http.MethodPost {
		http.Redirect(w, v.Request, passkeysTo(v.URL.RequestURI()), http.StatusSeeOther)
		return nil
	}
	page := keyPage{Page: s.page(v), Action: v.URL.RequestURI()}
	page.Heading = v.Printer.T("passkey.use")
	if v.unproved != nil {
		refusal = v.unproved
	}
	page.Error, _ = v.Printer.Refusal(refusal)
	names := make([]string, 0, len(v.PostForm))
	for name := range v.PostForm {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range v.PostForm[name] {
			page.Hidden = append(page.Hidden, hiddenField{name, value})
		}
	}
	return s.render(w, http.StatusForbidden, "account/key", page)
}

// asksKey says whether a refusal is one that her passkey would lift: to a page or a form, not to a script.
func asksKey(v *visit, err error) bool {
	asked := errors.Is(err, networks.ErrKeyFirst) || errors.Is(err, errProveNow)
	posts := v.Method == http.MethodPost
	return asked && v.Session != nil && (posts && v.Session.Keyed || !posts && v.Header.Get("Sec-Fetch-Dest") != "empty")
}

// keyAsked says whether an ask for a new passkey stands in her name.
func (s *Site) keyAsked(v *visit) (bool, error) {
	if !v.Actor.Roles.Keyed() && !v.Actor.Resting.Keyed() {
		return false, nil
	}
	ask, err := s.Networks.OwnKeyAsk(v.Context(), v.Actor)
	return ask.Member != "", err
}

// passkeysTo is her passkeys' page, from which she goes on to a path.
func passkeysTo(path string) string { return "/me/passkeys?to=" + url.QueryEscape(path) }
