package inbox

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
)

// Level says what reaches a member from a space or a topic. A topic without one follows its space; a space without one
// tells Replies.
type Level string

// The levels. A muted place is left out of what is new to her and tells her nothing; she can still read it.
const (
	Everything Level = "everything" // its new posts stand on her inbox's page
	Replies    Level = "replies"    // replies to her and mentions of her
	Muted      Level = "muted"
)

// AllLevels lists the levels in the order in which they are shown.
var AllLevels = []Level{Everything, Replies, Muted}

// placesAtMost is how many places a member can have a level for.
const placesAtMost = 1000

// SetLevel sets what reaches her from a place: a space's or topic's id, which the caller has found readable. A level that
// there isn't is refused, and so is one for more places than a person can look after.
func (i *Inbox) SetLevel(ctx context.Context, network, member, place string, level Level) error {
	if level != Everything && level != Replies && level != Muted {
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	set, err := upsertLevel(ctx, i.db, network, member, place, level)
	if err != nil {
		return fmt.Errorf("setting a level of %s: %w", member, err)
	}
	if !set {
		return locales.Refuse(locales.TooMany, "inbox.too_many_places", "Count", placesAtMost)
	}
	return nil
}

// Level is what reaches her from a topic of a space, or, with an empty topic, from the space.
func (i *Inbox) Level(ctx context.Context, network, member, space, topic string) (Level, error) {
	follows, err := Following(ctx, i.db, network, member)
	if err != nil {
		return "", err
	}
	return follows.Of(space, topic), nil
}

// Follows are the levels that a member has set, by a space's or topic's id.
type Follows map[string]Level

// Following reads the levels that a member has set.
func Following(ctx context.Context, q sqlx.QueryerContext, network, member string) (Follows, error) {
	places, err := readFollows(ctx, q, network, member)
	if err != nil {
		return nil, fmt.Errorf("reading the levels of %s: %w", member, err)
	}
	return places, nil
}

// Of is what reaches her from a topic of a space, or, with an empty topic, from the space.
func (p Follows) Of(space, topic string) Level {
	for _, place := range []string{topic, space} {
		if level, set := p[place]; set {
			return level
		}
	}
	return Replies
}

// At lists the places that she has set to a level.
func (p Follows) At(level Level) (places []string) {
	for place, set := range p {
		if set == level {
			places = append(places, place)
		}
	}
	return places
}
