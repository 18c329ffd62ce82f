package site

import (
	"net/http"
	"strings"
)

// The cookies live until the browser closes. Behind TLS the session's name binds it to this host alone.
const (
	secureCookie   = "__Host-s"
	plainCookie    = "s"
	languageCookie = "lang"
)

func isSecure(origin string) bool { return strings.HasPrefix(origin, "https://") }

func (s *Site) cookieName() string {
	if s.secure {
		return secureCookie
	}
	return plainCookie
}

func (s *Site) cookie(r *http.Request) string {
	cookie, err := r.Cookie(s.cookieName())
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (s *Site) setCookie(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode,
	})
}

func (s *Site) dropCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode,
	})
}
