package forum

import (
	"context"

	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

func moveReads(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE reads SET member_id = $3
		WHERE network_id = $1
		AND member_id = $2`, network, from, to)
	return err
}

func moveDrafts(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE drafts SET member_id = $3
		WHERE network_id = $1
		AND member_id = $2`, network, from, to)
	return err
}

func moveReactions(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE reactions SET member_id = $3
		WHERE network_id = $1
		AND member_id = $2`, network, from, to)
	return err
}

func deleteHeldOf(ctx context.Context, db sqlx.ExecerContext, d networks.Departed) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM held_posts
		WHERE network_id = $1
		AND author_id = $2`, d.Network, d.Member)
	return err
}

func deleteCirclesOf(ctx context.Context, db sqlx.ExecerContext, d networks.Departed) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM circle_members
		WHERE network_id = $1
		AND member_id = $2`, d.Network, d.Member)
	return err
}

// readTopicsOf are those that hold anything of a member's.
func readTopicsOf(ctx context.Context, q sqlx.QueryerContext, network, member, after string) (topics []string, err error) {
	err = sqlx.SelectContext(ctx, q, &topics, `
		SELECT topic_id FROM posts WHERE network_id = $1 AND author_id = $2 AND topic_id > $3
		UNION
		SELECT id FROM topics WHERE network_id = $1 AND author_id = $2 AND id > $3
		UNION
		SELECT topic_id FROM translations WHERE network_id = $1 AND author_id = $2 AND topic_id > $3
		UNION
		SELECT topic_id FROM translations WHERE network_id = $1 AND agreed_by = $2 AND topic_id > $3
		UNION
		SELECT topic_id FROM reactions WHERE network_id = $1 AND member_id = $2 AND topic_id > $3
		ORDER BY 1
		LIMIT $4`, network, member, after, topicsSettledAtOnce)
	return topics, err
}

// readNumbersOf are the posts of a topic in which a member's name stands: as the author or as a translator.
func readNumbersOf(ctx context.Context, q sqlx.QueryerContext, network, topic, member string) (numbers []int, err error) {
	err = sqlx.SelectContext(ctx, q, &numbers, `
		SELECT number
		FROM posts
		WHERE network_id = $1
		AND topic_id = $2
		AND author_id = $3
		AND NOT gone
		UNION
		SELECT number
		FROM translations
		WHERE network_id = $1
		AND topic_id = $2
		AND author_id = $3
		AND named`, network, topic, member)
	return numbers, err
}

func readPlacesOf(ctx context.Context, q sqlx.QueryerContext, d networks.Departed) (places []Place, err error) {
	err = sqlx.SelectContext(ctx, q, &places, `
		SELECT topic_id, number
		FROM posts
		WHERE network_id = $1
		AND author_id = $2
		AND (NOT gone OR hidden)
		ORDER BY topic_id, number
		LIMIT $3`, d.Network, d.Member, fadingAtOnce)
	return places, err
}

// leavePosts makes a member's posts in a topic, and the topic if she began it, nobody's. It returns those that show it.
func leavePosts(ctx context.Context, tx *sqlx.Tx, d networks.Departed, topic, nobody string) (numbers []int, err error) {
	if err := tx.SelectContext(ctx, &numbers, `
		WITH hers AS (
			UPDATE posts SET author_id = $4
			WHERE network_id = $1
			AND topic_id = $2
			AND author_id = $3
			RETURNING number, gone
		)
		SELECT number
		FROM hers
		WHERE NOT gone`, d.Network, topic, d.Member, nobody); err != nil {
		return nil, err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE topics SET author_id = $4
		WHERE network_id = $1
		AND id = $2
		AND author_id = $3`, d.Network, topic, d.Member, nobody)
	return numbers, err
}

// leaveTranslations makes a member's translations in a topic nobody's, or deletes them if her words are to be erased, and
// what she agreed to agreed to by nobody. Nobody can't agree with himself: where both have left the agreement goes.
func leaveTranslations(ctx context.Context, tx *sqlx.Tx, d networks.Departed, topic, nobody string) (numbers []int, err error) {
	step := `
		UPDATE translations SET author_id = $4, agreed_by = nullif(agreed_by, $4)
		WHERE network_id = $1
		AND topic_id = $2
		AND author_id = $3
		RETURNING number`
	if d.Words == networks.WordsErased {
		step = `
		DELETE FROM translations
		WHERE network_id = $1
		AND topic_id = $2
		AND author_id = $3
		AND $4::uuid IS NOT NULL
		RETURNING number`
	}
	if err := tx.SelectContext(ctx, &numbers, step, d.Network, topic, d.Member, nobody); err != nil {
		return nil, err
	}
	var agreed []int
	err = tx.SelectContext(ctx, &agreed, `
		UPDATE translations SET agreed_by = nullif($4::uuid, author_id)
		WHERE network_id = $1
		AND topic_id = $2
		AND agreed_by = $3
		RETURNING number`, d.Network, topic, d.Member, nobody)
	return append(numbers, agreed...), err
}

func takeReactions(ctx context.Context, tx *sqlx.Tx, d networks.Departed, topic string) (numbers []int, err error) {
	err = tx.SelectContext(ctx, &numbers, `
		DELETE FROM reactions
		WHERE network_id = $1
		AND topic_id = $2
		AND member_id = $3
		RETURNING number`, d.Network, topic, d.Member)
	return numbers, err
}

func readOwnPosts(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, after AfterOwn) (posts []Post, err error) {
	err = sqlx.SelectContext(ctx, q, &posts, `
		SELECT `+postColumns+`
		FROM posts p
		WHERE p.network_id = $1
		AND p.author_id = $2
		AND NOT p.gone
		AND (p.written_on, p.topic_id, p.number) < ($3, $4::uuid, $5::int)
		ORDER BY p.written_on DESC, p.topic_id DESC, p.number DESC
		LIMIT $6`, a.Network, a.Member, after.Day, after.Topic, after.Number, OwnAtOnce)
	return posts, err
}

func readOwnTranslations(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, after string) (list []Translation, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+translationColumns+`
		FROM translations t`+sourceJoin+`
		WHERE t.network_id = $1
		AND t.author_id = $2
		AND t.id > $3
		ORDER BY t.id
		LIMIT $4`, a.Network, a.Member, after, OwnAtOnce)
	return list, err
}
