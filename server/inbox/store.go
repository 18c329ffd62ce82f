package inbox

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/realtime/stream"
)

const noticeColumns = `n.network_id, n.member_id, n.number, n.kind, coalesce(n.topic_id::text, '') AS topic_id,
		coalesce(n.post_number, 0) AS post_number, coalesce(n.place_id::text, '') AS place_id, n.about, n.day, NOT coalesce(r.seen @> n.number, false) AS unread`

const noticesFrom = `
		FROM notices n
		LEFT JOIN notice_reads r ON r.network_id = n.network_id AND r.member_id = n.member_id`

// glanceSQL reads the unread notices and the channel's head in one snapshot. Without notices it is one row of nulls.
const glanceSQL = `
		SELECT h.seq, h.epoch, n.*
		FROM stream_head($3) h
		LEFT JOIN LATERAL (
			SELECT ` + noticeColumns + noticesFrom + `
			WHERE n.network_id = $1
			AND n.member_id = $2
			AND NOT coalesce(r.seen @> n.number, false)
			ORDER BY n.number DESC
			LIMIT $4
		) n ON true
		ORDER BY n.number DESC`

// glance is a row of glanceSQL.
type glance struct {
	Seq     int64          `db:"seq"`
	Epoch   string         `db:"epoch"`
	Network sql.NullString `db:"network_id"`
	Member  sql.NullString `db:"member_id"`
	Number  sql.NullInt64  `db:"number"`
	Kind    sql.NullString `db:"kind"`
	Topic   sql.NullString `db:"topic_id"`
	Post    sql.NullInt64  `db:"post_number"`
	Place   sql.NullString `db:"place_id"`
	About   sql.NullString `db:"about"`
	Day     sql.NullTime   `db:"day"`
	Unread  sql.NullBool   `db:"unread"`
}

func (g glance) notice() Notice {
	return Notice{Network: g.Network.String, Member: g.Member.String, Number: int(g.Number.Int64), Kind: Kind(g.Kind.String),
		Topic: g.Topic.String, Post: int(g.Post.Int64), Place: g.Place.String, About: g.About.String, Day: g.Day.Time, Unread: true}
}

func readGlance(ctx context.Context, q *sqlx.Stmt, network, member string) (notices []Notice, head stream.Position, err error) {
	var rows []glance
	if err := q.SelectContext(ctx, &rows, network, member, string(Channel(network, member)), UnreadAtMost); err != nil {
		return nil, head, err
	}
	for _, row := range rows {
		head = stream.Position{Seq: row.Seq, Epoch: row.Epoch}
		if row.Number.Valid {
			notices = append(notices, row.notice())
		}
	}
	return notices, head, nil
}

func readNotices(ctx context.Context, q sqlx.QueryerContext, network, member string, before int) (notices []Notice, err error) {
	err = sqlx.SelectContext(ctx, q, &notices, `
		SELECT `+noticeColumns+noticesFrom+`
		WHERE n.network_id = $1
		AND n.member_id = $2
		AND ($3 = 0 OR n.number < $3::bigint)
		ORDER BY n.number DESC
		LIMIT $4`, network, member, before, NoticesAtOnce)
	return notices, err
}

func readNotice(ctx context.Context, q sqlx.QueryerContext, network, member string, number int) (notices []Notice, err error) {
	err = sqlx.SelectContext(ctx, q, &notices, `
		SELECT `+noticeColumns+noticesFrom+`
		WHERE n.network_id = $1
		AND n.member_id = $2
		AND n.number = $3::bigint`, network, member, number)
	return notices, err
}

func insertNotice(ctx context.Context, tx *sqlx.Tx, n Notice) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO notices (network_id, member_id, number, kind, topic_id, post_number, about, day)
		VALUES ($1, $2, $3, $4, nullif($5, '')::uuid, nullif($6::int, 0), $7, $8)`,
		n.Network, n.Member, n.Number, n.Kind, n.Topic, n.Post, n.About, n.Day)
	return err
}

// deleteOfPost returns what went by member, as channels are sorted.
func deleteOfPost(ctx context.Context, tx *sqlx.Tx, network, topic string, post int) (gone []Notice, err error) {
	err = tx.SelectContext(ctx, &gone, `
		WITH gone AS (
			DELETE FROM notices
			WHERE network_id = $1
			AND topic_id = $2
			AND post_number = $3
			RETURNING member_id, number
		)
		SELECT member_id, number
		FROM gone
		ORDER BY member_id, number`, network, topic, post)
	return gone, err
}

// deleteAnswered returns the number of the notice that went, 0 when there was none.
func deleteAnswered(ctx context.Context, tx *sqlx.Tx, n Notice) (number int, err error) {
	err = tx.GetContext(ctx, &number, `
		DELETE FROM notices
		WHERE network_id = $1
		AND member_id = $2
		AND number = (
			SELECT min(number)
			FROM notices
			WHERE network_id = $1
			AND member_id = $2
			AND kind = $3
			AND day = $4
		)
		RETURNING number`, n.Network, n.Member, n.Kind, n.Day)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return number, err
}

// carryOfPosts returns what moved by member, as channels are sorted.
func carryOfPosts(ctx context.Context, tx *sqlx.Tx, network, from, to string, old, new []int) (moved []Notice, err error) {
	err = tx.SelectContext(ctx, &moved, `
		WITH moved AS (
			UPDATE notices n SET topic_id = $3, post_number = carried.new
			FROM unnest($4::int[], $5::int[]) AS carried (old, new)
			WHERE n.network_id = $1
			AND n.topic_id = $2
			AND n.post_number = carried.old
			RETURNING n.member_id, n.number
		)
		SELECT member_id, number
		FROM moved
		ORDER BY member_id, number`, network, from, to, pq.Array(old), pq.Array(new))
	return moved, err
}

// readHolders are in the order in which channels are sorted.
func readHolders(ctx context.Context, q sqlx.QueryerContext, network, topic string, posts []int) (members []string, err error) {
	err = sqlx.SelectContext(ctx, q, &members, `
		SELECT DISTINCT member_id
		FROM notices
		WHERE network_id = $1
		AND topic_id = $2
		AND post_number = ANY($3::int[])
		ORDER BY member_id`, network, topic, pq.Array(posts))
	return members, err
}

func moveFollows(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE follows SET member_id = $3
		WHERE network_id = $1
		AND member_id = $2`, network, from, to)
	return err
}

// marking adds the ranges that "mine" finds to what she has read, and appends the event when that changes anything.
const marking = `, marked AS (
			INSERT INTO notice_reads AS r (network_id, member_id, seen)
			SELECT $1, $2, numbers
			FROM mine
			WHERE numbers IS NOT NULL
			ON CONFLICT (network_id, member_id) DO UPDATE SET seen = r.seen + EXCLUDED.seen
			WHERE NOT r.seen @> EXCLUDED.seen
			RETURNING 1
		)
		SELECT stream_append($3, 'read', '')
		FROM marked`

// markRead leaves no gaps where no notice is, so that the ranges of who reads everything are one; and it never marks what
// is still to come.
func markRead(ctx context.Context, q sqlx.QueryerContext, network, member string, from, to int) (int64, error) {
	return marked(ctx, q, `
		WITH mine AS (
			SELECT int4multirange(int4range($4::int, max(n.number) + 1)) AS numbers
			FROM notices n
			WHERE n.network_id = $1
			AND n.member_id = $2
			AND n.number BETWEEN $4::int AND $5::bigint
			HAVING count(*) > 0
		)`+marking, network, member, string(Channel(network, member)), from, to)
}

func markReached(ctx context.Context, q sqlx.QueryerContext, network, member, topic string, posts []int) (int64, error) {
	return marked(ctx, q, `
		WITH mine AS (
			SELECT range_agg(int4range(n.number, n.number + 1)) AS numbers
			FROM notices n
			WHERE n.network_id = $1
			AND n.member_id = $2
			AND n.topic_id = $4
			AND n.post_number = ANY($5::bigint[])
		)`+marking, network, member, string(Channel(network, member)), topic, pq.Array(posts))
}

// marked is where the channel came to, 0 when nothing was marked.
func marked(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (seq int64, err error) {
	err = sqlx.GetContext(ctx, q, &seq, query, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return seq, err
}

// deleteOld forgets what was read before one day, and everything before another.
func deleteOld(ctx context.Context, db sqlx.ExecerContext, read, all time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM notices n
		WHERE n.day < $1
		AND (n.day < $2 OR EXISTS (
			SELECT FROM notice_reads r
			WHERE r.network_id = n.network_id
			AND r.member_id = n.member_id
			AND r.seen @> n.number
		))`, read, all)
	return err
}

// upsertLevel says false when she has as many as she can have. The one that every place has by itself needs a row too: a
// topic's stands over its space's.
func upsertLevel(ctx context.Context, db sqlx.ExecerContext, network, member, place string, level Level) (set bool, err error) {
	result, err := db.ExecContext(ctx, `
		INSERT INTO follows (network_id, member_id, place_id, level)
		SELECT $1, $2, $3, $4
		WHERE (SELECT count(*) FROM follows WHERE network_id = $1 AND member_id = $2 AND place_id <> $3) < $5
		ON CONFLICT (network_id, member_id, place_id) DO UPDATE SET level = EXCLUDED.level`, network, member, place, level, placesAtMost)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

func readFollows(ctx context.Context, q sqlx.QueryerContext, network, member string) (Follows, error) {
	var rows []struct {
		Place string `db:"place_id"`
		Level Level  `db:"level"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT place_id, level
		FROM follows
		WHERE network_id = $1
		AND member_id = $2
		LIMIT $3`, network, member, placesAtMost)
	places := make(Follows, len(rows))
	for _, row := range rows {
		places[row.Place] = row.Level
	}
	return places, err
}
