package site

import (
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/advocacy/engagements"
	"tinig/server/networks"
)

// ownSpeakingPage is what she would speak at, and what she is asked for.
type ownSpeakingPage struct {
	Page
	May      bool
	Wishes   engagements.Wishes
	Kinds    []string
	Needs    []string
	Bookings []ownBooking
}

// ownBooking is one of her bookings with what the inviter agreed to.
type ownBooking struct {
	engagements.Booking
	Rider  engagements.Rider
	Counts bool
	Days   []string
	Needs  []needChoice
}

type needChoice struct {
	Need   string
	Chosen bool
}

// Ahead says whether its day is still to come.
func (b ownBooking) Ahead() bool { return b.Day.After(today()) }

// termsView is a rider with the page's words: what the template "rider_words" draws.
type termsView struct {
	Page
	Rider engagements.Rider
}

// Terms are what the inviter agreed to for one of her bookings.
func (p ownSpeakingPage) Terms(b ownBooking) termsView { return termsView{p.Page, b.Rider} }

// CountsOn is the day from which her yes counts.
func (p ownSpeakingPage) CountsOn(b ownBooking) string {
	return p.Day(b.AcceptedOn.AddDate(0, 0, engagements.CoolingDays))
}

// Rests are the rests between two that are offered, in days, hers among them.
func (p ownSpeakingPage) Rests() []int {
	rests := []int{0, 30, 60, 90, 180, 365}
	if !slices.Contains(rests, p.Wishes.RestDays) {
		rests = append(rests, p.Wishes.RestDays)
	}
	return rests
}

// ownSpeaking is GET /me/speaking.
func (s *Site) ownSpeaking(w http.ResponseWriter, v *visit) error {
	return s.showOwnSpeaking(w, v, http.StatusOK, "")
}

func (s *Site) showOwnSpeaking(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := ownSpeakingPage{Page: s.page(v), May: networks.Allow(v.Actor, networks.Speak, nil) == nil, Kinds: engagements.Spoken, Needs: engagements.Needs}
	page.Heading, page.Error = v.Printer.T("speaking.heading"), refusal
	if page.May {
		if page.Wishes, err = s.Engagements.Wishes(v.Context(), v.Actor); err != nil {
			return err
		}
	}
	own, err := s.Engagements.Own(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	for _, b := range own {
		view := ownBooking{Booking: b, Counts: b.Counts(today()), Days: engagements.Days}
		if view.Rider, err = s.Engagements.OwnRider(v.Context(), v.Actor, b); err != nil {
			return err
		}
		for _, need := range engagements.Needs {
			chosen := slices.Contains(b.Needs, need) || b.State == engagements.Asked && page.Wishes.With(need)
			view.Needs = append(view.Needs, needChoice{need, chosen})
		}
		page.Bookings = append(page.Bookings, view)
	}
	return s.render(w, code, "advocacy/speaking", page)
}

// postWishes is POST /me/speaking.
func (s *Site) postWishes(w http.ResponseWriter, v *visit) error {
	wishes := engagements.Wishes{Kinds: v.PostForm["kind"], Needs: v.PostForm["need"], RestDays: v.number("rest_days")}
	if day := v.dayOf("not_before"); !day.IsZero() {
		wishes.NotBefore = &day
	}
	return s.done(w, v, s.Engagements.Wish(v.Context(), v.Actor, wishes), "/me/speaking", s.showOwnSpeaking)
}

// postAnswerBooking is POST /me/speaking/{booking}: yes with what she needs, or no, or that a day isn't so.
func (s *Site) postAnswerBooking(w http.ResponseWriter, v *visit) error {
	booking, err := v.id("booking")
	if err != nil {
		return err
	}
	if what := v.FormValue("strike"); what != "" {
		return s.done(w, v, s.Engagements.StrikeOut(v.Context(), v.Actor, booking, what), "/me/speaking", s.showOwnSpeaking)
	}
	yes, err := v.yesOrNo()
	if err != nil {
		return err
	}
	err = s.Engagements.Answer(v.Context(), v.Actor, booking, yes, v.PostForm["need"])
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, "/me/speaking", s.showOwnSpeaking)
}

// askedToSpeak is how many bookings wait for her answer.
func (s *Site) askedToSpeak(v *visit) (count int, err error) {
	own, err := s.Engagements.Own(v.Context(), v.Actor)
	for _, b := range own {
		if b.State == engagements.Asked && b.Day.After(today()) {
			count++
		}
	}
	return count, err
}
