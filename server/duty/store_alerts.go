package duty

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

const alertColumns = `network_id, id, member_id, why, place, raised_at, coalesce(taken_by::text, '') AS taken_by, coalesce(answer, '') AS answer, by_at`

// insertAlert is false when one of hers is open.
func insertAlert(ctx context.Context, tx *sqlx.Tx, a Alert) (fresh bool, err error) {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO alerts (network_id, id, member_id, why, place, raised_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (network_id, member_id) WHERE closed_on IS NULL DO NOTHING`, a.Network, a.ID, a.Member, a.Why, a.Place, a.RaisedAt)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

func readOpen(ctx context.Context, q sqlx.QueryerContext, network, member string) (a Alert, err error) {
	err = sqlx.GetContext(ctx, q, &a, `
		SELECT `+alertColumns+`
		FROM alerts
		WHERE network_id = $1
		AND member_id = $2
		AND closed_on IS NULL`, network, member)
	return a, err
}

func lockOpen(ctx context.Context, tx *sqlx.Tx, network, member string) (a Alert, err error) {
	err = tx.GetContext(ctx, &a, `
		SELECT `+alertColumns+`
		FROM alerts
		WHERE network_id = $1
		AND member_id = $2
		AND closed_on IS NULL
		FOR UPDATE`, network, member)
	return a, err
}

func lockAlert(ctx context.Context, tx *sqlx.Tx, network, id string) (a Alert, err error) {
	err = tx.GetContext(ctx, &a, `
		SELECT `+alertColumns+`
		FROM alerts
		WHERE network_id = $1
		AND id = $2
		AND closed_on IS NULL
		FOR UPDATE`, network, id)
	return a, err
}

func readAlerts(ctx context.Context, q sqlx.QueryerContext, network string) (alerts []Alert, err error) {
	err = sqlx.SelectContext(ctx, q, &alerts, `
		SELECT `+alertColumns+`
		FROM alerts
		WHERE network_id = $1
		AND closed_on IS NULL
		ORDER BY taken_by IS NOT NULL, raised_at, id
		LIMIT $2`, network, alertsAtMost)
	return alerts, err
}

func readTaken(ctx context.Context, tx *sqlx.Tx, network, lead string) (alerts []Alert, err error) {
	err = tx.SelectContext(ctx, &alerts, `
		SELECT `+alertColumns+`
		FROM alerts
		WHERE network_id = $1
		AND taken_by = $2
		AND closed_on IS NULL
		ORDER BY id
		LIMIT $3
		FOR UPDATE`, network, lead, alertsAtMost)
	return alerts, err
}

func updateAlert(ctx context.Context, tx *sqlx.Tx, a Alert) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE alerts SET why = $3, place = $4, taken_by = NULLIF($5, '')::uuid, answer = NULLIF($6, ''), by_at = $7
		WHERE network_id = $1
		AND id = $2`, a.Network, a.ID, a.Why, a.Place, a.TakenBy, string(a.Answer), a.ByAt)
	return err
}

// closeAlert leaves of its times the days.
func closeAlert(ctx context.Context, tx *sqlx.Tx, a Alert, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE alerts SET place = '', by_at = NULL, closed_on = $3, raised_at = date_trunc('day', raised_at, 'UTC')
		WHERE network_id = $1
		AND id = $2`, a.Network, a.ID, today)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		DELETE FROM alert_words
		WHERE network_id = $1
		AND alert_id = $2`, a.Network, a.ID)
	return err
}

func readSaid(ctx context.Context, q sqlx.QueryerContext, a Alert) (words []Said, err error) {
	err = sqlx.SelectContext(ctx, q, &words, `
		SELECT number, by_lead, said_on, sealed
		FROM alert_words
		WHERE network_id = $1
		AND alert_id = $2
		ORDER BY number
		LIMIT $3`, a.Network, a.ID, saidAtMost)
	return words, err
}

func lastSaid(ctx context.Context, tx *sqlx.Tx, a Alert) (number int, err error) {
	err = tx.GetContext(ctx, &number, `
		SELECT coalesce(max(number), 0)
		FROM alert_words
		WHERE network_id = $1
		AND alert_id = $2`, a.Network, a.ID)
	return number, err
}

func insertSaid(ctx context.Context, tx *sqlx.Tx, a Alert, s Said, once string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO alert_words (network_id, alert_id, number, by_lead, said_on, sealed, once)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT ON CONSTRAINT alert_words_once DO NOTHING`, a.Network, a.ID, s.Number, s.ByLead, s.On, s.Sealed, once)
	return err
}

// countTaken is how much a lead has taken and not closed.
func countTaken(ctx context.Context, tx *sqlx.Tx, a networks.Actor) (n int, err error) {
	err = tx.GetContext(ctx, &n, `
		SELECT count(*)
		FROM alerts
		WHERE network_id = $1
		AND taken_by = $2
		AND closed_on IS NULL`, a.Network, a.Member)
	return n, err
}

// deleteAlerts lets go what was raised before a moment.
func deleteAlerts(ctx context.Context, db sqlx.ExecerContext, before time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM alerts
		WHERE raised_at < $1`, before)
	return err
}

// readKnown are those of some ids that are alerts with words.
func readKnown(ctx context.Context, q sqlx.QueryerContext, ids []string) (known []string, err error) {
	err = sqlx.SelectContext(ctx, q, &known, `
		SELECT id
		FROM alerts
		WHERE id::text = ANY($1)
		AND closed_on IS NULL`, pq.StringArray(ids))
	return known, err
}
