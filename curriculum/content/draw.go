package content

import (
	"html"
	"strconv"
	"strings"
	"time"

	"tinig/locales"
)

// draw writes a pacer as a plain list: how often, and each step with its seconds. A script finds the numbers, and
// the words of its button, in its attributes, and paces it.
func (p *Pacer) draw(b *strings.Builder, lang string) {
	printer := locales.For(lang)
	b.WriteString(`<div class="pacer" data-rounds="` + strconv.Itoa(p.Rounds) + `" data-begin="` + html.EscapeString(printer.T("content.begin")) +
		`" data-end="` + html.EscapeString(printer.T("content.end")) + `">` + "\n<p>")
	b.WriteString(html.EscapeString(printer.N("content.rounds", p.Rounds)))
	b.WriteString("</p>\n<ol>\n")
	for _, step := range p.Steps {
		b.WriteString(`<li data-seconds="` + strconv.Itoa(step.Seconds) + `"><span>` + html.EscapeString(step.Words) + "</span> ")
		b.WriteString("<small>" + html.EscapeString(printer.N("content.seconds", step.Seconds)) + "</small></li>\n")
	}
	b.WriteString("</ol>\n</div>\n")
}

// drawFacts writes those of the facts that aren't overdue on a day, each with where it comes from; nothing when all are.
func (w Words) drawFacts(b *strings.Builder, ids []string, today time.Time) {
	for _, id := range ids {
		fact, known := w.facts[id]
		if !known || fact.overdue(today) {
			continue
		}
		text, lang := fact.In(w.Lang)
		b.WriteString(`<div class="fact">` + "\n<p" + otherLanguage(lang, w.Lang) + ">" + html.EscapeString(text) + "</p>\n")
		b.WriteString("<p><small>" + html.EscapeString(fact.from(locales.For(w.Lang))) + "</small></p>\n</div>\n")
	}
}

// otherLanguage marks words that aren't in the language around them.
func otherLanguage(lang, around string) string {
	if lang == around {
		return ""
	}
	return ` lang="` + lang + `" dir="` + locales.For(lang).Dir() + `"`
}
