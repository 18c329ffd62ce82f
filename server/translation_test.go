package main

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Somebody reads a Cebuano topic in Arabic, on a phone; a member offers a translation of a post; it appears in place, the words as
// they were written one tap below it, and the open page is what a fresh one is.
func TestATranslationAppearsInPlaceForItsReaders(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	helper, reader := newPerson(t, p), newPerson(t, p)
	helper.signIn(as["survivor_leader"].Phrase, "en")
	reader.signIn(as["member"].Phrase, "ar")
	reader.link("Unsay makapahupay")
	topic := strings.TrimPrefix(strings.SplitN(reader.at(), "?", 2)[0], p.origin)
	reader.open(topic + "?from=1")
	reader.holds(`document.querySelector("live-topic .more")`)

	helper.open(topic + "/p/2/languages")
	js[bool](helper, `(document.querySelector("#lang").value = "ar", true)`)
	helper.enter("#body", "زرعنا الطماطم خلف البيت.")
	helper.click("#offer button")
	helper.sees("زرعنا الطماطم خلف البيت.")
	reader.sees("زرعنا الطماطم خلف البيت.")
	if js[bool](reader, `document.querySelector("#p2").innerText.includes("Nagtanom")`) {
		t.Error("the original stands open beside its translation")
	}
	reader.click("#p2 details.original summary")
	reader.sees("Nagtanom mi og kamatis")
	reader.click("#p2 details.original summary")
	live := reader.shown()
	reader.open(topic + "?from=1")
	if fresh := reader.shown(); fresh != live {
		t.Errorf("the old page and its events made\n%s\nthe fresh page is\n%s", live, fresh)
	}
	helper.open(topic + "?from=1")
	if !strings.Contains(js[string](helper, `document.querySelector("h1").innerText`), "What gives you relief") {
		t.Error("the title isn't in her language")
	}
}

// Without script a second reader agrees, and what is refused leaves the words in the form.
func TestASecondReaderAgreesWithoutScript(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	reader := newVisitor(t, p).signIn(as["moderator"].Phrase)
	reader.open("/home").open(reader.link("What gives you relief")) // the title, in her language
	reader.sees("Unsay makapahupay").sees("a second reader agrees").sees("no second reader yet")
	topic := strings.SplitN(reader.path, "?", 2)[0]
	reader.open(topic + "/p/2/languages")
	if page := reader.find(func(n *html.Node) bool { return n.Data == "html" }); attribute(page, "lang") != "en" {
		t.Error("the page takes the language of the post")
	}
	reader.sees("Nagtanom mi og kamatis").sees("no second reader yet")
	agree := reader.find(func(n *html.Node) bool { return strings.HasSuffix(attribute(n, "action"), "/agree") })
	reader.fill(attribute(agree, "action")).sees("a second reader agrees").misses("no second reader yet")
	reader.fill(topic+"/p/2/languages", "lang", "", "body", "Words that took an hour").sees("Words that took an hour")
	newVisitor(t, p).signIn(as["steward"].Phrase).open(topic + "/p/99/languages").sees("There is no such post here.")
}
