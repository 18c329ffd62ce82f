package site

import (
	"errors"
	"net/http"

	"tinig/locales"
	"tinig/server/networks"
)

// departPage explains what leaving a network is, and asks what becomes of her words.
type departPage struct {
	Page
	Network  string // its id
	Only     bool   // she is in no other
	Last     bool   // she is the only steward, of a Local network
	LastOfIt bool   // she is the only steward of the Global one, which she can't leave
	Words    string // chosen before
	Keeps    bool   // and that she keeps her sign-in words
}

// departure is GET /me/leave.
func (s *Site) departure(w http.ResponseWriter, v *visit) error {
	return s.showDeparture(w, v, http.StatusOK, "")
}

func (s *Site) showDeparture(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := departPage{Page: s.page(v), Network: v.Actor.Network, Words: v.FormValue("words"), Keeps: v.FormValue("keep") != ""}
	page.Only = len(page.Networks) == 1
	last, err := s.Networks.OnlySteward(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page.Last, page.LastOfIt = last && v.Actor.Kind == networks.Local, last && v.Actor.Kind == networks.Global
	page.Heading, page.Error = v.Printer.T("leaving.heading", "Network", v.Actor.NetworkName), refusal
	return s.render(w, code, "account/leave", page)
}

// postDeparture is POST /me/leave. The form says which network: sent again, it must not take her out of the next one too. And
// it says whether its page told her what it means that she is the only steward.
func (s *Site) postDeparture(w http.ResponseWriter, v *visit) error {
	if v.FormValue("network") != v.Actor.Network {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	words, leave := networks.Words(v.FormValue("words")), s.Networks.Leave
	if v.FormValue("last") != "" {
		leave = s.Networks.LeaveInTrust
	}
	if err := leave(v.Context(), v.Actor, words); err != nil {
		return s.again(w, v, err, s.showDeparture)
	}
	following, err := s.Networks.Following(v.Context(), v.Actor.Network, v.Actor.Member)
	if err != nil {
		return err
	}
	if len(following) == 0 { // else what follows the person would not: it stays on her keyring until it is over
		if err := s.Accounts.Drop(v.Context(), v.Session, v.Actor.Network); err != nil {
			return err
		}
	}
	s.depart(v, networks.Departed{Network: v.Actor.Network, Member: v.Actor.Member, Words: words})
	if v.reads() && v.FormValue("keep") != "" {
		return seeOther(w, v, "/home")
	}
	if err := s.nextNetwork(w, v); err != nil {
		return err
	}
	return seeOther(w, v, "/left")
}

// nextNetwork goes on in the next network that she is in. Without any her account ends too, unless she keeps it to read.
func (s *Site) nextNetwork(w http.ResponseWriter, v *visit) error {
	if len(v.Session.Memberships) == 0 {
		s.dropCookie(w, sessionCookie)
		return s.Accounts.Close(v.Context(), v.Session)
	}
	if err := s.moveOn(w, v); !errors.Is(err, errOver) {
		return err
	}
	return nil
}

// left is GET /left: it is done.
func (s *Site) left(w http.ResponseWriter, v *visit) error {
	page := s.visited(v)
	page.Heading = v.Printer.T("left.heading")
	return s.render(w, http.StatusOK, "account/left", page)
}
