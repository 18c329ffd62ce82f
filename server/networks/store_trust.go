package networks

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

func withoutSteward(ctx context.Context, q sqlx.QueryerContext, network string) (without bool, err error) {
	err = sqlx.GetContext(ctx, q, &without, `
		SELECT NOT EXISTS (
			SELECT 1
			FROM member_roles
			WHERE network_id = $1
			AND role = 'steward'
		)`, network)
	return without, err
}

func readOnlySteward(ctx context.Context, q sqlx.QueryerContext, a Actor) (only bool, err error) {
	err = sqlx.GetContext(ctx, q, &only, `
		SELECT NOT EXISTS (
			SELECT 1
			FROM member_roles r
			JOIN members m ON m.network_id = r.network_id AND m.id = r.member_id
			WHERE r.network_id = $1
			AND r.role = 'steward'
			AND r.member_id <> $2
			AND m.standing = 'confirmed'
		)`, a.Network, a.Member)
	return only, err
}

// firstAskStands holds of a first_steward_asks row k whose asker is still a steward of the Global network.
const firstAskStands = `EXISTS (
			SELECT
			FROM member_roles s
			JOIN members sm ON sm.network_id = s.network_id AND sm.id = s.member_id
			WHERE s.network_id = k.asked_in
			AND s.member_id = k.asked_by
			AND s.role = 'steward'
			AND sm.standing = 'confirmed'
		)`

const unrunSQL = `
		SELECT n.id, n.kind, n.name, n.languages, n.founded_on,
		EXISTS (SELECT FROM members m WHERE m.network_id = n.id) AS used,
		coalesce(k.asked_by::text, '') AS asked_by, coalesce(k.asked_on, n.founded_on) AS asked_on
		FROM networks n
		LEFT JOIN first_steward_asks k ON k.network_id = n.id AND ` + firstAskStands + `
		WHERE NOT EXISTS (
			SELECT
			FROM member_roles
			WHERE network_id = n.id
			AND role = 'steward'
		)`

func readWithoutSteward(ctx context.Context, q sqlx.QueryerContext) (networks []Unrun, err error) {
	err = sqlx.SelectContext(ctx, q, &networks, unrunSQL+`
		ORDER BY n.name
		LIMIT 100`)
	return networks, err
}

// lockUnrun reads a network that nobody runs, under its lock: nobody joins it as a steward meanwhile. errNoRow for one that
// isn't there, errHasSteward for one that somebody runs.
func lockUnrun(ctx context.Context, tx *sqlx.Tx, network string) (u Unrun, err error) {
	if _, err := lockNetwork(ctx, tx, network); err != nil {
		return u, err
	}
	var found []Unrun
	if err := tx.SelectContext(ctx, &found, unrunSQL+`
		AND n.id = $1`, network); err != nil {
		return u, err
	}
	if len(found) == 0 {
		return u, errHasSteward
	}
	return found[0], nil
}

// insertFirstStewardAsk puts an ask in the place of one that doesn't stand any more.
func insertFirstStewardAsk(ctx context.Context, tx *sqlx.Tx, network string, a Actor, today time.Time) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		INSERT INTO first_steward_asks AS k (network_id, asked_in, asked_by, asked_on)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (network_id) DO UPDATE
		SET asked_in = excluded.asked_in, asked_by = excluded.asked_by, asked_on = excluded.asked_on
		WHERE NOT `+firstAskStands, network, a.Network, a.Member, today))
}

func deleteFirstStewardAsk(ctx context.Context, tx *sqlx.Tx, network string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM first_steward_asks
		WHERE network_id = $1`, network)
	return err
}

func forgetInvitations(ctx context.Context, tx *sqlx.Tx, network string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM invitations
		WHERE network_id = $1`, network)
	return err
}
