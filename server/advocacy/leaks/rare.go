package leaks

import (
	"slices"
	"strings"
	"unicode"
)

// How rare words must be to point somewhere: rareLength letters or more, at least rareTogether of them in one earlier text, and each in no more
// than one in oneIn of all of them (but two are always allowed).
const (
	rareLength   = 5
	rareTogether = 3
	oneIn        = 6
)

// rare are words of a text that together stand in one of the earlier ones, and seldom elsewhere: whoever remembers that one knows who wrote
// both. It is the earlier text with which it shares most.
func rare(words []word, earlier []string) (shared []string) {
	if len(earlier) == 0 {
		return nil
	}
	in := map[string]int{}
	texts := make([]map[string]bool, len(earlier))
	for i, text := range earlier {
		texts[i] = rareWords(wordsOf(text))
		for w := range texts[i] {
			in[w]++
		}
	}
	most := max(2, len(earlier)/oneIn)
	own := rareWords(words)
	for _, text := range texts {
		var both []string
		for w := range text {
			if own[w] && in[w] <= most {
				both = append(both, w)
			}
		}
		if len(both) >= rareTogether && len(both) > len(shared) {
			shared = both
		}
	}
	slices.Sort(shared)
	return shared
}

// rareWords are the words of a text that are long enough, and that people don't use every day.
func rareWords(words []word) map[string]bool {
	set := map[string]bool{}
	for _, w := range words {
		low := strings.TrimFunc(w.low, func(r rune) bool { return !unicode.IsLetter(r) })
		low = strings.TrimPrefix(low, "ال")
		if len([]rune(low)) >= rareLength && !everyday[low] && !small[low] {
			set[low] = true
		}
	}
	return set
}
