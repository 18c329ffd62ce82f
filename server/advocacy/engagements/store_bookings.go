package engagements

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

func readWishes(ctx context.Context, q sqlx.QueryerContext, network, member string) (w Wishes, err error) {
	err = sqlx.GetContext(ctx, q, &w, `
		SELECT kinds, needs, rest_days, not_before
		FROM speaker_wishes
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return w, err
}

func upsertWishes(ctx context.Context, db sqlx.ExecerContext, network, member string, w Wishes) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO speaker_wishes (network_id, member_id, kinds, needs, rest_days, not_before)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT ON CONSTRAINT speaker_wishes_pkey DO UPDATE
		SET kinds = EXCLUDED.kinds, needs = EXCLUDED.needs, rest_days = EXCLUDED.rest_days, not_before = EXCLUDED.not_before`,
		network, member, w.Kinds, w.Needs, w.RestDays, w.NotBefore)
	return err
}

func deleteWishes(ctx context.Context, db sqlx.ExecerContext, network, member string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM speaker_wishes
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return err
}

// readWilling are those of some members who fit an engagement by their wishes: its kind, its day, their rest since the booking before it and
// until the one after it, nothing else open, and not asked for it before.
func readWilling(ctx context.Context, q sqlx.QueryerContext, e Engagement, members []string, today time.Time) (willing []Willing, err error) {
	err = sqlx.SelectContext(ctx, q, &willing, `
		SELECT w.member_id, w.needs, b.spoke_on
		FROM speaker_wishes w
		CROSS JOIN LATERAL (
			SELECT max(e.day) FILTER (WHERE b.state IN ('accepted', 'closed')) AS spoke_on,
				bool_or(b.state = 'accepted' OR b.state = 'asked' AND e.day > $6 OR b.engagement_id = $4) AS bound
			FROM bookings b
			JOIN engagements e ON e.network_id = b.network_id AND e.campaign_id = b.campaign_id AND e.id = b.engagement_id
			WHERE b.network_id = w.network_id
			AND b.member_id = w.member_id
		) b
		WHERE w.network_id = $1
		AND w.member_id = ANY($2)
		AND $3 = ANY(w.kinds)
		AND (w.not_before IS NULL OR w.not_before <= $5)
		AND b.bound IS NOT TRUE
		AND (b.spoke_on IS NULL OR b.spoke_on + w.rest_days <= $5)
		ORDER BY b.spoke_on NULLS FIRST, w.member_id
		LIMIT 60`, e.Network, pq.Array(members), e.Kind, e.ID, e.Day, today)
	return willing, err
}

// lockFree locks a member's wishes, so that of two who ask her at once the second one waits, and says whether she has no booking open.
func lockFree(ctx context.Context, tx *sqlx.Tx, network, member string, today time.Time) (free bool, err error) {
	var there []string
	if err := tx.SelectContext(ctx, &there, `
		SELECT member_id
		FROM speaker_wishes
		WHERE network_id = $1
		AND member_id = $2
		FOR UPDATE`, network, member); err != nil || len(there) == 0 {
		return false, err
	}
	err = tx.GetContext(ctx, &free, `
		SELECT NOT EXISTS (
			SELECT`+ofBookings+`
			WHERE b.network_id = $1
			AND b.member_id = $2
			AND (b.state = 'accepted' OR b.state = 'asked' AND e.day > $3)
		)`, network, member, today)
	return free, err
}

func insertBooking(ctx context.Context, tx *sqlx.Tx, e Engagement, id, member string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO bookings (network_id, id, campaign_id, engagement_id, member_id)
		VALUES ($1, $2, $3, $4, $5)`, e.Network, id, e.Campaign, e.ID, member)
	return err
}

const bookingColumns = `b.network_id, b.id, b.campaign_id, b.engagement_id, b.member_id, b.state, b.needs, b.accepted_on, b.prepared_on, b.debriefed_on, b.paid_on,
		e.title, e.lang, e.kind, e.body, e.day, e.state AS engagement_state`

const ofBookings = `
		FROM bookings b
		JOIN engagements e ON e.network_id = b.network_id AND e.campaign_id = b.campaign_id AND e.id = b.engagement_id`

func readBookings(ctx context.Context, q sqlx.QueryerContext, network, engagement string) (all []Booking, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT `+bookingColumns+ofBookings+`
		WHERE b.network_id = $1
		AND b.engagement_id = $2
		ORDER BY b.member_id
		LIMIT 60`, network, engagement)
	return all, err
}

func readOwnBookings(ctx context.Context, q sqlx.QueryerContext, network, member string) (all []Booking, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT `+bookingColumns+ofBookings+`
		WHERE b.network_id = $1
		AND b.member_id = $2
		ORDER BY b.state = 'asked' DESC, e.day DESC, b.id
		LIMIT 50`, network, member)
	return all, err
}

func lockBooking(ctx context.Context, tx *sqlx.Tx, network, id string) (b Booking, err error) {
	err = tx.GetContext(ctx, &b, `
		SELECT `+bookingColumns+ofBookings+`
		WHERE b.network_id = $1
		AND b.id = $2
		FOR UPDATE OF b`, network, id)
	return b, err
}

func answerBooking(ctx context.Context, tx *sqlx.Tx, b Booking, state string, day *time.Time, needs []string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE bookings SET state = $3, accepted_on = $4, needs = $5
		WHERE network_id = $1
		AND id = $2`, b.Network, b.ID, state, day, pq.Array(append([]string{}, needs...)))
	return err
}

// askAnew takes back what was said yes to: the text has changed.
func askAnew(ctx context.Context, tx *sqlx.Tx, network, engagement string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE bookings SET state = 'asked', accepted_on = NULL
		WHERE network_id = $1
		AND engagement_id::text = $2
		AND state = 'accepted'`, network, engagement)
	return err
}

// deleteAsked forgets that members were asked who haven't answered.
func deleteAsked(ctx context.Context, tx *sqlx.Tx, network, engagement string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM bookings
		WHERE network_id = $1
		AND engagement_id::text = $2
		AND state = 'asked'`, network, engagement)
	return err
}

func updateDays(ctx context.Context, tx *sqlx.Tx, b Booking) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE bookings SET state = $3, prepared_on = $4, debriefed_on = $5, paid_on = $6
		WHERE network_id = $1
		AND id = $2`, b.Network, b.ID, b.State, b.PreparedOn, b.DebriefedOn, b.PaidOn)
	return err
}
