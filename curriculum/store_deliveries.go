package curriculum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// upsertDelivery keeps who still holds it, and what was seen of her: only who no longer does goes.
func upsertDelivery(ctx context.Context, tx *sqlx.Tx, c Cohort, d Delivery) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO deliveries (network_id, cohort_id, number, lang, dropped)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (network_id, cohort_id, number) DO UPDATE
		SET lang = EXCLUDED.lang, dropped = EXCLUDED.dropped`, c.Network, c.ID, d.Number, d.Lang, pq.Array(append([]string{}, d.Dropped...)))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		DELETE FROM deliverers
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3
		AND member_id <> ALL($4::uuid[])`, c.Network, c.ID, d.Number, pq.Array(d.By))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO deliverers (network_id, cohort_id, number, member_id, part)
		SELECT network_id, cohort_id, $3, member_id, part
		FROM cohort_people
		WHERE network_id = $1
		AND cohort_id = $2
		AND member_id = ANY($4::uuid[])
		AND state <> 'asked'
		AND part IN ('helper', 'cofacilitator', 'trainer')
		ON CONFLICT DO NOTHING`, c.Network, c.ID, d.Number, pq.Array(d.By))
	return err
}

func readDelivery(ctx context.Context, q sqlx.QueryerContext, network, id string, number int) (d Delivery, err error) {
	err = sqlx.GetContext(ctx, q, &d, `
		SELECT number, lang, dropped
		FROM deliveries
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3`, network, id, number)
	if err != nil {
		return d, err
	}
	err = sqlx.SelectContext(ctx, q, &d.By, `
		SELECT member_id
		FROM deliverers
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3
		ORDER BY member_id
		LIMIT 40`, network, id, number)
	return d, err
}

func readPractice(ctx context.Context, q sqlx.QueryerContext, a Actor) (all []Practised, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT part, count(*) AS sessions
		FROM deliverers
		WHERE network_id = $1
		AND member_id = $2
		GROUP BY part
		ORDER BY array_position('{helper,cofacilitator,trainer}', part)
		LIMIT 3`, a.Network, a.Member)
	return all, err
}

func hasDeliverer(ctx context.Context, q sqlx.QueryerContext, network, id, member string) (there bool, err error) {
	err = sqlx.GetContext(ctx, q, &there, `
		SELECT EXISTS (
			SELECT
			FROM deliverers
			WHERE network_id = $1
			AND cohort_id = $2
			AND member_id = $3
		)`, network, id, member)
	return there, err
}

func insertSupervision(ctx context.Context, db sqlx.ExecerContext, a Actor, member string, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO supervisions (network_id, member_id, day, with_id)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, a.Network, member, today, a.Member)
	return err
}
