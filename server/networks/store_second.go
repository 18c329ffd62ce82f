package networks

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// askerStands holds of a role_asks row k whose asker is still a steward.
const askerStands = `EXISTS (
			SELECT
			FROM member_roles s
			JOIN members sm ON sm.network_id = s.network_id AND sm.id = s.member_id
			WHERE s.network_id = k.network_id
			AND s.member_id = k.asked_by
			AND s.role = 'steward'
			AND sm.standing = 'confirmed'
		)`

// openAsks are the asks that somebody can still agree to.
const openAsks = `
		SELECT k.network_id, k.member_id, k.role, k.asked_by, k.effective_at, k.asked_on, m.pseudonym
		FROM role_asks k
		JOIN members m ON m.network_id = k.network_id AND m.id = k.member_id AND m.standing <> 'left'
		WHERE k.agreed_by IS NULL
		AND ` + askerStands

// insertRoleAsk puts an ask in the place of one that is over.
func insertRoleAsk(ctx context.Context, tx *sqlx.Tx, r RoleAsk) (changed bool, err error) {
	return changes(tx.NamedExecContext(ctx, `
		INSERT INTO role_asks AS k (network_id, member_id, role, asked_by, effective_at, asked_on)
		SELECT :network_id, :member_id, :role, :asked_by, :effective_at, :asked_on
		WHERE NOT EXISTS (
			SELECT FROM member_roles WHERE network_id = :network_id AND member_id = :member_id AND role = :role
		)
		ON CONFLICT (network_id, member_id, role) DO UPDATE
		SET asked_by = excluded.asked_by, effective_at = excluded.effective_at, asked_on = excluded.asked_on, agreed_by = NULL
		WHERE k.agreed_by IS NOT NULL
		OR NOT `+askerStands, r))
}

func readRoleAsks(ctx context.Context, q sqlx.QueryerContext, network string) (asks []RoleAsk, err error) {
	err = sqlx.SelectContext(ctx, q, &asks, openAsks+`
		AND k.network_id = $1
		ORDER BY k.asked_on, m.pseudonym, k.role
		LIMIT 200`, network)
	return asks, err
}

func readDueRoleAsks(ctx context.Context, q sqlx.QueryerContext, now time.Time) (asks []RoleAsk, err error) {
	err = sqlx.SelectContext(ctx, q, &asks, openAsks+`
		AND k.effective_at <= $1
		ORDER BY k.network_id, k.member_id, k.role
		LIMIT 500`, now)
	return asks, err
}

func lockRoleAsk(ctx context.Context, tx *sqlx.Tx, m Member, role Role) (ask RoleAsk, err error) {
	err = tx.GetContext(ctx, &ask, openAsks+`
		AND k.network_id = $1
		AND k.member_id = $2
		AND k.role = $3
		FOR UPDATE OF k`, m.Network, m.ID, role)
	return ask, err
}

// agreeRoleAsk keeps who the two were, which a constraint of the table looks at, and no time finer than a day.
func agreeRoleAsk(ctx context.Context, tx *sqlx.Tx, r RoleAsk, by string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE role_asks SET agreed_by = $4, effective_at = NULL
		WHERE network_id = $1
		AND member_id = $2
		AND role = $3`, r.Network, r.Member, r.Role, by)
	return err
}

func deleteRoleAsk(ctx context.Context, tx *sqlx.Tx, m Member, role Role) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		DELETE FROM role_asks
		WHERE network_id = $1
		AND member_id = $2
		AND role = $3`, m.Network, m.ID, role))
}

// countSeconds counts who could be the second person for an ask. It takes the network's lock first, so that it waits for
// those who are just giving or taking such a role.
func countSeconds(ctx context.Context, tx *sqlx.Tx, r RoleAsk) (others int, err error) {
	if _, err := lockNetwork(ctx, tx, r.Network); err != nil {
		return 0, err
	}
	err = tx.GetContext(ctx, &others, `
		SELECT count(DISTINCT r.member_id)
		FROM member_roles r
		JOIN members m ON m.network_id = r.network_id AND m.id = r.member_id
		WHERE r.network_id = $1
		AND r.role IN ('steward', 'safeguarding_lead')
		AND r.member_id <> $2
		AND r.member_id <> $3
		AND m.standing = 'confirmed'`, r.Network, r.AskedBy, r.Member)
	return others, err
}

// askNewSecond lets what would have taken effect by itself wait for somebody who can agree from now on.
func askNewSecond(ctx context.Context, tx *sqlx.Tx, m Member) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE role_asks SET effective_at = NULL
		WHERE network_id = $1
		AND agreed_by IS NULL
		AND asked_by <> $2
		AND member_id <> $2`, m.Network, m.ID)
	return err
}

// countInvitation counts one more of a steward's invitations on a day, as long as there are fewer than most: two at once
// wait for one another at the row.
func countInvitation(ctx context.Context, tx *sqlx.Tx, a Actor, day time.Time, most int) (counted bool, err error) {
	return changes(tx.ExecContext(ctx, `
		INSERT INTO invitation_days AS d (network_id, member_id, day, issued)
		VALUES ($1, $2, $3, 1)
		ON CONFLICT (network_id, member_id, day) DO UPDATE SET issued = d.issued + 1
		WHERE d.issued < $4`, a.Network, a.Member, day, most))
}

func forgetInvitationDays(ctx context.Context, db sqlx.ExecerContext, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM invitation_days
		WHERE day < $1`, today)
	return err
}

func readSafeguardingLeads(ctx context.Context, tx *sqlx.Tx, network string) (leads []string, err error) {
	err = tx.SelectContext(ctx, &leads, `
		SELECT r.member_id
		FROM member_roles r
		JOIN members m ON m.network_id = r.network_id AND m.id = r.member_id
		WHERE r.network_id = $1
		AND r.role = 'safeguarding_lead'
		AND m.standing = 'confirmed'
		ORDER BY r.member_id
		LIMIT 50`, network)
	return leads, err
}
