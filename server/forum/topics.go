package forum

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

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
//
// MergedInto is the topic that its posts went to, MovingTo the space that its authors are asked to let it go to until
// MovingUntil; both are "" mostly. A circle is read by its members only; until AskedUntil those put into it may come in.
// Its posts are erased FadeDays after they were written, never when that is 0.
type Topic struct {
	Network     string       `db:"network_id"`
	ID          string       `db:"id"`
	Space       string       `db:"space_id"`
	Author      string       `db:"author_id"`
	Title       string       `db:"title"`
	Note        string       `db:"note"`
	Lang        string       `db:"lang"`
	Locked      bool         `db:"locked"`
	Slow        bool         `db:"slow"` // each member but staff writes once in ten minutes
	Pinned      bool         `db:"pinned"`
	MergedInto  string       `db:"merged_into"`
	MovingTo    string       `db:"moving_to"`
	MovingUntil sql.NullTime `db:"moving_until"`
	Circle      bool         `db:"circle"`
	AskedUntil  sql.NullTime `db:"asked_until"`
	FadeDays    int          `db:"fade_days"`
	LastNumber  int          `db:"last_number"`
	ActiveOn    time.Time    `db:"active_on"`
	Once        string       `db:"once"`
	Within      bool         `db:"-"` // InCircleSQL of whoever it was read for
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

// Topics lists a space's topics, the last active day first. Those begun by somebody parted from the reader are left out,
// and so are those that are listed elsewhere: see Pinned and Circles.
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
// among the hundred of each that were active last, in the last thirty days; her circles there too. What she has muted is
// left out.
func (f *Forum) Unread(ctx context.Context, a networks.Actor, spaces []string, most int) ([]Line, error) {
	follows, err := inbox.Following(ctx, f.db, a.Network, a.Member)
	if err != nil {
		return nil, err
	}
	muted, since := follows.At(inbox.Muted), f.since()
	spaces = without(spaces, muted)
	lines, err := readUnread(ctx, f.db, a, spaces, muted, since, most)
	if err != nil {
		return nil, fmt.Errorf("reading what %s hasn't read: %w", a.Member, err)
	}
	circles, err := readUnreadCircles(ctx, f.db, a, spaces, since, most)
	if err != nil {
		return nil, fmt.Errorf("reading what %s hasn't read in circles: %w", a.Member, err)
	}
	circles = slices.DeleteFunc(circles, func(l Line) bool { return slices.Contains(muted, l.ID) })
	lines = append(lines, circles...)
	slices.SortStableFunc(lines, func(x, y Line) int { return y.ActiveOn.Compare(x.ActiveOn) })
	return lines[:min(most, len(lines))], nil
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
	if err := d.toldOf(room); err != nil {
		return Started{}, err
	}
	verdict, err := f.screen(ctx, a, d)
	if err != nil {
		return Started{}, err
	}
	if d.Circle {
		return f.startCircle(ctx, a, s, room, d)
	}
	if verdict.Hold || networks.Allow(a, networks.PostUnheld, &room) != nil {
		if err := f.hold(ctx, a, heldPost(a, room, "", d, heldWhy(a, verdict), f.today()), room); err != nil {
			return Started{}, err
		}
		return Started{Held: true}, f.forgetDraft(ctx, a, s, space)
	}
	id, err := f.start(ctx, a, f.newTopic(a, space, d), nil, room, d, s.Name(space))
	return Started{Topic: id}, err
}

// slowly is a slow topic's id, and "" of any other.
func (t Topic) slowly() string {
	if t.Slow {
		return t.ID
	}
	return ""
}

func (f *Forum) newTopic(a networks.Actor, space string, d Draft) Topic {
	return Topic{Network: a.Network, ID: uuid.NewString(), Space: space, Author: a.Member,
		Title: d.Title, Note: d.Note, Lang: d.Lang, ActiveOn: f.today(), Once: d.Once}
}

// start begins a topic; asked are those who are to be in its circle, if it is one.
func (f *Forum) start(ctx context.Context, a networks.Actor, topic Topic, asked []string, room networks.Space, d Draft, draft []byte) (string, error) {
	to, err := f.readers(ctx, nil, a, room.ID, d.Body)
	if err != nil {
		return "", err
	}
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return "", fmt.Errorf("starting topic %s: %w", topic.ID, err)
	}
	defer tx.Rollback()
	if err := f.keepReaders(ctx, tx.Tx, room); err != nil {
		return "", err
	}
	existing, err := insertTopic(ctx, tx.Tx, topic)
	if err != nil {
		return "", fmt.Errorf("starting topic %s: %w", topic.ID, err)
	}
	if existing != topic.ID {
		return existing, nil
	}
	if err := f.networks.Pace(ctx, tx.Tx, a, ""); err != nil {
		return "", err
	}
	if topic.Circle {
		if err := insertCircle(ctx, tx.Tx, topic, asked); err != nil {
			return "", fmt.Errorf("starting circle %s: %w", topic.ID, err)
		}
		if err := inbox.Tell(ctx, tx, f.invitationsTo(topic, asked)...); err != nil {
			return "", err
		}
	}
	post := newPost(a, topic.ID, d, f.today())
	posted, err := f.post(ctx, tx, post, room.ID, draft, to)
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

// keepReaders keeps who reads a space as it is until the transaction ends. It is errAudience when others read it by now.
func (f *Forum) keepReaders(ctx context.Context, tx *sqlx.Tx, room networks.Space) error {
	now, err := f.networks.HoldSpace(ctx, tx, room.Network, room.ID)
	if err != nil {
		return err
	}
	if now.Audience() != room.Audience() {
		return errAudience
	}
	return nil
}

// DrawHead reads a topic for drawing its head, on behalf of all who may follow the channel.
func (f *Forum) DrawHead(ctx context.Context, network, id string) (Topic, error) {
	topic, _, err := readTopic(ctx, f.hot.topic, network, uuid.Nil.String(), id)
	if err != nil {
		return Topic{}, notFound(err, "forum.topic_not_found", "drawing topic %s", id)
	}
	return topic, nil
}

// topic reads a topic and its space for act, and refuses like networks.Allow. A topic begun by somebody parted from
// the actor isn't there for her.
func (f *Forum) topic(ctx context.Context, a networks.Actor, id string, act networks.Act) (Topic, networks.Space, error) {
	topic, space, err := readTopic(ctx, f.hot.topic, a.Network, a.Member, id)
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

// allow judges act in a topic's space. What the actor may not read isn't there, nor is a topic begun by somebody parted from
// her, nor a circle that she isn't in.
func allow(a networks.Actor, act networks.Act, topic Topic, space networks.Space) error {
	missing := locales.Refuse(locales.NotFound, "forum.topic_not_found")
	if parted(a, topic.Author) {
		return missing
	}
	if !topic.Within {
		return missing
	}
	err := networks.Allow(a, act, &space)
	if locales.IsKind(err, locales.NotFound) {
		return missing
	}
	return err
}
