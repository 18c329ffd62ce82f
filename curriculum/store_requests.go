package curriculum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// hasSupport says whether somebody else is there on a day for who wants somebody.
func hasSupport(ctx context.Context, q sqlx.QueryerContext, a Actor, cohort string, day time.Time) (there bool, err error) {
	_, _, who := a.whose()
	err = sqlx.GetContext(ctx, q, &there, `
		SELECT EXISTS (
			SELECT
			FROM room_duty d
			JOIN cohort_people p USING (network_id, cohort_id, member_id)
			WHERE d.network_id = $1
			AND d.cohort_id = $2
			AND d.day = $3
			AND d.member_id <> $4
			AND p.part = 'support'
			AND p.state = 'in'
		)`, a.Network, cohort, day, who)
	return there, err
}

func insertRequest(ctx context.Context, tx *sqlx.Tx, r Room, a Actor) error {
	member, seat, who := a.whose()
	_, err := tx.ExecContext(ctx, `
		INSERT INTO room_requests (network_id, cohort_id, number, member_id, seat_id, who)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (network_id, cohort_id, who) DO UPDATE SET
			number = EXCLUDED.number, answer = CASE WHEN room_requests.number = EXCLUDED.number THEN room_requests.answer ELSE '' END`, r.Network, r.Cohort, r.Number, member, seat, who)
	return err
}

func deleteRequest(ctx context.Context, db sqlx.ExecerContext, a Actor, cohort string) error {
	_, _, who := a.whose()
	_, err := db.ExecContext(ctx, `
		DELETE FROM room_requests
		WHERE network_id = $1
		AND cohort_id = $2
		AND who = $3`, a.Network, cohort, who)
	return err
}

func readOwnRequest(ctx context.Context, q sqlx.QueryerContext, a Actor, cohort string) (r Request, err error) {
	_, _, who := a.whose()
	err = sqlx.GetContext(ctx, q, &r, `
		SELECT who, answer
		FROM room_requests
		WHERE network_id = $1
		AND cohort_id = $2
		AND who = $3`, a.Network, cohort, who)
	return r, err
}

func readRequests(ctx context.Context, q sqlx.QueryerContext, network, cohort string) (list []Request, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT r.who, coalesce(s.name, '') AS seat, r.answer
		FROM room_requests r
		LEFT JOIN seats s ON s.network_id = r.network_id AND s.cohort_id = r.cohort_id AND s.id = r.seat_id
		WHERE r.network_id = $1
		AND r.cohort_id = $2
		ORDER BY r.answer <> '', r.who
		LIMIT 500`, network, cohort)
	return list, err
}

func updateRequest(ctx context.Context, db sqlx.ExecerContext, network, cohort, who, when string) error {
	_, err := db.ExecContext(ctx, `
		UPDATE room_requests SET answer = $4
		WHERE network_id = $1
		AND cohort_id = $2
		AND who = $3`, network, cohort, who, when)
	return err
}

// deleteAnswered forgets the wishes of rooms that are over: those that were answered, and all of earlier days.
func deleteAnswered(ctx context.Context, db sqlx.ExecerContext, now, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM room_requests q
		USING rooms r
		WHERE r.network_id = q.network_id
		AND r.cohort_id = q.cohort_id
		AND r.number = q.number
		AND (r.until IS NULL OR r.until <= $1)
		AND (q.answer <> '' OR r.day < $2::date - 1)`, now, today)
	return err
}
