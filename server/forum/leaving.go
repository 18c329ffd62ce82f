package forum

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/realtime/stream"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// topicsSettledAtOnce is how many topics of one who has left are listed at once.
const topicsSettledAtOnce = 200

// Follow moves what a member has read, her drafts and the reactions that she gave to the member that she has become.
// Circles and answers to questions stay behind: others see there who she is.
func (f *Forum) Follow(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	for _, move := range []func(context.Context, *sqlx.Tx, string, string, string) error{moveReads, moveDrafts, moveReactions} {
		if err := move(ctx, tx, network, from, to); err != nil {
			return fmt.Errorf("moving what is %s's alone: %w", from, err)
		}
	}
	return nil
}

// Renamed tells the open pages of every topic in which a member wrote, or translated under her name, that her posts are
// drawn anew. Its events are those of an edit: a kind of their own would say, to whoever has the database, which posts are
// one member's.
func (f *Forum) Renamed(ctx context.Context, a networks.Actor) error {
	return f.eachTopicOf(ctx, a.Network, a.Member, func(tx *stream.Tx, topic string) ([]int, error) {
		return readNumbersOf(ctx, tx, a.Network, topic, a.Member)
	})
}

// Settle sees to what one who has left wrote, a topic at a time, each with its events: it is erased, or it becomes
// nobody's, among the words of all who ever left; so are her translations. What waits for a moderator is thrown away, her
// reactions are taken back, and she is in no circle any more. Settling twice is no harm.
func (f *Forum) Settle(ctx context.Context, d networks.Departed) error {
	if err := errors.Join(deleteHeldOf(ctx, f.db, d), deleteCirclesOf(ctx, f.db, d)); err != nil {
		return fmt.Errorf("settling what %s wrote: %w", d.Member, err)
	}
	nobody, err := f.networks.Nobody(ctx, d.Network)
	if err != nil {
		return err
	}
	if d.Words == networks.WordsErased {
		if err := f.eraseAll(ctx, d); err != nil {
			return err
		}
	}
	return f.eachTopicOf(ctx, d.Network, d.Member, func(tx *stream.Tx, topic string) ([]int, error) {
		return leaveTopic(ctx, tx.Tx, d, topic, nobody)
	})
}

// eraseAll erases every post as its author would, each by itself.
func (f *Forum) eraseAll(ctx context.Context, d networks.Departed) error {
	for {
		places, err := readPlacesOf(ctx, f.db, d)
		if err != nil {
			return fmt.Errorf("reading the posts of %s: %w", d.Member, err)
		}
		for _, at := range places {
			if err := f.erase(ctx, d.Network, at.Topic, at.Number, false); err != nil {
				return err
			}
		}
		if len(places) < fadingAtOnce {
			return nil
		}
	}
}

// leaveTopic leaves one topic and returns the numbers of the posts that are to be drawn anew. Posts come first, as when one
// is erased.
func leaveTopic(ctx context.Context, tx *sqlx.Tx, d networks.Departed, topic, nobody string) ([]int, error) {
	posts, err := leavePosts(ctx, tx, d, topic, nobody)
	if err != nil {
		return nil, err
	}
	told, err := leaveTranslations(ctx, tx, d, topic, nobody)
	if err != nil {
		return nil, err
	}
	supported, err := takeReactions(ctx, tx, d, topic)
	if err != nil {
		return nil, err
	}
	for _, number := range supported {
		if err := countReactions(ctx, tx, Post{Network: d.Network, Topic: topic, Number: number}); err != nil {
			return nil, err
		}
	}
	return slices.Concat(posts, told, supported), nil
}

// settleDeparted settles what those who have left wrote, where that was broken off, and lets go what is left of them.
func (f *Forum) settleDeparted(ctx context.Context) error {
	var last networks.Departed
	var failed error
	for {
		departed, err := f.networks.Departed(ctx, last)
		if err != nil {
			return errors.Join(failed, err)
		}
		for _, d := range departed {
			last = d
			if err := f.Settle(ctx, d); err != nil {
				failed = errors.Join(failed, err)
				continue
			}
			failed = errors.Join(failed, f.networks.Forget(ctx, d))
		}
		if len(departed) < networks.DepartedAtOnce {
			return failed
		}
	}
}

// eachTopicOf runs one change for every topic that holds something of a member's, each in its own transaction, so that no
// topic waits for another. The change returns the numbers of the posts that are to be drawn anew.
func (f *Forum) eachTopicOf(ctx context.Context, network, member string, change func(*stream.Tx, string) ([]int, error)) error {
	last := uuid.Nil.String()
	for {
		topics, err := readTopicsOf(ctx, f.db, network, member, last)
		if err != nil {
			return fmt.Errorf("reading the topics of %s: %w", member, err)
		}
		for _, topic := range topics {
			last = topic
			if err := f.inTopic(ctx, network, topic, change); err != nil {
				return fmt.Errorf("changing topic %s: %w", topic, err)
			}
		}
		if len(topics) < topicsSettledAtOnce {
			return nil
		}
	}
}

// inTopic runs the change under the topic's lock, and tells the inboxes that point to its posts, and those who read it.
func (f *Forum) inTopic(ctx context.Context, network, topic string, change func(*stream.Tx, string) ([]int, error)) error {
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := lockTopic(ctx, tx.Tx, network, topic); err != nil {
		return err
	}
	numbers, err := change(tx, topic)
	if err != nil {
		return err
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	if err := inbox.Redraw(ctx, tx, network, topic, numbers); err != nil {
		return err
	}
	for _, number := range numbers {
		if _, err := tx.Append(ctx, Channel(network, topic), Edited, strconv.Itoa(number)); err != nil {
			return err
		}
	}
	return tx.Commit()
}
