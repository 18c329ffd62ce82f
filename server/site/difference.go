package site

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tinig/locales"
)

// difference is two versions of a text in one, as the template "difference" draws it: what both say, what stands only in
// the one there, and what stands only in hers.
type difference struct {
	*locales.Printer
	Lang   string // the text's
	Pieces []piece
	// What a screen reader says before words that stand only there, and before those that stand only in hers.
	There, Here string

	gap string // after the last word of both there, where hers has none
}

// piece is a stretch of a difference. One that is neither There nor Here is in both.
type piece struct {
	Text        string
	There, Here bool
}

// mostCompared is how many pairs of words are compared at most, which takes about 10 ms: what differs by more than that is
// told as replaced whole.
const mostCompared = 4_000_000

// differ compares two texts word by word. A line ends as it ends, however a browser sends that.
func differ(p *locales.Printer, lang, there, here string) difference {
	a, b := wordsOf(there), wordsOf(strings.TrimSpace(strings.ReplaceAll(here, "\r\n", "\n")))
	start := 0
	for start < min(len(a), len(b)) && a[start].same(b[start]) {
		start++
	}
	end := 0
	for end < min(len(a), len(b))-start && a[len(a)-1-end].same(b[len(b)-1-end]) {
		end++
	}
	d := difference{Printer: p, Lang: lang}
	if p != nil {
		d.There, d.Here = p.T("difference.there"), p.T("difference.here")
	}
	for i := range start {
		d.both(a[i], b[i])
	}
	d.compare(a[start:len(a)-end], b[start:len(b)-end])
	d.add(piece{}, b[len(b)-end:]...)
	return d
}

// Same says whether the two are one text.
func (d difference) Same() bool {
	return len(d.Pieces) == 0 || len(d.Pieces) == 1 && !d.Pieces[0].There && !d.Pieces[0].Here
}

// both adds a word that stands in both, with the space that it has in hers.
func (d *difference) both(there, here word) {
	d.add(piece{}, here)
	if here.space == "" {
		d.gap = there.space
	}
}

// add appends words to the last piece when it is of the same kind, else as a piece of their own.
func (d *difference) add(kind piece, words ...word) {
	if len(words) == 0 {
		return
	}
	if kind.There {
		kind.Text = d.gap
	}
	d.gap = ""
	for _, w := range words {
		kind.Text += w.text + w.space
	}
	if last := len(d.Pieces) - 1; last >= 0 && d.Pieces[last].There == kind.There && d.Pieces[last].Here == kind.Here {
		d.Pieces[last].Text += kind.Text
		return
	}
	d.Pieces = append(d.Pieces, kind)
}

// compare follows the longest common subsequence of the two.
func (d *difference) compare(a, b []word) {
	there, here := piece{There: true}, piece{Here: true}
	if len(a)*len(b) > mostCompared {
		d.add(there, a...)
		d.add(here, b...)
		return
	}
	common := commonAfter(a, b)
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i].same(b[j]):
			d.both(a[i], b[j])
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			d.add(there, a[i])
			i++
		default:
			d.add(here, b[j])
			j++
		}
	}
	d.add(there, a[i:]...)
	d.add(here, b[j:]...)
}

// commonAfter is how long the longest common subsequence of a[i:] and b[j:] is, for every i and j.
func commonAfter(a, b []word) [][]int16 {
	common := make([][]int16, len(a)+1)
	for i := range common {
		common[i] = make([]int16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].same(b[j]) {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}

// word is a word, or a sign that is none, with the space after it.
type word struct{ text, space string }

// same says whether two words say the same. How wide the space after them is makes no difference, a new line does.
func (w word) same(other word) bool {
	return w.text == other.text && strings.Count(w.space, "\n") == strings.Count(other.space, "\n")
}

// wordsOf cuts a text into words. A sign that is no letter, mark or number stands by itself.
func wordsOf(text string) (words []word) {
	for text != "" {
		end := strings.IndexFunc(text, func(r rune) bool { return !inWord(r) })
		switch first, size := utf8.DecodeRuneInString(text); {
		case end < 0:
			end = len(text)
		case end == 0 && !unicode.IsSpace(first):
			end = size
		}
		rest := strings.TrimLeftFunc(text[end:], unicode.IsSpace)
		words = append(words, word{text[:end], text[end : len(text)-len(rest)]})
		text = rest
	}
	return words
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) }
