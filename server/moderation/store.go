package moderation

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/moderation/guard"
	"tinig/server/networks"
)

func readWatched(ctx context.Context, q sqlx.QueryerContext, network string) (all []Watched, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT id, phrase, pattern, lang, act, why, role, set_on, review_on
		FROM watched
		WHERE network_id = $1
		ORDER BY pattern
		LIMIT $2`, network, WatchedAtMost)
	return all, err
}

func insertWatched(ctx context.Context, tx *sqlx.Tx, network string, w Watched) (kept bool, err error) {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO watched (network_id, id, phrase, pattern, lang, act, why, role, set_on, review_on)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
		WHERE (SELECT count(*) FROM watched WHERE network_id = $1 AND pattern <> $4) < $11
		ON CONFLICT ON CONSTRAINT watched_once
		DO UPDATE SET phrase = excluded.phrase, lang = excluded.lang, act = excluded.act, why = excluded.why, role = excluded.role, set_on = excluded.set_on, review_on = excluded.review_on`,
		network, w.ID, w.Phrase, w.Pattern, w.Lang, w.Act, w.Why, w.Role, w.SetOn, w.ReviewOn, WatchedAtMost)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

func deleteWatched(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string) (gone bool, err error) {
	result, err := tx.ExecContext(ctx, `
		DELETE FROM watched
		WHERE network_id = $1
		AND id = $2`, a.Network, id)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// nextRevision also keeps two changes of one list from each other.
func nextRevision(ctx context.Context, tx *sqlx.Tx, network string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO watching AS w (network_id, revision)
		VALUES ($1, 1)
		ON CONFLICT (network_id) DO UPDATE SET revision = w.revision + 1`, network)
	return err
}

// readRevision is 0 for a network that never watched for anything.
func readRevision(ctx context.Context, q sqlx.QueryerContext, network string) (revision int64, err error) {
	err = sqlx.GetContext(ctx, q, &revision, `
		SELECT coalesce((SELECT revision FROM watching WHERE network_id = $1), 0)`, network)
	return revision, err
}

func readDetails(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (kinds []guard.Kind, err error) {
	err = sqlx.SelectContext(ctx, q, &kinds, `
		SELECT unnest(kinds)
		FROM details
		WHERE network_id = $1
		AND member_id = $2`, a.Network, a.Member)
	return kinds, err
}

func addDetails(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, kinds []guard.Kind) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO details AS d (network_id, member_id, kinds)
		SELECT network_id, id, $3
		FROM members
		WHERE network_id = $1
		AND id = $2
		ON CONFLICT (network_id, member_id) DO UPDATE
		SET kinds = ARRAY(SELECT DISTINCT kind FROM unnest(d.kinds || excluded.kinds) AS kind ORDER BY kind)
		WHERE NOT d.kinds @> excluded.kinds`, a.Network, a.Member, pq.Array(kinds))
	return err
}
