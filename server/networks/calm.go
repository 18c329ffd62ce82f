package networks

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
)

// CalmDays are how many quiet days a steward can give her network at once.
var CalmDays = []int{1, 3}

// How often a member writes on a quiet day, and in a slow topic.
const (
	turnEvery = time.Minute
	slowTopic = 10 * time.Minute
)

// Calm gives the network quiet days: newcomers' words all wait for a moderator, nobody joins, and everybody but staff
// writes once a minute. They end by themselves; calling them again counts from now.
func (n *Networks) Calm(ctx context.Context, a Actor, days int) error {
	if !slices.Contains(CalmDays, days) {
		return locales.Refuse(locales.Invalid, "networks.calm_days")
	}
	until := n.now().AddDate(0, 0, days)
	return n.changeNetwork(ctx, a, "network.calmed", func(ctx context.Context, tx *sqlx.Tx, _ Network) (bool, error) {
		return setCalm(ctx, tx, a.Network, &until)
	})
}

// EndCalm ends the quiet days. When there are none it is no harm.
func (n *Networks) EndCalm(ctx context.Context, a Actor) error {
	return n.changeNetwork(ctx, a, "network.calm_ended", func(ctx context.Context, tx *sqlx.Tx, _ Network) (bool, error) {
		return setCalm(ctx, tx, a.Network, nil)
	})
}

// Calm says whether the actor's network has a quiet day.
func (a Actor) Calm() bool { return !a.CalmUntil.IsZero() }

// Pace refuses a member who has written within the last minute of a quiet day, or, when she is slowed, the last hour. In a slow topic, which
// is "" for any other, it is the last ten minutes there. It counts when what is written is committed, if db is its transaction.
func (n *Networks) Pace(ctx context.Context, db sqlx.ExecerContext, a Actor, slow string) error {
	staff := a.Roles.Has(staffRoles...)
	var err error
	switch {
	case a.Slowed:
		err = n.turn(ctx, db, a, "", slowEvery, "networks.slowed")
	case a.Calm() && !staff:
		err = n.turn(ctx, db, a, "", turnEvery, "networks.calm_slowly")
	}
	if err != nil || slow == "" || staff {
		return err
	}
	return n.turn(ctx, db, a, slow, slowTopic, "networks.topic_slowly")
}

func (n *Networks) turn(ctx context.Context, db sqlx.ExecerContext, a Actor, topic string, every time.Duration, message string) error {
	taken, err := takeTurn(ctx, db, a, topic, n.now(), n.now().Add(every))
	if err != nil {
		return fmt.Errorf("taking the turn of %s: %w", a.Member, err)
	}
	if !taken {
		return locales.Refuse(locales.TooMany, message)
	}
	return nil
}

// admits refuses who would join a network that has quiet days, is closed, or that nobody runs. Whoever has code and PIN may
// know. A network's first steward comes in: without her nobody could open it again.
func (n *Networks) admits(ctx context.Context, tx *sqlx.Tx, i Invitation) error {
	if i.Role == RoleSteward {
		return nil
	}
	network, err := readNetwork(ctx, tx, i.Network)
	if err != nil {
		return fmt.Errorf("joining %s: %w", i.Network, err)
	}
	unrun, err := withoutSteward(ctx, tx, i.Network)
	switch {
	case err != nil:
		return fmt.Errorf("joining %s: %w", i.Network, err)
	case unrun:
		return locales.Refuse(locales.Forbidden, "networks.unrun_joining")
	case network.ClosedOn != nil:
		return locales.Refuse(locales.Gone, "networks.closed_joining")
	case network.CalmUntil != nil && n.now().Before(*network.CalmUntil):
		return locales.Refuse(locales.Forbidden, "networks.calm_joining", "Day", *network.CalmUntil)
	}
	return nil
}

// changeNetwork runs one change of the network itself with its record. What changes nothing leaves no record.
func (n *Networks) changeNetwork(ctx context.Context, a Actor, act audit.Act,
	change func(ctx context.Context, tx *sqlx.Tx, network Network) (changed bool, err error)) error {
	if err := Allow(a, RunNetwork, nil); err != nil {
		return err
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("changing network %s: %w", a.Network, err)
	}
	defer tx.Rollback()
	if _, err := lockMember(ctx, tx.Tx, a.Network, a.Member); err != nil { // before the network, as everybody does
		return fmt.Errorf("changing network %s: %w", a.Network, err)
	}
	network, err := lockNetwork(ctx, tx.Tx, a.Network)
	if err != nil {
		return fmt.Errorf("changing network %s: %w", a.Network, err)
	}
	changed, err := change(ctx, tx.Tx, network)
	if err != nil {
		return fmt.Errorf("changing network %s: %w", a.Network, err)
	}
	if !changed {
		return nil
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: a.Network}); err != nil {
		return err
	}
	return tx.Commit()
}
