package networks

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// insertKeyAsk takes the place of one whose days are over.
func insertKeyAsk(ctx context.Context, tx *sqlx.Tx, m Member, today, forgetOn time.Time) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		INSERT INTO key_asks (network_id, member_id, forget_on)
		VALUES ($1, $2, $3)
		ON CONFLICT (network_id, member_id) DO UPDATE SET first_by = NULL, second_by = NULL, forget_on = $3
		WHERE key_asks.forget_on < $4`, m.Network, m.ID, forgetOn, today))
}

// readKeyAsks are those of a network that stand, or one member's.
func readKeyAsks(ctx context.Context, q sqlx.QueryerContext, network, member string, today time.Time) (asks []KeyAsk, err error) {
	err = sqlx.SelectContext(ctx, q, &asks, `
		SELECT k.network_id, k.member_id, k.first_by, k.second_by, k.forget_on, coalesce(m.pseudonym, '') AS pseudonym
		FROM key_asks k
		JOIN members m ON m.network_id = k.network_id AND m.id = k.member_id
		WHERE k.network_id = $1
		AND k.forget_on >= $3
		AND (k.member_id::text = $2 OR $2 = '' AND k.second_by IS NULL)
		ORDER BY pseudonym
		LIMIT 100`, network, member, today)
	return asks, err
}

func lockKeyAsk(ctx context.Context, tx *sqlx.Tx, m Member, today time.Time) (k KeyAsk, err error) {
	err = tx.GetContext(ctx, &k, `
		SELECT network_id, member_id, first_by, second_by, forget_on
		FROM key_asks
		WHERE network_id = $1
		AND member_id = $2
		AND forget_on >= $3
		FOR UPDATE`, m.Network, m.ID, today)
	return k, err
}

// agreeKeyAsk notes the first, or the second.
func agreeKeyAsk(ctx context.Context, tx *sqlx.Tx, k KeyAsk, by string, forgetOn time.Time) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		UPDATE key_asks SET first_by = coalesce(first_by, $3), second_by = CASE WHEN first_by IS NULL THEN NULL ELSE $3::uuid END, forget_on = $4
		WHERE network_id = $1
		AND member_id = $2`, k.Network, k.Member, by, forgetOn))
}

func deleteKeyAsk(ctx context.Context, tx *sqlx.Tx, m Member) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		DELETE FROM key_asks
		WHERE network_id = $1
		AND member_id = $2`, m.Network, m.ID))
}

func forgetKeyAsks(ctx context.Context, q sqlx.ExecerContext, today time.Time) error {
	_, err := q.ExecContext(ctx, `DELETE FROM key_asks WHERE forget_on < $1`, today)
	return err
}
