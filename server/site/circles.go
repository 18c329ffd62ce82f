package site

import (
	"fmt"
	"net/http"
	"time"

	"tinig/server/forum"
)

// circlesPage lists the circles that she is in.
type circlesPage struct {
	Page
	Days []day
	Next string
}

// circles is GET /circles.
func (s *Site) circles(w http.ResponseWriter, v *visit) error {
	lines, err := s.Forum.Circles(v.Context(), v.Actor, afterOf(v.FormValue("after")))
	if err != nil {
		return err
	}
	page := circlesPage{Page: s.page(v), Days: byDay(lines)}
	page.Heading = v.Printer.T("circles.heading")
	if len(lines) == forum.TopicsAtOnce {
		last := lines[len(lines)-1]
		page.Next = fmt.Sprintf("/circles?after=%s_%s", last.ActiveOn.Format(time.DateOnly), last.ID)
	}
	return s.render(w, http.StatusOK, "forum/circles", page)
}

// homeCircles fills in what of circles, cohorts and questions stands on the first page.
func (s *Site) homeCircles(v *visit, page *homePage) error {
	invitations, err := s.Forum.Invitations(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page.Asked = len(invitations)
	questions, err := s.Forum.Questions(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	for _, q := range questions {
		if q.Agreed == nil {
			page.Asked++
		}
	}
	cohorts, err := s.askedCohorts(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page.Asked += len(cohorts)
	speaking, err := s.askedToSpeak(v)
	if err != nil {
		return err
	}
	page.Asked += speaking
	page.Circles, err = s.Forum.InAnyCircle(v.Context(), v.Actor)
	return err
}

// companions are who is in a circle, by their names.
func (s *Site) companions(v *visit, topic forum.Topic) (names []string, err error) {
	ids, err := s.Forum.Companions(v.Context(), v.Actor, topic.ID)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	byID, err := s.Networks.Names(v.Context(), topic.Network, ids)
	for _, id := range ids {
		names = append(names, called(v.Printer, byID[id]))
	}
	return names, err
}

// circleAudience says in a circle who reads it, instead of the space's own line.
func (s *Site) circleAudience(v *visit, topic forum.Topic, line string) (string, error) {
	if !topic.Circle {
		return line, nil
	}
	members, err := s.Forum.Companions(v.Context(), v.Actor, topic.ID)
	if err != nil {
		return "", err
	}
	line = v.Printer.N("circles.audience", len(members))
	if !time.Now().After(topic.AskedUntil.Time.AddDate(0, 0, 1)) {
		line += " " + v.Printer.T("circles.asked_until", "Day", v.Printer.Day(topic.AskedUntil.Time))
	}
	return line, nil
}

// postLeaveCircle is POST /t/{topic}/leave-circle.
func (s *Site) postLeaveCircle(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	if err := s.Forum.Leave(v.Context(), v.Actor, id); err != nil {
		return err
	}
	return seeOther(w, v, "/circles")
}
