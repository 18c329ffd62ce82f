package locales

import (
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// pseudoTag is of the range that BCP 47 keeps for private use, and the one that other systems use for this.
const pseudoTag = "qps"

// pseudoRules is the tag of the pseudo-locale inside the bundle: go-i18n gives artificial languages English's plurals.
var pseudoRules = language.MustParse("art")

var accents = strings.NewReplacer(
	"a", "á", "b", "ƀ", "c", "ç", "d", "đ", "e", "é", "f", "ƒ", "g", "ĝ", "h", "ĥ", "i", "í", "j", "ĵ", "k", "ķ", "l", "ļ", "m", "ɱ",
	"n", "ñ", "o", "ó", "p", "þ", "q", "ʠ", "r", "ŕ", "s", "š", "t", "ţ", "u", "ú", "v", "ṽ", "w", "ŵ", "x", "ẋ", "y", "ý", "z", "ž",
	"A", "Å", "B", "Ɓ", "C", "Ç", "D", "Ð", "E", "É", "F", "Ƒ", "G", "Ĝ", "H", "Ĥ", "I", "Î", "J", "Ĵ", "K", "Ķ", "L", "Ļ", "M", "Ṁ",
	"N", "Ñ", "O", "Ó", "P", "Þ", "Q", "Ǫ", "R", "Ŕ", "S", "Š", "T", "Ţ", "U", "Û", "V", "Ṽ", "W", "Ŵ", "X", "Ẋ", "Y", "Ý", "Z", "Ž",
)

// pseudoMessages is the pseudo-locale's form of messages.
func pseudoMessages(messages []*i18n.Message) []*i18n.Message {
	var all []*i18n.Message
	for _, m := range messages {
		all = append(all, &i18n.Message{ID: m.ID, One: pseudoText(m.One), Other: pseudoText(m.Other)})
	}
	return all
}

// pseudoText accents what is not a placeholder, adds two fifths to its length and puts brackets around it. No text stays none.
func pseudoText(text string) string {
	if text == "" {
		return ""
	}
	var b strings.Builder
	at, letters := 0, 0
	for _, m := range append(placeholder.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		fixed := text[at:m[0]]
		letters += len([]rune(fixed))
		b.WriteString(accents.Replace(fixed) + text[m[0]:m[1]])
		at = m[1]
	}
	return "[" + b.String() + strings.Repeat("~", (letters*2+4)/5) + "]"
}
