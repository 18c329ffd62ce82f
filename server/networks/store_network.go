package networks

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

const networkSQL = `
		SELECT id, kind, name, languages, founded_on, agreement, calm_until, closed_on, countries, quiet_from, quiet_until, quiet_offset, quiet_revision, brake, care_minutes
		FROM networks
		WHERE id = $1`

func readNetwork(ctx context.Context, q sqlx.QueryerContext, id string) (network Network, err error) {
	err = sqlx.GetContext(ctx, q, &network, networkSQL, id)
	return network, err
}

// lockNetwork lets members go on joining and writing: their rows refer to the network's, which only a lock FOR UPDATE would stop.
func lockNetwork(ctx context.Context, tx *sqlx.Tx, id string) (network Network, err error) {
	err = tx.GetContext(ctx, &network, networkSQL+`
		FOR NO KEY UPDATE`, id)
	return network, err
}

func updateLanguages(ctx context.Context, tx *sqlx.Tx, n Network) error {
	_, err := tx.NamedExecContext(ctx, `
		UPDATE networks SET languages = :languages
		WHERE id = :id`, n)
	return err
}

func updateCountries(ctx context.Context, tx *sqlx.Tx, network string, codes []string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE networks SET countries = $2
		WHERE id = $1`, network, pq.Array(append([]string{}, codes...)))
	return err
}

func updateQuiet(ctx context.Context, tx *sqlx.Tx, network string, q Quiet) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE networks SET quiet_from = $2, quiet_until = $3, quiet_offset = $4, quiet_revision = $5
		WHERE id = $1`, network, q.From, q.Until, q.Offset, q.Revision)
	return err
}

func setCalm(ctx context.Context, tx *sqlx.Tx, network string, until *time.Time) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		UPDATE networks SET calm_until = $2
		WHERE id = $1
		AND calm_until IS DISTINCT FROM $2`, network, until))
}

// forgetCalm forgets the hour at which quiet days have ended, and whose turn was when.
func forgetCalm(ctx context.Context, db sqlx.ExecerContext, now time.Time) error {
	if _, err := db.ExecContext(ctx, `
		UPDATE networks SET calm_until = NULL
		WHERE calm_until <= $1`, now); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, `
		DELETE FROM turns
		WHERE next_at <= $1`, now)
	return err
}

func readClosing(ctx context.Context, q sqlx.QueryerContext, network string) (c Closing, err error) {
	err = sqlx.GetContext(ctx, q, &c, `
		SELECT network_id, asked_by, agreed_by, asked_on
		FROM network_closings
		WHERE network_id = $1`, network)
	return c, err
}

func insertClosing(ctx context.Context, tx *sqlx.Tx, c Closing) (changed bool, err error) {
	return changes(tx.NamedExecContext(ctx, `
		INSERT INTO network_closings (network_id, asked_by, asked_on)
		VALUES (:network_id, :asked_by, :asked_on)
		ON CONFLICT DO NOTHING`, c))
}

func closeNetwork(ctx context.Context, tx *sqlx.Tx, network, agreedBy string, today time.Time) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE network_closings SET agreed_by = $2
		WHERE network_id = $1`, network, agreedBy); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE networks SET closed_on = $2
		WHERE id = $1`, network, today)
	return err
}

func openNetwork(ctx context.Context, tx *sqlx.Tx, network string) (changed bool, err error) {
	if _, err := tx.ExecContext(ctx, `
		UPDATE networks SET closed_on = NULL
		WHERE id = $1`, network); err != nil {
		return false, err
	}
	return changes(tx.ExecContext(ctx, `
		DELETE FROM network_closings
		WHERE network_id = $1`, network))
}

// deleteClosed deletes the networks that were closed before a day. The database takes along all that is theirs (0053_networks_end.sql).
func deleteClosed(ctx context.Context, tx *sqlx.Tx, before time.Time) error {
	if _, err := tx.ExecContext(ctx, `SET CONSTRAINTS ALL DEFERRED`); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		DELETE FROM networks
		WHERE closed_on < $1
		AND kind = 'local'`, before)
	return err
}

// countMembers counts the members of a standing.
func countMembers(ctx context.Context, q sqlx.QueryerContext, network string, standing Standing) (members int, err error) {
	err = sqlx.GetContext(ctx, q, &members, `
		SELECT count(*)
		FROM members
		WHERE network_id = $1
		AND standing = $2`, network, standing)
	return members, err
}
