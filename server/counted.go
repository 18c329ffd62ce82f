package main

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/curriculum"
	"tinig/server/counts"
)

// letOut passes what the curriculum counts through the one layer of released numbers.
func letOut(ctx context.Context, tx *sqlx.Tx, network, series string, today time.Time, cells []curriculum.Count) (told []curriculum.Told, err error) {
	var counted []counts.Cell
	for _, cell := range cells {
		counted = append(counted, counts.Cell(cell))
	}
	table, err := counts.Release(ctx, tx, network, series, today, counted...)
	for _, cell := range table.Cells {
		told = append(told, curriculum.Told(cell))
	}
	return told, err
}
