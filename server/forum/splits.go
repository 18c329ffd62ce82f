package forum

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

// A post that goes to another topic gets its next number, with all that belongs to it: earlier versions, translations,
// reactions, and who has read it. What answered it, or what it answered, is found from the one topic in the other. In its
// place stays a mark that leads to it; the way on is walked as often as it went on.

// SplitAtMost is how many posts go into a topic of their own at once, MergeAtMost how many posts a topic may have whose
// posts all go to another.
const (
	SplitAtMost = PostsAtOnce
	MergeAtMost = 2000
)

// carried are posts that go from a topic to another, by their numbers there and here.
type carried struct {
	network, from, to string
	old, new          []int
}

// went says where a post is that isn't where it was.
type went struct {
	topic  string
	number int
}

func (w *went) Error() string { return fmt.Sprintf("the post went to %s as %d", w.topic, w.number) }

// Split puts posts of a topic, but not its first, into a topic of their own in the same space, and returns its id. Sending
// the same form twice splits once.
func (f *Forum) Split(ctx context.Context, a networks.Actor, topicID string, numbers []int, title, note string, c Care) (string, error) {
	d := Draft{Title: clean(title), Note: clean(note)}
	if err := checkTitle(d.Title); err != nil {
		return "", err
	}
	if err := checkNote(d.Note); err != nil {
		return "", err
	}
	numbers = slices.Compact(slices.Sorted(slices.Values(numbers)))
	if len(numbers) == 0 || len(numbers) > SplitAtMost || numbers[0] < 2 {
		return "", locales.Refuse(locales.Invalid, "care.choose_posts", "Most", SplitAtMost)
	}
	err := f.care(ctx, a, topicID, "split", c, func(run *careRun) error { return f.split(ctx, run, numbers, d) })
	if err != nil {
		return "", err
	}
	act, err := readActOfOnce(ctx, f.db, a.Network, c.Once)
	if err != nil {
		return "", fmt.Errorf("splitting %s: %w", topicID, err)
	}
	return act.Other, nil
}

func (f *Forum) split(ctx context.Context, run *careRun, numbers []int, d Draft) error {
	switch _, err := readActOfOnce(ctx, run.Tx.Tx, run.topic.Network, run.act.Once); {
	case err == nil: // the form was sent before
		return errNothing
	case !errors.Is(err, errNoRow):
		return err
	}
	if err := run.topic.movable(); err != nil {
		return err
	}
	posts, err := readCarriable(ctx, run.Tx.Tx, run.topic, numbers)
	if err != nil {
		return err
	}
	if len(posts) == 0 {
		return locales.Refuse(locales.Invalid, "care.choose_posts", "Most", SplitAtMost)
	}
	begun := Topic{Network: run.topic.Network, ID: uuid.NewString(), Space: run.topic.Space, Author: posts[0].Author, Title: d.Title,
		Note: d.Note, Lang: run.act.Lang, ActiveOn: posts[0].WrittenOn, Once: uuid.NewString()}
	if _, err := insertTopic(ctx, run.Tx.Tx, begun); err != nil {
		return err
	}
	if err := carry(ctx, run.Tx, carrying(run.topic, begun, posts)); err != nil {
		return err
	}
	run.act.Other = begun.ID
	for _, post := range posts {
		run.tell = append(run.tell, telling{Channel(run.topic.Network, run.topic.ID), Edited, strconv.Itoa(post.Number)})
	}
	return run.trace(ctx, begun.ID, "begun")
}

// trace leaves the other topic's part of what was done.
func (run *careRun) trace(ctx context.Context, topic, act string) error {
	theirs := run.act
	theirs.Topic, theirs.Act, theirs.Other, theirs.Once = topic, act, run.topic.ID, uuid.NewString()
	return insertAct(ctx, run.Tx.Tx, theirs)
}

// Merge appends a topic's posts to another one, and closes it with a sign to there. Nobody may read there who couldn't read
// here: else its authors are asked first, by a move.
func (f *Forum) Merge(ctx context.Context, a networks.Actor, topicID, intoID string, c Care) error {
	if _, _, err := f.topic(ctx, a, topicID, networks.CareTopic); err != nil {
		return err
	}
	into, _, err := f.topic(ctx, a, intoID, networks.CareTopic)
	if err != nil {
		return err
	}
	if into.ID == topicID {
		return locales.Refuse(locales.Invalid, "care.same_topic")
	}
	return f.care(ctx, a, topicID, "merged", c, func(run *careRun) error { return f.merge(ctx, run, into) })
}

func (f *Forum) merge(ctx context.Context, run *careRun, into Topic) error {
	into, err := f.mergeable(ctx, run, into)
	if err != nil {
		return err
	}
	posts, err := readCarriable(ctx, run.Tx.Tx, run.topic, nil)
	if err != nil {
		return err
	}
	if len(posts) > MergeAtMost {
		return locales.Refuse(locales.Conflict, "care.too_long", "Most", MergeAtMost)
	}
	c := carrying(run.topic, into, posts)
	if err := carry(ctx, run.Tx, c); err != nil {
		return err
	}
	if err := carryHeld(ctx, run.Tx.Tx, c, into.Space); err != nil {
		return err
	}
	if err := closeInto(ctx, run.Tx.Tx, run.topic, into); err != nil {
		return err
	}
	run.act.Other = into.ID
	for _, topic := range []string{run.topic.ID, into.ID} {
		run.tell = append(run.tell, telling{Channel(run.topic.Network, topic), Moved, headRef})
	}
	return run.trace(ctx, into.ID, "joined")
}

// mergeable locks the topic that posts are to go to, and both spaces. No two merges wait for each other: each holds the
// network's audit chain.
func (f *Forum) mergeable(ctx context.Context, run *careRun, into Topic) (Topic, error) {
	now, err := lockTopic(ctx, run.Tx.Tx, into.Network, into.ID)
	if err != nil {
		return now, err
	}
	for _, t := range []Topic{run.topic, now} {
		if err := t.movable(); err != nil {
			return now, err
		}
	}
	from, to, err := f.holdBoth(ctx, run, run.topic.Space, now.Space)
	switch {
	case err != nil:
		return now, err
	case now.Space != into.Space:
		return now, locales.Refuse(locales.Conflict, "care.changed")
	case !from.LetsGoTo(to):
		return now, errSensitive
	case !networks.Contains(from, to):
		return now, locales.Refuse(locales.Conflict, "care.wider")
	}
	return now, nil
}

// carrying numbers posts after the last of the topic that they go to.
func carrying(from, to Topic, posts []Post) carried {
	c := carried{network: from.Network, from: from.ID, to: to.ID}
	for i, post := range posts {
		c.old, c.new = append(c.old, post.Number), append(c.new, to.LastNumber+1+i)
	}
	return c
}

// Went says where a post of a topic is now that went to another one, however often, as far as the actor may read. It is ""
// when it went nowhere, or isn't there for her.
func (f *Forum) Went(ctx context.Context, a networks.Actor, topicID string, number int) (topic string, at int, err error) {
	for {
		if _, _, err := f.topic(ctx, a, topicID, networks.Read); err != nil {
			return "", 0, err
		}
		post, err := f.placeOf(ctx, a.Network, topicID, number)
		if err != nil || parted(a, post.Author) || post.MovedTopic == "" {
			return topic, at, err
		}
		topic, at = post.MovedTopic, post.MovedNumber
		topicID, number = topic, at
	}
}

// placeOf reads a post for where it went; one that isn't there went nowhere.
func (f *Forum) placeOf(ctx context.Context, network, topic string, number int) (Post, error) {
	post, err := readPost(ctx, f.db, network, topic, number)
	if err != nil && !errors.Is(err, errNoRow) {
		return Post{}, fmt.Errorf("reading a post of %s: %w", topic, err)
	}
	return post, nil
}
