package accounts

import (
	"context"
	"time"
)

// Visit is a time that somebody signed in to her account: the day, and a word that was drawn for it. The zero Visit is none.
//
// The word is how she knows that nobody signed in between: it is shown to whoever signs in, and again at the next sign-in. A word
// that she hasn't seen was drawn for somebody else. It stands on her keyring alone.
type Visit struct {
	Day  time.Time
	Word string
}

// heldVisit is a visit as it is kept. The day is counted from 1970.
type heldVisit struct {
	Day  int    `json:"d"`
	Word string `json:"w"`
}

func (h heldVisit) visit() Visit {
	if h.Word == "" {
		return Visit{}
	}
	return Visit{time.Unix(0, 0).UTC().AddDate(0, 0, h.Day), h.Word}
}

// note draws the word of a sign-in, which takes the place of the one before it on the keyring. The session has both.
func (a *Accounts) note(k *keyring, p *payload) {
	list := WordList(k.Settings.Language)
	p.Before, p.Visit = k.Last, heldVisit{a.day(), list[draw(len(list))]}
	k.Last = p.Visit
}

// KnowVisit takes her word that she knows the visit before this one, or has read that she doesn't: she isn't asked again in this session.
func (a *Accounts) KnowVisit(ctx context.Context, s *Session) error {
	err := a.reseal(ctx, s, "", func(p *payload) { p.Visit, p.Before = heldVisit{}, heldVisit{} })
	if err == nil {
		s.Visit, s.Before = Visit{}, Visit{}
	}
	return err
}
