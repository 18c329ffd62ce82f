package networks

import (
	"context"
	"fmt"

	"tinig/server/counts"
)

// Numbers are what may be told of a network in numbers, each a table of one cell.
type Numbers struct{ Members, Newcomers counts.Table }

// Numbers counts the members and the newcomers of the actor's network, as the floor lets them be told.
func (n *Networks) Numbers(ctx context.Context, a Actor) (told Numbers, err error) {
	if err := Allow(a, RunNetwork, nil); err != nil {
		return told, err
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return told, fmt.Errorf("counting %s: %w", a.Network, err)
	}
	defer tx.Rollback()
	for _, of := range []struct {
		series   string
		standing Standing
		into     *counts.Table
	}{{"members", Confirmed, &told.Members}, {"newcomers", Newcomer, &told.Newcomers}} {
		members, err := countMembers(ctx, tx, a.Network, of.standing)
		if err != nil {
			return told, fmt.Errorf("counting %s: %w", a.Network, err)
		}
		cell := counts.Cell{Name: of.series, Count: members}
		if *of.into, err = counts.Release(ctx, tx.Tx, a.Network, of.series, n.today(), cell); err != nil {
			return told, err
		}
	}
	return told, tx.Commit()
}
