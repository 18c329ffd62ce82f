package statements

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

const statementColumns = `s.network_id, s.id, s.campaign_id, s.public_id, s.languages, s.state, s.revision, s.version, s.hash, s.sense_round, s.consent_round,
		s.frozen_on, s.opened_on, s.cools_until, s.delivered_to, s.delivered_on, s.answer, s.answer_lang, s.answered_on, s.withheld_on, s.after_id`

// statementTitle finds the newest title: in a language ($3), else in the one in which it is written.
const statementTitle = `
		CROSS JOIN LATERAL (
			SELECT x.body AS title, x.lang AS title_lang
			FROM statement_texts x
			JOIN statement_sections c USING (network_id, statement_id, number)
			WHERE x.network_id = s.network_id
			AND x.statement_id = s.id
			AND x.number = 0
			ORDER BY x.lang = $3 DESC, x.lang = c.lang DESC, x.version DESC
			LIMIT 1
		) title`

func readStatement(ctx context.Context, q sqlx.QueryerContext, network, id, lang string) (one Statement, err error) {
	err = sqlx.GetContext(ctx, q, &one, `
		SELECT `+statementColumns+`, title.title, title.title_lang
		FROM statements s`+statementTitle+`
		WHERE s.network_id = $1
		AND s.id = $2`, network, id, lang)
	return one, err
}

func readStatements(ctx context.Context, q sqlx.QueryerContext, network, campaign, lang string) (list []Statement, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+statementColumns+`, title.title, title.title_lang
		FROM statements s`+statementTitle+`
		WHERE s.network_id = $1
		AND s.campaign_id = $2
		ORDER BY s.opened_on DESC NULLS FIRST, s.id
		LIMIT $4`, network, campaign, lang, StatementsAtMost)
	return list, err
}

// readPublic finds a statement by its address outside, whatever network it is of.
func readPublic(ctx context.Context, q sqlx.QueryerContext, public string) (one Statement, err error) {
	err = sqlx.GetContext(ctx, q, &one, `SELECT `+statementColumns+` FROM statements s WHERE s.public_id = $1`, public)
	return one, err
}

func lockStatement(ctx context.Context, tx *sqlx.Tx, network, id string) (one Statement, err error) {
	err = tx.GetContext(ctx, &one, `
		SELECT `+statementColumns+`
		FROM statements s
		WHERE s.network_id = $1
		AND s.id = $2
		FOR UPDATE`, network, id)
	return one, err
}

// holdStatement keeps a statement as it is, for any number who sign it at once. Who signs may be of another network than it.
func holdStatement(ctx context.Context, tx *sqlx.Tx, id string) (one Statement, err error) {
	err = tx.GetContext(ctx, &one, `
		SELECT `+statementColumns+`
		FROM statements s
		WHERE s.id = $1
		FOR SHARE`, id)
	return one, err
}

func countStatements(ctx context.Context, tx *sqlx.Tx, network, campaign string) (count int, err error) {
	err = tx.GetContext(ctx, &count, `
		SELECT count(*)
		FROM statements
		WHERE network_id = $1
		AND campaign_id = $2`, network, campaign)
	return count, err
}

// insertStatement returns the id of the statement that the form began: another's when it was sent before.
func insertStatement(ctx context.Context, tx *sqlx.Tx, one Statement, once string) (id string, err error) {
	err = tx.GetContext(ctx, &id, `
		INSERT INTO statements (network_id, id, campaign_id, public_id, once, languages, after_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT ON CONSTRAINT statements_once DO UPDATE SET once = EXCLUDED.once
		RETURNING id`, one.Network, one.ID, one.Campaign, one.Public, once, one.Languages, one.After)
	return id, err
}

func updateStatement(ctx context.Context, tx *sqlx.Tx, one Statement) error {
	_, err := tx.NamedExecContext(ctx, `
		UPDATE statements
		SET state = :state, revision = :revision, version = :version, hash = :hash, sense_round = :sense_round, consent_round = :consent_round,
			frozen_on = :frozen_on, opened_on = :opened_on, cools_until = :cools_until, delivered_to = :delivered_to, delivered_on = :delivered_on,
			answer = :answer, answer_lang = :answer_lang, answered_on = :answered_on, withheld_on = :withheld_on
		WHERE network_id = :network_id
		AND id = :id`, one)
	return err
}

// findSection returns the section that the form wrote before, 0 for none, and the highest number.
func findSection(ctx context.Context, tx *sqlx.Tx, one Statement, once string) (number, last int, err error) {
	err = tx.QueryRowxContext(ctx, `
		SELECT coalesce(max(number) FILTER (WHERE once = $3), 0), coalesce(max(number), 0)
		FROM statement_sections
		WHERE network_id = $1
		AND statement_id = $2`, one.Network, one.ID, once).Scan(&number, &last)
	return number, last, err
}

func insertSection(ctx context.Context, tx *sqlx.Tx, one Statement, number int, w Words) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO statement_sections (network_id, statement_id, number, place, once, lang)
		VALUES ($1, $2, $3, $3, $4, $5)`, one.Network, one.ID, number, w.Once, w.Lang)
	return err
}

func updateSection(ctx context.Context, tx *sqlx.Tx, one Statement, c Section) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE statement_sections SET version = $4
		WHERE network_id = $1
		AND statement_id = $2
		AND number = $3`, one.Network, one.ID, c.Number, c.Version)
	return err
}

func dropSection(ctx context.Context, tx *sqlx.Tx, one Statement, number int, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE statement_sections SET dropped_on = $4
		WHERE network_id = $1
		AND statement_id = $2
		AND number = $3`, one.Network, one.ID, number, today)
	return err
}

// raiseSection changes the place of a section with that of the one before it; the first after the title stays.
func raiseSection(ctx context.Context, tx *sqlx.Tx, one Statement, number int) error {
	_, err := tx.ExecContext(ctx, `
		WITH raised AS (
			SELECT number, place
			FROM statement_sections
			WHERE network_id = $1
			AND statement_id = $2
			AND number = $3
			AND dropped_on IS NULL
		), before AS (
			SELECT s.number, s.place
			FROM statement_sections s
			JOIN raised ON s.place < raised.place
			WHERE s.network_id = $1
			AND s.statement_id = $2
			AND s.number > 0
			AND s.dropped_on IS NULL
			ORDER BY s.place DESC
			LIMIT 1
		)
		UPDATE statement_sections s SET place = CASE s.number WHEN raised.number THEN before.place ELSE raised.place END
		FROM raised, before
		WHERE s.network_id = $1
		AND s.statement_id = $2
		AND s.number IN (raised.number, before.number)`, one.Network, one.ID, number)
	return err
}

func readSection(ctx context.Context, q sqlx.QueryerContext, one Statement, number int) (c Section, err error) {
	err = sqlx.GetContext(ctx, q, &c, `
		SELECT number, lang, version
		FROM statement_sections
		WHERE network_id = $1
		AND statement_id = $2
		AND number = $3
		AND dropped_on IS NULL`, one.Network, one.ID, number)
	return c, err
}

func readSections(ctx context.Context, q sqlx.QueryerContext, one Statement) (sections []Section, err error) {
	err = sqlx.SelectContext(ctx, q, &sections, `
		SELECT number, lang, version
		FROM statement_sections
		WHERE network_id = $1
		AND statement_id = $2
		AND dropped_on IS NULL
		ORDER BY place
		LIMIT $3`, one.Network, one.ID, SectionsAtMost+1)
	return sections, err
}

func insertText(ctx context.Context, tx *sqlx.Tx, one Statement, t Text) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO statement_texts (network_id, statement_id, number, lang, version, of_version, body, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, one.Network, one.ID, t.Number, t.Lang, t.Version, t.Of, t.Body, t.Day)
	return err
}

func readLastVersion(ctx context.Context, q sqlx.QueryerContext, one Statement, number int, lang string) (last int, err error) {
	err = sqlx.GetContext(ctx, q, &last, `
		SELECT coalesce(max(version), 0)
		FROM statement_texts
		WHERE network_id = $1
		AND statement_id = $2
		AND number = $3
		AND lang = $4`, one.Network, one.ID, number, lang)
	return last, err
}

// readNewest is the newest text of each section in each language, of a section its own language first.
func readNewest(ctx context.Context, q sqlx.QueryerContext, one Statement) (texts []Text, err error) {
	err = sqlx.SelectContext(ctx, q, &texts, `
		SELECT number, lang, version, of_version, body, day
		FROM (
			SELECT DISTINCT ON (x.number, x.lang) x.number, x.lang, x.version, x.of_version, x.body, x.day, x.lang = c.lang AS own
			FROM statement_texts x
			JOIN statement_sections c USING (network_id, statement_id, number)
			WHERE x.network_id = $1
			AND x.statement_id = $2
			AND c.dropped_on IS NULL
			ORDER BY x.number, x.lang, x.version DESC
		) newest
		ORDER BY number, own DESC, lang
		LIMIT 1000`, one.Network, one.ID)
	return texts, err
}

func readVersions(ctx context.Context, q sqlx.QueryerContext, one Statement, number int) (texts []Text, err error) {
	err = sqlx.SelectContext(ctx, q, &texts, `
		SELECT number, lang, version, of_version, body, day
		FROM statement_texts
		WHERE network_id = $1
		AND statement_id = $2
		AND number = $3
		ORDER BY of_version DESC, lang, version DESC
		LIMIT 200`, one.Network, one.ID, number)
	return texts, err
}

func insertFrozen(ctx context.Context, tx *sqlx.Tx, one Statement, canonical []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO statement_frozen (network_id, statement_id, version, canonical, hash, frozen_on)
		VALUES ($1, $2, $3, $4, $5, $6)`, one.Network, one.ID, one.Version, canonical, one.Hash, one.FrozenOn)
	return err
}

func readFrozen(ctx context.Context, q sqlx.QueryerContext, one Statement) (canonical []byte, err error) {
	err = sqlx.GetContext(ctx, q, &canonical, `
		SELECT canonical
		FROM statement_frozen
		WHERE network_id = $1
		AND statement_id = $2
		AND version = $3`, one.Network, one.ID, one.Version)
	return canonical, err
}
