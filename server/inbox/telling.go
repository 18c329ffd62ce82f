package inbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jmoiron/sqlx"

	"tinig/realtime/stream"
)

// Tell adds notices about their members themselves, within the transaction of what they tell of. Each gets its number
// here. It comes after every other change, and before events of channels that sort after "inbox/".
func Tell(ctx context.Context, tx *stream.Tx, notices ...Notice) error {
	slices.SortStableFunc(notices, func(a, b Notice) int { return cmp.Compare(Channel(a.Network, a.Member), Channel(b.Network, b.Member)) })
	for _, n := range notices {
		number, err := tx.Append(ctx, Channel(n.Network, n.Member), Noticed, "")
		if err != nil {
			return fmt.Errorf("telling %s: %w", n.Member, err)
		}
		n.Number = int(number)
		if err := insertNotice(ctx, tx.Tx, n); err != nil {
			return fmt.Errorf("telling %s: %w", n.Member, err)
		}
	}
	return nil
}

// Withdraw takes back every notice of a post, within the transaction that erases it, and tells the inboxes it was in.
// It comes where Tell would.
func Withdraw(ctx context.Context, tx *stream.Tx, network, topic string, post int) error {
	gone, err := deleteOfPost(ctx, tx.Tx, network, topic, post)
	if err != nil {
		return fmt.Errorf("withdrawing the notices of a post of %s: %w", topic, err)
	}
	for _, n := range gone {
		if _, err := tx.Append(ctx, Channel(network, n.Member), Gone, strconv.Itoa(n.Number)); err != nil {
			return fmt.Errorf("withdrawing the notices of a post of %s: %w", topic, err)
		}
	}
	return nil
}

// Carry takes the notices of posts along that went from one topic to another, in the order of their numbers there and here,
// within the transaction that moves them, and tells the inboxes they are in. It comes where Tell would.
func Carry(ctx context.Context, tx *stream.Tx, network, from, to string, old, new []int) error {
	moved, err := carryOfPosts(ctx, tx.Tx, network, from, to, old, new)
	if err != nil {
		return fmt.Errorf("taking notices of posts along to %s: %w", to, err)
	}
	for _, n := range moved {
		if _, err := tx.Append(ctx, Channel(network, n.Member), Moved, strconv.Itoa(n.Number)); err != nil {
			return fmt.Errorf("taking notices of posts along to %s: %w", to, err)
		}
	}
	return nil
}

// Redraw has the open inboxes that hold a notice of one of these posts of a topic drawn anew, within the transaction that
// changes how its author is called. It comes where Tell would.
func Redraw(ctx context.Context, tx *stream.Tx, network, topic string, posts []int) error {
	members, err := readHolders(ctx, tx, network, topic, posts)
	if err != nil {
		return fmt.Errorf("redrawing the notices of posts of %s: %w", topic, err)
	}
	for _, member := range members {
		if _, err := tx.Append(ctx, Channel(network, member), Read, ""); err != nil {
			return fmt.Errorf("redrawing the notices of posts of %s: %w", topic, err)
		}
	}
	return nil
}

// Answered takes back the notice of a day that asked a member something, within the transaction in which she answers, and
// tells her inbox. Of several of one kind and day, which all say the same, it is the first. It comes where Tell would.
func Answered(ctx context.Context, tx *stream.Tx, asked Notice) error {
	number, err := deleteAnswered(ctx, tx.Tx, asked)
	if err != nil {
		return fmt.Errorf("taking back what %s was asked: %w", asked.Member, err)
	}
	if number == 0 {
		return nil
	}
	if _, err := tx.Append(ctx, Channel(asked.Network, asked.Member), Gone, strconv.Itoa(number)); err != nil {
		return fmt.Errorf("taking back what %s was asked: %w", asked.Member, err)
	}
	return nil
}

// Follow moves the levels that a member has set to the member that she becomes. Her notices stay behind: they have their
// numbers from her inbox's channel.
func (i *Inbox) Follow(ctx context.Context, tx *sqlx.Tx, network, from, to string) error {
	if err := moveFollows(ctx, tx, network, from, to); err != nil {
		return fmt.Errorf("moving the levels of %s: %w", from, err)
	}
	return nil
}

// Reached marks her notices of posts that she has come to as read.
func Reached(ctx context.Context, db sqlx.QueryerContext, streams *stream.Streams, network, member, topic string, posts []int) error {
	seq, err := markReached(ctx, db, network, member, topic, posts)
	return wakeAfter(streams, network, member, seq, err)
}

// wakeAfter wakes her inbox's channel when it came to a number, 0 for not at all.
func wakeAfter(streams *stream.Streams, network, member string, seq int64, err error) error {
	if err != nil {
		return fmt.Errorf("marking notices of %s read: %w", member, err)
	}
	if seq > 0 {
		streams.Wake(Channel(network, member), seq)
	}
	return nil
}
