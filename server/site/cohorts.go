package site

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"tinig/curriculum"
	"tinig/server/networks"
)

// cohortLine is one of her cohorts in a list. Next is zero when no session is to come; Open says that one is held now.
type cohortLine struct {
	curriculum.Place
	Next curriculum.Session
	Open bool
}

// cohortPage is a cohort as one who is in it sees it. What only those who lead see is empty for everybody else.
type cohortPage struct {
	Page
	Place   curriculum.Place
	Spoken  string // its languages
	Past    []sessionView
	Coming  []sessionView
	People  []personView
	Meets   bool // somebody whom she has blocked is in it
	Parts   []string
	Ask     askForm
	Changes []changeView
	Room    string // the path of its room, "" for who isn't in it now
	Open    bool   // a session is held there now
	Circle  bool   // she may begin a small circle with them
}

// sessionView is a meeting of the plan. Title is "" for one without a session of the course.
type sessionView struct {
	curriculum.Session
	Title, Lang, Dir string
	Next             bool
}

// planView is some meetings of the plan, with the page's words: what the template "plan" draws.
type planView struct {
	cohortPage
	Sessions []sessionView
}

// Listing are meetings as the template "plan" takes them.
func (p cohortPage) Listing(sessions []sessionView) planView { return planView{p, sessions} }

// personView is somebody in the cohort, by her name here.
type personView struct {
	curriculum.Person
	Named, Emblem string
	Self          bool
}

// changeView is a unit that reads otherwise in the newest course.
type changeView struct {
	curriculum.Change
	Title, Lang, Dir string
}

// askForm is whom those who lead want to ask in, as they typed it.
type askForm struct {
	Names, Part string
}

// cohort is GET /cohorts/{cohort}. Who is asked answers first.
func (s *Site) cohort(w http.ResponseWriter, v *visit) error {
	return s.showCohort(w, v, http.StatusOK, "")
}

func (s *Site) showCohort(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page, err := s.cohortPage(v)
	if err != nil {
		return err
	}
	if page.Place.State == curriculum.Asked {
		return seeOther(w, v, "/asked")
	}
	page.Error = refusal
	if v.FormValue("asked") != "" {
		page.Notice = v.Printer.T("cohort.were_asked")
	}
	return s.render(w, code, "curriculum/cohort", page)
}

func (s *Site) cohortPage(v *visit) (page cohortPage, err error) {
	who := learner(v.Actor)
	id, err := v.id("cohort")
	if err != nil {
		return page, err
	}
	page = cohortPage{Page: s.page(v), Parts: curriculum.Parts, Ask: askForm{v.FormValue("names"), v.FormValue("part")}}
	if page.Place, err = s.Curriculum.Cohort(v.Context(), who, id); err != nil {
		return page, err
	}
	page.Spoken = languageNames(page.Place.Languages)
	sessions, err := s.Curriculum.Sessions(v.Context(), who, id)
	if err != nil {
		return page, err
	}
	if page.Past, page.Coming, err = s.viewPlan(v, page.Place.Cohort, sessions); err != nil {
		return page, err
	}
	if page.People, err = s.cohortPeople(v, id); err != nil {
		return page, err
	}
	if page.Meets, err = s.meets(v, id); err != nil {
		return page, err
	}
	if err := s.leadToRoom(v, &page); err != nil {
		return page, err
	}
	if page.Circle, err = s.mayCircle(v, page); err != nil {
		return page, err
	}
	if page.Place.Leads() && !page.Place.Ended() {
		page.Changes, err = s.cohortChanges(v, page.Place.Cohort)
	}
	return page, err
}

// leadToRoom adds the way to the room, for who may come in.
func (s *Site) leadToRoom(v *visit, page *cohortPage) error {
	if page.Place.State != curriculum.In || page.Place.Ended() {
		return nil
	}
	stage, err := s.Curriculum.Stage(v.Context(), v.Actor.Network, page.Place.ID)
	page.Room, page.Open = roomPath(page.Place.ID), stage.Open
	return err
}

// viewPlan puts the sessions of a plan into words: those before today, and those to come.
func (s *Site) viewPlan(v *visit, cohort curriculum.Cohort, sessions []curriculum.Session) (past, coming []sessionView, err error) {
	first := next(sessions)
	for _, session := range sessions {
		view := sessionView{Session: session, Next: session.Number == first.Number}
		if session.Unit != "" {
			head, err := s.Curriculum.Head(v.Context(), cohort, session.Unit, v.Printer.Tag())
			if err != nil {
				return nil, nil, err
			}
			view.Title, view.Lang, view.Dir = head.Title, head.Lang, dirOf(head.Lang)
		}
		if session.Day.Before(today()) {
			past = append(past, view)
		} else {
			coming = append(coming, view)
		}
	}
	return past, coming, nil
}

// next is the first of some sessions by its day that is today or later, the zero Session when there is none.
func next(sessions []curriculum.Session) (first curriculum.Session) {
	for _, session := range sessions {
		if !session.Day.Before(today()) && (first.Number == 0 || session.Day.Before(first.Day)) {
			first = session
		}
	}
	return first
}

// cohortPeople are those in a cohort by their names here, those who hold it first.
func (s *Site) cohortPeople(v *visit, id string) (views []personView, err error) {
	people, err := s.Curriculum.People(v.Context(), learner(v.Actor), id)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	var ids []string
	for _, person := range people {
		ids = append(ids, person.Member)
	}
	names, err := s.Networks.Names(v.Context(), v.Actor.Network, ids)
	if err != nil {
		return nil, err
	}
	for _, person := range people {
		member := names[person.Member]
		views = append(views, personView{person, called(v.Printer, member), member.Emblem, person.Member == v.Actor.Member})
	}
	return byPart(views), nil
}

// listed is the order in which people stand in a list: those first whom one can turn to.
var listed = []string{curriculum.Trainer, curriculum.CoFacilitator, curriculum.Support, curriculum.Helper, curriculum.Learner}

// byPart orders people by what they do, and then by name: nothing tells who came when.
func byPart(views []personView) []personView {
	slices.SortFunc(views, func(a, b personView) int {
		return cmp.Or(cmp.Compare(slices.Index(listed, a.Part), slices.Index(listed, b.Part)), cmp.Compare(a.Named, b.Named), cmp.Compare(a.Member, b.Member))
	})
	return views
}

// meets says whether somebody whom she has blocked is in a cohort. The other isn't told anything.
func (s *Site) meets(v *visit, id string) (bool, error) {
	blocked, err := s.Networks.Blocked(v.Context(), v.Actor)
	if err != nil || len(blocked) == 0 {
		return false, err
	}
	var ids []string
	for _, member := range blocked {
		ids = append(ids, member.ID)
	}
	return s.Curriculum.Meets(v.Context(), learner(v.Actor), id, ids)
}

// postRest is POST /cohorts/{cohort}/rest: for as long as she wishes, or back.
func (s *Site) postRest(w http.ResponseWriter, v *visit) error {
	return s.changeCohort(w, v, func(who curriculum.Actor, id string) error {
		return s.Curriculum.Rest(v.Context(), who, id, v.FormValue("rests") != "")
	})
}

// postPace is POST /cohorts/{cohort}/pace: at her own pace, or together.
func (s *Site) postPace(w http.ResponseWriter, v *visit) error {
	return s.changeCohort(w, v, func(who curriculum.Actor, id string) error {
		return s.Curriculum.Pace(v.Context(), who, id, v.FormValue("own") != "")
	})
}

// postLeaveCohort is POST /cohorts/{cohort}/leave.
func (s *Site) postLeaveCohort(w http.ResponseWriter, v *visit) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Curriculum.Leave(v.Context(), learner(v.Actor), id), "/curriculum", s.showCohort)
}

// changeCohort changes something of a cohort, and shows it again.
func (s *Site) changeCohort(w http.ResponseWriter, v *visit, change func(who curriculum.Actor, id string) error) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	return s.done(w, v, change(learner(v.Actor), id), "/cohorts/"+id, s.showCohort)
}

// askedCohorts are the cohorts that wait for her yes or no.
func (s *Site) askedCohorts(ctx context.Context, a networks.Actor) (asked []curriculum.Place, err error) {
	places, err := s.Curriculum.Cohorts(ctx, learner(a))
	for _, place := range places {
		if place.State == curriculum.Asked {
			asked = append(asked, place)
		}
	}
	return asked, err
}

// askedCohort is a cohort that she is asked into, and who holds it. Meets says that somebody whom she has blocked is in it.
type askedCohort struct {
	curriculum.Place
	Spoken string
	By     string
	Meets  bool
}

// viewAskedCohorts puts what she is asked into words.
func (s *Site) viewAskedCohorts(v *visit) (views []askedCohort, err error) {
	places, err := s.askedCohorts(v.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	for _, place := range places {
		people, err := s.cohortPeople(v, place.ID)
		if err != nil {
			return nil, err
		}
		var names []string
		for _, person := range people {
			names = append(names, person.Named)
		}
		view := askedCohort{Place: place, Spoken: languageNames(place.Languages), By: strings.Join(names, ", ")}
		if view.Meets, err = s.meets(v, place.ID); err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// postAskedCohort is POST /asked/cohorts/{cohort}: yes or no.
func (s *Site) postAskedCohort(w http.ResponseWriter, v *visit) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	yes, err := v.yesOrNo()
	if err != nil {
		return err
	}
	path := "/asked"
	if yes {
		path = "/cohorts/" + id
	}
	return s.done(w, v, s.Curriculum.Answer(v.Context(), learner(v.Actor), id, yes), path, s.showAsked)
}

// dayOf reads a day from the form, the zero time for anything else.
func (v *visit) dayOf(name string) time.Time {
	day, err := time.Parse(time.DateOnly, v.FormValue(name))
	if err != nil {
		return time.Time{}
	}
	return day
}
