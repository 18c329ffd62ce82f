package site

import (
	"context"
	"net/http"
	"slices"
	"time"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/server/networks"
)

// learner is who a member is to the curriculum, and what she may do there now.
func learner(a networks.Actor) curriculum.Actor {
	may := func(act networks.Act) bool { return networks.Allow(a, act, nil) == nil }
	return curriculum.Actor{Network: a.Network, Member: a.Member, Band: string(a.Band),
		Learns: may(networks.Learn), Teaches: may(networks.Teach), Runs: may(networks.RunNetwork), Adapts: may(networks.AdaptSessions), Takes: may(networks.TakeAdaptations)}
}

// today is the day on which a page is drawn.
func today() time.Time { return time.Now().UTC().Truncate(24 * time.Hour) }

// curriculumPage is all that is taught, how far she is, and her cohorts.
type curriculumPage struct {
	Page
	Areas   []areaView
	Cohorts []cohortLine
	Over    []cohortLine
	Teaches bool
	Adapts  bool
	Reads   bool // she is in no network
}

// add puts a unit behind the others of its area.
func (p *curriculumPage) add(area content.Area, line unitLine) {
	if last := len(p.Areas) - 1; last < 0 || p.Areas[last].Area != area {
		p.Areas = append(p.Areas, areaView{Area: area})
	}
	its := &p.Areas[len(p.Areas)-1]
	its.Units = append(its.Units, line)
}

// areaView is a part of the course.
type areaView struct {
	Area  content.Area
	Units []unitLine
}

// unitLine is a unit in the list, in her language or in English. Languages are those that it is offered in, when hers isn't
// among them.
type unitLine struct {
	content.Unit
	Head      content.Head
	Dir       string
	State     curriculum.State
	Languages string
}

// curriculum is GET /curriculum.
func (s *Site) curriculum(w http.ResponseWriter, v *visit) error {
	if v.reads() {
		return s.readerCourse(w, v)
	}
	who := learner(v.Actor)
	units, err := s.Curriculum.Units(v.Context(), who)
	if err != nil {
		return err
	}
	steps, err := s.Curriculum.Progress(v.Context(), who)
	if err != nil {
		return err
	}
	page := curriculumPage{Page: s.page(v), Teaches: who.Teaches, Adapts: who.Adapts}
	page.Heading = v.Printer.T("curriculum.heading")
	for _, unit := range units {
		page.add(unit.Area, lineOf(unit, v.Printer.Tag(), steps[unit.ID].State))
	}
	if err := s.listCohorts(v.Context(), who, &page); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "curriculum/index", page)
}

func lineOf(unit content.Unit, lang string, state curriculum.State) unitLine {
	line := unitLine{Unit: unit, Head: unit.Head(lang), State: state}
	line.Dir = dirOf(line.Head.Lang)
	if !unit.Offered(lang) {
		line.Languages = languageNames(unit.Languages())
	}
	return line
}

// listCohorts fills in her cohorts, with the next session of those that go on.
func (s *Site) listCohorts(ctx context.Context, who curriculum.Actor, page *curriculumPage) error {
	places, err := s.Curriculum.Cohorts(ctx, who)
	if err != nil {
		return err
	}
	open, err := s.Curriculum.OpenNow(ctx, who)
	if err != nil {
		return err
	}
	for _, place := range places {
		line := cohortLine{Place: place, Open: slices.Contains(open, place.Cohort.ID)}
		if place.Ended() {
			page.Over = append(page.Over, line)
			continue
		}
		if line.Next, err = s.nextSession(ctx, who, place.Cohort.ID); err != nil {
			return err
		}
		page.Cohorts = append(page.Cohorts, line)
	}
	return nil
}

// nextSession is the first of a cohort's sessions that isn't over, the zero Session when all are.
func (s *Site) nextSession(ctx context.Context, who curriculum.Actor, id string) (curriculum.Session, error) {
	sessions, err := s.Curriculum.Sessions(ctx, who, id)
	return next(sessions), err
}
