package site

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tinig/locales"
)

// proofLife is how far the time of a proof may be from ours. The page goes by our clock, which it learns from our answers.
const proofLife = 2 * time.Minute

// errOtherTab refuses a change that doesn't come from the tab to which the session is bound.
var errOtherTab = locales.Refuse(locales.Forbidden, "site.other_tab")

// postTab is POST /tab: the page's script binds the session to a key of its own. Where another page of hers was first, the header "Tab" names
// that one's.
func (s *Site) postTab(w http.ResponseWriter, v *visit) error {
	key, err := base64.RawURLEncoding.DecodeString(v.FormValue("key"))
	if err != nil {
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	if err := s.Accounts.BindTab(v.Context(), v.Session, key); err != nil {
		w.Header().Set("Tab", v.Session.Tab())
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// fromHerTab refuses what changes something without the proof of the tab's key. A session that is bound to none has none to show: where
// there is no script, its idle limit is the shorter one. Nor has a page that asks to be the first to bind one.
//
// A proof is a time, in seconds since 1970, a dot, and the key's signature over the path and that time (web/shell/tab.ts).
//
// A proof whose time is off says so in the header "Tab": the page's script learns the time and sends once more.
func (s *Site) fromHerTab(w http.ResponseWriter, v *visit) error {
	if v.Method != http.MethodPost || v.Session == nil || v.Session.Tab() == "" || v.Pattern == "POST /tab" {
		return nil
	}
	at, signature, _ := strings.Cut(cmp.Or(v.Header.Get("Tab"), v.PostForm.Get("tab")), ".")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return errOtherTab
	}
	signed, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !v.Session.ProvedBy(v.URL.Path+"\n"+at, signed) {
		return errOtherTab
	}
	if time.Since(time.Unix(seconds, 0)).Abs() > proofLife {
		w.Header().Set("Tab", "late")
		return errOtherTab
	}
	return nil
}
