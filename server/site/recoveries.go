package site

import (
	"net/http"
	"time"

	"tinig/server/networks"
)

// recoveriesPage is where two of the staff help a member back in.
type recoveriesPage struct {
	Page
	Open []recoveryView
	Keys []keyAskView
}

// keyAskView is somebody of the staff whose passkey is lost.
type keyAskView struct {
	networks.KeyAsk
	May bool // the reader can be one of the two
}

type recoveryView struct {
	networks.Recovery
	MayApprove bool
	From       time.Time // when it can be used; zero while it needs a second person
}

// recoveries is GET /recoveries.
func (s *Site) recoveries(w http.ResponseWriter, v *visit) error {
	return s.showRecoveries(w, v, http.StatusOK, "")
}

func (s *Site) showRecoveries(w http.ResponseWriter, v *visit, code int, refusal string) error {
	open, err := s.Networks.Recoveries(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page := recoveriesPage{Page: s.page(v)}
	page.Heading, page.Error = v.Printer.T("recoveries.heading"), refusal
	for _, r := range open {
		view := recoveryView{Recovery: r, MayApprove: mayApprove(v.Actor, r)}
		if r.EffectiveAt != nil {
			view.From = *r.EffectiveAt
		}
		page.Open = append(page.Open, view)
	}
	asks, err := s.Networks.KeyAsks(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	for _, ask := range asks {
		page.Keys = append(page.Keys, keyAskView{ask, ask.MayAgree(v.Actor)})
	}
	return s.render(w, code, "steward/recoveries", page)
}

// postAgreeNewKey is POST /recoveries/keys/{member}/agree: one of the two lets her set a new passkey.
func (s *Site) postAgreeNewKey(w http.ResponseWriter, v *visit) error {
	member, err := v.id("member")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Networks.AgreeNewKey(v.Context(), v.Actor, member), "/recoveries", s.showRecoveries)
}

// postDeclineNewKey is POST /recoveries/keys/{member}/decline.
func (s *Site) postDeclineNewKey(w http.ResponseWriter, v *visit) error {
	member, err := v.id("member")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Networks.DeclineNewKey(v.Context(), v.Actor, member), "/recoveries", s.showRecoveries)
}

// mayApprove says whether she can be the second person.
func mayApprove(a networks.Actor, r networks.Recovery) bool {
	return r.ApprovedBy == nil && r.AskedBy != a.Member && r.Member != a.Member
}

// postRecovery is POST /recoveries: the first of two asks.
func (s *Site) postRecovery(w http.ResponseWriter, v *visit) error {
	member, err := v.formID("member")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Networks.AskRecovery(v.Context(), v.Actor, member), "/recoveries", s.showRecoveries)
}

// postApproveRecovery is POST /recoveries/{recovery}/approve: the second agrees; the slip is shown once.
func (s *Site) postApproveRecovery(w http.ResponseWriter, v *visit) error {
	id, err := v.id("recovery")
	if err != nil {
		return err
	}
	code, pin, err := s.Networks.ApproveRecovery(v.Context(), v.Actor, id)
	if err != nil {
		return s.again(w, v, err, s.showRecoveries)
	}
	return s.showSlip(w, v, networks.Invitation{Code: code, PIN: pin, Recovers: id})
}

// postCancelRecovery is POST /me/recovery/cancel: her own no.
func (s *Site) postCancelRecovery(w http.ResponseWriter, v *visit) error {
	if err := s.Networks.CancelRecovery(v.Context(), v.Actor); err != nil {
		return err
	}
	if v.Session.Settings.Paused {
		return seeOther(w, v, "/me/pause")
	}
	return seeOther(w, v, "/me")
}
