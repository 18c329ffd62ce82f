package counts

// span is what a reader knows of a number: it lies between the two, both included.
type span struct{ least, most int }

// endless is more than anything that is counted.
const endless = 1 << 40

// few says that she knows there is something, or somebody, and that it is less than the floor.
func (s span) few() bool { return s.least >= 1 && s.most < floor }

// knowns are what each cell says, and what the total does. A withheld cell is below the floor, or stands there for
// another's sake; but what comes after a shown cell isn't withheld for another's sake, nor is the total.
func (t Table) knowns() (cells []span, total span) {
	withheld := span{0, endless}
	for _, cell := range t.Cells {
		if cell.Withheld {
			cells = append(cells, withheld)
			continue
		}
		cells = append(cells, cell.known())
		withheld = span{0, floor - 1}
	}
	if t.Total.Withheld {
		return cells, span{0, floor - 1}
	}
	return cells, t.Total.known()
}

func (s Shown) known() span { return span{max(floor, s.Number-slack), s.Number + slack} }

// unions are what a reader knows of every union of cells: their own numbers, and what the total leaves when the others are
// taken from it. With one equation, the total, that is all that there is to know. The n-th is that of the cells whose bits
// n+1 has.
func (t Table) unions() (all []span) {
	cells, total := t.knowns()
	for union := 1; union < 1<<len(cells); union++ {
		var own, others span
		for i, cell := range cells {
			into := &others
			if union>>i&1 == 1 {
				into = &own
			}
			into.least, into.most = into.least+cell.least, min(endless, into.most+cell.most)
		}
		all = append(all, span{max(own.least, total.least-others.most), min(own.most, max(0, total.most-others.least))})
	}
	return all
}

// tellsOfFew says whether two releases, taken together, tell of a few: by how many some cells, taken together, have grown
// or shrunk between them.
func tellsOfFew(then, now Table) bool {
	before, after := then.unions(), now.unions()
	for i, a := range before {
		b := after[i]
		grown, shrunk := span{b.least - a.most, b.most - a.least}, span{a.least - b.most, a.most - b.least}
		if grown.few() || shrunk.few() {
			return true
		}
	}
	return false
}
