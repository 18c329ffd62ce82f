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
	return n.part(ctx, a, other, parting{Block, both, insertBlock})
}

// Meet takes back a block of one's own. The other side's, if there is one, stays.
func (n *Networks) Meet(ctx context.Context, a Actor, other string) error {
	return n.part(ctx, a, other, parting{Block, both, deleteBlock})
}

// Blocked lists the members that the actor herself blocked.
func (n *Networks) Blocked(ctx context.Context, a Actor) ([]Member, error) {
	members, err := readBlocked(ctx, n.db, a.Network, a.Member)
	if err != nil {
		return nil, fmt.Errorf("reading the blocks of %s: %w", a.Member, err)
	}
	return members, nil
}

// Mute lets her read without the words of another member from now on. It is hers alone: he isn't told, and reads and
// answers her as before. Muting twice is no harm. Staff can't: they answer for what is written.
func (n *Networks) Mute(ctx context.Context, a Actor, other string) error {
	if other == a.Member {
		return locales.Refuse(locales.Invalid, "networks.mute_yourself")
	}
	return n.part(ctx, a, other, parting{Mute, herAlone, insertMute})
}

// Hear takes back a mute of hers. Who may block may do that, so that one who has become staff since isn't left with it.
func (n *Networks) Hear(ctx context.Context, a Actor, other string) error {
	return n.part(ctx, a, other, parting{Block, herAlone, deleteMute})
}

// Muted lists the members that the actor muted.
func (n *Networks) Muted(ctx context.Context, a Actor) ([]Member, error) {
	members, err := readMuted(ctx, n.db, a.Network, a.Member)
	if err != nil {
		return nil, fmt.Errorf("reading whom %s muted: %w", a.Member, err)
	}
	return members, nil
}

// parting is one change between two members: the act, whose sockets come back with what they may see now, and the row.
type parting struct {
	act    Act
	told   func(member, other string) []string
	change func(ctx context.Context, tx execer, network, member, other string) error
}

// both are told in one order, so that two who block each other don't wait for one another.
func both(member, other string) []string { return []string{min(member, other), max(member, other)} }

func herAlone(member, _ string) []string { return []string{member} }

func (n *Networks) part(ctx context.Context, a Actor, other string, p parting) error {
	if err := Allow(a, p.act, nil); err != nil {
		return err
	}
	member, err := n.Member(ctx, a, other)
	if err != nil {
		return err
	}
	if member.Standing == Left { // nobody is to be singled out among those who have left
		return locales.Refuse(locales.NotFound, "networks.member_not_found")
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("parting from %s: %w", other, err)
	}
	defer tx.Rollback()
	if err := p.change(ctx, tx.Tx, a.Network, a.Member, other); err != nil {
		return fmt.Errorf("parting from %s: %w", other, err)
	}
	for _, member := range p.told(a.Member, other) {
		if _, err := tx.Append(ctx, Control(a.Network, member), "changed", ""); err != nil {
			return fmt.Errorf("parting from %s: %w", other, err)
		}
	}
	return tx.Commit()
}
