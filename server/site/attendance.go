package site

import (
	"fmt"
	"net/http"
	"strings"

	"tinig/curriculum"
	"tinig/locales"
)

// attendancePage is one session of a cohort, for those who lead it: who came, and its day.
type attendancePage struct {
	Page
	Place     curriculum.Place
	Session   sessionView
	Learners  []presenceView
	Presences []string
}

// presenceView is a learner and how she was there: here, until somebody notes otherwise.
type presenceView struct {
	personView
	Presence string
}

// attendance is GET /cohorts/{cohort}/sessions/{number}.
func (s *Site) attendance(w http.ResponseWriter, v *visit) error {
	return s.showAttendance(w, v, http.StatusOK, "")
}

func (s *Site) showAttendance(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page, err := s.attendancePage(v)
	if err != nil {
		return err
	}
	page.Error = refusal
	if v.FormValue("noted") != "" {
		page.Notice = v.Printer.T("attendance.noted")
	}
	return s.render(w, code, "curriculum/attendance", page)
}

func (s *Site) attendancePage(v *visit) (page attendancePage, err error) {
	cohort, err := s.cohortPage(v)
	if err != nil {
		return page, err
	}
	noted, err := s.Curriculum.Attendance(v.Context(), learner(v.Actor), cohort.Place.ID)
	if err != nil {
		return page, err
	}
	page = attendancePage{Page: cohort.Page, Place: cohort.Place, Presences: curriculum.Presences}
	for _, session := range append(cohort.Past, cohort.Coming...) {
		if session.Number == v.number("number") {
			page.Session = session
		}
	}
	if page.Session.Number == 0 {
		return page, locales.Refuse(locales.NotFound, "curriculum.nothing_here")
	}
	page.Learners = presencesOf(cohort.People, noted, page.Session.Number)
	return page, nil
}

// presencesOf are a cohort's learners with what is noted of them at one session.
func presencesOf(people []personView, noted []curriculum.Presence, number int) (views []presenceView) {
	by := map[string]string{}
	for _, p := range noted {
		if p.Number == number {
			by[p.Member] = p.Presence
		}
	}
	for _, person := range people {
		if person.Part != curriculum.Learner || person.State == curriculum.Asked {
			continue
		}
		presence, there := by[person.Member]
		if !there {
			presence = curriculum.Presences[0]
		}
		views = append(views, presenceView{person, presence})
	}
	return views
}

// presenceField begins the name of each learner's field; her id follows.
const presenceField = "of-"

// postAttendance is POST /cohorts/{cohort}/sessions/{number}: everybody at once.
func (s *Site) postAttendance(w http.ResponseWriter, v *visit) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	number, list := v.number("number"), []curriculum.Presence{}
	for name, values := range v.PostForm {
		if member, ok := strings.CutPrefix(name, presenceField); ok && isID(member) {
			list = append(list, curriculum.Presence{Number: number, Member: member, Presence: values[0]})
		}
	}
	err = s.Curriculum.Attend(v.Context(), learner(v.Actor), id, number, list)
	return s.done(w, v, err, fmt.Sprintf("/cohorts/%s/sessions/%d?noted=1", id, number), s.showAttendance)
}

// postSessionDay is POST /cohorts/{cohort}/sessions/{number}/day: the session is on another day.
func (s *Site) postSessionDay(w http.ResponseWriter, v *visit) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	number := v.number("number")
	err = s.Curriculum.Move(v.Context(), learner(v.Actor), id, number, v.dayOf("day"))
	return s.done(w, v, err, fmt.Sprintf("/cohorts/%s/sessions/%d", id, number), s.showAttendance)
}

// rollPage says which learners are through with which sessions, for those who lead. It can't say more.
type rollPage struct {
	Page
	Place curriculum.Place
	Units []rollView
}

// rollView is a session of the course and who is through with it.
type rollView struct {
	sessionView
	Through []string
}

// roll is GET /cohorts/{cohort}/roll.
func (s *Site) roll(w http.ResponseWriter, v *visit) error {
	cohort, err := s.cohortPage(v)
	if err != nil {
		return err
	}
	through, err := s.Curriculum.Roll(v.Context(), learner(v.Actor), cohort.Place.ID)
	if err != nil {
		return err
	}
	page := rollPage{Page: cohort.Page, Place: cohort.Place}
	page.Heading = v.Printer.T("roll.heading")
	for _, session := range append(cohort.Past, cohort.Coming...) {
		if session.Unit == "" {
			continue
		}
		view := rollView{sessionView: session}
		for _, person := range cohort.People {
			for _, t := range through {
				if t.Member == person.Member && t.Unit == session.Unit {
					view.Through = append(view.Through, person.Named)
				}
			}
		}
		page.Units = append(page.Units, view)
	}
	return s.render(w, http.StatusOK, "curriculum/roll", page)
}
