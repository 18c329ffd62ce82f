package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A story of two, each by keyboard alone. An Arabic reader on a phone finds what was written in Cebuano and puts it into her
// language, herself; a reader on a desk agrees to her words; the reader quotes the post and answers; the answer comes to the other's
// open page. Then she is recognised, takes another name, and that page calls her by it.
func TestFoundTranslatedQuotedAnsweredAndRenamedByKeyboard(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	reader, other := newPerson(t, p), newPerson(t, p)
	reader.holding(phone)
	other.holding(desk)
	reader.signIn(as["member"].Phrase, "ar")
	other.signIn(as["survivor_leader"].Phrase, "ar")

	topic := reader.finds("kamatis", "Nagtanom mi og kamatis")
	other.open(topic + "?from=1")
	other.holds(`document.querySelector("live-topic .more")`)
	reader.choose(`#p2 a[href$="/p/2/languages"]`)
	reader.tabTo("#lang")
	reader.press("العربية")
	reader.tabTo("#body")
	reader.press("زرعنا الطماطم خلف البيت.")
	reader.choose("#offer .button")
	reader.sees("زرعنا الطماطم خلف البيت.")
	other.sees("زرعنا الطماطم خلف البيت.")
	other.choose(`#p2 a[href$="/p/2/languages"]`)
	other.choose(`form[action$="/agree"] .button`)
	other.sees("وافق عليها شخص ثانٍ")
	other.open(topic + "?from=1")
	other.holds(`document.querySelector("live-topic .more")`)

	reader.open(topic + "?from=1")
	reader.choose(`#p2 a[href*="quote=2"]`)
	reader.holds(`document.activeElement.id === "body" || document.querySelector("#body")`)
	reader.tabTo("#body")
	reader.press("وأنا زرعت النعناع على الشباك.")
	reader.choose(".composer .button")
	reader.sees("وأنا زرعت النعناع على الشباك.")
	other.holds(`document.querySelector(".more:not([hidden])")`)
	other.tabTo(".more")
	other.press(kb.Enter)
	other.sees("وأنا زرعت النعناع على الشباك.")
	if answers := js[string](other, `document.querySelector("live-topic li:last-child .meta a").getAttribute("href")`); answers != "#p2" {
		t.Errorf("the answer says that it answers %s", answers)
	}

	name := reader.renamedByKeyboard()
	other.sees(name)
	other.misses("Linaw Suba")
}

// finds searches for a word by keyboard and opens what holds it. It returns the topic's address.
func (b *person) finds(word, sentence string) string {
	b.t.Helper()
	b.open("/home")
	b.choose(`a[href="/search"]`)
	b.tabTo("#words")
	b.press(word + kb.Enter)
	b.sees(sentence)
	b.choose(".hit h4 a")
	b.sees(sentence)
	topic, _, _ := strings.Cut(strings.TrimPrefix(b.at(), b.origin), "?")
	return topic
}

// renamedByKeyboard takes the first name on offer, with her words.
func (b *person) renamedByKeyboard() string {
	b.t.Helper()
	b.open("/me")
	b.choose(`a[href="/me/pseudonym"]`)
	b.tabTo("input[name=pseudonym]")
	name := js[string](b, `document.activeElement.value`)
	b.press(" ")
	b.tabTo("input[name=words][value=follow]")
	b.press(" ")
	b.choose(`form[action="/me/pseudonym"] .button`)
	b.comesTo("/me")
	b.sees(name)
	return name
}
