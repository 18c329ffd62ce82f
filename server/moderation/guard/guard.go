// Package guard finds in a text what could lead somebody to a person: hers or anybody's. It knows how our six languages write addresses,
// telephone numbers, names of schools and villages; what she protects herself it is told. It keeps nothing.
//
// It advises: whoever uses it shows what was found and lets her decide. It looks for how things are written and not for what they mean, so
// it misses some (a corpus says how many, see Measure) and finds some that are harmless.
//
// The package imports server/moderation/folded.
package guard

import (
	"cmp"
	"slices"

	"tinig/server/moderation/folded"
)

// Kind is what was found.
type Kind string

// The kinds, in the order in which one stretch of a text is taken for them.
const (
	Own     Kind = "own"     // a word on her own list
	Email   Kind = "email"   // an e-mail address, also one in words
	Link    Kind = "link"    // an address on the web
	Handle  Kind = "handle"  // a name on another service
	Birth   Kind = "birth"   // a day or year of birth
	Number  Kind = "number"  // of a passport, a card, an identity, a case
	Phone   Kind = "phone"   // a telephone number, also one in words
	School  Kind = "school"  // a school by name
	Address Kind = "address" // a street and house, a lot, a box
	Place   Kind = "place"   // a barangay, village or quarter by name
)

// Kinds are all there are.
var Kinds = []Kind{Own, Email, Link, Handle, Birth, Number, Phone, School, Address, Place}

// Found is one thing found: text[From:To].
type Found struct {
	Kind     Kind
	From, To int
}

// text is what is looked through.
type text struct {
	folded.Text
	words []word
	found []span
	taken []bool // by byte
}

// span is a stretch of the folded text.
type span struct {
	kind     Kind
	from, to int
}

// Find looks in a text for all of them, in the order in which they stand; own are the words that she protects herself. No two
// overlap.
func Find(of string, own []string) []Found {
	return FindFolded(folded.Of(of), own)
}

// FindFolded is Find in a text that is folded already.
func FindFolded(of folded.Text, own []string) (all []Found) {
	t := &text{Text: of, taken: make([]bool, len(of.Folded))}
	t.words = wordsOf(of)
	for _, look := range []func(*text){owned(own), emails, links, handles, births, identities, runs, spelled, schools, addresses, places} {
		look(t)
	}
	slices.SortFunc(t.found, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for _, s := range t.found {
		from, to := of.Span(s.from, s.to)
		all = append(all, Found{s.kind, from, to})
	}
	return all
}

// add keeps a find, unless some of it is another's already.
func (t *text) add(kind Kind, from, to int) bool {
	if from >= to || slices.Contains(t.taken[from:to], true) {
		return false
	}
	for i := from; i < to; i++ {
		t.taken[i] = true
	}
	t.found = append(t.found, span{kind, from, to})
	return true
}

// words from i until before j.
func (t *text) addWords(kind Kind, i, j int) bool {
	return t.add(kind, t.words[i].from, t.words[j-1].to)
}

// owned looks for words of her own list, each as a whole word or words in a row.
func owned(own []string) func(*text) {
	return func(t *text) {
		for _, phrase := range own {
			want := wordsOf(folded.Of(phrase))
			for i := range t.words {
				if len(want) > 0 && i+len(want) <= len(t.words) && same(t.words[i:i+len(want)], want) {
					t.addWords(Own, i, i+len(want))
				}
			}
		}
	}
}

func same(words, want []word) bool {
	return slices.EqualFunc(words, want, func(a, b word) bool { return a.low == b.low })
}
