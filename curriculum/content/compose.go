package content

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// composing is a sheet while it becomes a file. begins are the lines in which its pieces begin, by their place among those that stand.
type composing struct {
	text   strings.Builder
	line   int
	begins []int
	ids    []string
}

// standing are the pieces of a unit that aren't left out; a note goes with its block.
func standing(sheets map[string]Sheet) map[string]bool {
	ids := map[string]bool{}
	source := sheets[english]
	for _, p := range source.Pieces {
		of, _ := source.Piece(p.Of())
		ids[p.ID] = !p.Out && !of.Out
	}
	return ids
}

// compose writes a sheet as a unit's file in a language. of is where the unit stands in the course.
func compose(sheets map[string]Sheet, tag string, of front) *composing {
	c, s, stands := &composing{}, sheets[tag], standing(sheets)
	c.head(s, tag, of, sheets[english].minutes())
	for _, p := range s.Pieces {
		if !stands[p.ID] {
			continue
		}
		c.row("")
		c.ids, c.begins = append(c.ids, p.ID), append(c.begins, c.line+1)
		c.row("## " + oneLine(p.Title) + " {" + p.braces(tag) + "}")
		c.row("")
		c.row(strings.TrimSpace(string(canonical([]byte(p.Body)))))
	}
	return c
}

// minutes are what the blocks that stand take, without the lighter alternatives.
func (s Sheet) minutes() (sum int) {
	for _, p := range s.Pieces {
		if !p.Out && s.heavier(p.ID) == "" {
			sum += p.Minutes
		}
	}
	return sum
}

func (c *composing) row(text string) {
	c.text.WriteString(text + "\n")
	c.line += 1 + strings.Count(text, "\n")
}

// head writes what stands above the blocks. Nobody has reviewed what a network wrote.
func (c *composing) head(s Sheet, tag string, of front, minutes int) {
	c.row("---")
	c.row("title: " + strconv.Quote(oneLine(s.Title)))
	if tag == english {
		c.row("area: " + of.Area)
		c.row("place: " + strconv.Itoa(of.Place))
		c.row("minutes: " + strconv.Itoa(minutes))
		group := make([]string, len(of.Group))
		for i, n := range of.Group {
			group[i] = strconv.Itoa(n)
		}
		c.row("group: [" + strings.Join(group, ", ") + "]")
	}
	c.row("summary: " + strconv.Quote(oneLine(s.Summary)))
	c.row("content_note: " + strconv.Quote(oneLine(s.ContentNote)))
	c.row("materials: " + quoted(s.Materials))
	if tag == english {
		c.row("after: " + quoted(of.After))
	}
	c.row(`reviewed_by: ""`)
	c.row(`reviewed_on: ""`)
	if tag != english {
		c.row("source: " + strconv.Quote(s.Source))
	}
	c.row("---")
}

// braces are what stands in the braces of a heading.
func (p Piece) braces(tag string) string {
	words := []string{"#" + p.ID}
	add := func(name, value string) {
		if value != "" {
			words = append(words, name+"="+value)
		}
	}
	if tag == english {
		words = append(words, "."+p.Kind)
		if p.Minutes > 0 {
			add("minutes", strconv.Itoa(p.Minutes))
		}
		add("lighter", p.Lighter)
		add("goal", p.Goal)
		add("tool", p.Tool)
	}
	if note := inQuotes(p.Note); note != "" {
		add("note", `"`+note+`"`)
	}
	if tag != english && p.Source != "" {
		add("source", strconv.Quote(p.Source))
	}
	return strings.Join(words, " ")
}

// inQuotes is a text that stands between straight quotes.
func inQuotes(text string) string {
	return strings.NewReplacer(`"`, "'", `\`, "", "{", "(", "}", ")").Replace(oneLine(text))
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func quoted(all []string) string {
	words := make([]string, len(all))
	for i, text := range all {
		words[i] = strconv.Quote(oneLine(text))
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// whole refuses a piece that runs into the next one or begins another: a unit's pieces are those that its network chose, and what
// was a note stays one.
func (p Piece) whole() bool {
	text := "## T {#mine .rest minutes=1}\n\n" + p.Body + "\n\n## T {#next .rest minutes=1}\n\nT.\n"
	var none Faults
	d := parse("", []byte("---\n---\n"+text), true, &none)
	return len(d.sections) == 2 && d.sections[0].attrs.id == "mine" && d.sections[1].attrs.id == "next"
}

// unitOf is a unit's folder made of sheets, with what is wrong with it in the way of a file.
func (c *Course) unitOf(unit string, sheets map[string]Sheet, faults *Faults) (folder, map[string]*composing) {
	was, _ := c.folder(unit)
	f := folder{id: unit, documents: map[string]document{}, files: map[string][]byte{}}
	made := map[string]*composing{}
	for _, tag := range slices.Sorted(maps.Keys(sheets)) {
		file := fmt.Sprintf("units/%s/%s.md", unit, tag)
		made[tag] = compose(sheets, tag, was.source().front)
		f.add(file, tag, []byte(made[tag].text.String()), faults)
		for i, id := range made[tag].ids {
			if p, _ := sheets[tag].Piece(id); !p.whole() {
				faults.add(file, made[tag].begins[i], "whole", "a text ends with its own block: no heading of # or ##, and each fence is closed")
			}
		}
	}
	checkSource(f.source(), faults)
	for tag, d := range f.documents {
		if tag != english {
			checkTranslation(f.source(), d, faults)
		}
	}
	checkFacts(f, c.records.facts, faults)
	return f, made
}
