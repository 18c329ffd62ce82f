package site

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"tinig/server/accounts"
)

// recovering goes from the code to the words typed back, sealed in the form.
type recovering struct {
	Code   string `json:"c"`
	Phrase string `json:"w"`
	Ask    []int  `json:"a"`
}

const recoveringPurpose = "recovering"

type recoveryPage struct {
	Page
	gate
}

// phrasePage shows a new phrase, and asks for two of its words to be typed back.
type phrasePage struct {
	Page
	gate
	Action  string
	Confirm string // what the button says, as a message id
	Sealed  string
	Words   []string
	Ask     []int
}

// Place is the i-th asked word's place in the phrase, counted from 1.
func (p phrasePage) Place(i int) int { return p.Ask[i] + 1 }

// recovery is GET /recover.
func (s *Site) recovery(w http.ResponseWriter, v *visit) error {
	return s.showRecovery(w, v, http.StatusOK, "")
}

func (s *Site) showRecovery(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := recoveryPage{Page: s.page(v)}
	page.Heading, page.Error = v.Printer.T("recovery.heading"), refusal
	return s.render(w, code, "account/recover", page)
}

// recoverCode is POST /recover: shows the new phrase. Whether the code is good is said after the words are typed back,
// so that a code is never spent on a phrase that nobody wrote down.
func (s *Site) recoverCode(w http.ResponseWriter, v *visit) error {
	r := recovering{Code: v.FormValue("code"), Phrase: accounts.NewPhrase(v.Printer.Tag())}
	r.Ask = twoOf(len(accounts.Words(r.Phrase)))
	return s.showNewPhrase(w, v, http.StatusOK, r, "")
}

// recoverConfirm is POST /recover/confirm: the code is spent, the new phrase takes the old one's place.
func (s *Site) recoverConfirm(w http.ResponseWriter, v *visit) error {
	var r recovering
	plain, err := s.Accounts.OpenForm(recoveringPurpose, v.FormValue("sealed"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, &r); err != nil {
		return fmt.Errorf("reading a step of recovery: %w", err)
	}
	if !typedBack(v, r.Phrase, r.Ask) {
		return s.showNewPhrase(w, v, http.StatusUnprocessableEntity, r, v.Printer.T("join.words_differ"))
	}
	cookie, err := guarded(s, v, func(ctx context.Context) (string, error) {
		return s.Accounts.Recover(ctx, r.Code, r.Phrase, accounts.Device{})
	})
	if err == nil {
		err = s.begin(w, v, cookie)
	}
	return s.done(w, v, err, "/home", s.showRecovery)
}

func (s *Site) showNewPhrase(w http.ResponseWriter, v *visit, code int, r recovering, refusal string) error {
	plain, err := json.Marshal(r)
	if err != nil {
		return err
	}
	page := phrasePage{Page: s.page(v), Action: "/recover/confirm", Confirm: "recovery.confirm", Words: accounts.Words(r.Phrase), Ask: r.Ask,
		Sealed: s.Accounts.SealForm(recoveringPurpose, plain), gate: s.gate(v, "/recover/confirm")}
	page.Heading, page.Error = v.Printer.T("recovery.phrase_heading"), refusal
	return s.render(w, code, "account/new_phrase", page)
}
