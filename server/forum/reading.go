package forum

import (
	"context"
	"fmt"

	"tinig/realtime/stream"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// PostsAtOnce is how many posts a page of a topic shows.
const PostsAtOnce = 50

// Reading is one page of a topic for one reader. Head is the channel's position in the page's own snapshot: the
// page and the events after Head make the fresh page. FirstUnread is 0 when she has read it all. Waiting says that words
// of hers in this topic wait for a moderator or were given back.
type Reading struct {
	Topic       Topic
	Space       networks.Space
	Posts       []Post
	Head        stream.Position
	Unread      int
	FirstUnread int
	Waiting     bool
	From        int // the number that this page begins at
	draft       []byte
}

// AtEnd says whether the page shows the newest post.
func (r Reading) AtEnd() bool { return r.From+PostsAtOnce > r.Topic.LastNumber }

// Read returns the page of a topic that begins at number from; 0 means where she goes on: at her first unread post,
// or, when she has read it all, at the last page. Posts by those parted from her are left out.
func (f *Forum) Read(ctx context.Context, a networks.Actor, topicID string, from int) (Reading, error) {
	return f.read(ctx, a, topicID, from, nil)
}

// Open returns the page that Read returns, and the draft that she keeps for the topic: all for one question to the database.
func (f *Forum) Open(ctx context.Context, a networks.Actor, s Sealer, topicID string, from int) (Reading, Draft, error) {
	r, err := f.read(ctx, a, topicID, from, s.Name(topicID))
	if err != nil || r.draft == nil {
		return r, Draft{}, err
	}
	draft, err := openDraft(ctx, a, s, r.draft)
	return r, draft, err
}

func (f *Forum) read(ctx context.Context, a networks.Actor, topicID string, from int, draft []byte) (Reading, error) {
	r, err := readPage(ctx, f.hot.page, a, topicID, from, draft)
	if err != nil {
		return Reading{}, notFound(err, "forum.topic_not_found", "reading topic %s", topicID)
	}
	if err := allow(a, networks.Read, r.Topic, r.Space); err != nil {
		return Reading{}, err
	}
	return r, nil
}

// MarkRead adds the numbers of posts that were on her screen to what she has read, and with them what her inbox told her of
// those posts. Numbers that aren't there are ignored.
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
	return inbox.Reached(ctx, f.db, f.streams, a.Network, a.Member, topicID, numbers)
}

// MayFollow refuses a member who may not follow a topic's channel, exactly as Read would.
func (f *Forum) MayFollow(ctx context.Context, a networks.Actor, topicID string) error {
	_, err := f.Topic(ctx, a, topicID)
	return err
}
