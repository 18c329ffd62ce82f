package site

import (
	"html/template"
	"net/http"

	"tinig/server/networks"
)

// stewardPage is what a steward runs: newcomers, invitations, members.
type stewardPage struct {
	Page
	Newcomers   []networks.Member
	Members     []networks.Member
	Invitations []networks.Invitation
	Roles       []networks.Role
	Next        string
	MayFound    bool
	Unrun       []networks.Network // networks without a steward, for whoever may found them
}

// stewardPage is GET /steward.
func (s *Site) stewardPage(w http.ResponseWriter, v *visit) error {
	return s.showSteward(w, v, http.StatusOK, "")
}

func (s *Site) showSteward(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := stewardPage{Page: s.page(v), Roles: networks.AllRoles, MayFound: v.Actor.Kind == networks.Global}
	page.Heading, page.Error = v.Printer.T("steward.heading"), refusal
	if page.Newcomers, err = s.Networks.Members(v.Context(), v.Actor, networks.Newcomer, ""); err != nil {
		return err
	}
	if page.Members, err = s.Networks.Members(v.Context(), v.Actor, networks.Confirmed, v.FormValue("after")); err != nil {
		return err
	}
	if len(page.Members) == networks.MembersAtOnce {
		page.Next = page.Members[len(page.Members)-1].Pseudonym
	}
	if page.Invitations, err = s.Networks.Invitations(v.Context(), v.Actor); err != nil {
		return err
	}
	if page.MayFound {
		if page.Unrun, err = s.Networks.WithoutSteward(v.Context(), v.Actor); err != nil {
			return err
		}
	}
	return s.render(w, code, "steward/steward", page)
}

// slipPage is the printable invitation: an address, a code, a QR code, and nothing that says what it is for.
// The PIN is on the screen, not on the slip.
type slipPage struct {
	Page
	Invitation networks.Invitation
	Address    string
	QR         template.HTML
}

// postInvitation is POST /steward/invitations. The slip is the answer itself: its code is shown this once.
func (s *Site) postInvitation(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	if err != nil {
		return err
	}
	draft := networks.InvitationDraft{Role: networks.Role(v.FormValue("role")), Band: networks.Band(v.FormValue("band")), Once: once}
	invitation, err := s.Networks.Invite(v.Context(), v.Actor, draft)
	if err != nil {
		return s.again(w, v, err, s.showSteward)
	}
	return s.showSlip(w, v, invitation)
}

func (s *Site) showSlip(w http.ResponseWriter, v *visit, invitation networks.Invitation) error {
	page := slipPage{Page: s.page(v), Invitation: invitation, Address: s.Origin + "/join"}
	page.Heading = v.Printer.T("slip.heading")
	qr, err := qrCode(s.Origin + "/join?c=" + invitation.Code)
	if err != nil {
		return err
	}
	page.QR = qr
	return s.render(w, http.StatusOK, "steward/slip", page)
}

// postRevoke is POST /steward/invitations/{invitation}/revoke.
func (s *Site) postRevoke(w http.ResponseWriter, v *visit) error {
	id, err := v.id("invitation")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Networks.Revoke(v.Context(), v.Actor, id), "/steward", s.showSteward)
}

// memberPage is one member for a steward.
type memberPage struct {
	Page
	Other networks.Member
	Roles []roleView
	Own   bool
}

type roleView struct {
	Role networks.Role
	Has  bool
}

// stewardMember is GET /steward/members/{member}.
func (s *Site) stewardMember(w http.ResponseWriter, v *visit) error {
	return s.showMember(w, v, http.StatusOK, "")
}

func (s *Site) showMember(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("member")
	if err != nil {
		return err
	}
	member, err := s.Networks.Member(v.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	page := memberPage{Page: s.page(v), Other: member, Own: member.ID == v.Actor.Member}
	page.Heading, page.Error = member.Pseudonym, refusal
	for _, role := range networks.AllRoles[1:] {
		has := networks.Roles(rolesOf(member)).Has(role)
		page.Roles = append(page.Roles, roleView{role, has})
	}
	return s.render(w, code, "steward/member", page)
}

// rolesOf are the roles given to a member, also while she is a newcomer and they rest.
func rolesOf(m networks.Member) (roles []networks.Role) {
	for _, name := range m.RoleNames {
		roles = append(roles, networks.Role(name))
	}
	return roles
}

// postConfirm is POST /steward/members/{member}/confirm.
func (s *Site) postConfirm(w http.ResponseWriter, v *visit) error {
	return s.changeMember(w, v, func(member string) error {
		return s.Networks.Confirm(v.Context(), v.Actor, member)
	})
}

// postVouch is POST /steward/members/{member}/vouch.
func (s *Site) postVouch(w http.ResponseWriter, v *visit) error {
	return s.changeMember(w, v, func(member string) error {
		return s.Networks.Vouch(v.Context(), v.Actor, member)
	})
}

// postRole is POST /steward/members/{member}/roles: give or take one.
func (s *Site) postRole(w http.ResponseWriter, v *visit) error {
	role := networks.Role(v.FormValue("role"))
	return s.changeMember(w, v, func(member string) error {
		if v.FormValue("take") != "" {
			return s.Networks.Take(v.Context(), v.Actor, member, role)
		}
		return s.Networks.Give(v.Context(), v.Actor, member, role)
	})
}

func (s *Site) changeMember(w http.ResponseWriter, v *visit, change func(member string) error) error {
	id, err := v.id("member")
	if err != nil {
		return err
	}
	return s.done(w, v, change(id), "/steward/members/"+id, s.showMember)
}

// postNetwork is POST /steward/networks: founds a Local network and shows its first steward's invitation.
func (s *Site) postNetwork(w http.ResponseWriter, v *visit) error {
	network, err := s.Networks.FoundLocal(v.Context(), v.Actor, v.FormValue("name"), v.Form["language"])
	if err != nil {
		return s.again(w, v, err, s.showSteward)
	}
	return s.inviteFirstSteward(w, v, network.ID)
}

// postFirstSteward is POST /steward/networks/{network}/invitation: another invitation for a network that nobody runs yet.
func (s *Site) postFirstSteward(w http.ResponseWriter, v *visit) error {
	id, err := v.id("network")
	if err != nil {
		return err
	}
	return s.inviteFirstSteward(w, v, id)
}

func (s *Site) inviteFirstSteward(w http.ResponseWriter, v *visit, network string) error {
	invitation, err := s.Networks.InviteFirstSteward(v.Context(), v.Actor, network)
	if err != nil {
		return s.again(w, v, err, s.showSteward)
	}
	return s.showSlip(w, v, invitation)
}
