package main

import (
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// What a first visit may weigh, with everything that belongs to the page, as it comes over the line, headers too.
const (
	mostOfAPage = 60 << 10
	mostScript  = 15 << 10
)

// The front page, and a topic of fifty posts in a browser that has nothing of ours yet.
func TestAFirstLoadIsLight(t *testing.T) {
	p := sharedDemo(t)
	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 50)
	front := newPerson(t, p)
	front.weighs("the front page", "/", 1)

	member := newPerson(t, p)
	member.signInOn(p.signIns()["member"].Phrase, false)
	if _, err := chromedp.Call(member.ctx, network.ClearBrowserCache, struct{}{}); err != nil {
		t.Fatal(err)
	}
	member.weighs("a topic of fifty posts", topic+"?from=1", 50)
}

// weighs opens a page, which must show at least so many words, and adds up what came.
func (b *person) weighs(name, path string, words int) {
	b.t.Helper()
	came := new(scales)
	if err := chromedp.Listen(b.ctx, came.note); err != nil {
		b.t.Fatal(err)
	}
	b.open(path)
	if got := len(strings.Fields(b.says())); got < words {
		b.t.Errorf("%s says only %d words", name, got)
	}
	var all, script float64
	eventually(b.t, "page, script and style have come", func() (whole bool) { all, script, whole = came.sum(); return whole })
	b.t.Logf("%s: %.1f KB, of which the script is %.1f KB", name, all/1024, script/1024)
	if all > mostOfAPage || script > mostScript {
		b.t.Errorf("%s weighs %.0f bytes, its script %.0f", name, all, script)
	}
}

// scales weigh what comes over the line, by its kind.
type scales struct {
	mu    sync.Mutex
	kinds map[network.RequestID]network.ResourceType
	bytes map[network.ResourceType]float64
}

func (s *scales) note(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kinds == nil {
		s.kinds, s.bytes = map[network.RequestID]network.ResourceType{}, map[network.ResourceType]float64{}
	}
	switch event := event.(type) {
	case *network.EventResponseReceived:
		s.kinds[event.RequestID] = event.Type
	case *network.EventLoadingFinished:
		s.bytes[s.kinds[event.RequestID]] += event.EncodedDataLength
	}
}

// sum is the weight of all and of the script; whole says whether nothing that a page can't do without is missing.
func (s *scales) sum() (all, script float64, whole bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, bytes := range s.bytes {
		all += bytes
	}
	script = s.bytes[network.ResourceTypeScript]
	whole = script > 0 && s.bytes[network.ResourceTypeDocument] > 0 && s.bytes[network.ResourceTypeStylesheet] > 0
	return all, script, whole
}
