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

// linesFound are helplines that a search finds, by country: by their names, countries and numbers, those of her network's countries
// first; or, when she asks for help by nothing but words for it in her language, those of these countries and of every country. A
// search that is narrowed to a space or a language finds none.
func (s *Site) linesFound(v *visit, look forum.Look) (found []helpedBy) {
	words, general := wordsIn(look.Words), wordsIn(v.Printer.T("search.line_words"))
	if look.Space != "" || look.Lang != "" || len(words) == 0 {
		return nil
	}
	own := slices.DeleteFunc(words, func(word string) bool { return slices.Contains(general, word) })
	help, most := s.helped(v), linesAtMost
	add := func(group helpedBy) {
		group.Lines = slices.DeleteFunc(slices.Clone(group.Lines), func(l helplines.Line) bool { return !hasAll(lineWords(v, l), own) })
		group.Lines = group.Lines[:min(len(group.Lines), most)]
		if most -= len(group.Lines); len(group.Lines) > 0 {
			found = append(found, group)
		}
	}
	for _, country := range help.First {
		add(country)
	}
	add(helpedBy{Lines: slices.Concat(help.Own, help.Anywhere)})
	if len(own) == 0 {
		return found
	}
	for _, country := range help.Others {
		add(country)
	}
	return found
}

func hasAll(known, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(known, word) })
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
