package curriculum

import (
	"context"

	"github.com/jmoiron/sqlx"
)

func upsertCalendar(ctx context.Context, db sqlx.ExecerContext, a Actor, id string, hash []byte, lang string) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO cohort_calendars (network_id, cohort_id, member_id, hash, lang)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (network_id, cohort_id, member_id) DO UPDATE SET hash = EXCLUDED.hash, lang = EXCLUDED.lang`, a.Network, id, a.Member, hash, lang)
	return err
}

func deleteCalendar(ctx context.Context, db sqlx.ExecerContext, a Actor, id string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM cohort_calendars
		WHERE network_id = $1
		AND cohort_id = $2
		AND member_id = $3`, a.Network, id, a.Member)
	return err
}

func hasCalendar(ctx context.Context, q sqlx.QueryerContext, a Actor, id string) (has bool, err error) {
	err = sqlx.GetContext(ctx, q, &has, `
		SELECT EXISTS (
			SELECT
			FROM cohort_calendars
			WHERE network_id = $1
			AND cohort_id = $2
			AND member_id = $3
		)`, a.Network, id, a.Member)
	return has, err
}

func readCalendar(ctx context.Context, q sqlx.QueryerContext, hash []byte) (calendar Calendar, err error) {
	err = sqlx.GetContext(ctx, q, &calendar, `
		SELECT network_id, cohort_id, member_id, lang
		FROM cohort_calendars
		WHERE hash = $1`, hash)
	return calendar, err
}
