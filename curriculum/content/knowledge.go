package content

import (
	"maps"
	"slices"
	"strings"
)

// Question asks, before and after, what somebody knows of her rights. Its two forms ask for the same in other words: who has
// seen one before gets the other one after. No answer of a person is kept; a group sees how many knew.
type Question struct {
	ID   string
	Lang string // of both forms
	Goal string // what it asks for
	Fact string // the fact that answers it
	A, B Form
}

// Form is one way to ask a question.
type Form struct {
	Ask     string
	Options []string
	Right   int // the right one, from 0
}

// question is a row of knowledge.toml: its forms by language.
type question struct {
	ID, Goal, Fact string
	A, B           map[string]form
}

// form is one way to ask, in one language.
type form struct {
	Ask     string
	Options []string
	Right   int // from 1, as it is written
}

// Questions gives the questions in a language, each in English when one of its forms isn't there.
func (c *Course) Questions(lang string) (all []Question) {
	for _, row := range c.records.questions {
		in := lang
		if _, a := row.A[lang]; !a {
			in = english
		}
		if _, b := row.B[lang]; !b {
			in = english
		}
		all = append(all, Question{ID: row.ID, Lang: in, Goal: row.Goal, Fact: row.Fact, A: row.A[in].made(), B: row.B[in].made()})
	}
	return all
}

func (f form) made() Form {
	return Form{Ask: f.Ask, Options: slices.Clone(f.Options), Right: f.Right - 1}
}

// readKnowledge reads knowledge.toml, whose facts are among those that are read already.
func (r *records) readKnowledge(file record, faults *Faults) {
	var read struct{ Question []question }
	if !file.decode(&read, faults) {
		return
	}
	seen := map[string]bool{}
	for _, row := range read.Question {
		line := file.lineOf(row.ID)
		fault := func(reason string, args ...any) { faults.add(file.file, line, "format", reason, args...) }
		if !name.MatchString(row.ID) || seen[row.ID] {
			fault("%q is not an id, or stands there twice", row.ID)
		}
		seen[row.ID] = true
		if _, known := r.facts[row.Fact]; !known {
			fault("facts.toml has no fact %q, which answers %s", row.Fact, row.ID)
		}
		if row.Goal == "" {
			fault("%s doesn't say what it asks for (goal)", row.ID)
		}
		for _, forms := range []map[string]form{row.A, row.B} {
			checkForms(row.ID, forms, fault)
			for text := range texts(row.ID, forms) {
				r.keep(file, text, faults)
			}
		}
	}
	r.questions = read.Question
}

// The options of a question: fewer are a guess, more are too many to keep in mind.
const leastAnswers, mostAnswers = 2, 5

// checkForms refuses forms that aren't the same question in each language.
func checkForms(id string, forms map[string]form, fault func(string, ...any)) {
	of := forms[english]
	if n := len(of.Options); n < leastAnswers || n > mostAnswers {
		fault("a form of %s has %d to %d options, not %d", id, leastAnswers, mostAnswers, n)
	}
	for _, tag := range slices.Sorted(maps.Keys(forms)) {
		f := forms[tag]
		if f.Right < 1 || f.Right > len(f.Options) {
			fault("right is the number of an option of %s in %q, from 1", id, tag)
		}
		if len(f.Options) != len(of.Options) || f.Right != of.Right {
			fault("%s has other options, or another right one, in %q than in English", id, tag)
		}
	}
}

// texts are the words of forms, each by language.
func texts(id string, forms map[string]form) func(yield func(labelled) bool) {
	return func(yield func(labelled) bool) {
		ask := labelled{id, said{}}
		for tag, f := range forms {
			ask.said[tag] = f.Ask
		}
		if !yield(ask) {
			return
		}
		for i := range forms[english].Options {
			option := labelled{id, said{}}
			for tag, f := range forms {
				if i < len(f.Options) {
					option.said[tag] = strings.TrimSpace(f.Options[i])
				}
			}
			if !yield(option) {
				return
			}
		}
	}
}
