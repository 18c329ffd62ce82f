package site_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/accounts"
	"tinig/server/site"
)

// newEdge is a site without anything behind it: enough for what is decided before anybody is asked.
func newEdge(t *testing.T, log io.Writer) *site.Site { return newEdgeOf(t, log, nil) }

func newEdgeOf(t *testing.T, log io.Writer, people *accounts.Accounts) *site.Site {
	t.Helper()
	s, err := site.New(site.Config{
		Accounts: people, Secret: make([]byte, 32), Origin: "https://notes.example", Log: slog.New(slog.NewTextHandler(log, nil)),
		Healthy: func(context.Context) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask sends a request that a browser would: name, value, name, value are its headers.
func ask(h http.Handler, method, path, form string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form))
	r.Host = "notes.example"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Every answer says what may be kept of it and what may run in it, errors of every kind too.
func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	h := newEdge(t, io.Discard).Handler()
	for _, c := range []struct{ method, path, origin string }{
		{"GET", "/", ""}, {"HEAD", "/", ""}, {"GET", "/home", ""}, {"GET", "/nothing", ""}, {"GET", "//elsewhere.example/..", ""},
		{"OPTIONS", "/home", ""}, {"DELETE", "/home", ""}, {"POST", "/home", "https://notes.example"}, {"POST", "/switch", "https://notes.example"},
		{"POST", "/sign-in", "https://elsewhere.example"}, {"GET", "/live", ""}, {"GET", "/assets/none", ""}, {"GET", "/healthz", ""}, {"GET", "/away", ""},
	} {
		w := ask(h, c.method, c.path, "", "Origin", c.origin)
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Content-Security-Policy": "connect-src 'self' wss://notes.example;", "Permissions-Policy": "camera=()",
			"Strict-Transport-Security": "max-age=",
		} {
			if got := w.Header().Get(name); !strings.Contains(got, want) || strings.Contains(got, "unsafe") {
				t.Errorf("%s %s answers %d with %s: %q", c.method, c.path, w.Code, name, got)
			}
		}
	}
}

// Pages that ask for no referrer have browsers say "Origin: null" for their own forms where they don't say Sec-Fetch-Site:
// Safari before 16.4, and all of them over plain http. There nobody could sign in.
func TestOldBrowsersCanSendFormsAndOtherSitesCant(t *testing.T) {
	h := newEdge(t, io.Discard).Handler()
	for _, c := range []struct {
		origin, site string
		taken        bool
	}{
		{"https://notes.example", "", true}, {"null", "", true}, {"", "", true}, {"null", "same-origin", true},
		{"null", "cross-site", false}, {"null", "same-site", false}, {"https://elsewhere.example", "", false}, {"https://notes.example", "cross-site", false},
	} {
		w := ask(h, http.MethodPost, "/language", "lang=es&path=/limits", "Origin", c.origin, "Sec-Fetch-Site", c.site)
		if taken := w.Code == http.StatusSeeOther; taken != c.taken {
			t.Errorf("from origin %q, site %q it answers %d", c.origin, c.site, w.Code)
		}
		if !c.taken && (w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "<html")) {
			t.Errorf("from origin %q, site %q it refuses with %d: %s", c.origin, c.site, w.Code, w.Body)
		}
	}
}

// Leaving works when the database doesn't: it used to end on an error page, in the middle of where she was.
func TestLeavingNeedsNoDatabase(t *testing.T) {
	db := dbtest.New(t)
	people, err := accounts.New(db, stream.New(db, nil), accounts.Config{Peppers: [][]byte{make([]byte, 32)}})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	var log bytes.Buffer
	h := newEdgeOf(t, &log, people).Handler()
	cookie := "__Host-s=" + strings.Repeat("A", 43)
	if w := ask(h, http.MethodGet, "/home", "", "Cookie", cookie); w.Code != http.StatusInternalServerError {
		t.Fatalf("without a database a page answers %d", w.Code)
	}
	if w := ask(h, http.MethodGet, "/away", "", "Cookie", cookie); w.Code != http.StatusOK {
		t.Errorf("/away answers %d", w.Code)
	}
	w := ask(h, http.MethodPost, "/leave", "", "Cookie", cookie)
	if !strings.Contains(log.String(), "could not be ended") {
		t.Errorf("the log says %s", &log)
	}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/away" || !strings.Contains(w.Header().Get("Clear-Site-Data"), "storage") {
		t.Errorf("leaving answers %d, %v", w.Code, w.Header())
	}
	for _, name := range []string{"__Host-s", "__Host-lang"} {
		if !strings.Contains(strings.Join(w.Header().Values("Set-Cookie"), "\n"), name+"=; Path=/; Max-Age=0") {
			t.Errorf("leaving keeps the cookie %s: %v", name, w.Header().Values("Set-Cookie"))
		}
	}
}

// A mistake of ours used to cut the connection without a page and without a line in the log.
func TestAPanicIsAPageAndALineWithoutWords(t *testing.T) {
	var log bytes.Buffer
	s := newEdge(t, &log)
	for name, h := range map[string]func(http.ResponseWriter, *http.Request) error{
		"of ours":        func(http.ResponseWriter, *http.Request) error { panic("somebody's words") },
		"of the runtime": func(_ http.ResponseWriter, r *http.Request) error { _ = r.URL.Path[100]; return nil },
	} {
		log.Reset()
		w := httptest.NewRecorder()
		s.Door(h).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "Something went wrong") {
			t.Errorf("a panic %s answers %d: %s", name, w.Code, w.Body)
		}
		if said := log.String(); !strings.Contains(said, "TestAPanicIsAPage") || strings.Contains(said, "words") {
			t.Errorf("of a panic %s the log says %q", name, said)
		}
	}
}

// Whoever waits too long in a crowd is told so; nothing waits for ever.
func TestWaitingComesToAnEnd(t *testing.T) {
	var log bytes.Buffer
	h := newEdge(t, &log).Door(func(_ http.ResponseWriter, r *http.Request) error {
		<-r.Context().Done()
		return r.Context().Err()
	})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil).WithContext(ctx))
	if w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "Please wait") || !strings.Contains(log.String(), "too long") {
		t.Errorf("who waited too long is answered with %d, and the log says %s", w.Code, &log)
	}
}

func TestOnlyPathsOfOurOwnAreGoneBackTo(t *testing.T) {
	for path, own := range map[string]bool{
		"/": true, "/t/1?from=2#p2": true, "/languages": true,
		"": false, "home": false, "https://elsewhere.example": false, "//elsewhere.example": false, `/\elsewhere.example`: false,
		"/\t/elsewhere.example": false, "/\n/elsewhere.example": false, "/\r\nSet-Cookie: a=b": false, "\t//elsewhere.example": false,
	} {
		want := "/"
		if own {
			want = path
		}
		if got := site.OwnPath(path); got != want {
			t.Errorf("%q leads to %q", path, got)
		}
	}
}

// Behind TLS every cookie is bound to this host, and no script reads it. Her language used to be kept in one that any other site below the
// same domain could have set.
func TestEveryCookieIsBoundToThisHost(t *testing.T) {
	h := newEdge(t, io.Discard).Handler()
	if w := ask(h, http.MethodPost, "/language", "lang=es&path=/limits"); len(w.Result().Cookies()) != 1 {
		t.Fatalf("choosing a language sets %v", w.Header().Values("Set-Cookie"))
	}
	for _, path := range []string{"/language", "/leave"} {
		w := ask(h, http.MethodPost, path, "lang=es&path=/limits")
		for _, c := range w.Result().Cookies() {
			if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("%s sets %s", path, c.Raw)
			}
		}
	}
	for _, c := range []struct{ cookie, lang string }{{"__Host-lang=es", "es"}, {"lang=es", "en"}} {
		if w := ask(h, http.MethodGet, "/languages", "", "Cookie", c.cookie); !strings.Contains(w.Body.String(), `<html lang="`+c.lang+`"`) {
			t.Errorf("with %s the page isn't in %s", c.cookie, c.lang)
		}
	}
}

// A page loads and runs what this site serves and nothing else, sends forms nowhere else, and stands in nobody's frame. What has a base or
// an object of its own isn't left to what other rules imply (OWASP ASVS 5.0, 3.4.3).
func TestAPageLoadsFromThisSiteAlone(t *testing.T) {
	said := map[string]string{}
	for _, rule := range strings.Split(ask(newEdge(t, io.Discard).Handler(), http.MethodGet, "/", "").Header().Get("Content-Security-Policy"), ";") {
		name, of, _ := strings.Cut(strings.TrimSpace(rule), " ")
		said[name] = of
	}
	want := map[string]string{
		"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "connect-src": "'self' wss://notes.example",
		"object-src": "'none'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
	}
	if !maps.Equal(said, want) {
		t.Errorf("the policy is %v", said)
	}
}

// A method that no line of the route table names finds nothing, and is told nothing back: TRACE would show what a proxy adds.
func TestAMethodThatNoRouteHasFindsNothing(t *testing.T) {
	h := newEdge(t, io.Discard).Handler()
	for _, method := range []string{"TRACE", "CONNECT", "OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND", "get"} {
		for _, path := range []string{"/", "/home", "/sign-in", "/language", "/leave", "/live", "/healthz", "/assets/none", "/metrics"} {
			w := ask(h, method, path, "lang=es&marker=body", "X-Marker", "marker-header")
			if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "marker") || len(w.Result().Cookies()) != 0 {
				t.Errorf("%s %s answers %d with %v", method, path, w.Code, w.Header())
			}
			if said := w.Header().Get("Server") + w.Header().Get("X-Powered-By"); said != "" {
				t.Errorf("%s %s says that it is %s", method, path, said)
			}
		}
	}
	for _, path := range []string{"/home", "/limits", "/away"} {
		if w := ask(h, http.MethodPost, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("POST %s answers %d", path, w.Code)
		}
	}
	if w := ask(h, http.MethodGet, "/language", ""); w.Code != http.StatusNotFound {
		t.Errorf("GET /language answers %d", w.Code)
	}
}
