package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
)

// On a device that others use, the window's history holds one entry of ours, from the front page on: whichever page she is
// on stands in it. So Back leads to what was there before us.
func TestASharedDeviceKeepsNoTrail(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	b := newPerson(t, p)
	b.open("/")
	before := js[int](b, "history.length")
	b.speak("es")
	b.speak("en")
	b.signInHere(p.signIns()["member"].Phrase)
	topic, title := topicOfHerOwn(t, p, "survivor_leader", 2)
	b.follow("Everyday")
	b.follow(title)
	b.followTo(".acts a[href$='/p/1']", topic+"/p/1")
	b.followTo(".crumbs a:last-child", topic)
	b.enter("#body", "Words on a shared device")
	b.submit(topic + "/posts")
	b.sees("Words on a shared device")
	b.followTo(".crumbs a", "/home")
	b.followTo(".nav a[href='/me']", "/me")
	b.followTo(".colophon a[href='/limits']", "/limits")
	b.followTo(".colophon a[href='/languages']", "/languages")
	b.followTo(".place", "/home")
	b.click("a.skip") // a jump within the page
	if after := js[int](b, "history.length"); after != before {
		t.Errorf("the history went from %d entries to %d", before, after)
	}
	entries, _ := b.history()
	ours := 0
	for _, entry := range entries {
		if strings.HasPrefix(entry.URL, p.origin) {
			ours++
		}
	}
	if ours != 1 {
		t.Errorf("%d entries of the history are ours", ours)
	}
}

// On her own device, Back and the history are as everywhere; a page that the browser kept is shown again only after the
// server was asked.
func TestHerOwnDeviceHasItsHistory(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	b := newPerson(t, p)
	b.signInOn(p.signIns()["member"].Phrase, true)
	topic, title := topicOfHerOwn(t, p, "survivor_leader", 2)
	before := js[int](b, "history.length")
	b.follow("Everyday")
	b.follow(title)
	b.enter("#body", "Words on her own device")
	b.submit(topic + "/posts")
	b.sees("Words on her own device")
	if after := js[int](b, "history.length"); after != before+2 { // posting led to the page that she was on
		t.Errorf("over two links the history went from %d entries to %d", before, after)
	}
	b.back()
	b.sees(title)
	js[bool](b, `(dispatchEvent(new PageTransitionEvent("pagehide", {persisted: true})), true)`)
	if !js[bool](b, `getComputedStyle(document.body).visibility === "hidden"`) {
		t.Error("a page that goes into the history isn't covered")
	}
	js[bool](b, `(dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true})), true)`)
	b.holds(`getComputedStyle(document.body).visibility === "visible" && document.querySelector("main .list")`)
}

// The line is gone when she sends, and then the answer is lost on its way: each time what she typed is there, and pressing
// again posts it once.
func TestTypedWordsSurviveABrokenLine(t *testing.T) {
	t.Parallel()
	for name, own := range map[string]bool{"shared device": false, "own device": true} {
		t.Run(name, func(t *testing.T) {
			p := sharedDemo(t)
			b := newPerson(t, p)
			b.signInOn(p.signIns()["member"].Phrase, own)
			topic, _ := topicOfHerOwn(t, p, "survivor_leader", 1)
			b.open(topic)
			words := "Words that the line lost, " + uuid.NewString()
			b.enter("#body", words)
			b.offline(true)
			b.failsToSend(topic, words)
			b.offline(false)
			regained := b.losesAnswers("*/posts")
			b.failsToSend(topic, words)
			regained()
			posted := fmt.Sprintf("document.querySelector('#posts').innerText.includes(%q)", words)
			b.submit(topic + "/posts")
			if !b.comes(posted) { // what came live moved the button away from under her finger
				b.submit(topic + "/posts")
			}
			b.holds(posted)
			if got := strings.Count(newVisitor(t, p).signIn(p.signIns()["moderator"].Phrase).wholeTopic(topic), words); got != 1 {
				t.Errorf("the words were posted %d times", got)
			}
		})
	}
}

// failsToSend presses the button and expects to be told, and to keep her words.
func (b *person) failsToSend(topic, words string) {
	b.t.Helper()
	js[bool](b, `(document.querySelector("#trouble").hidden = true)`)
	b.submit(topic + "/posts")
	b.holds(`!document.querySelector("#trouble").hidden`)
	if typed := js[string](b, `document.querySelector("#body").value`); typed != words {
		b.t.Errorf("of what she typed %q is left", typed)
	}
}

// losesAnswers lets requests reach the server, but not their answers her, until the returned function is called.
func (b *person) losesAnswers(pattern string) (regained func()) {
	b.t.Helper()
	paused := chromedp.Events(b.ctx, fetch.RequestPaused)
	params := fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: pattern, RequestStage: fetch.RequestStageResponse}}}
	if _, err := chromedp.Call(b.ctx, fetch.Enable, params); err != nil {
		b.t.Fatal(err)
	}
	go func() {
		for event, err := range paused {
			if err != nil {
				return
			}
			lost := fetch.FailRequestParams{RequestID: event.RequestID, ErrorReason: network.ErrorReasonConnectionReset}
			chromedp.Call(b.ctx, fetch.FailRequest, lost) // fails only when the page is gone, which the test then says
		}
	}()
	return func() {
		if _, err := chromedp.Call(b.ctx, fetch.Disable, struct{}{}); err != nil {
			b.t.Fatal(err)
		}
	}
}

// followTo clicks a link and waits for its page.
func (b *person) followTo(selector, path string) {
	b.t.Helper()
	b.click(selector)
	b.comesTo(path)
}

// topicOfHerOwn is a new topic in Everyday for one test, with so many posts by the member of this role.
func topicOfHerOwn(t *testing.T, p *program, role string, posts int) (path, title string) {
	t.Helper()
	title = "Topic " + uuid.NewString()[:8]
	v := newVisitor(t, p).signIn(p.signIns()[role].Phrase)
	v.open("/home").open(v.link("Everyday")).open(v.path + "/new")
	v.fill(strings.TrimSuffix(v.path, "/new")+"/topics", "title", title, "body", "Post number 1 of the quiet "+title+".", "lang", "en")
	path = v.path
	for n := 2; n <= posts; n++ {
		v.post(path+"/posts", url.Values{"body": {fmt.Sprintf("Post number %d of the quiet %s.", n, title)}, "lang": {"en"}, "once": {uuid.NewString()}})
	}
	if got := v.open(path + "?from=1").lastNumber(); got != min(posts, 50) {
		t.Fatalf("the topic of %d posts shows %d: %s", posts, got, v.text())
	}
	return path, title
}
