package helplines

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

const columns = `network_id, id, line, act, name, need, call, web, always, free, source, day, asked_by, agreed_on`

func readChanges(ctx context.Context, q sqlx.QueryerContext, network string, count bool) (changes []Change, err error) {
	err = sqlx.SelectContext(ctx, q, &changes, `
		SELECT `+columns+`
		FROM helpline_changes
		WHERE network_id = $1
		AND (agreed_on IS NOT NULL) = $2
		ORDER BY day DESC, name, id
		LIMIT 200`, network, count)
	return changes, err
}

// insertChange says whether it is there now: not where another waits for the same line. The same form twice is once.
func insertChange(ctx context.Context, tx *sqlx.Tx, c Change) (there bool, err error) {
	done, err := tx.NamedExecContext(ctx, `
		INSERT INTO helpline_changes (`+columns+`)
		VALUES (:network_id, :id, :line, :act, :name, :need, :call, :web, :always, :free, :source, :day, :asked_by, :agreed_on)
		ON CONFLICT DO NOTHING`, c)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0 || c.Act == Add, err
}

func lockAsked(ctx context.Context, tx *sqlx.Tx, network, id string) (c Change, err error) {
	err = tx.GetContext(ctx, &c, `
		SELECT `+columns+`
		FROM helpline_changes
		WHERE network_id = $1
		AND id = $2
		AND agreed_on IS NULL
		FOR UPDATE`, network, id)
	return c, err
}

// agreeChange puts a change in the place of what was known of its line, and forgets who said it.
func agreeChange(ctx context.Context, tx *sqlx.Tx, c Change, today time.Time) error {
	if _, err := tx.ExecContext(ctx, `
		DELETE FROM helpline_changes
		WHERE network_id = $1
		AND line = $2
		AND agreed_on IS NOT NULL
		AND (act = 'add') = ($3 = 'add')`, c.Network, c.Line, c.Act); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE helpline_changes SET agreed_on = $3, asked_by = NULL
		WHERE network_id = $1
		AND id = $2`, c.Network, c.ID, today)
	return err
}

func deleteChange(ctx context.Context, tx *sqlx.Tx, network, id string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM helpline_changes
		WHERE network_id = $1
		AND id = $2`, network, id)
	return err
}

func deleteLine(ctx context.Context, tx *sqlx.Tx, network, line string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM helpline_changes
		WHERE network_id = $1
		AND line = $2`, network, line)
	return err
}
