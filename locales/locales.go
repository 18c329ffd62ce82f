// Package locales holds the words: one TOML file per language, the bundle that reads them, the Printer that writes
// them, and the Refusal, which carries a message id from where something is refused to where a person reads it.
//
// Invariants:
//   - Every language has every message of en.toml, with the same placeholders and the plural forms that CLDR gives it
//     (catalogue_test.go). At run time a missing message falls back to English, so a page is never empty.
//   - An id stands in code as a whole: "forum.reply". One that is put together from data has its family in quotes there,
//     "role." or "role.%s", or its ending, "%s_title"; the tests then take the family as used (uses_test.go).
//   - A message is data, never a program: {{.Name}} is all that its text can say to us.
//   - What is loaded never changes: a Printer is shared by everyone and safe for concurrent use.
//   - Printed text is plain text. Whoever puts it into a page escapes it (html/template does).
//
// terms.toml stands beside them: terms that aren't used any more, and the preferred ones (Preferred).
//
// The package knows no HTTP and imports nothing of ours.
package locales

import "slices"

// Directions of writing, as HTML's dir attribute says them.
const (
	leftToRight = "ltr"
	rightToLeft = "rtl"
)

// source is the language that messages are written in first, and that is fallen back to.
const source = "en"

// Language is one in which every page can be read.
type Language struct {
	Tag  string // BCP 47
	Name string // as its own speakers write it
	Dir  string // ltr or rtl

	// Reviewed says who, speaking the language, has read the file and when, as its [meta] table says it.
	// Empty means: drafted by machine, awaiting a speaker's review.
	Reviewed string
}

// spoken is the order in which languages are offered.
var spoken = []Language{
	{Tag: source, Name: "English", Dir: leftToRight},
	{Tag: "fil", Name: "Filipino", Dir: leftToRight},
	{Tag: "ceb", Name: "Cebuano", Dir: leftToRight},
	{Tag: "es", Name: "Español", Dir: leftToRight},
	{Tag: "sw", Name: "Kiswahili", Dir: leftToRight},
	{Tag: "ar", Name: "العربية", Dir: rightToLeft},
}

// Languages lists every language, in the order in which they are offered. The slice is the caller's own.
func Languages() []Language {
	return slices.Clone(loaded().languages)
}

// For gives the printer of a language; of an unknown one, the English printer. It also knows the pseudo-locale's tag,
// which Match never gives, so that only tests meet it.
func For(tag string) *Printer {
	printers := loaded().printers
	if p, ok := printers[tag]; ok {
		return p
	}
	return printers[source]
}

// Pseudo gives the printer of the pseudo-locale "qps": English in brackets, accented and two fifths longer. Text on a
// page that it has not touched was never translated; a page that breaks under it breaks in some real language.
func Pseudo() *Printer {
	return For(pseudoTag)
}
