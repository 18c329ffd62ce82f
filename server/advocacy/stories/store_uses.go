package stories

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

const useColumns = `u.network_id, u.id, u.campaign_id, u.grant_id, u.state, u.channel, u.lang, u.holder, u.about, u.recallable, u.asked_on, u.out_on, u.recall_on,
		u.settled_on`

// insertUse is false when there is one of this number; count is how many the grant has, whose row is locked.
func insertUse(ctx context.Context, tx *sqlx.Tx, u Use) (first bool, count int, err error) {
	result, err := tx.NamedExecContext(ctx, `
		INSERT INTO story_uses (network_id, id, campaign_id, grant_id, state, channel, lang, holder, about, recallable, asked_on)
		VALUES (:network_id, :id, :campaign_id, :grant_id, :state, :channel, :lang, :holder, :about, :recallable, :asked_on)
		ON CONFLICT DO NOTHING`, u)
	if err != nil {
		return false, 0, err
	}
	rows, err := result.RowsAffected()
	if err != nil {
		return false, 0, err
	}
	err = tx.GetContext(ctx, &count, `
		SELECT count(*)
		FROM story_uses
		WHERE network_id = $1
		AND grant_id = $2`, u.Network, u.Grant)
	return rows > 0, count, err
}

func readUse(ctx context.Context, q sqlx.QueryerContext, network, id string) (u Use, err error) {
	err = sqlx.GetContext(ctx, q, &u, `
		SELECT `+useColumns+`
		FROM story_uses u
		WHERE u.network_id = $1
		AND u.id = $2`, network, id)
	return u, err
}

func lockUse(ctx context.Context, tx *sqlx.Tx, network, id string) (u Use, err error) {
	err = tx.GetContext(ctx, &u, `
		SELECT `+useColumns+`
		FROM story_uses u
		WHERE u.network_id = $1
		AND u.id = $2
		FOR UPDATE`, network, id)
	return u, err
}

func readUses(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (uses []Use, err error) {
	err = sqlx.SelectContext(ctx, q, &uses, `
		SELECT `+useColumns+`
		FROM story_uses u
		WHERE u.network_id = $1
		AND u.campaign_id = $2
		ORDER BY u.state <> 'recall', u.asked_on DESC, u.id
		LIMIT $3`, network, campaign, listed)
	return uses, err
}

func readUsesOf(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (uses []Use, err error) {
	err = sqlx.SelectContext(ctx, q, &uses, `
		SELECT `+useColumns+`
		FROM story_grants g
		JOIN story_uses u ON u.network_id = g.network_id AND u.grant_id = g.id
		WHERE g.network_id = $1
		AND g.member_id = $2
		ORDER BY u.state <> 'asked', u.asked_on DESC, u.id
		LIMIT $3`, a.Network, a.Member, listed)
	return uses, err
}

// readAskedSince is about those uses that wait for her own word.
func readAskedSince(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (day sql.NullTime, err error) {
	err = sqlx.GetContext(ctx, q, &day, `
		SELECT min(u.asked_on)
		FROM story_grants g
		JOIN story_uses u ON u.network_id = g.network_id AND u.grant_id = g.id
		WHERE g.network_id = $1
		AND g.member_id = $2
		AND g.asks
		AND u.state = 'asked'`, a.Network, a.Member)
	return day, err
}

// readTask is the oldest of some campaigns.
func readTask(ctx context.Context, q sqlx.QueryerContext, network string, campaigns []string) (u Use, err error) {
	err = sqlx.GetContext(ctx, q, &u, `
		SELECT `+useColumns+`
		FROM story_uses u
		WHERE u.network_id = $1
		AND u.campaign_id = ANY($2)
		AND u.state = 'recall'
		ORDER BY u.recall_on, u.id
		LIMIT 1`, network, append(pq.StringArray{}, campaigns...))
	return u, err
}

func answerUse(ctx context.Context, tx *sqlx.Tx, u Use, to string, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE story_uses SET state = $3, settled_on = CASE WHEN $3 = 'refused' THEN $4::date END
		WHERE network_id = $1
		AND id = $2`, u.Network, u.ID, to, today)
	return err
}

func sendOut(ctx context.Context, tx *sqlx.Tx, u Use, day time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE story_uses SET state = 'out', out_on = $3
		WHERE network_id = $1
		AND id = $2`, u.Network, u.ID, day)
	return err
}

// endUses returns of whose campaign the grant was, and how many tasks there are now.
func endUses(ctx context.Context, tx *sqlx.Tx, network, grant string, today time.Time) (campaign string, tasks int, err error) {
	_, err = tx.ExecContext(ctx, `
		UPDATE story_uses SET state = 'lapsed', settled_on = $3
		WHERE network_id = $1
		AND grant_id = $2
		AND state IN ('asked', 'allowed')`, network, grant, today)
	if err != nil {
		return "", 0, err
	}
	var campaigns []string
	err = tx.SelectContext(ctx, &campaigns, `
		UPDATE story_uses SET state = 'recall', recall_on = $3
		WHERE network_id = $1
		AND grant_id = $2
		AND state = 'out'
		RETURNING campaign_id`, network, grant, today)
	if err != nil || len(campaigns) == 0 {
		return "", 0, err
	}
	return campaigns[0], len(campaigns), nil
}

func settleUse(ctx context.Context, tx *sqlx.Tx, u Use, how string, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE story_uses SET state = $3, settled_on = $4
		WHERE network_id = $1
		AND id = $2`, u.Network, u.ID, how, today)
	return err
}

// readStanding are those asked before a day under grants that need no asking.
func readStanding(ctx context.Context, q sqlx.QueryerContext, today time.Time) (uses []Use, err error) {
	err = sqlx.SelectContext(ctx, q, &uses, `
		SELECT `+useColumns+`
		FROM story_uses u
		JOIN story_grants g ON g.network_id = u.network_id AND g.id = u.grant_id
		WHERE u.state = 'asked'
		AND u.asked_on < $1
		AND NOT g.asks
		AND g.ended_on IS NULL
		ORDER BY u.network_id, u.id
		LIMIT 1000`, today)
	return uses, err
}

// readGone are the grants that uses speak of as if they were there, and that went with their member.
func readGone(ctx context.Context, q sqlx.QueryerContext) (grants []Grant, err error) {
	err = sqlx.SelectContext(ctx, q, &grants, `
		SELECT DISTINCT u.network_id, u.grant_id AS id
		FROM story_uses u
		WHERE u.state IN ('asked', 'allowed', 'out')
		AND NOT EXISTS (
			SELECT
			FROM story_grants g
			WHERE g.network_id = u.network_id
			AND g.id = u.grant_id
		)
		LIMIT $1`, listed)
	return grants, err
}
