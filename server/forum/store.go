package forum

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

var errNoRow = sql.ErrNoRows

// violates says whether err is the breaking of the named constraint.
func violates(err error, constraint string) bool {
	var problem *pq.Error
	return errors.As(err, &problem) && problem.Constraint == constraint
}

// changes says whether a statement changed any row.
func changes(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

// statements are the hot ones, prepared once: lib/pq is about twice as slow without.
type statements struct {
	topic, reply, telling, page, told, search, lookedFor, shelf *sqlx.Stmt
}

func prepare(ctx context.Context, db *sqlx.DB) (s statements, err error) {
	for _, hot := range []struct {
		into  **sqlx.Stmt
		query string
	}{{&s.topic, topicSQL}, {&s.reply, replySQL}, {&s.telling, tellingSQL}, {&s.page, pageSQL}, {&s.told, toldSQL},
		{&s.search, searchSQL}, {&s.lookedFor, lookedForSQL}, {&s.shelf, shelfSQL}} {
		if *hot.into, err = db.PreparexContext(ctx, hot.query); err != nil {
			return s, err
		}
	}
	return s, nil
}

const topicColumns = `t.network_id, t.id, t.space_id, t.author_id, t.title, t.note, t.lang, t.locked, t.pinned, t.slow,
		coalesce(t.merged_into::text, '') AS merged_into, coalesce(t.moving_to::text, '') AS moving_to, t.moving_until,
		t.circle, t.asked_until, t.fade_days, t.last_number, t.active_on`

// fields are where a row of topicColumns is scanned to.
func (t *Topic) fields() []any {
	return []any{&t.Network, &t.ID, &t.Space, &t.Author, &t.Title, &t.Note, &t.Lang, &t.Locked, &t.Pinned, &t.Slow, &t.MergedInto,
		&t.MovingTo, &t.MovingUntil, &t.Circle, &t.AskedUntil, &t.FadeDays, &t.LastNumber, &t.ActiveOn}
}

// unreadColumns are taken from a topic t and what of it is done with, see unreadJoin.
const unreadColumns = `
		t.last_number - coalesce((SELECT sum(upper(range) - lower(range)) FROM unnest(done.numbers) AS range), 0)::int AS unread,
		coalesce(lower(int4multirange(int4range(1, t.last_number + 1)) - done.numbers), 0) AS first_unread`

// unreadJoin finds what of a topic t its reader $2 is done with: what she has read, and what those parted from her, $3,
// wrote, which she never sees. Who is parted from nobody pays nothing.
const unreadJoin = `
		LEFT JOIN reads r ON r.network_id = t.network_id AND r.member_id = $2 AND r.topic_id = t.id
		CROSS JOIN LATERAL (
			SELECT coalesce(r.seen, '{}') + posts_of(t.network_id, t.id, $3) AS numbers
			OFFSET 0
		) done`

// partedFrom is never NULL, to which nobody's id compares.
func partedFrom(a networks.Actor) pq.StringArray { return append(pq.StringArray{}, a.Parted...) }

// insertTopic returns the topic's id, or that of the topic which the same form started before.
func insertTopic(ctx context.Context, tx *sqlx.Tx, t Topic) (id string, err error) {
	err = tx.GetContext(ctx, &id, `
		INSERT INTO topics (network_id, id, space_id, author_id, title, note, lang, active_on, once, circle, asked_until, fade_days, last_number)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT ON CONSTRAINT topics_once DO UPDATE SET once = topics.once
		RETURNING id`,
		t.Network, t.ID, t.Space, t.Author, t.Title, t.Note, t.Lang, t.ActiveOn, t.Once, t.Circle, t.AskedUntil, t.FadeDays, t.LastNumber)
	return id, err
}

var topicSQL = `
		SELECT ` + topicColumns + `, ` + InCircleSQL + ` AS within, space.*
		FROM topics t
		CROSS JOIN LATERAL (` + networks.SpaceSQL("t.network_id", "t.space_id") + `) space
		WHERE t.network_id = $1
		AND t.id = $3`

// readTopic reads a topic, as it is to a reader, and its space.
func readTopic(ctx context.Context, topic *sqlx.Stmt, network, reader, id string) (t Topic, space networks.Space, err error) {
	err = topic.QueryRowContext(ctx, network, reader, id).Scan(append(append(t.fields(), &t.Within), space.Fields()...)...)
	return t, space, err
}

// eraseTitles leaves a topic the sign for words left out, if the post is its first, and so each topic that the post went from
// as its first. It returns their ids.
func eraseTitles(ctx context.Context, tx *sqlx.Tx, p Post) (topics []string, err error) {
	err = tx.SelectContext(ctx, &topics, `
		WITH RECURSIVE was (topic_id, number) AS (
			SELECT $2::uuid, $3::int
			UNION
			SELECT p.topic_id, p.number
			FROM was
			JOIN posts p ON p.network_id = $1 AND p.moved_topic = was.topic_id AND p.moved_number = was.number
		)
		UPDATE topics t SET title = $4, note = ''
		FROM was
		WHERE t.network_id = $1
		AND t.id = was.topic_id
		AND was.number = 1
		RETURNING t.id`, p.Network, p.Topic, p.Number, titleGone)
	return topics, err
}

const topicsSQL = `
		SELECT ` + topicColumns + `, ` + unreadColumns + `
		FROM topics t` + unreadJoin + `
		WHERE t.network_id = $1
		AND t.space_id = $4
		AND NOT t.circle
		AND NOT t.pinned
		AND (t.active_on, t.id) < ($5, $6::uuid)
		AND t.author_id <> ALL($3::uuid[])
		ORDER BY t.active_on DESC, t.id DESC
		LIMIT $7`

func readTopics(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, space string, after After, most int) (lines []Line, err error) {
	err = sqlx.SelectContext(ctx, q, &lines, topicsSQL, a.Network, a.Member, partedFrom(a), space, after.Day, after.ID, most)
	return lines, err
}

// unreadSQL looks at each space's last active topics only, along the index, and not at the muted ones, $8: who has read
// everything costs no more than who has read nothing.
const unreadSQL = `
		SELECT line.*
		FROM unnest($4::uuid[]) AS space (id)
		CROSS JOIN LATERAL (
			SELECT ` + topicColumns + `, ` + unreadColumns + `
			FROM (
				SELECT *
				FROM topics
				WHERE network_id = $1
				AND space_id = space.id
				AND NOT circle
				AND merged_into IS NULL
				AND active_on >= $5
				AND author_id <> ALL($3::uuid[])
				AND id <> ALL($8::uuid[])
				ORDER BY active_on DESC, id DESC
				LIMIT $6
			) t` + unreadJoin + `
		) line
		WHERE line.unread > 0
		ORDER BY line.active_on DESC, line.id DESC
		LIMIT $7`

func readUnread(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, spaces, muted []string, since time.Time, most int) (lines []Line, err error) {
	err = sqlx.SelectContext(ctx, q, &lines, unreadSQL, a.Network, a.Member, partedFrom(a), pq.Array(spaces), since, topicsLookedAt, most,
		append(pq.StringArray{}, muted...))
	return lines, err
}

func markRead(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, topic string, numbers []int) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO reads (network_id, member_id, topic_id, seen)
		SELECT $1, $2, $3, range_agg(int4range(number::int, number::int + 1))
		FROM unnest($4::bigint[]) AS number
		JOIN topics t ON t.network_id = $1 AND t.id = $3 AND number BETWEEN 1 AND t.last_number
		HAVING count(*) > 0
		ON CONFLICT (network_id, member_id, topic_id) DO UPDATE SET seen = reads.seen + EXCLUDED.seen`,
		a.Network, a.Member, topic, pq.Array(numbers))
	return err
}

// upsertDraft makes room by forgetting her oldest drafts.
func upsertDraft(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, place, sealed []byte, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		WITH crowded_out AS (
			DELETE FROM drafts
			WHERE network_id = $1
			AND member_id = $2
			AND place IN (
				SELECT place
				FROM drafts
				WHERE network_id = $1
				AND member_id = $2
				AND place <> $3
				ORDER BY saved_on DESC, place
				OFFSET $6
			)
		)
		INSERT INTO drafts (network_id, member_id, place, sealed, saved_on)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (network_id, member_id, place) DO UPDATE SET sealed = EXCLUDED.sealed, saved_on = EXCLUDED.saved_on`,
		a.Network, a.Member, place, sealed, today, mostDrafts-1)
	return err
}

func readDraft(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, place []byte) (sealed []byte, err error) {
	err = sqlx.GetContext(ctx, q, &sealed, `
		SELECT sealed
		FROM drafts
		WHERE network_id = $1
		AND member_id = $2
		AND place = $3`, a.Network, a.Member, place)
	return sealed, err
}

func deleteDraft(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, place []byte) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM drafts
		WHERE network_id = $1
		AND member_id = $2
		AND place = $3`, a.Network, a.Member, place)
	return err
}
