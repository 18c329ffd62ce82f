package site

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"html/template"
	"net/http"
	"strconv"

	"tinig/curriculum"
	"tinig/locales"
)

// attendee is who is in a room: a member, or who sits at a tablet; and by which names her answers are known.
func (s *Site) attendee(v *visit) (curriculum.Actor, curriculum.Namer) {
	if v.Tablet != nil {
		return v.Tablet.Actor(), seatNames{s.Secret, v.Tablet.Seat}
	}
	return learner(v.Actor), v.Session.Sealer(v.Actor.Member, "room")
}

// seatNames makes the names by which a seat's answers are known. It has no keyring, so they hold against whoever has the
// database but not the instance's secret.
type seatNames struct {
	secret []byte
	seat   string
}

// Name is the seat's name for a place.
func (n seatNames) Name(place string) []byte {
	mac := hmac.New(sha256.New, n.secret)
	mac.Write([]byte("seat " + n.seat + " at " + place))
	return mac.Sum(nil)
}

// mineFragment is what the template "room_mine" draws: what one person in a room can press, and what became of it.
type mineFragment struct {
	*locales.Printer
	View   curriculum.View
	Seat   string // her name, when she sits at a tablet
	Learns bool
}

// Base is the path below which the room's forms go.
func (f mineFragment) Base() string { return roomPath(f.View.ID) }

// Shares are what can be said of oneself.
func (mineFragment) Shares() []string { return curriculum.Shares }

// Waits says whether something is to become of what she pressed.
func (f mineFragment) Waits() bool {
	return f.View.Said.Hand > 0 || f.View.Request != nil && f.View.Request.Answer == ""
}

// Leading says whether she is there to hold the session or for who wants somebody.
func (f mineFragment) Leading() bool { return f.View.Leads() || f.View.Part == curriculum.Support }

func (s *Site) mine(v *visit, view curriculum.View) (template.HTML, error) {
	f := mineFragment{Printer: v.Printer, View: view, Learns: view.Part == curriculum.Learner || view.Part == curriculum.Helper}
	if v.Tablet != nil {
		f.Seat = v.Tablet.Name
	}
	return s.roomPart("room_mine", f)
}

// roomMine is GET /cohorts/{cohort}/room/mine: what is hers, for a page that waits for something.
func (s *Site) roomMine(w http.ResponseWriter, v *visit) error {
	view, err := s.roomView(v)
	if err != nil {
		return err
	}
	html, err := s.mine(v, view)
	return writePart(w, html, err)
}

// wishesFragment is what the template "room_wishes" draws for a support person: who would like somebody.
type wishesFragment struct {
	*locales.Printer
	Cohort string
	Wishes []wishView
}

// wishView is who would like somebody, by name.
type wishView struct {
	curriculum.Request
	Name string
}

// Base is the path below which the room's forms go.
func (f wishesFragment) Base() string { return roomPath(f.Cohort) }

// Whens are the answers.
func (wishesFragment) Whens() []string { return curriculum.Whens }

func (s *Site) wishes(v *visit, cohort string) (template.HTML, error) {
	list, err := s.Curriculum.Requests(v.Context(), learner(v.Actor), cohort)
	if err != nil {
		return "", err
	}
	f := wishesFragment{Printer: v.Printer, Cohort: cohort}
	for _, request := range list {
		name, err := s.nameIn(v.Context(), v.Printer, v.Actor.Network, request.Who, request.Seat)
		if err != nil {
			return "", err
		}
		f.Wishes = append(f.Wishes, wishView{request, name})
	}
	return s.roomPart("room_wishes", f)
}

// nameIn is the name of a member or of a seat.
func (s *Site) nameIn(ctx context.Context, p *locales.Printer, network, who, seat string) (string, error) {
	if seat != "" {
		return seat, nil
	}
	names, err := s.named(ctx, p, network, []string{who})
	if err != nil {
		return "", err
	}
	return names[0], nil
}

// roomWishes is GET /cohorts/{cohort}/room/wishes: the same, for a support person's open page. No channel tells of a wish.
func (s *Site) roomWishes(w http.ResponseWriter, v *visit) error {
	cohort, err := v.id("cohort")
	if err != nil {
		return err
	}
	html, err := s.wishes(v, cohort)
	return writePart(w, html, err)
}

func writePart(w http.ResponseWriter, html template.HTML, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write([]byte(html))
	return err
}

// The forms of everybody in a room.

func (s *Site) postRoomPace(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.PaceRoom(ctx, a, cohort, v.FormValue("own") != "")
}

func (s *Site) postHand(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.Raise(ctx, a, cohort, v.FormValue("up") != "")
}

func (s *Site) postShare(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.Share(ctx, a, cohort, v.FormValue("share"))
}

func (s *Site) postAskPause(ctx context.Context, a curriculum.Actor, cohort string, _ *visit) error {
	return s.Curriculum.AskPause(ctx, a, cohort)
}

func (s *Site) postAnswerRoom(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	_, names := s.attendee(v)
	return s.withQuestion(v, func(question string) error {
		return s.Curriculum.AnswerRoom(ctx, a, names, cohort, question, wholeNumber(v.FormValue("answer")))
	})
}

func (s *Site) postWish(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	if v.FormValue("back") != "" {
		return s.Curriculum.UnwishSomebody(ctx, a, cohort)
	}
	return s.Curriculum.WishSomebody(ctx, a, cohort)
}

func (s *Site) postMarkRoom(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	return s.Curriculum.MarkRoom(ctx, a, cohort, curriculum.State(v.FormValue("state")))
}

// postAnswerWish is of support persons.
func (s *Site) postAnswerWish(ctx context.Context, a curriculum.Actor, cohort string, v *visit) error {
	who, err := v.formID("who")
	if err != nil {
		return err
	}
	return s.Curriculum.AnswerRequest(ctx, a, cohort, who, v.FormValue("when"))
}

// wholeNumber is a number that somebody typed, 0 for none, and -1 for anything else.
func wholeNumber(text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return -1
	}
	return int(n)
}
