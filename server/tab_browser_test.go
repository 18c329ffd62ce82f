package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
)

// bound waits until her session is bound to this browser's key.
func (b *person) bound() {
	b.t.Helper()
	b.holds(`(document.documentElement.dataset.tab ?? "open") !== "open"`)
}

// One demo serves all that concerns the tab.
func TestASessionBelongsToItsTab(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("a copied cookie changes nothing", p.copiedCookieChangesNothing)
	t.Run("a tab that the browser brings back shows nothing", p.restoredTabShowsNothing)
	t.Run("two tabs, back, and loading again keep her in", p.tabsKeepHerIn)
	t.Run("a proof is good at one path for a moment", p.proofIsForAPath)
	t.Run("a form from before goes its way", p.formFromBefore)
	t.Run("a clock that is wrong is put right", p.clockIsPutRight)
	t.Run("a file is made as before", p.fileIsMade)
}

func (p *program) copiedCookieChangesNothing(t *testing.T) {
	b := newPerson(t, p)
	b.signIn(p.signIns()["member"].Phrase, "en")
	b.bound()
	thief := thief(t, p, b.cookie("s"))
	topic := newVisitor(t, p).signIn(p.signIns()["member"].Phrase).everydayTopic()
	thief.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"Words of a thief"}}).sees("nothing was changed").sees("Words of a thief")
	if thief.status != http.StatusForbidden {
		t.Errorf("it is answered with %d", thief.status)
	}
	if n := p.count("SELECT count(*) FROM posts WHERE body LIKE '%of a thief%'"); n > 0 {
		t.Error("it was posted")
	}
	thief.post("/tab", url.Values{"key": {strings.Repeat("A", 87)}})
	if thief.status == http.StatusNoContent {
		t.Error("the session is bound to another key")
	}
	b.open(topic)
	b.enter("#body", "Words of hers, in her tab")
	b.submit(topic + "/posts")
	b.sees("Words of hers, in her tab")
}

// The browser brings back a tab with its cookies and all that it stored, some time after the last page of ours has gone.
func (p *program) restoredTabShowsNothing(t *testing.T) {
	b := newPerson(t, p)
	b.signIn(p.signIns()["survivor_leader"].Phrase, "en")
	b.bound()
	b.open("/inbox")
	old := thief(t, p, b.cookie("s"))
	b.open("/healthz")
	js[bool](b, `sessionStorage.setItem("left", String(Date.now() - 60000)) === undefined`)
	b.open("/inbox")
	b.comesTo("/")
	b.sees("Sign in")
	if old.open("/home"); old.path != "/" {
		t.Errorf("the session goes on: %s", old.path)
	}
}

func (p *program) tabsKeepHerIn(t *testing.T) {
	b := newPerson(t, p)
	b.signIn(p.signIns()["trainer"].Phrase, "en")
	b.bound()
	b.open("/inbox")
	b.open("/me")
	b.back()
	b.comesTo("/inbox")
	js[bool](b, `location.reload() === undefined`)
	b.sees("Your inbox")
	other := b.tab()
	other.open("/home") // without a mark: the first tab answers for it
	other.sees("Hello")
	other.holds(`!("asking" in document.documentElement.dataset)`)
	b.open("/home")
	b.sees("Hello")
}

func (p *program) proofIsForAPath(t *testing.T) {
	b := newPerson(t, p)
	proofs := new(lines)
	go func() {
		for event, err := range chromedp.Events(b.ctx, network.RequestWillBeSent) {
			if err != nil {
				return
			}
			if proof, ok := event.Request.Headers["Tab"].(string); ok && strings.HasSuffix(event.Request.URL, "/me/visit") {
				proofs.add(proof)
			}
		}
	}()
	b.signIn(p.signIns()["trainer_in_cebu"].Phrase, "en")
	b.bound()
	thief := thief(t, p, b.cookie("s"))
	b.click(`form[action="/me/visit"] button`)
	eventually(t, "the form goes with a proof", func() bool { return len(proofs.list()) == 1 })
	at, signature, _ := strings.Cut(proofs.list()[0], ".")
	for what, forged := range map[string]string{"another path": at + "." + signature, "another time": at + "0." + signature, "another signature": at + "." + strings.Repeat("A", 86), "no proof": ""} {
		request, err := http.NewRequest(http.MethodPost, p.origin+"/me/case", nil)
		must(t, err)
		request.Header.Set("Origin", p.origin)
		request.Header.Set("Tab", forged)
		if thief.send(request); thief.status != http.StatusForbidden {
			t.Errorf("with %s it is answered with %d", what, thief.status)
		}
	}
}

// formFromBefore: a page that was drawn before the session was bound sends its form with the proof all the same.
func (p *program) formFromBefore(t *testing.T) {
	b := newPerson(t, p)
	b.signIn(p.signIns()["safeguarding_lead"].Phrase, "en")
	b.bound()
	b.click(`form[action="/me/visit"] button`)
	b.holds(`document.readyState === "complete" && !document.querySelector('form[action="/me/visit"]')`)
}

// clockIsPutRight: her device's clock goes back by an hour while a page stands open.
func (p *program) clockIsPutRight(t *testing.T) {
	b := newPerson(t, p)
	b.signIn(p.signIns()["under_18"].Phrase, "en")
	b.bound()
	js[bool](b, `(() => { const now = Date.now; Date.now = () => now() - 3600000; return true; })()`)
	b.click(`form[action="/me/visit"] button`)
	b.holds(`document.readyState === "complete" && !document.querySelector('form[action="/me/visit"]')`)
	b.comesTo("/home")
	b.sees("Hello")
}

// fileIsMade: a form that the browser itself sends, since its answer is a file, carries the proof as a field.
func (p *program) fileIsMade(t *testing.T) {
	b := newPerson(t, p)
	b.signIn(p.signIns()["leader_in_nairobi"].Phrase, "en")
	b.bound()
	js[bool](b, `(() => {
		const form = document.createElement("form");
		form.method = "post"; form.action = "/language"; form.dataset.native = "";
		form.innerHTML = '<input name="lang" value="es"><input name="path" value="/home"><button id="native">x</button>';
		document.querySelector("main").append(form); return true; })()`)
	b.click("#native")
	b.holds(`document.documentElement.lang === "es"`)
}
