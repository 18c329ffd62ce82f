package forum

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"tinig/locales"
	"tinig/server/moderation"
	"tinig/server/networks"
)

// The limits of what is written, in characters.
const (
	TitleLength = 120
	NoteLength  = 60
	BodyLength  = 10_000
)

// mostDrafts is how many drafts of one member are kept.
const mostDrafts = 50

// Draft is what a member is writing. Once is its form's one-time number: sending a draft twice posts once.
// Quotes is the number of the post it answers, 0 for none; Title is for new topics only. Welcomes says that reactions are
// welcome although it has a content note. Told is the networks.Audience that its form said would read it, "" for words
// without a form: where more people read, it is refused.
//
// Circle is set for a topic that is to be a small circle. With names those who are to be in it, one on each line, and Members
// those whom its caller knows by their ids. Its posts go after FadeDays, never when that is 0.
type Draft struct {
	Title    string   `json:"title,omitempty"`
	Body     string   `json:"body"`
	Note     string   `json:"note,omitempty"`
	Lang     string   `json:"lang,omitempty"`
	Quotes   int      `json:"quotes,omitempty"`
	Welcomes bool     `json:"welcomes,omitempty"`
	Once     string   `json:"-"`
	Told     string   `json:"-"`
	Circle   bool     `json:"-"`
	With     string   `json:"-"`
	Members  []string `json:"-"`
	FadeDays int      `json:"-"`

	Hers moderation.Hers `json:"-"`
}

// errAudience sends her back to the form, which says who reads now.
var errAudience = locales.Refuse(locales.Invalid, "forum.audience_changed")

// toldOf refuses a draft whose writer was told of fewer readers than the space has.
func (d Draft) toldOf(space networks.Space) error {
	if d.Told != "" && !networks.ParseAudience(d.Told).Contains(space.Audience()) {
		return errAudience
	}
	return nil
}

// Sealer seals a member's own words under keys that only her open keyring has.
type Sealer interface {
	Seal(ctx context.Context, plain []byte) ([]byte, error)
	Open(ctx context.Context, sealed []byte) ([]byte, error)
	Name(place string) []byte
}

// SaveDraft keeps a draft for a place (a topic's or space's id), sealed; an empty one is forgotten.
// Neither the words nor the place can be read without her keyring.
func (f *Forum) SaveDraft(ctx context.Context, a networks.Actor, s Sealer, place string, d Draft) error {
	if strings.TrimSpace(d.Title+d.Body) == "" {
		return f.forgetDraft(ctx, a, s, place)
	}
	if utf8.RuneCountInString(d.Title)+utf8.RuneCountInString(d.Body)+utf8.RuneCountInString(d.Note)+len(d.Lang) > 2*BodyLength {
		return locales.Refuse(locales.Invalid, "forum.body_length", "Most", BodyLength)
	}
	plain, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("saving a draft of %s: %w", a.Member, err)
	}
	sealed, err := s.Seal(ctx, plain)
	if err != nil {
		return fmt.Errorf("sealing a draft of %s: %w", a.Member, err)
	}
	if err := upsertDraft(ctx, f.db, a, s.Name(place), sealed, f.today()); err != nil {
		return fmt.Errorf("saving a draft of %s: %w", a.Member, err)
	}
	return nil
}

// Draft returns the draft kept for a place, an empty one when there is none.
func (f *Forum) Draft(ctx context.Context, a networks.Actor, s Sealer, place string) (d Draft, err error) {
	sealed, err := readDraft(ctx, f.db, a, s.Name(place))
	if errors.Is(err, errNoRow) {
		return Draft{}, nil
	}
	if err != nil {
		return Draft{}, fmt.Errorf("reading a draft of %s: %w", a.Member, err)
	}
	return openDraft(ctx, a, s, sealed)
}

func openDraft(ctx context.Context, a networks.Actor, s Sealer, sealed []byte) (d Draft, err error) {
	plain, err := s.Open(ctx, sealed)
	if err != nil {
		return Draft{}, nil // sealed by a keyring she no longer has: nobody can read it
	}
	if err := json.Unmarshal(plain, &d); err != nil {
		return Draft{}, fmt.Errorf("reading a draft of %s: %w", a.Member, err)
	}
	return d, nil
}

func (f *Forum) forgetDraft(ctx context.Context, a networks.Actor, s Sealer, place string) error {
	if err := deleteDraft(ctx, f.db, a, s.Name(place)); err != nil {
		return fmt.Errorf("forgetting a draft of %s: %w", a.Member, err)
	}
	return nil
}

// check refuses what can't be posted and returns the draft as it will be kept.
func (d Draft) check(newTopic bool) (Draft, error) {
	d.Title, d.Body, d.Note = clean(d.Title), clean(d.Body), clean(d.Note)
	if newTopic {
		if err := checkTitle(d.Title); err != nil {
			return d, err
		}
	}
	if err := checkNote(d.Note); err != nil {
		return d, err
	}
	switch {
	case d.Body == "" || utf8.RuneCountInString(d.Body) > BodyLength:
		return d, locales.Refuse(locales.Invalid, "forum.body_length", "Most", BodyLength)
	case locales.For(d.Lang).Tag() != d.Lang:
		return d, locales.Refuse(locales.Invalid, "forum.language_unknown")
	}
	return d, nil
}

// screen looks at a checked draft before anybody else does. Words that are held were kept from nobody but a moderator.
func (f *Forum) screen(ctx context.Context, a networks.Actor, d Draft) (moderation.Verdict, error) {
	return f.screens.Screen(ctx, a, moderation.Writing{Texts: []string{d.Title, d.Body, d.Note}, Hers: d.Hers})
}

func checkTitle(title string) error {
	if title == "" || utf8.RuneCountInString(title) > TitleLength {
		return locales.Refuse(locales.Invalid, "forum.title_length", "Most", TitleLength)
	}
	return nil
}

func checkNote(note string) error {
	if utf8.RuneCountInString(note) > NoteLength {
		return locales.Refuse(locales.Invalid, "forum.note_length", "Most", NoteLength)
	}
	return nil
}
