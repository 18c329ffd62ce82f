package forum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// replySQL takes the topic's lock, asks once more whether the author may write and whether the topic is still in the space
// that she writes for, counts, inserts, marks the post read for its author, forgets its draft and appends the event: one
// round trip under the lock. No row means locked, moved or no longer allowed. Whoever is to be told of the post is told by
// tellingSQL, which is this and a step more.
const replySQL = replySteps + `
		SELECT number, stream_append($11, 'post', number::text) AS seq
		FROM post`

const replySteps = `
		WITH topic AS (
			UPDATE topics SET last_number = last_number + 1, active_on = greatest(active_on, $9)
			WHERE network_id = $1
			AND id = $2
			AND NOT locked
			AND space_id = $14
			AND may_write($1, $3, space_id)
			AND (NOT circle OR circle_whole($1, id, $3) AND EXISTS (
				SELECT
				FROM circle_members c
				WHERE c.network_id = $1
				AND c.topic_id = id
				AND c.member_id = $3
				AND c.accepted
			))
			RETURNING last_number, space_id, circle
		), post AS (
			INSERT INTO posts (network_id, topic_id, number, author_id, body, note, lang, links, quotes, written_on, once, welcomes)
			SELECT $1, $2, last_number, $3, $4, $5, $6, $7, nullif($8::int, 0), $9, $10, $13
			FROM topic
			RETURNING number
		), own AS (
			INSERT INTO reads (network_id, member_id, topic_id, seen)
			SELECT $1, $3, $2, int4multirange(int4range(number, number + 1))
			FROM post
			ON CONFLICT (network_id, member_id, topic_id) DO UPDATE SET seen = reads.seen + EXCLUDED.seen
		), draft AS (
			DELETE FROM drafts
			USING post
			WHERE network_id = $1
			AND member_id = $3
			AND place = $12
		)`

// posted is a new post's number and its event's place in the topic's channel, and who was told, with the places of theirs.
type posted struct {
	Number int            `db:"number"`
	Seq    int64          `db:"seq"`
	Told   pq.StringArray `db:"told"`
	At     pq.Int64Array  `db:"at"`
}

// insertPost posts in a topic of a space by replySQL, or by tellingSQL, which more is for. It forgets the author's draft of that
// name, nil for none.
func insertPost(ctx context.Context, statement *sqlx.Stmt, p Post, space string, draft []byte, more ...any) (done posted, err error) {
	args := []any{p.Network, p.Topic, p.Author, p.Body, p.Note, p.Lang, p.Links, p.Quotes,
		p.WrittenOn, p.Once, string(Channel(p.Network, p.Topic)), draft, p.Welcomes, space}
	err = statement.GetContext(ctx, &done, append(args, more...)...)
	return done, err
}

func readNumberOfOnce(ctx context.Context, q sqlx.QueryerContext, p Post) (number int, err error) {
	err = sqlx.GetContext(ctx, q, &number, `
		SELECT number
		FROM posts
		WHERE network_id = $1
		AND topic_id = $2
		AND once = $3
		AND author_id = $4`, p.Network, p.Topic, p.Once, p.Author)
	return number, err
}

const postColumns = `p.network_id, p.topic_id, p.number, p.author_id, p.body, p.note, p.lang, p.links, coalesce(p.quotes, 0) AS quotes,
		coalesce(p.quotes_topic::text, '') AS quotes_topic, p.welcomes, p.reactions, p.gone, p.faded, p.hidden, p.reopened_until,
		coalesce(p.moved_topic::text, '') AS moved_topic, coalesce(p.moved_number, 0) AS moved_number, p.revision, p.written_on`

// fields are where a row of postColumns is scanned to.
func (p *Post) fields() []any {
	return []any{&p.Network, &p.Topic, &p.Number, &p.Author, &p.Body, &p.Note, &p.Lang, &p.Links, &p.Quotes,
		&p.QuotesTopic, &p.Welcomes, &p.Reactions, &p.Gone, &p.Faded, &p.Hidden, &p.ReopenedUntil, &p.MovedTopic, &p.MovedNumber, &p.Revision, &p.WrittenOn}
}

// readPost takes any number: one that is too great for the column isn't there.
func readPost(ctx context.Context, q sqlx.QueryerContext, network, topic string, number int) (p Post, err error) {
	err = sqlx.GetContext(ctx, q, &p, `
		SELECT `+postColumns+`
		FROM posts p
		WHERE p.network_id = $1
		AND p.topic_id = $2
		AND p.number = $3::bigint`, network, topic, number)
	return p, err
}

func lockPost(ctx context.Context, tx *sqlx.Tx, network, topic string, number int) (p Post, err error) {
	err = tx.GetContext(ctx, &p, `
		SELECT `+postColumns+`
		FROM posts p
		WHERE p.network_id = $1
		AND p.topic_id = $2
		AND p.number = $3::bigint
		FOR UPDATE`, network, topic, number)
	return p, err
}

func updatePost(ctx context.Context, tx *sqlx.Tx, p Post) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE posts SET body = $4, note = $5, lang = $6, gone = $7, revision = $8, welcomes = $9, faded = $10, hidden = $11
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3`,
		p.Network, p.Topic, p.Number, p.Body, p.Note, p.Lang, p.Gone, p.Revision, p.Welcomes, p.Faded, p.Hidden)
	return err
}

func insertVersion(ctx context.Context, tx *sqlx.Tx, p Post) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO post_versions (network_id, topic_id, number, revision, body, note)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		p.Network, p.Topic, p.Number, p.Revision, p.Body, p.Note)
	return err
}

func deleteVersions(ctx context.Context, tx *sqlx.Tx, p Post) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM post_versions
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3`, p.Network, p.Topic, p.Number)
	return err
}

func readVersions(ctx context.Context, q sqlx.QueryerContext, network, topic string, number int) (versions []Post, err error) {
	err = sqlx.SelectContext(ctx, q, &versions, `
		SELECT v.network_id, v.topic_id, v.number, p.author_id, v.revision, v.body, v.note, p.lang, p.links, p.written_on
		FROM post_versions v
		JOIN posts p USING (network_id, topic_id, number)
		WHERE v.network_id = $1
		AND v.topic_id = $2
		AND v.number = $3::bigint
		ORDER BY v.revision
		LIMIT 200`, network, topic, number)
	return versions, err
}

// countPosts looks only into topics that have been active since.
func countPosts(ctx context.Context, tx *sqlx.Tx, network string, since time.Time) (posts int, err error) {
	err = tx.GetContext(ctx, &posts, `
		SELECT count(*)
		FROM topics t
		JOIN posts p ON p.network_id = t.network_id AND p.topic_id = t.id
		WHERE t.network_id = $1
		AND t.active_on >= $2
		AND p.written_on >= $2
		AND NOT p.gone`, network, since)
	return posts, err
}

func readUsed(ctx context.Context, q sqlx.QueryerContext, network, space string) (used bool, err error) {
	err = sqlx.GetContext(ctx, q, &used, `
		SELECT EXISTS (SELECT FROM topics WHERE network_id = $1 AND space_id = $2)
		OR EXISTS (SELECT FROM held_posts WHERE network_id = $1 AND space_id = $2)`, network, space)
	return used, err
}
