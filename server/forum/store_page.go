package forum

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/jmoiron/sqlx"

	"tinig/realtime/stream"
	"tinig/server/networks"
)

// pageSQL reads a page of a topic in one statement, which is one snapshot and one round trip: the first row is the topic
// with all that isn't a post, and a row follows for each post of the page. The limit cuts nothing: it tells PostgreSQL, which
// doesn't know how far apart the two ends are, that few rows come. Without it each page of a long topic is planned anew.
var pageSQL = `
		WITH line AS (
			SELECT ` + topicColumns + `, ` + InCircleSQL + ` AS within, ` + unreadColumns + `
			FROM topics t` + unreadJoin + `
			WHERE t.network_id = $1
			AND t.id = $4
		), page AS (
			SELECT line.*, space.*, head.*,
			CASE
				WHEN $5::bigint > 0 THEN least($5::bigint, greatest(last_number, 1))
				WHEN first_unread > 0 THEN first_unread
				ELSE greatest(last_number - $6 + 1, 1)
			END AS start,
			EXISTS (SELECT 1 FROM held_posts h WHERE h.network_id = $1 AND h.author_id = $2 AND h.topic_id = $4) AS waiting,
			(SELECT sealed FROM drafts d WHERE d.network_id = $1 AND d.member_id = $2 AND d.place = $8) AS draft
			FROM line
			CROSS JOIN LATERAL (` + networks.SpaceSQL("line.network_id", "line.space_id") + `) space
			CROSS JOIN (` + stream.HeadSQL("$1", "$7") + `) head
		), post AS (
			SELECT ` + postColumns + `
			FROM posts p
			WHERE p.network_id = $1
			AND p.topic_id = $4
			AND p.number >= (SELECT start FROM page)
			AND p.number < (SELECT start FROM page) + $6
			AND p.author_id <> ALL($3::uuid[])
			ORDER BY p.number
			LIMIT ` + strconv.Itoa(PostsAtOnce) + `
		)
		SELECT page.*, post.*
		FROM page
		FULL JOIN post ON false
		ORDER BY post.number NULLS FIRST`

// fields are where the topic's row of pageSQL is scanned to.
func (r *Reading) fields() []any {
	fields := append(r.Topic.fields(), &r.Topic.Within, &r.Unread, &r.FirstUnread)
	fields = append(fields, r.Space.Fields()...)
	return append(fields, &r.Head.Seq, &r.Head.Epoch, &r.From, &r.Waiting, &r.draft)
}

// readPage is errNoRow when there is no such topic. draft is the name of the draft to read with it, nil for none.
func readPage(ctx context.Context, page *sqlx.Stmt, a networks.Actor, topic string, from int, draft []byte) (r Reading, err error) {
	rows, err := page.QueryContext(ctx, a.Network, a.Member, partedFrom(a), topic, from, PostsAtOnce, string(Channel(a.Network, topic)), draft)
	if err != nil {
		return r, err
	}
	defer rows.Close()
	if !rows.Next() {
		return r, errors.Join(rows.Err(), errNoRow)
	}
	var p Post
	line, post := r.fields(), p.fields()
	if err := rows.Scan(append(line, unused(post)...)...); err != nil {
		return r, err
	}
	into := append(unused(line), post...)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return r, err
		}
		r.Posts = append(r.Posts, p)
	}
	return r, rows.Err()
}

// unused takes as many columns as fields, of a row that has nothing in them.
func unused(fields []any) []any {
	return slices.Repeat([]any{new(any)}, len(fields))
}
