package statements

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
)

func readSaid(ctx context.Context, q sqlx.QueryerContext, network, id string) (w said, err error) {
	err = sqlx.GetContext(ctx, q, &w, `
		SELECT statement_id, number, member_id, lang, body, hidden, erase_on
		FROM statement_comments
		WHERE network_id = $1
		AND id = $2`, network, id)
	return w, err
}

func readSuggested(ctx context.Context, q sqlx.QueryerContext, network, id string) (w said, err error) {
	err = sqlx.GetContext(ctx, q, &w, `
		SELECT statement_id, number, '' AS member_id, lang, body, hidden, erase_on
		FROM statement_suggestions
		WHERE network_id = $1
		AND id = $2`, network, id)
	return w, err
}

func hideComment(ctx context.Context, tx *sqlx.Tx, network, id string, hidden bool, eraseOn *time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE statement_comments SET hidden = $3, erase_on = $4
		WHERE network_id = $1
		AND id = $2`, network, id, hidden, eraseOn)
	return err
}

func hideSuggestion(ctx context.Context, tx *sqlx.Tx, network, id string, hidden bool, eraseOn *time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE statement_suggestions SET hidden = $3, erase_on = $4
		WHERE network_id = $1
		AND id = $2`, network, id, hidden, eraseOn)
	return err
}

// eraseRemoved erases what was removed and can't come back.
func eraseRemoved(ctx context.Context, db sqlx.ExecerContext, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM statement_comments
		WHERE erase_on <= $1`, today)
	_, also := db.ExecContext(ctx, `
		DELETE FROM statement_suggestions
		WHERE erase_on <= $1`, today)
	return errors.Join(err, also)
}
