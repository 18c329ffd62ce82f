// Package retention says of every column of every table who can read it and how long it is kept, in one place: tables.toml.
// The page that tells everybody what we could be made to hand over is drawn from it, and the program's tests hold the tables
// and the nightly sweeps to it.
//
// Invariants:
//   - Each column of the database stands here once. What nobody has decided about isn't kept.
//   - A life in days is what the sweep of the table's own package keeps; the tests let the days pass and look.
//
// What a kind is called is a code; whoever shows it has the words. The package imports nothing of ours, and what it gives is
// the caller's own.
package retention

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// Class is who can read something.
type Class string

// The classes, from the widest.
const (
	Public    Class = "public"    // anybody, without signing in
	Member    Class = "member"    // members of the network, or those of them to whom it was said
	Sensitive Class = "sensitive" // she, or the few who must act on it; and whoever gets the database
	Sealed    Class = "sealed"    // whoever has a key that isn't in the database
)

// Classes are all classes, from the widest.
func Classes() []Class { return []Class{Public, Member, Sensitive, Sealed} }

// Life is what ends something.
type Life string

// The lives.
const (
	Stays    Life = "stays"    // nothing
	Network  Life = "network"  // the network's end, some days after it is closed
	Hers     Life = "hers"     // her erasing it, or her leaving when she takes her words with her
	Stay     Life = "stay"     // her leaving the network
	Account  Life = "account"  // the end of her account
	Over     Life = "over"     // that it is done, or answered
	Days     Life = "days"     // a number of days, at the latest
	Answered Life = "answered" // a number of days after it was answered, at the latest
	Minutes  Life = "minutes"  // minutes or hours, at the latest
)

// Ending is how the days of a table's rows are counted.
type Ending struct {
	Table string
	From  string // the column with the day that they are counted from
	Days  int    // how many whole days a row outlives that day; 0: it goes when the day is over
}

// Kind is what belongs together, for whoever reads the page.
type Kind struct {
	ID      string
	Class   Class
	Life    Life
	Days    int // for Days and Answered, and for networks themselves: the longest of its tables
	Columns map[string][]string
	Ends    []Ending
}

// record is a kind as tables.toml has it.
type record struct {
	ID      string
	Class   Class
	Life    Life
	Days    int
	Columns map[string]string
	Ends    []Ending
}

//go:embed tables.toml
var text string

// records reads tables.toml once, at first use: it is part of the program.
var records = sync.OnceValue(func() []record {
	var file struct{ Kind []record }
	meta, err := toml.Decode(text, &file)
	if err != nil {
		panic(err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		panic("tables.toml: unknown " + unknown[0].String())
	}
	return file.Kind
})

// Kinds are all that is kept, class by class, in the file's order.
func Kinds() (kinds []Kind) {
	for _, r := range records() {
		k := Kind{ID: r.ID, Class: r.Class, Life: r.Life, Days: r.Days, Ends: slices.Clone(r.Ends), Columns: map[string][]string{}}
		for table, columns := range r.Columns {
			k.Columns[table] = strings.Fields(columns)
		}
		kinds = append(kinds, k)
	}
	slices.SortStableFunc(kinds, func(a, b Kind) int { return slices.Index(Classes(), a.Class) - slices.Index(Classes(), b.Class) })
	return kinds
}

// Never are codes of what no table has a place for.
func Never() []string {
	return []string{"names", "contact", "address", "device", "place", "moment", "reading"}
}
