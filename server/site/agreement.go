package site

import "net/http"

// agreementPage is the network's agreement as a member reads it, and is asked for it when it has changed.
type agreementPage struct {
	Page
	Points []string
	Own    ownWords
}

// agreement is GET /agreement.
func (s *Site) agreement(w http.ResponseWriter, v *visit) error {
	return s.showAgreement(w, v, http.StatusOK, "")
}

func (s *Site) showAgreement(w http.ResponseWriter, v *visit, code int, refusal string) error {
	own, err := s.Networks.Agreement(v.Context(), v.Actor.Network, v.Printer.Tag())
	if err != nil {
		return err
	}
	page := agreementPage{Page: s.page(v), Points: agreementTexts, Own: drawWords(v.Printer, own)}
	page.Heading, page.Error = v.Printer.T("agreement.heading", "Network", v.Actor.NetworkName), refusal
	return s.render(w, code, "steward/agree", page)
}

// postOwnAgreement is POST /agreement: she agrees to the version that she was shown.
func (s *Site) postOwnAgreement(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Networks.Agree(v.Context(), v.Actor, v.number("version")), "/home", s.showAgreement)
}
