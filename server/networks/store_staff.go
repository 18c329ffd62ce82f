package networks

import (
	"context"

	"github.com/jmoiron/sqlx"
)

func readStaff(ctx context.Context, q sqlx.QueryerContext, network string) (staff []Member, err error) {
	err = sqlx.SelectContext(ctx, q, &staff, `
		SELECT `+memberColumns+`
		FROM members m
		WHERE m.network_id = $1
		AND m.standing = 'confirmed'
		AND EXISTS (
			SELECT
			FROM member_roles s
			WHERE s.network_id = m.network_id
			AND s.member_id = m.id
			AND s.role IN ('moderator', 'steward', 'safeguarding_lead')
		)
		ORDER BY m.id
		LIMIT 100`, network)
	return staff, err
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
