package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/server/counts"
)

// Quarter is what was done in three months, in all networks together, by kind, as it may be told to everybody.
type Quarter struct {
	From, To time.Time // the first day and the last
	counts.Table
}

// quartersTold is how many quarters back are told.
const quartersTold = 8

// quarterOf is the first day of a day's quarter.
func quarterOf(day time.Time) time.Time {
	return time.Date(day.Year(), (day.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
}

// series is the name under which a quarter is released: each is released once, when it is over.
func series(from time.Time) string { return "acts/" + from.Format(time.DateOnly) }

// Sweep makes the day's checkpoint, and releases the counts of each quarter that is over.
func (l *Log) Sweep(ctx context.Context) error {
	if err := l.Checkpoint(ctx); err != nil {
		return err
	}
	first, err := readFirstDay(ctx, l.db)
	if err != nil {
		return fmt.Errorf("reading since when acts are recorded: %w", err)
	}
	for from := l.oldest(first); from.AddDate(0, 3, 0).Compare(l.today()) <= 0; from = from.AddDate(0, 3, 0) {
		if err := l.release(ctx, from); err != nil {
			return fmt.Errorf("telling the quarter from %s: %w", from.Format(time.DateOnly), err)
		}
	}
	return nil
}

// oldest is the first quarter that is told: none before the first act.
func (l *Log) oldest(first time.Time) time.Time {
	oldest := quarterOf(l.today()).AddDate(0, -3*quartersTold, 0)
	if first.IsZero() {
		return quarterOf(l.today())
	}
	if from := quarterOf(first); from.After(oldest) {
		return from
	}
	return oldest
}

// release counts a quarter and releases it. What is released already stands as it was.
func (l *Log) release(ctx context.Context, from time.Time) error {
	tx, err := l.db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, told, err := counts.Standing(ctx, tx, House, series(from)); err != nil || told {
		return err
	}
	cells, err := countKinds(ctx, tx, from, from.AddDate(0, 3, 0))
	if err != nil {
		return err
	}
	if _, err := counts.Release(ctx, tx, House, series(from), l.today(), cells...); err != nil {
		return err
	}
	return tx.Commit()
}

// countKinds counts acts by kind; every kind is there.
func countKinds(ctx context.Context, tx *sqlx.Tx, from, before time.Time) (cells []counts.Cell, err error) {
	acts, err := countActs(ctx, tx, from, before)
	if err != nil {
		return nil, err
	}
	count := map[Kind]int{}
	for act, n := range acts {
		count[act.Kind()] += n
	}
	for _, kind := range Kinds() {
		cells = append(cells, counts.Cell{Name: string(kind), Count: count[kind]})
	}
	return cells, nil
}

// Quarters are those that have been released, the newest first.
func (l *Log) Quarters(ctx context.Context) (quarters []Quarter, err error) {
	from := quarterOf(l.today())
	for range quartersTold {
		from = from.AddDate(0, -3, 0)
		table, told, err := counts.Standing(ctx, l.db, House, series(from))
		if err != nil {
			return nil, fmt.Errorf("reading the quarter from %s: %w", from.Format(time.DateOnly), err)
		}
		if told {
			quarters = append(quarters, Quarter{From: from, To: from.AddDate(0, 3, -1), Table: table})
		}
	}
	return quarters, nil
}
