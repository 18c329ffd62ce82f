package site

import (
	"net/http"
	"time"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// askedMerger asks whether she goes along into another network. Last is the last day on which she can; There says that she is
// in it already, Stays that she has said no: her keyring says both, and nothing else does.
type askedMerger struct {
	networks.Merger
	Last         time.Time
	There, Stays bool
}

// askedAlong is the merger by which she may go along, nil when there is none.
func (s *Site) askedAlong(v *visit) (*askedMerger, error) {
	along, _, err := s.Networks.OpenMergers(v.Context(), v.Actor)
	if err != nil || along == nil {
		return nil, err
	}
	_, there := s.membership(v, along.Into)
	return &askedMerger{Merger: *along, Last: *along.Until, There: there, Stays: v.Session.Current.StaysOut(along.ID)}, nil
}

// Waits says whether she hasn't answered.
func (m *askedMerger) Waits() bool { return m != nil && !m.There && !m.Stays }

// postAskedMerger is POST /asked/mergers/{merger}: no, or yes, which is the way of joining from the agreement on.
func (s *Site) postAskedMerger(w http.ResponseWriter, v *visit) error {
	asked, err := s.askedAlong(v)
	if err != nil {
		return err
	}
	if asked == nil || asked.ID != v.PathValue("merger") || asked.There {
		return s.again(w, v, locales.Refuse(locales.NotFound, "networks.merger_not_found"), s.showAsked)
	}
	switch v.FormValue("answer") {
	case "yes":
		member, _ := v.Session.Along(v.Session.Current, asked.ID)
		j := joining{Network: asked.Into, Member: member, Session: v.Session.Hash, Along: asked.ID, From: v.Actor.Network}
		page := s.joinPage(v, 0)
		page.Network = asked.IntoName
		return s.showJoinAgreement(w, v, page, j)
	case "no":
		return s.done(w, v, s.Accounts.Stay(v.Context(), v.Session, v.Actor.Network, asked.ID), "/asked", s.showAsked)
	}
	return locales.Refuse(locales.Invalid, "site.form_incomplete")
}

// redeem makes her the joiner: by the code that she brought, or as a member of the network that she comes from.
func (s *Site) redeem(v *visit, j joining) error {
	if j.Along == "" {
		return s.Networks.Redeem(v.Context(), j.Code, j.PIN, j.joiner())
	}
	from, ok := s.membership(v, j.From)
	if !ok {
		return accounts.ErrForm
	}
	actor, err := s.actorOf(v, from)
	if err != nil {
		return err
	}
	_, nullifier := v.Session.Along(from, j.Along)
	return s.Networks.GoAlong(v.Context(), actor, j.Along, nullifier, j.joiner())
}

// homeMergers fills in what of mergers stands on the first page.
func (s *Site) homeMergers(v *visit, page *homePage) error {
	_, coming, err := s.Networks.OpenMergers(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	for _, m := range coming {
		page.Coming = append(page.Coming, v.Printer.T("merger.coming", "Network", m.NetworkName, "Day", *m.Until))
	}
	asked, err := s.askedAlong(v)
	if asked.Waits() {
		page.Asked++
	}
	return err
}
