package site

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"tinig/locales"
	"tinig/server/accounts"
)

// oddOffsets are the clocks that aren't full hours from UTC, in minutes (IANA time zone database, 2025b). Only the time of
// day matters: the last two are +12:45 and +13:45.
var oddOffsets = []int{-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, -675, -615}

// quietView is her quiet hours as a form: the hours of a day, and what clocks say now.
type quietView struct {
	Set          bool
	From, Until  []hourChoice
	Clocks       []hourChoice
	Begin, Ended string
}

// hourChoice is a time of day that she can choose.
type hourChoice struct {
	Value  int
	Text   string
	Chosen bool
}

// quietPage is her quiet hours.
type quietPage struct {
	Page
	Quiet quietView
}

// quiet is GET /me/quiet.
func (s *Site) quiet(w http.ResponseWriter, v *visit) error {
	return s.showQuiet(w, v, http.StatusOK, "")
}

func (s *Site) showQuiet(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := quietPage{Page: s.page(v), Quiet: quiet(v.Printer, v.Session.Settings.Quiet, time.Now())}
	page.Heading, page.Error = v.Printer.T("quiet.heading"), refusal
	return s.render(w, code, "account/quiet", page)
}

// quiet prepares the form. Who has none yet is offered the night.
func quiet(p *locales.Printer, q accounts.Quiet, now time.Time) quietView {
	view := quietView{Set: q.Set(), Begin: clock(p, q.From*60), Ended: clock(p, q.Until*60)}
	if !q.Set() {
		q.From, q.Until = 21, 7
	}
	for hour := range 24 {
		view.From = append(view.From, hourChoice{hour, clock(p, hour*60), hour == q.From})
		view.Until = append(view.Until, hourChoice{hour, clock(p, hour*60), hour == q.Until})
	}
	utc := now.UTC().Hour()*60 + now.UTC().Minute()
	says := func(offset int) int { return (utc + offset + 24*60) % (24 * 60) }
	for _, offset := range slices.SortedFunc(slices.Values(offsets()), func(a, b int) int { return says(a) - says(b) }) {
		view.Clocks = append(view.Clocks, hourChoice{offset, clock(p, says(offset)), view.Set && offset == q.Offset})
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

// postQuiet is POST /me/quiet: her quiet hours, or none.
func (s *Site) postQuiet(w http.ResponseWriter, v *visit) error {
	settings := v.Session.Settings
	settings.Quiet = accounts.Quiet{}
	if v.FormValue("none") == "" {
		offset, err := strconv.Atoi(v.FormValue("clock"))
		settings.Quiet = accounts.Quiet{From: v.number("from"), Until: v.number("until"), Offset: offset}
		if err != nil || !settings.Quiet.Good() || !settings.Quiet.Set() {
			return s.again(w, v, locales.Refuse(locales.Invalid, "quiet.incomplete"), s.showQuiet)
		}
	}
	if err := s.Accounts.SetSettings(v.Context(), v.Session, settings); err != nil {
		return err
	}
	return seeOther(w, v, "/me/quiet")
}
