package duty

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

func readRota(ctx context.Context, q sqlx.QueryerContext, network string) (rota []Hours, err error) {
	err = sqlx.SelectContext(ctx, q, &rota, `
		SELECT network_id, id, member_id, weekday, begins, lasts
		FROM duty_rota
		WHERE network_id = $1
		ORDER BY weekday, begins, id
		LIMIT $2`, network, rotaAtMost)
	return rota, err
}

func upsertHours(ctx context.Context, tx *sqlx.Tx, h Hours) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO duty_rota (network_id, id, member_id, weekday, begins, lasts)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT ON CONSTRAINT duty_rota_once DO UPDATE SET lasts = excluded.lasts`, h.Network, h.ID, h.Member, int(h.Weekday), h.Begins, h.Lasts)
	return err
}

func countHours(ctx context.Context, tx *sqlx.Tx, a networks.Actor) (n int, err error) {
	err = tx.GetContext(ctx, &n, `
		SELECT count(*)
		FROM duty_rota
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return n, err
}

func deleteHours(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, id string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM duty_rota
		WHERE network_id = $1
		AND id = $2
		AND member_id = $3`, a.Network, id, a.Member)
	return err
}

// hereAtMost is how many can be on duty at once.
const hereAtMost = 50

func readHere(ctx context.Context, q sqlx.QueryerContext, network string, now time.Time) (rows []here, err error) {
	err = sqlx.SelectContext(ctx, q, &rows, `
		SELECT member_id, until, coalesce(handing_to::text, '') AS handing_to
		FROM duty_here
		WHERE network_id = $1
		AND until > $2
		ORDER BY member_id
		LIMIT $3`, network, now, hereAtMost)
	return rows, err
}

func isHere(ctx context.Context, tx *sqlx.Tx, network, member string, now time.Time) (there bool, err error) {
	err = tx.GetContext(ctx, &there, `
		SELECT EXISTS (
			SELECT
			FROM duty_here
			WHERE network_id = $1
			AND member_id = $2
			AND until > $3
		)`, network, member, now)
	return there, err
}

// upsertHere lets what she handed over before she was away be hers again.
func upsertHere(ctx context.Context, tx *sqlx.Tx, a networks.Actor, now, until time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO duty_here (network_id, member_id, until)
		VALUES ($1, $2, $4)
		ON CONFLICT (network_id, member_id) DO UPDATE
		SET until = greatest(duty_here.until, excluded.until), handing_to = CASE WHEN duty_here.until > $3 THEN duty_here.handing_to END`,
		a.Network, a.Member, now, until)
	return err
}

// confirmHere is false when she isn't on duty any more.
func confirmHere(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, now, until time.Time) (bool, error) {
	result, err := db.ExecContext(ctx, `
		UPDATE duty_here SET until = greatest(until, $4)
		WHERE network_id = $1
		AND member_id = $2
		AND until > $3`, a.Network, a.Member, now, until)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

func deleteHere(ctx context.Context, tx *sqlx.Tx, a networks.Actor) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM duty_here
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return err
}

// updateHanding is false when she isn't on duty.
func updateHanding(ctx context.Context, tx *sqlx.Tx, a networks.Actor, now time.Time, to string) (there bool, err error) {
	result, err := tx.ExecContext(ctx, `
		UPDATE duty_here SET handing_to = NULLIF($4, '')::uuid
		WHERE network_id = $1
		AND member_id = $2
		AND until > $3`, a.Network, a.Member, now, to)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

// takeHanding is false when that lead doesn't hand over to her.
func takeHanding(ctx context.Context, tx *sqlx.Tx, a networks.Actor, from string) (handed bool, err error) {
	result, err := tx.ExecContext(ctx, `
		DELETE FROM duty_here
		WHERE network_id = $1
		AND member_id = $2
		AND handing_to = $3`, a.Network, from, a.Member)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

// deleteSilent lets go who has long not been there.
func deleteSilent(ctx context.Context, db sqlx.ExecerContext, before time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM duty_here
		WHERE until < $1`, before)
	return err
}

// deleteRotaOf takes a lead who is none any more from the rota.
func deleteRotaOf(ctx context.Context, db sqlx.ExecerContext, network, member string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM duty_rota
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return err
}

// readOnRota are those on any rota, with their networks, after one of them.
func readOnRota(ctx context.Context, q sqlx.QueryerContext, after Hours) (some []Hours, err error) {
	err = sqlx.SelectContext(ctx, q, &some, `
		SELECT DISTINCT network_id, member_id
		FROM duty_rota
		WHERE (network_id::text, member_id::text) > ($1, $2)
		ORDER BY network_id, member_id
		LIMIT $3`, after.Network, after.Member, sweptAtOnce)
	return some, err
}
