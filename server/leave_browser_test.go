package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tinig/locales"
)

// Promise 4: Leave now covers the page at once, closes the socket, ends the session on the server, clears what the site
// stored, and puts a neutral page in this one's place; Back never shows content. By every trigger, on a device that others
// use and on one of her own.
func TestLeaveNow(t *testing.T) {
	t.Parallel()
	triggers := []struct {
		name  string
		own   bool
		event string // the last event of the trigger
		pull  func(b *person)
	}{
		{"button", false, "submit", func(b *person) { b.click(".leave-button") }},
		{"button on her own device", true, "submit", func(b *person) { b.click(".leave-button") }},
		{"skip link", false, "submit", func(b *person) {
			b.open(b.path()) // without a #fragment, at which Tab would begin
			b.holds(`window.openSockets > 0`)
			b.press(kb.Tab + kb.Enter)
		}},
		{"Shift three times", false, "keyup", func(b *person) { b.press(kb.Shift + kb.Shift + kb.Shift) }},
		{"two fingers three times", false, "touchend", func(b *person) {
			for range 3 {
				b.tapWithTwo()
			}
		}},
	}
	p := sharedDemo(t)
	for _, trigger := range triggers {
		t.Run(trigger.name, func(t *testing.T) {
			b := newPerson(t, p)
			b.holding(phone)
			told := b.watchLeaving()
			b.signInOn(p.signIns()["member"].Phrase, trigger.own)
			b.follow("When a court date")
			b.holds(`window.openSockets > 0`)
			js[bool](b, `(localStorage.setItem("ours", "1"), sessionStorage.setItem("ours", "1"), true)`)
			cookie := b.cookie("s")
			thief(t, p, cookie).open("/home").sees("Linaw Suba")

			trigger.pull(b)
			b.comesTo("/away")
			told.check(t, trigger.event)
			b.isAway(p, cookie)
		})
	}
}

// Without script, leaving ends the session and leads to the neutral page, and Back asks the server, which shows nothing.
func TestLeaveNowWithoutScript(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	b := newPerson(t, p)
	b.withoutScript()
	b.signIn(p.signIns()["member"].Phrase, "en")
	b.follow("When a court date")
	b.open(b.path())
	b.sees("Bright Tide")
	cookie := b.cookie("s")
	b.click(".leave-button")
	b.comesTo("/away")
	b.isAway(p, cookie)
}

// A tab that stands open elsewhere goes too: it would show what she wanted hidden.
func TestLeavingInOneTabCoversTheOthers(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	b := newPerson(t, p)
	b.signIn(p.signIns()["member"].Phrase, "en")
	other := b.tab()
	other.open("/home")
	other.sees("Linaw Suba")
	b.click(".leave-button")
	b.comesTo("/away")
	other.holds(`!document.body.innerText.includes("Linaw Suba")`)
	other.comesTo("/away")
}

// isAway fails unless she sees the neutral page, as far back as she can go too, and her old cookie opens nothing.
func (b *person) isAway(p *program, cookie string) {
	b.t.Helper()
	eventually(b.t, "the old cookie opens nothing", func() bool { return thief(b.t, p, cookie).open("/home").path == "/" })
	if title := b.title(); title != locales.For("en").T("shell.title") {
		b.t.Errorf("the title is %q", title)
	}
	if stored := js[int](b, "localStorage.length + sessionStorage.length"); stored != 0 {
		b.t.Errorf("%d things are still stored", stored)
	}
	if kept := js[int](b, "indexedDB.databases().then(all => all.length)"); kept != 0 {
		b.t.Errorf("%d databases are still kept", kept)
	}
	if b.cookie("s") != "" {
		b.t.Error("the browser still has the cookie")
	}
	for first := true; first || b.back(); first = false {
		for _, word := range []string{"Linaw", "Cebu", "Bright Tide", "court", "Everyday"} {
			if strings.Contains(b.says(), word) {
				b.t.Errorf("at %s somebody else reads %q", b.at(), word)
			}
		}
	}
	entries, _ := b.history()
	for _, entry := range entries {
		if strings.Contains(entry.Title, "Cebu") || strings.Contains(entry.Title, "court") {
			b.t.Errorf("the history holds the title %q", entry.Title)
		}
	}
}

// happenings are what the page did, in order, told by watchLeaving's script at the moment when it did it.
type happenings struct {
	mu  sync.Mutex
	all []happening
}

type happening struct {
	What    string
	Covered bool
	After   float64 // milliseconds since the event
}

// watchLeaving notes what a page does while it is left: each event at the end of its dispatch, each request, the end of
// the socket and of what is stored; and whether a person could still see anything then.
func (b *person) watchLeaving() *happenings {
	b.t.Helper()
	told := new(happenings)
	if _, err := chromedp.Call(b.ctx, runtime.AddBinding, runtime.AddBindingParams{Name: "tellTest"}); err != nil {
		b.t.Fatal(err)
	}
	err := chromedp.Listen(b.ctx, func(event any) {
		if called, ok := event.(*runtime.EventBindingCalled); ok {
			told.add(called.Payload)
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.beforePages(`(() => {
		window.openSockets = 0;
		const covered = () => !document.body.innerText.trim() || getComputedStyle(document.body).visibility === "hidden";
		const before = window.name ? window.name.split("\n") : []; // what a page told at its last moment may never have left it
		window.name = "";
		before.forEach((told) => tellTest(told));
		const tell = (what, after = 0) => {
			const told = JSON.stringify({ what, covered: covered(), after });
			window.name += (window.name && "\n") + told;
			tellTest(told);
		};
		const wrap = (thing, name, what) => {
			const real = thing[name];
			thing[name] = function (...args) { tell(what(args)); return real.apply(this, args); };
		};
		wrap(window, "fetch", ([url]) => "fetch " + url);
		wrap(WebSocket.prototype, "close", () => "close");
		wrap(Storage.prototype, "clear", () => "clear");
		for (const kind of ["submit", "keyup", "touchend"]) addEventListener(kind, (e) => tell(kind, performance.now() - e.timeStamp));
		window.WebSocket = class extends WebSocket {
			constructor(...args) { super(...args); this.addEventListener("open", () => window.openSockets++); }
		};
	})()`)
	return told
}

func (h *happenings) add(payload string) {
	var happened happening
	if json.Unmarshal([]byte(payload), &happened) == nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.all = append(h.all, happened)
	}
}

// check fails unless the trigger's last event ended with a covered page, and all that leaving does came after the cover.
// What a page told last comes with the next, or twice.
func (h *happenings) check(t *testing.T, event string) {
	t.Helper()
	needed := []string{event, "fetch /leave", "close", "clear"}
	defer func() {
		if t.Failed() {
			t.Logf("it did %v", h.list())
		}
	}()
	eventually(t, fmt.Sprintf("a covered page did %q", needed), func() bool {
		return !slices.ContainsFunc(needed, func(what string) bool {
			return !slices.ContainsFunc(h.list(), func(did happening) bool { return did.What == what && did.Covered })
		})
	})
	for _, did := range h.list() {
		if did.What != event && slices.Contains(needed, did.What) && !did.Covered {
			t.Errorf("%q came before the page was covered", did.What)
		}
		if did.What == event && did.Covered && did.After > float64(10*time.Second/time.Millisecond) {
			t.Errorf("the page was covered %v ms after the event", did.After)
		}
	}
}

func (h *happenings) list() []happening {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.all)
}

// signInOn signs in on a device that others use too, or on her own.
func (b *person) signInOn(phrase string, own bool) {
	b.t.Helper()
	b.open("/")
	b.enter("#phrase", phrase)
	if own {
		b.click("input[name=own]")
	}
	b.click(`form[action="/sign-in"] button.button`)
	b.comesTo("/home")
}

// follow clicks the link with this text, as she would, and waits for its page.
func (b *person) follow(text string) {
	b.t.Helper()
	quoted, _ := json.Marshal(text)
	find := "[...document.querySelectorAll('main a')].find(a => a.innerText.includes(" + string(quoted) + "))"
	href := js[string](b, "("+find+")?.pathname ?? ''")
	if href == "" {
		b.t.Fatalf("%s has no link %q", b.at(), text)
	}
	js[bool](b, "("+find+".setAttribute('data-clicked', ''), true)")
	b.click("[data-clicked]")
	b.comesTo(href)
}

// tab opens another tab of the same browser window.
func (b *person) tab() *person {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	other := &person{t: b.t, ctx: ctx, origin: b.origin, requests: new(lines)}
	other.appears()
	return other
}

func cookieNamed(name, value string) []*http.Cookie {
	return []*http.Cookie{{Name: name, Value: value, Path: "/"}}
}
