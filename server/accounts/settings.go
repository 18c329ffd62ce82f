package accounts

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"tinig/locales"
)

// Settings are hers wherever she signs in. Whether a device is her own is no setting: it would follow her to the
// shelter's computer (see Device).
//
// Paused is here and not with her members: marked in their rows on the same day, they could be known as one person's.
type Settings struct {
	Language string  `json:"l,omitempty"` // a tag, or "" while she hasn't chosen
	Comfort  Comfort `json:"c,omitzero"`
	Quiet    Quiet   `json:"q,omitzero"`
	Paused   bool    `json:"p,omitempty"` // everything rests until she wakes it: see Pause
	Words    string  `json:"w,omitempty"` // those that she protects, a line each: her name, her town. They are nowhere else
	Case     bool    `json:"k,omitempty"` // she has a legal case: nothing of her journal is kept unless she says so each time
}

// Comfort is how she reads. The zero Comfort is how everybody does who hasn't said otherwise. Revision counts how often she
// has said.
type Comfort struct {
	Size     string `json:"s,omitempty"` // of the text: large, larger, largest
	Notes    string `json:"n,omitempty"` // what becomes of words with a content note: hide, show; else they stand closed
	Calm     bool   `json:"c,omitempty"` // no numbers
	Low      bool   `json:"d,omitempty"` // less data: nothing is fetched or sent that she didn't ask for
	NoKeys   bool   `json:"k,omitempty"` // a single key chooses nothing
	Revision int    `json:"v,omitempty"`
}

// ErrNewer refuses settings that began from others than are saved: another window of hers saved meanwhile. The session has
// what is saved.
var ErrNewer = locales.Refuse(locales.Conflict, "accounts.settings_newer")

// SetLanguage keeps her language.
func (a *Accounts) SetLanguage(ctx context.Context, s *Session, tag string) error {
	return a.changeSettings(ctx, s, func(set *Settings) error {
		set.Language = tag
		return nil
	})
}

// SetComfort keeps how she reads. c.Revision is that of the comfort that she began from; saving the same twice is no harm.
func (a *Accounts) SetComfort(ctx context.Context, s *Session, c Comfort) error {
	return a.changeSettings(ctx, s, func(set *Settings) error {
		saved, said := set.Comfort, c
		if said.Revision = saved.Revision; said == saved {
			return nil
		}
		if c.Revision != saved.Revision {
			return ErrNewer
		}
		said.Revision++
		set.Comfort = said
		return nil
	})
}

// SetQuiet keeps her quiet hours, as SetComfort does how she reads.
func (a *Accounts) SetQuiet(ctx context.Context, s *Session, q Quiet) error {
	return a.changeSettings(ctx, s, func(set *Settings) error {
		saved, said := set.Quiet, q
		if said.Revision = saved.Revision; said == saved {
			return nil
		}
		if q.Revision != saved.Revision {
			return ErrNewer
		}
		said.Revision++
		set.Quiet = said
		return nil
	})
}

// SetCase keeps whether she has a legal case.
func (a *Accounts) SetCase(ctx context.Context, s *Session, has bool) error {
	return a.changeSettings(ctx, s, func(set *Settings) error {
		set.Case = has
		return nil
	})
}

// Protected are the words that she protects.
func (s Settings) Protected() []string {
	return strings.FieldsFunc(s.Words, func(r rune) bool { return r == '\n' })
}

// The most that she can protect, and how long each is, in characters.
const (
	WordsAtMost = 20
	WordLength  = 60
)

// SetWords keeps the words that she protects, each once and without the blanks around it.
func (a *Accounts) SetWords(ctx context.Context, s *Session, words []string) error {
	var kept []string
	for _, w := range words {
		w = strings.Join(strings.Fields(w), " ")
		if utf8.RuneCountInString(w) > WordLength || !utf8.ValidString(w) {
			return locales.Refuse(locales.Invalid, "protect.too_much", "Most", WordsAtMost, "Length", WordLength)
		}
		if utf8.RuneCountInString(w) > 1 && !slices.Contains(kept, w) {
			kept = append(kept, w)
		}
	}
	if len(kept) > WordsAtMost {
		return locales.Refuse(locales.Invalid, "protect.too_much", "Most", WordsAtMost, "Length", WordLength)
	}
	return a.changeSettings(ctx, s, func(set *Settings) error {
		set.Words = strings.Join(kept, "\n")
		return nil
	})
}

// changeSettings changes what is saved now of her settings; all her sockets come back in the language that it says.
func (a *Accounts) changeSettings(ctx context.Context, s *Session, change func(*Settings) error) error {
	return a.amend(ctx, s, "changed", func(k *keyring) error {
		err := change(&k.Settings)
		if err != nil {
			s.Settings = k.Settings
		}
		return err
	})
}
