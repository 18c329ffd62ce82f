package site

import (
	"net/http"

	"tinig/locales"
	"tinig/server/advocacy/engagements"
	"tinig/server/networks"
)

// speakingView is who is asked to speak at an engagement and who could be, for who leads.
type speakingView struct {
	Bookings []bookingView
	Roster   []willingView
	Days     []string
}

// bookingView is a booking, with her name here.
type bookingView struct {
	engagements.Booking
	Named  string
	Counts bool // her yes counts
}

// willingView is somebody who may be asked, by her name here.
type willingView struct {
	engagements.Willing
	Named string
}

// fillSpeaking fills in the rider, and for who leads whom she asks.
func (s *Site) fillSpeaking(v *visit, page *engagementPage) (err error) {
	of := page.Engagement.Engagement
	if !of.Speaks() {
		return nil
	}
	if page.Rider, err = s.Engagements.Rider(v.Context(), v.Actor, of.Campaign, of.ID); err != nil {
		return err
	}
	page.Waits = page.Rider.Waits(today())
	if typed := riderOf(v); typed.Questions != "" || typed.Pay != "" {
		typed.Version, typed.SignedOn = page.Rider.Version, page.Rider.SignedOn
		page.Rider = typed
	}
	if page.Rider.Lang == "" {
		page.Rider.Lang = v.Printer.Tag()
	}
	if !page.Place.Leads() {
		return nil
	}
	page.Speaking = &speakingView{Days: engagements.Days}
	bookings, err := s.Engagements.Bookings(v.Context(), v.Actor, of.Campaign, of.ID)
	if err != nil {
		return err
	}
	var roster []engagements.Willing
	if of.State == engagements.Planned && page.Rider.Signed() {
		if roster, err = s.Engagements.Roster(v.Context(), v.Actor, of.Campaign, of.ID); err != nil {
			return err
		}
	}
	return s.nameSpeakers(v, page.Speaking, bookings, roster)
}

// nameSpeakers fills in who they are here.
func (s *Site) nameSpeakers(v *visit, into *speakingView, bookings []engagements.Booking, roster []engagements.Willing) error {
	var ids []string
	for _, b := range bookings {
		ids = append(ids, b.Member)
	}
	for _, w := range roster {
		ids = append(ids, w.Member)
	}
	names, err := s.Networks.Names(v.Context(), v.Actor.Network, ids)
	if err != nil {
		return err
	}
	named := func(id string) string {
		if member, ok := names[id]; ok {
			return called(v.Printer, member)
		}
		return called(v.Printer, networks.Member{})
	}
	for _, b := range bookings {
		into.Bookings = append(into.Bookings, bookingView{b, named(b.Member), b.Counts(today())})
	}
	for _, w := range roster {
		into.Roster = append(into.Roster, willingView{w, named(w.Member)})
	}
	return nil
}

func riderOf(v *visit) engagements.Rider {
	return engagements.Rider{Version: v.number("version"), Lang: v.Printer.Tag(), Questions: v.PostForm.Get("questions"), OffLimits: v.PostForm.Get("off_limits"),
		Recording: v.PostForm.Get("recording"), Pay: v.PostForm.Get("pay"), Support: v.PostForm.Get("support")}
}

// postRider is POST /campaigns/{campaign}/engagements/{engagement}/rider.
func (s *Site) postRider(w http.ResponseWriter, v *visit) error {
	return s.changeEngagement(w, v, nil, func(campaign, id string) error {
		return s.Engagements.WriteRider(v.Context(), v.Actor, campaign, id, riderOf(v))
	})
}

// postOfferRider is POST /campaigns/{campaign}/engagements/{engagement}/offer: makes the address at which the inviter signs, and a code. Both are shown
// now and never again, so the answer is the page itself.
func (s *Site) postOfferRider(w http.ResponseWriter, v *visit) error {
	id, err := v.id("campaign")
	if err != nil {
		return err
	}
	secret, code, err := s.Engagements.OfferRider(v.Context(), v.Actor, id, v.PathValue("engagement"))
	if err != nil {
		return s.again(w, v, err, s.showEngagement(nil, false))
	}
	page, err := s.engagementPage(v, nil)
	if err != nil {
		return err
	}
	page.Address, page.Code = s.Origin+"/rider/"+secret, code
	return s.render(w, http.StatusOK, "advocacy/engagement", page)
}

// postAskSpeaker is POST /campaigns/{campaign}/engagements/{engagement}/speakers.
func (s *Site) postAskSpeaker(w http.ResponseWriter, v *visit) error {
	member, err := v.formID("member")
	if err != nil {
		return err
	}
	return s.changeEngagement(w, v, nil, func(campaign, id string) error { return s.Engagements.Ask(v.Context(), v.Actor, campaign, id, member) })
}

// postBookingDay is POST /campaigns/{campaign}/engagements/{engagement}/speakers/{booking}: notes a day, or closes the booking.
func (s *Site) postBookingDay(w http.ResponseWriter, v *visit) error {
	booking, err := v.id("booking")
	if err != nil {
		return err
	}
	return s.changeEngagement(w, v, nil, func(campaign, id string) error {
		if v.FormValue("close") != "" {
			return s.Engagements.Close(v.Context(), v.Actor, campaign, id, booking)
		}
		return s.Engagements.NoteDay(v.Context(), v.Actor, campaign, id, booking, v.FormValue("what"), v.dayOf("day"))
	})
}

// riderPage is what an inviter reads and signs, without an account.
type riderPage struct {
	Page
	Rider      engagements.Rider
	Engagement engagements.Engagement
	Secret     string
	Role, Body string // as she has just typed them
	Signed     bool   // just now: then all that was signed is shown once more, to keep
}

// rider is GET /rider/{secret}. It changes nothing, so whoever looks at a link before its reader does no harm. Signed, it shows no terms.
func (s *Site) rider(w http.ResponseWriter, v *visit) error {
	return s.showRider(w, v, http.StatusOK, "")
}

func (s *Site) showRider(w http.ResponseWriter, v *visit, code int, refusal string) error {
	secret := v.PathValue("secret")
	rider, of, err := s.Engagements.Offered(v.Context(), secret)
	if err != nil {
		return err
	}
	page := riderPage{Page: s.page(v), Rider: rider, Engagement: of, Secret: secret, Role: v.PostForm.Get("role"), Body: v.PostForm.Get("body")}
	page.Heading, page.Error = v.Printer.T("rider.heading"), refusal
	return s.render(w, code, "advocacy/rider", page)
}

// postSign is POST /rider/{secret}. The answer is the page itself: it holds what was signed, for the inviter to keep.
func (s *Site) postSign(w http.ResponseWriter, v *visit) error {
	secret := v.PathValue("secret")
	err := s.Engagements.Sign(v.Context(), secret, engagements.Signature{Version: v.number("version"), Code: v.PostForm.Get("code"),
		Role: v.PostForm.Get("role"), Body: v.PostForm.Get("body")})
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	if err != nil {
		return s.again(w, v, err, s.showRider)
	}
	rider, of, err := s.Engagements.Offered(v.Context(), secret)
	if err != nil {
		return err
	}
	page := riderPage{Page: s.page(v), Rider: rider, Engagement: of, Signed: true}
	page.Heading = v.Printer.T("rider.heading")
	return s.render(w, http.StatusOK, "advocacy/rider", page)
}
