package site

import (
	"net/http"
	"strings"
)

// The cookies live until the browser closes. Behind TLS hostOnly stands before each name: browsers take such a cookie from this host alone,
// over TLS, for all of it (RFC 6265bis, 4.1.3.2), so that another site below the same domain can't set one.
const (
	hostOnly       = "__Host-"
	sessionCookie  = "s"
	tabletCookie   = "t" // of a tablet that is paired with a room
	languageCookie = "lang"
)

func isSecure(origin string) bool { return strings.HasPrefix(origin, "https://") }

// cookieName is a cookie's name as browsers have it.
func (s *Site) cookieName(cookie string) string {
	if s.secure {
		return hostOnly + cookie
	}
	return cookie
}

// cookie is the value of a cookie, "" where there is none.
func (s *Site) cookie(r *http.Request, name string) string {
	cookie, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (s *Site) setCookie(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode,
	})
}

func (s *Site) dropCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(name), Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode,
	})
}
