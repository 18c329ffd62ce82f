package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// browsers are open. A test has one to itself, which goes to another test when it ends; each person at it has a context of
// her own: cookies, storage, history.
var browsers struct {
	sync.Mutex
	free  []context.Context
	taken map[testing.TB]context.Context
}

// browserOf returns the test's browser, and opens one when all that are open are taken.
func browserOf(t testing.TB) context.Context {
	t.Helper()
	browsers.Lock()
	defer browsers.Unlock()
	if browser, ok := browsers.taken[t]; ok {
		return browser
	}
	browser, err := anyBrowser()
	if err != nil {
		t.Fatal(err)
	}
	if browsers.taken == nil {
		browsers.taken = map[testing.TB]context.Context{}
	}
	browsers.taken[t] = browser
	t.Cleanup(func() {
		browsers.Lock()
		defer browsers.Unlock()
		delete(browsers.taken, t)
		browsers.free = append(browsers.free, browser)
	})
	return browser
}

func anyBrowser() (context.Context, error) {
	if last := len(browsers.free) - 1; last >= 0 {
		browser := browsers.free[last]
		browsers.free = browsers.free[:last]
		return browser, nil
	}
	return openBrowser()
}

func openBrowser() (context.Context, error) {
	dir, err := os.MkdirTemp("", "tinig-browser")
	if err != nil {
		return nil, err
	}
	options := []chromedp.ExecAllocatorOption{chromedp.Headless, chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.UserDataDir(dir)}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator) // ends with the process; Chromium ends with us
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		return nil, err
	}
	return ctx, nil
}

// person is somebody at a browser of her own.
type person struct {
	t        *testing.T
	ctx      context.Context
	origin   string
	requests *lines // the addresses that her browser asked for
}

// lines are noted while something else goes on.
type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, line)
}

func (l *lines) list() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

// newPerson opens a private window. Where there is no browser the test is skipped and says so, unless browser tests are
// required (TINIG_BROWSER=required).
func newPerson(t *testing.T, p *program) *person {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil && os.Getenv("TINIG_BROWSER") != "required" {
		t.Skip("no browser: chromium is not installed, so what needs one is not tested")
	}
	ctx, cancel := chromedp.NewContext(browserOf(t), chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	b := &person{t: t, ctx: ctx, origin: p.origin, requests: new(lines)}
	b.appears()
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	go b.record(chromedp.Events(ctx, network.RequestWillBeSent))
	return b
}

func (b *person) record(events func(func(network.EventRequestWillBeSent, error) bool)) {
	for event, err := range events {
		if err != nil {
			return
		}
		b.requests.add(event.Request.URL)
	}
}

// appears opens her window. The window lives as long as the context of its first action.
func (b *person) appears() {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Navigate("about:blank")); err != nil {
		b.t.Fatal(err)
	}
}

// do runs browser actions in order. What doesn't come within a minute doesn't come.
func (b *person) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, time.Minute)
	defer stop()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("at %s: %v", b.at(), err)
	}
}

func (b *person) at() string {
	at, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return at
}

func (b *person) open(path string) { b.t.Helper(); b.do(chromedp.Navigate(b.origin + path)) }

func (b *person) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

func (b *person) enter(selector, text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS(selector), text, chromedp.NodeVisible))
}

// js evaluates an expression in the page.
func js[T any](b *person, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("at %s: %s: %v", b.at(), expression, err)
	}
	return value
}

// holds waits until an expression is true in the page, also across a change of pages.
func (b *person) holds(expression string) {
	b.t.Helper()
	eventually(b.t, fmt.Sprintf("%s at %s", expression, b.at()), func() bool { return b.shows(expression) })
}

// comes waits a while for an expression to be true in the page.
func (b *person) comes(expression string) bool {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if b.shows(expression) {
			return true
		}
	}
	return false
}

func (b *person) shows(expression string) bool {
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
	return err == nil && value
}

// sees waits for a text on the page.
func (b *person) sees(text string) {
	b.t.Helper()
	quoted, _ := json.Marshal(text)
	b.holds(fmt.Sprintf("document.body && document.body.innerText.includes(%s)", quoted))
}

// comesTo waits for a path.
func (b *person) comesTo(path string) {
	b.t.Helper()
	b.holds(fmt.Sprintf("location.pathname === %q && document.readyState === 'complete'", path))
}

// signIn signs in, in a language.
func (b *person) signIn(phrase, lang string) {
	b.t.Helper()
	b.open("/")
	if lang != "en" {
		b.click(".tongues summary")
		b.click(fmt.Sprintf("button[name=lang][value=%s]", lang))
		b.holds(fmt.Sprintf("document.documentElement.lang === %q", lang))
	}
	b.enter("#phrase", phrase)
	b.click(`form[action="/sign-in"] button.button`)
	b.comesTo("/home")
}

// withoutScript turns JavaScript off in her browser.
func (b *person) withoutScript() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.t.Fatal(err)
	}
}

// link opens the link with this text.
func (b *person) link(text string) {
	b.t.Helper()
	quoted, _ := json.Marshal(text)
	path := js[string](b, fmt.Sprintf(`[...document.querySelectorAll("main a")].find(a => a.innerText.includes(%s))?.getAttribute("href") ?? ""`, quoted))
	if path == "" {
		b.t.Fatalf("%s has no link %q", b.at(), text)
	}
	b.open(path)
}
