package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
)

// logTellsNothing looks at the log of a program that a test started, when it ends, after whatever was done with it.
func (p *program) logTellsNothing() {
	p.t.Helper()
	_, log, served := strings.Cut(p.output.String(), "Open "+p.origin)
	if !served || log == "\n" {
		return
	}
	for _, marker := range p.secrets() {
		if at := strings.Index(log, marker); at >= 0 {
			p.t.Errorf("the log says %q: …%s…", marker, log[max(0, at-200):min(len(log), at+100)])
		}
	}
}

// secrets are what members said and are called, as far as the program's database and its demo have it, and where visitors come from.
func (p *program) secrets() (all []string) {
	all = append(all, "127.0.0.1:", "[::1]:")
	if _, err := os.Stat(filepath.Join(p.data, "demo.json")); err == nil {
		for _, who := range p.signIns() {
			all = append(all, who.Phrase)
		}
	}
	db, err := sqlx.Connect("postgres", p.database)
	if err != nil {
		return all // a test took its database away
	}
	defer db.Close()
	var said []string
	if err := db.Select(&said, `
		SELECT pseudonym FROM members WHERE pseudonym IS NOT NULL
		UNION SELECT title FROM topics
		UNION SELECT body FROM posts
		UNION SELECT body FROM held_posts
		UNION SELECT body FROM statement_comments
		UNION SELECT body FROM translations`); err != nil {
		p.t.Errorf("reading what was said: %v", err)
	}
	for _, words := range said {
		if len(words) > 5 {
			all = append(all, words)
		}
	}
	return all
}

// Promise 1: the log of every program that any test starts is looked at when it ends: it says nothing that a member said, no pseudonym, no
// sign-in words, no address of a visitor. Here is seen what it looks for.
func TestTheLookAtEveryLogFindsWhatWasSaid(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	secrets := p.secrets()
	if len(secrets) < 60 {
		t.Errorf("it looks for %d things only", len(secrets))
	}
	for _, needed := range []string{p.signIns()["member"].Phrase, "Linaw Suba", "Salamat sa inyong tanan"} {
		found := false
		for _, secret := range secrets {
			found = found || strings.Contains(secret, needed)
		}
		if !found {
			t.Errorf("it doesn't look for %q", needed)
		}
	}
}
