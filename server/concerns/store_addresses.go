package concerns

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

func countAddresses(ctx context.Context, tx *sqlx.Tx, network string, day time.Time) (n int, err error) {
	err = tx.GetContext(ctx, &n, `
		SELECT count(*)
		FROM addresses
		WHERE network_id = $1
		AND told_on = $2`, network, day)
	return n, err
}

// insertAddress is false when there is one of this number.
func insertAddress(ctx context.Context, tx *sqlx.Tx, network string, of Address) (first bool, err error) {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO addresses (network_id, id, told_on)
		VALUES ($1, $2, $3)
		ON CONFLICT (network_id, id) DO NOTHING`, network, of.ID, of.ToldOn)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

func insertAddressSeal(ctx context.Context, tx *sqlx.Tx, network, id, lead string, sealed []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO address_seals (network_id, address_id, member_id, sealed)
		VALUES ($1, $2, $3, $4)`, network, id, lead, sealed)
	return err
}

const addressesOf = `
		FROM addresses d
		JOIN address_seals s ON s.network_id = d.network_id AND s.address_id = d.id
		WHERE d.network_id = $1
		AND s.member_id = $2`

func readAddresses(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (list []Address, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT d.id, d.told_on`+addressesOf+`
		ORDER BY d.told_on, d.id
		LIMIT $3`, a.Network, a.Member, concernsAtMost)
	return list, err
}

func lockAddress(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string) (sealed []byte, err error) {
	err = tx.GetContext(ctx, &sealed, `
		SELECT s.sealed`+addressesOf+`
		AND d.id = $3
		FOR UPDATE OF d`, a.Network, a.Member, id)
	return sealed, err
}

func deleteAddress(ctx context.Context, tx *sqlx.Tx, network, id string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM addresses
		WHERE network_id = $1
		AND id = $2`, network, id)
	return err
}

func deleteOldAddresses(ctx context.Context, db sqlx.ExecerContext, before time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM addresses
		WHERE told_on < $1`, before)
	return err
}
