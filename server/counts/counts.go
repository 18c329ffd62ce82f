// Package counts is the one layer that every released number passes, so that no number, and nothing worked out from
// several, tells of a few people (promise 15).
//
// What is released is a table of cells that count different things, and their total. Four rules stand one behind another:
//
//   - a count below the floor of 10 is withheld, nought too: that something is withheld then doesn't say that there is anybody;
//   - all others are rounded to 5;
//   - what is left over when shown cells are taken from the total is never a few: cells are withheld for each other's sake,
//     in the order of their names, so that which ones says as little as may be about their counts;
//   - neither is what lies between two releases. A reader knows each shown number to within two, and so the growth of
//     every cell, and of all cells together, between now and every release before. When the least and the most that it
//     could be both lie between 1 and 9 (or -9 and -1), nothing new is released: the table of before stands.
//
// A table is released as a whole or not at all, so all that a reader learns from one is in the numbers that she sees.
// Its cells can't change: another breakdown is another series. It is the publisher's duty that nothing is counted in two
// series whose difference tells more than each.
//
// The limit of it: a table of many cells that all move slowly is seldom released anew. Take few cells.
//
// The package imports nothing of ours.
package counts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
)

const (
	floor = 10 // what is below is a few
	base  = 5  // what is shown is a multiple of it
	slack = 2  // a shown number is known to within this
	most  = 10 // cells of a table: every union of them is looked at
)

// Cell is one count. Cells of a table count different things: nobody is in two of them.
type Cell struct {
	Name  string
	Count int
}

// Shown is what may be told of a cell: a multiple of 5, or nothing.
type Shown struct {
	Name     string
	Number   int
	Withheld bool
}

// Table is what may be told, in the order of the cells' names, and since which day it has been. Total has no name.
type Table struct {
	Day   time.Time
	Cells []Shown
	Total Shown
}

// ErrCells says that a series was released with other cells before, or has none, too many, or two of one name.
var ErrCells = errors.New("a series keeps its cells, one to ten of different names")

// Release returns what may be told of a table today, and remembers it in tx. The same series may be released any number
// of times, by many at once: they wait for one another.
func Release(ctx context.Context, tx *sqlx.Tx, network, series string, today time.Time, cells ...Cell) (Table, error) {
	cells = slices.SortedFunc(slices.Values(cells), func(a, b Cell) int { return cmp.Compare(a.Name, b.Name) })
	if err := lockSeries(ctx, tx, network, series); err != nil {
		return Table{}, fmt.Errorf("releasing %s of %s: %w", series, network, err)
	}
	before, err := readReleased(ctx, tx, network, series)
	if err != nil {
		return Table{}, fmt.Errorf("releasing %s of %s: %w", series, network, err)
	}
	if !sameCells(cells, before) {
		return Table{}, fmt.Errorf("releasing %s of %s: %w", series, network, ErrCells)
	}
	now, fresh := decide(before, cells)
	if !fresh {
		return before[len(before)-1], nil
	}
	now.Day = today
	if err := insertReleased(ctx, tx, network, series, len(before)+1, now); err != nil {
		return Table{}, fmt.Errorf("releasing %s of %s: %w", series, network, err)
	}
	return now, nil
}

// Enough says whether anything may be told outside of so many people: what they said, say, without a number.
func Enough(people int) bool { return people >= floor }

// Standing is what was told last of a series, if anything ever was.
func Standing(ctx context.Context, q sqlx.QueryerContext, network, series string) (t Table, told bool, err error) {
	before, err := readReleased(ctx, q, network, series)
	if err != nil || len(before) == 0 {
		return t, false, err
	}
	return before[len(before)-1], true, nil
}

// sameCells says whether the cells are well named, and those of every release before.
func sameCells(cells []Cell, before []Table) bool {
	if len(cells) == 0 || len(cells) > most {
		return false
	}
	for i, cell := range cells {
		if cell.Name == "" || i > 0 && cells[i-1].Name == cell.Name {
			return false
		}
	}
	return len(before) == 0 || slices.EqualFunc(cells, before[0].Cells, func(c Cell, s Shown) bool { return c.Name == s.Name })
}

// decide is the whole rule: what of the cells may be told after what was told before. It is not fresh when the last
// release stands.
func decide(before []Table, cells []Cell) (now Table, fresh bool) {
	now = shown(cells)
	if len(before) == 0 {
		return now, true
	}
	if equal(now, before[len(before)-1]) || slices.ContainsFunc(before, func(then Table) bool { return tellsOfFew(then, now) }) {
		return Table{}, false
	}
	return now, true
}

// shown is a table by itself: rounded, and with as much withheld as must be.
func shown(cells []Cell) (t Table) {
	total, withheld := 0, 0
	for _, cell := range cells {
		total += cell.Count
		t.Cells = append(t.Cells, round(cell))
		if t.Cells[len(t.Cells)-1].Withheld {
			withheld++
		}
	}
	t.Total = round(Cell{Count: total})
	for i := 0; i < len(t.Cells) && (withheld == 1 && len(t.Cells) > 1 || slices.ContainsFunc(t.unions(), span.few)); i++ {
		if !t.Cells[i].Withheld {
			t.Cells[i] = Shown{Name: t.Cells[i].Name, Withheld: true}
			withheld++
		}
	}
	return t
}

// Rounded is a count to the next multiple of 5.
func Rounded(count int) int { return (count + slack) / base * base }

func round(c Cell) Shown {
	if c.Count < floor {
		return Shown{Name: c.Name, Withheld: true}
	}
	return Shown{Name: c.Name, Number: Rounded(c.Count)}
}

func equal(a, b Table) bool { return a.Total == b.Total && slices.Equal(a.Cells, b.Cells) }
