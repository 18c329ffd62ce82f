package site

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"tinig/locales"
	"tinig/server/accounts"
)

// What new words are for: in the place of hers, or for when somebody makes her sign in.
const (
	wordsMine   = "mine"
	wordsSecond = "second"
)

// choosing goes from her own words to the new ones typed back, sealed in the form. It is good in the session that began it.
type choosing struct {
	Session string `json:"u"`
	Use     string `json:"f"`
	Own     string `json:"o"`
	Phrase  string `json:"w"`
	Ask     []int  `json:"a"`
}

const choosingPurpose = "choosing words"

// wordsPage says what new words are for and asks for her own.
type wordsPage struct {
	Page
	gate
	Use  string
	Left int // recovery codes
}

// newWords is GET /me/phrase/{use}.
func (s *Site) newWords(w http.ResponseWriter, v *visit) error {
	return s.showNewWords(w, v, http.StatusOK, "")
}

func (s *Site) showNewWords(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	use := v.PathValue("use")
	if use != wordsMine && use != wordsSecond {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	page := wordsPage{Page: s.page(v), gate: s.gate(v, v.URL.Path), Use: use}
	page.Heading, page.Error = v.Printer.T("words_"+use+".heading"), refusal
	if page.Left, err = s.Accounts.CodesLeft(v.Context(), v.Session); err != nil {
		return err
	}
	return s.render(w, code, "account/other_words", page)
}

// postNewWords is POST /me/phrase/{use}: her own words are right; here are the new ones.
func (s *Site) postNewWords(w http.ResponseWriter, v *visit) error {
	c := choosing{Session: v.Session.Hash, Use: v.PathValue("use"), Own: v.FormValue("phrase"), Phrase: accounts.NewPhrase(v.Printer.Tag())}
	c.Ask = twoOf(len(accounts.Words(c.Phrase)))
	if err := s.hers(v); err != nil {
		return s.again(w, v, err, s.showNewWords)
	}
	return s.showChosen(w, v, http.StatusOK, c, "")
}

func (s *Site) showChosen(w http.ResponseWriter, v *visit, code int, c choosing, refusal string) error {
	plain, err := json.Marshal(c)
	if err != nil {
		return err
	}
	action := "/me/phrase/" + c.Use + "/confirm"
	page := phrasePage{Page: s.page(v), Action: action, Confirm: "words.confirm", Words: accounts.Words(c.Phrase), Ask: c.Ask,
		Sealed: s.Accounts.SealForm(choosingPurpose, plain), gate: s.gate(v, action)}
	page.Heading, page.Error = v.Printer.T("words_"+c.Use+".heading"), refusal
	return s.render(w, code, "account/new_phrase", page)
}

// postNewWordsBack is POST /me/phrase/{use}/confirm: two of the new words typed back, and they count.
func (s *Site) postNewWordsBack(w http.ResponseWriter, v *visit) error {
	var c choosing
	plain, err := s.Accounts.OpenForm(choosingPurpose, v.FormValue("sealed"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return fmt.Errorf("reading a step of choosing words: %w", err)
	}
	if c.Session != v.Session.Hash || c.Use != v.PathValue("use") {
		return accounts.ErrForm
	}
	if !typedBack(v, c.Phrase, c.Ask) {
		return s.showChosen(w, v, http.StatusUnprocessableEntity, c, v.Printer.T("join.words_differ"))
	}
	_, err = guarded(s, v, func(ctx context.Context) (any, error) {
		if c.Use == wordsSecond {
			return nil, s.Accounts.SetDuress(ctx, v.Session, c.Phrase)
		}
		return nil, s.Accounts.ChangePhrase(ctx, v.Session, c.Own, c.Phrase)
	})
	return s.done(w, v, err, "/me/device?set="+c.Use, s.showNewWords)
}
