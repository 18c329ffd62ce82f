package site

import (
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
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

// comfortPage is where she says how she wants to read. Chosen stands in the form; Stored is what another window saved meanwhile.
type comfortPage struct {
	Page
	Sizes, Notes []choice
	Chosen       accounts.Comfort
	Stored       []saying
	Keys         bool // there are single keys for what she does
}

// saying is one thing that she has chosen, as message ids: of what, and what.
type saying struct{ Of, Chosen string }

// comfort is GET /me/reading.
func (s *Site) comfort(w http.ResponseWriter, v *visit) error {
	return s.showComfort(w, v, http.StatusOK, "")
}

func (s *Site) showComfort(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := comfortPage{Page: s.page(v), Sizes: textSizes, Notes: notesShown, Chosen: v.Session.Settings.Comfort}
	page.Heading, page.Error = v.Printer.T("reading.heading"), refusal
	page.Keys = networks.Allow(v.Actor, networks.Moderate, nil) == nil
	if refusal != "" {
		page.Chosen = comfortOf(v)
		page.Stored, page.Chosen.Revision = sayings(page.Comfort), page.Comfort.Revision
	} else if v.FormValue("saved") != "" {
		page.Notice = v.Printer.T("reading.saved")
	}
	return s.render(w, code, "account/reading", page)
}

// sayings say how she reads.
func sayings(c accounts.Comfort) []saying {
	said := []saying{{"reading.size", textOf(textSizes, c.Size)}, {"reading.notes", textOf(notesShown, c.Notes)}}
	if c.Calm {
		said = append(said, saying{Of: "reading.calm"})
	}
	if c.Low {
		said = append(said, saying{Of: "reading.low"})
	}
	if c.NoKeys {
		said = append(said, saying{Of: "reading.no_keys"})
	}
	return said
}

func textOf(choices []choice, value string) string {
	return choices[max(0, slices.IndexFunc(choices, func(c choice) bool { return c.Value == value }))].Text
}

// comfortOf reads the form.
func comfortOf(v *visit) accounts.Comfort {
	return accounts.Comfort{Size: v.FormValue("size"), Notes: v.FormValue("notes"),
		Calm: v.FormValue("calm") != "", Low: v.FormValue("low") != "", NoKeys: v.FormValue("no_keys") != "", Revision: v.number("revision")}
}

// postComfort is POST /me/reading.
func (s *Site) postComfort(w http.ResponseWriter, v *visit) error {
	comfort := comfortOf(v)
	if !among(textSizes, comfort.Size) || !among(notesShown, comfort.Notes) {
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	return s.done(w, v, s.Accounts.SetComfort(v.Context(), v.Session, comfort), "/me/reading?saved=1", s.showComfort)
}

func among(choices []choice, value string) bool {
	return slices.ContainsFunc(choices, func(c choice) bool { return c.Value == value })
}

// HidesNotes says whether she wants nothing before her that has a content note.
func (p Page) HidesNotes() bool { return p.Comfort.Notes == notesHide }
