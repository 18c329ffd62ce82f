package site

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html/template"
	"math/big"
	"net/http"
	"slices"
	"strings"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// joining is what goes from one step of joining to the next: inside the form, sealed by the server, kept nowhere.
// Member and claim are made at the first step, so that pressing twice at the last is the same as once.
type joining struct {
	Code      string   `json:"c"`
	PIN       string   `json:"p"`
	Network   string   `json:"n"`
	Offers    []string `json:"o,omitempty"`
	Pseudonym string   `json:"s,omitempty"`
	Phrase    string   `json:"w,omitempty"`
	Ask       []int    `json:"a,omitempty"` // the places of the two words to type back, from 0
	Recovers  bool     `json:"r,omitempty"` // a way back: the member is there already
	Member    string   `json:"m"`
	Claim     []byte   `json:"k"`
}

const joiningPurpose = "joining"

// joinPage is any step of joining. Inside says that she is signed in already and adds a network to her keyring.
type joinPage struct {
	Page
	gate
	Step    int
	Sealed  string
	Code    string
	Network string
	Inside  bool
	Texts   []string
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
	return s.joinStep(w, v, "join/code", joinPage{Page: s.visited(v), gate: s.gate(v), Step: 1, Code: v.FormValue("c")})
}

// joinCode is POST /join: code and PIN. Then what we can't protect against.
func (s *Site) joinCode(w http.ResponseWriter, v *visit) error {
	page := joinPage{Page: s.visited(v), Step: 1, Code: v.FormValue("code")}
	invitation, err := guarded(s, v, func(ctx context.Context) (networks.Invitation, error) {
		return s.Networks.Check(ctx, v.FormValue("code"), v.FormValue("pin"))
	})
	if err == nil && v.Session != nil && slices.ContainsFunc(v.Session.Memberships, func(m accounts.Membership) bool { return m.Network == invitation.Network }) {
		err = accounts.ErrMember
	}
	if err != nil {
		return s.again(w, v, err, "join/code", func(refusal string) any {
			page.Error, page.gate = refusal, s.gate(v)
			return page
		})
	}
	claim, _ := accounts.NewClaim()
	j := joining{Code: v.FormValue("code"), PIN: v.FormValue("pin"), Network: invitation.Network,
		Member: networks.NewMemberID(), Claim: claim}
	if invitation.Recovers != "" {
		j.Member, j.Recovers = invitation.Recovers, true
	}
	page.Step, page.Texts = 2, limitTexts
	return s.joinNext(w, v, "join/limits", page, j)
}

// joinAgreement is POST /join/agreement: the network's agreement.
func (s *Site) joinAgreement(w http.ResponseWriter, v *visit) error {
	j, page, err := s.joiningOf(v)
	if err != nil {
		return err
	}
	page.Step, page.Texts = 3, agreementTexts
	return s.joinNext(w, v, "join/agreement", page, j)
}

// agreementTexts are the points of the agreement that every network begins with.
var agreementTexts = []string{
	"agreement.names", "agreement.stories", "agreement.kind", "agreement.outside", "agreement.choice", "agreement.help",
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
	page.Step, page.Sign, j.Pseudonym = 4, networks.Emblem(j.Member), ""
	for _, name := range j.Offers {
		page.Offers = append(page.Offers, offer{name})
	}
	if page.Sealed, err = s.sealJoining(j); err != nil {
		return err
	}
	return s.render(w, code, "join/pseudonym", page)
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

// joinAs goes on once it is clear as whom: to the phrase, or for somebody signed in straight into the network.
func (s *Site) joinAs(w http.ResponseWriter, v *visit, page joinPage, j joining) error {
	if v.Session != nil {
		return s.joinInside(w, v, page, j)
	}
	j.Phrase = accounts.NewPhrase(v.Printer.Tag())
	j.Ask = twoOf(len(accounts.Words(j.Phrase)))
	page.Step, page.Words, page.Ask = 5, accounts.Words(j.Phrase), j.Ask
	return s.joinNext(w, v, "join/phrase", page, j)
}

// joinInside adds the network to the keyring of somebody who is signed in. Nothing links the new member to her others.
func (s *Site) joinInside(w http.ResponseWriter, v *visit, page joinPage, j joining) error {
	if err := s.Networks.Redeem(v.Context(), j.Code, j.PIN, j.joiner()); err != nil {
		return s.takenOr(w, v, err, page, j)
	}
	membership := accounts.Membership{Network: j.Network, Member: j.Member, Claim: j.Claim}
	if err := s.Accounts.Add(v.Context(), v.Session, membership); err != nil {
		return err
	}
	if err := s.Accounts.Use(v.Context(), v.Session, j.Network); err != nil {
		return err
	}
	return seeOther(w, v, "/home")
}

// joinConfirm is POST /join/confirm: two words typed back. She becomes a member, then her keyring is stored, then she
// gets her recovery codes. When the line breaks between the two, pressing again goes on where it broke.
func (s *Site) joinConfirm(w http.ResponseWriter, v *visit) error {
	j, page, err := s.joiningOf(v)
	if err != nil {
		return err
	}
	page.Step, page.Words, page.Ask = 5, accounts.Words(j.Phrase), j.Ask
	if !typedBack(v, j.Phrase, j.Ask) {
		page.Error = v.Printer.T("join.words_differ")
		return s.joinAgain(w, v, "join/phrase", page, j)
	}
	if err := s.Networks.Redeem(v.Context(), j.Code, j.PIN, j.joiner()); err != nil {
		return s.takenOr(w, v, err, page, j)
	}
	membership := accounts.Membership{Network: j.Network, Member: j.Member, Claim: j.Claim}
	cookie, codes, err := s.Accounts.Create(v.Context(), j.Phrase, membership, accounts.Settings{Language: v.Printer.Tag()}, accounts.Device{})
	if err != nil {
		return err
	}
	s.setCookie(w, s.cookieName(), cookie)
	page.Step, page.Codes = 6, codes
	return s.joinStep(w, v, "join/codes", page)
}

// takenOr offers other pseudonyms when somebody took hers meanwhile; other refusals end joining.
func (s *Site) takenOr(w http.ResponseWriter, v *visit, err error, page joinPage, j joining) error {
	if j.Recovers || !locales.IsKind(err, locales.Conflict) {
		return err
	}
	page.Error, _ = v.Printer.Refusal(err)
	return s.offerPseudonyms(w, v, http.StatusConflict, page, j)
}

func (j joining) joiner() networks.Joiner {
	return networks.Joiner{Network: j.Network, Member: j.Member, Pseudonym: j.Pseudonym, ClaimHash: accounts.ClaimHash(j.Claim)}
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
	page = joinPage{Page: s.visited(v), Network: network.Name, Inside: v.Session != nil}
	return j, page, nil
}

func (s *Site) sealJoining(j joining) (string, error) {
	plain, err := json.Marshal(j)
	if err != nil {
		return "", err
	}
	return s.Accounts.SealForm(joiningPurpose, plain), nil
}

func (s *Site) joinNext(w http.ResponseWriter, v *visit, name string, page joinPage, j joining) (err error) {
	if page.Sealed, err = s.sealJoining(j); err != nil {
		return err
	}
	return s.joinStep(w, v, name, page)
}

func (s *Site) joinAgain(w http.ResponseWriter, v *visit, name string, page joinPage, j joining) (err error) {
	if page.Sealed, err = s.sealJoining(j); err != nil {
		return err
	}
	return s.render(w, http.StatusUnprocessableEntity, name, page)
}

func (s *Site) joinStep(w http.ResponseWriter, v *visit, name string, page joinPage) error {
	page.Path = "/join"
	return s.render(w, http.StatusOK, name, page)
}

// twoOf picks two different places below n, in order.
func twoOf(n int) []int {
	first, second := below(n), below(n-1)
	if second >= first {
		second++
	}
	return []int{min(first, second), max(first, second)}
}

func below(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return int(i.Int64())
}

// typedBack says whether the asked words of the phrase were typed, forgiving case and accents.
func typedBack(v *visit, phrase string, ask []int) bool {
	words := accounts.Words(phrase)
	for i, place := range ask {
		typed := accounts.Words(v.FormValue([]string{"first", "second"}[i]))
		if len(typed) != 1 || place >= len(words) || !strings.EqualFold(accounts.Words(words[place])[0], typed[0]) {
			return false
		}
	}
	return len(ask) == 2
}
