package forum

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Reaction is a sign of support that a member gives to a post, without a word and without her name.
type Reaction string

// The reactions: there are no others, and none that could hurt.
const (
	WithYou  Reaction = "with_you"
	ThankYou Reaction = "thank_you"
	Strength Reaction = "strength"
	Heard    Reaction = "heard"
)

// Reactions are all of them, in the order in which they are shown.
var Reactions = [...]Reaction{WithYou, ThankYou, Strength, Heard}

// Counts says how many members gave each of the Reactions, in their order. Who they are is nobody's to read.
type Counts [len(Reactions)]int

// Scan reads counts as PostgreSQL keeps them, an array in the order of Reactions.
func (c *Counts) Scan(src any) error {
	var numbers pq.Int64Array
	if err := numbers.Scan(src); err != nil {
		return err
	}
	*c = Counts{}
	for i := range min(len(c), len(numbers)) {
		c[i] = int(numbers[i])
	}
	return nil
}

// TakesReactions says whether reactions are given to the post and shown on it: not where words are hard to read, unless
// their author welcomes it.
func (p Post) TakesReactions() bool { return !p.Gone && (p.Note == "" || p.Welcomes) }

// React gives a post a reaction of the actor's. Giving it twice is no harm. Refused are her own posts, those that take
// none, and any in a closed topic; a post that is gone or not hers to read isn't there.
func (f *Forum) React(ctx context.Context, a networks.Actor, topicID string, number int, r Reaction) error {
	if !slices.Contains(Reactions[:], r) {
		return locales.Refuse(locales.Invalid, "reaction.unknown")
	}
	topic, _, err := f.topic(ctx, a, topicID, networks.React)
	if err != nil {
		return err
	}
	if topic.Locked {
		return locales.Refuse(locales.Conflict, "reaction.topic_locked")
	}
	return f.change(ctx, a, topicID, number, Reacted, func(tx *stream.Tx, p Post) (changed bool, err error) {
		switch {
		case p.Gone || parted(a, p.Author):
			return false, locales.Refuse(locales.NotFound, "forum.post_not_found")
		case p.Author == a.Member:
			return false, locales.Refuse(locales.Forbidden, "reaction.own")
		case !p.TakesReactions():
			return false, locales.Refuse(locales.Conflict, "reaction.not_welcome")
		}
		return counted(ctx, tx, p, insertReaction, a.Member, r)
	})
}

// Unreact takes a reaction of hers back, wherever it is. One that she hasn't given is no harm, where she may read.
func (f *Forum) Unreact(ctx context.Context, a networks.Actor, topicID string, number int, r Reaction) error {
	given := false
	err := f.change(ctx, a, topicID, number, Reacted, func(tx *stream.Tx, p Post) (changed bool, err error) {
		given, err = counted(ctx, tx, p, deleteReaction, a.Member, r)
		return given, err
	})
	if err == nil && !given {
		_, _, err = f.Post(ctx, a, topicID, number)
	}
	return err
}

// counted changes a member's reaction to a post that is locked, and the counts with it.
func counted(ctx context.Context, tx *stream.Tx, p Post,
	change func(context.Context, *sqlx.Tx, Post, string, Reaction) (bool, error), member string, r Reaction) (changed bool, err error) {
	if changed, err = change(ctx, tx.Tx, p, member, r); err != nil || !changed {
		return false, err
	}
	return true, countReactions(ctx, tx.Tx, p)
}

// Given are the reactions that the actor herself gave to a post.
func (f *Forum) Given(ctx context.Context, a networks.Actor, p Post) ([]Reaction, error) {
	given, err := readGiven(ctx, f.db, p, a.Member)
	if err != nil {
		return nil, fmt.Errorf("reading the reactions of %s: %w", a.Member, err)
	}
	return given, nil
}
