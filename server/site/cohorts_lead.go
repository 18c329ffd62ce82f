package site

import (
	"net/http"
	"slices"

	"tinig/curriculum"
	"tinig/locales"
	"tinig/server/networks"
)

// cohortFormPage is the form for a new cohort.
type cohortFormPage struct {
	Page
	Draft                       curriculum.Draft
	Bands, Modes, Tracks, Plans []string
	Rewritten                   []rewrittenChoice
}

// rewrittenChoice is a session that the cohort can have as its network has rewritten it.
type rewrittenChoice struct {
	Unit, Title, Lang string
	Chosen            bool
}

// Meant says whether the cohort is meant for a language.
func (p cohortFormPage) Meant(tag string) bool { return slices.Contains(p.Draft.Languages, tag) }

// newCohort is GET /cohorts/new.
func (s *Site) newCohort(w http.ResponseWriter, v *visit) error {
	if err := networks.Allow(v.Actor, networks.Teach, nil); err != nil {
		return err
	}
	draft := curriculum.Draft{Mode: curriculum.Modes[0], Track: curriculum.Tracks[0], Plan: curriculum.Plans[0],
		Languages: []string{v.Printer.Tag()}, StartsOn: today()}
	return s.showNewCohort(draft)(w, v, http.StatusOK, "")
}

func (s *Site) showNewCohort(draft curriculum.Draft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		page := cohortFormPage{Page: s.page(v), Draft: draft, Bands: curriculum.Bands, Modes: curriculum.Modes, Tracks: curriculum.Tracks, Plans: curriculum.Plans}
		page.Heading, page.Error = v.Printer.T("cohort.begin"), refusal
		published, err := s.Curriculum.Published(v.Context(), learner(v.Actor))
		if err != nil {
			return err
		}
		for _, line := range published {
			head, err := s.Curriculum.Head(v.Context(), curriculum.Cohort{}, line.Unit, v.Printer.Tag())
			if err != nil {
				return err
			}
			page.Rewritten = append(page.Rewritten, rewrittenChoice{line.Unit, head.Title, head.Lang, slices.Contains(draft.Adapted, line.Unit)})
		}
		return s.render(w, code, "curriculum/new_cohort", page)
	}
}

// postCohort is POST /cohorts.
func (s *Site) postCohort(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	if err != nil {
		return err
	}
	draft := curriculum.Draft{Once: once, Name: v.FormValue("name"), Band: v.FormValue("band"), Mode: v.FormValue("mode"), Track: v.FormValue("track"),
		Plan: v.FormValue("plan"), Languages: v.Form["language"], Adapted: v.Form["adapted"], StartsOn: v.dayOf("day")}
	id, err := s.Curriculum.Begin(v.Context(), learner(v.Actor), draft)
	return s.done(w, v, err, "/cohorts/"+id, s.showNewCohort(draft))
}

// postCohortPeople is POST /cohorts/{cohort}/people: asks members by their names. Nobody is told who couldn't be asked.
func (s *Site) postCohortPeople(w http.ResponseWriter, v *visit) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	return s.done(w, v, s.askIn(v, id), "/cohorts/"+id+"?asked=1", s.showCohort)
}

func (s *Site) askIn(v *visit, id string) error {
	who, part := learner(v.Actor), v.FormValue("part")
	place, err := s.Curriculum.Cohort(v.Context(), who, id)
	if err != nil {
		return err
	}
	names := networks.NamesIn(v.FormValue("names"))
	if len(names) == 0 || len(names) > curriculum.AskedAtOnce {
		return locales.Refuse(locales.Invalid, "cohort.names_needed", "Most", curriculum.AskedAtOnce)
	}
	band, teaches := place.For(part)
	role := networks.RoleMember
	if teaches {
		role = networks.RoleTrainer
	}
	members, err := s.Networks.Askable(v.Context(), v.Actor, names, networks.Band(band), role)
	if err != nil {
		return err
	}
	return s.Curriculum.Ask(v.Context(), who, id, part, members)
}

// cohortChanges are the units that read otherwise in the newest course, safety first.
func (s *Site) cohortChanges(v *visit, cohort curriculum.Cohort) (views []changeView, err error) {
	changes, err := s.Curriculum.Changes(v.Context(), cohort)
	if err != nil {
		return nil, err
	}
	for _, change := range changes {
		head, err := s.Curriculum.Head(v.Context(), curriculum.Cohort{}, change.Unit, v.Printer.Tag())
		if err != nil {
			return nil, err
		}
		views = append(views, changeView{change, head.Title, head.Lang, dirOf(head.Lang)})
	}
	return views, nil
}

// postRenewCohort is POST /cohorts/{cohort}/renew: the cohort takes the newest course.
func (s *Site) postRenewCohort(w http.ResponseWriter, v *visit) error {
	return s.changeCohort(w, v, func(who curriculum.Actor, id string) error { return s.Curriculum.Renew(v.Context(), who, id) })
}

// postEndCohort is POST /cohorts/{cohort}/end.
func (s *Site) postEndCohort(w http.ResponseWriter, v *visit) error {
	return s.changeCohort(w, v, func(who curriculum.Actor, id string) error { return s.Curriculum.End(v.Context(), who, id) })
}
