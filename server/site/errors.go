package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/moderation"
	"tinig/server/networks"
)

// errSignedOut sends the visitor to the front page. To script it is 401. Only who would lose words is told in a page.
var errSignedOut = locales.Refuse(locales.Forbidden, "site.signed_out")

// errPaused leads to the one page that is there while everything rests. Only who would lose words is told here.
var errPaused = locales.Refuse(locales.Forbidden, "site.paused")

// status is each kind of refusal as HTTP says it.
var status = map[locales.Kind]int{
	locales.NotFound:  http.StatusNotFound,
	locales.Forbidden: http.StatusForbidden,
	locales.Invalid:   http.StatusUnprocessableEntity,
	locales.Conflict:  http.StatusConflict,
	locales.TooMany:   http.StatusTooManyRequests,
	locales.Gone:      http.StatusGone,
}

// errorPage says what was refused, or that something went wrong and under which number the operator finds it. Words are
// what she had written and would lose.
type errorPage struct {
	Page
	Number string
	Words  string
}

// answer turns an error into a page: a refusal in her words, everything else into "something went wrong" and a number.
// The log gets the number and the error, which holds ids only.
func (s *Site) answer(w http.ResponseWriter, v *visit, err error) {
	switch v.Context().Err() {
	case context.Canceled:
		return // she has gone, and that is why
	case context.DeadlineExceeded:
		s.Log.Warn("a request waited too long", "route", v.Pattern)
		err = locales.Refuse(locales.TooMany, "site.wait", "Count", seconds(patience))
	}
	var shown *moderation.Shown
	if errors.As(err, &shown) {
		if err = s.look(w, v, shown); err == nil {
			return
		}
	}
	if asksKey(v, err) {
		if err = s.askKey(w, v, err); err == nil {
			return
		}
	}
	page := errorPage{Words: v.words()}
	text, refused := v.Printer.Refusal(err)
	code := http.StatusInternalServerError
	switch {
	case errors.Is(err, errSignedOut) && page.Words == "":
		s.answerElsewhere(w, v, "/")
		return
	case errors.Is(err, errNoNetwork):
		s.answerElsewhere(w, v, "/home")
		return
	case errors.Is(err, errPaused) && page.Words == "":
		s.answerElsewhere(w, v, "/me/pause")
		return
	case errors.Is(err, networks.ErrSuspended) && page.Words == "":
		s.answerElsewhere(w, v, "/reports")
		return
	case errors.Is(err, networks.ErrAgreeFirst) && page.Words == "":
		http.Redirect(w, v.Request, "/agreement", http.StatusSeeOther)
		return
	case refused:
		code = refusedStatus(err)
	default:
		page.Number = uuid.NewString()[:8]
		s.Log.Error("a request failed", "number", page.Number, "route", v.Pattern, "error", err)
	}
	page.Page = s.page(v)
	page.Error = text
	if err := s.render(w, code, "site/error", page); err != nil {
		s.Log.Error("the error page failed", "error", err)
	}
}

// answerElsewhere sends a page elsewhere and tells a script to leave.
func (s *Site) answerElsewhere(w http.ResponseWriter, v *visit, path string) {
	if v.Header.Get("Sec-Fetch-Dest") == "empty" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, v.Request, path, http.StatusSeeOther)
}

// words are what a member's form holds that she wrote and can't easily write again.
func (v *visit) words() string {
	return strings.TrimSpace(v.PostForm.Get("title") + "\n\n" + v.PostForm.Get("body"))
}

func refusedStatus(err error) int {
	var refusal *locales.Refusal
	if errors.As(err, &refusal) && status[refusal.Kind] != 0 {
		return status[refusal.Kind]
	}
	return http.StatusInternalServerError
}

// view draws a page, with a refusal on top unless it is "".
type view func(w http.ResponseWriter, v *visit, code int, refusal string) error

// again draws a page once more when err is a refusal (but for words that she is to look at first: see look), with its words on top and what she typed still in it. Other errors
// go on to answer.
func (s *Site) again(w http.ResponseWriter, v *visit, err error, show view) error {
	text, refused := v.Printer.Refusal(err)
	var shown *moderation.Shown
	if !refused || errors.As(err, &shown) {
		return err
	}
	return show(w, v, refusedStatus(err), text)
}

// done goes on to a page when all went well, and else draws the one that she came from again.
func (s *Site) done(w http.ResponseWriter, v *visit, err error, path string, show view) error {
	if err != nil {
		return s.again(w, v, err, show)
	}
	return seeOther(w, v, path)
}

// panicked is the error of a panic: of what kind and where.
func panicked(problem any) error {
	kind := fmt.Sprintf("%T", problem)
	if known, ok := problem.(runtime.Error); ok {
		kind = known.Error()
	}
	callers := make([]uintptr, 16)
	frames := runtime.CallersFrames(callers[:runtime.Callers(4, callers)]) // above here, recovered and the runtime's own
	var places []string
	for more := true; more; {
		var frame runtime.Frame
		if frame, more = frames.Next(); !strings.HasPrefix(frame.Function, "runtime.") && !strings.HasPrefix(frame.Function, "net/http.") {
			places = append(places, fmt.Sprintf("%s:%d", frame.Function, frame.Line))
		}
	}
	return fmt.Errorf("panicked (%s) at %s", kind, strings.Join(places, ", "))
}
