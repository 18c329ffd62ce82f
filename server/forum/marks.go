package forum

import (
	"html"
	"slices"
	"strings"
	"unicode"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/text/unicode/norm"
)

// Piece is a stretch of plain text, marked when it was looked for. It is text and never HTML: whoever draws it escapes it.
type Piece struct {
	Text   string
	Marked bool
}

// How long an excerpt is, and how much of it stands before the first mark, in letters.
const (
	excerptLength = 240
	excerptBefore = 60
)

// Title is the title of a hit's topic with what was looked for, translated when its translation was found.
func (h Hit) Title() []Piece {
	title := h.Topic.Title
	if h.Told.OfTitle {
		title = h.Told.Body
	}
	return marked([]rune(title), h.Marks)
}

// TitleLang is the language of Title.
func (h Hit) TitleLang() string {
	if h.Told.OfTitle {
		return h.Told.Lang
	}
	return h.Topic.Lang
}

// Lang is the language of Excerpt.
func (h Hit) Lang() string {
	if h.Told.Lang != "" && !h.Told.OfTitle {
		return h.Told.Lang
	}
	return h.Post.Lang
}

// Excerpt is what a hit's post, or the translation of it that was found, says around the first thing that was looked for, without its
// Markdown.
func (h Hit) Excerpt() []Piece {
	body := h.Post.Body
	if h.Told.Lang != "" && !h.Told.OfTitle {
		body = h.Told.Body
	}
	text := []rune(plain(body))
	from, to := 0, len(text)
	if spans := spansOf(text, h.Marks); len(spans) > 0 && spans[0].from > excerptBefore {
		from = wordFrom(text, spans[0].from-excerptBefore)
	}
	if to-from > excerptLength {
		to = wordFrom(text, from+excerptLength)
	}
	pieces := marked(text[from:to], h.Marks)
	if from > 0 {
		pieces = append([]Piece{{Text: "… "}}, pieces...)
	}
	if to < len(text) {
		pieces = append(pieces, Piece{Text: "…"})
	}
	return pieces
}

// plain is what a post says when it is read aloud: its words, on one line.
func plain(body string) string {
	return strings.Join(strings.Fields(html.UnescapeString(withoutTags.Sanitize(string(Render(body, false))))), " ")
}

var withoutTags = bluemonday.StrictPolicy() // every block ends its line

// wordFrom is where the word at a place begins, or the place itself when that is further than a word is long.
func wordFrom(text []rune, at int) int {
	for i := at; i > max(0, at-24); i-- {
		if unicode.IsSpace(text[i-1]) {
			return i
		}
	}
	return at
}

// span is a part of a text, from one letter up to another.
type span struct{ from, to int }

func marked(text []rune, marks []string) (pieces []Piece) {
	at := 0
	for _, s := range spansOf(text, marks) {
		if s.from > at {
			pieces = append(pieces, Piece{Text: string(text[at:s.from])})
		}
		pieces = append(pieces, Piece{Text: string(text[s.from:s.to]), Marked: true})
		at = s.to
	}
	if at < len(text) {
		pieces = append(pieces, Piece{Text: string(text[at:])})
	}
	return pieces
}

// spansOf are the words of a text that are among the marks, in their order. In a run without spaces it is the letters.
func spansOf(text []rune, marks []string) (spans []span) {
	for at := 0; at < len(text); {
		end := at
		for end < len(text) && isOfWord(text[end]) && isOfRun(text[end]) == isOfRun(text[at]) {
			end++
		}
		switch {
		case end == at:
			end++
		case isOfRun(text[at]):
			spans = append(spans, spansOfRun(text[:end], at, marks)...)
		case slices.Contains(marks, fold(string(text[at:end]))):
			spans = append(spans, span{at, end})
		}
		at = end
	}
	return spans
}

func spansOfRun(text []rune, from int, marks []string) (spans []span) {
	for at := from; at < len(text); at++ {
		for _, size := range []int{2, 1} {
			if at+size > len(text) || !slices.Contains(marks, fold(string(text[at:at+size]))) {
				continue
			}
			if last := len(spans) - 1; last >= 0 && spans[last].to >= at {
				spans[last].to = at + size
			} else {
				spans = append(spans, span{at, at + size})
			}
			break
		}
	}
	return spans
}

// isOfWord tells letters, digits and what stands upon them from what is between words.
func isOfWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || unicode.Is(unicode.Cf, r)
}

// isOfRun tells the letters of scripts that put no space between words, as the function words_of does.
func isOfRun(r rune) bool { return unicode.Is(runs, r) }

var runs = &unicode.RangeTable{R16: []unicode.Range16{
	{0x0e01, 0x0e3a, 1}, {0x0e40, 0x0e4e, 1}, {0x0e81, 0x0edf, 1}, {0x1000, 0x1049, 1}, {0x1050, 0x109f, 1},
	{0x1780, 0x17d3, 1}, {0x3041, 0x30ff, 1}, {0x3400, 0x9fff, 1},
}}

// fold is a word as it is compared: what the function words_of does, for marking only.
func fold(word string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unsaid, r) {
			return -1
		}
		if same, ok := sameLetter[r]; ok {
			return same
		}
		return r
	}, norm.NFKD.String(word)))
}

var unsaid = &unicode.RangeTable{R16: []unicode.Range16{
	{0x00ad, 0x00ad, 1}, {0x0300, 0x036f, 1}, {0x0640, 0x0640, 1}, {0x064b, 0x065f, 1}, {0x0670, 0x0670, 1},
	{0x200c, 0x200f, 1}, {0xfeff, 0xfeff, 1},
}, LatinOffset: 1}

var sameLetter = map[rune]rune{
	'ٱ': 'ا', 'ی': 'ي', 'ى': 'ي', 'ة': 'ه', 'ک': 'ك',
	'٠': '0', '١': '1', '٢': '2', '٣': '3', '٤': '4', '٥': '5', '٦': '6', '٧': '7', '٨': '8', '٩': '9',
}
