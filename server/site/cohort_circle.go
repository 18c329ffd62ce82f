package site

import (
	"net/http"
	"slices"

	"tinig/curriculum"
	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// A small circle with the people of a cohort is a circle like every other, its members chosen from those who are in the cohort
// that day. It isn't bound to the cohort afterwards: who comes into the cohort later isn't in it, for those who wrote didn't know
// of her, and who leaves the cohort stays in it until she leaves it herself.

// cohortCirclePage is the form for such a circle.
type cohortCirclePage struct {
	Page
	Place    curriculum.Place
	Composer composer
}

// circlePerson is somebody of the cohort whom she can choose.
type circlePerson struct {
	personView
	Chosen bool
}

// cohortCircle is GET /cohorts/{cohort}/circle: all are chosen when a circle can hold them, none when it can't.
func (s *Site) cohortCircle(w http.ResponseWriter, v *visit) error {
	page, err := s.cohortPage(v)
	if err != nil {
		return err
	}
	var members []string
	if others := others(page.People); len(others) <= forum.CircleAtMost {
		members = idsOf(others)
	}
	return s.showCohortCircle(forum.Draft{Members: members})(w, v, http.StatusOK, "")
}

// postCohortCircle is POST /cohorts/{cohort}/circle. Who isn't in the cohort by then is passed over.
func (s *Site) postCohortCircle(w http.ResponseWriter, v *visit) error {
	draft, err := finished(v)
	if err != nil {
		return err
	}
	draft.With, draft.Told, draft.Members = "", "", v.Form["member"]
	topic, err := s.beginCohortCircle(v, draft)
	return s.done(w, v, err, "/t/"+topic, s.showCohortCircle(draft))
}

func (s *Site) beginCohortCircle(v *visit, draft forum.Draft) (topic string, err error) {
	page, err := s.cohortPage(v)
	if err != nil {
		return "", err
	}
	if !page.Circle {
		return "", locales.Refuse(locales.Forbidden, "circles.not_yet")
	}
	here := idsOf(others(page.People))
	draft.Circle = true
	draft.Members = slices.DeleteFunc(slices.Clone(draft.Members), func(id string) bool { return !slices.Contains(here, id) })
	if n := len(draft.Members); n == 0 || n > forum.CircleAtMost {
		return "", locales.Refuse(locales.Invalid, "cohort_circle.choose", "Most", forum.CircleAtMost)
	}
	space, err := s.circleSpace(v)
	if err != nil {
		return "", err
	}
	started, err := s.Forum.Start(v.Context(), v.Actor, s.sealer(v), space.ID, draft)
	return started.Topic, err
}

// showCohortCircle draws the form, with what she wrote and whom she chose.
func (s *Site) showCohortCircle(draft forum.Draft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		of, err := s.cohortPage(v)
		if err != nil {
			return err
		}
		if !of.Circle {
			return locales.Refuse(locales.Forbidden, "circles.not_yet")
		}
		space, err := s.circleSpace(v)
		if err != nil {
			return err
		}
		page := cohortCirclePage{Page: of.Page, Place: of.Place}
		page.Heading, page.Error = v.Printer.T("circles.new"), refusal
		draft.Circle = true
		form := s.composer(v, space, "/cohorts/"+of.Place.ID+"/circle", "", draft)
		form.Page, form.Titled, form.Send = page.Page, true, v.Printer.T("forum.start")
		form.Audience = v.Printer.T("circles.audience_new")
		for _, person := range others(of.People) {
			form.Group = append(form.Group, circlePerson{person, slices.Contains(draft.Members, person.Member)})
		}
		page.Composer = form
		return s.render(w, code, "curriculum/cohort_circle", page)
	}
}

// mayCircle says whether she may begin a circle with the people of a cohort: she is in it, it goes on, and there is somebody else.
func (s *Site) mayCircle(v *visit, page cohortPage) (bool, error) {
	if page.Place.State == curriculum.Asked || page.Place.Ended() || len(others(page.People)) == 0 {
		return false, nil
	}
	space, err := s.circleSpace(v)
	return space.ID != "", err
}

// circleSpace is the space that such a circle stands in, the zero Space when she may begin one in none: that for learning first,
// then any other that isn't the staff's alone.
func (s *Site) circleSpace(v *visit) (found networks.Space, err error) {
	spaces, err := s.Networks.Spaces(v.Context(), v.Actor)
	for _, space := range spaces {
		if space.Purpose == networks.PurposeStaff || networks.Allow(v.Actor, networks.StartCircle, &space) != nil {
			continue
		}
		if space.Purpose == networks.PurposeLearning {
			return space, nil
		}
		if found.ID == "" {
			found = space
		}
	}
	return found, err
}

// others are who came into a cohort, but for herself.
func others(people []personView) (views []personView) {
	for _, person := range people {
		if !person.Self && person.State != curriculum.Asked {
			views = append(views, person)
		}
	}
	return views
}

func idsOf(people []personView) (ids []string) {
	for _, person := range people {
		ids = append(ids, person.Member)
	}
	return ids
}
