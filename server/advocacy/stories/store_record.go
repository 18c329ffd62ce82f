package stories

import (
	"context"

	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

// insertContribution returns how many she has then.
func insertContribution(ctx context.Context, tx *sqlx.Tx, a networks.Actor, place, sealed []byte) (count int, err error) {
	_, err = tx.ExecContext(ctx, `
		INSERT INTO contributions (network_id, member_id, place, sealed)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, a.Network, a.Member, place, sealed)
	if err != nil {
		return 0, err
	}
	err = tx.GetContext(ctx, &count, `
		SELECT count(*)
		FROM contributions
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return count, err
}

func readContributions(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (rows [][]byte, err error) {
	err = sqlx.SelectContext(ctx, q, &rows, `
		SELECT sealed
		FROM contributions
		WHERE network_id = $1
		AND member_id = $2
		ORDER BY place
		LIMIT $3`, a.Network, a.Member, ContributionsEach)
	return rows, err
}

func deleteContribution(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, place []byte) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM contributions
		WHERE network_id = $1
		AND member_id = $2
		AND place = $3`, a.Network, a.Member, place)
	return err
}

func moveContributions(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE contributions SET member_id = $3
		WHERE network_id = $1
		AND member_id = $2`, network, from, to)
	return err
}
