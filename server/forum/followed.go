package forum

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/inbox"
	"tinig/server/networks"
)

// daysLookedAt is how far back something unread is looked for.
const daysLookedAt = 30

func (f *Forum) since() time.Time { return f.today().AddDate(0, 0, -daysLookedAt) }

// Followed lists up to most topics with something unread that she wants to be told everything of: topics by themselves,
// and those of spaces, as Unread looks at them. It is asked for when she reads her inbox, so that posting costs nothing for
// each who follows.
func (f *Forum) Followed(ctx context.Context, a networks.Actor, most int) ([]Line, error) {
	follows, err := inbox.Following(ctx, f.db, a.Network, a.Member)
	places := follows.At(inbox.Everything)
	if err != nil || len(places) == 0 {
		return nil, err
	}
	readable, err := f.readable(ctx, a)
	if err != nil {
		return nil, err
	}
	lines, err := readFollowed(ctx, f.db, a, places, readable, f.since(), most)
	if err != nil {
		return nil, fmt.Errorf("reading what %s follows: %w", a.Member, err)
	}
	spaces := slices.DeleteFunc(readable, func(id string) bool { return !slices.Contains(places, id) })
	// A topic of such a space that has a level of its own goes by that.
	more, err := readUnread(ctx, f.db, a, spaces, slices.Concat(places, follows.At(inbox.Replies), follows.At(inbox.Muted)), f.since(), most)
	if err != nil {
		return nil, fmt.Errorf("reading what %s follows: %w", a.Member, err)
	}
	lines = append(lines, more...)
	slices.SortStableFunc(lines, func(x, y Line) int {
		return cmp.Or(y.ActiveOn.Compare(x.ActiveOn), cmp.Compare(y.ID, x.ID))
	})
	return lines[:min(len(lines), most)], nil
}

// without are the ids that aren't among others.
func without(ids, others []string) (left []string) {
	for _, id := range ids {
		if !slices.Contains(others, id) {
			left = append(left, id)
		}
	}
	return left
}

const followedSQL = `
		SELECT line.*
		FROM (
			SELECT ` + topicColumns + `, ` + unreadColumns + `
			FROM topics t` + unreadJoin + `
			WHERE t.network_id = $1
			AND t.id = ANY($4::uuid[])
			AND t.space_id = ANY($5::uuid[])
			AND t.active_on >= $6
			AND t.author_id <> ALL($3::uuid[])
			AND ` + InCircleSQL + `
		) line
		WHERE line.unread > 0
		ORDER BY line.active_on DESC, line.id DESC
		LIMIT $7`

func readFollowed(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, topics, spaces []string, since time.Time, most int) (lines []Line, err error) {
	err = sqlx.SelectContext(ctx, q, &lines, followedSQL, a.Network, a.Member, partedFrom(a), pq.Array(topics), pq.Array(spaces), since, most)
	return lines, err
}
