package moderation

import (
	"context"
	"fmt"
	"slices"

	"tinig/server/moderation/guard"
	"tinig/server/networks"
)

// piecesTell is how many kinds of details under one pseudonym lead to a person more than each alone.
const piecesTell = 3

// together says in what she is shown which kinds of details she has left under this pseudonym before, if with these they are piecesTell or more.
func (m *Moderation) together(ctx context.Context, a networks.Actor, shown *Shown) error {
	if a.Member == "" || len(shown.Kinds) == 0 {
		return nil
	}
	left, err := readDetails(ctx, m.db, a)
	if err != nil {
		return fmt.Errorf("reading which details %s has left: %w", a.Member, err)
	}
	before := left[:len(left):len(left)]
	for _, kind := range shown.Kinds {
		if !slices.Contains(left, kind) {
			left = append(left, kind)
		}
	}
	if len(left) >= piecesTell && len(before) > 0 {
		shown.Before = before
	}
	return nil
}

// leaves notes the kinds of details that she leaves in her words, never the details. What she protects isn't noted.
func (m *Moderation) leaves(ctx context.Context, a networks.Actor, kinds []guard.Kind) error {
	kinds = slices.DeleteFunc(slices.Clone(kinds), func(kind guard.Kind) bool { return kind == guard.Own })
	if a.Member == "" || len(kinds) == 0 {
		return nil
	}
	if err := addDetails(ctx, m.db, a, kinds); err != nil {
		return fmt.Errorf("noting which details %s leaves: %w", a.Member, err)
	}
	return nil
}
