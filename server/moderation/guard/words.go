package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tinig/server/moderation/folded"
)

// word is one of a text, folded and without the signs around it; from and to are where it stands in the folded text.
type word struct {
	low      string
	from, to int
	proper   bool // written with a capital
	small    bool // written with a small letter, behind an @ too
	arabic   bool // in a script that knows no capitals
	begins   bool // a sentence begins with it
	ended    bool // a sentence or a part of one ends behind it
	stops    bool // a sentence does
	colon    bool // and what follows is what it names
}

// part says whether a rune belongs to a word where it stands at one of its ends.
func part(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("@#+_", r)
}

// wordsOf takes a text apart at its blanks.
func wordsOf(t folded.Text) (words []word) {
	text, begins := t.Folded, true
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			begins = begins || r == '\n'
			i += size
			continue
		}
		end, from := len(text), len(text)
		if n := strings.IndexFunc(text[i:], unicode.IsSpace); n >= 0 {
			end = i + n
		}
		if n := strings.IndexFunc(text[i:end], part); n >= 0 {
			from = i + n
		}
		if from < end {
			to := from + strings.LastIndexFunc(text[from:end], part)
			_, size := utf8.DecodeRuneInString(text[to:])
			to += size
			w := word{low: text[from:to], from: from, to: to, begins: begins}
			first, _ := utf8.DecodeRuneInString(t.Original[t.At[from]:])
			w.proper, w.small = unicode.IsUpper(first), unicode.IsLower(first)
			if first == '@' && from+1 < len(text) {
				next, _ := utf8.DecodeRuneInString(t.Original[t.At[from+1]:])
				w.small = unicode.IsLower(next)
			}
			w.arabic = unicode.Is(unicode.Arabic, first)
			w.colon = strings.ContainsAny(text[to:end], ":=")
			w.ended = strings.ContainsAny(text[to:end], ".!?;,:") || strings.ContainsAny(text[to:end], "؟،؛")
			w.stops = strings.ContainsAny(text[to:end], ".!?;") || strings.Contains(text[to:end], "؟")
			if short[w.low] {
				w.ended, w.stops = false, false
			}
			words = append(words, w)
			begins = !short[w.low] && (strings.ContainsAny(text[to:end], ".!?") || strings.Contains(text[to:end], "؟"))
		} else {
			begins = begins || strings.ContainsAny(text[i:end], ".!?")
			if len(words) > 0 && strings.ContainsAny(text[i:end], ":=") {
				words[len(words)-1].colon = true
			}
		}
		i = end
	}
	return words
}

// short are words whose dot ends no sentence.
var short = set("st sta sto mt brgy bgy blk no dr mr mrs ms ave rd apt bldg subd nro tel gng sr sra")

// set are the words of lists, folded as a text is.
func set(lists ...string) map[string]bool {
	all := map[string]bool{}
	for _, list := range lists {
		for _, w := range strings.Fields(list) {
			all[folded.Of(w).Folded] = true
		}
	}
	return all
}

// numeric says whether a word is made of digits and what stands between them.
func numeric(text string) bool {
	return strings.ContainsAny(text, "0123456789") && strings.Trim(text, "0123456789+-()./") == ""
}

// digits are a text's digits alone.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// named says whether a word within reach before i is one of a list; a sentence's end is no hindrance ("My number. 0917...").
func named(words []word, i, reach int, list map[string]bool) bool {
	for j := i - 1; j >= 0 && j >= i-reach; j-- {
		if list[words[j].low] {
			return true
		}
	}
	return false
}
