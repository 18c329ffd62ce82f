package networks

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
)

// Brakes are what a steward can choose: how many may join her network in a day, and how many newcomers' words may come to wait in one,
// before a quiet day begins by itself. 0 is any number.
var Brakes = []int{0, 5, 10, 20, 50}

// SetBrake chooses it.
func (n *Networks) SetBrake(ctx context.Context, a Actor, most int) error {
	if !slices.Contains(Brakes, most) {
		return locales.Refuse(locales.Invalid, "networks.brake_unknown")
	}
	return n.changeNetwork(ctx, a, "network.brake_set", func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		return setBrake(ctx, tx, network.ID, most)
	})
}

// brakeAfterJoining begins a quiet day when more have joined today than the network's brake lets.
func (n *Networks) brakeAfterJoining(ctx context.Context, tx *sqlx.Tx, network string) error {
	joined, err := countJoined(ctx, tx, network, n.today())
	if err != nil {
		return fmt.Errorf("counting who joined %s: %w", network, err)
	}
	return n.Brake(ctx, tx, network, joined)
}

// Brake begins a quiet day in a network in which so many came in a day, or their words, if that is more than it wants and no quiet days
// are under way. It is part of the transaction of what was one too many.
func (n *Networks) Brake(ctx context.Context, tx *sqlx.Tx, network string, came int) error {
	braked, err := brake(ctx, tx, network, came, n.now(), n.now().AddDate(0, 0, 1))
	if err != nil {
		return fmt.Errorf("braking %s: %w", network, err)
	}
	if !braked {
		return nil
	}
	return audit.Append(ctx, tx, audit.Record{Network: network, Actor: "system", Act: "network.calmed", Subject: network})
}
