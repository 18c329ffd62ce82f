package duty

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tinig/server/networks"
)

// sweptAtOnce is how many rows a sweep reads at once.
const sweptAtOnce = 200

// keysRest is for how long a key stands that no open alert needs: one that is being made has no alert with words yet.
const keysRest = time.Hour

// Sweep lets go what has stood its days, the rota of who is no lead any more, and who has long gone off duty; and destroys the keys
// of what is over.
func (d *Duty) Sweep(ctx context.Context) error {
	if err := errors.Join(deleteSilent(ctx, d.db, d.Now().Add(-keysRest)), deleteAlerts(ctx, d.db, d.today().AddDate(0, 0, -Days))); err != nil {
		return fmt.Errorf("letting go what was on duty: %w", err)
	}
	return errors.Join(d.sweepRota(ctx), d.sweepKeys(ctx))
}

func (d *Duty) sweepRota(ctx context.Context) error {
	for after := (Hours{}); ; {
		some, err := readOnRota(ctx, d.db, after)
		if err != nil {
			return fmt.Errorf("reading who is on a rota: %w", err)
		}
		for _, h := range some {
			leads, err := d.leads(ctx, h.Network)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(leads, func(m networks.Member) bool { return m.ID == h.Member }) {
				continue
			}
			if err := deleteRotaOf(ctx, d.db, h.Network, h.Member); err != nil {
				return fmt.Errorf("taking %s from the rota: %w", h.Member, err)
			}
		}
		if len(some) < sweptAtOnce {
			return nil
		}
		after = some[len(some)-1]
	}
}

func (d *Duty) sweepKeys(ctx context.Context) error {
	names, err := d.Keys.Before(d.Now().Add(-keysRest))
	if err != nil {
		return fmt.Errorf("reading the keys of alerts: %w", err)
	}
	for some := range slices.Chunk(names, sweptAtOnce) {
		known, err := readKnown(ctx, d.db, some)
		if err != nil {
			return fmt.Errorf("reading which alerts there are: %w", err)
		}
		for _, name := range some {
			if slices.Contains(known, name) {
				continue
			}
			if err := d.destroyKey(name); err != nil {
				return err
			}
		}
	}
	return nil
}
