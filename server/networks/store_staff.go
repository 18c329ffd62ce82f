package networks

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

func readWith(ctx context.Context, q sqlx.QueryerContext, network string, roles []Role) (with []Member, err error) {
	err = sqlx.SelectContext(ctx, q, &with, `
		SELECT `+memberColumns+`
		FROM members m
		WHERE m.network_id = $1
		AND m.standing = 'confirmed'
		AND EXISTS (
			SELECT
			FROM member_roles s
			WHERE s.network_id = m.network_id
			AND s.member_id = m.id
			AND s.role = ANY ($2)
		)
		ORDER BY m.id
		LIMIT 100`, network, pq.Array(roles))
	return with, err
}

func readGlobal(ctx context.Context, q sqlx.QueryerContext) (id string, err error) {
	err = sqlx.GetContext(ctx, q, &id, `
		SELECT id
		FROM networks
		WHERE kind = 'global'
		ORDER BY founded_on, id
		LIMIT 1`)
	return id, err
}
