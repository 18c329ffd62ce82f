package site

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tinig/locales"
)

// proofLife is how far the time of a proof may be from ours. The page goes by our clock, which it learns when it binds the session.
const proofLife = 2 * time.Minute

// errOtherTab refuses a change that doesn't come from the tab to which the session is bound.
var errOtherTab = locales.Refuse(locales.Forbidden, "site.other_tab")

// postTab is POST /tab: the page's script binds the session to a key of its own.
func (s *Site) postTab(w http.ResponseWriter, v *visit) error {
	key, err := base64.RawURLEncoding.DecodeString(v.FormValue("key"))
	if err != nil {
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	if err := s.Accounts.BindTab(v.Context(), v.Session, key); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// fromHerTab refuses what changes something without the proof of the tab's key. A session that is bound to none has none to show: where
// there is no script, its idle limit is the shorter one.
//
// A proof is a time, in seconds since 1970, a dot, and the key's signature over the path and that time (web/shell/tab.ts).
func (s *Site) fromHerTab(_ http.ResponseWriter, v *visit) error {
	if v.Method != http.MethodPost || v.Session == nil || v.Session.Tab() == "" {
		return nil
	}
	proof := v.Header.Get("Proof")
	if proof == "" {
		proof = v.PostForm.Get("proof")
	}
	at, signature, _ := strings.Cut(proof, ".")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if off := time.Since(time.Unix(seconds, 0)); err != nil || off.Abs() > proofLife {
		return errOtherTab
	}
	signed, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !v.Session.ProvedBy(v.URL.Path+"\n"+at, signed) {
		return errOtherTab
	}
	return nil
}
