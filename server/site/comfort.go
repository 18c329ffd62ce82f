package site

import (
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/accounts"
)

// The choices that Comfort has, as the page offers them. The first of each is the usual one.
var (
	textSizes  = []choice{{"", "reading.size_usual"}, {"large", "reading.size_large"}, {"larger", "reading.size_larger"}, {"largest", "reading.size_largest"}}
	notesShown = []choice{{"", "reading.notes_fold"}, {notesHide, "reading.notes_hide"}, {notesShow, "reading.notes_show"}}
)

// What may become of words with a content note, besides standing closed.
const (
	notesHide = "hide"
	notesShow = "show"
)

// choice is one of several: what the form sends, and the message that says it.
type choice struct{ Value, Text string }

// comfortPage is where she says how she wants to read.
type comfortPage struct {
	Page
	Sizes, Notes []choice
}

// comfort is GET /me/reading.
func (s *Site) comfort(w http.ResponseWriter, v *visit) error {
	page := comfortPage{Page: s.page(v), Sizes: textSizes, Notes: notesShown}
	page.Heading = v.Printer.T("reading.heading")
	if v.FormValue("saved") != "" {
		page.Notice = v.Printer.T("reading.saved")
	}
	return s.render(w, http.StatusOK, "account/reading", page)
}

// postComfort is POST /me/reading.
func (s *Site) postComfort(w http.ResponseWriter, v *visit) error {
	settings := v.Session.Settings
	settings.Comfort = accounts.Comfort{Size: v.FormValue("size"), Notes: v.FormValue("notes"), Calm: v.FormValue("calm") != "", Low: v.FormValue("low") != ""}
	if !among(textSizes, settings.Comfort.Size) || !among(notesShown, settings.Comfort.Notes) {
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	if err := s.Accounts.SetSettings(v.Context(), v.Session, settings); err != nil {
		return err
	}
	return seeOther(w, v, "/me/reading?saved=1")
}

func among(choices []choice, value string) bool {
	return slices.ContainsFunc(choices, func(c choice) bool { return c.Value == value })
}

// HidesNotes says whether she wants nothing before her that has a content note.
func (p Page) HidesNotes() bool { return p.Comfort.Notes == notesHide }
