package networks

import (
	"context"
	"fmt"

	"tinig/locales"
)

// Part blocks another member: from then on neither sees the other's words. She isn't told. Blocking twice is no harm.
// Only staff go on seeing the words of those who blocked them: they answer for what is written.
func (n *Networks) Part(ctx context.Context, a Actor, other string) error {
	if other == a.Member {
		return locales.Refuse(locales.Invalid, "networks.block_yourself")
	}
	return n.changeBlock(ctx, a, other, insertBlock)
}

// Meet takes back a block of one's own. The other side's, if there is one, stays.
func (n *Networks) Meet(ctx context.Context, a Actor, other string) error {
	return n.changeBlock(ctx, a, other, deleteBlock)
}

// Blocked lists the members that the actor herself blocked.
func (n *Networks) Blocked(ctx context.Context, a Actor) ([]Member, error) {
	members, err := readBlocked(ctx, n.db, a.Network, a.Member)
	if err != nil {
		return nil, fmt.Errorf("reading the blocks of %s: %w", a.Member, err)
	}
	return members, nil
}

// changeBlock writes the block and lets both members' sockets come back with what they may see now.
func (n *Networks) changeBlock(ctx context.Context, a Actor, other string, change func(context.Context, execer, string, string, string) error) error {
	if err := Allow(a, Block, nil); err != nil {
		return err
	}
	if _, err := n.Member(ctx, a, other); err != nil {
		return err
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("parting from %s: %w", other, err)
	}
	defer tx.Rollback()
	if err := change(ctx, tx.Tx, a.Network, a.Member, other); err != nil {
		return fmt.Errorf("parting from %s: %w", other, err)
	}
	for _, member := range []string{min(a.Member, other), max(a.Member, other)} {
		if _, err := tx.Append(ctx, Control(a.Network, member), "changed", ""); err != nil {
			return fmt.Errorf("parting from %s: %w", other, err)
		}
	}
	return tx.Commit()
}
