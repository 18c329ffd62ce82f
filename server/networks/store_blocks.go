package networks

import (
	"context"

	"github.com/jmoiron/sqlx"
)

func insertBlock(ctx context.Context, tx execer, network, member, other string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO blocks (network_id, member_id, blocked_id)
		VALUES ($1, $2, $3)
		ON CONFLICT (network_id, member_id, blocked_id) DO UPDATE SET quiet = false`, network, member, other)
	return err
}

func deleteBlock(ctx context.Context, tx execer, network, member, other string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM blocks
		WHERE network_id = $1
		AND member_id = $2
		AND blocked_id = $3
		AND NOT quiet`, network, member, other)
	return err
}

func readBlocked(ctx context.Context, q sqlx.QueryerContext, network, member string) (members []Member, err error) {
	err = sqlx.SelectContext(ctx, q, &members, `
		SELECT `+memberColumns+`
		FROM blocks b
		JOIN members m ON m.network_id = b.network_id AND m.id = b.blocked_id
		WHERE b.network_id = $1
		AND b.member_id = $2
		AND NOT b.quiet
		ORDER BY m.pseudonym
		LIMIT 500`, network, member)
	return members, err
}

func insertMute(ctx context.Context, tx execer, network, member, other string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO mutes (network_id, member_id, muted_id)
		VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, network, member, other)
	return err
}

func deleteMute(ctx context.Context, tx execer, network, member, other string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM mutes
		WHERE network_id = $1
		AND member_id = $2
		AND muted_id = $3`, network, member, other)
	return err
}

func readMuted(ctx context.Context, q sqlx.QueryerContext, network, member string) (members []Member, err error) {
	err = sqlx.SelectContext(ctx, q, &members, `
		SELECT `+memberColumns+`
		FROM mutes u
		JOIN members m ON m.network_id = u.network_id AND m.id = u.muted_id
		WHERE u.network_id = $1
		AND u.member_id = $2
		ORDER BY m.pseudonym
		LIMIT 500`, network, member)
	return members, err
}
