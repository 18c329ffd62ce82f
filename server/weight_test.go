package main

import (
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"tinig/curriculum/content"
	"tinig/locales"
)

// What a first visit may weigh, with everything that belongs to the page, as it comes over the line, headers too.
const (
	mostOfAPage    = 60 << 10
	mostOfASession = 50 << 10
	mostOfPractice = 30 << 10
	mostScript     = 15 << 10
)

// The front page, and a topic of fifty posts in a browser that has nothing of ours yet.
func TestAFirstLoadIsLight(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 50)
	front := newPerson(t, p)
	front.weighs("the front page", "/", 1, mostOfAPage)

	member := newPerson(t, p)
	member.signInOn(p.signIns()["member"].Phrase, false)
	member.forgets()
	member.weighs("a topic of fifty posts", topic+"?from=1", 50, mostOfAPage)
}

// Every session of the course, in each language that it is offered in, and the open page of exercises, in every language.
func TestASessionAndTheExercisesAreLight(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	course, err := content.Load(content.Files)
	must(t, err)
	stranger, member := newPerson(t, p), newPerson(t, p)
	stranger.open("/")
	for _, language := range locales.Languages() {
		stranger.forgets()
		stranger.weighs("the exercises in "+language.Tag, "/practice?in="+language.Tag, 100, mostOfPractice)
	}
	member.signInOn(p.signIns()["trainer_in_cebu"].Phrase, false)
	for _, unit := range course.Units() {
		for _, tag := range unit.Languages() {
			member.forgets()
			member.weighs(unit.ID+" in "+tag, "/curriculum/"+unit.ID+"?in="+tag, 500, mostOfASession)
		}
	}
}

// forgets makes a browser have nothing of ours.
func (b *person) forgets() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.ClearBrowserCache, struct{}{}); err != nil {
		b.t.Fatal(err)
	}
}

// weighs opens a page, which must show at least so many words, and adds up what came.
func (b *person) weighs(name, path string, words int, most float64) {
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
	if all > most || script > mostScript {
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
