package forum

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/realtime/stream"
	"tinig/server/inbox"
)

// readCarriable reads the posts with these numbers, nil for all, that have words; one more than can go. It locks them: an edit
// or a reaction on its way is waited for, and comes along.
func readCarriable(ctx context.Context, tx *sqlx.Tx, t Topic, numbers []int) (posts []Post, err error) {
	err = tx.SelectContext(ctx, &posts, `
		SELECT number, author_id, written_on
		FROM posts
		WHERE network_id = $1
		AND topic_id = $2
		AND NOT gone
		AND ($3::int[] IS NULL OR number = ANY($3))
		ORDER BY number
		LIMIT $4
		FOR UPDATE`, t.Network, t.ID, pq.Array(numbers), MergeAtMost+1)
	return posts, err
}

// carrySQL are the statements that take posts from the topic $2 to the topic $3, by their numbers there and here (carried), in
// their order. Whatever else is kept of a post, by its topic and number, has its line here.
var carrySQL = []string{
	// The post. An answer to one that comes along is one in its topic; any other is to be found where it is.
	`INSERT INTO posts (network_id, topic_id, number, author_id, body, note, lang, links, welcomes, reactions, quotes, quotes_topic, revision, written_on, once)
	SELECT p.network_id, $3, carried.new, p.author_id, p.body, p.note, p.lang, p.links, p.welcomes, p.reactions, coalesce(along.new, p.quotes),
		CASE WHEN along.new IS NULL AND p.quotes IS NOT NULL THEN nullif(coalesce(p.quotes_topic, $2), $3) END,
		p.revision, p.written_on, gen_random_uuid()
	FROM carried
	JOIN posts p ON p.network_id = $1 AND p.topic_id = $2 AND p.number = carried.old
	LEFT JOIN carried along ON along.old = p.quotes AND p.quotes_topic IS NULL`,

	`UPDATE post_versions v SET topic_id = $3, number = carried.new
	FROM carried
	WHERE v.network_id = $1 AND v.topic_id = $2 AND v.number = carried.old`,

	`UPDATE translations o SET topic_id = $3, number = carried.new
	FROM carried
	WHERE o.network_id = $1 AND o.topic_id = $2 AND o.number = carried.old`,

	`UPDATE reactions r SET topic_id = $3, number = carried.new
	FROM carried
	WHERE r.network_id = $1 AND r.topic_id = $2 AND r.number = carried.old`,

	// What one has read there she has read here. No index finds who has read a topic, which is asked nowhere else: one would cost
	// every reader something.
	`INSERT INTO reads (network_id, member_id, topic_id, seen)
	SELECT r.network_id, r.member_id, $3, range_agg(int4range(carried.new, carried.new + 1))
	FROM reads r
	JOIN carried ON r.seen @> carried.old
	WHERE r.network_id = $1 AND r.topic_id = $2
	GROUP BY r.network_id, r.member_id
	ON CONFLICT (network_id, member_id, topic_id) DO UPDATE SET seen = reads.seen + EXCLUDED.seen`,

	// A mark is nothing new to read.
	`UPDATE reads r SET seen = r.seen + marks.numbers
	FROM (SELECT range_agg(int4range(old, old + 1)) AS numbers FROM carried) marks
	WHERE r.network_id = $1 AND r.topic_id = $2 AND marks.numbers IS NOT NULL`,

	`UPDATE posts p SET body = '', note = '', welcomes = false, reactions = '{}', quotes = NULL, quotes_topic = NULL, gone = true, revision = p.revision + 1,
		moved_topic = $3, moved_number = carried.new
	FROM carried
	WHERE p.network_id = $1 AND p.topic_id = $2 AND p.number = carried.old`,

	`UPDATE topics t SET last_number = last.number, active_on = greatest(t.active_on, last.day)
	FROM (
		SELECT max(p.number) AS number, max(p.written_on) AS day
		FROM carried
		JOIN posts p ON p.network_id = $1 AND p.topic_id = $3 AND p.number = carried.new
	) last
	WHERE t.network_id = $1 AND t.id = $3 AND last.number IS NOT NULL`,
}

// carriedSQL stands before each of them.
const carriedSQL = `
	WITH carried AS (
		SELECT old, new, $1::uuid AS network, $2::uuid AS there, $3::uuid AS here
		FROM unnest($4::int[], $5::int[]) AS posts (old, new)
	)
	`

// carry takes posts along, and what members were told of them.
func carry(ctx context.Context, tx *stream.Tx, c carried) error {
	for _, statement := range carrySQL {
		if _, err := tx.ExecContext(ctx, carriedSQL+statement, c.network, c.from, c.to, pq.Array(c.old), pq.Array(c.new)); err != nil {
			return err
		}
	}
	return inbox.Carry(ctx, tx, c.network, c.from, c.to, c.old, c.new)
}

// carryHeld takes along what waits for a moderator.
func carryHeld(ctx context.Context, tx *sqlx.Tx, c carried, space string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE held_posts h SET topic_id = $3, space_id = $6, quotes = (
			SELECT carried.new
			FROM unnest($4::int[], $5::int[]) AS carried (old, new)
			WHERE carried.old = h.quotes
		)
		WHERE h.network_id = $1
		AND h.topic_id = $2`, c.network, c.from, c.to, pq.Array(c.old), pq.Array(c.new), space)
	return err
}

func closeInto(ctx context.Context, tx *sqlx.Tx, t, into Topic) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE topics SET locked = true, pinned = false, merged_into = $3
		WHERE network_id = $1
		AND id = $2`, t.Network, t.ID, into.ID)
	return err
}

func readActOfOnce(ctx context.Context, q sqlx.QueryerContext, network, once string) (act Act, err error) {
	err = sqlx.GetContext(ctx, q, &act, `
		SELECT `+actColumns+`
		FROM topic_acts
		WHERE network_id = $1
		AND once = $2`, network, once)
	return act, err
}
