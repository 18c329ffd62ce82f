package locales

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/BurntSushi/toml"
)

// Term is a way of speaking that isn't used any more, in its spellings, what is said instead, and who says so: terms.toml.
type Term struct {
	Lang, Source string
	Old, Now     []string
}

// terms reads terms.toml once, at first use. Like the languages' files it is part of the program.
var terms = sync.OnceValue(func() []Term {
	text, err := own.ReadFile("terms.toml")
	if err != nil {
		panic(err)
	}
	var file struct{ Term []Term }
	if err := toml.Unmarshal(text, &file); err != nil {
		panic(err)
	}
	return file.Term
})

// Terms lists the terms of every language. The slice is the caller's own.
func Terms() []Term { return slices.Clone(terms()) }

// Preferred gives words with the preferred terms in the place of the first old one that stands in them, once for each;
// nothing when there is none. Of old terms the longest counts.
func Preferred(words string) (instead []string) {
	said, longest := wordsOf(words), 0
	for _, term := range terms() {
		for _, old := range term.Old {
			its := wordsOf(old)
			at := indexOf(said, its)
			if at < 0 || len(its) <= longest {
				continue
			}
			instead, longest = nil, len(its)
			for _, now := range term.Now {
				instead = append(instead, strings.Join(slices.Concat(said[:at], []string{now}, said[at+len(its):]), " "))
			}
		}
	}
	return instead
}

// quoted is what stands in quotation marks: a law's title keeps its words, and so does what somebody said.
var quoted = regexp.MustCompile(`“[^”]*”|"[^"]*"|«[^»]*»|„[^“]*“|‘[^’]*’`)

// titled is a run of capitalised words, as titles are written; law is what a statute calls itself. A run with such a word in it is its title.
var (
	titled = regexp.MustCompile(`\p{Lu}[\p{L}\p{M}\p{N}’'-]*(?:,? (?:(?:of|on|the|and|in|to|for|from|against|No\.|de|la|el|los|las|y|en|contra|sobre|ng|sa|ya|dhidi) )*[\p{Lu}\p{N}][\p{L}\p{M}\p{N}’'-]*)*`)
	law    = regexp.MustCompile(`(?:^|[ -])(?:Act|Bill|Law|Code|Directive|Regulation|Convention|Protocol|Statute|Ordinance|Ley|Código|Directiva|Reglamento|Convenio|Convención|Protocolo|Batas|Sheria|Kanuni|Mkataba|Itifaki)(?:$|[ ,])`)
)

// unsaid leaves out of words what keeps its own: what is quoted, and titles of statutes.
func unsaid(words string) string {
	return titled.ReplaceAllStringFunc(quoted.ReplaceAllString(words, " | "), func(run string) string {
		if law.MatchString(run) {
			return " | "
		}
		return run
	})
}

// Outdated are the terms of which an old one stands in words, each with the first such of its old ones alone. What is quoted, and the title of a
// statute, isn't looked at.
func Outdated(words string) (found []Term) {
	said := wordsOf(unsaid(words))
	for _, term := range terms() {
		at := slices.IndexFunc(term.Old, func(old string) bool { return indexOf(said, wordsOf(old)) >= 0 })
		if at >= 0 {
			found = append(found, Term{Lang: term.Lang, Source: term.Source, Old: term.Old[at : at+1], Now: term.Now})
		}
	}
	return found
}

// wordsOf are the words of a text in small letters.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// indexOf is where a part of a list begins in it, -1 when it doesn't stand there.
func indexOf(all, part []string) int {
	for at := 0; at+len(part) <= len(all); at++ {
		if slices.Equal(all[at:at+len(part)], part) {
			return at
		}
	}
	return -1
}
