package forum

import (
	"context"
	"database/sql"
	"fmt"

	"tinig/realtime/stream"
	"tinig/server/networks"
)

// PostsAtOnce is how many posts a page of a topic shows.
const PostsAtOnce = 50

// Reading is one page of a topic for one reader. Head is the channel's position in the page's own snapshot: the
// page and the events after Head make the fresh page. FirstUnread is 0 when she has read it all.
type Reading struct {
	Topic       Topic
	Space       networks.Space
	Posts       []Post
	Head        stream.Position
	Unread      int
	FirstUnread int
	From        int // the number that this page begins at
}

// AtEnd says whether the page shows the newest post.
func (r Reading) AtEnd() bool { return r.From+PostsAtOnce > r.Topic.LastNumber }

// Read returns the page of a topic that begins at number from; 0 means where she goes on: at her first unread post,
// or, when she has read it all, at the last page. Posts by those parted from her are left out.
func (f *Forum) Read(ctx context.Context, a networks.Actor, topicID string, from int) (Reading, error) {
	r, err := f.snapshot(ctx, a, topicID, from)
	if err != nil {
		return Reading{}, err
	}
	if r.Space, err = f.spaceOf(ctx, a, r.Topic, networks.Read); err != nil {
		return Reading{}, err
	}
	return r, nil
}

// snapshot reads all that must be of one moment.
func (f *Forum) snapshot(ctx context.Context, a networks.Actor, topicID string, from int) (r Reading, err error) {
	tx, err := f.db.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return r, fmt.Errorf("reading topic %s: %w", topicID, err)
	}
	defer tx.Rollback()
	line, err := readLine(ctx, tx.StmtxContext(ctx, f.hot.line), a, topicID)
	if err != nil {
		return r, notFound(err, "forum.topic_not_found", "reading topic %s", topicID)
	}
	r.Topic, r.Unread, r.FirstUnread, r.From = line.Topic, line.Unread, line.FirstUnread, pageStart(from, line)
	if r.Head, err = f.streams.Head(ctx, tx, Channel(a.Network, topicID)); err != nil {
		return r, fmt.Errorf("reading topic %s: %w", topicID, err)
	}
	if r.Posts, err = readPosts(ctx, tx.StmtxContext(ctx, f.hot.posts), a, topicID, r.From); err != nil {
		return r, fmt.Errorf("reading topic %s: %w", topicID, err)
	}
	return r, nil
}

func pageStart(from int, line Line) int {
	switch {
	case from > 0:
		return min(from, max(line.LastNumber, 1))
	case line.FirstUnread > 0:
		return line.FirstUnread
	default:
		return max(1, line.LastNumber-PostsAtOnce+1)
	}
}

// MarkRead adds the numbers of posts that were on her screen to what she has read. Numbers that aren't there are ignored.
func (f *Forum) MarkRead(ctx context.Context, a networks.Actor, topicID string, numbers []int) error {
	if len(numbers) == 0 {
		return nil
	}
	if _, _, err := f.topic(ctx, a, topicID, networks.Read); err != nil {
		return err
	}
	if err := markRead(ctx, f.db, a, topicID, numbers); err != nil {
		return fmt.Errorf("marking topic %s read: %w", topicID, err)
	}
	return nil
}

// MayFollow refuses a member who may not follow a topic's channel, exactly as Read would.
func (f *Forum) MayFollow(ctx context.Context, a networks.Actor, topicID string) error {
	_, err := f.Topic(ctx, a, topicID)
	return err
}
