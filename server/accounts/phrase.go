package accounts

import (
	"crypto/rand"
	"embed"
	"math"
	"math/big"
	"strings"
	"sync"
	"unicode"

	"github.com/sethvargo/go-diceware/diceware"
	"github.com/tyler-smith/go-bip39/wordlists"
	"golang.org/x/text/unicode/norm"
)

// phraseBits is what a sign-in phrase has at least. With the pepper gone and each try costing 64 MiB and three passes
// of Argon2id, 2^77 tries are out of reach; six words of 7,776 have it, seven of 2,048 and eight of 1,024.
const phraseBits = 77

// words holds our own lists, and what we take out of and put into the ones of others: see words/README.md.
//
//go:embed words
var words embed.FS

// lists has a list of words for each language that has one. English stands in for the rest.
var lists = map[string]func() []string{
	"en":  sync.OnceValue(english),
	"es":  sync.OnceValue(spanish),
	"fil": sync.OnceValue(func() []string { return readWords("fil.txt") }),
}

// NewPhrase makes a sign-in phrase in lang, or in English where there is no list for it: words drawn evenly and apart
// from each other, with a space between them, phraseBits of chance in all.
func NewPhrase(lang string) string {
	list := WordList(lang)
	drawn := make([]string, phraseLength(len(list)))
	for i := range drawn {
		drawn[i] = list[draw(len(list))]
	}
	return strings.Join(drawn, " ")
}

// WordList is what phrases of lang are drawn from. It is shared: don't change it.
func WordList(lang string) []string {
	list, ok := lists[lang]
	if !ok {
		list = lists["en"]
	}
	return list()
}

// Words are a phrase's words as they are compared: without capitals, accents and marks, whatever stood between them.
// A phrase copied from paper with a comma or typed without accents has the same words.
func Words(phrase string) []string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(phrase) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case unicode.In(r, unicode.Mn, unicode.Cf):
			// An accent, or a mark nobody sees: it parts no word.
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// normalise is the one spelling of a phrase that is hashed.
func normalise(phrase string) string {
	return strings.Join(Words(phrase), " ")
}

// generated tells whether a phrase could have come from NewPhrase. A chosen phrase could be guessed, and the one salt
// of the site stands on none being.
func generated(phrase string) bool {
	given := Words(phrase)
	for lang := range lists {
		if len(given) == phraseLength(len(WordList(lang))) && drawnFrom(WordList(lang), given) {
			return true
		}
	}
	return false
}

func drawnFrom(list, given []string) bool {
	left := map[string]bool{}
	for _, w := range given {
		left[w] = true
	}
	for _, w := range list {
		delete(left, normalise(w))
	}
	return len(left) == 0
}

// phraseLength is how many words of a list of n have phraseBits.
func phraseLength(n int) int {
	return int(math.Ceil(phraseBits / math.Log2(float64(n))))
}

func draw(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // crypto/rand doesn't fail where it works at all
	}
	return int(i.Int64())
}

// english is the EFF's large list, made for this use, without the words that would hurt here and those with a hyphen,
// which would be two words when typed back.
func english() []string {
	all := diceware.WordListEffLarge()
	out := readSet("en.without.txt")
	var list []string
	for roll := 11111; roll <= 66666; roll++ {
		w := all.WordAt(roll)
		if w != "" && !strings.Contains(w, "-") && !out[w] {
			list = append(list, w)
		}
	}
	return list
}

// spanish is the list of BIP-39. For each word taken out another is put in, so that seven words keep their 77 bits.
func spanish() []string {
	out := readSet("es.without.txt")
	list := readWords("es.also.txt")
	for _, w := range wordlists.Spanish {
		if w = norm.NFC.String(w); !out[w] {
			list = append(list, w)
		}
	}
	return list
}

func readSet(name string) map[string]bool {
	set := map[string]bool{}
	for _, w := range readWords(name) {
		set[w] = true
	}
	return set
}

// readWords reads a list, a word a line; a line that begins with # is a comment.
func readWords(name string) []string {
	text, err := words.ReadFile("words/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	var list []string
	for line := range strings.Lines(string(text)) {
		if w := strings.TrimSpace(line); w != "" && !strings.HasPrefix(w, "#") {
			list = append(list, norm.NFC.String(w))
		}
	}
	return list
}
