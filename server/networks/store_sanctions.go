package networks

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

const sanctionColumns = `network_id, id, member_id, kind, coalesce(space_id::text, '') AS space_id, until,
		coalesce(asked_by::text, '') AS asked_by, coalesce(agreed_by::text, '') AS agreed_by`

func insertSanction(ctx context.Context, tx *sqlx.Tx, s Sanction) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO sanctions (network_id, id, member_id, kind, space_id, until, asked_by)
		VALUES (:network_id, :id, :member_id, :kind, CAST(nullif(:space_id, '') AS uuid), :until, CAST(nullif(:asked_by, '') AS uuid))`, s)
	return err
}

func deleteSanction(ctx context.Context, tx *sqlx.Tx, network, id string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM sanctions
		WHERE network_id = $1
		AND id = $2`, network, id)
	return err
}

func readFollowing(ctx context.Context, q sqlx.QueryerContext, network, member string) (following []Sanction, err error) {
	err = sqlx.SelectContext(ctx, q, &following, `
		SELECT `+sanctionColumns+`
		FROM sanctions
		WHERE network_id = $1
		AND member_id = $2
		AND agreed_by IS NOT NULL
		ORDER BY id
		LIMIT 20`, network, member)
	return following, err
}

func readUnseconded(ctx context.Context, q sqlx.QueryerContext, networks []string) (asked []Sanction, err error) {
	err = sqlx.SelectContext(ctx, q, &asked, `
		SELECT `+sanctionColumns+`
		FROM sanctions
		WHERE network_id = ANY($1::uuid[])
		AND asked_by IS NOT NULL
		AND agreed_by IS NULL
		ORDER BY network_id, id
		LIMIT 50`, pq.Array(networks))
	return asked, err
}

func agreeSanction(ctx context.Context, tx *sqlx.Tx, network, id, member string) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		UPDATE sanctions SET agreed_by = $3
		WHERE network_id = $1
		AND id = $2
		AND asked_by <> $3
		AND agreed_by IS NULL`, network, id, member))
}

func readSanctioned(ctx context.Context, tx *sqlx.Tx, m Member) (sanctioned bool, err error) {
	err = tx.GetContext(ctx, &sanctioned, `
		SELECT EXISTS (
			SELECT
			FROM sanctions
			WHERE network_id = $1
			AND member_id = $2
		)`, m.Network, m.ID)
	return sanctioned, err
}

// deleteSpent forgets sanctions whose time is over, and those of who has left that follow nobody.
func deleteSpent(ctx context.Context, db sqlx.ExecerContext, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM sanctions x
		WHERE x.until < $1
		OR x.agreed_by IS NULL AND NOT EXISTS (
			SELECT
			FROM members m
			WHERE m.network_id = x.network_id
			AND m.id = x.member_id
			AND m.standing <> 'left'
		)`, today)
	return err
}
