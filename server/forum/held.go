package forum

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/moderation"
	"tinig/server/networks"
)

// HeldPost is a post, or a topic with its first post, that waits for a moderator. Topic is "" for a new topic, which has a Title.
// Returned is the moderator's reason when it was given back to its author; then only she sees it.
type HeldPost struct {
	Network   string    `db:"network_id"`
	ID        string    `db:"id"`
	Space     string    `db:"space_id"`
	Topic     string    `db:"topic_id"`
	Title     string    `db:"title"`
	Author    string    `db:"author_id"`
	Body      string    `db:"body"`
	Note      string    `db:"note"`
	Lang      string    `db:"lang"`
	Quotes    int       `db:"quotes"`
	Welcomes  bool      `db:"welcomes"`
	Returned  string    `db:"returned"`
	WrittenOn time.Time `db:"written_on"`
	Once      string    `db:"once"`
	Why       HeldWhy   `db:"why"`
	Mine      bool      `db:"mine"`  // the moderator who asks has taken it
	Taken     bool      `db:"taken"` // another one has
}

// HeldWhy is why words wait.
type HeldWhy string

// The reasons: the first words of somebody new, a space where everybody's wait, a phrase that is watched for, and what could lead to
// somebody under 18.
const (
	HeldNew     HeldWhy = "new"
	HeldSpace   HeldWhy = "space"
	HeldWatched HeldWhy = "watched"
	HeldDetails HeldWhy = "details"
)

func heldWhy(a networks.Actor, verdict moderation.Verdict) HeldWhy {
	switch {
	case verdict.Watched:
		return HeldWatched
	case verdict.Hold:
		return HeldDetails
	case a.Held:
		return HeldNew
	}
	return HeldSpace
}

func heldPost(a networks.Actor, space networks.Space, topic string, d Draft, why HeldWhy, today time.Time) HeldPost {
	title := d.Title
	if topic != "" {
		title = ""
	}
	return HeldPost{
		Network: a.Network, ID: uuid.NewString(), Space: space.ID, Topic: topic, Title: title, Author: a.Member,
		Body: d.Body, Note: d.Note, Lang: d.Lang, Quotes: d.Quotes, Welcomes: d.Welcomes, WrittenOn: today, Once: d.Once, Why: why,
	}
}

// mostWaiting is how many posts of one member may wait for a moderator at a time.
const mostWaiting = 10

// hold lets words wait in a space that is read by those whom it says, unless too many of hers do. What waits or was released
// already is held once, however full it is.
func (f *Forum) hold(ctx context.Context, a networks.Actor, h HeldPost, in networks.Space) error {
	tx, err := f.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("holding a post of %s: %w", a.Member, err)
	}
	defer tx.Rollback()
	if err := f.keepReaders(ctx, tx, in); err != nil {
		return err
	}
	waiting, err := holdCounted(ctx, tx, h)
	if err != nil {
		return fmt.Errorf("holding a post of %s: %w", a.Member, err)
	}
	if waiting > mostWaiting {
		return locales.Refuse(locales.TooMany, "forum.waiting_full", "Most", mostWaiting)
	}
	if a.Standing == networks.Newcomer {
		came, err := countNewcomersHeld(ctx, tx, h)
		if err != nil {
			return fmt.Errorf("holding a post of %s: %w", a.Member, err)
		}
		if err := f.networks.Brake(ctx, tx, h.Network, came); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// OwnHeld lists the actor's own words that wait or were given back.
func (f *Forum) OwnHeld(ctx context.Context, a networks.Actor) ([]HeldPost, error) {
	held, err := readOwnHeld(ctx, f.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading what is held of %s: %w", a.Member, err)
	}
	return held, nil
}

// Release posts what was held, with a number and a day of now, counts down its author's held posts, and tells her and whom
// she answered or mentioned. What doesn't wait any more is refused, and so are what another moderator has taken and one's own words.
func (f *Forum) Release(ctx context.Context, a networks.Actor, id string) error {
	return f.decide(ctx, a, id, "held.released", func(tx *stream.Tx, h HeldPost) error {
		if err := takeHeld(ctx, tx.Tx, h, a.Member, f.now()); err != nil {
			return notFound(err, "forum.held_not_found", "taking held post %s", id)
		}
		return f.networks.Released(ctx, tx.Tx, h.Network, h.Author)
	}, f.release)
}

// release posts what was held: the topic, if it opens one, and the post.
func (f *Forum) release(ctx context.Context, tx *stream.Tx, h HeldPost, author networks.Actor) (wake func(), err error) {
	if h.Topic == "" {
		if h.Topic, err = insertTopic(ctx, tx.Tx, Topic{
			Network: h.Network, ID: uuid.NewString(), Space: h.Space, Author: h.Author,
			Title: h.Title, Note: h.Note, Lang: h.Lang, ActiveOn: f.today(), Once: h.Once,
		}); err != nil { // a space in which words are held is never opened to more
			return nil, err
		}
	}
	post := newPost(author, h.Topic, Draft{Body: h.Body, Note: h.Note, Lang: h.Lang, Quotes: h.Quotes, Welcomes: h.Welcomes, Once: h.Once}, f.today())
	to, err := f.readers(ctx, tx.Tx, author, h.Space, h.Body)
	if err != nil {
		return nil, err
	}
	to.add(inbox.Released, h.Author)
	posted, err := f.post(ctx, tx, post, h.Space, nil, to)
	if errors.Is(err, errNoRow) || violates(err, "posts_once") {
		return nil, locales.Refuse(locales.Conflict, "forum.release_not_possible")
	}
	if err != nil {
		return nil, err
	}
	return func() { f.wake(post, posted) }, nil
}

// Return gives a held post back to its author with a reason. She can read it, take her words and write again.
func (f *Forum) Return(ctx context.Context, a networks.Actor, id, reason string) error {
	reason = clean(reason)
	if reason == "" || utf8.RuneCountInString(reason) > 500 {
		return locales.Refuse(locales.Invalid, "forum.reason_needed")
	}
	return f.decide(ctx, a, id, "held.returned", func(tx *stream.Tx, h HeldPost) error {
		if err := returnHeld(ctx, tx.Tx, h, a.Member, reason, f.today(), f.now()); err != nil {
			return notFound(err, "forum.held_not_found", "returning held post %s", id)
		}
		return nil
	}, f.tellReturned)
}

// tellReturned posts nothing.
func (f *Forum) tellReturned(ctx context.Context, tx *stream.Tx, h HeldPost, _ networks.Actor) (wake func(), err error) {
	notice := inbox.Notice{Network: h.Network, Member: h.Author, Kind: inbox.Returned, Day: f.today()}
	return func() {}, inbox.Tell(ctx, tx, notice)
}

// Discard lets an author forget her own held post.
func (f *Forum) Discard(ctx context.Context, a networks.Actor, id string) error {
	if err := deleteOwnHeld(ctx, f.db, a, id); err != nil {
		return fmt.Errorf("discarding held post %s: %w", id, err)
	}
	return nil
}

// decide runs one moderator's decision about a held post: what settles it, its record, and what posts it. They lock in
// this order, author, audit chain, topic, as everybody does, or two could wait for each other.
func (f *Forum) decide(ctx context.Context, a networks.Actor, id string, act audit.Act,
	settle func(*stream.Tx, HeldPost) error,
	post func(context.Context, *stream.Tx, HeldPost, networks.Actor) (wake func(), err error)) error {
	held, err := f.reviewed(ctx, a, id)
	if err != nil {
		return err
	}
	if held.Taken {
		return errHeldTaken
	}
	author, err := f.networks.Follow(ctx, held.Network, held.Author)
	if err != nil {
		return err
	}
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("deciding on held post %s: %w", id, err)
	}
	defer tx.Rollback()
	if err := settle(tx, held); err != nil {
		return fmt.Errorf("deciding on held post %s: %w", id, err)
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: id}); err != nil {
		return err
	}
	wake, err := post(ctx, tx, held, author)
	if err != nil {
		return fmt.Errorf("deciding on held post %s: %w", id, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("deciding on held post %s: %w", id, err)
	}
	wake()
	return nil
}
