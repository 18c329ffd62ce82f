package checks

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

var errNoRow = sql.ErrNoRows

func readMonth(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, place []byte) (sealed []byte, err error) {
	err = sqlx.GetContext(ctx, q, &sealed, `
		SELECT sealed
		FROM check_months
		WHERE network_id = $1
		AND member_id = $2
		AND place = $3`, a.Network, a.Member, place)
	return sealed, err
}

// readPlaces are those of the places where something is kept.
func readPlaces(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, places [][]byte) (kept [][]byte, err error) {
	err = sqlx.SelectContext(ctx, q, &kept, `
		SELECT place
		FROM check_months
		WHERE network_id = $1
		AND member_id = $2
		AND place = ANY($3)
		LIMIT $4`, a.Network, a.Member, pq.ByteaArray(places), len(places))
	return kept, err
}

// lockMonth puts an empty row where there is none, so that two first checks of a month wait for each other too.
func lockMonth(ctx context.Context, tx *sqlx.Tx, a networks.Actor, place []byte) (sealed []byte, err error) {
	err = tx.GetContext(ctx, &sealed, `
		INSERT INTO check_months (network_id, member_id, place, sealed)
		VALUES ($1, $2, $3, '')
		ON CONFLICT (network_id, member_id, place) DO UPDATE SET place = EXCLUDED.place
		RETURNING sealed`, a.Network, a.Member, place)
	return sealed, err
}

func writeMonth(ctx context.Context, tx *sqlx.Tx, a networks.Actor, place, sealed []byte) error {
	if len(sealed) == 0 {
		_, err := tx.ExecContext(ctx, `
			DELETE FROM check_months
			WHERE network_id = $1
			AND member_id = $2
			AND place = $3`, a.Network, a.Member, place)
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE check_months SET sealed = $4
		WHERE network_id = $1
		AND member_id = $2
		AND place = $3`, a.Network, a.Member, place, sealed)
	return err
}

func deleteMonths(ctx context.Context, db sqlx.ExecerContext, a networks.Actor) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM check_months
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return err
}

func moveMonths(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE check_months SET member_id = $3
		WHERE network_id = $1
		AND member_id = $2`, network, from, to)
	return err
}
