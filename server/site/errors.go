package site

import (
	"context"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"tinig/locales"
)

// errSignedOut sends the visitor to the front page. To script it is 401.
var errSignedOut = locales.Refuse(locales.Forbidden, "site.signed_out")

// status is each kind of refusal as HTTP says it.
var status = map[locales.Kind]int{
	locales.NotFound:  http.StatusNotFound,
	locales.Forbidden: http.StatusForbidden,
	locales.Invalid:   http.StatusUnprocessableEntity,
	locales.Conflict:  http.StatusConflict,
	locales.TooMany:   http.StatusTooManyRequests,
	locales.Gone:      http.StatusGone,
}

// errorPage says what was refused, or that something went wrong and under which number the operator finds it.
type errorPage struct {
	Page
	Number string
}

// answer turns an error into a page: a refusal in her words, everything else into "something went wrong" and a number.
// The log gets the number and the error, which holds ids only.
func (s *Site) answer(w http.ResponseWriter, v *visit, err error) {
	if errors.Is(err, errSignedOut) {
		s.answerSignedOut(w, v)
		return
	}
	if errors.Is(err, context.Canceled) && v.Context().Err() != nil {
		return // she has gone
	}
	page := errorPage{Page: s.page(v)}
	text, refused := v.Printer.Refusal(err)
	code := http.StatusInternalServerError
	if refused {
		page.Error, code = text, refusedStatus(err)
	} else {
		page.Number = uuid.NewString()[:8]
		s.Log.Error("a request failed", "number", page.Number, "route", v.Pattern, "error", err)
	}
	if err := s.render(w, code, "site/error", page); err != nil {
		s.Log.Error("the error page failed", "error", err)
	}
}

// answerSignedOut sends a page to the front door and tells a script.
func (s *Site) answerSignedOut(w http.ResponseWriter, v *visit) {
	s.dropCookie(w)
	if v.Header.Get("Sec-Fetch-Dest") == "empty" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, v.Request, "/", http.StatusSeeOther)
}

func refusedStatus(err error) int {
	var refusal *locales.Refusal
	if errors.As(err, &refusal) && status[refusal.Kind] != 0 {
		return status[refusal.Kind]
	}
	return http.StatusInternalServerError
}
