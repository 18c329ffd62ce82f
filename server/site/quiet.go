package site

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// oddOffsets are the clocks that aren't full hours from UTC, in minutes (IANA time zone database, 2025b). Only the time of
// day matters: the last two are +12:45 and +13:45.
var oddOffsets = []int{-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, -675, -615}

// quietView is quiet hours as a form, which the template "quiet_hours" draws: the hours of a day, and what clocks say now.
type quietView struct {
	*locales.Printer
	From, Until []hourChoice
	Clocks      []hourChoice
	Revision    int
}

// hourChoice is a time of day that can be chosen.
type hourChoice struct {
	Value  int
	Text   string
	Chosen bool
}

// quietPage is her quiet hours: those that are saved, her network's, and the form. Meanwhile says that another window has
// saved since the form was opened.
type quietPage struct {
	Page
	Saved     accounts.Quiet
	Network   accounts.Quiet
	Form      quietView
	Meanwhile bool
}

// Told is a stretch of quiet hours in words.
func (p quietPage) Told(q accounts.Quiet) string { return hoursTold(p.Printer, q) }

func hoursTold(p *locales.Printer, q accounts.Quiet) string {
	return p.T("quiet.now", "From", clock(p, q.From*60), "Until", clock(p, q.Until*60))
}

// quietOf are a network's quiet hours.
func quietOf(n networks.Quiet) accounts.Quiet {
	return accounts.Quiet{From: n.From, Until: n.Until, Offset: n.Offset, Revision: n.Revision}
}

// quiet is GET /me/quiet.
func (s *Site) quiet(w http.ResponseWriter, v *visit) error {
	return s.showQuiet(w, v, http.StatusOK, "")
}

func (s *Site) showQuiet(w http.ResponseWriter, v *visit, code int, refusal string) error {
	saved := v.Session.Settings.Quiet
	page := quietPage{Page: s.page(v), Saved: saved, Network: quietOf(v.Actor.Quiet), Form: quietForm(v, saved, refusal)}
	page.Heading, page.Error = v.Printer.T("quiet.heading"), refusal
	page.Meanwhile = refusal != "" && v.number("revision") != saved.Revision
	return s.render(w, code, "account/quiet", page)
}

// quietForm is the form as it stands after the hours that are saved, or after a refusal with what she chose still in it. Who
// has none yet is offered the night.
func quietForm(v *visit, saved accounts.Quiet, refusal string) quietView {
	if typed, clock := quietTyped(v); refusal != "" && v.PostForm.Has("clock") {
		typed.Revision = saved.Revision
		return viewQuiet(v.Printer, typed, clock, time.Now())
	}
	clock := saved.Set()
	if !clock {
		saved.From, saved.Until = 21, 7
	}
	return viewQuiet(v.Printer, saved, clock, time.Now())
}

// viewQuiet prepares the form; chosen says that a clock is.
func viewQuiet(p *locales.Printer, q accounts.Quiet, chosen bool, now time.Time) quietView {
	view := quietView{Printer: p, Revision: q.Revision}
	for hour := range 24 {
		view.From = append(view.From, hourChoice{hour, clock(p, hour*60), hour == q.From})
		view.Until = append(view.Until, hourChoice{hour, clock(p, hour*60), hour == q.Until})
	}
	utc := now.UTC().Hour()*60 + now.UTC().Minute()
	says := func(offset int) int { return (utc + offset + 24*60) % (24 * 60) }
	for _, offset := range slices.SortedFunc(slices.Values(offsets()), func(a, b int) int { return says(a) - says(b) }) {
		view.Clocks = append(view.Clocks, hourChoice{offset, clock(p, says(offset)), chosen && offset == q.Offset})
	}
	return view
}

// offsets are all clocks there are, as minutes from UTC, each time of day once.
func offsets() (all []int) {
	for hours := -11; hours <= 12; hours++ {
		all = append(all, hours*60)
	}
	return append(all, oddOffsets...)
}

// clock is a time of day in the language's digits.
func clock(p *locales.Printer, minutes int) string {
	hours, minutes := minutes/60, minutes%60
	return p.Number(hours/10) + p.Number(hours%10) + ":" + p.Number(minutes/10) + p.Number(minutes%10)
}

// quietTyped reads quiet hours from the form; false when no clock is chosen.
func quietTyped(v *visit) (accounts.Quiet, bool) {
	offset, err := strconv.Atoi(v.FormValue("clock"))
	return accounts.Quiet{From: v.number("from"), Until: v.number("until"), Offset: offset, Revision: v.number("revision")}, err == nil
}

// errQuiet refuses hours that aren't any.
var errQuiet = locales.Refuse(locales.Invalid, "quiet.incomplete")

// postQuiet is POST /me/quiet: her quiet hours, none whatever her network has, or those of her network.
func (s *Site) postQuiet(w http.ResponseWriter, v *visit) error {
	q, clock := quietTyped(v)
	switch {
	case v.FormValue("none") != "":
		q = accounts.Quiet{None: true, Revision: q.Revision}
	case v.FormValue("network") != "":
		q = accounts.Quiet{Revision: q.Revision}
	case !clock || !q.Good() || !q.Set():
		return s.again(w, v, errQuiet, s.showQuiet)
	}
	return s.done(w, v, s.Accounts.SetQuiet(v.Context(), v.Session, q), "/me/quiet", s.showQuiet)
}
