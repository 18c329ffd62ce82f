package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// An Arabic reader on a phone finds what was written in Cebuano, reads it where it stands and comes back to what she
// found. Neither her history nor any address that her browser asked for tells what she looked for.
func TestAnArabicReaderFindsACebuanoPost(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	b := newPerson(t, p)
	b.holding(phone)
	b.signInOn(p.signIns()["member"].Phrase, true)
	b.speak("ar")
	b.open("/search")
	b.enter("#words", "Kamátis")
	b.submit("/search")
	b.sees("Nagtanom mi og kamatis")
	if marks := js[[]string](b, `[...document.querySelectorAll(".hit mark")].map((m) => m.innerText)`); len(marks) != 1 || marks[0] != "kamatis" {
		t.Errorf("%q is marked", marks)
	}
	if words := js[[]string](b, `[...document.querySelectorAll(".hit p[lang]")].map((p) => p.lang + p.dir)`); fmt.Sprint(words) != "[cebauto]" {
		t.Errorf("the post says its language and direction as %q", words)
	}
	b.follow("Unsay makapahupay")
	b.holds(`document.querySelector("#p2").getBoundingClientRect().top < innerHeight`)
	if !b.back() {
		t.Fatal("there is no way back to what was found")
	}
	b.sees("Nagtanom mi og kamatis")
	entries, _ := b.history()
	for _, entry := range entries {
		b.requests.add(entry.URL + entry.Title)
	}
	for _, address := range b.requests.list() {
		if said, _ := url.QueryUnescape(address); strings.Contains(strings.ToLower(said), "matis") {
			t.Errorf("an address tells what she looked for: %s", address)
		}
	}
}

func TestSearchingWithoutScript(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member := newVisitor(t, p).signIn(as["member"].Phrase)
	space := member.link("Everyday")
	topic := strings.SplitN(member.open(space).link("When a court date"), "?", 2)[0]
	for i := range 30 {
		member.open(topic).fill(topic+"/posts", "body", fmt.Sprintf("The tricycle number %d.", i))
	}
	address := member.open(space).searches("tricycle")
	member.sees("tricycle number 29").misses("tricycle number 9.")
	if found := len(member.all("article")); found != 20 {
		t.Errorf("the first page has %d", found)
	}
	member.open(member.link("Earlier posts")).sees("tricycle number 9.").misses("tricycle number 29")
	if n := len(member.all("mark")); n != 10 {
		t.Errorf("%d marks on the second page", n)
	}

	other := newVisitor(t, p).signIn(as["moderator"].Phrase).open(address)
	other.misses("tricycle").sees("What are you looking for?")
	if other.status != http.StatusOK {
		t.Errorf("somebody else's address answers %d", other.status)
	}
	other.open(address[:len(address)-9]).misses("tricycle")
	member.open(address + "&after=2999-01-01_x_1").sees("tricycle number 29")
	member.open(address + "&after=2999-01-01_" + strings.TrimPrefix(topic, "/t/") + "_99999999999").sees("tricycle number 29")
}

func TestASearchSaysWhatIsWrongAndLosesNothing(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	v := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	v.open("/search").fill("/search", "words", "?!", "lang", "ceb").sees("Write a word to look for.")
	if v.status != http.StatusUnprocessableEntity {
		t.Errorf("a search without a word answers %d", v.status)
	}
	if n := v.find(func(n *html.Node) bool {
		return n.Data == "option" && hasAttribute(n, "selected") && attribute(n, "value") == "ceb"
	}); n == nil {
		t.Error("her choice of a language is lost")
	}
	v.fill("/search", "words", strings.Repeat("a", 101)).sees("100 letters or fewer")
	if n := v.find(func(n *html.Node) bool { return attribute(n, "id") == "words" }); len(attribute(n, "value")) != 101 {
		t.Error("what she wrote is lost")
	}
	v.open("/search").searches("zzzzz")
	v.sees("No post that you can read has all of these words.")
	v.open("/search").fill("/search", "words", "hello", "space", "00000000-0000-4000-8000-000000000000").sees("There is no such space here.")
}

// What a post says can't break out of its excerpt, and a content note covers it.
func TestAnExcerptIsPlainTextAndAContentNoteCoversIt(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	topic := strings.SplitN(member.open(member.link("Everyday")).link("When a court date"), "?", 2)[0]
	hostile := "sampaguita <script>alert(1)</script> </mark><img src=x onerror=alert(1)> **bold** [link](javascript:alert(1)) &lt;b&gt; \u202e {{.Secret}}"
	member.open(topic).fill(topic+"/posts", "body", hostile)
	member.open(topic).fill(topic+"/posts", "body", "sampaguita, too heavy for today", "note", "court")
	member.open("/search").searches("sampaguita")
	member.sees("sampaguita <script>alert(1)</script> </mark><img src=x onerror=alert(1)> bold link").sees("<b>").sees("{{.Secret}}")
	for _, article := range member.all("article") {
		each(article, func(n *html.Node) {
			if n.Data == "script" || n.Data == "img" || n.Data == "strong" || strings.HasPrefix(attribute(n, "href"), "javascript") {
				t.Errorf("an excerpt holds a %s", n.Data)
			}
		})
	}
	note := member.find(func(n *html.Node) bool { return n.Data == "details" && strings.Contains(textOf(n), "too heavy") })
	if note == nil || hasAttribute(note, "open") || !strings.Contains(textOf(note), "court") {
		t.Error("a post with a content note is not covered by it")
	}
}

// Who looks for help finds helplines above what members wrote, by a word for it in her language, by a country or a number.
func TestASearchForHelpFindsHelplines(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	steward, member := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	for _, words := range []string{"Kenya", "116", "helpline kenya"} {
		member.open("/search").searches(words)
		member.sees("Whom you can call").sees("Child Helpline 116").misses("Talian Kasih")
	}
	member.open("/search").searches("mangoes")
	member.misses("Child Helpline 116")
	member.open("/search").searches("help helpline")
	member.sees("Take It Down").misses("AlengPulis").misses("Child Helpline 116")
	steward.open("/steward/network")
	steward.post("/steward/network/countries", url.Values{"country": {"KE"}})
	member.open("/search").searches("Hotline!")
	member.sees("Child Helpline 116").sees("All helplines")
	member.post("/language", url.Values{"lang": {"es"}, "path": {"/search"}})
	member.open("/search").searches("linea")
	member.sees("Child Helpline 116")
	member.fill("/search", "words", "Kenya", "lang", "en").misses("Child Helpline 116")
}

// A search finds sessions of the course by what they are about, those only that she may take.
func TestASearchFindsSessionsOfTheCourse(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member, trainer := newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	member.open("/search").searches("limits")
	member.sees("Course").open(member.link("Limits and relationships")).sees("Limits and relationships")
	member.open("/search").searches("holding group")
	member.misses("Holding a group")
	trainer.open("/search").searches("holding group")
	trainer.sees("Holding a group")
	member.fill("/search", "words", "limits", "lang", "en").misses("Limits and relationships")
	p.sql(`UPDATE members SET standing = 'newcomer' WHERE pseudonym = 'Early Fern'`)
	newcomer := newVisitor(t, p).signIn(as["moderator"].Phrase)
	newcomer.open("/search").searches("limits")
	newcomer.misses("Limits and relationships")
}

// searches sends the first form that searches and returns the address of what was found.
func (v *visitor) searches(words string) string {
	v.t.Helper()
	asked := &url.URL{}
	v.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error { asked = r.URL; return nil }
	defer func() { v.client.CheckRedirect = nil }()
	v.fill("/search", "words", words)
	inTheOpen := len(words) > 4 && strings.Contains(asked.String(), words) // three letters stand in a sealed address by chance, too
	if v.path != "/search" || inTheOpen {
		v.t.Fatalf("searching led to %s", asked)
	}
	return asked.RequestURI()
}

// all are the elements of this name.
func (v *visitor) all(name string) (found []*html.Node) {
	each(v.page, func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == name {
			found = append(found, n)
		}
	})
	return found
}
