package statements

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

func countWaiting(ctx context.Context, tx *sqlx.Tx, one Statement, number int) (waiting int, err error) {
	err = tx.GetContext(ctx, &waiting, `
		SELECT count(*)
		FROM statement_suggestions
		WHERE network_id = $1
		AND statement_id = $2
		AND number = $3
		AND decided = ''
		AND NOT hidden`, one.Network, one.ID, number)
	return waiting, err
}

func insertSuggestion(ctx context.Context, tx *sqlx.Tx, one Statement, g Suggestion) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO statement_suggestions (network_id, id, statement_id, number, of_version, lang, body, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT DO NOTHING`, one.Network, g.ID, one.ID, g.Number, g.Of, g.Lang, g.Body, g.Day)
	return err
}

const suggestionColumns = `id, number, of_version, lang, body, day, decided, reason, decided_on`

func readSuggestion(ctx context.Context, q sqlx.QueryerContext, one Statement, id string) (g Suggestion, err error) {
	err = sqlx.GetContext(ctx, q, &g, `
		SELECT `+suggestionColumns+`
		FROM statement_suggestions
		WHERE network_id = $1
		AND id = $2
		AND statement_id = $3
		AND NOT hidden`, one.Network, id, one.ID)
	return g, err
}

func readSuggestions(ctx context.Context, q sqlx.QueryerContext, one Statement, number int) (list []Suggestion, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+suggestionColumns+`
		FROM statement_suggestions
		WHERE network_id = $1
		AND statement_id = $2
		AND number = $3
		AND NOT hidden
		ORDER BY decided <> '', day DESC, id
		LIMIT 100`, one.Network, one.ID, number)
	return list, err
}

func decideSuggestion(ctx context.Context, tx *sqlx.Tx, one Statement, id, decided, reason string, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE statement_suggestions SET decided = $3, reason = $4, decided_on = $5
		WHERE network_id = $1
		AND id = $2`, one.Network, id, decided, reason, today)
	return err
}

func insertComment(ctx context.Context, tx *sqlx.Tx, one Statement, number int, c Comment) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO statement_comments (network_id, id, statement_id, number, member_id, lang, body, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT DO NOTHING`, one.Network, c.ID, one.ID, number, c.Member, c.Lang, c.Body, c.Day)
	return err
}

func deleteComment(ctx context.Context, db sqlx.ExecerContext, network, id, member string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM statement_comments
		WHERE network_id = $1
		AND id = $2
		AND member_id = $3`, network, id, member)
	return err
}

func readComments(ctx context.Context, q sqlx.QueryerContext, one Statement, number int) (list []Comment, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT id, member_id, lang, body, day
		FROM statement_comments
		WHERE network_id = $1
		AND statement_id = $2
		AND number = $3
		AND NOT hidden
		ORDER BY day, id
		LIMIT $4`, one.Network, one.ID, number, CommentsAtMost)
	return list, err
}

func readOwn(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, after string) (list []Own, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT id, false AS translated, lang, body, day
		FROM statement_comments
		WHERE network_id = $1
		AND member_id = $2
		AND id > $3
		UNION ALL
		SELECT id, true, lang, body, day
		FROM statement_translations
		WHERE network_id = $1
		AND author_id = $2
		AND id > $3
		ORDER BY id
		LIMIT $4`, a.Network, a.Member, after, OwnAtOnce)
	return list, err
}
