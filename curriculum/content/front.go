package content

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.abhg.dev/goldmark/frontmatter"
)

// front is what stands above a unit's blocks. A translation has only what is translated, who reviewed it, and the hash of
// what it was translated from.
type front struct {
	Title       string
	Summary     string
	ContentNote string `yaml:"content_note"`
	Materials   []string
	ReviewedBy  string `yaml:"reviewed_by"`
	ReviewedOn  string `yaml:"reviewed_on"`
	Source      string

	Area    string
	Place   int
	Minutes int
	Group   []int
	After   []string

	lines map[string]int
}

// inBoth and inEnglish are the names that the head of a file has.
var (
	inBoth    = []string{"title", "summary", "content_note", "materials", "reviewed_by", "reviewed_on"}
	inEnglish = []string{"area", "place", "minutes", "group", "after"}
)

// line is where a name stands in the head; its first line when it doesn't.
func (f front) line(name string) int {
	return max(1, f.lines[name])
}

var headName = regexp.MustCompile(`^([a-z_]+):`)

// readFront reads the head of a file, which data holds.
func readFront(file string, source []byte, data *frontmatter.Data, english bool, faults *Faults) (f front) {
	fault := func(line int, reason string, args ...any) { faults.add(file, line, "format", reason, args...) }
	if data == nil {
		fault(1, "there is no head: the file begins with ---, then title: and the rest, then ---")
		return f
	}
	f.lines = map[string]int{}
	for i, line := range bytes.Split(source, []byte("\n")) {
		if i > 0 && bytes.HasPrefix(line, []byte("---")) {
			break
		}
		if name := headName.FindSubmatch(line); name != nil {
			f.lines[string(name[1])] = i + 1
		}
	}
	if err := data.Decode(&f); err != nil {
		fault(1, "the head can't be read (a text with a colon in it stands in quotes): %s", strings.Join(strings.Fields(err.Error()), " "))
		return f
	}
	known := slices.Clone(inBoth)
	if english {
		known = append(known, inEnglish...)
	} else {
		known = append(known, "source")
	}
	for _, name := range slices.Sorted(maps.Keys(f.lines)) {
		if !slices.Contains(known, name) {
			fault(f.lines[name], "this head has no %q", name)
		}
	}
	for _, name := range known {
		if _, there := f.lines[name]; !there && name != "source" {
			fault(1, "the head lacks %q", name)
		}
	}
	f.check(english, fault)
	return f
}

// check refuses what a head may not say.
func (f front) check(english bool, fault func(line int, reason string, args ...any)) {
	if strings.TrimSpace(f.Title) == "" {
		fault(f.line("title"), "the unit has no title")
	}
	if strings.TrimSpace(f.Summary) == "" {
		fault(f.line("summary"), "the unit has no summary")
	}
	if _, err := time.Parse(time.DateOnly, f.ReviewedOn); err != nil && f.ReviewedOn != "" {
		fault(f.line("reviewed_on"), "reviewed_on is \"\" or a day such as 2026-03-01")
	}
	if (f.ReviewedBy == "") != (f.ReviewedOn == "") {
		fault(f.line("reviewed_by"), "reviewed_by and reviewed_on stand together or not at all")
	}
	if !english {
		return
	}
	if !slices.Contains(areas, Area(f.Area)) {
		fault(f.line("area"), "there is no area %q", f.Area)
	}
	if f.Place < 1 {
		fault(f.line("place"), "place is 1 or more")
	}
	if f.Minutes < 60 || f.Minutes > 90 {
		fault(f.line("minutes"), "a session takes 60 to 90 minutes, not %d", f.Minutes)
	}
	if len(f.Group) != 2 || f.Group[0] < 1 || f.Group[1] < f.Group[0] {
		fault(f.line("group"), "group is the smallest and the largest group, such as [4, 14]")
	}
}
