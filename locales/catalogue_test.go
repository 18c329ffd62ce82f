package locales_test

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"tinig/locales"
)

// message is a table of a file: its description and its plural forms.
type message map[string]string

// forms are the texts of a message, by plural form.
func (m message) forms() map[string]string {
	forms := maps.Clone(m)
	delete(forms, "description")
	return forms
}

// plural tells whether a message counts something.
func (m message) plural() bool {
	return len(m.forms()) > 1
}

// names are the placeholders that a message has in any form.
func (m message) names() []string {
	var all []string
	for _, text := range m.forms() {
		names, _ := locales.Placeholders(text)
		all = append(all, names...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// messagesOf reads a language's file as TOML, past everything that go-i18n would forgive.
func messagesOf(t testing.TB, tag string) map[string]message {
	t.Helper()
	data, err := fs.ReadFile(locales.Own, tag+".toml")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]message
	if err := toml.Unmarshal(data, &all); err != nil {
		t.Fatalf("%s.toml: %v", tag, err)
	}
	delete(all, "meta")
	return all
}

// report fails the test with a list, sorted and each line once.
func report(t testing.TB, heading string, lines []string) {
	t.Helper()
	if len(lines) == 0 {
		return
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	t.Errorf("%s (%d):\n  %s", heading, len(lines), strings.Join(lines, "\n  "))
}

func TestEveryEnglishMessageHasADescription(t *testing.T) {
	var without []string
	for id, m := range messagesOf(t, "en") {
		if strings.TrimSpace(m["description"]) == "" {
			without = append(without, id)
		}
	}
	report(t, "en.toml: no description for translators", without)
}

// Promise 17, and every other text besides.
func TestEveryLanguageHasEveryMessage(t *testing.T) {
	english := messagesOf(t, "en")
	for _, l := range locales.Languages() {
		var missing, extra []string
		own := messagesOf(t, l.Tag)
		for id := range english {
			if own[id] == nil {
				missing = append(missing, id)
			}
		}
		for id := range own {
			if english[id] == nil {
				extra = append(extra, id)
			}
		}
		report(t, l.Tag+".toml: still to be translated", missing)
		report(t, l.Tag+".toml: not, or no longer, in en.toml", extra)
	}
}

func TestEveryMessageHasItsFormsAndPlaceholders(t *testing.T) {
	english := messagesOf(t, "en")
	for _, l := range locales.Languages() {
		needs := formsNeeded(t, l.Tag)
		var wrong []string
		for id, m := range messagesOf(t, l.Tag) {
			if source := english[id]; source != nil {
				wrong = append(wrong, faults(id, m, source, needs)...)
			}
		}
		report(t, l.Tag+".toml: wrong", wrong)
	}
}

// formsNeeded lists the plural forms that CLDR has for a language's whole numbers. The value tells whether a form is that of
// one number alone, whose text may then leave the number out: "yesterday's reply", not "1 reply".
func formsNeeded(t testing.TB, tag string) map[string]bool {
	form := formsOf(t, tag)
	alone := map[string]bool{}
	for _, n := range append(numbersTo(1000), 1_000_000, 2_000_000) {
		_, met := alone[form(n)]
		alone[form(n)] = !met
	}
	return alone
}

func numbersTo(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// faults says what is wrong with a message: forms that the language needs or doesn't have, texts that are empty, and
// placeholders that are not those of the English source.
func faults(id string, m, source message, needs map[string]bool) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, id+": "+fmt.Sprintf(format, args...)) }
	if !source.plural() {
		needs = map[string]bool{"other": false}
	}
	for form := range needs {
		if m[form] == "" {
			say("no text for %q", form)
		}
	}
	for form, text := range m.forms() {
		alone, needed := needs[form]
		if !needed {
			say("%q is no form of this language, or the English message does not count", form)
			continue
		}
		for _, fault := range textFaults(text, source.names(), alone) {
			say("%s: %s", form, fault)
		}
	}
	return wrong
}

// textFaults compares a text with the placeholders that it should have.
func textFaults(text string, names []string, alone bool) (wrong []string) {
	own, err := locales.Placeholders(text)
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	if text != "" && strings.TrimSpace(text) != text {
		wrong = append(wrong, "space at its beginning or end")
	}
	for _, name := range own {
		if !slices.Contains(names, name) {
			wrong = append(wrong, "{{."+name+"}} is not in the English message")
		}
	}
	for _, name := range names {
		if text != "" && !slices.Contains(own, name) && !(alone && name == "Count") {
			wrong = append(wrong, "{{."+name+"}} is missing")
		}
	}
	return wrong
}

func TestPluralFormsNeededAreThoseOfCLDR(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "one other", "fil": "one other", "ceb": "one other", "sw": "one other",
		"es": "many one other", "ar": "few many one other two zero",
	} {
		expect(t, strings.Join(slices.Sorted(maps.Keys(formsNeeded(t, tag))), " "), want)
	}
}

func TestFaultsOfATranslationAreFound(t *testing.T) {
	source := message{"description": "d", "one": "{{.Count}} by {{.Name}}", "other": "{{.Count}} by {{.Name}}"}
	needs := map[string]bool{"one": true, "two": true, "other": false}
	good := message{"one": "uno de {{.Name}}", "two": "dos de {{.Name}}", "other": "{{.Count}} de {{.Name}}"}
	if wrong := faults("x", good, source, needs); len(wrong) > 0 {
		t.Errorf("a good translation is called wrong: %q", wrong)
	}
	for want, change := range map[string]message{
		`x: no text for "two"`:                                                         {"two": ""},
		`x: other: {{.Count}} is missing`:                                              {"other": "muchos de {{.Name}}"},
		`x: one: {{.Name}} is missing`:                                                 {"one": "uno"},
		`x: one: {{.Nom}} is not in the English message`:                               {"one": "uno de {{.Name}} {{.Nom}}"},
		`x: other: space at its beginning or end`:                                      {"other": "{{.Count}} de {{.Name}} "},
		`x: one: a placeholder is a name: {{.Name}}`:                                   {"one": "{{if .Count}}uno{{end}} de {{.Name}}"},
		`x: "many" is no form of this language, or the English message does not count`: {"many": "{{.Count}} de {{.Name}}"},
	} {
		bad := maps.Clone(good)
		maps.Copy(bad, change)
		if wrong := faults("x", bad, source, needs); !slices.Contains(wrong, want) {
			t.Errorf("got %q, want %q among them", wrong, want)
		}
	}
}
