package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// boxReader is an open inbox as its script keeps it: its lines in order, each under its day, and the number in the menu.
type boxReader struct {
	*visitor
	channel string
	after   int64
	epoch   string
	lines   []boxLine
	mark    string
	conn    *websocket.Conn
}

// boxLine is a line of an inbox.
type boxLine struct{ id, day, html string }

func newBoxReader(v *visitor) *boxReader {
	v.t.Helper()
	r := &boxReader{visitor: v}
	r.load()
	return r
}

// load reads the whole page anew.
func (r *boxReader) load() {
	r.t.Helper()
	r.open("/inbox")
	link := r.find(func(n *html.Node) bool { return n.Data == "a" && hasAttribute(n, "data-channel") })
	r.channel, r.epoch = attribute(link, "data-channel"), attribute(link, "data-epoch")
	fmt.Sscan(attribute(link, "data-after"), &r.after)
	r.mark = outer(r.find(func(n *html.Node) bool { return attribute(n, "id") == "inbox-new" }))
	r.lines = nil
	day := ""
	each(r.find(func(n *html.Node) bool { return n.Data == "live-inbox" }), func(n *html.Node) {
		switch {
		case attribute(n, "class") == "day":
			day = textOf(n)
		case n.Data == "li":
			r.lines = append(r.lines, boxLine{attribute(n, "id"), day, outer(n)})
		}
	})
}

// connect follows from where the page is, or from some events before.
func (r *boxReader) connect(back int64) {
	r.t.Helper()
	conn := r.live()
	r.conn = conn
	follow := map[string]any{"t": "follow", "channel": r.channel, "after": max(0, r.after-back), "epoch": r.epoch}
	if err := conn.WriteJSON(follow); err != nil {
		r.t.Fatal(err)
	}
}

// hear takes frames for as long as they come, or until the position is reached.
func (r *boxReader) hear(until int64, patience time.Duration) {
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
			r.take(f.Kind, f.HTML)
		}
	}
}

// take does what web/inbox/inbox.ts does: a new line goes on top under its day, a line that is there is drawn in its
// place, and what else happened is read in the page.
func (r *boxReader) take(kind, fragment string) {
	r.t.Helper()
	if fragment == "" {
		return
	}
	nodes, err := html.ParseFragment(strings.NewReader(fragment), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		r.t.Fatal(err)
	}
	var line boxLine
	for _, n := range nodes {
		switch {
		case attribute(n, "id") == "inbox-new":
			r.mark = outer(n)
		case attribute(n, "class") == "day":
			line.day = textOf(n)
		case n.Data == "li":
			line.id, line.html = attribute(n, "id"), outer(n)
		}
	}
	if line.id == "" {
		r.load()
		return
	}
	at := slices.IndexFunc(r.lines, func(l boxLine) bool { return l.id == line.id })
	if at >= 0 {
		r.lines[at] = line
		return
	}
	r.lines = append([]boxLine{line}, r.lines...)
}

// Old page and events make the fresh page of an inbox, in its order and with its number: whatever she is told, reads and
// loses again, however often the line breaks and events come twice, and in whichever language she reads.
func TestOldInboxAndEventsMakeTheFreshInbox(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	p.sql(`UPDATE members SET vouched = true WHERE standing = 'confirmed'`) // who isn't is never asked into a circle
	writer := newVisitor(t, p).signIn(as["moderator"].Phrase)
	topic := strings.SplitN(writer.open(writer.open("/home").link("Everyday")).link("When a court date"), "?", 2)[0]
	windows := map[string]*visitor{} // where she reads, by her pseudonym
	var readers []*boxReader
	for name, lang := range map[string]string{"Linaw Suba": "en", "Tabing Dagat": "ar", "Quiet Harbor": "es"} {
		role := map[string]string{"Linaw Suba": "member", "Tabing Dagat": "survivor_leader", "Quiet Harbor": "steward"}[name]
		windows[name] = newVisitor(t, p).signIn(as[role].Phrase)
		v := newVisitor(t, p).signIn(as[role].Phrase)
		v.post("/language", url.Values{"lang": {lang}, "path": {"/home"}})
		readers = append(readers, newBoxReader(v))
	}
	var own []int
	for step := range 60 {
		own = happen(writer, windows, topic, step, own, chance)
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
		fresh := newBoxReader(r.visitor)
		r.connect(0)
		r.hear(fresh.after, 10*time.Second)
		r.conn.Close()
		old := r.lines[:min(len(r.lines), len(fresh.lines))] // an old page goes on below where a fresh one has a next page
		if !slices.Equal(old, fresh.lines) || r.mark != fresh.mark {
			t.Errorf("the old page has become\n%s\n%v\nand the fresh one is\n%s\n%v", r.mark, old, fresh.mark, fresh.lines)
		}
	}
}

// happen mentions somebody, erases a mention, lets somebody read, asks her into a circle, or lets her answer.
func happen(writer *visitor, windows map[string]*visitor, topic string, step int, own []int, chance *rand.Rand) []int {
	writer.t.Helper()
	var names []string
	for name := range windows {
		names = append(names, name)
	}
	slices.Sort(names)
	name := names[chance.IntN(len(names))]
	switch chance.IntN(8) {
	case 4:
		space := writer.open(topic).link("Everyday")
		writer.post(space+"/topics", url.Values{"title": {"Circle"}, "body": {"Us."}, "lang": {"en"}, "circle": {"1"}, "with": {name}, "fade_days": {"0"}, "once": {onceOf(fmt.Sprint("circle ", step))}})
		if writer.status != http.StatusOK {
			writer.t.Fatalf("a circle is answered with %d: %s", writer.status, writer.text())
		}
	case 5:
		asked := windows[name].open("/asked").find(func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "action"), "/asked/circles/") })
		if asked != nil {
			windows[name].post(attribute(asked, "action"), url.Values{"answer": {[]string{"yes", "no"}[chance.IntN(2)]}})
		}
	case 0:
		windows[name].open("/inbox")
		if line := windows[name].find(func(n *html.Node) bool { return n.Data == "li" && attribute(n, "class") == "new" }); line != nil {
			windows[name].open("/inbox/" + strings.TrimPrefix(attribute(line, "id"), "n"))
		}
	case 1:
		windows[name].post("/inbox/read", url.Values{"newest": {fmt.Sprint(1 + chance.IntN(30))}})
	case 2:
		if len(own) > 0 {
			i := chance.IntN(len(own))
			writer.post(fmt.Sprintf("%s/p/%d/erase", topic, own[i]), nil)
			own = slices.Delete(own, i, i+1)
		}
	case 3:
		if len(own) > 0 {
			windows[name].post(topic+"/read", url.Values{"numbers": {fmt.Sprint(own[chance.IntN(len(own))])}})
		}
	default:
		words := fmt.Sprintf("step %d for @%s", step, name)
		if chance.IntN(2) == 0 {
			words += " and @" + names[chance.IntN(len(names))]
		}
		writer.open(topic).fill(topic+"/posts", "body", words)
		own = append(own, writer.lastNumber())
	}
	return own
}
