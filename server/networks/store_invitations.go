package networks

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/jmoiron/sqlx"
)

func insertInvitation(ctx context.Context, tx *sqlx.Tx, i Invitation) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO invitations (network_id, id, code_hash, pin_hash, role, band, expires_on, once)
		VALUES (:network_id, :id, :code_hash, :pin_hash, :role, :band, :expires_on, :once)`, i)
	return err
}

func readInvitations(ctx context.Context, q sqlx.QueryerContext, network string, today time.Time) (invitations []Invitation, err error) {
	err = sqlx.SelectContext(ctx, q, &invitations, `
		SELECT network_id, id, role, band, expires_on
		FROM invitations
		WHERE network_id = $1
		AND expires_on >= $2
		ORDER BY expires_on, id
		LIMIT 200`, network, today)
	return invitations, err
}

// lockCode makes two presses of one form wait for each other, until the transaction ends.
func lockCode(ctx context.Context, tx *sqlx.Tx, codeHash []byte) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(binary.BigEndian.Uint64(codeHash)))
	return err
}

func lockInvitation(ctx context.Context, tx *sqlx.Tx, codeHash []byte, today time.Time) (i Invitation, err error) {
	err = tx.GetContext(ctx, &i, `
		SELECT network_id, id, pin_hash, role, band, expires_on, wrong_pins
		FROM invitations
		WHERE code_hash = $1
		AND expires_on >= $2
		FOR UPDATE`, codeHash, today)
	return i, err
}

func countWrongPIN(ctx context.Context, tx *sqlx.Tx, i Invitation, most int) error {
	if i.WrongPINs+1 >= most {
		_, err := deleteInvitation(ctx, tx, i.Network, i.ID)
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE invitations SET wrong_pins = wrong_pins + 1
		WHERE network_id = $1
		AND id = $2`, i.Network, i.ID)
	return err
}

func deleteInvitation(ctx context.Context, tx *sqlx.Tx, network, id string) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		DELETE FROM invitations
		WHERE network_id = $1
		AND id = $2`, network, id))
}

func deleteExpired(ctx context.Context, db sqlx.ExecerContext, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM invitations
		WHERE expires_on < $1`, today)
	return err
}

// readJoined finds the member that a joiner has become already.
func readJoined(ctx context.Context, tx *sqlx.Tx, j Joiner) (joined bool, err error) {
	err = tx.GetContext(ctx, &joined, `
		SELECT EXISTS (
			SELECT 1
			FROM members
			WHERE network_id = $1
			AND id = $2
			AND claim_hash = $3
		)`, j.Network, j.Member, j.ClaimHash)
	return joined, err
}
