package content

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Adapted is a unit as a network has rewritten it. Number says which of its versions it is.
type Adapted struct {
	Network string           `json:"network"`
	Unit    string           `json:"unit"`
	Number  int              `json:"number"`
	Sheets  map[string]Sheet `json:"sheets"`
}

// With is a course with some units as a network has rewritten them: whoever reads a unit of it reads that, and finds it marked
// (Unit.Adapted). A unit with a fault is refused whole (Faults).
func (c *Course) With(adapted ...Adapted) (*Course, error) {
	with := &Course{units: slices.Clone(c.units), byID: maps.Clone(c.byID), records: c.records, files: maps.Clone(c.files)}
	for _, a := range adapted {
		if _, there := c.byID[a.Unit]; !there {
			return nil, fmt.Errorf("course %s has no unit %s to rewrite", c.version, a.Unit)
		}
		var faults Faults
		f, _ := c.unitOf(a.Unit, a.Sheets, &faults)
		if len(faults) > 0 {
			return nil, faults.sorted()
		}
		with.put(f, a)
	}
	with.version = with.hash()
	return with, nil
}

// put puts a unit in the place of the one that was there.
func (c *Course) put(f folder, a Adapted) {
	unit := newUnit(f, c.records.facts)
	unit.Adapted = a.Number
	unit.Version = fullHash(unit.Version, a.Network, strconv.Itoa(a.Number))
	c.byID[unit.ID] = unit
	c.units[slices.IndexFunc(c.units, func(u Unit) bool { return u.ID == unit.ID })] = unit
	for file := range c.files {
		if _, is := unitFile(unit.ID, file); is {
			delete(c.files, file)
		}
	}
	for file, text := range f.files {
		c.files[file] = string(text)
	}
}

// Found is a fault of a rewritten unit, and where it stands for who rewrites it: the language, the piece ("" for the head), and
// the line of the piece's text (0 for its heading).
type Found struct {
	Fault
	Lang, Piece string
	Row         int
}

// Lint looks at a unit that a network rewrites with the rules of Check, and that nothing which keeps people safe was taken away.
func (c *Course) Lint(unit string, sheets map[string]Sheet) (all []Found) {
	var faults Faults
	f, made := c.unitOf(unit, sheets, &faults)
	for _, tag := range f.tags() {
		d := f.documents[tag]
		checkDocument(f.source(), d, tag, &faults)
	}
	checkShape(f.source(), &faults)
	checkKept(c.Sheets(unit)[english], sheets[english], f.source().file, &faults)
	for _, fault := range faults.sorted() {
		tag, _ := unitFile(unit, fault.File)
		found := Found{Fault: fault, Lang: tag}
		if c := made[tag]; c != nil {
			found.Piece, found.Row = c.where(fault.Line)
		}
		all = append(all, found)
	}
	return all
}

// where is the piece that a line of a file stands in, and the line of its text.
func (c *composing) where(line int) (piece string, row int) {
	for i := len(c.begins) - 1; i >= 0; i-- {
		if line >= c.begins[i] {
			return c.ids[i], max(0, line-c.begins[i]-1)
		}
	}
	return "", 0
}

// checkKept refuses a unit without what keeps people safe in its source.
func checkKept(source, s Sheet, file string, faults *Faults) {
	for _, p := range source.Pieces {
		if !source.Safety(p.ID) {
			continue
		}
		if mine, there := s.Piece(p.ID); !there || mine.Out || mine.Kind != p.Kind || mine.Lighter != p.Lighter || mine.Goal != p.Goal {
			faults.add(file, 1, "kept", "the block %q keeps people safe: it can be rewritten, and not left out", p.ID)
		}
	}
}

// UnitFiles are a rewritten unit as files of the course, for who takes it into the source.
func (c *Course) UnitFiles(unit string, sheets map[string]Sheet) map[string]string {
	var faults Faults
	f, _ := c.unitOf(unit, sheets, &faults)
	files := map[string]string{}
	for name, text := range f.files {
		files[name] = string(text)
	}
	return files
}

// Rules are all that Lint finds something by.
func Rules() []string {
	all := []string{"format", "shape", "whole", "kept", "image", "reading", "content note", "made up"}
	for _, r := range rules() {
		if !slices.Contains(all, r.ID) {
			all = append(all, r.ID)
		}
	}
	return all
}
