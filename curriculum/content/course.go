package content

import (
	"cmp"
	"io/fs"
	"maps"
	"slices"
)

// Course is everything that is taught. It never changes once it is loaded, and is safe for concurrent use.
type Course struct {
	units   []Unit
	byID    map[string]Unit
	records records
	files   map[string]string
	version string
}

// Load reads a course: units/<unit>/<language>.md, facts.toml, knowledge.toml and rubric.toml. It loads all of it or
// nothing: with one fault the error is Faults, which names each by file, line and reason.
func Load(files fs.FS) (*Course, error) {
	var faults Faults
	course, _ := read(files, &faults)
	if len(faults) > 0 {
		return nil, faults.sorted()
	}
	return course, nil
}

// read is Load for the linter too, which goes on when something is wrong: a unit is in the course when its source could be
// taken apart.
func read(files fs.FS, faults *Faults) (*Course, []folder) {
	c := &Course{byID: map[string]Unit{}, files: map[string]string{}}
	c.records = readRecords(files, c.files, faults)
	folders := readFolders(files, faults)
	checkAmong(folders, faults)
	for _, f := range folders {
		checkFacts(f, c.records.facts, faults)
		unit := newUnit(f, c.records.facts)
		c.units = append(c.units, unit)
		c.byID[unit.ID] = unit
		for file, text := range f.files {
			c.files[file] = string(text)
		}
	}
	slices.SortStableFunc(c.units, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(slices.Index(areas, a.Area), slices.Index(areas, b.Area)), cmp.Compare(a.Place, b.Place))
	})
	c.version = c.hash()
	return c, folders
}

// hash is that of all units.
func (c *Course) hash() string {
	var texts []string
	for _, unit := range c.units {
		texts = append(texts, unit.ID, unit.Version)
	}
	return fullHash(texts...)
}

// Version names what the units say, in every language: it changes when one of them does. Facts don't count: they are
// records that are looked at again, and what a cohort reads of them is always the newest.
func (c *Course) Version() string { return c.version }

// Units lists the units in the order in which they are taught. The slice is the caller's own.
func (c *Course) Units() []Unit { return slices.Clone(c.units) }

// Unit finds a unit.
func (c *Course) Unit(id string) (Unit, bool) {
	unit, ok := c.byID[id]
	return unit, ok
}

// Tools are the exercises that stand alone on a public page, in a language, in the order in which they are taught.
func (c *Course) Tools(lang string) (tools []Block) {
	for _, unit := range c.units {
		for _, block := range unit.Participant(lang) {
			if block.Tool {
				tools = append(tools, block)
			}
		}
	}
	return tools
}

// Files is what the course was loaded from, by name: loaded again it gives the same course and the same versions. So a cohort
// can keep the course that it began with.
func (c *Course) Files() map[string]string { return maps.Clone(c.files) }
