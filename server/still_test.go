package main

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// Posts above where she reads become longer, get support and are taken away: not a word moves on her screen.
func TestNothingMovesUnderTheReader(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 30)
	writer, other := p.as(t, "survivor_leader"), p.as(t, "moderator")
	b := newPerson(t, p)
	b.holding(phone)
	b.signInOn(p.signIns()["member"].Phrase, false)
	b.open(topic + "?from=1")
	b.holds(`document.querySelector("live-topic .more")`)
	b.live(other, topic)
	js[bool](b, `(document.querySelector("#p15 a").focus({preventScroll: true}), document.querySelector("#p15").scrollIntoView({block: "start"}), scrollBy(0, 40), true)`)
	var before []float64
	stays := func(what, shown string, posts ...int) {
		t.Helper()
		b.holds(shown)
		time.Sleep(100 * time.Millisecond) // what anchors itself does so after it is drawn
		if now := b.tops(posts...); !near(now, before) {
			t.Errorf("%s: the posts %v stood at %v and stand at %v", what, posts, before, now)
		}
	}
	before = b.tops(15, 16, 17)
	change := func(number int, path string, fields ...string) {
		t.Helper()
		writer.open(fmt.Sprintf("%s/p/%d", topic, number)).fill(fmt.Sprintf("%s/p/%d/%s", topic, number, path), fields...)
	}
	change(3, "edit", "body", strings.Repeat("Many more words. ", 60))
	stays("a longer post above", `document.querySelector("#p3").innerText.includes("Many more")`, 15, 16, 17)
	change(4, "erase")
	stays("a post taken away above", `document.querySelector("#p4 .gone")`, 15, 16, 17)
	other.post(topic+"/p/5/reactions", url.Values{"give": {"heard"}})
	stays("support above", `document.querySelector("#p5 .given")`, 15, 16, 17)
	other.post(topic+"/p/15/reactions", url.Values{"give": {"heard"}})
	before = before[:1]
	stays("support for what she reads", `document.querySelector("#p15 .given")`, 15)
	if at := js[string](b, `document.activeElement.closest("li")?.id + " " + document.activeElement.localName`); at != "p15 a" {
		t.Errorf("the keyboard was at a link of post 15 and is at %q", at)
	}
	js[bool](b, `(document.querySelector("#p20").scrollIntoView({block: "start"}), scrollBy(0, 70), true)`) // it begins above
	before = b.tops(21, 22)
	change(20, "edit", "body", "More.\n\n"+strings.Repeat("Many more words. ", 60))
	stays("a longer post that she has begun", `document.querySelector("#p20").innerText.includes("Many more")`, 21, 22)
}

// A new reply waits behind a button, which moves nobody who is writing below it.
func TestAReplyThatComesMovesNobodyWhoWrites(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 10)
	other := p.as(t, "moderator")
	b := newPerson(t, p)
	b.holding(phone)
	b.signInOn(p.signIns()["member"].Phrase, false)
	b.open(topic + "?from=1")
	b.holds(`document.querySelector("live-topic .more")`)
	b.enter("#body", "I am just writing")
	at := `document.querySelector("#body").getBoundingClientRect().top`
	before := js[float64](b, at)
	other.post(topic+"/posts", url.Values{"body": {"A reply."}, "lang": {"en"}, "once": {uuid.NewString()}})
	b.holds(`document.querySelector(".more:not([hidden])")`)
	time.Sleep(100 * time.Millisecond)
	if now := js[float64](b, at); now != before {
		t.Errorf("her words stood at %v and stand at %v", before, now)
	}
}

// What she asked for comes into an open page as it comes into a fresh one: notes hidden or open, no numbers.
func TestWhatComesLiveComesAsSheReads(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 3)
	writer, other, her := p.as(t, "survivor_leader"), p.as(t, "moderator"), p.as(t, "member")
	for _, c := range []struct{ notes, shown, hidden string }{
		{"show", "Hard words 1", "is hidden here"}, {"hide", "is hidden here", "Hard words 2"}, {"", "Content note", "Hard words 3"},
	} {
		her.comfort("notes", c.notes, "calm", "1")
		b := newPerson(t, p)
		b.signInOn(p.signIns()["member"].Phrase, false)
		b.open(topic + "?from=1")
		b.holds(`document.querySelector("live-topic .more")`)
		b.live(other, topic)
		words := fmt.Sprintf("Hard words %d", map[string]int{"show": 1, "hide": 2, "": 3}[c.notes])
		writer.open(topic).fill(topic+"/posts", "body", words, "note", "court", "welcomes", "1", "lang", "en")
		b.click(".more:not([hidden])")
		number := writer.open(topic).lastNumber()
		says := func() string { return js[string](b, fmt.Sprintf(`document.querySelector("#p%d").innerText`, number)) }
		b.sees(c.shown)
		if text := says(); !strings.Contains(text, c.shown) || strings.Contains(text, c.hidden) {
			t.Errorf("with notes %q what came live says %q", c.notes, text)
		}
		other.post(fmt.Sprintf("%s/p/%d/reactions", topic, number), url.Values{"give": {"heard"}})
		b.holds(fmt.Sprintf(`document.querySelector("#p%d .given")`, number))
		if text := says(); !strings.Contains(text, c.shown) || strings.Contains(text, c.hidden) || strings.Contains(text, "1") && c.notes == "" && !strings.Contains(text, fmt.Sprint("#", number)) {
			t.Errorf("with notes %q, after a reaction, it says %q", c.notes, text)
		}
		if shown := js[float64](b, fmt.Sprintf(`document.querySelector("#p%d .count").getBoundingClientRect().width`, number)); shown != 0 {
			t.Error("a count is shown to who wants no numbers")
		}
	}
	her.comfort()
}

// Who wants to use less data is not asked for anything: no socket, no marks, no drafts while she types. What she wrote is
// kept all the same when she goes.
func TestLessDataAsksForNothing(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 8)
	p.as(t, "member").comfort("low", "1")
	b := newPerson(t, p)
	b.holding(phone)
	b.signInOn(p.signIns()["member"].Phrase, false)
	b.open(topic + "?from=1")
	time.Sleep(time.Second) // the page is there with all that belongs to it
	opened := len(b.requests.list())
	b.enter("#body", "A draft on a weak line")
	js[bool](b, `(scrollTo(0, 300), new Promise((done) => setTimeout(() => done(true), 6500)))`) // marks go after 4 s, drafts after 2
	if asked := b.requests.list()[opened:]; len(asked) != 0 {
		t.Errorf("the page asked for %v", asked)
	}
	if sockets := js[int](b, `performance.getEntriesByType("resource").filter((e) => e.name.includes("/live")).length`); sockets != 0 {
		t.Errorf("the page made %d connections", sockets)
	}
	b.open("/home")
	eventually(t, "the draft is kept", func() bool {
		b.open(topic + "?from=1")
		return js[string](b, `document.querySelector("#body").value`) == "A draft on a weak line"
	})
	b.link("Look for new replies")
	b.sees("Post number 8")
}

// live waits until what happens in a topic comes to her open page.
func (b *person) live(other *visitor, topic string) {
	b.t.Helper()
	eventually(b.t, "the page is live", func() bool {
		for _, act := range []string{"give", "take"} {
			other.post(topic+"/p/2/reactions", url.Values{act: {"with_you"}})
			time.Sleep(200 * time.Millisecond)
			if js[bool](b, `Boolean(document.querySelector("#p2 .given"))`) != (act == "give") {
				return false
			}
		}
		return true
	})
}

// near says whether posts stand where they stood, to the pixel that a browser rounds to.
func near(now, before []float64) bool {
	return !slices.ContainsFunc(now, func(top float64) bool {
		i := slices.Index(now, top)
		return math.Abs(top-before[i]) > 1
	})
}

// tops are where posts begin on her screen.
func (b *person) tops(numbers ...int) (tops []float64) {
	b.t.Helper()
	for _, number := range numbers {
		tops = append(tops, js[float64](b, fmt.Sprintf(`Math.round(document.querySelector("#p%d").getBoundingClientRect().top)`, number)))
	}
	return tops
}
