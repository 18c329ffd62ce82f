package forum

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"tinig/server/networks"
)

// Own is one of a member's own posts in a list of them, and where it stands, as she may read it now: without a title where
// she can't any more.
type Own struct {
	Post
	At Glimpse
}

// OwnAtOnce is how many of her own posts a list shows at once.
const OwnAtOnce = 20

// AfterOwn is where a list of one's own posts goes on. The zero value is the beginning.
type AfterOwn struct {
	Day    time.Time
	Topic  string
	Number int
}

// OwnPosts lists what the actor wrote and hasn't erased, wherever it stands, the newest day first.
func (f *Forum) OwnPosts(ctx context.Context, a networks.Actor, after AfterOwn) ([]Own, error) {
	if after.Topic == "" {
		after = AfterOwn{Day: f.today().AddDate(1, 0, 0), Topic: uuid.Max.String()}
	}
	posts, err := readOwnPosts(ctx, f.db, a, after)
	if err != nil {
		return nil, fmt.Errorf("reading the posts of %s: %w", a.Member, err)
	}
	places := make([]Place, len(posts))
	for i, p := range posts {
		places[i] = Place{p.Topic, p.Number}
	}
	at, err := f.Glimpses(ctx, a, places)
	if err != nil {
		return nil, err
	}
	own := make([]Own, len(posts))
	for i, p := range posts {
		own[i] = Own{p, at[places[i]]}
	}
	return own, nil
}

// OwnTranslations lists every translation that the actor wrote of something that still stands, for herself. An empty after is the beginning,
// then it is the last one's id; there are OwnAtOnce at a time.
func (f *Forum) OwnTranslations(ctx context.Context, a networks.Actor, after string) ([]Translation, error) {
	if after == "" {
		after = uuid.Nil.String()
	}
	list, err := readOwnTranslations(ctx, f.db, a, after)
	if err != nil {
		return nil, fmt.Errorf("reading the translations by %s: %w", a.Member, err)
	}
	return list, nil
}
