package forum

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// TopicsAtOnce is how many topics a list shows at once.
const TopicsAtOnce = 30

// topicsLookedAt is among how many of a space's topics something unread is looked for.
const topicsLookedAt = 100

// titleGone is the title of a topic whose first post was erased: the sign for words left out.
const titleGone = "…"

// Topic is a conversation in a space. Note is its content note, "" for none; Lang is the language it was begun in.
type Topic struct {
	Network    string    `db:"network_id"`
	ID         string    `db:"id"`
	Space      string    `db:"space_id"`
	Author     string    `db:"author_id"`
	Title      string    `db:"title"`
	Note       string    `db:"note"`
	Lang       string    `db:"lang"`
	Locked     bool      `db:"locked"`
	LastNumber int       `db:"last_number"`
	ActiveOn   time.Time `db:"active_on"`
	Once       string    `db:"once"`
}

// TitleGone says whether its title was taken back, with its first post. Readers see words that say so in its place.
func (t Topic) TitleGone() bool { return t.Title == titleGone }

// Line is a topic in a list, with what one reader hasn't read: FirstUnread is 0 when she has read it all. Told is its title in
// her language once TellTitles was asked, "" for none.
type Line struct {
	Topic
	Unread      int    `db:"unread"`
	FirstUnread int    `db:"first_unread"`
	Told        string `db:"-"`
}

// After is where a list of topics goes on: after this day and id. The zero value is the beginning.
type After struct {
	Day time.Time
	ID  string
}

// Topics lists a space's topics, the last active day first. Those begun by somebody parted from the reader are left out.
func (f *Forum) Topics(ctx context.Context, a networks.Actor, space string, after After) ([]Line, error) {
	if _, err := f.networks.Space(ctx, a, space, networks.Read); err != nil {
		return nil, err
	}
	if after.ID == "" {
		after = After{Day: f.today().AddDate(1, 0, 0), ID: uuid.Max.String()}
	}
	lines, err := readTopics(ctx, f.db, a, space, after, TopicsAtOnce)
	if err != nil {
		return nil, fmt.Errorf("reading the topics of %s: %w", space, err)
	}
	return lines, nil
}

// Unread lists up to most topics of the given spaces, which the caller has found readable, that hold something unread,
// among the hundred of each that were active last, in the last thirty days. What she has muted is left out.
func (f *Forum) Unread(ctx context.Context, a networks.Actor, spaces []string, most int) ([]Line, error) {
	follows, err := inbox.Following(ctx, f.db, a.Network, a.Member)
	if err != nil {
		return nil, err
	}
	muted := follows.At(inbox.Muted)
	lines, err := readUnread(ctx, f.db, a, without(spaces, muted), muted, f.since(), most)
	if err != nil {
		return nil, fmt.Errorf("reading what %s hasn't read: %w", a.Member, err)
	}
	return lines, nil
}

// Started is what became of a new topic: its id, or held, when it waits for a moderator.
type Started struct {
	Topic string
	Held  bool
}

// Start begins a topic with its first post. Sending the same draft twice starts one topic.
func (f *Forum) Start(ctx context.Context, a networks.Actor, s Sealer, space string, d Draft) (Started, error) {
	room, err := f.networks.Space(ctx, a, space, networks.Write)
	if err != nil {
		return Started{}, err
	}
	if d, err = d.check(true); err != nil {
		return Started{}, err
	}
	d.Quotes = 0 // there is nothing yet to answer
	if networks.Allow(a, networks.PostUnheld, &room) != nil {
		if err := f.hold(ctx, a, heldPost(a, room, "", d, f.today())); err != nil {
			return Started{}, err
		}
		return Started{Held: true}, f.forgetDraft(ctx, a, s, space)
	}
	topic := Topic{Network: a.Network, ID: uuid.NewString(), Space: space, Author: a.Member,
		Title: d.Title, Note: d.Note, Lang: d.Lang, ActiveOn: f.today(), Once: d.Once}
	if topic.ID, err = f.start(ctx, a, topic, d, s.Name(space)); err != nil {
		return Started{}, err
	}
	return Started{Topic: topic.ID}, nil
}

func (f *Forum) start(ctx context.Context, a networks.Actor, topic Topic, d Draft, draft []byte) (string, error) {
	to, err := f.readers(ctx, f.db, a, topic.Space, d.Body)
	if err != nil {
		return "", err
	}
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return "", fmt.Errorf("starting topic %s: %w", topic.ID, err)
	}
	defer tx.Rollback()
	existing, err := insertTopic(ctx, tx.Tx, topic)
	if err != nil {
		return "", fmt.Errorf("starting topic %s: %w", topic.ID, err)
	}
	if existing != topic.ID {
		return existing, nil
	}
	post := newPost(a, topic.ID, d, f.today())
	posted, err := f.post(ctx, tx, post, draft, to)
	if errors.Is(err, errNoRow) { // the right to write was lost since it was read
		return "", locales.Refuse(locales.Forbidden, "networks.not_allowed")
	}
	if err != nil {
		return "", fmt.Errorf("starting topic %s: %w", topic.ID, err)
	}
	if err := tx.Commit(); err != nil {
		return "", fmt.Errorf("starting topic %s: %w", topic.ID, err)
	}
	f.wake(post, posted)
	return topic.ID, nil
}

// topic reads a topic and its space for act, and refuses like networks.Allow. A topic begun by somebody parted from
// the actor isn't there for her.
func (f *Forum) topic(ctx context.Context, a networks.Actor, id string, act networks.Act) (Topic, networks.Space, error) {
	topic, space, err := readTopic(ctx, f.hot.topic, a.Network, id)
	if err != nil {
		return Topic{}, networks.Space{}, notFound(err, "forum.topic_not_found", "reading topic %s", id)
	}
	return topic, space, allow(a, act, topic, space)
}

// Topic reads a topic that the actor may read, without its posts.
func (f *Forum) Topic(ctx context.Context, a networks.Actor, id string) (Topic, error) {
	topic, _, err := f.topic(ctx, a, id, networks.Read)
	return topic, err
}

// allow judges act in a topic's space. What the actor may not read isn't there, nor is a topic begun by somebody parted from her.
func allow(a networks.Actor, act networks.Act, topic Topic, space networks.Space) error {
	missing := locales.Refuse(locales.NotFound, "forum.topic_not_found")
	if parted(a, topic.Author) {
		return missing
	}
	err := networks.Allow(a, act, &space)
	if locales.IsKind(err, locales.NotFound) {
		return missing
	}
	return err
}
