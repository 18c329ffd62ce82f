package curriculum

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// Count is one cell of a table: nobody and no session is in two cells of one.
type Count struct {
	Name  string `db:"name"`
	Count int    `db:"count"`
}

// Told is what may be told of a cell.
type Told struct {
	Name     string
	Number   int
	Withheld bool
}

// LetOut says what may be told of a table, which Config hands in.
type LetOut func(ctx context.Context, tx *sqlx.Tx, network, series string, today time.Time, cells []Count) ([]Told, error)

// CascadeTable is one picture of how the course is passed on. Its cells stand in the order of Cells.
type CascadeTable struct {
	Name  string
	Cells []Told
}

// cascadeCells are the pictures, and the cells of each: how many hands the course has passed through to whoever helps or leads (from
// those whom nobody here prepared), how many sessions were seen by a trainer, how many were held without a block, how many were held as
// the network rewrote them, what became of the blocks of those that it rewrote, how many levels rest, and in which languages sessions
// were held.
var cascadeCells = []struct {
	name  string
	cells []string
	read  string
}{
	{"generations", []string{"first", "second", "third", "later"}, generationsSQL},
	{"observed", []string{"seen", "unseen"}, observedSQL},
	{"dropped", []string{"whole", "shortened"}, droppedSQL},
	{"adapted", []string{"as_written", "own_words"}, adaptedSQL},
	{"blocks", []string{"unchanged", "rewritten", "left_out"}, blocksSQL},
	{"resting", []string{"awake", "asleep"}, restingSQL},
	{"languages", []string{"ar", "ceb", "en", "es", "fil", "sw"}, languagesSQL},
}

// Cascade is how the course is passed on in the network, for those who run it: numbers only, each as Config.LetOut lets it out.
func (c *Curriculum) Cascade(ctx context.Context, a Actor) (tables []CascadeTable, err error) {
	if !a.Runs {
		return nil, errAbsent
	}
	tx, err := c.db.BeginTxx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("counting how %s passes on: %w", a.Network, err)
	}
	defer tx.Rollback()
	awake := c.today().AddDate(0, 0, -supervisedDays)
	for _, table := range cascadeCells {
		counted, err := readCounts(ctx, tx, table.read, a.Network, awake)
		if err != nil {
			return nil, fmt.Errorf("counting how %s passes on: %w", a.Network, err)
		}
		told, err := c.LetOut(ctx, tx, a.Network, "cascade "+table.name, c.today(), allCells(table.cells, counted))
		if err != nil {
			return nil, err
		}
		tables = append(tables, CascadeTable{table.name, inOrder(table.cells, told)})
	}
	return tables, tx.Commit()
}

// allCells are all cells of a table, those that nothing was counted in too.
func allCells(names []string, counted []Count) (all []Count) {
	for _, name := range names {
		cell := Count{Name: name}
		for _, c := range counted {
			if c.Name == name {
				cell = c
			}
		}
		all = append(all, cell)
	}
	return all
}

func inOrder(names []string, told []Told) (all []Told) {
	for _, name := range names {
		for _, t := range told {
			if t.Name == name {
				all = append(all, t)
			}
		}
	}
	return all
}
