package statements

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

// Section is one of a statement, 0 being its title. Lang is the language that it is written in, Version its newest text there.
type Section struct {
	Number  int    `db:"number"`
	Lang    string `db:"lang"`
	Version int    `db:"version"`
	Texts   []Text // the newest of each language, the section's own first
}

// Text is a text of a section in one language. Of is the version of the section that it is a translation of.
type Text struct {
	Number  int       `db:"number"`
	Lang    string    `db:"lang"`
	Version int       `db:"version"`
	Of      int       `db:"of_version"`
	Body    string    `db:"body"`
	Day     time.Time `db:"day"`
}

// Stale says whether a text is a translation of words that have changed since.
func (c Section) Stale(t Text) bool { return t.Lang != c.Lang && t.Of != c.Version }

// In is the text in a language, else the section's own.
func (c Section) In(lang string) Text {
	for _, text := range c.Texts {
		if text.Lang == lang {
			return text
		}
	}
	if len(c.Texts) == 0 {
		return Text{Number: c.Number}
	}
	return c.Texts[0]
}

// Lacks are the languages in which there is no text, or a stale one.
func (c Section) Lacks(languages []string) (lacks []string) {
	for _, lang := range languages {
		if text := c.In(lang); text.Lang != lang || c.Stale(text) {
			lacks = append(lacks, lang)
		}
	}
	return lacks
}

// Lacks says in how many places of all a statement isn't there in one of its languages.
func Lacks(sections []Section, languages []string) (places int) {
	for _, section := range sections {
		places += len(section.Lacks(languages))
	}
	return places
}

// Words are what somebody writes. Of is the version of the section that she saw, 0 for a new section; Once her form's one-time number.
type Words struct {
	Once, Lang, Body string
	Of               int
}

// check tidies words for a section.
func (w Words) check(number int, languages []string) (Words, error) {
	w.Body = block(w.Body)
	most := SectionLength
	if number == 0 {
		w.Body, most = line(w.Body), TitleLength
	}
	switch {
	case w.Body == "":
		return w, locales.Refuse(locales.Invalid, "statement.words_needed")
	case utf8.RuneCountInString(w.Body) > most:
		return w, locales.Refuse(locales.Invalid, "statement.too_long", "Most", most)
	case !slices.Contains(languages, w.Lang):
		return w, locales.Refuse(locales.Invalid, "statement.language_needed")
	}
	return w, nil
}

// Begin begins a statement with its title, for the working group. Its languages are the campaign's. Sent twice, it begins one.
func (s *Statements) Begin(ctx context.Context, a networks.Actor, campaign string, title Words) (id string, err error) {
	place, err := s.campaigns.Place(ctx, a, campaign, "")
	if err != nil {
		return "", err
	}
	if !place.Works() {
		return "", refusal(a, place)
	}
	if title, err = title.check(0, place.Languages); err != nil {
		return "", err
	}
	one := Statement{Network: a.Network, Campaign: campaign, Languages: place.Languages}
	return s.begin(ctx, one, title.Once, func(tx *sqlx.Tx, one Statement) error { return s.newSection(ctx, tx, one, 0, title) })
}

// newSection writes a section that hasn't been there.
func (s *Statements) newSection(ctx context.Context, tx *sqlx.Tx, one Statement, number int, w Words) error {
	if err := insertSection(ctx, tx, one, number, w); err != nil {
		return fmt.Errorf("writing section %d of statement %s: %w", number, one.ID, err)
	}
	return s.write(ctx, tx, one, Text{Number: number, Lang: w.Lang, Version: 1, Of: 1, Body: w.Body})
}

func (s *Statements) write(ctx context.Context, tx *sqlx.Tx, one Statement, t Text) error {
	t.Day = s.today()
	if err := insertText(ctx, tx, one, t); err != nil {
		return fmt.Errorf("writing section %d of statement %s: %w", t.Number, one.ID, err)
	}
	return nil
}

// errStands refuses a change to words that stand.
var errStands = locales.Refuse(locales.Conflict, "statement.words_stand")

// redraft runs a change of the words of a draft.
func (s *Statements) redraft(ctx context.Context, a networks.Actor, campaign, id string, may func(advocacy.Place) bool, do func(*sqlx.Tx, Statement) error) error {
	return s.change(ctx, a, campaign, id, 0, may, func(tx *sqlx.Tx, one *Statement, _ advocacy.Place) error {
		if one.WordsStand() {
			return errStands
		}
		return do(tx, *one)
	})
}

// Add adds a section at the end, for the working group. Sent twice, it adds one.
func (s *Statements) Add(ctx context.Context, a networks.Actor, campaign, id string, w Words) (number int, err error) {
	err = s.redraft(ctx, a, campaign, id, advocacy.Place.Works, func(tx *sqlx.Tx, one Statement) error {
		w, err := w.check(1, one.Languages)
		if err != nil {
			return err
		}
		existing, last, err := findSection(ctx, tx, one, w.Once)
		if err != nil {
			return fmt.Errorf("looking for a section of statement %s: %w", id, err)
		}
		if number = existing; existing > 0 {
			return nil
		}
		if last >= SectionsAtMost {
			return locales.Refuse(locales.Forbidden, "statement.sections_many", "Most", SectionsAtMost)
		}
		number = last + 1
		return s.newSection(ctx, tx, one, number, w)
	})
	return number, err
}

// Reword writes a section anew in its own language, for who leads the campaign, or, in another, its translation, for the working group.
// Translations of words before are stale then. When it was written anew since w.Of, it is ErrChanged.
func (s *Statements) Reword(ctx context.Context, a networks.Actor, campaign, id string, number int, w Words) error {
	return s.redraft(ctx, a, campaign, id, advocacy.Place.Works, func(tx *sqlx.Tx, one Statement) error {
		w, err := w.check(number, one.Languages)
		if err != nil {
			return err
		}
		section, err := readSection(ctx, tx, one, number)
		if err != nil {
			return absent(err, "reading section %d of statement %s", number, id)
		}
		if section.Version != w.Of {
			return ErrChanged
		}
		if w.Lang != section.Lang {
			return s.translate(ctx, tx, one, section, w)
		}
		place, err := s.campaigns.Place(ctx, a, campaign, "")
		if err != nil {
			return err
		}
		if !place.Leads() {
			return locales.Refuse(locales.Forbidden, "statement.pair_only")
		}
		return s.newVersion(ctx, tx, one, section, w.Body)
	})
}

// newVersion makes a section's text another.
func (s *Statements) newVersion(ctx context.Context, tx *sqlx.Tx, one Statement, section Section, body string) error {
	section.Version++
	if err := updateSection(ctx, tx, one, section); err != nil {
		return fmt.Errorf("writing section %d of statement %s anew: %w", section.Number, one.ID, err)
	}
	return s.write(ctx, tx, one, Text{Number: section.Number, Lang: section.Lang, Version: section.Version, Of: section.Version, Body: body})
}

// translate adds a translation, which is of the section's newest version.
func (s *Statements) translate(ctx context.Context, tx *sqlx.Tx, one Statement, section Section, w Words) error {
	last, err := readLastVersion(ctx, tx, one, section.Number, w.Lang)
	if err != nil {
		return fmt.Errorf("reading section %d of statement %s: %w", section.Number, one.ID, err)
	}
	return s.write(ctx, tx, one, Text{Number: section.Number, Lang: w.Lang, Version: last + 1, Of: section.Version, Body: w.Body})
}

// Drop takes a section out, for who leads the campaign; the others keep their numbers inside. The title stays.
func (s *Statements) Drop(ctx context.Context, a networks.Actor, campaign, id string, number, of int) error {
	return s.redraft(ctx, a, campaign, id, advocacy.Place.Leads, func(tx *sqlx.Tx, one Statement) error {
		section, err := readSection(ctx, tx, one, number)
		if err != nil || number == 0 {
			return absent(errors.Join(err, noTitle(number)), "reading section %d of statement %s", number, id)
		}
		if section.Version != of {
			return ErrChanged
		}
		if err := dropSection(ctx, tx, one, number, s.today()); err != nil {
			return fmt.Errorf("dropping section %d of statement %s: %w", number, id, err)
		}
		return record(ctx, tx, a, "statement.section_dropped", one)
	})
}

func noTitle(number int) error {
	if number == 0 {
		return sql.ErrNoRows
	}
	return nil
}

// Sections are a statement's, with the newest text of each language.
func (s *Statements) Sections(ctx context.Context, one Statement) ([]Section, error) {
	return sectionsOf(ctx, s.db, one)
}

func sectionsOf(ctx context.Context, q sqlx.QueryerContext, one Statement) ([]Section, error) {
	sections, err := readSections(ctx, q, one)
	if err != nil {
		return nil, fmt.Errorf("reading the sections of statement %s: %w", one.ID, err)
	}
	texts, err := readNewest(ctx, q, one)
	if err != nil {
		return nil, fmt.Errorf("reading the sections of statement %s: %w", one.ID, err)
	}
	for i := range sections {
		for _, text := range texts {
			if text.Number == sections[i].Number {
				sections[i].Texts = append(sections[i].Texts, text)
			}
		}
	}
	return sections, nil
}

// Versions are all texts that a section has had, the newest first.
func (s *Statements) Versions(ctx context.Context, one Statement, number int) ([]Text, error) {
	texts, err := readVersions(ctx, s.db, one, number)
	if err != nil {
		return nil, fmt.Errorf("reading section %d of statement %s: %w", number, one.ID, err)
	}
	return texts, nil
}
