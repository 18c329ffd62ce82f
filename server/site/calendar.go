package site

import (
	"io"
	"net/http"

	"tinig/curriculum"
	"tinig/locales"
)

// calendarPage is where she gets the secret address of a cohort's days. Address is there once, when it is made.
type calendarPage struct {
	Page
	Place   curriculum.Place
	Has     bool
	Address string
}

// calendar is GET /cohorts/{cohort}/days.
func (s *Site) calendar(w http.ResponseWriter, v *visit) error {
	return s.showCalendar(w, v, http.StatusOK, "")
}

func (s *Site) showCalendar(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page, err := s.calendarPage(v)
	if err != nil {
		return err
	}
	page.Error = refusal
	return s.render(w, code, "curriculum/calendar", page)
}

func (s *Site) calendarPage(v *visit) (page calendarPage, err error) {
	who := learner(v.Actor)
	id, err := v.id("cohort")
	if err != nil {
		return page, err
	}
	page = calendarPage{Page: s.page(v)}
	page.Heading = v.Printer.T("calendar.heading")
	if page.Place, err = s.Curriculum.Cohort(v.Context(), who, id); err != nil {
		return page, err
	}
	page.Has, err = s.Curriculum.HasCalendar(v.Context(), who, id)
	return page, err
}

// postCalendar is POST /cohorts/{cohort}/days: makes a secret address, in place of the one before. It is shown now and never again, so
// the answer is the page itself. On a device that others use too there is none: whoever reads it there would have it.
func (s *Site) postCalendar(w http.ResponseWriter, v *visit) error {
	if !v.Session.Device.Own {
		return s.again(w, v, locales.Refuse(locales.Forbidden, "calendar.shared"), s.showCalendar)
	}
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	secret, err := s.Curriculum.OpenCalendar(v.Context(), learner(v.Actor), id, v.Printer.Tag())
	if err != nil {
		return err
	}
	page, err := s.calendarPage(v)
	if err != nil {
		return err
	}
	page.Address = s.Origin + "/days/" + secret + "/notes.ics"
	return s.render(w, http.StatusOK, "curriculum/calendar", page)
}

// postCloseCalendar is POST /cohorts/{cohort}/days/close.
func (s *Site) postCloseCalendar(w http.ResponseWriter, v *visit) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	err = s.Curriculum.CloseCalendar(v.Context(), learner(v.Actor), id)
	return s.done(w, v, err, "/cohorts/"+id+"/days", s.showCalendar)
}

// calendarFile is GET /days/{secret}/notes.ics, for a calendar that has the address. Nobody is signed in there: the address is the key,
// and what its owner may see is asked for anew each time. One that isn't any more, and one whose owner is out of the cohort, were
// never there.
func (s *Site) calendarFile(w http.ResponseWriter, v *visit) error {
	secret := v.PathValue("secret")
	calendar, err := s.Curriculum.CalendarAt(v.Context(), secret)
	if err != nil {
		return err
	}
	actor, err := s.Networks.Follow(v.Context(), calendar.Network, calendar.Member)
	if err != nil {
		return err
	}
	days, err := s.Curriculum.Days(v.Context(), learner(actor), calendar, secret)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="notes.ics"`)
	_, err = io.WriteString(w, days)
	return err
}
