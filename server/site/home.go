package site

import (
	"net/http"
	"time"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/forum"
	"tinig/server/networks"
)

// homePage is where she comes in: what goes on where she left it, and the spaces.
type homePage struct {
	Page
	Newcomer bool
	Unread   []forum.Line
	Spaces   []spaceView
	Closed   []spaceView
	Waiting  int
	Asked    int
	Circles  bool
	Recovery bool
	KeyAsked bool      // somebody says in her name that her passkey is lost
	Roles    []askView // that are asked for
	ErasedOn time.Time // when the network, which is closed, is erased; zero while it is open
	Unrun    bool      // nobody runs it
	Coming   []string  // lines on the networks whose members may come
	Rooms    []string  // the paths of rooms in which a session of hers is held now
	Calm     time.Time // the end of its quiet days, zero when there are none
	Trace    traceView
}

// traceView is what the template "trace" draws: when she was here last, and the words by which she knows it.
type traceView struct {
	*locales.Printer
	Visit, Before accounts.Visit
}

func trace(v *visit) traceView { return traceView{v.Printer, v.Session.Visit, v.Session.Before} }

// postKnowVisit is POST /me/visit: she has seen it.
func (s *Site) postKnowVisit(w http.ResponseWriter, v *visit) error {
	if err := s.Accounts.KnowVisit(v.Context(), v.Session); err != nil {
		return err
	}
	if v.FormValue("other") != "" {
		return seeOther(w, v, "/me/device#sessions")
	}
	return seeOther(w, v, "/home")
}

// spaceView is a space in her language.
type spaceView struct {
	networks.Space
	Named, About, Audience string
	NameLang               string
}

// erasedOn is the day on which her network is erased, zero while it is open.
func (s *Site) erasedOn(v *visit) (day time.Time, err error) {
	if !v.Actor.Closed {
		return day, nil
	}
	network, err := s.Networks.Network(v.Context(), v.Actor.Network)
	if err != nil || network.ClosedOn == nil {
		return day, err
	}
	return networks.ErasedOn(*network.ClosedOn), nil
}

// home is GET /home.
func (s *Site) home(w http.ResponseWriter, v *visit) error {
	if v.reads() {
		return s.readerHome(w, v)
	}
	spaces, err := s.Networks.Spaces(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page := homePage{Page: s.page(v), Newcomer: v.Actor.Standing == networks.Newcomer, Calm: v.Actor.CalmUntil, Trace: trace(v)}
	if page.ErasedOn, err = s.erasedOn(v); err != nil {
		return err
	}
	var ids []string
	for _, space := range spaces {
		ids = append(ids, space.ID)
	}
	if page.Unread, err = s.Forum.Unread(v.Context(), v.Actor, ids, 8); err != nil {
		return err
	}
	if err := s.Forum.TellTitles(v.Context(), v.Actor, v.Printer.Tag(), page.Unread); err != nil {
		return err
	}
	for _, space := range spaces {
		into := &page.Spaces
		if space.Posting == networks.Closed {
			into = &page.Closed
		}
		*into = append(*into, viewSpace(v.Printer, v.Actor, space))
	}
	own, err := s.Forum.OwnHeld(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page.Waiting = len(own)
	if err := s.homeCircles(v, &page); err != nil {
		return err
	}
	if err := s.homeMergers(v, &page); err != nil {
		return err
	}
	open, err := s.Curriculum.OpenNow(v.Context(), learner(v.Actor))
	if err != nil {
		return err
	}
	for _, cohort := range open {
		page.Rooms = append(page.Rooms, roomPath(cohort))
	}
	if page.KeyAsked, err = s.keyAsked(v); err != nil {
		return err
	}
	if page.Recovery, err = s.Networks.RecoveryOpen(v.Context(), v.Actor); err != nil {
		return err
	}
	if page.Unrun, err = s.Networks.Unrun(v.Context(), v.Actor); err != nil {
		return err
	}
	if page.Roles, err = s.roleAsks(v, page.Page); err != nil {
		return err
	}
	page.Heading = v.Printer.T("home.heading", "Name", v.Actor.Pseudonym)
	return s.render(w, http.StatusOK, "forum/home", page)
}

// switchNetwork is POST /switch.
func (s *Site) switchNetwork(w http.ResponseWriter, v *visit) error {
	if err := s.Accounts.Use(v.Context(), v.Session, v.FormValue("network")); err != nil {
		return err
	}
	return seeOther(w, v, "/home")
}

// viewSpace names a space and says in the reader's language who reads what is written there.
func viewSpace(p *locales.Printer, a networks.Actor, space networks.Space) spaceView {
	view := spaceView{Space: space, Named: space.Name, NameLang: space.Lang, Audience: audience(p, a, space)}
	if space.Purpose != networks.PurposeOwn {
		view.Named, view.NameLang = p.T("space."+string(space.Purpose)), p.Tag()
		view.About = p.T("space." + string(space.Purpose) + "_about")
	}
	return view
}

// readers says who an audience is.
func readers(p *locales.Printer, of networks.Audience) string {
	text := p.T("audience." + string(of.Reads))
	switch of.Band {
	case networks.Adult:
		text += " " + p.T("audience.adult")
	case networks.Minor:
		text += " " + p.T("audience.minor")
	}
	return text
}

// audience says who will be able to read what is written in a space.
func audience(p *locales.Printer, a networks.Actor, space networks.Space) string {
	text := readers(p, space.Audience())
	if space.Posting == networks.Closed {
		return text + " " + p.T("audience.closed")
	}
	if networks.Allow(a, networks.Write, &space) == nil && networks.Allow(a, networks.PostUnheld, &space) != nil {
		text += " " + p.T("audience.held")
	}
	return text
}
