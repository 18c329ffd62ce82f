package cases

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

func readLooked(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, today time.Time) (l looked, err error) {
	err = sqlx.GetContext(ctx, q, &l, `
		SELECT looked, stretch, counted_at
		FROM care_minutes
		WHERE network_id = $1
		AND member_id = $2
		AND day = $3`, a.Network, a.Member, today)
	return l, err
}

// countLook adds the time since she last looked, at most lookAtMost; another day, and a break, begin anew.
func countLook(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, today, now time.Time) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO care_minutes AS c (network_id, member_id, day, looked, stretch, counted_at)
		VALUES ($1, $2, $3, 0, 0, $4)
		ON CONFLICT (network_id, member_id) DO UPDATE SET
			looked = CASE WHEN c.day = $3 THEN c.looked + least($5, greatest(0, extract(epoch FROM $4 - c.counted_at)::int)) ELSE 0 END,
			stretch = CASE WHEN c.day = $3 AND $4 - c.counted_at < make_interval(secs => $6)
				THEN c.stretch + least($5, greatest(0, extract(epoch FROM $4 - c.counted_at)::int)) ELSE 0 END,
			day = $3, counted_at = $4`, a.Network, a.Member, today, now, int(lookAtMost.Seconds()), breakAfter.Seconds())
	return err
}

func forgetLooked(ctx context.Context, db sqlx.ExecerContext, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM care_minutes
		WHERE day < $1`, today)
	return err
}

func letGoAll(ctx context.Context, db sqlx.ExecerContext, a networks.Actor) error {
	_, err := db.ExecContext(ctx, `
		UPDATE cases SET claimed_by = NULL, claimed_until = NULL
		WHERE queue_id = $1
		AND claimed_by = $2
		AND NOT decided`, a.Network, a.Member)
	return err
}
