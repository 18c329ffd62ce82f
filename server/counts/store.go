package counts

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// releasedCell is a row: one cell of one release. The total has no name.
type releasedCell struct {
	Number int       `db:"number"`
	Cell   string    `db:"cell"`
	Shown  *int      `db:"shown"`
	Day    time.Time `db:"day"`
}

func (c releasedCell) shown() Shown {
	if c.Shown == nil {
		return Shown{Name: c.Cell, Withheld: true}
	}
	return Shown{Name: c.Cell, Number: *c.Shown}
}

func lockSeries(ctx context.Context, tx *sqlx.Tx, network, series string) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('released/' || $1 || '/' || $2, 0))`, network, series)
	return err
}

// readReleased reads every release of a series, the first first. None is ever forgotten: each could be held against the next.
func readReleased(ctx context.Context, q sqlx.QueryerContext, network, series string) (tables []Table, err error) {
	var cells []releasedCell
	if err := sqlx.SelectContext(ctx, q, &cells, `
		SELECT number, cell, shown, day
		FROM released
		WHERE network_id = $1
		AND series = $2
		ORDER BY number, cell COLLATE "C"`, network, series); err != nil {
		return nil, err
	}
	for _, cell := range cells {
		if cell.Number > len(tables) {
			tables = append(tables, Table{Day: cell.Day})
		}
		t := &tables[len(tables)-1]
		if cell.Cell == "" {
			t.Total = cell.shown()
		} else {
			t.Cells = append(t.Cells, cell.shown())
		}
	}
	return tables, nil
}

func insertReleased(ctx context.Context, tx *sqlx.Tx, network, series string, number int, t Table) error {
	for _, s := range append([]Shown{t.Total}, t.Cells...) {
		var told *int
		if !s.Withheld {
			told = &s.Number
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO released (network_id, series, number, cell, shown, day)
			VALUES ($1, $2, $3, $4, $5, $6)`, network, series, number, s.Name, told, t.Day); err != nil {
			return err
		}
	}
	return nil
}
