// Package folded makes of a text the one way of writing it in which words are looked for: small letters without accents or marks, ASCII
// digits, no sign that can't be seen, and the Latin letter where another script's looks the same. Each place in it leads back to the text.
//
// Our six languages are written in Latin and Arabic letters, so a Greek or Cyrillic letter among them is taken for the one that it looks
// like. The package imports nothing of ours.
package folded

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text is a folded text. At holds, for each byte of it and for its end, where that stands in the original.
type Text struct {
	Folded   string
	Original string
	At       []int32
}

// Of folds a text. What isn't UTF-8 is left out.
func Of(text string) Text {
	var out strings.Builder
	out.Grow(len(text))
	at := make([]int32, 0, len(text)+1)
	put := func(r rune, i int) {
		for range utf8.RuneLen(r) {
			at = append(at, int32(i))
		}
		out.WriteRune(r)
	}
	for i, r := range text {
		switch {
		case r >= 'A' && r <= 'Z':
			put(r+'a'-'A', i)
		case r < utf8.RuneSelf:
			put(r, i)
		default:
			wide(r, text[i:], i, put)
		}
	}
	return Text{out.String(), text, append(at, int32(len(text)))}
}

// wide folds one rune that isn't ASCII.
func wide(r rune, from string, i int, put func(rune, int)) {
	if r == utf8.RuneError || unseen(r) {
		return
	}
	if parts := norm.NFKD.PropertiesString(from).Decomposition(); parts != nil {
		for len(parts) > 0 {
			part, size := utf8.DecodeRune(parts)
			parts = parts[size:]
			if !unseen(part) {
				put(alike(part), i)
			}
		}
		return
	}
	put(alike(r), i)
}

// unseen are marks over letters, signs without a form, and what only stretches a word.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Cf) || r == 'ـ' || r == '\u115f' || r == '\u3164'
}

// alike is the letter or digit that a reader sees.
func alike(r rune) rune {
	if other, known := looks[r]; known {
		return other
	}
	if unicode.Is(unicode.Nd, r) {
		return '0' + digit(r)
	}
	if unicode.IsSpace(r) && r != '\n' {
		return ' '
	}
	r = unicode.ToLower(r)
	if other, known := looks[r]; known {
		return other
	}
	return r
}

// digit is the value of a decimal digit: each script has its ten in a row (Unicode 15, 4.6).
func digit(r rune) rune {
	value := rune(0)
	for value < 9 && unicode.Is(unicode.Nd, r-value-1) {
		value++
	}
	if r >= 0x0660 && r <= 0x0669 {
		return r - 0x0660
	}
	return value
}

// looks are letters that look like one of ours (Unicode Technical Standard 39, confusables, those that are met), and the letters that
// Arabic writes in two ways.
var looks = pairs("аaвbеeкkмmнhоoрpсcтtуyхxіiјjѕsԁdһhԛqԝwгr", "αaβbεeηnιiκkμuνvοoρpτtυuχxγy", "ıiłløođdħhßsæaœo", "ةهىيکكیيھه", "‐-‑-‒-–-—-−-﹣-’'‘'ʼ'＠@")

func pairs(rows ...string) map[rune]rune {
	all := map[rune]rune{}
	for _, row := range rows {
		letters := []rune(row)
		for i := 0; i+1 < len(letters); i += 2 {
			all[letters[i]] = letters[i+1]
		}
	}
	return all
}

// Span leads a stretch of the folded text back to the original: from its first letter to past its last.
func (t Text) Span(from, to int) (int, int) {
	if to <= from {
		return int(t.At[from]), int(t.At[from])
	}
	last := int(t.At[to-1])
	_, size := utf8.DecodeRuneInString(t.Original[last:])
	end := last + size
	for end < len(t.Original) { // the marks on it
		r, size := utf8.DecodeRuneInString(t.Original[end:])
		if !unseen(r) {
			break
		}
		end += size
	}
	return int(t.At[from]), end
}
