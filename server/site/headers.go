package site

import (
	"maps"
	"net/http"
	"strings"

	"tinig/locales"
)

// everyResponse are the headers that all responses carry.
var everyResponse = map[string]string{
	"Cache-Control":                "no-store",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
	"X-Robots-Tag":                 "noindex, nofollow, noarchive",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy": "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), " +
		"geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), " +
		"publickey-credentials-get=(self), serial=(), usb=(), xr-spatial-tracking=()",
}

// contentPolicy lets a page load from this site and nowhere else, and run nothing that stands in the page. The socket is
// named: to Safari before 15.4, 'self' is no WebSocket.
func contentPolicy(origin string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
		"connect-src 'self' " + strings.Replace(origin, "http", "ws", 1) + "; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// headers sets what all responses carry. no-store is overridden by the assets alone, which are the same for everybody.
func (s *Site) headers(next http.Handler) http.Handler {
	all := maps.Clone(everyResponse)
	all["Content-Security-Policy"] = contentPolicy(s.Origin)
	if s.secure {
		all["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range all {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

// fromHere refuses forms that another site's page sends.
//
// Browsers say where a form comes from in Sec-Fetch-Site; that is the protection's first look. Those that don't (all of
// them over plain http, and Safari before 16.4) say Origin, but since our pages ask for no referrer they say "null", for
// our own forms too (Fetch, "append a request Origin header"). Then, and when neither is said, what keeps another site's
// form from acting in her name is the session's cookie, which is SameSite=Strict and doesn't come with it.
func (s *Site) fromHere(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		unsaid := r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "null"
		if !unsaid && protection.Check(r) != nil {
			s.answer(w, s.visit(r), locales.Refuse(locales.Forbidden, "site.form_incomplete"))
			return
		}
		next.ServeHTTP(w, r)
	})
}
