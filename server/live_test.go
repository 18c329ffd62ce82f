package main

import (
	"fmt"
	"strings"
	"testing"
)

// Two members in two languages; a reply by one appears live at the other, behind a button; the server is killed and
// started again; both resume, nothing lost or doubled.
func TestTwoMembersWriteLiveThroughAKill(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	cebuano, arab := newPerson(t, p), newPerson(t, p)
	cebuano.signIn(as["member"].Phrase, "ceb")
	arab.signIn(as["survivor_leader"].Phrase, "ar")
	for _, b := range []*person{cebuano, arab} {
		b.link("When a court date")
	}
	topic := strings.TrimPrefix(strings.SplitN(cebuano.at(), "?", 2)[0], p.origin)

	cebuano.reply("Usa ka pulong gikan sa Cebu")
	arab.holds(`document.querySelector(".more:not([hidden])")`)
	if js[bool](arab, `document.querySelector("#posts").innerText.includes("Usa ka pulong")`) {
		t.Error("the reply moved the page under the reader")
	}
	arab.click(".more")
	arab.sees("Usa ka pulong gikan sa Cebu")

	p.kill()
	p.start()
	for n := range 3 {
		arab.reply(fmt.Sprintf("كلمة رقم %d", n))
		cebuano.holds(`document.querySelector(".more:not([hidden])")`)
		cebuano.click(".more")
		cebuano.sees(fmt.Sprintf("كلمة رقم %d", n))
	}
	live := cebuano.shown()
	cebuano.open(topic + "?from=1")
	if fresh := cebuano.shown(); fresh != live {
		t.Errorf("the old page and its events made\n%s\nthe fresh page is\n%s", live, fresh)
	}
}

// An edit and a deletion apply in place on the other's open page.
func TestEditsAndDeletionsApplyInPlace(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	writer, reader := newPerson(t, p), newPerson(t, p)
	writer.signIn(as["member"].Phrase, "en")
	reader.signIn(as["moderator"].Phrase, "en")
	for _, b := range []*person{writer, reader} {
		b.link("When a court date")
	}
	topic := strings.TrimPrefix(strings.SplitN(writer.at(), "?", 2)[0], p.origin)
	reader.holds(`document.querySelector("live-topic .more")`)
	writer.open(topic + "/p/3")
	writer.do()
	js[bool](writer, `(document.querySelector("#body").value = "A calmer sentence.", true)`)
	writer.click(".composer button")
	writer.sees("A calmer sentence.")
	reader.sees("A calmer sentence.")
	writer.open(topic + "/p/3")
	writer.click(".button.danger")
	reader.sees("Post 3 was deleted")
}

// reply posts from the open topic and waits until it stands there.
func (b *person) reply(words string) {
	b.t.Helper()
	b.enter("#body", words)
	b.click(".composer button.button")
	b.sees(words)
	b.holds(`document.readyState === "complete"`)
}

// shown is what the posts of the page say, in their order.
func (b *person) shown() string {
	b.t.Helper()
	return js[string](b, `[...document.querySelectorAll("#posts > li[data-number]")].map(li => li.id + " " + li.innerText).join("\n")`)
}
