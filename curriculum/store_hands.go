package curriculum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// whose are the columns of a row that is a member's or a seat's.
func (a Actor) whose() (member, seat *string, who string) {
	if a.Seat != "" {
		return nil, &a.Seat, a.Seat
	}
	return &a.Member, nil, a.Member
}

func lockRoom(ctx context.Context, tx *sqlx.Tx, network, cohort string, now time.Time) (room Room, err error) {
	err = tx.GetContext(ctx, &room, `
		SELECT `+roomColumns+`
		FROM rooms
		WHERE network_id = $1
		AND cohort_id = $2
		AND until > $3
		FOR UPDATE`, network, cohort, now)
	return room, err
}

// upsertHand puts a hand behind those that are up; one that is up stays where it is.
func upsertHand(ctx context.Context, tx *sqlx.Tx, r Room, a Actor, up bool) error {
	member, seat, who := a.whose()
	_, err := tx.ExecContext(ctx, `
		WITH place AS (
			UPDATE rooms SET raised = raised + 1
			WHERE network_id = $1
			AND cohort_id = $2
			AND number = $6
			RETURNING raised
		)
		INSERT INTO room_people AS p (network_id, cohort_id, member_id, seat_id, who, hand)
		SELECT $1, $2, $3, $4, $5, CASE WHEN $7 THEN raised ELSE 0 END
		FROM place
		ON CONFLICT (network_id, cohort_id, who) DO UPDATE SET
			hand = CASE WHEN $7 AND p.hand > 0 THEN p.hand ELSE EXCLUDED.hand END`, r.Network, r.Cohort, member, seat, who, r.Number, up)
	return err
}

func lowerHand(ctx context.Context, tx *sqlx.Tx, c Cohort, who string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE room_people SET hand = 0
		WHERE network_id = $1
		AND cohort_id = $2
		AND who = $3`, c.Network, c.ID, who)
	return err
}

func upsertShare(ctx context.Context, tx *sqlx.Tx, r Room, a Actor, share string) error {
	member, seat, who := a.whose()
	_, err := tx.ExecContext(ctx, `
		INSERT INTO room_people (network_id, cohort_id, member_id, seat_id, who, share)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (network_id, cohort_id, who) DO UPDATE SET share = EXCLUDED.share`, r.Network, r.Cohort, member, seat, who, share)
	return err
}

func updatePauseAsked(ctx context.Context, tx *sqlx.Tx, r Room) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE rooms SET pause_asked = true
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3`, r.Network, r.Cohort, r.Number)
	return err
}

// readSaid is what those in a room have said of themselves, the hands that went up first first.
func readSaid(ctx context.Context, q sqlx.QueryerContext, network, cohort string) (all []Said, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT p.who, coalesce(s.name, '') AS seat, p.hand, p.share
		FROM room_people p
		LEFT JOIN seats s ON s.network_id = p.network_id AND s.cohort_id = p.cohort_id AND s.id = p.seat_id
		WHERE p.network_id = $1
		AND p.cohort_id = $2
		AND (p.hand > 0 OR p.share <> '')
		ORDER BY p.hand = 0, p.hand, p.who
		LIMIT 1000`, network, cohort)
	return all, err
}

// readOwnSaid is what one person in a room has said of herself.
func readOwnSaid(ctx context.Context, q sqlx.QueryerContext, network, cohort, who string) (said Said, err error) {
	err = sqlx.GetContext(ctx, q, &said, `
		SELECT who, hand, share
		FROM room_people
		WHERE network_id = $1
		AND cohort_id = $2
		AND who = $3`, network, cohort, who)
	return said, err
}
