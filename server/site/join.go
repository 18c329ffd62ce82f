package site

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// joining is what goes from one step of joining to the next: inside the form, sealed by the server, kept nowhere.
//
// Pressing twice at the last step is the same as once: the member is made at the first step, and her claim with the
// phrase, or from the keyring that it goes onto. Not before: a browser can send an earlier step's form again long after
// she has gone, and whoever does gets another phrase, and another claim, which opens nothing.
type joining struct {
	Code      string   `json:"c"`
	PIN       string   `json:"p"`
	Network   string   `json:"n"`
	Offers    []string `json:"o,omitempty"`
	Pseudonym string   `json:"s,omitempty"`
	Emblem    string   `json:"e,omitempty"`
	Phrase    string   `json:"w,omitempty"`
	Ask       []int    `json:"a,omitempty"` // the places of the two words to type back, from 0
	Recovers  bool     `json:"r,omitempty"` // a way back: the member is there already
	Session   string   `json:"u,omitempty"` // the one that she said is hers
	Member    string   `json:"m"`
	Claim     []byte   `json:"k,omitempty"`
	Agreed    int      `json:"v,omitempty"` // the version of the agreement that she was shown
	Along     string   `json:"g,omitempty"` // the merger with which she goes along, in the place of code and PIN
	From      string   `json:"f,omitempty"` // the network from which she does
}

const joiningPurpose = "joining"

// joinPage is any step of joining.
type joinPage struct {
	Page
	gate
	Step    int
	Asks    bool // whether it is she who is signed in
	Sealed  string
	Code    string
	Network string
	Texts   []string
	Points  []string // of the agreement
	Own     ownWords
	Sign    template.HTML // the emblem that she will have
	Offers  []offer
	Words   []string
	Ask     []int
	Codes   []string
}

// offer is a pseudonym on offer.
type offer struct{ Name string }

// Place is the i-th asked word's place in the phrase, counted from 1.
func (p joinPage) Place(i int) int { return p.Ask[i] + 1 }

// join is GET /join.
func (s *Site) join(w http.ResponseWriter, v *visit) error {
	return s.showJoin(w, v, http.StatusOK, "")
}

func (s *Site) showJoin(w http.ResponseWriter, v *visit, code int, refusal string) error {
	return s.showCode(w, v, code, cmp.Or(v.FormValue("code"), v.FormValue("c")), refusal)
}

func (s *Site) showCode(w http.ResponseWriter, v *visit, status int, code, refusal string) error {
	page := s.joinPage(v, 1)
	page.gate, page.Code, page.Error = s.gate(v, "/join"), code, refusal
	return s.render(w, status, "join/code", page)
}

// errWhose asks who is signed in whether it is she who joins: on a shared device somebody else's network would go onto her
// keyring.
var errWhose = locales.Refuse(locales.Invalid, "join.me_needed")

// joinPage is a step's page.
func (s *Site) joinPage(v *visit, step int) joinPage {
	page := joinPage{Page: s.visited(v), Step: step, Asks: v.Session != nil}
	page.Path = "/join" // the code stands in the address
	if page.Asks {
		page.Notice = v.Printer.T("join.signed_in")
	}
	return page
}

// joinCode is POST /join: code and PIN. Then what we can't protect against.
func (s *Site) joinCode(w http.ResponseWriter, v *visit) error {
	if v.Session != nil && v.FormValue("me") == "" {
		return s.again(w, v, errWhose, s.showJoin)
	}
	invitation, err := guarded(s, v, func(ctx context.Context) (networks.Invitation, error) {
		return s.Networks.Check(ctx, v.FormValue("code"), v.FormValue("pin"))
	})
	if err == nil {
		err = s.notYetIn(v, invitation.Network)
	}
	if err != nil {
		return s.again(w, v, err, s.showJoin)
	}
	j := joining{Code: v.FormValue("code"), PIN: v.FormValue("pin"), Network: invitation.Network, Member: networks.NewMemberID()}
	if invitation.Recovers != "" {
		j.Member, j.Recovers = invitation.Recovers, true
	}
	if v.Session != nil {
		j.Session = v.Session.Hash
	}
	page := s.joinPage(v, 2)
	page.Texts = limitTexts
	return s.joinNext(w, v, http.StatusOK, "join/limits", page, j)
}

// notYetIn refuses who is a member of the network already. One who was, and isn't any more, may come back.
func (s *Site) notYetIn(v *visit, network string) error {
	m, ok := s.membership(v, network)
	if !ok {
		return nil
	}
	_, err := s.actorOf(v, m)
	switch {
	case err == nil:
		return accounts.ErrMember
	case errors.Is(err, errOver):
		return nil
	}
	return err
}

// membership is what the open keyring, if there is one, holds for a network.
func (s *Site) membership(v *visit, network string) (accounts.Membership, bool) {
	if v.Session == nil {
		return accounts.Membership{}, false
	}
	i := slices.IndexFunc(v.Session.Memberships, func(m accounts.Membership) bool { return m.Network == network })
	if i < 0 {
		return accounts.Membership{}, false
	}
	return v.Session.Memberships[i], true
}

// joinAgreement is POST /join/agreement: the network's agreement.
func (s *Site) joinAgreement(w http.ResponseWriter, v *visit) error {
	j, page, err := s.joiningOf(v)
	if err != nil {
		return err
	}
	return s.showJoinAgreement(w, v, page, j)
}

func (s *Site) showJoinAgreement(w http.ResponseWriter, v *visit, page joinPage, j joining) error {
	own, err := s.Networks.Agreement(v.Context(), j.Network, v.Printer.Tag())
	if err != nil {
		return err
	}
	page.Step, page.Points, page.Own, j.Agreed = 3, agreementTexts, drawWords(v.Printer, own), own.Version
	return s.joinNext(w, v, http.StatusOK, "join/agreement", page, j)
}

// joinPseudonym is POST /join/pseudonym: six on offer, and six others as often as she likes.
func (s *Site) joinPseudonym(w http.ResponseWriter, v *visit) error {
	j, page, err := s.joiningOf(v)
	if err != nil {
		return err
	}
	if j.Recovers {
		return s.joinAs(w, v, page, j)
	}
	return s.offerPseudonyms(w, v, http.StatusOK, page, j)
}

func (s *Site) offerPseudonyms(w http.ResponseWriter, v *visit, code int, page joinPage, j joining) (err error) {
	if j.Offers, err = s.Networks.Offer(v.Context(), j.Network, v.Printer.Tag(), 6); err != nil {
		return err
	}
	j.Pseudonym, j.Emblem = "", networks.NewEmblem()
	page.Step, page.Sign = 4, networks.Emblem(j.Emblem)
	for _, name := range j.Offers {
		page.Offers = append(page.Offers, offer{name})
	}
	return s.joinNext(w, v, code, "join/pseudonym", page, j)
}

// joinPhrase is POST /join/phrase: the pseudonym is chosen; here is the phrase.
func (s *Site) joinPhrase(w http.ResponseWriter, v *visit) error {
	j, page, err := s.joiningOf(v)
	if err != nil {
		return err
	}
	chosen := v.FormValue("pseudonym")
	if !slices.Contains(j.Offers, chosen) {
		page.Error = v.Printer.T("join.pseudonym_needed")
		return s.offerPseudonyms(w, v, http.StatusUnprocessableEntity, page, j)
	}
	j.Pseudonym = chosen
	return s.joinAs(w, v, page, j)
}

// joiningOf opens the form's sealed step. One that is too old or not ours begins again.
func (s *Site) joiningOf(v *visit) (j joining, page joinPage, err error) {
	plain, err := s.Accounts.OpenForm(joiningPurpose, v.FormValue("sealed"))
	if err != nil {
		return j, page, err
	}
	if err := json.Unmarshal(plain, &j); err != nil {
		return j, page, fmt.Errorf("reading a step of joining: %w", err)
	}
	network, err := s.Networks.Network(v.Context(), j.Network)
	if err != nil {
		return j, page, err
	}
	page = s.joinPage(v, 0)
	page.Network = network.Name
	return j, page, nil
}

// joinNext draws a step with what goes on to the next one sealed in its form. Who goes along comes without a code and has
// said that it is she: there are no steps to be counted.
func (s *Site) joinNext(w http.ResponseWriter, v *visit, code int, name string, page joinPage, j joining) error {
	if j.Along != "" {
		page.Step, page.Notice = 0, ""
	}
	plain, err := json.Marshal(j)
	if err != nil {
		return err
	}
	page.Sealed = s.Accounts.SealForm(joiningPurpose, plain)
	return s.render(w, code, name, page)
}
