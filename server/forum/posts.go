package forum

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// EditDays is how long, in days after the day of writing, a post can be changed by its author.
const EditDays = 1

// Post is one post of a topic. A post that is gone keeps its number and its author's name and nothing else, but where it went
// when it is in another topic now, MovedTopic and MovedNumber, and whether it is gone because it was Faded or is Hidden.
// Quotes is the number of the post that it answers, 0 for none, in QuotesTopic where that is another topic than its own.
// Links says whether addresses in it are links, Welcomes whether reactions are welcome although it has a content note. Until the
// day ReopenedUntil its author can change it, because she was asked to.
type Post struct {
	Network     string    `db:"network_id"`
	Topic       string    `db:"topic_id"`
	Number      int       `db:"number"`
	Author      string    `db:"author_id"`
	Body        string    `db:"body"`
	Note        string    `db:"note"`
	Lang        string    `db:"lang"`
	Links       bool      `db:"links"`
	Quotes      int       `db:"quotes"`
	QuotesTopic string    `db:"quotes_topic"`
	Welcomes    bool      `db:"welcomes"`
	Reactions   Counts    `db:"reactions"`
	Gone        bool      `db:"gone"`
	Faded       bool      `db:"faded"`
	Hidden      bool      `db:"hidden"`
	MovedTopic  string    `db:"moved_topic"`
	MovedNumber int       `db:"moved_number"`
	Revision    int       `db:"revision"`
	WrittenOn   time.Time `db:"written_on"`
	Once        string    `db:"once"`

	ReopenedUntil sql.NullTime `db:"reopened_until"`
}

// Replied is what became of a reply: its number, or held, when it waits for a moderator.
type Replied struct {
	Number int
	Held   bool
}

func newPost(a networks.Actor, topic string, d Draft, today time.Time) Post {
	return Post{
		Network: a.Network, Topic: topic, Author: a.Member, Body: d.Body, Note: d.Note, Lang: d.Lang,
		Links: networks.Allow(a, networks.Link, nil) == nil, Quotes: d.Quotes, Welcomes: d.Welcomes, WrittenOn: today, Once: d.Once,
	}
}

// Reply posts in a topic. Sending the same draft twice posts once. A locked topic is refused.
//
// Whom it answers and whom it mentions is told, if she may read it and is not parted from the author; the author isn't told
// whether anybody was.
//
// Everything is checked first; then one statement locks the topic, checks the right to write once more, counts, inserts
// and appends the event, so that a busy topic is held for one round trip.
func (f *Forum) Reply(ctx context.Context, a networks.Actor, s Sealer, topicID string, d Draft) (Replied, error) {
	topic, space, err := f.topic(ctx, a, topicID, networks.Write)
	if err != nil {
		return Replied{}, err
	}
	if topic.Locked {
		return Replied{}, locales.Refuse(locales.Conflict, "forum.topic_locked")
	}
	if d, err = d.check(false); err != nil {
		return Replied{}, err
	}
	if err := d.toldOf(space); err != nil {
		return Replied{}, err
	}
	if d.Quotes < 0 || d.Quotes > topic.LastNumber {
		d.Quotes = 0
	}
	verdict, err := f.screen(ctx, a, d)
	if err != nil {
		return Replied{}, err
	}
	if unheld := networks.Allow(a, networks.PostUnheld, &space) == nil; !unheld || verdict.Hold && !topic.Circle {
		if topic.Circle { // a moderator who isn't in it would read it
			return Replied{}, locales.Refuse(locales.Conflict, "circles.resting")
		}
		if err := f.hold(ctx, a, heldPost(a, space, topicID, d, heldWhy(a, verdict), f.today()), space); err != nil {
			return Replied{}, err
		}
		return Replied{Held: true}, f.forgetDraft(ctx, a, s, topicID)
	}
	to, err := f.readers(ctx, nil, a, space.ID, d.Body)
	if err != nil {
		return Replied{}, err
	}
	post := newPost(a, topicID, d, f.today())
	if slowly := f.networks.Pace(ctx, f.db, a, topic.slowly()); slowly != nil {
		if replied, err := f.repliedBefore(ctx, a, s, post); err == nil {
			return replied, nil
		}
		return Replied{}, slowly
	}
	posted, err := f.post(ctx, nil, post, space.ID, s.Name(topicID), to)
	switch {
	case violates(err, "posts_once"):
		return f.repliedBefore(ctx, a, s, post)
	case errors.Is(err, errNoRow):
		return Replied{}, f.refusedSince(ctx, a, topic)
	case err != nil:
		return Replied{}, fmt.Errorf("posting in %s: %w", topicID, err)
	}
	f.wake(post, posted)
	return Replied{Number: posted.Number}, nil
}

// refusedSince says why a topic takes no reply that took one when it was read: it was locked or moved, the right to write was
// lost, or a circle isn't whole any more.
func (f *Forum) refusedSince(ctx context.Context, a networks.Actor, before Topic) error {
	topic, _, err := f.topic(ctx, a, before.ID, networks.Write)
	switch {
	case err != nil:
		return err
	case topic.Space != before.Space:
		return errAudience
	case topic.Circle && !topic.Locked:
		return locales.Refuse(locales.Conflict, "circles.resting")
	}
	return locales.Refuse(locales.Conflict, "forum.topic_locked")
}

// repliedBefore answers for a draft that was sent before as its first sending was answered.
func (f *Forum) repliedBefore(ctx context.Context, a networks.Actor, s Sealer, p Post) (Replied, error) {
	number, err := readNumberOfOnce(ctx, f.db, p)
	if err != nil {
		return Replied{}, fmt.Errorf("posting again in %s: %w", p.Topic, err)
	}
	return Replied{Number: number}, f.forgetDraft(ctx, a, s, p.Topic)
}

// Post reads one post of a topic that the actor may read, as it is now. One that is gone is refused like one that she may
// not read and one that never was.
func (f *Forum) Post(ctx context.Context, a networks.Actor, topicID string, number int) (Topic, Post, error) {
	topic, _, err := f.topic(ctx, a, topicID, networks.Read)
	if err != nil {
		return Topic{}, Post{}, err
	}
	post, err := readPost(ctx, f.db, a.Network, topicID, number)
	if err != nil {
		return Topic{}, Post{}, notFound(err, "forum.post_not_found", "reading a post of %s", topicID)
	}
	if post.Gone || parted(a, post.Author) {
		return Topic{}, Post{}, locales.Refuse(locales.NotFound, "forum.post_not_found")
	}
	return topic, post, nil
}

// Draw reads a post for drawing an event of its topic, on behalf of all who may follow the channel.
func (f *Forum) Draw(ctx context.Context, network, topic string, number int) (Post, error) {
	post, err := readPost(ctx, f.db, network, topic, number)
	if err != nil {
		return Post{}, notFound(err, "forum.post_not_found", "drawing a post of %s", topic)
	}
	return post, nil
}

// Editable says whether the actor may still change the post, which stands in this space.
func (f *Forum) Editable(a networks.Actor, in networks.Space, p Post) bool {
	return f.editable(a, in, p) == nil
}

func (f *Forum) editable(a networks.Actor, in networks.Space, p Post) error {
	switch {
	case p.Author != a.Member || p.Gone:
		return locales.Refuse(locales.Forbidden, "networks.not_allowed")
	case f.today().After(p.WrittenOn.AddDate(0, 0, EditDays)) && !(p.ReopenedUntil.Valid && !f.today().After(p.ReopenedUntil.Time)):
		return locales.Refuse(locales.Conflict, "forum.edit_too_late")
	case a.Held:
		return locales.Refuse(locales.Forbidden, "forum.edit_held")
	}
	return networks.Allow(a, networks.PostUnheld, &in)
}

// ErrEditedMeanwhile refuses an edit that began from words which have been replaced since: by its author too, from another
// device, for nobody else can.
var ErrEditedMeanwhile = locales.Refuse(locales.Conflict, "forum.edited_meanwhile")

// Edit changes a post of one's own within a day. The earlier version is kept for moderators. revision is the one she
// began from: when other words stand there since, it is ErrEditedMeanwhile and nothing is lost; when hers do, it is no
// harm. Where her words would wait for a moderator now, it is refused too: nobody would see the new ones first.
func (f *Forum) Edit(ctx context.Context, a networks.Actor, topicID string, number, revision int, d Draft) error {
	d, err := d.check(false)
	if err != nil {
		return err
	}
	_, space, err := f.topic(ctx, a, topicID, networks.Write)
	if err != nil {
		return err
	}
	if err := d.toldOf(space); err != nil {
		return err
	}
	if verdict, err := f.screen(ctx, a, d); err != nil {
		return err
	} else if verdict.Hold {
		return locales.Refuse(locales.Invalid, "screen.edit_waits")
	}
	err = f.change(ctx, a, topicID, number, Edited, func(tx *stream.Tx, p Post) (changed bool, err error) {
		if p.MovedTopic != "" && p.Author == a.Member {
			return false, &went{p.MovedTopic, p.MovedNumber}
		}
		if err := f.editable(a, space, p); err != nil {
			return false, err
		}
		switch {
		case p.Revision != revision && p.says(d):
			return false, nil
		case p.Revision != revision:
			return false, ErrEditedMeanwhile
		}
		if err := insertVersion(ctx, tx.Tx, p); err != nil {
			return false, err
		}
		p.Body, p.Note, p.Lang, p.Welcomes, p.Revision = d.Body, d.Note, d.Lang, d.Welcomes, p.Revision+1
		return true, updatePost(ctx, tx.Tx, p)
	})
	var to *went
	if errors.As(err, &to) { // to another topic, since she began
		return f.Edit(ctx, a, to.topic, to.number, revision, d)
	}
	return err
}

// says tells whether the post is what a draft would make it.
func (p Post) says(d Draft) bool {
	return p.Body == d.Body && p.Note == d.Note && p.Lang == d.Lang && p.Welcomes == d.Welcomes
}

// Erase takes one's own post away, at any time and wherever it stands, also where its author can't read any more: who is
// blocked by the one who began a topic must not lose her words to him. They, their earlier versions and their translations are gone from the
// database at once, and with a topic's first post its title. Erasing twice is no harm.
func (f *Forum) Erase(ctx context.Context, a networks.Actor, topicID string, number int) error {
	post, err := f.placeOf(ctx, a.Network, topicID, number)
	if err != nil {
		return err
	}
	if post.Author != a.Member {
		return f.refuseOthers(ctx, a, topicID, number)
	}
	return f.erase(ctx, a.Network, topicID, number, false)
}

// erase takes a post away, with all that belongs to it and, if it was a topic's first, the title; and wherever it went meanwhile.
// It takes the topic's lock first, as those do who carry posts elsewhere.
func (f *Forum) erase(ctx context.Context, network, topicID string, number int, faded bool) error {
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("erasing a post of %s: %w", topicID, err)
	}
	defer tx.Rollback()
	if _, err := lockTopic(ctx, tx.Tx, network, topicID); err != nil {
		return fmt.Errorf("erasing a post of %s: %w", topicID, err)
	}
	post, err := lockPost(ctx, tx.Tx, network, topicID, number)
	if err != nil {
		return notFound(err, "forum.post_not_found", "erasing a post of %s", topicID)
	}
	if post.MovedTopic != "" {
		tx.Rollback()
		return f.erase(ctx, network, post.MovedTopic, post.MovedNumber, faded)
	}
	if post.Gone && !post.Hidden {
		return nil
	}
	untitled, err := erasePost(ctx, tx.Tx, post, faded)
	if err != nil {
		return fmt.Errorf("erasing a post of %s: %w", topicID, err)
	}
	if err := inbox.Withdraw(ctx, tx, network, topicID, number); err != nil {
		return err
	}
	events := []telling{{Channel(network, topicID), Erased, strconv.Itoa(number)}}
	for _, topic := range untitled {
		events = append(events, telling{Channel(network, topic), Headed, headRef})
	}
	if err := tellAll(ctx, tx, events); err != nil {
		return fmt.Errorf("erasing a post of %s: %w", topicID, err)
	}
	return tx.Commit()
}

// erasePost returns the topics that lost their titles.
func erasePost(ctx context.Context, tx *sqlx.Tx, p Post, faded bool) (untitled []string, err error) {
	for _, forget := range []func(context.Context, *sqlx.Tx, Post) error{deleteVersions, deleteReactions, countReactions, deleteTranslations, deleteHidden} {
		if err := forget(ctx, tx, p); err != nil {
			return nil, err
		}
	}
	if untitled, err = eraseTitles(ctx, tx, p); err != nil {
		return nil, err
	}
	if err := deleteTitleTranslations(ctx, tx, p.Network, untitled); err != nil {
		return nil, err
	}
	p.Body, p.Note, p.Welcomes, p.Gone, p.Faded, p.Hidden, p.Revision = "", "", false, true, faded, false, p.Revision+1
	return untitled, updatePost(ctx, tx, p)
}

// refuseOthers refuses what only the author may do, in the way in which the actor may read the post.
func (f *Forum) refuseOthers(ctx context.Context, a networks.Actor, topicID string, number int) error {
	if _, _, err := f.Post(ctx, a, topicID, number); err != nil {
		return err
	}
	return locales.Refuse(locales.Forbidden, "networks.not_allowed")
}

// change runs one change of a post with its event. What changes nothing is no event.
func (f *Forum) change(ctx context.Context, a networks.Actor, topicID string, number int, kind string,
	change func(*stream.Tx, Post) (changed bool, err error)) error {
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("changing a post of %s: %w", topicID, err)
	}
	defer tx.Rollback()
	post, err := lockPost(ctx, tx.Tx, a.Network, topicID, number)
	if err != nil {
		return notFound(err, "forum.post_not_found", "changing a post of %s", topicID)
	}
	changed, err := change(tx, post)
	if err != nil {
		return fmt.Errorf("changing a post of %s: %w", topicID, err)
	}
	if !changed {
		return nil
	}
	if _, err := tx.Append(ctx, Channel(a.Network, topicID), kind, strconv.Itoa(number)); err != nil {
		return fmt.Errorf("changing a post of %s: %w", topicID, err)
	}
	return tx.Commit()
}

// Versions lists the earlier versions of a post for moderators, the oldest first.
func (f *Forum) Versions(ctx context.Context, a networks.Actor, topicID string, number int) ([]Post, error) {
	if _, _, err := f.topic(ctx, a, topicID, networks.ReadVersions); err != nil {
		return nil, err
	}
	versions, err := readVersions(ctx, f.db, a.Network, topicID, number)
	if err != nil {
		return nil, fmt.Errorf("reading the versions of a post of %s: %w", topicID, err)
	}
	return versions, nil
}

func parted(a networks.Actor, author string) bool { return slices.Contains(a.Parted, author) }
