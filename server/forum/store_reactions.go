package forum

import (
	"context"

	"github.com/jmoiron/sqlx"
)

func insertReaction(ctx context.Context, tx *sqlx.Tx, p Post, member string, r Reaction) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		INSERT INTO reactions (network_id, topic_id, number, member_id, kind)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, p.Network, p.Topic, p.Number, member, r))
}

func deleteReaction(ctx context.Context, tx *sqlx.Tx, p Post, member string, r Reaction) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		DELETE FROM reactions
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3
		AND member_id = $4
		AND kind = $5`, p.Network, p.Topic, p.Number, member, r))
}

// countReactions counts those of a post anew, in the order of Reactions. The caller holds the post's lock.
func countReactions(ctx context.Context, tx *sqlx.Tx, p Post) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE posts SET reactions = (
			SELECT ARRAY[
				count(*) FILTER (WHERE kind = 'with_you'),
				count(*) FILTER (WHERE kind = 'thank_you'),
				count(*) FILTER (WHERE kind = 'strength'),
				count(*) FILTER (WHERE kind = 'heard')]
			FROM reactions
			WHERE network_id = $1
			AND topic_id = $2
			AND number = $3
		)
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3`, p.Network, p.Topic, p.Number)
	return err
}

func deleteReactions(ctx context.Context, tx *sqlx.Tx, p Post) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM reactions
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3`, p.Network, p.Topic, p.Number)
	return err
}

func readGiven(ctx context.Context, q sqlx.QueryerContext, p Post, member string) (given []Reaction, err error) {
	err = sqlx.SelectContext(ctx, q, &given, `
		SELECT kind
		FROM reactions
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3
		AND member_id = $4`, p.Network, p.Topic, p.Number, member)
	return given, err
}
