package content

import (
	"regexp"
	"strings"
	"unicode"
)

// sentence is a run of words that ends in a full stop, or with its passage.
type sentence struct {
	at   int // its first byte in the passage
	text string
}

// sentenceEnd is where one sentence ends and the next begins: a mark, perhaps a quote's end, and space.
var sentenceEnd = regexp.MustCompile(`[.!?…؟。]+["'”’»)]*\s+`)

// sentences takes a passage apart.
func sentences(text string) (all []sentence) {
	at := 0
	for _, end := range sentenceEnd.FindAllStringIndex(text, -1) {
		all = append(all, sentence{at, text[at:end[1]]})
		at = end[1]
	}
	if strings.TrimSpace(text[at:]) != "" {
		all = append(all, sentence{at, text[at:]})
	}
	return all
}

// wordsOf are the words of a text: letters and digits, with the apostrophes and hyphens inside them.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("'’-", r)
	})
	kept := words[:0]
	for _, word := range words {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			kept = append(kept, word)
		}
	}
	return kept
}

// measure is what the formulas of reading ease are made of.
type measure struct {
	words, sentences, syllables int
	longest                     int // words
}

func (m *measure) add(lang, text string) {
	for _, s := range sentences(text) {
		words := wordsOf(s.text)
		if len(words) == 0 {
			continue
		}
		m.sentences++
		m.words += len(words)
		m.longest = max(m.longest, len(words))
		for _, word := range words {
			m.syllables += syllables(lang, word)
		}
	}
}

func (m measure) wordsASentence() float64 { return float64(m.words) / float64(max(1, m.sentences)) }

func (m measure) syllablesAWord() float64 { return float64(m.syllables) / float64(max(1, m.words)) }

// fleschKincaid is the United States school grade of an English text (Kincaid and others, 1975).
func (m measure) fleschKincaid() float64 {
	return 0.39*m.wordsASentence() + 11.8*m.syllablesAWord() - 15.59
}

// fernandezHuerta is the ease of a Spanish text, 100 being the easiest (Fernández Huerta, 1959, with the syllables a
// hundred words and the words a sentence, as Law corrected it in 2011).
func (m measure) fernandezHuerta() float64 {
	return 206.84 - 60*m.syllablesAWord() - 1.02*m.wordsASentence()
}

var englishVowels = regexp.MustCompile(`[aeiouy]+`)

// syllables counts those of a word as well as its letters tell. English is spelled against its sounds: a silent e at the end
// doesn't count, and one inside a word ("safety") does, which errs on the side of the reader. For a language without a formula nobody asks.
func syllables(lang, word string) int {
	word = strings.ToLower(word)
	switch lang {
	case "en":
		return englishSyllables(word)
	case "es":
		return spanishSyllables(word)
	}
	return 0
}

// spanishSyllables counts a, e, o and the accented í and ú; a run of weak vowels alone is one more.
func spanishSyllables(word string) int {
	count, inRun, strong := 0, false, 0
	ended := func() {
		if inRun {
			count += max(1, strong)
		}
		inRun, strong = false, 0
	}
	for i, r := range word {
		switch {
		case strings.ContainsRune("aeoáéóíú", r):
			inRun, strong = true, strong+1
		case strings.ContainsRune("iuü", r), r == 'y' && i == len(word)-1:
			inRun = true
		default:
			ended()
		}
	}
	ended()
	return max(1, count)
}

func englishSyllables(word string) int {
	count := 0
	for _, piece := range strings.FieldsFunc(word, func(r rune) bool { return r == '-' }) {
		piece = strings.TrimSuffix(strings.TrimSuffix(strings.NewReplacer("’", "'").Replace(piece), "'s"), "'")
		n := len(englishVowels.FindAllString(piece, -1))
		switch {
		case strings.HasSuffix(piece, "le") && len(piece) > 2 && !strings.ContainsRune("aeiouy", rune(piece[len(piece)-3])):
		case strings.HasSuffix(piece, "es") && endsAny(piece[:len(piece)-2], "s", "x", "z", "ch", "sh", "c", "g"):
		case strings.HasSuffix(piece, "ed") && endsAny(piece[:len(piece)-2], "t", "d"):
		case endsAny(piece, "ee", "ye", "oe", "ie"):
		case endsAny(piece, "e", "es", "ed"):
			n--
		}
		count += max(1, n)
	}
	return max(1, count)
}

func endsAny(word string, ends ...string) bool {
	for _, end := range ends {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}
