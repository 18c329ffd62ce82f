package site

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode"

	"tinig/locales"
	"tinig/server/accounts"
)

// frontPage is the door: sign in, or go on to join.
type frontPage struct {
	Page
	gate
	Own bool
}

// gate is what the guard asks of the next try from here with the form that is sent to action: work for the page's script, or so many seconds of waiting.
// The zero gate asks for nothing.
type gate struct {
	Challenge accounts.Challenge
	Wait      int
}

func (s *Site) gate(v *visit, action string) gate {
	challenge, wait := s.guard.Ask(s.address(v), action)
	return gate{Challenge: challenge, Wait: seconds(wait)}
}

func seconds(wait time.Duration) int { return int((wait + time.Second - 1) / time.Second) }

// front is GET /.
func (s *Site) front(w http.ResponseWriter, v *visit) error {
	if v.Session != nil {
		return seeOther(w, v, "/home")
	}
	return s.showFront(w, v, http.StatusOK, "")
}

func (s *Site) showFront(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := frontPage{Page: s.page(v), gate: s.gate(v, "/sign-in"), Own: v.FormValue("own") != ""}
	page.Error = refusal
	return s.render(w, code, "account/front", page)
}

// signIn is POST /sign-in.
func (s *Site) signIn(w http.ResponseWriter, v *visit) error {
	device := accounts.Device{Own: v.FormValue("own") != ""}
	cookie, err := guarded(s, v, func(ctx context.Context) (string, error) {
		return s.Accounts.SignIn(ctx, v.FormValue("phrase"), device)
	})
	if err == nil {
		err = s.begin(w, v, cookie)
	}
	return s.done(w, v, err, "/home", s.showFront)
}

// guarded runs something that could be guessed behind the guard: it may have to wait or prove work first, and a
// refusal counts as a failure.
func guarded[T any](s *Site, v *visit, try func(context.Context) (T, error)) (result T, err error) {
	address := s.address(v)
	answer := accounts.Answer{Challenge: v.FormValue("challenge"), Nonce: v.FormValue("answer")}
	_, wait, ok := s.guard.Check(address, v.URL.Path, answer)
	if s.guard.Alarm() {
		s.Log.Warn("many wrong sign-in words, codes or PINs, from everywhere together: each try costs something now")
	}
	if !ok {
		return result, locales.Refuse(locales.TooMany, "site.wait", "Count", seconds(wait))
	}
	result, err = try(v.Context())
	if err == nil {
		s.guard.Succeeded(address)
	}
	return result, err
}

// hers refuses unless the form's phrase is her own: for what is worth more than a session left open.
func (s *Site) hers(v *visit) error {
	_, err := guarded(s, v, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Accounts.Hers(ctx, v.Session, v.FormValue("phrase"))
	})
	return err
}

// address is where the request comes from, for the guard alone, which keeps none. A proxy's word is the last one: what
// stands before it, in the same header or in one of its name, anybody can have sent.
func (s *Site) address(v *visit) string {
	if s.Proxied {
		hops := strings.Split(strings.Join(v.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); last != "" {
			return last
		}
	}
	host, _, err := net.SplitHostPort(v.RemoteAddr)
	if err != nil {
		return v.RemoteAddr
	}
	return host
}

// leave is POST /leave: the session ends here and now, and what the browser stored of us goes. Whatever fails, she is away.
func (s *Site) leave(w http.ResponseWriter, v *visit) error {
	err := s.openSession(w, v)
	if err == nil {
		err = s.end(w, v)
	}
	if err != nil {
		s.Log.Error("a session could not be ended and waits for its idle limit", "error", err)
	}
	if err := s.unpair(w, v); err != nil {
		s.Log.Error("a tablet could not be unpaired and waits for the end of its room", "error", err)
	}
	s.dropCookie(w, sessionCookie)
	s.dropCookie(w, languageCookie)
	w.Header().Set("Clear-Site-Data", `"cookies", "storage"`)
	return seeOther(w, v, "/away")
}

// away is GET /away: a page that says nothing.
func (s *Site) away(w http.ResponseWriter, v *visit) error {
	return s.render(w, http.StatusOK, "shell/away", s.page(v))
}

// still is POST /still: she is still here. Opening the session has moved its idle limit already.
func (s *Site) still(w http.ResponseWriter, _ *visit) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// setLanguage is POST /language.
func (s *Site) setLanguage(w http.ResponseWriter, v *visit) error {
	lang := locales.For(v.FormValue("lang")).Tag()
	s.setCookie(w, languageCookie, lang)
	if v.Session != nil {
		if err := s.Accounts.SetLanguage(v.Context(), v.Session, lang); err != nil {
			return err
		}
	}
	return seeOther(w, v, ownPath(v.FormValue("path")))
}

// ownPath is a path on this site, / when it is anything else: browsers take a backslash for a slash and leave out tabs
// and line breaks, and two slashes begin another site's name (WHATWG URL).
func ownPath(path string) string {
	odd := func(r rune) bool { return r == '\\' || unicode.IsControl(r) }
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, odd) {
		return "/"
	}
	return path
}

// languages is GET /languages.
func (s *Site) languages(w http.ResponseWriter, v *visit) error {
	page := s.visited(v)
	page.Heading = v.Printer.T("site.languages_heading")
	return s.render(w, http.StatusOK, "site/languages", page)
}

// limitsPage tells what can't be protected against. Texts are the ids of its paragraphs.
type limitsPage struct {
	Page
	Texts []string
}

// limitTexts are the paragraphs of what we can't protect against, in their order, each with a heading "_title".
var limitTexts = []string{
	"limits.device", "limits.history", "limits.memory", "limits.network", "limits.server", "limits.order", "limits.style",
}

// limits is GET /limits.
func (s *Site) limits(w http.ResponseWriter, v *visit) error {
	page := limitsPage{Page: s.visited(v), Texts: limitTexts}
	page.Heading = v.Printer.T("limits.heading")
	return s.render(w, http.StatusOK, "site/limits", page)
}

// visited is the page frame on a page open to all: as a member sees it when she is signed in, and as a visitor when she is
// but can't enter.
func (s *Site) visited(v *visit) Page {
	s.recognise(v)
	return s.page(v)
}

// health is GET /healthz.
func (s *Site) health(w http.ResponseWriter, v *visit) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	ctx, cancel := context.WithTimeout(v.Context(), 2*time.Second)
	defer cancel()
	if err := s.Healthy(ctx); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, err = w.Write([]byte("the database does not answer\n"))
		return err
	}
	_, err := w.Write([]byte("ok\n"))
	return err
}

// nothingHere answers every other path, a member as the doors do that aren't hers.
func (s *Site) nothingHere(_ http.ResponseWriter, v *visit) error {
	s.recognise(v)
	return locales.Refuse(locales.NotFound, "site.nothing_here")
}
