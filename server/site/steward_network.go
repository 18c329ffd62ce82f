package site

import (
	"net/http"
	"slices"
	"time"

	"tinig/server/accounts"
	"tinig/server/counts"
	"tinig/server/networks"
)

// networkPage is what a steward decides about the network as a whole.
type networkPage struct {
	Page
	Network   networks.Network
	Numbers   []number
	Quiet     quietView
	QuietNow  string // the quiet hours that count now, "" when there are none
	Countries []countryChoice
	Calm      time.Time // the end of the quiet days, zero when there are none
	CalmDays  []int
	Brakes    []int
	Cares     []int
	Closing   networks.Closing
	ClosedOn  time.Time // zero while the network is open
	ErasedOn  time.Time // when it is erased, once it is closed
	MayClose  bool      // it is one that can be closed
	MayAgree  bool      // she can be the second steward of its end
	MayFound  bool

	KeptClosed int         // days
	Unrun      []unrunView // networks without a steward, for whoever may found them
}

// number is one count that may be told.
type number struct {
	Of string
	counts.Shown
}

// Speaks says whether a language is one of the network's.
func (p networkPage) Speaks(tag string) bool { return slices.Contains(p.Network.Languages, tag) }

// stewardNetwork is GET /steward/network.
func (s *Site) stewardNetwork(w http.ResponseWriter, v *visit) error {
	return s.showNetwork(w, v, http.StatusOK, "")
}

func (s *Site) showNetwork(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := networkPage{Page: s.page(v), MayFound: networks.Allow(v.Actor, networks.FoundNetwork, nil) == nil,
		MayClose: networks.Allow(v.Actor, networks.CloseNetwork, nil) == nil, KeptClosed: networks.KeptClosed,
		Calm: v.Actor.CalmUntil, CalmDays: networks.CalmDays, Brakes: networks.Brakes, Cares: networks.CareMinutes}
	page.Heading, page.Error = v.Printer.T("steward.network_page"), refusal
	if page.Network, err = s.Networks.Network(v.Context(), v.Actor.Network); err != nil {
		return err
	}
	page.Countries = countryChoices(page.Network)
	quiet := quietOf(page.Network.Quiet)
	if page.Quiet = quietForm(v, quiet, refusal); quiet.Set() {
		page.QuietNow = hoursTold(v.Printer, quiet)
	}
	if page.Network.ClosedOn != nil {
		page.ClosedOn, page.ErasedOn = *page.Network.ClosedOn, networks.ErasedOn(*page.Network.ClosedOn)
	}
	if page.Closing, err = s.Networks.Closing(v.Context(), v.Actor); err != nil {
		return err
	}
	page.MayAgree = page.Closing.MayAgree(v.Actor)
	if page.MayFound {
		if page.Unrun, err = s.unrun(v); err != nil {
			return err
		}
	}
	if page.Numbers, err = s.numbers(v); err != nil {
		return err
	}
	return s.render(w, code, "steward/network", page)
}

// numbers are what may be told of the network in numbers.
func (s *Site) numbers(v *visit) ([]number, error) {
	people, err := s.Networks.Numbers(v.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	posts, err := s.Forum.PostsThisMonth(v.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	return []number{
		{v.Printer.T("numbers.members"), people.Members.Total},
		{v.Printer.T("numbers.newcomers"), people.Newcomers.Total},
		{v.Printer.T("numbers.posts"), posts.Total},
	}, nil
}

// postCalm is POST /steward/network/calm: quiet days, or their end.
func (s *Site) postCalm(w http.ResponseWriter, v *visit) error {
	if v.FormValue("end") != "" {
		return s.done(w, v, s.Networks.EndCalm(v.Context(), v.Actor), "/steward/network", s.showNetwork)
	}
	return s.done(w, v, s.Networks.Calm(v.Context(), v.Actor, v.number("days")), "/steward/network", s.showNetwork)
}

// postBrake is POST /steward/network/brake.
func (s *Site) postBrake(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Networks.SetBrake(v.Context(), v.Actor, v.number("most")), "/steward/network", s.showNetwork)
}

// postCare is POST /steward/network/care: for how long one of the staff looks into things in a day.
func (s *Site) postCare(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Networks.SetCare(v.Context(), v.Actor, v.number("minutes")), "/steward/network#care", s.showNetwork)
}

// postNetworkQuiet is POST /steward/network/quiet: the network's quiet hours, or none.
func (s *Site) postNetworkQuiet(w http.ResponseWriter, v *visit) error {
	q, clock := quietTyped(v)
	if v.FormValue("none") != "" {
		q = accounts.Quiet{Revision: q.Revision}
	} else if !clock || !q.Good() || !q.Set() {
		return s.again(w, v, errQuiet, s.showNetwork)
	}
	quiet := networks.Quiet{From: q.From, Until: q.Until, Offset: q.Offset, Revision: q.Revision}
	return s.done(w, v, s.Networks.SetQuiet(v.Context(), v.Actor, quiet), "/steward/network#quiet", s.showNetwork)
}

// postClose is POST /steward/network/close: the first steward's word, or the second's.
func (s *Site) postClose(w http.ResponseWriter, v *visit) error {
	word := s.Networks.AskClosing
	if v.FormValue("agree") != "" {
		word = s.Networks.AgreeClosing
	}
	return s.done(w, v, word(v.Context(), v.Actor), "/steward/network", s.showNetwork)
}

// postOpen is POST /steward/network/open: it stays open, or is open again.
func (s *Site) postOpen(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Networks.StayOpen(v.Context(), v.Actor), "/steward/network", s.showNetwork)
}

// closingToDo is the end of the network, for which this steward can be the second.
func (s *Site) closingToDo(v *visit) (todo, error) {
	closing, err := s.Networks.Closing(v.Context(), v.Actor)
	if err != nil || !closing.MayAgree(v.Actor) {
		return todo{}, err
	}
	return todo{Href: "/steward/network", Text: v.Printer.T("todo.closing"), About: v.Printer.T("todo.since", "Day", closing.AskedOn)}, nil
}

// postLanguages is POST /steward/network/languages.
func (s *Site) postLanguages(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Networks.SetLanguages(v.Context(), v.Actor, v.Form["language"]), "/steward/network", s.showNetwork)
}
