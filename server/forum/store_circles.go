package forum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

func readInAnyCircle(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (in bool, err error) {
	err = sqlx.GetContext(ctx, q, &in, `
		SELECT EXISTS (
			SELECT
			FROM circle_members
			WHERE network_id = $1
			AND member_id = $2
			AND accepted
		)`, a.Network, a.Member)
	return in, err
}

// insertCircle puts in the one who begins it, and those who are asked.
func insertCircle(ctx context.Context, tx *sqlx.Tx, t Topic, asked []string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO circle_members (network_id, topic_id, member_id, accepted)
		SELECT $1, $2, id, id = $3
		FROM unnest($4::uuid[]) AS id`, t.Network, t.ID, t.Author, pq.Array(append([]string{t.Author}, asked...)))
	return err
}

// readInvitations leaves out those whose answer could bring a minor and an adult together without two trained adults.
func readInvitations(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, spaces []string, today time.Time) (asked []Invitation, err error) {
	err = sqlx.SelectContext(ctx, q, &asked, `
		SELECT t.id, t.space_id, t.author_id, t.fade_days, t.asked_until
		FROM circle_members c
		JOIN topics t ON t.network_id = c.network_id AND t.id = c.topic_id
		WHERE c.network_id = $1
		AND c.member_id = $2
		AND NOT c.accepted
		AND t.author_id <> ALL($3::uuid[])
		AND t.space_id = ANY($4::uuid[])
		AND t.asked_until >= $5
		AND circle_whole(c.network_id, c.topic_id, c.member_id)
		ORDER BY t.asked_until, t.id
		LIMIT 50`, a.Network, a.Member, partedFrom(a), pq.Array(spaces), today)
	return asked, err
}

// acceptCircle is errNoRow for who isn't asked: it looks at what readInvitations does. It returns until when she was.
func acceptCircle(ctx context.Context, tx *sqlx.Tx, a networks.Actor, topic string, spaces []string, today time.Time) (until time.Time, err error) {
	err = tx.GetContext(ctx, &until, `
		UPDATE circle_members c SET accepted = true
		FROM topics t
		WHERE t.network_id = $1
		AND t.id = $6
		AND c.network_id = t.network_id
		AND c.topic_id = t.id
		AND c.member_id = $2
		AND NOT c.accepted
		AND t.author_id <> ALL($3::uuid[])
		AND t.space_id = ANY($4::uuid[])
		AND t.asked_until >= $5
		AND circle_whole(c.network_id, c.topic_id, c.member_id)
		RETURNING t.asked_until`, a.Network, a.Member, partedFrom(a), pq.Array(spaces), today, topic)
	return until, err
}

// deleteInvitation is errNoRow for who isn't asked.
func deleteInvitation(ctx context.Context, tx *sqlx.Tx, a networks.Actor, topic string) (until time.Time, err error) {
	err = tx.GetContext(ctx, &until, `
		DELETE FROM circle_members c
		USING topics t
		WHERE c.network_id = $1
		AND c.topic_id = $2
		AND c.member_id = $3
		AND NOT c.accepted
		AND t.network_id = c.network_id
		AND t.id = c.topic_id
		RETURNING t.asked_until`, a.Network, topic, a.Member)
	return until, err
}

func leaveCircle(ctx context.Context, tx *sqlx.Tx, a networks.Actor, topic string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM circle_members
		WHERE network_id = $1
		AND topic_id = $2
		AND member_id = $3`, a.Network, topic, a.Member)
	return err
}

func readCompanions(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, topic string) (members []string, err error) {
	err = sqlx.SelectContext(ctx, q, &members, `
		SELECT member_id
		FROM circle_members
		WHERE network_id = $1
		AND topic_id = $2
		AND accepted
		AND member_id <> ALL($3::uuid[])
		ORDER BY member_id
		LIMIT $4`, a.Network, topic, partedFrom(a), CircleAtMost+1)
	return members, err
}

// hersSQL is a circle t of the reader $2, in a space of $4, begun by nobody parted from her.
const hersSQL = `
		JOIN circle_members c ON c.network_id = t.network_id AND c.topic_id = t.id AND c.member_id = $2 AND c.accepted` + unreadJoin + `
		WHERE t.network_id = $1
		AND t.circle
		AND t.space_id = ANY($4::uuid[])
		AND t.author_id <> ALL($3::uuid[])`

func readCircles(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, spaces []string, after After, most int) (lines []Line, err error) {
	err = sqlx.SelectContext(ctx, q, &lines, `
		SELECT `+topicColumns+`, `+unreadColumns+`
		FROM topics t`+hersSQL+`
		AND (t.active_on, t.id) < ($5, $6::uuid)
		ORDER BY t.active_on DESC, t.id DESC
		LIMIT $7`, a.Network, a.Member, partedFrom(a), pq.Array(spaces), after.Day, after.ID, most)
	return lines, err
}

func readUnreadCircles(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, spaces []string, since time.Time, most int) (lines []Line, err error) {
	err = sqlx.SelectContext(ctx, q, &lines, `
		SELECT line.*
		FROM (
			SELECT `+topicColumns+`, `+unreadColumns+`
			FROM topics t`+hersSQL+`
			AND t.active_on >= $5
		) line
		WHERE line.unread > 0
		ORDER BY line.active_on DESC, line.id DESC
		LIMIT $6`, a.Network, a.Member, partedFrom(a), pq.Array(spaces), since, most)
	return lines, err
}

func deleteLapsed(ctx context.Context, db sqlx.ExecerContext, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM circle_members c
		USING topics t
		WHERE t.circle
		AND t.asked_until < $1
		AND c.network_id = t.network_id
		AND c.topic_id = t.id
		AND NOT c.accepted`, today)
	return err
}

// readFading reads the places of posts to be erased.
func readFading(ctx context.Context, q sqlx.QueryerContext, today time.Time, most int) (posts []Post, err error) {
	err = sqlx.SelectContext(ctx, q, &posts, `
		SELECT p.network_id, p.topic_id, p.number
		FROM topics t
		JOIN posts p ON p.network_id = t.network_id AND p.topic_id = t.id
		WHERE t.circle
		AND (NOT p.gone OR p.hidden)
		AND (t.fade_days > 0 AND p.written_on + t.fade_days <= $1
			OR NOT EXISTS (SELECT FROM circle_members c WHERE c.network_id = t.network_id AND c.topic_id = t.id))
		ORDER BY p.network_id, p.topic_id, p.number
		LIMIT $2`, today, most)
	return posts, err
}
