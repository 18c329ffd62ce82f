package forum

import (
	"context"
	"fmt"

	"tinig/server/counts"
	"tinig/server/networks"
)

// PostsThisMonth is how many posts were written in the actor's network since the first of the month, as the floor lets it
// be told. Each month is a series of its own.
func (f *Forum) PostsThisMonth(ctx context.Context, a networks.Actor) (told counts.Table, err error) {
	if err := networks.Allow(a, networks.RunNetwork, nil); err != nil {
		return told, err
	}
	first := f.today().AddDate(0, 0, 1-f.today().Day())
	tx, err := f.streams.Begin(ctx)
	if err != nil {
		return told, fmt.Errorf("counting the posts of %s: %w", a.Network, err)
	}
	defer tx.Rollback()
	posts, err := countPosts(ctx, tx.Tx, a.Network, first)
	if err != nil {
		return told, fmt.Errorf("counting the posts of %s: %w", a.Network, err)
	}
	cell := counts.Cell{Name: "posts", Count: posts}
	if told, err = counts.Release(ctx, tx.Tx, a.Network, "posts "+first.Format("2006-01"), f.today(), cell); err != nil {
		return told, err
	}
	return told, tx.Commit()
}

// Used says whether words stand in a space that the actor may read, or wait there.
func (f *Forum) Used(ctx context.Context, a networks.Actor, space string) (used bool, err error) {
	if _, err := f.networks.Space(ctx, a, space, networks.Read); err != nil {
		return false, err
	}
	if used, err = readUsed(ctx, f.db, a.Network, space); err != nil {
		return false, fmt.Errorf("looking for words in space %s: %w", space, err)
	}
	return used, nil
}
