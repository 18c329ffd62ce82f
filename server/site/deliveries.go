package site

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"tinig/curriculum"
)

// deliveryPage is how a session was held, for those who lead it.
type deliveryPage struct {
	attendancePage
	Delivery curriculum.Delivery
	Holders  []holderView
	Blocks   []blockLine
	Noted    bool
	Spoken   []string // the tags of its languages
}

// holderView is who may have held the session. Guided says that the reader can observe her or has talked with her.
type holderView struct {
	personView
	Held, Guided bool
}

// blockLine is a block that may have been left out.
type blockLine struct {
	ID, Title, Lang, Dir string
	Dropped              bool
}

// delivery is GET /cohorts/{cohort}/sessions/{number}/held.
func (s *Site) delivery(w http.ResponseWriter, v *visit) error {
	return s.showDelivery(w, v, http.StatusOK, "")
}

func (s *Site) showDelivery(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page, err := s.deliveryPage(v)
	if err != nil {
		return err
	}
	page.Error, page.Notice = refusal, v.heldNotice()
	return s.render(w, code, "curriculum/delivery", page)
}

// heldNotice says what was done a moment ago.
func (v *visit) heldNotice() string {
	switch {
	case v.FormValue("noted") != "":
		return v.Printer.T("attendance.noted")
	case v.FormValue("seen") != "":
		return v.Printer.T("delivery.seen")
	case v.FormValue("talked") != "":
		return v.Printer.T("delivery.talked")
	}
	return ""
}

func (s *Site) deliveryPage(v *visit) (page deliveryPage, err error) {
	if page.attendancePage, err = s.attendancePage(v); err != nil {
		return page, err
	}
	who := learner(v.Actor)
	page.Delivery, err = s.Curriculum.Delivered(v.Context(), who, page.Place.Cohort.ID, page.Session.Number)
	if err != nil {
		return page, err
	}
	page.Noted, page.Spoken = page.Delivery.Number != 0, page.Place.Languages
	page.Delivery.Lang = cmp.Or(page.Delivery.Lang, page.Spoken[0])
	people, err := s.cohortPeople(v, page.Place.Cohort.ID)
	if err != nil {
		return page, err
	}
	for _, person := range people {
		if !slices.Contains(curriculum.Ladder[1:], person.Part) || person.State == curriculum.Asked {
			continue
		}
		held := page.Noted && slices.Contains(page.Delivery.By, person.Member)
		guided := held && page.Place.Part == curriculum.Trainer && !person.Self
		page.Holders = append(page.Holders, holderView{person, held, guided})
	}
	page.Blocks, err = s.blockLines(v, page)
	return page, err
}

// blockLines are the blocks of the session's unit, none for a meeting without one.
func (s *Site) blockLines(v *visit, page deliveryPage) (lines []blockLine, err error) {
	if page.Session.Unit == "" || page.Session.Title == "" {
		return nil, nil
	}
	unit, err := s.Curriculum.UnitOf(v.Context(), learner(v.Actor), page.Place.Cohort.ID, page.Session.Unit)
	if err != nil {
		return nil, err
	}
	for _, block := range unit.Participant(v.Printer.Tag()) {
		lines = append(lines, blockLine{block.ID, block.Title, block.Lang, dirOf(block.Lang), slices.Contains(page.Delivery.Dropped, block.ID)})
	}
	return lines, nil
}

// postDelivery is POST /cohorts/{cohort}/sessions/{number}/held.
func (s *Site) postDelivery(w http.ResponseWriter, v *visit) error {
	id, err := v.id("cohort")
	if err != nil {
		return err
	}
	d := curriculum.Delivery{Number: v.number("number"), Lang: v.FormValue("lang"), Dropped: v.Form["dropped"]}
	for _, member := range v.Form["by"] {
		if isID(member) {
			d.By = append(d.By, member)
		}
	}
	err = s.Curriculum.Deliver(v.Context(), learner(v.Actor), id, d)
	return s.done(w, v, err, fmt.Sprintf("/cohorts/%s/sessions/%d/held?noted=1", id, d.Number), s.showDelivery)
}
