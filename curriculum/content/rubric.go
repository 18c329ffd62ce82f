package content

import (
	"maps"
	"slices"
	"strings"
)

// Rubric is what an observer of a practice looks at, in one language. It describes what was seen, never a person.
type Rubric struct {
	Version  int // rises when a criterion or what a score means changes: scores of two versions aren't compared
	Lang     string
	Criteria []Criterion
	// Examples are made-up practices that an observer scores first, to see where she differs.
	Examples []Example
}

// Criterion is one thing that is looked at.
type Criterion struct {
	ID      string
	Name    string
	Options []Option // by rising score, from 0
}

// Option is what a score means.
type Option struct {
	Score int
	Text  string
}

// Example is a made-up practice with the scores that its authors gave it, and why.
type Example struct {
	ID, Text, Why string
	Scores        map[string]int // by criterion
}

// said is a text by language.
type said map[string]string

// tags are the languages that it is there in, in a fixed order.
func (s said) tags() []string { return slices.Sorted(maps.Keys(s)) }

// in gives the text in a language.
func (s said) in(lang string) string { return strings.TrimSpace(s[lang]) }

// rubric is rubric.toml.
type rubric struct {
	Version   int
	Criterion []struct {
		ID     string
		Name   said
		Option []struct {
			Score int
			Text  said
		}
	}
	Example []struct {
		ID        string
		Text, Why said
		Scores    map[string]int
	}
}

// Rubric gives the rubric in a language: in English when any of its words isn't there.
func (c *Course) Rubric(lang string) Rubric {
	from := c.records.rubric
	if slices.ContainsFunc(from.texts(), func(t labelled) bool { return t.in(lang) == "" }) {
		lang = english
	}
	r := Rubric{Version: from.Version, Lang: lang}
	for _, criterion := range from.Criterion {
		made := Criterion{ID: criterion.ID, Name: criterion.Name.in(lang)}
		for _, option := range criterion.Option {
			made.Options = append(made.Options, Option{Score: option.Score, Text: option.Text.in(lang)})
		}
		r.Criteria = append(r.Criteria, made)
	}
	for _, e := range from.Example {
		r.Examples = append(r.Examples, Example{ID: e.ID, Text: e.Text.in(lang), Why: e.Why.in(lang), Scores: maps.Clone(e.Scores)})
	}
	return r
}

// labelled is a text with the record that it belongs to.
type labelled struct {
	id string
	said
}

func (r rubric) texts() (all []labelled) {
	for _, criterion := range r.Criterion {
		all = append(all, labelled{criterion.ID, criterion.Name})
		for _, option := range criterion.Option {
			all = append(all, labelled{criterion.ID, option.Text})
		}
	}
	for _, example := range r.Example {
		all = append(all, labelled{example.ID, example.Text}, labelled{example.ID, example.Why})
	}
	return all
}

// readRubric reads rubric.toml.
func (r *records) readRubric(file record, faults *Faults) {
	if !file.decode(&r.rubric, faults) {
		return
	}
	r.rubric.check(file, faults)
	for _, text := range r.rubric.texts() {
		r.keep(file, text, faults)
	}
}

// check refuses a rubric that can't be scored.
func (r rubric) check(file record, faults *Faults) {
	fault := func(id, reason string, args ...any) {
		faults.add(file.file, file.lineOf(id), "format", reason, args...)
	}
	if r.Version < 1 {
		fault("", "the rubric has a version, from 1")
	}
	highest := map[string]int{}
	for _, criterion := range r.Criterion {
		if _, twice := highest[criterion.ID]; twice || !name.MatchString(criterion.ID) {
			fault(criterion.ID, "%q is not an id, or stands there twice", criterion.ID)
		}
		highest[criterion.ID] = len(criterion.Option) - 1
		if len(criterion.Option) < 2 {
			fault(criterion.ID, "%s has fewer than two options", criterion.ID)
		}
		for i, option := range criterion.Option {
			if option.Score != i {
				fault(criterion.ID, "the options of %s have the scores 0, 1, 2 and so on", criterion.ID)
			}
		}
	}
	for _, example := range r.Example {
		if !slices.Equal(slices.Sorted(maps.Keys(example.Scores)), slices.Sorted(maps.Keys(highest))) {
			fault(example.ID, "the example %s is scored by every criterion, and no other", example.ID)
		}
		for id, score := range example.Scores {
			if score < 0 || score > highest[id] {
				fault(example.ID, "%s has no score %d", id, score)
			}
		}
	}
}
