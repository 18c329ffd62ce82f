package curriculum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// seatRow is a seat with what only this package reads.
type seatRow struct {
	ID       string `db:"id"`
	Pictures []byte `db:"pictures"`
	Tries    int    `db:"tries"`
}

func countSeats(ctx context.Context, tx *sqlx.Tx, t Tablet) (count int, err error) {
	err = tx.GetContext(ctx, &count, `
		SELECT count(*)
		FROM seats
		WHERE network_id = $1
		AND cohort_id = $2`, t.Network, t.Cohort)
	return count, err
}

// insertSeat returns whose seat has the name.
func insertSeat(ctx context.Context, tx *sqlx.Tx, t Tablet, id, name, folded string, pictures []byte) (there string, err error) {
	err = tx.GetContext(ctx, &there, `
		INSERT INTO seats (network_id, cohort_id, id, name, folded, pictures)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT ON CONSTRAINT seats_name_once DO UPDATE SET folded = EXCLUDED.folded
		RETURNING id`, t.Network, t.Cohort, id, name, folded, pictures)
	return there, err
}

func lockSeat(ctx context.Context, tx *sqlx.Tx, t Tablet, folded string) (seat seatRow, err error) {
	err = tx.GetContext(ctx, &seat, `
		SELECT id, pictures, tries
		FROM seats
		WHERE network_id = $1
		AND cohort_id = $2
		AND folded = $3
		FOR UPDATE`, t.Network, t.Cohort, folded)
	return seat, err
}

func updateTries(ctx context.Context, tx *sqlx.Tx, t Tablet, seat string, tries int) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE seats SET tries = $4
		WHERE network_id = $1
		AND cohort_id = $2
		AND id = $3`, t.Network, t.Cohort, seat, tries)
	return err
}

// updateTaken notes that a seat was taken by its pictures, and keeps these as they are hashed now.
func updateTaken(ctx context.Context, tx *sqlx.Tx, t Tablet, seat string, pictures []byte) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE seats SET pictures = $4, tries = 0
		WHERE network_id = $1
		AND cohort_id = $2
		AND id = $3`, t.Network, t.Cohort, seat, pictures)
	return err
}

// updatePictures gives pictures to a seat that has none.
func updatePictures(ctx context.Context, tx *sqlx.Tx, t Tablet, seat string, pictures []byte) (given bool, err error) {
	result, err := tx.ExecContext(ctx, `
		UPDATE seats SET pictures = $4, tries = 0
		WHERE network_id = $1
		AND cohort_id = $2
		AND id = $3
		AND pictures IS NULL`, t.Network, t.Cohort, seat, pictures)
	if err != nil {
		return false, err
	}
	changed, err := result.RowsAffected()
	return changed == 1, err
}

func readSeats(ctx context.Context, q sqlx.QueryerContext, network, cohort string) (seats []Seat, err error) {
	err = sqlx.SelectContext(ctx, q, &seats, `
		SELECT id, name, tries >= $3 AND pictures IS NOT NULL AS waits, pictures IS NULL AS new
		FROM seats
		WHERE network_id = $1
		AND cohort_id = $2
		ORDER BY folded
		LIMIT 500`, network, cohort, triesAtMost)
	return seats, err
}

func freeSeat(ctx context.Context, tx *sqlx.Tx, c Cohort, seat string, newPictures bool) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE seats SET tries = 0, pictures = CASE WHEN $4 THEN NULL ELSE pictures END
		WHERE network_id = $1
		AND cohort_id = $2
		AND id = $3`, c.Network, c.ID, seat, newPictures)
	return err
}

func upsertPairing(ctx context.Context, tx *sqlx.Tx, r Room, code []byte, until time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO pairings (network_id, cohort_id, number, code, until)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (network_id, cohort_id) DO UPDATE SET number = EXCLUDED.number, code = EXCLUDED.code, until = EXCLUDED.until`,
		r.Network, r.Cohort, r.Number, code, until)
	return err
}

// takePairing uses up a number, and says with which open room it pairs.
func takePairing(ctx context.Context, tx *sqlx.Tx, code []byte, now time.Time) (t Tablet, err error) {
	err = tx.GetContext(ctx, &t, `
		DELETE FROM pairings p
		USING rooms r
		WHERE p.code = $1
		AND p.until > $2
		AND r.network_id = p.network_id
		AND r.cohort_id = p.cohort_id
		AND r.number = p.number
		AND r.until > $2
		RETURNING p.network_id, p.cohort_id, p.number`, code, now)
	return t, err
}

func insertTablet(ctx context.Context, tx *sqlx.Tx, t Tablet) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO tablets (network_id, hash, cohort_id, number)
		VALUES ($1, $2, $3, $4)`, t.Network, t.Hash, t.Cohort, t.Number)
	return err
}

func readTablet(ctx context.Context, q sqlx.QueryerContext, hash []byte, now time.Time) (t Tablet, err error) {
	err = sqlx.GetContext(ctx, q, &t, `
		SELECT t.network_id, t.hash, t.cohort_id, t.number, coalesce(t.seat_id::text, '') AS seat_id, coalesce(s.name, '') AS name, r.until
		FROM tablets t
		JOIN rooms r USING (network_id, cohort_id, number)
		LEFT JOIN seats s ON s.network_id = t.network_id AND s.cohort_id = t.cohort_id AND s.id = t.seat_id
		WHERE t.hash = $1
		AND r.until > $2`, hash, now)
	return t, err
}

func updateTablet(ctx context.Context, tx *sqlx.Tx, t Tablet, hash []byte, seat string) (changed bool, err error) {
	if _, err := tx.ExecContext(ctx, `DELETE FROM tablet_tickets WHERE network_id = $1 AND tablet = $2`, t.Network, t.Hash); err != nil {
		return false, err
	}
	result, err := tx.ExecContext(ctx, `
		UPDATE tablets SET hash = $3, seat_id = nullif($4, '')::uuid
		WHERE network_id = $1
		AND hash = $2`, t.Network, t.Hash, hash, seat)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows == 1, err
}

func deleteTablet(ctx context.Context, tx *sqlx.Tx, t Tablet) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM tablets
		WHERE network_id = $1
		AND hash = $2`, t.Network, t.Hash)
	return err
}

func insertTabletTicket(ctx context.Context, db sqlx.ExecerContext, t Tablet, hash []byte, until time.Time) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO tablet_tickets (network_id, hash, tablet, until)
		VALUES ($1, $2, $3, $4)`, t.Network, hash, t.Hash, until)
	return err
}

func takeTabletTicket(ctx context.Context, q sqlx.QueryerContext, hash []byte, now time.Time) (t Tablet, err error) {
	err = sqlx.GetContext(ctx, q, &t, `
		WITH taken AS (
			DELETE FROM tablet_tickets
			WHERE hash = $1
			AND until > $2
			RETURNING network_id, tablet
		)
		SELECT t.network_id, t.hash, t.cohort_id, t.number, t.seat_id, r.until
		FROM taken k
		JOIN tablets t ON t.network_id = k.network_id AND t.hash = k.tablet
		JOIN rooms r ON r.network_id = t.network_id AND r.cohort_id = t.cohort_id AND r.number = t.number
		WHERE r.until > $2
		AND t.seat_id IS NOT NULL`, hash, now)
	return t, err
}

// deleteTablets unpairs all tablets of a room, and returns their hashes in order.
func deleteTablets(ctx context.Context, tx *sqlx.Tx, r Room) (hashes [][]byte, err error) {
	err = tx.SelectContext(ctx, &hashes, `
		WITH gone AS (
			DELETE FROM tablets
			WHERE network_id = $1
			AND cohort_id = $2
			AND number = $3
			RETURNING hash
		)
		SELECT hash FROM gone ORDER BY hash`, r.Network, r.Cohort, r.Number)
	return hashes, err
}

// readSeatPlace is a cohort as who has a seat in it is there.
func readSeatPlace(ctx context.Context, q sqlx.QueryerContext, a Actor, cohort string) (place Place, err error) {
	err = sqlx.GetContext(ctx, q, &place, `
		SELECT c.network_id, c.id, c.name, c.band, c.mode, c.track, c.plan, c.languages, c.version, c.starts_on, c.ended_on,
		'' AS member_id, 'learner' AS part, 'in' AS state, s.own_pace
		FROM seats s
		JOIN cohorts c ON c.network_id = s.network_id AND c.id = s.cohort_id
		WHERE s.network_id = $1
		AND s.cohort_id = $3
		AND s.id = $2`, a.Network, a.Seat, cohort)
	return place, err
}

func updateSeatPace(ctx context.Context, db sqlx.ExecerContext, a Actor, cohort string, own bool) error {
	_, err := db.ExecContext(ctx, `
		UPDATE seats SET own_pace = $4
		WHERE network_id = $1
		AND cohort_id = $2
		AND id = $3`, a.Network, cohort, a.Seat, own)
	return err
}

func insertSeatVisit(ctx context.Context, db sqlx.ExecerContext, a Actor, cohort, unit string, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO seat_progress (network_id, cohort_id, seat_id, unit, state, day)
		VALUES ($1, $2, $3, $4, 'visited', $5)
		ON CONFLICT DO NOTHING`, a.Network, cohort, a.Seat, unit, today)
	return err
}

func upsertSeatProgress(ctx context.Context, db sqlx.ExecerContext, a Actor, cohort, unit string, state State, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO seat_progress (network_id, cohort_id, seat_id, unit, state, day)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (network_id, cohort_id, seat_id, unit) DO UPDATE SET state = EXCLUDED.state, day = EXCLUDED.day`,
		a.Network, cohort, a.Seat, unit, state, today)
	return err
}
