package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tinig/server/forum"
)

// reader is an open page as its script keeps it: the head and the posts by id, and the position that they were drawn at.
type reader struct {
	*visitor
	topic   string
	channel string
	after   int64
	epoch   string
	posts   map[string]string
	conn    *websocket.Conn
}

// newReader opens a topic's page from its first post.
func newReader(v *visitor, topic string) *reader {
	v.t.Helper()
	r := &reader{visitor: v, topic: topic}
	r.load()
	return r
}

// load reads the whole page anew.
func (r *reader) load() {
	r.t.Helper()
	r.open(r.topic + "?from=1")
	host := r.find(func(n *html.Node) bool { return n.Data == "live-topic" })
	r.channel, r.epoch = attribute(host, "data-channel"), attribute(host, "data-epoch")
	fmt.Sscan(attribute(host, "data-after"), &r.after)
	r.posts = map[string]string{}
	each(r.page, func(n *html.Node) {
		if n.Data == "li" && hasAttribute(n, "data-number") || attribute(n, "id") == "head" {
			r.posts[attribute(n, "id")] = outer(n)
		}
	})
}

// connect opens the socket and follows from where the page is, or, now and then, from an event or two before.
func (r *reader) connect(back int64) {
	r.t.Helper()
	conn := r.live()
	r.conn = conn
	follow := map[string]any{"t": "follow", "channel": r.channel, "after": max(0, r.after-back), "epoch": r.epoch}
	if err := conn.WriteJSON(follow); err != nil {
		r.t.Fatal(err)
	}
}

// hear takes frames for as long as they come, or until the position is reached.
func (r *reader) hear(until int64, patience time.Duration) {
	r.t.Helper()
	for r.after < until {
		r.conn.SetReadDeadline(time.Now().Add(patience))
		_, text, err := r.conn.ReadMessage()
		if err != nil {
			return
		}
		var f struct {
			T, Kind, HTML string
			Seq           int64
		}
		if err := json.Unmarshal(text, &f); err != nil {
			r.t.Fatal(err)
		}
		switch {
		case f.T == "resync":
			r.load()
		case f.T != "event" || f.Seq <= r.after:
		case f.Seq > r.after+1:
			r.t.Fatalf("after event %d came %d", r.after, f.Seq)
		default:
			r.after = f.Seq
			r.take(f.HTML)
		}
	}
}

func (r *reader) take(fragment string) {
	r.t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(fragment), &html.Node{Type: html.ElementNode, Data: "ol", DataAtom: atom.Ol})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, n := range nodes {
		if n.Type == html.ElementNode {
			r.posts[attribute(n, "id")] = outer(n)
		}
	}
}

func outer(n *html.Node) string {
	var text bytes.Buffer
	html.Render(&text, n)
	return text.String()
}

// Old page and events make the fresh page: whatever is written, edited, erased, supported and done with the topic, however
// often the line breaks and events come twice, and whichever language each reader has.
func TestOldPageAndEventsMakeTheFreshPage(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	var writers []*visitor
	for _, role := range []string{"member", "survivor_leader", "moderator"} {
		writers = append(writers, newVisitor(t, p).signIn(as[role].Phrase))
	}
	topic := strings.SplitN(writers[0].open(writers[0].open("/home").link("Everyday")).link("When a court date"), "?", 2)[0]
	var readers []*reader
	for role, lang := range map[string]string{"member": "en", "survivor_leader": "ar", "moderator": "ceb"} {
		v := newVisitor(t, p).signIn(as[role].Phrase)
		v.post("/language", url.Values{"lang": {lang}, "path": {"/home"}})
		readers = append(readers, newReader(v, topic))
	}
	own := map[int][]int{}
	for step := range 60 {
		if w := chance.IntN(len(writers) + 1); w < len(writers) {
			change(writers[w], topic, step, own, w, chance)
		} else {
			care(writers[2], topic, step, chance)
		}
		for _, r := range readers {
			if r.conn == nil {
				if chance.IntN(3) == 0 {
					r.connect(int64(chance.IntN(3)))
				}
				continue
			}
			r.hear(r.after+int64(chance.IntN(4)), 50*time.Millisecond)
			if chance.IntN(6) == 0 {
				r.conn.Close()
				r.conn = nil
			}
		}
	}
	for _, r := range readers {
		if r.conn != nil {
			r.conn.Close()
		}
		fresh := newReader(r.visitor, topic)
		r.connect(0)
		r.hear(fresh.after, 10*time.Second)
		r.conn.Close()
		if !maps.Equal(r.posts, fresh.posts) {
			for id, post := range fresh.posts {
				if r.posts[id] != post {
					t.Errorf("%s is\n%s\non the old page, and on the fresh one\n%s", id, r.posts[id], post)
				}
			}
		}
	}
}

// change replies, edits, erases, gives support or takes it back.
func change(v *visitor, topic string, step int, own map[int][]int, who int, chance *rand.Rand) {
	v.t.Helper()
	if chance.IntN(3) == 0 {
		act, kind := []string{"give", "give", "take"}[chance.IntN(3)], forum.Reactions[chance.IntN(len(forum.Reactions))]
		v.post(fmt.Sprintf("%s/p/%d/reactions", topic, 1+chance.IntN(8)), url.Values{act: {string(kind)}})
		return
	}
	if len(own[who]) == 0 || chance.IntN(2) == 0 {
		v.open(topic).fill(topic+"/posts", "body", fmt.Sprintf("step %d", step), "note", []string{"", "court"}[chance.IntN(2)], "welcomes", []string{"", "1"}[chance.IntN(2)])
		if v.status != http.StatusOK { // it is closed for replies
			return
		}
		own[who] = append(own[who], v.lastNumber())
		return
	}
	i := chance.IntN(len(own[who]))
	number := own[who][i]
	post := fmt.Sprintf("%s/p/%d", topic, number)
	if chance.IntN(3) == 0 {
		v.post(post+"/erase", nil)
		own[who] = append(own[who][:i:i], own[who][i+1:]...)
		return
	}
	v.open(post).fill(post+"/edit", "body", fmt.Sprintf("step %d changed this", step))
}

// care does something with the topic: a moderator closes or opens it, puts it first or not, or gives it another title.
func care(v *visitor, topic string, step int, chance *rand.Rand) {
	v.t.Helper()
	act := topic + []string{"/pin", "/lock", "/lock", "/rename"}[chance.IntN(4)]
	v.open(topic + "/care")
	form := v.find(func(n *html.Node) bool { return attribute(n, "action") == act })
	undo := ""
	each(form, func(n *html.Node) {
		if attribute(n, "name") == "undo" {
			undo = attribute(n, "value")
		}
	})
	fields := []string{"reason", fmt.Sprintf("Because of step %d.", step), "undo", undo}
	if act == topic+"/rename" {
		fields = append(fields, "title", fmt.Sprintf("The title of step %d", step))
	}
	if v.fill(act, fields...); v.status != http.StatusOK {
		v.t.Fatalf("%s ended with %d: %s", act, v.status, v.text())
	}
}
