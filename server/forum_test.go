package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"
)

func TestReadingAndWritingWithoutScript(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member := newVisitor(t, p).signIn(as["member"].Phrase)
	moderator := newVisitor(t, p).signIn(as["moderator"].Phrase)

	member.open("/home").open(member.link("Everyday")).open(member.link("When a court date"))
	topic := member.path
	member.fill(topic+"/posts", "body", "I wrote **three** lines.\n\n<script>alert(1)</script>\n\nhttps://example.org").sees("an address on the web")
	member.fill(topic+"/posts", "knowing", member.knowing()).sees("three lines").sees("<script>alert(1)</script>")
	own := member.path
	if n := member.find(func(n *html.Node) bool { return n.Data == "strong" && textOf(n) == "three" }); n == nil {
		t.Error("**three** isn't strong")
	}
	if n := member.find(func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "href"), "/out?to=") }); n == nil {
		t.Error("a vouched member's address is no link")
	}
	moderator.open(topic).sees("three lines")

	number := member.lastNumber()
	member.open(fmt.Sprintf("%s/p/%d", topic, number)).fill(topic, "body", "I wrote four lines.").sees("four lines").sees("changed")
	moderator.open(fmt.Sprintf("%s/p/%d", topic, number)).sees("Earlier versions").sees("three lines")
	newVisitor(t, p).signIn(as["survivor_leader"].Phrase).open(fmt.Sprintf("%s/p/%d", topic, number)).sees("four lines").misses("three")

	member.open(fmt.Sprintf("%s/p/%d", topic, number)).fill(fmt.Sprintf("%s/p/%d/erase", topic, number))
	member.open(own).sees(fmt.Sprintf("Post %d was deleted", number)).misses("four lines")
	moderator.open(fmt.Sprintf("%s/p/%d", topic, number)).misses("three lines").misses("four lines")
}

// Where a title was taken back, every reader finds words that say so in her language, and no sign that she has to guess at.
func TestATitleTakenBackIsSaidInEachLanguage(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member, other := newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	space := member.link("Everyday")
	member.open(space+"/new").fill(space+"/topics", "title", "Marker title", "body", "The first words.")
	topic := strings.SplitN(member.path, "?", 2)[0]
	other.open(topic+"?quote=1").fill(topic+"/posts", "body", "An answer.")
	member.open(topic + "/p/1").fill(topic + "/p/1/erase")
	if other.open(topic + "/p/0/languages"); other.status != http.StatusNotFound {
		t.Errorf("its translations were answered with %d", other.status)
	}
	other.post(topic+"/p/0/languages", url.Values{"once": {uuid.NewString()}, "lang": {"es"}, "body": {"Otro título"}})
	member.open("/inbox").sees("Title taken back").misses("Marker title").misses("…")
	for lang, words := range map[string]string{"en": "Title taken back", "es": "Título retirado"} {
		other.post("/language", url.Values{"lang": {lang}, "path": {"/home"}})
		for _, path := range []string{topic, topic + "/p/2", topic + "/p/2/languages", space} {
			other.open(path).sees(words).misses("Marker title").misses("…")
			title := other.find(func(n *html.Node) bool {
				return n.Type == html.ElementNode && hasAttribute(n, "lang") && strings.TrimSpace(textOf(n)) == words
			})
			if attribute(title, "lang") != lang {
				t.Errorf("at %s %q is labelled as %q", path, words, attribute(title, "lang"))
			}
		}
	}
}

// She is not offered what would be refused when she has written it.
func TestInAHeldSpaceTheEditorIsNotOffered(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	member.open(member.link("Everyday")).open(member.link("When a court date"))
	topic := member.path
	post := fmt.Sprintf("%s/p/%d", topic, member.fill(topic+"/posts", "body", "Words of mine.").lastNumber())
	member.open(post).sees("Change your post").sees("Delete your post")
	p.sql(`UPDATE spaces SET posting = 'held'`)
	member.open(post).misses("Change your post").sees("Delete your post")
}

func TestANewcomersFirstWordsWaitForAModerator(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward := newVisitor(t, p).signIn(as["steward"].Phrase)
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	newcomer := newVisitor(t, p)
	newcomer.join(steward.slip())
	newcomer.open("/home").open(newcomer.link("Welcome")).open(newcomer.link("Say hello here"))
	topic := newcomer.path
	newcomer.sees("A moderator reads it first").fill(topic+"/posts", "body", "My very first words").sees("Waiting for a moderator")

	moderator := newVisitor(t, p).signIn(as["moderator"].Phrase)
	moderator.open(topic).misses("My very first words")
	moderator.open("/queue").misses("My very first words")
	action := moderator.takesHeld("My very first words") + "/release"
	moderator.fill(action).misses("My very first words")
	moderator.post(action, nil).sees("not waiting any more")
	newcomer.open(topic).sees("My very first words").misses("Waiting for a moderator")
	for n := range 11 {
		newcomer.open(topic).fill(topic+"/posts", "body", fmt.Sprintf("More words %d", n))
	}
	newcomer.sees("10 of your posts are waiting")
	if words := textOf(newcomer.field("body")); newcomer.status != http.StatusTooManyRequests || !strings.Contains(words, "More words 10") {
		t.Errorf("her eleventh was answered with %d, and the form holds %q", newcomer.status, words)
	}
	newcomer.open("/queue")
	if newcomer.status != http.StatusNotFound {
		t.Errorf("a newcomer's /held was answered with %d", newcomer.status)
	}
}

// Promise 18: kill -9 at any moment; a reply that got its 303 is there, and pressing again doesn't post it twice.
func TestWhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	writers := make([]*visitor, 3)
	for i, role := range []string{"member", "survivor_leader", "moderator"} {
		writers[i] = newVisitor(t, p).signIn(as[role].Phrase)
	}
	writers[0].open("/home").open(writers[0].link("Everyday")).open(writers[0].link("When a court date"))
	topic := writers[0].path

	var mu sync.Mutex
	acknowledged := map[string]int{} // words, and who wrote them
	var writing sync.WaitGroup
	for i, w := range writers {
		writing.Add(1)
		go func() {
			defer writing.Done()
			for n := 0; ; n++ {
				words := fmt.Sprintf("writer %d line %d", i, n)
				if !w.reply(topic, words, onceOf(words)) {
					return
				}
				mu.Lock()
				acknowledged[words] = i
				mu.Unlock()
			}
		}()
	}
	eventually(t, "forty replies are acknowledged", func() bool { mu.Lock(); defer mu.Unlock(); return len(acknowledged) >= 40 })
	p.kill()
	writing.Wait()
	p.start()

	for words, i := range acknowledged {
		if !writers[i].reply(topic, words, onceOf(words)) {
			t.Fatal("pressing again was refused")
		}
	}
	all := newVisitor(t, p).signIn(as["member"].Phrase).wholeTopic(topic)
	for words := range acknowledged {
		if n := strings.Count(all, words+" "); n != 1 {
			t.Errorf("%q is there %d times", words, n)
		}
	}
}

// onceOf makes a form's one-time number from its words.
func onceOf(words string) string { return uuid.NewSHA1(uuid.Nil, []byte(words)).String() }

// reply posts without following the redirect, and says whether it was acknowledged with one.
func (v *visitor) reply(topic, words, once string) bool {
	client := *v.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	form := url.Values{"body": {words}, "lang": {"en"}, "once": {once}}
	request, err := http.NewRequest(http.MethodPost, v.origin+topic+"/posts", strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Error(err)
		return false
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", v.origin)
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusSeeOther
}

// wholeTopic is what all pages of a topic say, a space after each item.
func (v *visitor) wholeTopic(topic string) string {
	v.t.Helper()
	var text strings.Builder
	for from := 1; ; from += 50 {
		v.open(fmt.Sprintf("%s?from=%d", topic, from))
		items := v.bodies()
		for _, item := range items {
			text.WriteString(item + " \n")
		}
		if len(items) == 0 || v.find(func(n *html.Node) bool { return n.Data == "a" && textOf(n) == "Later posts" }) == nil {
			return text.String()
		}
	}
}

// bodies are the words of the posts on the page.
func (v *visitor) bodies() (texts []string) {
	each(v.page, func(n *html.Node) {
		if attribute(n, "class") == "body" {
			texts = append(texts, strings.TrimSpace(textOf(n)))
		}
	})
	return texts
}

// lastNumber is the number of the last post on the page.
func (v *visitor) lastNumber() (number int) {
	v.t.Helper()
	each(v.page, func(n *html.Node) {
		if at := attribute(n, "data-number"); at != "" {
			fmt.Sscan(at, &number)
		}
	})
	return number
}
