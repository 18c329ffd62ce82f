package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tinig/migrations"
)

// upkeepLock is the advisory lock under which one node at a time does what time must do. Any number will do that
// nobody else uses.
const upkeepLock = 0x74696e6967 // "tinig"

// keepHouse lets each domain do, every hour, what time must do, and every night rewrites the tables. What
// fails is logged and tried again the next time.
func (h *house) keepHouse(ctx context.Context) error {
	hourly := time.NewTicker(time.Hour)
	defer hourly.Stop()
	for {
		if err := h.upkeep(ctx, time.Now().UTC().Hour() == nightHour); err != nil && ctx.Err() == nil {
			h.log.Error("upkeep failed and will be tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-hourly.C:
		}
	}
}

// nightHour (UTC) is when tables are rewritten: before the backup, when few are here.
const nightHour = 2

// upkeep runs every sweep, unless another node does.
func (h *house) upkeep(ctx context.Context, night bool) error {
	conn, err := h.db.Connx(ctx)
	if err != nil {
		return fmt.Errorf("taking the upkeep lock: %w", err)
	}
	defer conn.Close()
	var mine bool
	if err := conn.GetContext(ctx, &mine, `SELECT pg_try_advisory_lock($1)`, upkeepLock); err != nil || !mine {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, upkeepLock)
	err = errors.Join(h.accounts.Sweep(ctx), h.networks.Sweep(ctx), h.streams.Sweep(ctx))
	if night {
		err = errors.Join(err, migrations.Rewrite(ctx, h.db), h.accounts.Rewrite(ctx))
	}
	return err
}
