package concerns

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

const concernColumns = `c.network_id, c.id, coalesce(c.member_id::text, '') AS member_id, c.minor, c.stage, c.opened_on, c.review_on, c.closed_on, c.asked,
		coalesce(c.asked_by::text, '') AS asked_by`

func readKey(ctx context.Context, q sqlx.QueryerContext, network, member string) (public []byte, err error) {
	err = sqlx.GetContext(ctx, q, &public, `
		SELECT public
		FROM concern_keys
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return public, err
}

func upsertKey(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, public []byte) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO concern_keys (network_id, member_id, public)
		VALUES ($1, $2, $3)
		ON CONFLICT (network_id, member_id) DO UPDATE SET public = excluded.public`, a.Network, a.Member, public)
	return err
}

func upsertSeat(ctx context.Context, tx *sqlx.Tx, of Concern, lead string, sealed []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO concern_seats (network_id, concern_id, member_id, sealed)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (network_id, concern_id, member_id) DO UPDATE SET sealed = excluded.sealed`, of.Network, of.ID, lead, sealed)
	return err
}

func readSeat(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, id string) (sealed []byte, err error) {
	err = sqlx.GetContext(ctx, q, &sealed, `
		SELECT sealed
		FROM concern_seats
		WHERE network_id = $1
		AND concern_id = $2
		AND member_id = $3`, a.Network, id, a.Member)
	return sealed, err
}

// readSeated are those who have a seat, and those who could be given one.
func readSeated(ctx context.Context, q sqlx.QueryerContext, network, id string) (in, ready []string, err error) {
	if err = sqlx.SelectContext(ctx, q, &in, `
		SELECT member_id
		FROM concern_seats
		WHERE network_id = $1
		AND concern_id = $2
		ORDER BY member_id
		LIMIT 50`, network, id); err != nil {
		return nil, nil, err
	}
	err = sqlx.SelectContext(ctx, q, &ready, `
		SELECT k.member_id
		FROM concern_keys k
		WHERE k.network_id = $1
		AND NOT EXISTS (
			SELECT
			FROM concern_seats s
			WHERE s.network_id = $1
			AND s.concern_id = $2
			AND s.member_id = k.member_id
		)
		ORDER BY k.member_id
		LIMIT 50`, network, id)
	return in, ready, err
}

// insertConcern is false when there is one of this number.
func insertConcern(ctx context.Context, tx *sqlx.Tx, of Concern) (first bool, err error) {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO concerns (network_id, id, member_id, minor, stage, opened_on, review_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (network_id, id) DO NOTHING`, of.Network, of.ID, of.Member, of.Minor, of.Stage, of.OpenedOn, of.ReviewOn)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

// fromHers are the cases in which a lead has a seat.
const fromHers = `
		FROM concerns c
		JOIN concern_seats s ON s.network_id = c.network_id AND s.concern_id = c.id
		WHERE c.network_id = $1
		AND s.member_id = $2`

func readConcern(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, id string) (of Concern, err error) {
	err = sqlx.GetContext(ctx, q, &of, `
		SELECT `+concernColumns+fromHers+`
		AND c.id = $3`, a.Network, a.Member, id)
	return of, err
}

func lockConcern(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string) (of Concern, err error) {
	err = tx.GetContext(ctx, &of, `
		SELECT `+concernColumns+fromHers+`
		AND c.id = $3
		FOR UPDATE OF c`, a.Network, a.Member, id)
	return of, err
}

func readConcerns(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (list []Concern, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+concernColumns+fromHers+`
		ORDER BY c.closed_on IS NOT NULL, c.review_on, c.id
		LIMIT $3`, a.Network, a.Member, concernsAtMost)
	return list, err
}

// countOthers leaves out what is about her.
func countOthers(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `
		SELECT count(*)
		FROM concerns c
		WHERE c.network_id = $1
		AND c.closed_on IS NULL
		AND c.member_id IS DISTINCT FROM $2
		AND NOT EXISTS (
			SELECT
			FROM concern_seats s
			WHERE s.network_id = c.network_id
			AND s.concern_id = c.id
			AND s.member_id = $2
		)`, a.Network, a.Member)
	return n, err
}

func updateConcern(ctx context.Context, tx *sqlx.Tx, of Concern) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE concerns SET stage = $3, review_on = $4, closed_on = $5, asked = $6, asked_by = NULLIF($7, '')::uuid
		WHERE network_id = $1
		AND id = $2`, of.Network, of.ID, of.Stage, of.ReviewOn, of.ClosedOn, of.Asked, of.AskedBy)
	return err
}

func insertMove(ctx context.Context, tx *sqlx.Tx, of Concern, by, agreed string, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO concern_moves (network_id, concern_id, number, minor, stage, moved_by, agreed_by, moved_on)
		SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, NULLIF($6, '')::uuid, $7
		FROM concern_moves
		WHERE network_id = $1
		AND concern_id = $2`, of.Network, of.ID, of.Minor, of.Stage, by, agreed, today)
	return err
}

func lastNote(ctx context.Context, tx *sqlx.Tx, of Concern) (number int, err error) {
	err = tx.GetContext(ctx, &number, `
		SELECT coalesce(max(number), 0)
		FROM concern_notes
		WHERE network_id = $1
		AND concern_id = $2`, of.Network, of.ID)
	return number, err
}

func insertNote(ctx context.Context, tx *sqlx.Tx, of Concern, n Note, once string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO concern_notes (network_id, concern_id, number, author_id, contact, stage, written_on, sealed, once)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT ON CONSTRAINT concern_notes_once DO NOTHING`, of.Network, of.ID, n.Number, n.Author, n.Contact, n.Stage, n.On, n.Sealed, once)
	return err
}

func readNotes(ctx context.Context, tx *sqlx.Tx, of Concern) (notes []Note, err error) {
	err = tx.SelectContext(ctx, &notes, `
		SELECT number, author_id, contact, stage, written_on, sealed
		FROM concern_notes
		WHERE network_id = $1
		AND concern_id = $2
		ORDER BY number
		LIMIT $3`, of.Network, of.ID, notesAtMost)
	return notes, err
}

func deleteClosed(ctx context.Context, db sqlx.ExecerContext, before time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM concerns
		WHERE closed_on < $1`, before)
	return err
}
