package site

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"tinig/curriculum"
	"tinig/locales"
)

// tabletDoor lets in a tablet that is paired with an open room, whoever sits at it.
func (s *Site) tabletDoor(h handler) http.Handler { return s.door(h, s.atTablet) }

// present lets in who may be in a room: a member, or who sits at a tablet.
func (s *Site) present(h handler) http.Handler { return s.door(h, s.attending(s.enter)) }

// presentScript is present for what a page asks for by itself.
func (s *Site) presentScript(h handler) http.Handler {
	return s.door(h, s.attending(func(w http.ResponseWriter, v *visit) error { return s.enterBy(w, v, s.Accounts.Peek) }))
}

// attending is who sits at a tablet, and else what enter says.
func (s *Site) attending(enter handler) handler {
	return func(w http.ResponseWriter, v *visit) error {
		if _, err := v.Cookie(s.cookieName(sessionCookie)); err == nil {
			return enter(w, v)
		}
		if err := s.atTablet(w, v); err != nil {
			return err
		}
		if v.Tablet.Seat == "" {
			return locales.Refuse(locales.Gone, "seat.sit_first")
		}
		return nil
	}
}

// atTablet finds the tablet of the request's cookie. Without one it is nobody's; one whose room is over is told so.
func (s *Site) atTablet(w http.ResponseWriter, v *visit) error {
	cookie := s.cookie(v.Request, tabletCookie)
	if cookie == "" {
		return errSignedOut
	}
	tablet, err := s.Curriculum.Tablet(v.Context(), cookie)
	if err != nil {
		return err
	}
	v.Tablet = &tablet
	return nil
}

// tabletPage asks for the number that pairs a tablet.
type tabletPage struct {
	Page
	gate
}

// tablet is GET /tablet.
func (s *Site) tablet(w http.ResponseWriter, v *visit) error {
	return s.showTablet(w, v, http.StatusOK, "")
}

func (s *Site) showTablet(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := tabletPage{Page: s.page(v), gate: s.gate(v, "/tablet")}
	page.Heading, page.Error = v.Printer.T("seat.pair"), refusal
	return s.render(w, code, "room/tablet", page)
}

// postTablet is POST /tablet. A browser in which somebody is signed in is hers, and no tablet for all.
func (s *Site) postTablet(w http.ResponseWriter, v *visit) error {
	if v.Session != nil {
		return s.again(w, v, locales.Refuse(locales.Conflict, "seat.signed_in"), s.showTablet)
	}
	cookie, err := guarded(s, v, func(ctx context.Context) (string, error) {
		return s.Curriculum.PairTablet(ctx, v.FormValue("code"))
	})
	if err != nil {
		return s.again(w, v, err, s.showTablet)
	}
	s.setCookie(w, tabletCookie, cookie)
	return seeOther(w, v, "/seat")
}

// seatPage is where somebody takes a seat. With Sealed she is given pictures, and, when she is new, chooses a name.
type seatPage struct {
	Page
	Sealed   string
	Offers   []string
	Pictures []int // all, or those that she is given
}

// Named is what a picture shows.
func (p seatPage) Named(picture int) string { return pictureName(p.Printer, picture) }

func pictureName(p *locales.Printer, picture int) string {
	return p.T("picture." + strconv.Itoa(picture))
}

// seat is GET /seat.
func (s *Site) seat(w http.ResponseWriter, v *visit) error {
	if v.Tablet.Seat != "" {
		return seeOther(w, v, roomPath(v.Tablet.Cohort))
	}
	return s.showSeat(w, v, http.StatusOK, "")
}

func (s *Site) showSeat(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := seatPage{Page: s.page(v)}
	for picture := range curriculum.Pictures {
		page.Pictures = append(page.Pictures, picture)
	}
	page.Heading, page.Error = v.Printer.T("seat.heading"), refusal
	return s.render(w, code, "room/seat", page)
}

// postSeat is POST /seat: her name and her pictures.
func (s *Site) postSeat(w http.ResponseWriter, v *visit) error {
	var pictures []int
	for _, text := range v.Form["picture"] {
		if n, err := strconv.Atoi(text); err == nil {
			pictures = append(pictures, n)
		}
	}
	cookie, fresh, err := s.Curriculum.TakeSeat(v.Context(), *v.Tablet, v.FormValue("name"), pictures)
	if err != nil {
		return s.again(w, v, err, s.showSeat)
	}
	if fresh != "" {
		return s.offerSeat(w, v, http.StatusOK, "", seating{Cohort: v.Tablet.Cohort, Seat: fresh})
	}
	return s.sitDown(w, v, cookie)
}

func (s *Site) sitDown(w http.ResponseWriter, v *visit, cookie string) error {
	s.setCookie(w, tabletCookie, cookie)
	return seeOther(w, v, roomPath(v.Tablet.Cohort))
}

// seating is what a form of pictures was offered with, sealed in it. Offers are names for a new seat.
type seating struct {
	Cohort   string   `json:"c"`
	Seat     string   `json:"s"`
	Offers   []string `json:"o,omitempty"`
	Pictures []int    `json:"p"`
}

const seatingPurpose = "a seat"

// seatNamesOffered is how many names are on offer for a new seat.
const seatNamesOffered = 4

// newSeat is GET /seat/new: names and pictures on offer, others at every opening.
func (s *Site) newSeat(w http.ResponseWriter, v *visit) error {
	return s.offerNewSeat(w, v, http.StatusOK, "")
}

func (s *Site) offerNewSeat(w http.ResponseWriter, v *visit, code int, refusal string) error {
	offers, err := s.Networks.Offer(v.Context(), v.Tablet.Network, v.Printer.Tag(), seatNamesOffered)
	if err != nil {
		return err
	}
	return s.offerSeat(w, v, code, refusal, seating{Cohort: v.Tablet.Cohort, Seat: curriculum.NewSeatID(), Offers: offers})
}

func (s *Site) offerSeat(w http.ResponseWriter, v *visit, code int, refusal string, of seating) error {
	of.Pictures = curriculum.NewPictures()
	plain, err := json.Marshal(of)
	if err != nil {
		return err
	}
	page := seatPage{Page: s.page(v), Sealed: s.Accounts.SealForm(seatingPurpose, plain), Offers: of.Offers, Pictures: of.Pictures}
	page.Heading, page.Error = v.Printer.T("seat.new_heading"), refusal
	return s.render(w, code, "room/new_seat", page)
}

// postNewSeat is POST /seat/new.
func (s *Site) postNewSeat(w http.ResponseWriter, v *visit) error {
	var of seating
	plain, err := s.Accounts.OpenForm(seatingPurpose, v.FormValue("sealed"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, &of); err != nil {
		return fmt.Errorf("reading a form of a seat: %w", err)
	}
	if of.Cohort != v.Tablet.Cohort {
		return locales.Refuse(locales.Gone, "seat.over")
	}
	if len(of.Offers) == 0 {
		cookie, err := s.Curriculum.RenewSeat(v.Context(), *v.Tablet, of.Seat, of.Pictures)
		if err != nil {
			return err
		}
		return s.sitDown(w, v, cookie)
	}
	var cookie string
	if name := v.FormValue("name"); slices.Contains(of.Offers, name) {
		cookie, err = s.Curriculum.NewSeat(v.Context(), *v.Tablet, of.Seat, name, of.Pictures)
	} else {
		err = locales.Refuse(locales.Invalid, "join.pseudonym_needed")
	}
	if err != nil {
		return s.again(w, v, err, s.offerNewSeat)
	}
	return s.sitDown(w, v, cookie)
}

// postPassOn is POST /seat/pass: the tablet goes to somebody else.
func (s *Site) postPassOn(w http.ResponseWriter, v *visit) error {
	cookie, err := s.Curriculum.PassOn(v.Context(), *v.Tablet)
	if err != nil {
		return err
	}
	s.setCookie(w, tabletCookie, cookie)
	return seeOther(w, v, "/seat")
}

// seatFeedbackPage asks who sits at a tablet what she says of the session.
type seatFeedbackPage struct {
	Page
	Base           string
	Open, Answered bool
	Asks           []posedView
}

// seatFeedback is GET /seat/feedback.
func (s *Site) seatFeedback(w http.ResponseWriter, v *visit) error {
	return s.showSeatFeedback(w, v, http.StatusOK, "")
}

func (s *Site) showSeatFeedback(w http.ResponseWriter, v *visit, code int, refusal string) error {
	_, names := s.attendee(v)
	f, err := s.Curriculum.FeedbackAt(v.Context(), *v.Tablet, names)
	if err != nil {
		return err
	}
	page := seatFeedbackPage{Page: s.page(v), Base: roomPath(v.Tablet.Cohort), Open: f.Open, Answered: f.Answered, Asks: feedbackAsks(v.Printer)}
	page.Heading, page.Error = v.Printer.T("feedback.heading"), refusal
	return s.render(w, code, "room/seat_feedback", page)
}

// postSeatFeedback is POST /seat/feedback.
func (s *Site) postSeatFeedback(w http.ResponseWriter, v *visit) error {
	_, names := s.attendee(v)
	err := s.Curriculum.GiveFeedbackAt(v.Context(), *v.Tablet, names, v.choices(curriculum.FeedbackAsks))
	return s.done(w, v, err, "/seat/feedback", s.showSeatFeedback)
}

// unpair ends what a tablet is paired with, if it is one.
func (s *Site) unpair(w http.ResponseWriter, v *visit) error {
	err := s.atTablet(w, v)
	s.dropCookie(w, tabletCookie)
	if v.Tablet == nil {
		if errors.Is(err, errSignedOut) || locales.IsKind(err, locales.Gone) {
			return nil
		}
		return err
	}
	return s.Curriculum.Unpair(v.Context(), *v.Tablet)
}
