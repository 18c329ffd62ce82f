package site

import (
	"errors"
	"net/http"
	"slices"

	"tinig/curriculum/content"
	"tinig/locales"
)

// errNoNetwork keeps who is in no network from what belongs to one. She is a reader: her account goes on, with what everybody may
// read, until an invitation leads her into a network again. What a duress phrase opens is such an account, and nothing here knows
// which is which.
var errNoNetwork = locales.Refuse(locales.NotFound, "site.nothing_here")

// reader lets in a member, and who is in no network: then Actor is empty.
func (s *Site) reader(h handler) http.Handler { return s.door(h, orReader(s.enter)) }

// alwaysReader is reader, also while a sanction keeps her from everything else.
func (s *Site) alwaysReader(h handler) http.Handler { return s.door(h, orReader(s.awake)) }

// restingReader is reader, also while everything of hers rests.
func (s *Site) restingReader(h handler) http.Handler { return s.door(h, orReader(s.rest)) }

func orReader(rule handler) handler {
	return func(w http.ResponseWriter, v *visit) error {
		if err := rule(w, v); !errors.Is(err, errNoNetwork) {
			return err
		}
		return nil
	}
}

// reads says whether she is a reader.
func (v *visit) reads() bool { return v.Session != nil && len(v.Session.Memberships) == 0 }

// readerNav is the menu of who is in no network.
func readerNav(v *visit) []link {
	links := []link{{Href: "/home", Text: v.Printer.T("site.nav_home")}, {Href: "/inbox", Text: v.Printer.T("site.nav_inbox")},
		{Href: "/curriculum", Text: v.Printer.T("site.nav_course")}, {Href: "/me", Text: v.Printer.T("site.nav_me")}}
	for i := range links {
		links[i].Current = links[i].Href == v.URL.Path
	}
	return links
}

// readerPage is a reader's first page, and her own.
type readerPage struct {
	Page
	Trace traceView
}

func (s *Site) readerHome(w http.ResponseWriter, v *visit) error {
	page := readerPage{Page: s.page(v), Trace: trace(v)}
	page.Heading = v.Printer.T("reader.heading")
	return s.render(w, http.StatusOK, "account/reader", page)
}

func (s *Site) readerMe(w http.ResponseWriter, v *visit) error {
	page := readerPage{Page: s.page(v)}
	page.Heading = v.Printer.T("me.heading")
	return s.render(w, http.StatusOK, "account/reader_me", page)
}

func (s *Site) readerInbox(w http.ResponseWriter, v *visit) error {
	page := inboxPage{Page: s.page(v)}
	page.Heading = v.Printer.T("inbox.heading")
	return s.render(w, http.StatusOK, "inbox/inbox", page)
}

// postCloseAccount is POST /me/close: a reader's account ends. Who is in a network leaves it first.
func (s *Site) postCloseAccount(w http.ResponseWriter, v *visit) error {
	if !v.reads() {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	if err := s.Accounts.Close(v.Context(), v.Session); err != nil {
		return err
	}
	s.dropCookie(w, sessionCookie)
	return seeOther(w, v, "/left")
}

// openUnits is what is taught to everybody.
func (s *Site) openUnits() []content.Unit {
	return slices.DeleteFunc(s.Curriculum.Source(), func(u content.Unit) bool { return u.Area == content.Training })
}

func (s *Site) readerCourse(w http.ResponseWriter, v *visit) error {
	page := curriculumPage{Page: s.page(v), Reads: true}
	page.Heading = v.Printer.T("curriculum.heading")
	for _, unit := range s.openUnits() {
		page.add(unit.Area, lineOf(unit, v.Printer.Tag(), ""))
	}
	return s.render(w, http.StatusOK, "curriculum/index", page)
}

// readerUnit is a session to be read: nothing of it is marked, and nothing written.
func (s *Site) readerUnit(w http.ResponseWriter, v *visit) error {
	units := s.openUnits()
	at := slices.IndexFunc(units, func(u content.Unit) bool { return u.ID == v.PathValue("unit") })
	if at < 0 {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	unit := units[at]
	page := unitPage{Page: s.page(v), Reads: true, In: readIn(v, unit), Tongues: unit.Languages(), Helped: s.helped(v)}
	page.Unit = lineOf(unit, page.In, "")
	for _, before := range units {
		if slices.Contains(unit.After(), before.ID) {
			page.After = append(page.After, lineOf(before, page.In, ""))
		}
	}
	page.Steps = stepsOf(v, taughtTo(unit, page.In))
	return s.render(w, http.StatusOK, "curriculum/unit", page)
}
