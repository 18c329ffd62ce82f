package site

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tinig/curriculum"
	"tinig/locales"
)

// journalBox is where she writes for herself at a session. Stored is what another window kept meanwhile. Case says that nothing is
// kept unless she says so.
type journalBox struct {
	Words    string
	Stored   string
	Revision int
	Case     bool
	Kept     bool // just now
	NotKept  bool // just now, for she didn't say so
}

// journalBox is the box as it is kept, or with what she has just typed.
func (s *Site) journalBox(v *visit, unit string) (box journalBox, err error) {
	entry, err := s.Curriculum.Entry(v.Context(), learner(v.Actor), s.journalSealer(v), unit)
	if err != nil {
		return box, err
	}
	box = journalBox{Words: entry.Words, Revision: entry.Revision, Case: v.Session.Settings.Case, Kept: v.FormValue("kept") != ""}
	if v.PostForm.Has("body") {
		box.Words, box.NotKept = v.FormValue("body"), box.Case && v.FormValue("keep") == ""
		if v.number("revision") != entry.Revision {
			box.Stored = entry.Words
		}
	}
	return box, nil
}

// postEntry is POST /curriculum/{unit}/journal. In a legal case nothing is kept without her tick, and what she wrote stays on the
// page only.
func (s *Site) postEntry(w http.ResponseWriter, v *visit) error {
	who, unit := learner(v.Actor), v.PathValue("unit")
	if _, _, err := s.Curriculum.Taught(v.Context(), who, unit); err != nil {
		return err
	}
	if v.Session.Settings.Case && v.FormValue("keep") == "" {
		return s.showUnit(w, v, http.StatusOK, "")
	}
	entry := curriculum.Entry{Unit: unit, Words: v.FormValue("body"), Revision: v.number("revision")}
	err := s.Curriculum.Write(v.Context(), who, s.journalSealer(v), entry)
	return s.done(w, v, err, "/curriculum/"+unit+"?kept=1&in="+url.QueryEscape(v.FormValue("in"))+"#journal", s.showUnit)
}

// journalPage is all that she has kept.
type journalPage struct {
	Page
	Entries []entryView
}

// entryView is an entry with the session that it was written at.
type entryView struct {
	curriculum.Entry
	Title, Lang, Dir string
}

// journal is GET /journal.
func (s *Site) journal(w http.ResponseWriter, v *visit) error {
	return s.showJournal(w, v, http.StatusOK, "")
}

func (s *Site) showJournal(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := journalPage{Page: s.page(v)}
	page.Heading, page.Error = v.Printer.T("journal.heading"), refusal
	if page.Entries, err = s.entries(v); err != nil {
		return err
	}
	return s.render(w, code, "curriculum/journal", page)
}

// entries are what she has kept, each with its session's title, "" for a session that is no more.
func (s *Site) entries(v *visit) (views []entryView, err error) {
	entries, err := s.Curriculum.Journal(v.Context(), learner(v.Actor), s.journalSealer(v))
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		head, err := s.Curriculum.Head(v.Context(), curriculum.Cohort{}, entry.Unit, v.Printer.Tag())
		if err != nil {
			return nil, err
		}
		views = append(views, entryView{entry, head.Title, head.Lang, dirOf(head.Lang)})
	}
	return views, nil
}

// journalFile is GET /journal/file: all of it as plain text.
func (s *Site) journalFile(w http.ResponseWriter, v *visit) error {
	entries, err := s.entries(v)
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, entry := range entries {
		fmt.Fprintf(&text, "%s\n%s\n\n%s\n\n\n", entry.Day.Format(time.DateOnly), entry.Title, entry.Words)
	}
	return sendFile(w, v, "notes.txt", "text/plain; charset=utf-8", []byte(text.String()))
}

// postBurnEntry is POST /journal/{unit}/burn.
func (s *Site) postBurnEntry(w http.ResponseWriter, v *visit) error {
	entry := curriculum.Entry{Unit: v.PathValue("unit"), Revision: v.number("revision")}
	err := s.Curriculum.Write(v.Context(), learner(v.Actor), s.journalSealer(v), entry)
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, "/journal", s.showJournal)
}

// postBurnJournal is POST /journal/burn.
func (s *Site) postBurnJournal(w http.ResponseWriter, v *visit) error {
	if err := s.Curriculum.Burn(v.Context(), learner(v.Actor)); err != nil {
		return err
	}
	return seeOther(w, v, "/journal")
}

func (s *Site) journalSealer(v *visit) curriculum.Sealer {
	return v.Session.Keeper(v.Actor.Member, "journal")
}

// casePage is where she says that she has a legal case.
type casePage struct {
	Page
	Case bool
}

// legalCase is GET /me/case.
func (s *Site) legalCase(w http.ResponseWriter, v *visit) error {
	page := casePage{Page: s.page(v), Case: v.Session.Settings.Case}
	page.Heading = v.Printer.T("case.heading")
	if v.FormValue("saved") != "" {
		page.Notice = v.Printer.T("case.saved")
	}
	return s.render(w, http.StatusOK, "account/case", page)
}

// postLegalCase is POST /me/case.
func (s *Site) postLegalCase(w http.ResponseWriter, v *visit) error {
	if err := s.Accounts.SetCase(v.Context(), v.Session, v.FormValue("case") != ""); err != nil {
		return err
	}
	return seeOther(w, v, "/me/case?saved=1")
}
