package networks

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// insertEighteen asks, once more when she was declined. Nobody but a minor who hasn't left can ask.
func insertEighteen(ctx context.Context, db sqlx.ExecerContext, network, member string) (asked bool, err error) {
	return changes(db.ExecContext(ctx, `
		INSERT INTO eighteens (network_id, member_id)
		SELECT network_id, id
		FROM members
		WHERE network_id = $1
		AND id = $2
		AND band = 'minor'
		AND standing <> 'left'
		ON CONFLICT (network_id, member_id) DO UPDATE SET declined = false`, network, member))
}

func readEighteen(ctx context.Context, q sqlx.QueryerContext, network, member string) (e Eighteen, err error) {
	err = sqlx.GetContext(ctx, q, &e, `
		SELECT network_id, member_id, steward_id, lead_id, declined
		FROM eighteens
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return e, err
}

func readEighteens(ctx context.Context, q sqlx.QueryerContext, network string) (list []Eighteen, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT e.network_id, e.member_id, e.steward_id, e.lead_id, e.declined, m.pseudonym
		FROM eighteens e
		JOIN members m ON m.network_id = e.network_id AND m.id = e.member_id
		WHERE e.network_id = $1
		AND NOT e.declined
		AND m.standing <> 'left'
		ORDER BY m.pseudonym
		LIMIT 200`, network)
	return list, err
}

func updateEighteen(ctx context.Context, tx *sqlx.Tx, e Eighteen) error {
	_, err := tx.NamedExecContext(ctx, `
		UPDATE eighteens SET steward_id = :steward_id, lead_id = :lead_id, declined = :declined
		WHERE network_id = :network_id
		AND member_id = :member_id`, e)
	return err
}

func deleteEighteen(ctx context.Context, db sqlx.ExecerContext, network, member string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM eighteens
		WHERE network_id = $1
		AND member_id = $2`, network, member)
	return err
}

// comeOfAge writes both names first, so that the table's own rule about two people has seen them.
func comeOfAge(ctx context.Context, tx *sqlx.Tx, e Eighteen) error {
	if err := updateEighteen(ctx, tx, e); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `
		UPDATE members SET band = 'adult'
		WHERE network_id = $1
		AND id = $2`, e.Network, e.Member); err != nil {
		return err
	}
	return deleteEighteen(ctx, tx, e.Network, e.Member)
}
