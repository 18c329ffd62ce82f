package site

import (
	"net/http"
	"slices"

	"tinig/server/networks"
)

// unrunView is a network that nobody runs, as a steward of the Global network sees it: whether she can make its first
// steward's invitation, or has asked for one that waits for another steward.
type unrunView struct {
	networks.Unrun
	MayInvite, Waits bool
}

func (s *Site) unrun(v *visit) (views []unrunView, err error) {
	list, err := s.Networks.WithoutSteward(v.Context(), v.Actor)
	for _, u := range list {
		views = append(views, unrunView{u, u.MayInvite(v.Actor), u.Used && u.AskedBy == v.Actor.Member})
	}
	return views, err
}

// unrunToDo is a network that nobody runs, for whoever may found them.
func (s *Site) unrunToDo(v *visit) (todo, error) {
	if networks.Allow(v.Actor, networks.FoundNetwork, nil) != nil {
		return todo{}, nil
	}
	unrun, err := s.unrun(v)
	if err != nil || !slices.ContainsFunc(unrun, func(u unrunView) bool { return !u.Waits }) {
		return todo{}, err
	}
	return todo{Href: "/steward/network#unrun", Text: v.Printer.T("steward.unrun")}, nil
}

// postNetwork is POST /steward/networks: founds a Local network and shows its first steward's invitation.
func (s *Site) postNetwork(w http.ResponseWriter, v *visit) error {
	network, err := s.Networks.FoundLocal(v.Context(), v.Actor, v.FormValue("name"), v.Form["language"])
	if err != nil {
		return s.again(w, v, err, s.showNetwork)
	}
	return s.inviteFirstSteward(w, v, network.ID)
}

// postFirstSteward is POST /steward/networks/{network}/invitation: the invitation of a network that nobody runs.
func (s *Site) postFirstSteward(w http.ResponseWriter, v *visit) error {
	id, err := v.id("network")
	if err != nil {
		return err
	}
	return s.inviteFirstSteward(w, v, id)
}

// postAskFirstSteward is POST /steward/networks/{network}/ask: the first word for one, where words stand.
func (s *Site) postAskFirstSteward(w http.ResponseWriter, v *visit) error {
	id, err := v.id("network")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Networks.AskFirstSteward(v.Context(), v.Actor, id), "/steward/network#unrun", s.showNetwork)
}

func (s *Site) inviteFirstSteward(w http.ResponseWriter, v *visit, network string) error {
	invitation, err := s.Networks.InviteFirstSteward(v.Context(), v.Actor, network)
	if err != nil {
		return s.again(w, v, err, s.showNetwork)
	}
	return s.showSlip(w, v, invitation)
}
