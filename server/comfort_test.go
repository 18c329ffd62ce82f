package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// How she reads, without script. One demo serves all of them: what one sets, it sets back.
func TestReadingInComfort(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("what she sets counts at once, wherever she is signed in", p.comfortCounts)
	t.Run("content notes are hidden or open for her alone", p.contentNotes)
	t.Run("two windows are shown together", p.twoWindows)
	t.Run("no numbers", p.noNumbers)
	t.Run("less data", p.lessData)
	t.Run("a mute is hers alone", p.muteIsHersAlone)
	t.Run("support is given, counted and taken back", p.support)
	t.Run("support where words are hard", p.supportWhereWelcome)
	t.Run("a link to a post refuses politely", p.permalinks)
	t.Run("two edits of one post are shown together", p.twoEdits)
}

func (p *program) as(t *testing.T, role string) *visitor {
	t.Helper()
	return newVisitor(t, p).signIn(p.signIns()[role].Phrase)
}

// comfort sets how she reads: names and values of the form.
func (v *visitor) comfort(fields ...string) *visitor {
	v.t.Helper()
	revision := attribute(v.open("/me/reading").field("revision"), "value")
	form := url.Values{"size": {""}, "notes": {""}, "revision": {revision}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return v.post("/me/reading", form)
}

// tag is the page's first element of a name.
func (v *visitor) tag(name string) *html.Node {
	return v.find(func(n *html.Node) bool { return n.Data == name })
}

// ofClass are the page's elements of a class, by what they say.
func (v *visitor) ofClass(class string) (texts []string) {
	each(v.page, func(n *html.Node) {
		if strings.Contains(" "+attribute(n, "class")+" ", " "+class+" ") {
			texts = append(texts, strings.Join(strings.Fields(textOf(n)), " "))
		}
	})
	return texts
}

func (p *program) courtTopic(v *visitor) string {
	v.t.Helper()
	v.open("/home").open(v.link("Everyday"))
	topic, _, _ := strings.Cut(v.link("When a court date"), "?")
	return topic
}

func (p *program) comfortCounts(t *testing.T) {
	her, phone := p.as(t, "survivor_leader"), p.as(t, "survivor_leader")
	her.open("/me").open(her.link("Text size")).fill("/me/reading", "size", "largest", "notes", "show", "calm", "1", "low", "1").sees("Saved")
	for _, v := range []*visitor{her, phone.open("/home")} {
		root, body := v.tag("html"), v.tag("body")
		if attribute(root, "data-size") != "largest" || attribute(body, "data-notes") != "show" || !hasAttribute(body, "data-calm") || !hasAttribute(body, "data-low") {
			t.Errorf("%s is drawn with %v and %v", v.path, root.Attr, body.Attr)
		}
	}
	her.post("/language", url.Values{"lang": {"es"}, "path": {"/home"}}) // which is kept beside it
	if attribute(her.tag("html"), "data-size") != "largest" || attribute(her.tag("html"), "lang") != "es" {
		t.Error("with another language the text is small again")
	}
	her.post("/language", url.Values{"lang": {"en"}, "path": {"/home"}})
	if her.comfort("size", "huge"); her.status != http.StatusUnprocessableEntity {
		t.Errorf("a size that there isn't is answered with %d", her.status)
	}
	her.comfort()
	if body := phone.open("/home").tag("body"); hasAttribute(body, "data-notes") || hasAttribute(body, "data-calm") || hasAttribute(body, "data-low") {
		t.Errorf("it was set back, and stands at %v", body.Attr)
	}
}

// twoWindows saves from two windows at once: the second sees what the first saved, and loses nothing of what it chose.
func (p *program) twoWindows(t *testing.T) {
	one, other := p.as(t, "survivor_leader"), p.as(t, "survivor_leader")
	one.open("/me/reading")
	other.open("/me/reading")
	one.fill("/me/reading", "size", "large", "notes", "hide").sees("Saved")
	if other.fill("/me/reading", "size", "", "notes", "show", "low", "1"); other.status != http.StatusConflict {
		t.Errorf("the second window is answered with %d", other.status)
	}
	other.sees("changed meanwhile").sees("Text size: Large").sees("Posts with a content note: Hidden")
	chosen := func(name, value string) bool {
		return other.find(func(n *html.Node) bool {
			return attribute(n, "name") == name && attribute(n, "value") == value && hasAttribute(n, "checked")
		}) != nil
	}
	if !chosen("notes", "show") || !chosen("low", "1") || chosen("size", "large") {
		t.Error("what she chose isn't in her form any more")
	}
	other.fill("/me/reading", "size", "", "notes", "show").sees("Saved")
	other.comfort()

	one.open("/me/quiet")
	other.open("/me/quiet")
	one.fill("/me/quiet", "from", "20", "until", "6", "clock", "0").sees("From 20:00 to 06:00")
	if other.fill("/me/quiet", "from", "22", "until", "5", "clock", "60"); other.status != http.StatusConflict {
		t.Errorf("the second window is answered with %d", other.status)
	}
	other.sees("changed meanwhile").sees("From 20:00 to 06:00")
	other.fill("/me/quiet").sees("From 22:00 to 05:00") // as it still stood in the form
	one.open("/me/quiet")
	other.open("/me/quiet").post("/me/quiet", url.Values{"none": {"1"}, "revision": {attribute(other.field("revision"), "value")}}).sees("No quiet hours")
	one.post("/me/quiet", url.Values{"none": {"1"}, "revision": {attribute(one.field("revision"), "value")}})
	if one.status != http.StatusOK { // the same
		t.Errorf("no from two windows is answered with %d", one.status)
	}
}

func (p *program) contentNotes(t *testing.T) {
	her, other := p.as(t, "survivor_leader"), p.as(t, "moderator")
	topic := p.courtTopic(her)
	isOpen := func(v *visitor) bool {
		v.t.Helper()
		return hasAttribute(v.open(topic+"?from=1").find(func(n *html.Node) bool { return attribute(n, "class") == "note" }), "open")
	}
	if isOpen(her) || isOpen(other) {
		t.Error("a content note stands open for who didn't ask for it")
	}
	if her.comfort("notes", "show"); !isOpen(her) || isOpen(other) {
		t.Error("it stands open for the other, or not for her")
	}
	her.comfort("notes", "hide")
	her.open("/home").misses("When a court date").open(her.link("Everyday")).misses("When a court date").sees("A topic with a content note").sees("court")
	her.open(topic + "?from=1").open(her.link("Go to post 1")).sees("Mine is next month")
	her.comfort()
}

func (p *program) noNumbers(t *testing.T) {
	her, steward := p.as(t, "member"), p.as(t, "moderator")
	topic := p.courtTopic(steward)
	steward.open(topic).fill(topic+"/posts", "body", "Something new for her.", "lang", "en")
	her.open("/home").sees("new").sees("posts").open(her.link("Everyday"))
	if len(her.ofClass("badge")) == 0 || !strings.ContainsAny(strings.Join(her.ofClass("meta"), ""), "0123456789") {
		t.Fatalf("there are no numbers to take away: %s", her.text())
	}
	her.comfort("calm", "1")
	for _, path := range []string{"/home", her.open("/home").link("Everyday")} {
		her.open(path)
		for _, text := range append(her.ofClass("badge"), her.ofClass("meta")...) {
			if strings.ContainsAny(text, "0123456789") {
				t.Errorf("on %s she is told %q", path, text)
			}
		}
		if badges := her.ofClass("badge"); len(badges) == 0 || badges[0] != "New" {
			t.Errorf("on %s nothing says that something is new: %v", path, badges)
		}
	}
	live := her.open(topic).tag("live-topic")
	if attribute(live, "data-more-other") != "New replies" || hasAttribute(live, "data-more-one") {
		t.Errorf("the button will count: %v", live.Attr)
	}
	her.comfort()
}

func (p *program) lessData(t *testing.T) {
	her, other := p.as(t, "member"), p.as(t, "moderator")
	topic := p.courtTopic(her)
	her.comfort("low", "1").open(topic)
	if live := her.tag("live-topic"); len(live.Attr) != 0 {
		t.Errorf("the page goes live: %v", live.Attr)
	}
	look := her.link("Look for new replies")
	other.open(topic).fill(topic+"/posts", "body", "Only this is new.", "lang", "en")
	if her.open(look); len(her.bodies()) != 1 {
		t.Errorf("looking for one new reply brought %d posts", len(her.bodies()))
	}
	her.sees("Only this is new.").open(her.link("Look for new replies")).sees("Only this is new.") // where nothing came since
	her.fill(topic+"/read", "go", "1")
	if her.path != "/home" {
		t.Errorf("having read the page led to %s", her.path)
	}
	her.comfort()
}

func (p *program) muteIsHersAlone(t *testing.T) {
	her, him := p.as(t, "survivor_leader"), p.as(t, "member")
	topic := p.courtTopic(her)
	her.open(topic + "?from=1").sees("Nagdala ko og panyo")
	number := 3
	her.open(fmt.Sprintf("%s/p/%d", topic, number)).sees("Mute Linaw Suba").fill("/members/")
	if her.path != "/me/blocked" {
		t.Fatalf("muting led to %s: %s", her.path, her.text())
	}
	her.sees("Members you muted").sees("Linaw Suba").open(topic + "?from=1").misses("Nagdala ko og panyo")
	him.open(topic).fill(topic+"/posts", "body", "An answer that she won't see.", "quotes", "1", "lang", "en").sees("An answer that she won't see.")
	her.open(topic + "?from=1").misses("An answer that she won't see.")
	him.open("/me/blocked").misses("Tabing Dagat")

	her.open("/me/blocked").fill("/members/").sees("Members you muted").open(topic + "?from=1").sees("Nagdala ko og panyo").sees("An answer that she won't see.")

	staff := p.as(t, "moderator").open(fmt.Sprintf("%s/p/%d", topic, number)).misses("Mute Linaw Suba").sees("Block Linaw Suba")
	action := staff.find(func(n *html.Node) bool { return strings.HasSuffix(attribute(n, "action"), "/block") })
	if staff.post(strings.TrimSuffix(attribute(action, "action"), "/block")+"/mute", nil); staff.status != http.StatusForbidden {
		t.Errorf("a moderator who mutes is answered with %d", staff.status)
	}
}

func (p *program) support(t *testing.T) {
	her, writer := p.as(t, "survivor_leader"), p.as(t, "member")
	topic := p.courtTopic(writer)
	writer.open(topic).fill(topic+"/posts", "body", "I am here too.", "lang", "en")
	post := fmt.Sprintf("%s/p/%d", topic, writer.lastNumber())
	for range 2 { // pressing twice gives once
		her.open(post).fill(post+"/reactions", "give", "strength")
	}
	if pressed := her.find(func(n *html.Node) bool { return attribute(n, "aria-pressed") == "true" }); attribute(pressed, "name") != "take" || attribute(pressed, "value") != "strength" {
		t.Errorf("the button that she pressed is %v", pressed)
	}
	if given := writer.open(post).ofClass("given"); len(given) != 1 || given[0] != "Strength 1(1 member)" {
		t.Errorf("its author sees %q", given)
	}
	writer.misses("A sign without words") // nothing to press at her own
	if writer.post(post+"/reactions", url.Values{"give": {"strength"}}); writer.status != http.StatusForbidden {
		t.Errorf("support for her own post is answered with %d", writer.status)
	}
	her.open(post).fill(post+"/reactions", "take", "strength")
	if given := writer.open(topic).ofClass("given"); strings.Contains(strings.Join(given, " "), "Strength 1(1 member) Strength") {
		t.Errorf("it was taken back, and its author sees %q", given)
	}
	if her.post(post+"/reactions", url.Values{"give": {"applause"}}); her.status != http.StatusUnprocessableEntity {
		t.Errorf("a sign that there isn't is answered with %d", her.status)
	}
	writer.post(post+"/erase", nil)
	if her.post(post+"/reactions", url.Values{"give": {"heard"}}); her.status != http.StatusNotFound {
		t.Errorf("support for a post that is gone is answered with %d", her.status)
	}
	her.sees("This post can't be shown")
}

func (p *program) supportWhereWelcome(t *testing.T) {
	her, writer := p.as(t, "survivor_leader"), p.as(t, "member")
	topic := p.courtTopic(writer)
	for _, c := range []struct {
		welcomes string
		status   int
	}{{"", http.StatusConflict}, {"1", http.StatusOK}} {
		writer.open(topic).fill(topic+"/posts", "body", "Hard words.", "note", "court", "welcomes", c.welcomes, "lang", "en")
		post := fmt.Sprintf("%s/p/%d", topic, writer.lastNumber())
		if box := writer.open(post).field("welcomes"); hasAttribute(box, "checked") != (c.welcomes != "") {
			t.Errorf("with %q the box is %v", c.welcomes, box.Attr)
		}
		her.open(post)
		if offered := strings.Contains(her.text(), "A sign without words"); offered != (c.status == http.StatusOK) {
			t.Errorf("with %q support is offered: %v", c.welcomes, offered)
		}
		if her.post(post+"/reactions", url.Values{"give": {"with_you"}}); her.status != c.status {
			t.Errorf("with %q it is answered with %d", c.welcomes, her.status)
		}
	}
}

// Gone, never there, by somebody parted from her, in a topic that she may not read: nobody learns which it is.
func (p *program) permalinks(t *testing.T) {
	her, writer := p.as(t, "survivor_leader"), p.as(t, "member")
	topic := p.courtTopic(writer)
	writer.open(topic).fill(topic+"/posts", "body", "Soon gone.", "lang", "en")
	gone := writer.lastNumber()
	writer.post(fmt.Sprintf("%s/p/%d/erase", topic, gone), nil)
	writer.post(topic+"/posts", url.Values{"body": {"Words."}, "lang": {"en"}, "once": {onceOf("permalinks")}})
	muted := writer.open(topic).lastNumber()
	her.open(fmt.Sprintf("%s/p/%d", topic, muted)).fill("/members/")
	said := map[string]bool{}
	for _, path := range []string{
		fmt.Sprintf("%s/p/%d", topic, gone), fmt.Sprintf("%s/p/%d", topic, muted), topic + "/p/4711", topic + "/p/0", topic + "/p/x",
	} {
		her.open(path).sees("This post can't be shown")
		if her.status != http.StatusNotFound || her.link("Back to the topic") != topic {
			t.Errorf("%s is answered with %d and leads to %s", path, her.status, her.link("Back to the topic"))
		}
		said[strings.ReplaceAll(her.body, path, "")] = true
	}
	if len(said) != 1 {
		t.Errorf("the pages say %d different things", len(said))
	}
	staffs := p.as(t, "steward")
	staffs.open("/home").open(staffs.link("Staff"))
	hidden, _, _ := strings.Cut(staffs.link("Who reads what is waiting"), "?")
	said = map[string]bool{}
	for _, path := range []string{hidden + "/p/1", hidden + "/p/4711", "/t/" + onceOf("no topic") + "/p/1", "/t/none/p/1"} {
		her.open(path).sees("This post can't be shown").misses("Back to the topic")
		said[strings.ReplaceAll(her.body, path, "")] = true
	}
	if len(said) != 1 {
		t.Errorf("of topics that she can't read the pages say %d different things", len(said))
	}
	her.open("/me/blocked").fill("/members/")
}

func (p *program) twoEdits(t *testing.T) {
	phone, computer := p.as(t, "member"), p.as(t, "member")
	topic := p.courtTopic(phone)
	phone.open(topic).fill(topic+"/posts", "body", "I slept well before the day.", "lang", "en")
	post := fmt.Sprintf("%s/p/%d", topic, phone.lastNumber())
	phone.open(post)
	computer.open(post).fill(post+"/edit", "body", "I slept badly before the day.")
	phone.fill(post+"/edit", "body", "I slept well before the <long> day.", "note", "court")
	if phone.status != http.StatusConflict {
		t.Errorf("the second edit is answered with %d", phone.status)
	}
	phone.sees("You saved other words for this post meanwhile")
	marked := map[string][]string{}
	each(phone.page, func(n *html.Node) {
		if n.Data == "del" || n.Data == "ins" {
			marked[n.Data] = append(marked[n.Data], strings.Join(strings.Fields(textOf(n)), " "))
		}
	})
	if got := fmt.Sprint(marked); got != "map[del:[Only in what is saved: badly (end)] ins:[Only in yours: court (end) Only in yours: well (end) Only in yours: <long> (end)]]" {
		t.Errorf("the difference is %s", got)
	}
	if words := textOf(phone.field("body")); strings.TrimPrefix(words, "\n") != "I slept well before the <long> day." {
		t.Errorf("her words are %q", words)
	}
	computer.open(post).sees("badly")
	phone.sees("Save mine instead").fill(post + "/edit")
	computer.open(post).sees("I slept well before the <long> day.")

	phone.open(post) // and pressing twice on a bad line is no second edit
	form := url.Values{"body": {"The last words."}, "lang": {"en"}, "revision": {attribute(phone.field("revision"), "value")}}
	for range 2 {
		if phone.post(post+"/edit", form); phone.status != http.StatusOK || phone.path != topic {
			t.Errorf("it is answered with %d at %s", phone.status, phone.path)
		}
	}
}
