package site

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tinig/server/forum"
	"tinig/server/helplines"
)

// linesAtMost is how many helplines a search shows. All of them are one link away.
const linesAtMost = 3

// linesFound are helplines that a search finds: by their names, countries and numbers, or because she asks for help by one of the
// words for it in her language. Those of her network's countries come first. A search that is narrowed to a space or a language
// finds none.
func linesFound(v *visit, look forum.Look) (lines []helplines.Line) {
	if look.Space != "" || look.Lang != "" {
		return nil
	}
	words := wordsIn(look.Words)
	asked := wordsIn(v.Printer.T("search.line_words"))
	all := helplines.For("", today())
	near := func(l helplines.Line) bool { return slices.Contains(v.Actor.Countries, l.Country) }
	slices.SortStableFunc(all, func(a, b helplines.Line) int {
		switch {
		case near(a) == near(b):
			return 0
		case near(a):
			return -1
		}
		return 1
	})
	for _, line := range all {
		known := append(lineWords(v, line), asked...)
		missing := func(word string) bool { return !slices.Contains(known, word) }
		if len(lines) < linesAtMost && len(words) > 0 && !slices.ContainsFunc(words, missing) {
			lines = append(lines, line)
		}
	}
	return lines
}

// lineWords are the words by which a helpline is found.
func lineWords(v *visit, line helplines.Line) []string {
	text := line.Name
	if line.Country != "" {
		text += " " + v.Printer.T("country."+line.Country)
	}
	for _, channel := range line.Channel {
		text += " " + channel.At
	}
	return wordsIn(text)
}

// wordsIn are the words and numbers of a text, without case and accents.
func wordsIn(text string) []string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(text)))
	return strings.FieldsFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}
