package content

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// records are what stands beside the units, in TOML.
type records struct {
	facts     map[string]Fact
	questions []question
	rubric    rubric
	writings  []writing // their words, for the linter
}

// The files of the records.
const (
	factsFile     = "facts.toml"
	knowledgeFile = "knowledge.toml"
	rubricFile    = "rubric.toml"
)

// readRecords reads the records, and keeps their files as they are.
func readRecords(files fs.FS, kept map[string]string, faults *Faults) (r records) {
	r.readFacts(readRecord(files, factsFile, kept, faults), faults)
	r.readKnowledge(readRecord(files, knowledgeFile, kept, faults), faults)
	r.readRubric(readRecord(files, rubricFile, kept, faults), faults)
	return r
}

// record is a TOML file of the course.
type record struct {
	file string
	text string
}

func readRecord(files fs.FS, file string, kept map[string]string, faults *Faults) record {
	text, err := fs.ReadFile(files, file)
	if err != nil {
		faults.add(file, 1, "format", "the file can't be read: %s", err)
		return record{file: file}
	}
	kept[file] = string(text)
	return record{file: file, text: string(text)}
}

// decode reads a file into what it holds, and refuses a name that it doesn't know. ok is false when there is nothing to go on.
func (r record) decode(into any, faults *Faults) (ok bool) {
	if r.text == "" {
		return false
	}
	meta, err := toml.Decode(r.text, into)
	if err != nil {
		var parse toml.ParseError
		if errors.As(err, &parse) {
			faults.add(r.file, parse.Position.Line, "format", "%s", parse.Message)
		} else {
			faults.add(r.file, 1, "format", "the file can't be read: %s", err)
		}
		return false
	}
	for _, unknown := range meta.Undecoded() {
		faults.add(r.file, r.line(unknown[len(unknown)-1]), "format", "no record has a %q", unknown)
	}
	return true
}

// line is the first line in which words stand; the first of all when they don't.
func (r record) line(words string) int {
	i := strings.Index(r.text, words)
	if i < 0 {
		return 1
	}
	return 1 + strings.Count(r.text[:i], "\n")
}

// lineOf is the line that gives a record its id.
func (r record) lineOf(id string) int { return r.line(fmt.Sprintf("id = %q", id)) }

// day is a date, which TOML has a kind of value for.
type day struct{ time.Time }

// UnmarshalTOML takes 2026-03-01, with quotes or without.
func (d *day) UnmarshalTOML(value any) (err error) {
	switch v := value.(type) {
	case time.Time:
		d.Time = time.Date(v.Year(), v.Month(), v.Day(), 0, 0, 0, 0, time.UTC)
	case string:
		d.Time, err = time.Parse(time.DateOnly, v)
	default:
		err = fmt.Errorf("%v is not a day such as 2026-03-01", value)
	}
	return err
}

// check looks at the records' words as it does at the units'.
func (r records) check(faults *Faults) {
	for _, w := range r.writings {
		checkWords(w, faults)
		checkSentences(w, faults)
	}
}

// keep keeps a record's text for the linter, and refuses it when it isn't there in a language that the whole course is to be
// in, or is in one that nobody speaks.
func (r *records) keep(file record, text labelled, faults *Faults) {
	line := file.lineOf(text.id)
	for _, tag := range wholeIn {
		if text.in(tag) == "" {
			faults.add(file.file, line, "languages", "a text of %s isn't there in %q", text.id, tag)
		}
	}
	for _, tag := range text.tags() {
		if !spoken(tag) {
			faults.add(file.file, line, "format", "a text of %s is in %q, which is no language of ours", text.id, tag)
			continue
		}
		at := line // of a text with escapes nothing better is known
		if own := file.line(text.said[tag]); own > 1 {
			at = own
		}
		r.writings = append(r.writings, writing{file: file.file, lang: tag, passage: passage{line: at, text: text.in(tag)}})
	}
}
