package site

import (
	"html/template"
	"net/http"

	"tinig/server/networks"
)

// invitationsPage is where a steward invites somebody, and takes an invitation back.
type invitationsPage struct {
	Page
	Invitations []networks.Invitation
	Roles       []networks.Role
}

// stewardInvitations is GET /steward/invitations.
func (s *Site) stewardInvitations(w http.ResponseWriter, v *visit) error {
	return s.showInvitations(w, v, http.StatusOK, "")
}

func (s *Site) showInvitations(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := invitationsPage{Page: s.page(v), Roles: networks.Invitable}
	page.Heading, page.Error = v.Printer.T("steward.invitations_page"), refusal
	if page.Invitations, err = s.Networks.Invitations(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.render(w, code, "steward/invitations", page)
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
		return s.again(w, v, err, s.showInvitations)
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
	return s.done(w, v, s.Networks.Revoke(v.Context(), v.Actor, id), "/steward/invitations", s.showInvitations)
}
