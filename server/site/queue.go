package site

import (
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/moderation/cases"
)

// queuePage is all that waits for a moderator, in one list.
type queuePage struct {
	Page
	Lines  []queueLine
	Others int
	Asked  []decisionView // sanctions that are to follow the person, if a second one agrees
	Care   cases.Care
}

// waitingView is a case as it waits.
type waitingView struct {
	*locales.Printer
	cases.Waiting
}

// Age is how long it has waited.
func (c waitingView) Age() string { return queueAge(c.Printer, c.OpenedAt) }

// queue is GET /queue.
func (s *Site) queue(w http.ResponseWriter, v *visit) error {
	return s.showQueue(w, v, http.StatusOK, "")
}

func (s *Site) showQueue(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := queuePage{Page: s.page(v)}
	page.Heading, page.Error = v.Printer.T("queue.heading"), refusal
	if page.Care, err = s.Cases.Care(v.Context(), v.Actor); err != nil {
		return err
	}
	if page.Lines, page.Others, err = s.queueLines(v); err != nil {
		return err
	}
	if page.Care.Enough {
		page.Lines = slices.DeleteFunc(page.Lines, func(l queueLine) bool {
			if l.Urgent || l.Href != "" {
				return false
			}
			page.Others++
			return true
		})
	}
	asked, err := s.Cases.Unseconded(v.Context(), v.Actor, selves(v))
	if err != nil {
		return err
	}
	for _, a := range asked {
		page.Asked = append(page.Asked, decisionView{Printer: v.Printer, Decision: a.Decision})
	}
	return s.render(w, code, "moderation/queue", page)
}

// postClaim is POST /queue/{case}/take.
func (s *Site) postClaim(w http.ResponseWriter, v *visit) error {
	id, err := v.id("case")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Cases.Claim(v.Context(), v.Actor, selves(v), id), "/queue/"+id, s.showQueue)
}

// postHandOver is POST /queue/{case}/hand-over.
func (s *Site) postHandOver(w http.ResponseWriter, v *visit) error {
	id, err := v.id("case")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Cases.HandOver(v.Context(), v.Actor, id), "/queue", s.showQueue)
}

// postHandOverAll is POST /queue/hand-over: she lets go all that she has taken.
func (s *Site) postHandOverAll(w http.ResponseWriter, v *visit) error {
	if err := s.Forum.HandAllHeldOn(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.done(w, v, s.Cases.HandOverAll(v.Context(), v.Actor), "/queue", s.showQueue)
}

// postConflict is POST /queue/{case}/conflict.
func (s *Site) postConflict(w http.ResponseWriter, v *visit) error {
	id, err := v.id("case")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Cases.Conflict(v.Context(), v.Actor, selves(v), id), "/queue", s.showQueue)
}

// postSecond is POST /queue/{case}/second: a sanction follows the person from now on.
func (s *Site) postSecond(w http.ResponseWriter, v *visit) error {
	id, err := v.id("case")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Cases.Second(v.Context(), v.Actor, selves(v), id), "/queue", s.showQueue)
}

// postDecision is POST /queue/{case}: anew says that she takes it once more for it, since her time for it was over.
func (s *Site) postDecision(w http.ResponseWriter, v *visit) error {
	id, err := v.id("case")
	if err != nil {
		return err
	}
	if v.FormValue("anew") != "" {
		if err := s.Cases.Claim(v.Context(), v.Actor, selves(v), id); err != nil {
			return s.again(w, v, err, s.showCase)
		}
	}
	ruling := cases.Ruling{Act: cases.Act(v.FormValue("act")), Reason: v.FormValue("body"), Lang: v.FormValue("lang"), Note: v.FormValue("note"),
		Days: v.number("days"), Everywhere: v.FormValue("everywhere") != ""}
	return s.done(w, v, s.Cases.Decide(v.Context(), v.Actor, selves(v), id, ruling), "/queue", s.showCase)
}
