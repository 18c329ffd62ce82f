package networks

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// refersTo says that a row can't go because another refers to it.
func refersTo(err error) bool {
	var problem *pq.Error
	return errors.As(err, &problem) && problem.Code == "23503"
}

func insertFormer(ctx context.Context, tx *sqlx.Tx, m Member) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO former_pseudonyms (network_id, pseudonym)
		VALUES ($1, $2)
		ON CONFLICT DO NOTHING`, m.Network, m.Pseudonym)
	return err
}

func readMentioned(ctx context.Context, q sqlx.QueryerContext) (former []Former, err error) {
	err = sqlx.SelectContext(ctx, q, &former, `
		SELECT network_id, pseudonym
		FROM former_pseudonyms
		WHERE mentioned
		LIMIT 200`)
	return former, err
}

func unmention(ctx context.Context, db sqlx.ExecerContext, f Former) error {
	_, err := db.ExecContext(ctx, `
		UPDATE former_pseudonyms SET mentioned = false
		WHERE network_id = $1
		AND pseudonym = $2`, f.Network, f.Pseudonym)
	return err
}

func isFormer(ctx context.Context, tx *sqlx.Tx, network, pseudonym string) (former bool, err error) {
	err = tx.GetContext(ctx, &former, `
		SELECT EXISTS (
			SELECT 1
			FROM former_pseudonyms
			WHERE network_id = $1
			AND pseudonym = $2
		)`, network, pseudonym)
	return former, err
}

func renameMember(ctx context.Context, tx *sqlx.Tx, m Member, pseudonym string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE members SET pseudonym = $3, emblem = $4
		WHERE network_id = $1
		AND id = $2`, m.Network, m.ID, pseudonym, m.Emblem)
	return err
}

// hushBlocks moves a member's blocks, and those against her, to the member that she becomes, herself perhaps. Those
// against her are quiet from now on.
func hushBlocks(ctx context.Context, tx *sqlx.Tx, network, member, to string) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE blocks SET blocked_id = $3, quiet = true
		WHERE network_id = $1
		AND blocked_id = $2`, network, member, to); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE blocks SET member_id = $3
		WHERE network_id = $1
		AND member_id = $2`, network, member, to)
	return err
}

// forgetMutes lets those who muted a member read her words again, and returns who they are: under the new name in their
// list she would be known by the old one. Her own go over to the member that she becomes, herself perhaps.
func forgetMutes(ctx context.Context, tx *sqlx.Tx, network, member, to string) (told []string, err error) {
	if err := tx.SelectContext(ctx, &told, `
		DELETE FROM mutes
		WHERE network_id = $1
		AND muted_id = $2
		RETURNING member_id`, network, member); err != nil {
		return nil, err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE mutes SET member_id = $3
		WHERE network_id = $1
		AND member_id = $2`, network, member, to)
	return told, err
}

// readParted are all whom a block parts from a member, whoever made it.
func readParted(ctx context.Context, tx *sqlx.Tx, network, member string) (others []string, err error) {
	err = tx.SelectContext(ctx, &others, `
		SELECT blocked_id
		FROM blocks
		WHERE network_id = $1
		AND member_id = $2
		UNION
		SELECT member_id
		FROM blocks
		WHERE network_id = $1
		AND blocked_id = $2`, network, member)
	return others, err
}

func deleteBlocks(ctx context.Context, tx *sqlx.Tx, network, member string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM blocks
		WHERE network_id = $1
		AND $2 IN (member_id, blocked_id)`, network, member)
	return err
}

// deleteWaiting lets go what waits to be decided about a member, and what counts her acts.
func deleteWaiting(ctx context.Context, tx *sqlx.Tx, network, member string) error {
	for _, table := range []string{"recoveries", "eighteens", "role_asks", "invitation_days", "turns"} {
		if _, err := tx.ExecContext(ctx, `
			DELETE FROM `+table+`
			WHERE network_id = $1
			AND member_id = $2`, network, member); err != nil {
			return err
		}
	}
	return nil
}

// deleteAsked lets go what a steward has asked for that nobody has agreed to yet.
func deleteAsked(ctx context.Context, tx *sqlx.Tx, m Member) error {
	for _, table := range []string{"network_closings", "role_asks"} {
		if _, err := tx.ExecContext(ctx, `
			DELETE FROM `+table+`
			WHERE network_id = $1
			AND asked_by = $2
			AND agreed_by IS NULL`, m.Network, m.ID); err != nil {
			return err
		}
	}
	return nil
}

// readAgreed is the version of the agreement that a member has agreed to.
func readAgreed(ctx context.Context, tx *sqlx.Tx, m Member) (version int, err error) {
	err = tx.GetContext(ctx, &version, `
		SELECT agreed_version
		FROM members
		WHERE network_id = $1
		AND id = $2`, m.Network, m.ID)
	return version, err
}

func departMember(ctx context.Context, tx *sqlx.Tx, m Member, words Words) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE members SET standing = 'left', pseudonym = NULL, claim_hash = '', emblem = gen_random_uuid(), words = $3
		WHERE network_id = $1
		AND id = $2`, m.Network, m.ID, words)
	return err
}

func readDeparted(ctx context.Context, q sqlx.QueryerContext, after Departed) (departed []Departed, err error) {
	err = sqlx.SelectContext(ctx, q, &departed, `
		SELECT network_id, id, words
		FROM members
		WHERE words <> ''
		AND (network_id, id) > ($1, $2)
		ORDER BY network_id, id
		LIMIT $3`, after.Network, after.Member, DepartedAtOnce)
	return departed, err
}

// insertNobody makes the member whose id is her network's.
func insertNobody(ctx context.Context, db sqlx.ExecerContext, network string) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO members (network_id, id, emblem, claim_hash, band, standing, joined_on)
		SELECT id, id, id, '', 'adult', 'left', founded_on
		FROM networks
		WHERE id = $1
		ON CONFLICT DO NOTHING`, network)
	return err
}

func deleteDeparted(ctx context.Context, db sqlx.ExecerContext, d Departed) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM members
		WHERE network_id = $1
		AND id = $2
		AND words <> ''`, d.Network, d.Member)
	return err
}
