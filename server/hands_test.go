package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// phone and desk are the two widths that pages are looked at in, in pixels.
const (
	phone = 360
	desk  = 1280
)

// press presses keys one after the other, as a hand would: kb.Tab, kb.Enter, letters.
func (b *person) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// tapWithTwo puts two fingers on the screen and lifts them.
func (b *person) tapWithTwo() {
	b.t.Helper()
	finger := func(id, x float64) *input.TouchPoint { return &input.TouchPoint{X: x, Y: 300, ID: &id} }
	for _, event := range []input.DispatchTouchEventParams{
		{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{finger(0, 120), finger(1, 220)}},
		{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}},
	} {
		if _, err := chromedp.Call(b.ctx, input.DispatchTouchEvent, event); err != nil {
			b.t.Fatal(err)
		}
	}
}

// holding gives her a device of this width, with a touch screen if it is a phone's.
func (b *person) holding(width int64) {
	b.t.Helper()
	if width == phone {
		b.do(chromedp.EmulateViewport(width, 740, chromedp.EmulateMobile, chromedp.EmulateTouch))
		return
	}
	b.do(chromedp.EmulateViewport(width, 900))
}

// prefers sets her system to light or dark. Colours change at once: she wants no motion.
func (b *person) prefers(scheme string) {
	b.t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		b.t.Fatal(err)
	}
}

// offline takes her line away, or gives it back.
func (b *person) offline(gone bool) {
	b.t.Helper()
	conditions := network.OverrideNetworkStateParams{Offline: gone, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(b.ctx, network.OverrideNetworkState, conditions); err != nil {
		b.t.Fatal(err)
	}
	rules := network.EmulateNetworkConditionsByRuleParams{}
	if gone {
		rules.MatchedNetworkConditions = []*network.Conditions{{Offline: gone, DownloadThroughput: -1, UploadThroughput: -1}}
	}
	if _, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, rules); err != nil {
		b.t.Fatal(err)
	}
}

// beforePages runs a script in every page that is opened from now on, before the page's own.
func (b *person) beforePages(script string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		b.t.Fatal(err)
	}
}

// cookie is the value of her cookie of this name, "" when she has none.
func (b *person) cookie(name string) string {
	b.t.Helper()
	got, err := chromedp.Call(b.ctx, network.GetCookies, network.GetCookiesParams{URLs: []string{b.origin}})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, cookie := range got.Cookies {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// history is what her window remembers, the oldest first, and where in it she is.
func (b *person) history() (entries []*page.NavigationEntry, at int) {
	b.t.Helper()
	eventually(b.t, "the window tells its history", func() bool { // not while one page takes another's place
		got, err := chromedp.Call(b.ctx, page.GetNavigationHistory, struct{}{})
		entries, at = got.Entries, int(got.CurrentIndex)
		return err == nil
	})
	return entries, at
}

// back presses the browser's Back and says whether there was anything to go back to.
func (b *person) back() bool {
	b.t.Helper()
	entries, from := b.history()
	if from == 0 {
		return false
	}
	to := page.NavigateToHistoryEntryParams{EntryID: entries[from-1].ID}
	if _, err := chromedp.Call(b.ctx, page.NavigateToHistoryEntry, to); err != nil {
		b.t.Fatal(err)
	}
	eventually(b.t, "Back leads somewhere", func() bool { _, at := b.history(); return at < from })
	b.holds(`document.readyState === "complete"`)
	return true
}

// title is what her tab says.
func (b *person) title() string {
	b.t.Helper()
	return js[string](b, "document.title")
}

// path is the path of her page.
func (b *person) path() string {
	b.t.Helper()
	return js[string](b, "location.pathname")
}

// says is all that a person can read on her page now.
func (b *person) says() string {
	b.t.Helper()
	return js[string](b, `document.body ? document.body.innerText : ""`)
}

// focused tells where the keyboard is: tag, id and text.
func (b *person) focused() string {
	b.t.Helper()
	return js[string](b, `(() => {
		const at = document.activeElement;
		return at ? [at.localName, at.id && "#" + at.id, at.innerText.trim()].filter(Boolean).join(" ") : "";
	})()`)
}

// tabTo presses Tab until the element has the focus. Every stop on the way must be seen.
func (b *person) tabTo(selector string) {
	b.t.Helper()
	var passed []string
	for range 80 {
		b.press(kb.Tab)
		if hidden := js[string](b, focusHidden); hidden != "" {
			b.t.Errorf("at %s the keyboard is at %s, %s", b.at(), b.focused(), hidden)
		}
		if js[bool](b, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
		passed = append(passed, b.focused())
	}
	b.t.Fatalf("at %s, Tab never came to %s, only to\n%s", b.at(), selector, strings.Join(passed, "\n"))
}

// focusHidden says why a person doesn't see where the keyboard is, "" when she does (WCAG 2.4.7, 2.4.11).
const focusHidden = `(() => {
	const at = document.activeElement;
	if (!at || at === document.body) return "";
	const marked = [at, at.closest(".choice")].some((el) => {
		const style = el && getComputedStyle(el);
		return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
	});
	if (!marked) return "which nothing marks";
	const box = at.getClientRects()[0];
	const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
	if (!over) return "which is out of sight";
	return at.contains(over) || over.closest("label")?.contains(at) ? "" : "under " + over.localName + "." + over.className;
})()`

// thief is somebody with the cookie that a person had, and no more.
func thief(t *testing.T, p *program, cookie string) *visitor {
	t.Helper()
	v := newVisitor(t, p)
	u := mustURL(t, p.origin)
	v.client.Jar.SetCookies(u, cookieNamed("s", cookie))
	return v
}
