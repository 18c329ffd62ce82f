package networks

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

const recoveryColumns = `
		r.network_id, r.id, r.member_id, r.asked_by, r.approved_by, r.pin_hash, r.wrong_pins, r.effective_at, r.used, r.forget_on`

func insertRecovery(ctx context.Context, tx *sqlx.Tx, r Recovery) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO recoveries (network_id, id, member_id, asked_by, forget_on)
		VALUES (:network_id, :id, :member_id, :asked_by, :forget_on)`, r)
	return err
}

func lockRecovery(ctx context.Context, tx *sqlx.Tx, network, id string) (r Recovery, err error) {
	err = tx.GetContext(ctx, &r, `
		SELECT `+recoveryColumns+`
		FROM recoveries r
		WHERE r.network_id = $1
		AND r.id = $2
		AND NOT r.used
		FOR UPDATE`, network, id)
	return r, err
}

func lockRecoveryByCode(ctx context.Context, tx *sqlx.Tx, codeHash []byte, today time.Time) (r Recovery, err error) {
	err = tx.GetContext(ctx, &r, `
		SELECT `+recoveryColumns+`
		FROM recoveries r
		WHERE r.code_hash = $1
		AND NOT r.used
		AND r.forget_on >= $2
		FOR UPDATE`, codeHash, today)
	return r, err
}

func approveRecovery(ctx context.Context, tx *sqlx.Tx, r Recovery) error {
	_, err := tx.NamedExecContext(ctx, `
		UPDATE recoveries SET approved_by = :approved_by, code_hash = :code_hash, pin_hash = :pin_hash,
			effective_at = :effective_at, forget_on = :forget_on
		WHERE network_id = :network_id
		AND id = :id`, r)
	return err
}

func countWrongRecoveryPIN(ctx context.Context, tx *sqlx.Tx, r Recovery, most int) error {
	if r.WrongPINs+1 >= most {
		_, err := deleteRecovery(ctx, tx, r.Network, r.Member)
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE recoveries SET wrong_pins = wrong_pins + 1
		WHERE network_id = $1
		AND id = $2`, r.Network, r.ID)
	return err
}

// replaceClaim spends the recovery. Its time becomes a day, its code goes.
func replaceClaim(ctx context.Context, tx *sqlx.Tx, r Recovery, claimHash []byte) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE members SET claim_hash = $3
		WHERE network_id = $1
		AND id = $2`, r.Network, r.Member, claimHash); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE recoveries SET used = true, code_hash = '', pin_hash = NULL, effective_at = date_trunc('day', effective_at)
		WHERE network_id = $1
		AND id = $2`, r.Network, r.ID)
	return err
}

func readRecoveries(ctx context.Context, q sqlx.QueryerContext, network string) (recoveries []Recovery, err error) {
	err = sqlx.SelectContext(ctx, q, &recoveries, `
		SELECT `+recoveryColumns+`, m.pseudonym
		FROM recoveries r
		JOIN members m ON m.network_id = r.network_id AND m.id = r.member_id
		WHERE r.network_id = $1
		AND NOT r.used
		ORDER BY m.pseudonym
		LIMIT 200`, network)
	return recoveries, err
}

func recoveryShownTo(ctx context.Context, q sqlx.QueryerContext, network, member string) (open bool, err error) {
	err = sqlx.GetContext(ctx, q, &open, `
		SELECT EXISTS (
			SELECT 1
			FROM recoveries
			WHERE network_id = $1
			AND member_id = $2
		)`, network, member)
	return open, err
}

func deleteRecovery(ctx context.Context, tx *sqlx.Tx, network, member string) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		DELETE FROM recoveries
		WHERE network_id = $1
		AND member_id = $2
		AND NOT used`, network, member))
}

func forgetRecoveries(ctx context.Context, db sqlx.ExecerContext, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM recoveries
		WHERE forget_on < $1`, today)
	return err
}
