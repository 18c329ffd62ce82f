package site

import (
	"context"
	"net/http"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// joinAs goes on once it is clear as whom: to the phrase, or for somebody signed in straight into the network. Who signed in
// since the first step hasn't said that it is she.
func (s *Site) joinAs(w http.ResponseWriter, v *visit, page joinPage, j joining) error {
	if j.Along != "" && (v.Session == nil || v.Session.Hash != j.Session) {
		return accounts.ErrForm
	}
	if v.Session != nil && v.Session.Hash != j.Session {
		return s.again(w, v, errWhose, func(w http.ResponseWriter, v *visit, status int, refusal string) error {
			return s.showCode(w, v, status, j.Code, refusal)
		})
	}
	if v.Session != nil {
		return s.joinInside(w, v, page, j)
	}
	j.Phrase = accounts.NewPhrase(v.Printer.Tag())
	j.Claim, _ = accounts.NewClaim()
	j.Ask = twoOf(len(accounts.Words(j.Phrase)))
	return s.showPhrase(w, v, http.StatusOK, page, j)
}

// showPhrase is the step with the words, which may have to be sent again.
func (s *Site) showPhrase(w http.ResponseWriter, v *visit, code int, page joinPage, j joining) error {
	page.gate, page.Step, page.Words, page.Ask = s.gate(v, "/join/confirm"), 5, accounts.Words(j.Phrase), j.Ask
	return s.joinNext(w, v, code, "join/phrase", page, j)
}

// joinInside adds the network to the keyring of somebody who is signed in, in the place of a membership there that is
// over. Nothing links the new member to her others.
func (s *Site) joinInside(w http.ResponseWriter, v *visit, page joinPage, j joining) error {
	old, back := s.membership(v, j.Network)
	if back = back && old.Member != j.Member; back {
		following, err := s.Networks.Following(v.Context(), old.Network, old.Member)
		if err == nil && len(following) > 0 { // which would follow her no more
			err = locales.Refuse(locales.Conflict, "join.not_yet")
		}
		if err != nil {
			return err
		}
	}
	j.Claim = v.Session.Sealer(j.Member, "claim").Name(j.Network)
	if err := s.redeem(v, j); err != nil {
		return s.takenOr(w, v, err, page, j)
	}
	membership := accounts.Membership{Network: j.Network, Member: j.Member, Claim: j.Claim}
	if back {
		if err := s.Accounts.Drop(v.Context(), v.Session, j.Network); err != nil {
			return err
		}
	}
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
	if !typedBack(v, j.Phrase, j.Ask) {
		page.Error = v.Printer.T("join.words_differ")
		return s.showPhrase(w, v, http.StatusUnprocessableEntity, page, j)
	}
	if err := s.Networks.Redeem(v.Context(), j.Code, j.PIN, j.joiner()); err != nil {
		return s.takenOr(w, v, err, page, j)
	}
	made, err := guarded(s, v, func(ctx context.Context) (account, error) { return s.create(ctx, v, j) })
	if locales.IsKind(err, locales.TooMany) {
		page.Error, _ = v.Printer.Refusal(err)
		return s.showPhrase(w, v, http.StatusTooManyRequests, page, j)
	}
	if err == nil {
		err = s.begin(w, v, made.cookie)
	}
	if err != nil {
		return err
	}
	page.Step, page.Codes = 6, made.codes
	return s.render(w, http.StatusOK, "join/codes", page)
}

// account is a new one: the cookie of its session, and its recovery codes.
type account struct {
	cookie string
	codes  []string
}

// create stores her keyring. It goes behind the guard: the form can be sent again and again, and each time her words are
// checked, which is slow on purpose.
func (s *Site) create(ctx context.Context, v *visit, j joining) (made account, err error) {
	membership := accounts.Membership{Network: j.Network, Member: j.Member, Claim: j.Claim}
	made.cookie, made.codes, err = s.Accounts.Create(ctx, j.Phrase, membership, accounts.Settings{Language: v.Printer.Tag()}, accounts.Device{})
	return made, err
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
	return networks.Joiner{Network: j.Network, Member: j.Member, Pseudonym: j.Pseudonym, Emblem: j.Emblem, ClaimHash: accounts.ClaimHash(j.Claim), Agreed: j.Agreed}
}
