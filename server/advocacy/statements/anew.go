package statements

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

// begin makes a statement, which write fills. Sent twice, it is one.
func (s *Statements) begin(ctx context.Context, one Statement, once string, write func(*sqlx.Tx, Statement) error) (id string, err error) {
	tx, err := s.db.BeginTxx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("beginning a statement: %w", err)
	}
	defer tx.Rollback()
	one.ID, one.Public = uuid.NewString(), uuid.NewString()
	existing, err := insertStatement(ctx, tx, one, once)
	if err != nil {
		return "", fmt.Errorf("beginning a statement: %w", err)
	}
	if existing != one.ID {
		return existing, nil
	}
	count, err := countStatements(ctx, tx, one.Network, one.Campaign)
	if err != nil {
		return "", fmt.Errorf("counting the statements of campaign %s: %w", one.Campaign, err)
	}
	if count > StatementsAtMost {
		return "", locales.Refuse(locales.Forbidden, "statement.too_many", "Most", StatementsAtMost)
	}
	if err := write(tx, one); err != nil {
		return "", err
	}
	return one.ID, tx.Commit()
}

// Anew begins a statement from the words of one that was delivered, whatever was answered, in all their languages and in their order. It is a
// draft like any other: nobody has agreed to it, it has an address of its own, and no signature goes along. Sent twice, it is one.
func (s *Statements) Anew(ctx context.Context, a networks.Actor, campaign, id, once string) (string, error) {
	place, err := s.campaigns.Place(ctx, a, campaign, "")
	if err != nil {
		return "", err
	}
	if !place.Leads() {
		return "", refusal(a, place)
	}
	was, err := s.Statement(ctx, a, campaign, id, "")
	if err != nil {
		return "", err
	}
	switch {
	case was.WithheldOn != nil:
		return "", locales.Refuse(locales.Conflict, "statement.withheld")
	case !was.Reached(Delivered):
		return "", errNotNow
	}
	sections, err := s.Sections(ctx, was)
	if err != nil {
		return "", err
	}
	one := Statement{Network: a.Network, Campaign: campaign, Languages: was.Languages, After: sql.NullString{String: id, Valid: true}}
	return s.begin(ctx, one, once, func(tx *sqlx.Tx, one Statement) error {
		if err := s.copySections(ctx, tx, one, sections); err != nil {
			return err
		}
		return record(ctx, tx, a, "statement.anew", one)
	})
}

// copySections writes sections, numbered from the title on, with the first text of each language.
func (s *Statements) copySections(ctx context.Context, tx *sqlx.Tx, one Statement, sections []Section) error {
	for number, section := range sections {
		own := section.In(section.Lang)
		if err := s.newSection(ctx, tx, one, number, Words{Once: uuid.NewString(), Lang: own.Lang, Body: own.Body}); err != nil {
			return err
		}
		for _, text := range section.Texts {
			if text.Lang == own.Lang || section.Stale(text) {
				continue
			}
			if err := s.write(ctx, tx, one, Text{Number: number, Lang: text.Lang, Version: 1, Of: 1, Body: text.Body}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Raise puts a section of a draft before the one that stands before it, for who leads the campaign, from the revision that she saw: of two who
// move sections at once the second is told, and pressed twice it is moved once. The title stays first.
func (s *Statements) Raise(ctx context.Context, a networks.Actor, campaign, id string, number, from int) error {
	return s.step(ctx, a, campaign, id, from, func(tx *sqlx.Tx, one *Statement, _ advocacy.Place) error {
		if one.WordsStand() {
			return errStands
		}
		if _, err := readSection(ctx, tx, *one, number); err != nil || number == 0 {
			return absent(errors.Join(err, noTitle(number)), "reading section %d of statement %s", number, id)
		}
		if err := raiseSection(ctx, tx, *one, number); err != nil {
			return fmt.Errorf("moving section %d of statement %s: %w", number, id, err)
		}
		return nil
	})
}
