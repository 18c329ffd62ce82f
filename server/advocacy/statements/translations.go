package statements

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"tinig/locales"
	"tinig/server/networks"
)

// TranslationsAtMost is how many translations a section has at most.
const TranslationsAtMost = 50

// Translation is a section in a language in which the group doesn't write it, offered by a member: a help to read it, never a part of the
// statement, and nowhere outside. Author is "" when she has left. Agreed says that a second reader found it true, Stale that the section
// has changed since.
type Translation struct {
	ID     string    `db:"id"`
	Number int       `db:"number"`
	Lang   string    `db:"lang"`
	Body   string    `db:"body"`
	Author string    `db:"author_id"`
	Named  bool      `db:"named"`
	Agreed bool      `db:"agreed"`
	Stale  bool      `db:"stale"`
	Day    time.Time `db:"day"`
}

// Translations are those of all sections of a statement that the actor has read, in each language the one that is shown first first.
// Those by somebody parted from her are left out.
func (s *Statements) Translations(ctx context.Context, a networks.Actor, one Statement) ([]Translation, error) {
	list, err := readTranslations(ctx, s.db, a, one)
	if err != nil {
		return nil, fmt.Errorf("reading translations of statement %s: %w", one.ID, err)
	}
	return list, nil
}

// Translate offers a section in a language that isn't one of the statement's. Sent twice, it is offered once, and what she offered
// before into the same language is replaced. w.Of is the version that she had before her.
func (s *Statements) Translate(ctx context.Context, a networks.Actor, campaign, id string, number int, w Words, named bool) error {
	one, err := s.translatable(ctx, a, campaign, id)
	if err != nil {
		return err
	}
	var others []string
	for _, language := range locales.Languages() {
		if !slices.Contains(one.Languages, language.Tag) {
			others = append(others, language.Tag)
		}
	}
	if w, err = w.check(number, others); err != nil {
		return err
	}
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("translating statement %s: %w", id, err)
	}
	defer tx.Rollback()
	version, there, err := lockForTranslation(ctx, tx, one, number)
	switch {
	case err != nil:
		return absent(err, "reading section %d of statement %s", number, id)
	case version != w.Of:
		return ErrChanged
	case there >= TranslationsAtMost:
		return locales.Refuse(locales.TooMany, "statement.translations_many", "Most", TranslationsAtMost)
	}
	t := Translation{ID: w.Once, Number: number, Lang: w.Lang, Body: w.Body, Author: a.Member, Named: named, Day: s.today()}
	if err := upsertTranslation(ctx, tx, one, t, version); err != nil {
		return fmt.Errorf("translating statement %s: %w", id, err)
	}
	return tx.Commit()
}

// AgreeTranslation says, as a second reader, that a translation tells what the section says. One's own is refused, and so is one of words
// that have changed since. Agreeing twice is no harm. Who agreed isn't kept.
func (s *Statements) AgreeTranslation(ctx context.Context, a networks.Actor, campaign, id, translation string) error {
	one, err := s.translatable(ctx, a, campaign, id)
	if err != nil {
		return err
	}
	t, err := readTranslation(ctx, s.db, a, one, translation)
	switch {
	case err != nil:
		return lostTranslation(err, translation)
	case t.Author == a.Member:
		return locales.Refuse(locales.Forbidden, "translation.own")
	case t.Stale:
		return locales.Refuse(locales.Conflict, "translation.stale")
	}
	if err := agreeToTranslation(ctx, s.db, one, t); err != nil {
		return fmt.Errorf("agreeing to translation %s: %w", translation, err)
	}
	return nil
}

// TakeBackTranslation takes one's own away. One that is gone already is no harm.
func (s *Statements) TakeBackTranslation(ctx context.Context, a networks.Actor, campaign, id, translation string) error {
	one, err := s.Statement(ctx, a, campaign, id, "")
	if err != nil {
		return err
	}
	if err := deleteTranslation(ctx, s.db, a, one, translation); err != nil {
		return fmt.Errorf("taking translation %s back: %w", translation, err)
	}
	return nil
}

// translatable is a statement that the actor reads where she may translate.
func (s *Statements) translatable(ctx context.Context, a networks.Actor, campaign, id string) (one Statement, err error) {
	place, err := s.campaigns.Place(ctx, a, campaign, "")
	if err != nil {
		return one, err
	}
	if _, err := s.networks.Space(ctx, a, place.Space, networks.Translate); err != nil {
		return one, err
	}
	if one, err = s.Statement(ctx, a, campaign, id, ""); err == nil && one.WithheldOn != nil {
		return one, errAbsent
	}
	return one, err
}

func lostTranslation(err error, id string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return locales.Refuse(locales.NotFound, "translation.not_found")
	}
	return fmt.Errorf("reading translation %s: %w", id, err)
}
