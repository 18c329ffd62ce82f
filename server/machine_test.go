package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// A machine's draft is a first draft: in the form, to be read and mended, and labelled when it is offered. Words of a sensitive
// space are never sent to the machine, and one that gives nothing loses nothing.
func TestAMachineDraftsATranslationButNotOfASensitiveSpace(t *testing.T) {
	t.Parallel()
	var asked atomic.Pointer[string]
	broken := false
	machine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var question struct{ Q, Source, Target, Format, API_key string }
		json.NewDecoder(r.Body).Decode(&question)
		said := r.URL.Path + " " + question.Source + " " + question.Target + " " + question.Q
		asked.Store(&said)
		if broken {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		json.NewEncoder(w).Encode(map[string]string{"translatedText": "Escuché música."})
	}))
	defer machine.Close()
	p := startProgram(t, "demo", "TRANSLATE_URL="+machine.URL)
	as := p.signIns()
	reader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	reader.open("/home").open(reader.link("What gives you relief"))
	languages := strings.SplitN(reader.path, "?", 2)[0] + "/p/3/languages"

	reader.open(languages).post(languages+"/draft", url.Values{"lang": {"es"}}).sees("Escuché música.").sees("A machine wrote this draft")
	if said := *asked.Load(); !strings.HasPrefix(said, "/translate tl es Nakinig ako ng tugtog") {
		t.Errorf("the machine was asked %q", said)
	}
	reader.fill(languages, "body", "Escuché música mientras lavaba.").sees("Escuché música mientras lavaba.").sees("began as a machine")

	broken = true
	reader.open(languages).post(languages+"/draft", url.Values{"lang": {"sw"}, "body": {"Words of hers"}}).sees("The machine gave no draft").sees("Words of hers")

	asked.Store(nil)
	reader.open("/home").open(reader.link("Welcome")).open(reader.link("Say hello here"))
	sensitive := strings.SplitN(reader.path, "?", 2)[0] + "/p/2/languages"
	reader.open(sensitive).misses("machine")
	reader.post(sensitive+"/draft", url.Values{"lang": {"es"}})
	if said := asked.Load(); said != nil {
		t.Errorf("words of a sensitive space were sent: %q", *said)
	}
}
