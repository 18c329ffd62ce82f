package content

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"

	"tinig/locales"
)

// Report is what Check found.
type Report struct {
	Faults    Faults
	Languages []Completeness // by unit, and then in the order of locales.Languages

	facts map[string]Fact
}

// Overdue lists the facts that had to be looked at again before a day. Pages hide them.
func (r Report) Overdue(today time.Time) (ids []string) {
	for _, id := range slices.Sorted(maps.Keys(r.facts)) {
		if r.facts[id].overdue(today) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Completeness is how much of a unit can be read in a language.
type Completeness struct {
	Unit, Lang string
	Blocks     int  // that the unit has, its trainers' notes among them
	Translated int  // of them in this language
	Stale      int  // of those translated, the ones whose source has changed since
	Offered    bool // all that keeps a reader safe is there and as new as its source
	Wanted     bool // the course is to have it
}

// Check reads a course as Load does, and looks at its words too. It gives every fault, in the order of files and lines.
func Check(files fs.FS) Report {
	var r Report
	course, folders := read(files, &r.Faults)
	r.facts = course.records.facts
	for _, f := range folders {
		for _, tag := range f.tags() {
			checkDocument(f.source(), f.documents[tag], tag, &r.Faults)
		}
		checkShape(f.source(), &r.Faults)
		r.addLanguages(f, course)
	}
	course.records.check(&r.Faults)
	r.Faults = r.Faults.sorted()
	return r
}

// checkDocument looks at the words of a document.
func checkDocument(source, d document, tag string, faults *Faults) {
	for _, p := range d.writings(source, tag) {
		checkWords(p, faults)
		checkSentences(p, faults)
	}
	checkReading(source, d, tag, faults)
	checkHowLong(d, tag, faults)
	checkMadeUp(source, d, tag, faults)
}

// tags are the languages of a unit, in the order in which they are offered.
func (f folder) tags() (tags []string) {
	for _, l := range locales.Languages() {
		if _, there := f.documents[l.Tag]; there {
			tags = append(tags, l.Tag)
		}
	}
	return tags
}

// writings are all the words of a document, whose blocks are of the kinds that source gives them.
func (d document) writings(source document, lang string) (all []writing) {
	add := func(block Kind, line int, text string, kind ast.NodeKind) {
		if text != "" {
			all = append(all, writing{d.file, lang, block, block == trainerNote, passage{line, kind, text}})
		}
	}
	add("", d.front.line("title"), d.front.Title, ast.KindHeading)
	add("", d.front.line("summary"), d.front.Summary, ast.KindParagraph)
	add("", d.front.line("content_note"), d.front.ContentNote, ast.KindParagraph)
	for _, material := range d.front.Materials {
		add("", d.front.line("materials"), material, ast.KindListItem)
	}
	for _, s := range d.sections {
		of, _ := source.section(s.attrs.id)
		block := Kind(of.attrs.kind)
		add(block, s.line, s.title, ast.KindHeading)
		add(block, s.line, s.attrs.note, ast.KindParagraph)
		for _, p := range s.prose {
			add(block, p.line, p.text, p.kind)
		}
		for _, part := range s.parts {
			if part.pacer == nil {
				continue
			}
			for i, step := range part.pacer.Steps {
				add(block, part.line+1+i, step.Words, ast.KindListItem)
			}
		}
	}
	return all
}

// addLanguages counts what a unit has in each language, and refuses what the course is to have and hasn't.
func (r *Report) addLanguages(f folder, course *Course) {
	unit, whole := course.Unit(f.id)
	for _, l := range locales.Languages() {
		d, there := f.documents[l.Tag]
		c := Completeness{Unit: f.id, Lang: l.Tag, Blocks: len(f.source().sections), Translated: len(f.source().sections) - len(missing(f.source(), d)), Wanted: wanted(f, l.Tag)}
		if l.Tag != english {
			c.Stale = stale(f.source(), d)
		}
		c.Offered = whole && unit.Offered(l.Tag)
		r.Languages = append(r.Languages, c)
		file := path.Join("units", f.id, l.Tag+".md")
		switch {
		case !c.Wanted && !there:
		case !there:
			r.Faults.add(file, 1, "languages", "the unit isn't there in %s", l.Name)
		case c.Translated < c.Blocks:
			r.Faults.add(file, 1, "languages", "%d of %d blocks are there; missing: %s", c.Translated, c.Blocks, strings.Join(missing(f.source(), d), ", "))
		case whole && !c.Offered:
			r.Faults.add(file, 1, "languages", "what keeps a reader safe isn't as new as en.md (%s): bring it up to date, then run \"curriculum stamp %s %s\"",
				strings.Join(unit.unsafe(l.Tag), ", "), l.Tag, f.id)
		}
	}
}

// stale counts the blocks of a translation whose source has changed.
func stale(source, d document) (n int) {
	for _, s := range d.sections {
		if of, there := source.section(s.attrs.id); there && s.attrs.source != of.hash() {
			n++
		}
	}
	return n
}

// missing are the ids of the blocks that a translation lacks.
func missing(source, d document) (ids []string) {
	for _, s := range source.sections {
		if !slices.ContainsFunc(d.sections, func(of section) bool { return of.attrs.id == s.attrs.id }) {
			ids = append(ids, s.attrs.id)
		}
	}
	return ids
}

// wholeIn are the languages that the whole course is to be in.
var wholeIn = []string{english, "fil", "ceb"}

// wanted says whether the course is to have a unit in a language: all of it in English, Filipino and Cebuano, and in every
// language how to begin, to cope and to end.
func wanted(f folder, tag string) bool {
	area := Area(f.source().front.Area)
	return slices.Contains(wholeIn, tag) || area == Opening || area == Coping || area == Closing
}

// String is a row of the table that "curriculum check" prints.
func (c Completeness) String() string {
	if c.Translated == 0 {
		return "-"
	}
	text := fmt.Sprintf("%d/%d", c.Translated, c.Blocks)
	if c.Stale > 0 {
		text += fmt.Sprintf(" %d stale", c.Stale)
	}
	if !c.Offered {
		text += " not offered"
	}
	return text
}
