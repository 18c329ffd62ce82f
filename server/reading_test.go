package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Only what was on screen becomes read; "continue here" leads to the first that wasn't.
func TestOnlyWhatWasOnScreenIsRead(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 60)
	b := newPerson(t, p)
	b.holding(phone)
	b.signInOn(p.signIns()["moderator"].Phrase, false)
	b.open(topic + "?from=1")
	js[bool](b, "new Promise((done) => setTimeout(() => done(true), 1500))")
	shown := b.onScreen()
	if len(shown) == 0 || len(shown) > 10 {
		t.Fatalf("on a phone's screen there are the posts %v", shown)
	}
	next := slices.Max(shown) + 1
	eventually(t, "what was on screen is read", func() bool { return b.continues(topic, next, 60-len(shown)) })

	b.open(topic + "?from=51") // and then the end, with a hole before it
	js[bool](b, `(scrollTo(0, 0), new Promise((done) => setTimeout(() => done(true), 1500)))`)
	later := b.onScreen()
	eventually(t, "the hole stays unread", func() bool { return b.continues(topic, next, 60-len(shown)-len(later)) })
	href, _ := b.lineOf(topic)
	b.open(href)
	b.sees("New from here")
	if seen := b.onScreen(); !slices.Contains(seen, next) {
		t.Errorf("'continue here' leads to the posts %v, not to %d", seen, next)
	}
}

// Without script a button marks the posts of the page, and no others.
func TestWithoutScriptAButtonMarksThePage(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 60)
	b := newPerson(t, p)
	b.withoutScript()
	b.signIn(p.signIns()["steward"].Phrase, "en")
	b.open(topic + "?from=1")
	b.submit(topic + "/read")
	b.comesTo("/home")
	if href, text := b.lineOf(topic); !b.continues(topic, 51, 10) {
		t.Errorf("'continue here' leads to %s: %s", href, text)
	}
	v := newVisitor(t, p).signIn(p.signIns()["steward"].Phrase).open(topic + "?from=51")
	if n := v.find(func(n *html.Node) bool { return n.Data == "noscript" }); n == nil || !strings.Contains(textOf(n), "/read") {
		t.Error("the rest of the topic has no such button")
	}
}

// onScreen are the numbers of the posts of which half or more is in her window.
func (b *person) onScreen() []int {
	b.t.Helper()
	return js[[]int](b, `[...document.querySelectorAll("li[data-number]")].filter((li) => {
		const { top, bottom, height } = li.getBoundingClientRect();
		return Math.min(bottom, innerHeight) - Math.max(top, 0) >= height / 2;
	}).map((li) => Number(li.dataset.number))`)
}

// lineOf opens a topic's space and is the line of the topic there: where it leads, and what it says.
func (b *person) lineOf(topic string) (href, text string) {
	b.t.Helper()
	b.open(b.linkOn("/home", "Everyday"))
	line := js[[]string](b, fmt.Sprintf(`(() => {
		const line = [...document.querySelectorAll("main a")].find((a) => a.pathname === %q);
		return line ? [line.getAttribute("href"), line.innerText] : [];
	})()`, topic))
	if len(line) == 0 {
		b.t.Fatalf("%s has no line in its space", topic)
	}
	return line[0], line[1]
}

// continues says whether the topic's line leads to this post and counts so many as new.
func (b *person) continues(topic string, at, unread int) bool {
	b.t.Helper()
	href, text := b.lineOf(topic)
	return href == fmt.Sprintf("%s?from=%d#p%d", topic, at, at) && strings.Contains(text, fmt.Sprintf("%d new", unread))
}
