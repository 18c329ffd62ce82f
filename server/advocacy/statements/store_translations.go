package statements

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

const translationSQL = `
		SELECT t.id, t.number, t.lang, t.body, coalesce(t.author_id::text, '') AS author_id, t.named, t.agreed, t.of_version <> s.version AS stale, t.day
		FROM statement_translations t
		JOIN statement_sections s ON s.network_id = t.network_id AND s.statement_id = t.statement_id AND s.number = t.number
		WHERE t.network_id = $1
		AND t.statement_id = $2
		AND s.dropped_on IS NULL
		AND coalesce(t.author_id <> ALL($3::uuid[]), true)`

func readTranslations(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, one Statement) (list []Translation, err error) {
	err = sqlx.SelectContext(ctx, q, &list, translationSQL+`
		ORDER BY t.number, t.lang, stale, t.agreed DESC, t.day DESC, t.id
		LIMIT $4`, one.Network, one.ID, pq.Array(append([]string{}, a.Parted...)), (SectionsAtMost+1)*TranslationsAtMost)
	return list, err
}

func readTranslation(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, one Statement, id string) (t Translation, err error) {
	err = sqlx.GetContext(ctx, q, &t, translationSQL+`
		AND t.id = $4`, one.Network, one.ID, pq.Array(append([]string{}, a.Parted...)), id)
	return t, err
}

// lockForTranslation is the section's version, and how many translations it has.
func lockForTranslation(ctx context.Context, tx *sqlx.Tx, one Statement, number int) (version, there int, err error) {
	if err := tx.GetContext(ctx, &version, `
		SELECT version
		FROM statement_sections
		WHERE network_id = $1
		AND statement_id = $2
		AND number = $3
		AND dropped_on IS NULL
		FOR UPDATE`, one.Network, one.ID, number); err != nil {
		return 0, 0, err
	}
	err = tx.GetContext(ctx, &there, `
		SELECT count(*)
		FROM statement_translations
		WHERE network_id = $1
		AND statement_id = $2
		AND number = $3`, one.Network, one.ID, number)
	return version, there, err
}

// upsertTranslation replaces what she offered before; a new one is nobody's second reading yet.
func upsertTranslation(ctx context.Context, tx *sqlx.Tx, one Statement, t Translation, of int) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO statement_translations AS t (network_id, id, statement_id, number, lang, of_version, body, author_id, named, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (network_id, statement_id, number, lang, author_id) DO UPDATE
		SET id = excluded.id, of_version = excluded.of_version, body = excluded.body, named = excluded.named, agreed = false, day = excluded.day
		WHERE t.id <> excluded.id`, one.Network, t.ID, one.ID, t.Number, t.Lang, of, t.Body, t.Author, t.Named, t.Day)
	return err
}

func agreeToTranslation(ctx context.Context, db sqlx.ExecerContext, one Statement, t Translation) error {
	_, err := db.ExecContext(ctx, `
		UPDATE statement_translations SET agreed = true
		WHERE network_id = $1
		AND id = $2`, one.Network, t.ID)
	return err
}

func deleteTranslation(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, one Statement, id string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM statement_translations
		WHERE network_id = $1
		AND statement_id = $2
		AND id = $3
		AND author_id = $4`, one.Network, one.ID, id, a.Member)
	return err
}
