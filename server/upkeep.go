package main

import (
	"context"
	"errors"
	"time"

	"tinig/migrations"
	"tinig/server/accounts"
)

// The advisory locks under which one node at a time begins, and one does what time must do. Any numbers will do that
// nobody else uses: these are "tinig" and a letter.
const (
	beginLock  = 0x74696e69676200
	upkeepLock = 0x74696e69677500
)

// nightHour, by this machine's clock and time zone, is when tables are rewritten: before the backup, when few are here.
const nightHour = 2

// keepHouse lets each domain do, every hour, what time must do, and once a night rewrites the tables; what may wait for a quarter of an
// hour only is looked after each minute. What fails is logged and tried again the next time.
func (h *house) keepHouse(ctx context.Context) error {
	hourly, minutely := time.NewTicker(time.Hour), time.NewTicker(time.Minute)
	defer hourly.Stop()
	defer minutely.Stop()
	var watch clock
	began := time.Now()
	hour := func() error { return h.hour(ctx, &watch, time.Now().Round(0), time.Since(began)) }
	do := hour
	for {
		if err := unlessAnother(ctx, h.db, upkeepLock, do); err != nil && ctx.Err() == nil {
			h.log.Error("upkeep failed and will be tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-hourly.C:
			do = hour
		case <-minutely.C:
			do = func() error { return h.cases.TellOverdue(ctx) }
		}
	}
}

// hour is an hour's upkeep, unless the clock can't be trusted with erasing: then that is said, and nothing is done.
func (h *house) hour(ctx context.Context, watch *clock, now time.Time, up time.Duration) error {
	last, err := readRewritten(ctx, h.db)
	if err != nil {
		return err
	}
	if !watch.trusts(now, up, last.Time) {
		h.log.Warn("the clock stands far from when tables were last rewritten: if it is right, upkeep begins in a few hours; if not, set it", "clock", now.UTC().Format(time.DateOnly), "last", last.Time.Format(time.DateOnly))
		return nil
	}
	return h.upkeep(ctx, now)
}

// upkeep runs every sweep, and the night's work if it isn't done: a night that the machine slept through, or in which the
// tables were too busy, is made up for.
func (h *house) upkeep(ctx context.Context, now time.Time) error {
	err := errors.Join(h.accounts.Sweep(ctx), h.networks.Sweep(ctx), h.forum.Sweep(ctx), h.inbox.Sweep(ctx), h.rounds.Sweep(ctx), h.engagements.Sweep(ctx), h.curriculum.Sweep(ctx), h.handings.Sweep(ctx), h.stories.Sweep(ctx), h.cases.Sweep(ctx), h.statements.Sweep(ctx), h.streams.Sweep(ctx), h.duty.Sweep(ctx), h.concerns.Sweep(ctx), h.threads.Sweep(ctx), h.vault.Sweep(ctx), h.record.Sweep(ctx), h.config.resting().Sweep(now))
	done, e := readRewritten(ctx, h.db)
	if e != nil {
		return errors.Join(err, e)
	}
	if night := lastNight(now); night.After(done.Time) {
		return errors.Join(err, h.rewrite(ctx, night))
	}
	return err
}

// rewrite does the night's work and notes it.
func (h *house) rewrite(ctx context.Context, night time.Time) error {
	for _, rewrite := range []func() error{
		func() error { return migrations.Rewrite(ctx, h.db, accounts.Rewritten) },
		func() error { return h.accounts.Rewrite(ctx) },
		func() error { return h.keys.Sweep(ctx) },
		func() error { return migrations.Rewrite(ctx, h.second) },
	} {
		if err := patiently(ctx, rewrite); err != nil {
			return err
		}
	}
	return writeRewritten(ctx, h.db, night)
}

// How often a rewriting that meets a table in use is tried, and how long it lets the others go first.
const (
	rewriteTries = 10
	rewritePause = 300 * time.Millisecond
)

// patiently does something until no table is in use, a few times at most. Each try gives way at once: who waits for a table
// with others locked makes everybody wait behind him.
func patiently(ctx context.Context, do func() error) (err error) {
	for range rewriteTries {
		if err = do(); !migrations.Busy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(rewritePause):
		}
	}
	return err
}

// lastNight is the day of the last time that it was nightHour.
func lastNight(now time.Time) time.Time {
	began := now.Add(-nightHour * time.Hour)
	return time.Date(began.Year(), began.Month(), began.Day(), 0, 0, 0, 0, time.UTC)
}
