package site

import (
	"context"
	"html/template"
	"net/http"
	"strings"

	"tinig/curriculum"
	"tinig/locales"
)

// roomPage is a cohort's session while it is held. Stage, Mine and Panel are drawn as they come alone, too; Panel is for those who
// lead, Wishes for its support persons, and both are "" for everybody else. Blocks are the whole session, for who goes at her own
// pace. Code pairs a tablet, when one was asked for.
type roomPage struct {
	Page
	View                       curriculum.View
	Stage, Mine, Panel, Wishes template.HTML
	Blocks                     []stopView
	OwnPace                    bool
	Channel                    string
	LeadsChannel               string
	Code                       string
	Seated                     bool
}

// Base is the path below which the room's forms go.
func (p roomPage) Base() string { return roomPath(p.View.ID) }

// Answered are the ids of the questions that she has answered, for the script to put their forms away.
func (p roomPage) Answered() string { return strings.Join(p.View.Answered, " ") }

func roomPath(cohort string) string { return "/cohorts/" + cohort + "/room" }

// room is GET /cohorts/{cohort}/room.
func (s *Site) room(w http.ResponseWriter, v *visit) error {
	return s.showRoom(w, v, http.StatusOK, "")
}

func (s *Site) showRoom(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page, err := s.roomPage(v)
	if err != nil {
		return err
	}
	page.Error = refusal
	return s.render(w, code, "room/room", page)
}

// screen is GET /cohorts/{cohort}/room/screen: the stage alone, to be read from the back of a room.
func (s *Site) screen(w http.ResponseWriter, v *visit) error {
	page, err := s.roomPage(v)
	if err != nil {
		return err
	}
	if !page.View.Leads() {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	return s.render(w, http.StatusOK, "room/screen", page)
}

// roomView reads the room, and lets the session of who is in it last as long as the room does.
func (s *Site) roomView(v *visit) (curriculum.View, error) {
	cohort, err := v.id("cohort")
	if err != nil {
		return curriculum.View{}, err
	}
	who, names := s.attendee(v)
	view, err := s.Curriculum.View(v.Context(), who, names, cohort)
	if err != nil {
		return view, err
	}
	return view, s.holdIdle(v, view.Stage)
}

func (s *Site) roomPage(v *visit) (page roomPage, err error) {
	if page.View, err = s.roomView(v); err != nil {
		return page, err
	}
	page.Page, page.Seated = s.page(v), v.Tablet != nil
	page.Channel = string(curriculum.RoomChannel(page.View.Network, page.View.ID))
	if err := s.visitRoom(v, page.View); err != nil {
		return page, err
	}
	if page.Stage, err = s.stage(v.Context(), v.Printer, page.View.ID, page.View.Stage, v.opensNotes()); err != nil {
		return page, err
	}
	if page.Mine, err = s.mine(v, page.View); err != nil {
		return page, err
	}
	page.OwnPace = page.View.OwnPace && page.View.Open && !page.View.Room.Cut
	if page.OwnPace {
		if page.Blocks, err = s.stops(v.Context(), v.Printer, page.View.Stage, v.opensNotes()); err != nil {
			return page, err
		}
	}
	return page, s.forRole(v, &page)
}

// forRole adds what only those see who lead, and what only support persons do.
func (s *Site) forRole(v *visit, page *roomPage) (err error) {
	if page.View.Leads() {
		page.LeadsChannel = string(curriculum.LeadsChannel(page.View.Network, page.View.ID))
		page.Panel, err = s.panel(v.Context(), v.Printer, page.View.Network, page.View.ID, page.View.Stage)
		return err
	}
	if page.View.Part == curriculum.Support && page.View.Here {
		page.Wishes, err = s.wishes(v, page.View.ID)
	}
	return err
}

// visitRoom notes that who learns has opened what is taught.
func (s *Site) visitRoom(v *visit, view curriculum.View) error {
	if !view.Open || view.Part != curriculum.Learner {
		return nil
	}
	who, _ := s.attendee(v)
	return s.Curriculum.VisitRoom(v.Context(), who, view.Room)
}

// holdIdle has no idle limit in an open room but the room's own end; after it the usual one counts again. A tablet has none.
func (s *Site) holdIdle(v *visit, stage curriculum.Stage) error {
	switch {
	case v.Session == nil:
		return nil
	case stage.Open:
		return s.Accounts.Hold(v.Context(), v.Session, stage.Room.Until.Time)
	}
	return s.Accounts.Release(v.Context(), v.Session)
}

// stillInRoom is POST /cohorts/{cohort}/room/still: a page that follows the room is open.
func (s *Site) stillInRoom(w http.ResponseWriter, v *visit) error {
	if _, err := s.roomView(v); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// roomAct is a form of the room's page: what it does, and then the page again.
func (s *Site) roomAct(act func(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error) handler {
	return func(w http.ResponseWriter, v *visit) error {
		cohort, err := v.id("cohort")
		if err != nil {
			return err
		}
		who, _ := s.attendee(v)
		return s.done(w, v, act(v.Context(), who, cohort, v), roomPath(cohort), s.showRoom)
	}
}

// The forms of those who lead. Each that moves the room says at which step it was pressed.

func (s *Site) postOpenRoom(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.OpenRoom(ctx, a, cohort, v.number("session"))
}

func (s *Site) postGo(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.Go(ctx, a, cohort, v.number("step"), curriculum.Where(v.FormValue("where")))
}

func (s *Site) postLeaveOut(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.LeaveOut(ctx, a, cohort, v.number("step"), v.FormValue("block"), v.FormValue("back") == "")
}

func (s *Site) postRoomPause(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.Pause(ctx, a, cohort, v.number("step"), v.FormValue("on") != "")
}

func (s *Site) postEndRoom(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.EndRoom(ctx, a, cohort, v.number("step"))
}

func (s *Site) postAskRoom(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.AskRoom(ctx, a, cohort, v.number("step"), v.FormValue("kind"))
}

func (s *Site) postCloseQuestion(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.withQuestion(v, func(question string) error { return s.Curriculum.CloseQuestion(ctx, a, cohort, question) })
}

func (s *Site) postPaper(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	var counts []int
	for _, text := range v.Form["count"] {
		counts = append(counts, wholeNumber(text))
	}
	return s.withQuestion(v, func(question string) error { return s.Curriculum.CountPaper(ctx, a, cohort, question, counts) })
}

func (s *Site) postLower(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	who, err := v.formID("who")
	if err != nil {
		return err
	}
	return s.Curriculum.Lower(ctx, a, cohort, who)
}

func (s *Site) postFreeSeat(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	seat, err := v.formID("seat")
	if err != nil {
		return err
	}
	return s.Curriculum.FreeSeat(ctx, a, cohort, seat, v.FormValue("new") != "")
}

// postPairing is POST /cohorts/{cohort}/room/tablet: the page with a number that pairs a tablet. It is shown this once.
func (s *Site) postPairing(w http.ResponseWriter, v *visit) error {
	cohort, err := v.id("cohort")
	if err != nil {
		return err
	}
	code, err := s.Curriculum.NewPairing(v.Context(), learner(v.Actor), cohort)
	if err != nil {
		return s.again(w, v, err, s.showRoom)
	}
	page, err := s.roomPage(v)
	if err != nil {
		return err
	}
	page.Code = code[:4] + " " + code[4:]
	return s.render(w, http.StatusOK, "room/room", page)
}

// postHere is POST /cohorts/{cohort}/room/here, of those who lead and of support persons.
func (s *Site) postHere(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.BeHere(ctx, a, cohort, v.FormValue("here") != "")
}

// withQuestion does something with the question that a form names.
func (s *Site) withQuestion(v *visit, do func(question string) error) error {
	question, err := v.formID("question")
	if err != nil {
		return err
	}
	return do(question)
}
