package site

import (
	"context"
	"net/http"
	"strings"
	"time"

	"tinig/locales"
	"tinig/server/duty"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// nearPage is whom she can call and ask, after she wrote something that may say that she is in danger, or because she came for it.
// To is the page to which her words led.
type nearPage struct {
	Page
	Now    nearPart
	Helped help
	To     string
	Sent   bool // she comes from there
	Write  bool // she is about to write to who has seen it
	Body   string
	Most   int
}

// nearPart is how it stands with a person for her: what the template "near_now" draws, in the page and by itself.
type nearPart struct {
	*locales.Printer
	Asking duty.Asking
}

// NextAt is when somebody means to be on duty: "Tuesday 18:00" by the network's clock; "" for never.
func (n nearPart) NextAt() string {
	if n.Asking.Next.IsZero() {
		return ""
	}
	return n.T("duty.at", "Day", n.T("duty_day."+weekdays[n.Asking.Next.Weekday()]), "Time", clock(n.Printer, 60*n.Asking.Next.Hour()+n.Asking.Next.Minute()))
}

// weekdays are the days of the week as message ids say them.
var weekdays = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// near is GET /near.
func (s *Site) near(w http.ResponseWriter, v *visit) error {
	return s.showNear(w, v, http.StatusOK, "")
}

func (s *Site) showNear(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := nearPage{Page: s.page(v), Helped: s.helped(v), To: v.FormValue("to"), Sent: v.FormValue("to") != "", Write: v.FormValue("write") != "", Body: v.PostForm.Get("body"), Most: duty.SaidLength}
	page.Heading, page.Error = v.Printer.T("near.heading"), refusal
	if !strings.HasPrefix(page.To, "/") || strings.HasPrefix(page.To, "//") || strings.ContainsAny(page.To, "\\\r\n\t") {
		page.To = "/home"
	}
	if page.Now, err = s.nearNowOf(v); err != nil {
		return err
	}
	page.Write = page.Write && page.Now.Asking.There
	return s.render(w, code, "screen/near", page)
}

func (s *Site) nearNowOf(v *visit) (now nearPart, err error) {
	now.Printer = v.Printer
	now.Asking, err = s.Duty.Asking(v.Context(), v.Actor)
	return now, err
}

// nearNow is GET /near/now: how it stands, for a page that asks again and again.
func (s *Site) nearNow(w http.ResponseWriter, v *visit) error {
	now, err := s.nearNowOf(v)
	if err != nil {
		return err
	}
	return s.renderPart(w, "screen/near", "near_now", now)
}

// postAskPerson is POST /near: she asks for a person.
func (s *Site) postAskPerson(w http.ResponseWriter, v *visit) error {
	err := s.Duty.Raise(v.Context(), v.Actor, duty.Asked, "")
	return s.done(w, v, err, "/near#person", s.showNear)
}

// postNearWords is POST /near/words: what she writes to who has seen that she may need a person.
func (s *Site) postNearWords(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	if err == nil {
		err = s.Duty.Say(v.Context(), v.Actor, "", once, v.FormValue("body"))
	}
	v.crisis = false // she is there already
	return s.done(w, v, err, "/near#person", s.showNear)
}

// aloud are the forms whose words stand under her name, where others read them or a lead does. What is hers alone, and what nobody
// is to know of whom it comes, brings her whom she can call, and tells nobody.
var aloud = map[string]bool{
	"POST /s/{space}/topics":          true,
	"POST /t/{topic}/posts":           true,
	"POST /t/{topic}/p/{number}/edit": true,
	"POST /cohorts/{cohort}/circle":   true,
	"POST /me/handed":                 true,
	"POST /report/{kind}/{ref}":       true,
}

// arm has the lead on duty told, when what she has written has gone its way.
func (s *Site) arm(v *visit) {
	if !v.crisis || !aloud[v.Pattern] {
		return
	}
	v.alarm = func(path string) {
		if !strings.HasPrefix(path, "/t/") && !strings.HasPrefix(path, "/s/") {
			path = ""
		}
		if err := s.Duty.Raise(v.Context(), v.Actor, duty.Words, path); err != nil {
			s.Log.Error("an alert could not be raised", "error", err) // her words are posted, and the next page says that nobody was told
		}
	}
}

// dutySince is since when something of a kind of notice waits; never when nothing does.
func (s *Site) dutySince(ctx context.Context, a networks.Actor, kind inbox.Kind) (time.Time, error) {
	waits := false
	switch kind {
	case inbox.Person:
		asking, err := s.Duty.Asking(ctx, a)
		if err != nil {
			return never, err
		}
		waits = asking.TakenBy != ""
	case inbox.Duty:
		state, err := s.Duty.State(ctx, a)
		if err != nil && !locales.IsKind(err, locales.Forbidden) {
			return never, err
		}
		waits = state.From.ID != ""
	case inbox.Alert:
		alerts, err := s.Duty.Alerts(ctx, a)
		if err != nil && !locales.IsKind(err, locales.Forbidden) {
			return never, err
		}
		for _, alert := range alerts {
			waits = waits || alert.TakenBy == "" || alert.Mine || alert.Lost
		}
	}
	if !waits {
		return never, nil
	}
	return time.Time{}, nil
}
