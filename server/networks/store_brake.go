package networks

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

func setBrake(ctx context.Context, tx *sqlx.Tx, network string, most int) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		UPDATE networks SET brake = $2
		WHERE id = $1
		AND brake <> $2`, network, most))
}

func setCare(ctx context.Context, tx *sqlx.Tx, network string, minutes int) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		UPDATE networks SET care_minutes = $2
		WHERE id = $1
		AND care_minutes <> $2`, network, minutes))
}

func countJoined(ctx context.Context, q sqlx.QueryerContext, network string, today time.Time) (joined int, err error) {
	err = sqlx.GetContext(ctx, q, &joined, `
		SELECT count(*)
		FROM members
		WHERE network_id = $1
		AND standing = 'newcomer'
		AND joined_on = $2`, network, today)
	return joined, err
}

func brake(ctx context.Context, tx *sqlx.Tx, network string, came int, now, until time.Time) (braked bool, err error) {
	return changes(tx.ExecContext(ctx, `
		UPDATE networks SET calm_until = $4
		WHERE id = $1
		AND brake > 0
		AND brake < $2
		AND (calm_until IS NULL OR calm_until <= $3)`, network, came, now, until))
}

// takeTurn is true when it is the member's turn, in a topic or, where that is "", in the network; her next one is then at next.
func takeTurn(ctx context.Context, db sqlx.ExecerContext, a Actor, topic string, now, next time.Time) (taken bool, err error) {
	return changes(db.ExecContext(ctx, `
		INSERT INTO turns AS t (network_id, member_id, topic_id, next_at)
		VALUES ($1, $2, coalesce(nullif($3, '')::uuid, '00000000-0000-0000-0000-000000000000'), $5)
		ON CONFLICT (network_id, member_id, topic_id) DO UPDATE SET next_at = excluded.next_at
		WHERE t.next_at <= $4`, a.Network, a.Member, topic, now, next))
}
