package curriculum

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

func readSession(ctx context.Context, q sqlx.QueryerContext, network, cohort string, number int) (session Session, err error) {
	err = sqlx.GetContext(ctx, q, &session, `
		SELECT number, unit, day
		FROM cohort_sessions
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3`, network, cohort, number)
	return session, err
}

const roomColumns = `network_id, cohort_id, number, unit, version, block, step, left_out, paused, pause_asked, cut, day, until`

// readRoom is the room that is open in a cohort, else the one that was last.
func readRoom(ctx context.Context, q sqlx.QueryerContext, network, cohort string) (room Room, err error) {
	err = sqlx.GetContext(ctx, q, &room, `
		SELECT `+roomColumns+`
		FROM rooms
		WHERE network_id = $1
		AND cohort_id = $2
		ORDER BY until IS NULL, day DESC, number DESC
		LIMIT 1`, network, cohort)
	return room, err
}

// readLeftOut are the blocks that were left out in the room of a session, none when it had no room.
func readLeftOut(ctx context.Context, q sqlx.QueryerContext, network, cohort string, number int) (blocks pq.StringArray, err error) {
	err = sqlx.GetContext(ctx, q, &blocks, `
		SELECT left_out
		FROM rooms
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3`, network, cohort, number)
	if errors.Is(err, errNoRow) {
		return nil, nil
	}
	return blocks, err
}

// readOpenFor are the cohorts of the actor in which a session is held, of those that she is in and doesn't rest from.
func readOpenFor(ctx context.Context, q sqlx.QueryerContext, a Actor, now time.Time) (ids []string, err error) {
	err = sqlx.SelectContext(ctx, q, &ids, `
		SELECT r.cohort_id
		FROM cohort_people p
		JOIN cohorts c ON c.network_id = p.network_id AND c.id = p.cohort_id
		JOIN rooms r ON r.network_id = p.network_id AND r.cohort_id = p.cohort_id
		WHERE p.network_id = $1
		AND p.member_id = $2
		AND p.state = 'in'
		AND c.ended_on IS NULL
		AND r.until > $3
		ORDER BY r.cohort_id
		LIMIT 20`, a.Network, a.Member, now)
	return ids, err
}

// upsertRoom opens a room at its first block; one that was closed on the same day opens where it was.
func upsertRoom(ctx context.Context, tx *sqlx.Tx, r Room) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO rooms AS r (network_id, cohort_id, number, unit, version, block, day, until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (network_id, cohort_id, number) DO UPDATE SET
			until = EXCLUDED.until, day = EXCLUDED.day, step = r.step + 1, unit = EXCLUDED.unit, version = EXCLUDED.version,
			block = CASE WHEN r.day = EXCLUDED.day AND r.version = EXCLUDED.version AND NOT r.cut THEN r.block ELSE EXCLUDED.block END,
			left_out = CASE WHEN r.day = EXCLUDED.day THEN r.left_out ELSE '{}' END,
			cut = false`, r.Network, r.Cohort, r.Number, r.Unit, r.Version, r.Block, r.Day, r.Until)
	return err
}

// updateRoom keeps a change as the next step.
func updateRoom(ctx context.Context, tx *sqlx.Tx, r Room) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE rooms SET
			block = $4, left_out = $5, paused = $6, pause_asked = $7, cut = $8, until = $9, step = step + 1
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3`, r.Network, r.Cohort, r.Number, r.Block, r.LeftOut, r.Paused, r.PauseAsked, r.Cut, r.Until)
	return err
}

func closeRoom(ctx context.Context, tx *sqlx.Tx, r Room) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE rooms SET until = NULL, paused = false, pause_asked = false, raised = 0, step = step + 1
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3`, r.Network, r.Cohort, r.Number)
	return err
}

func readExpired(ctx context.Context, q sqlx.QueryerContext, now time.Time, most int) (rooms []Room, err error) {
	err = sqlx.SelectContext(ctx, q, &rooms, `
		SELECT `+roomColumns+`
		FROM rooms
		WHERE until <= $1
		ORDER BY until
		LIMIT $2`, now, most)
	return rooms, err
}

// countHere counts who else is there on a day to hold a session or for who wants somebody.
func countHere(ctx context.Context, tx *sqlx.Tx, p Place, day time.Time) (others int, err error) {
	err = tx.GetContext(ctx, &others, `
		SELECT count(*)
		FROM room_duty d
		JOIN cohort_people p USING (network_id, cohort_id, member_id)
		WHERE d.network_id = $1
		AND d.cohort_id = $2
		AND d.member_id <> $3
		AND d.day = $4
		AND p.state = 'in'
		AND p.part IN ('trainer', 'cofacilitator', 'support')`, p.Network, p.ID, p.Member, day)
	return others, err
}

func readHere(ctx context.Context, q sqlx.QueryerContext, a Actor, cohort string, day time.Time) (here bool, err error) {
	err = sqlx.GetContext(ctx, q, &here, `
		SELECT EXISTS (
			SELECT
			FROM room_duty
			WHERE network_id = $1
			AND cohort_id = $2
			AND member_id = $3
			AND day = $4
		)`, a.Network, cohort, a.Member, day)
	return here, err
}

func upsertHere(ctx context.Context, tx *sqlx.Tx, a Actor, cohort string, day time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO room_duty (network_id, cohort_id, member_id, day)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (network_id, cohort_id, member_id) DO UPDATE SET day = EXCLUDED.day`, a.Network, cohort, a.Member, day)
	return err
}

func deleteHere(ctx context.Context, tx *sqlx.Tx, a Actor, cohort string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM room_duty
		WHERE network_id = $1
		AND cohort_id = $2
		AND member_id = $3`, a.Network, cohort, a.Member)
	return err
}

func readVersion(ctx context.Context, q sqlx.QueryerContext, network, cohort string) (version string, err error) {
	err = sqlx.GetContext(ctx, q, &version, `
		SELECT version
		FROM cohorts
		WHERE network_id = $1
		AND id = $2`, network, cohort)
	return version, err
}

// readTaught has the sessions of a plan that have a unit: first those that weren't held yet, in the plan's order.
func readTaught(ctx context.Context, q sqlx.QueryerContext, network, cohort string) (sessions []Session, err error) {
	err = sqlx.SelectContext(ctx, q, &sessions, `
		SELECT s.number, s.unit, s.day
		FROM cohort_sessions s
		LEFT JOIN rooms r USING (network_id, cohort_id, number)
		WHERE s.network_id = $1
		AND s.cohort_id = $2
		AND s.unit <> ''
		ORDER BY r.number IS NOT NULL, s.number
		LIMIT 200`, network, cohort)
	return sessions, err
}

func readAllHere(ctx context.Context, q sqlx.QueryerContext, network, cohort string, day time.Time) (members []string, err error) {
	err = sqlx.SelectContext(ctx, q, &members, `
		SELECT member_id
		FROM room_duty
		WHERE network_id = $1
		AND cohort_id = $2
		AND day = $3
		ORDER BY member_id
		LIMIT 100`, network, cohort, day)
	return members, err
}

// forgetPressed takes away what was pressed in a room: hands, questions and their answers, and the number that pairs a tablet.
func forgetPressed(ctx context.Context, tx *sqlx.Tx, r Room) error {
	for _, forget := range []string{
		`DELETE FROM room_people WHERE network_id = $1 AND cohort_id = $2`,
		`DELETE FROM room_asks WHERE network_id = $1 AND cohort_id = $2`,
		`DELETE FROM pairings WHERE network_id = $1 AND cohort_id = $2`,
	} {
		if _, err := tx.ExecContext(ctx, forget, r.Network, r.Cohort); err != nil {
			return err
		}
	}
	return nil
}

// deletePassed takes away who was there on earlier days, and what pairs and opens nothing any more.
func deletePassed(ctx context.Context, db sqlx.ExecerContext, now, today time.Time) error {
	if _, err := db.ExecContext(ctx, `DELETE FROM room_duty WHERE day < $1`, today); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `DELETE FROM pairings WHERE until <= $1`, now); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, `DELETE FROM tablet_tickets WHERE until <= $1`, now)
	return err
}
