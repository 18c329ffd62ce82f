// Package leaks looks in a text for what can point to whoever wrote it: days, places, schools, names, handles, numbers, and words that
// together point to something that she wrote before under the same pseudonym.
//
// It advises and never decides: it misses much and finds what is harmless. It reads words one after the other, by lists and by how they are
// written, in each of our languages; it learns nothing and keeps nothing.
//
// The package imports nothing of ours.
package leaks

import (
	"slices"
	"strings"
	"unicode"
)

// Kinds of what can point to somebody, in the order in which they are told.
const (
	Name   = "name"
	School = "school"
	Place  = "place"
	Date   = "date"
	Handle = "handle"
	Number = "number"
	Rare   = "rare" // words that together stand in something of hers from before
)

// Hint is what was found of one kind, as it stands in the text.
type Hint struct {
	Kind  string
	Found []string
}

// foundAtMost is how much of one kind is told.
const foundAtMost = 6

// word is one of a text: as it stands, in small letters without the signs around it, and whether a sentence begins with it or ends.
type word struct {
	as, low       string
	begins, ended bool
}

// Find looks in a text. earlier are other texts that others know her by.
func Find(text string, earlier []string) (hints []Hint) {
	words := wordsOf(text)
	found := map[string][]string{}
	taken := make([]bool, len(words))
	for _, look := range []func([]word, int) (string, int, int){handle, number, date, school, place, name} {
		for i := range words {
			kind, from, to := look(words, i)
			if kind == "" || slices.Contains(taken[from:to], true) {
				continue
			}
			for j := from; j < to; j++ {
				taken[j] = true
			}
			found[kind] = append(found[kind], phrase(words[from:to]))
		}
	}
	found[Rare] = rare(words, earlier)
	for _, kind := range []string{Name, School, Place, Date, Handle, Number, Rare} {
		all := slices.Compact(found[kind])
		if len(all) > 0 {
			hints = append(hints, Hint{kind, all[:min(len(all), foundAtMost)]})
		}
	}
	return hints
}

// wordsOf takes a text apart.
func wordsOf(text string) (words []word) {
	begins := true
	for _, row := range strings.Split(text, "\n") {
		for _, as := range strings.Fields(row) {
			bare := strings.TrimFunc(as, func(r rune) bool {
				return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '@' && r != '#' && r != '+'
			})
			last := as[len(as)-1:]
			ended := strings.ContainsAny(last, ".!?:") || strings.HasSuffix(as, "؟") || strings.HasSuffix(as, "…")
			if bare != "" {
				words = append(words, word{bare, strings.ToLower(bare), begins, ended})
			}
			begins = ended
		}
		begins = true
	}
	return words
}

func phrase(words []word) string {
	var all []string
	for _, w := range words {
		all = append(all, w.as)
	}
	return strings.Join(all, " ")
}

// proper says whether a word is written like a name where no sentence begins.
func (w word) proper() bool {
	for _, r := range w.as { // its first letter
		return unicode.IsUpper(r) && len([]rune(w.as)) > 1 && !usual[w.low] && !months[w.low]
	}
	return false
}

// arabic says whether a word is written in a script that knows no capitals.
func (w word) arabic() bool {
	return strings.ContainsFunc(w.as, func(r rune) bool { return unicode.Is(unicode.Arabic, r) })
}

// near is a kind word together with the names that stand beside it: "barangay San Roque", "Santa Ana school". Where nothing is written like a
// name it is nothing; in Arabic the word after it is taken for one.
func near(words []word, i int, kind string) (string, int, int) {
	from, to := i, i+1
	for from > 0 && !words[from-1].ended && words[from-1].proper() && from > i-3 {
		from--
	}
	for to < len(words) && !words[to-1].ended && words[to].proper() && to < i+4 {
		to++
	}
	if words[i].arabic() && to < len(words) && !words[i].ended {
		to = i + 2
	}
	if to-from < 2 || from < i && words[from].begins && to == i+1 && i-from == 1 && small[words[from].low] {
		return "", 0, 0
	}
	return kind, from, to
}

func handle(words []word, i int) (string, int, int) {
	w := words[i].low
	at := strings.IndexByte(w, '@')
	if at >= 0 && len(w) > 2 || strings.Contains(w, "://") || strings.HasPrefix(w, "www.") {
		return Handle, i, i + 1
	}
	return "", 0, 0
}

// number is seven digits or more in a row of words: a telephone number, a number of a case.
func number(words []word, i int) (string, int, int) {
	digits, to := 0, i
	for to < len(words) && numeric(words[to].as) && (to == i || !words[to-1].ended) && !dated(words[to].as) {
		digits += countDigits(words[to].as)
		to++
	}
	if digits < 7 {
		return "", 0, 0
	}
	return Number, i, to
}

func numeric(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) && !strings.ContainsRune("+-()./", r) })
}

func countDigits(text string) (n int) {
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// dated says whether a word is a day in numbers, 12/3/2019 or 2019-03-12, or a year of our time.
func dated(text string) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/-.", r) })
	if len(parts) == 1 {
		year := western(parts[0])
		return len(year) == 4 && (year[:2] == "19" || year[:2] == "20")
	}
	if len(parts) != 3 {
		return false
	}
	for _, part := range parts {
		if n := countDigits(part); n != len([]rune(part)) || n > 4 {
			return false
		}
	}
	return true
}

// western are a number's digits as 0 to 9, "" when it is none.
func western(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			out.WriteRune(r)
		case r >= '٠' && r <= '٩':
			out.WriteRune('0' + r - '٠')
		default:
			return ""
		}
	}
	return out.String()
}

func date(words []word, i int) (string, int, int) {
	if dated(words[i].as) {
		return Date, i, i + 1
	}
	if !months[words[i].low] {
		return "", 0, 0
	}
	from, to := i, i+1
	for from > 0 && i-from < 2 && (countDigits(words[from-1].as) > 0 || small[words[from-1].low] && from > 1 && countDigits(words[from-2].as) > 0) {
		from--
	}
	for to < len(words) && to < i+4 && !words[to-1].ended && (countDigits(words[to].as) > 0 || small[words[to].low] && to+1 < len(words) && countDigits(words[to+1].as) > 0) {
		to++
	}
	if to-from < 2 {
		return "", 0, 0
	}
	return Date, from, to
}

func school(words []word, i int) (string, int, int) {
	if !schools[words[i].low] {
		return "", 0, 0
	}
	return near(words, i, School)
}

// place is a street, a village or a town with its name, or a name after a word that says where.
func place(words []word, i int) (string, int, int) {
	if places[words[i].low] {
		return near(words, i, Place)
	}
	if where[words[i].low] && i+1 < len(words) && !words[i].ended && words[i+1].proper() {
		to := i + 2
		for to < len(words) && to < i+4 && !words[to-1].ended && words[to].proper() {
			to++
		}
		return Place, i + 1, to
	}
	return "", 0, 0
}

// name is a name after a word like "aunt", or anything else that is written like one inside a sentence.
func name(words []word, i int) (string, int, int) {
	if titles[words[i].low] && i+1 < len(words) && !words[i].ended && (words[i+1].proper() || words[i+1].arabic()) {
		return Name, i, i + 2
	}
	if words[i].begins || !words[i].proper() {
		return "", 0, 0
	}
	to := i + 1
	for to < len(words) && to < i+3 && !words[to-1].ended && words[to].proper() {
		to++
	}
	return Name, i, to
}
