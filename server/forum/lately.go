package forum

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

// How many topics Lately looks at, and how many posts of each.
const (
	latelyTopics = 200
	latelyEach   = 10
)

// Lately are posts of the last days that the actor may read, from the topics in which somebody wrote last. None is of a circle.
func (f *Forum) Lately(ctx context.Context, a networks.Actor) ([]Post, error) {
	spaces, err := f.readable(ctx, a)
	if err != nil {
		return nil, err
	}
	var posts []Post
	err = sqlx.SelectContext(ctx, f.db, &posts, latelySQL, a.Network, pq.Array(spaces), partedFrom(a), f.since(), latelyTopics, latelyEach)
	if err != nil {
		return nil, fmt.Errorf("reading what was written lately in %s: %w", a.Network, err)
	}
	return posts, nil
}

const latelySQL = `
		SELECT p.*
		FROM (
			SELECT id, active_on
			FROM topics
			WHERE network_id = $1
			AND space_id = ANY($2::uuid[])
			AND active_on >= $4
			AND NOT circle
			ORDER BY active_on DESC, id DESC
			LIMIT $5
		) t
		CROSS JOIN LATERAL (
			SELECT ` + postColumns + `
			FROM posts p
			WHERE p.network_id = $1
			AND p.topic_id = t.id
			AND p.written_on >= $4
			AND p.author_id <> ALL($3::uuid[])
			AND NOT p.gone
			ORDER BY p.number DESC
			LIMIT $6
		) p
		ORDER BY t.active_on DESC, t.id DESC, p.number DESC`
