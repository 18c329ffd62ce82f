package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tinig/locales"
	"tinig/server/accounts"
)

// contactsNobodyElse is promise 3: no page contacts anybody but us, nothing stopped it by the content policy alone, and no
// script failed.
func (seen *tour) contactsNobodyElse(t *testing.T) {
	ours := func(address string) bool {
		return strings.HasPrefix(address, seen.origin+"/") || strings.HasPrefix(address, strings.Replace(seen.origin, "http", "ws", 1)+"/")
	}
	if len(seen.requests) < 2*len(seen.looks) {
		t.Errorf("only %d requests were noted over %d pages", len(seen.requests), len(seen.looks))
	}
	for _, address := range seen.requests {
		if !ours(address) && address != "about:blank" && !strings.HasPrefix(address, "data:image/svg+xml;") { // the browser's own signs
			t.Errorf("a page asked for %s", address)
		}
	}
	for _, wrong := range seen.console {
		t.Errorf("the console says %s", wrong)
	}
}

// telling are words that would tell a stranger what this place is, in each of its languages.
var telling = regexp.MustCompile(`(?i)surviv|traffick|exploit|abus|child|victim|rescue|support group|\bnetworks?\b|livestream|\bOSEC\b|\bIJM\b|` +
	`sobreviv|v[ií]ctima|explotaci|\btrata\b|niñ|grupo de apoyo|\bred(es)?\b|` +
	`nakaligtas|biktima|pagsasamantala|pagpahimulos|\bbata\b|\bmga bata|` +
	`manusura|wathirika|usafirishaji|unyonyaji|unyanyasaji|\bmtoto|\bwatoto|mtandao|` +
	`ناجي|ناجو|ضحي|ضحاي|استغلال|إساء|اتجار|طفل|أطفال|شبك|مجموعة دعم`)

// tellsNothing is promise 6: what a stranger finds says nothing: the titles of all pages, what is printed to be carried
// around, and the pages that open to anybody.
func (seen *tour) tellsNothing(t *testing.T) {
	carried := map[string]bool{"slip": true, "the words": true, "the codes": true, "new words": true}
	open := map[string]bool{"front": true, "/away": true, "/join": true, "/recover": true, "/nothing-here": true, "/languages": true, "/practice": true}
	title := locales.For(seen.lang).T("shell.title")
	for _, look := range seen.looks {
		if look.title != title {
			t.Errorf("the title of %s is %q", look.name, look.title)
		}
		if carried[look.name] {
			silent(t, seen.lang, look.name+", printed", look.printed)
		}
		if open[look.name] {
			silent(t, seen.lang, look.name, look.text)
		}
	}
}

// Nor do the words that she carries in her head say anything, nor the title in any language.
func TestTheTitleAndThePhrasesTellAStrangerNothing(t *testing.T) {
	t.Parallel()
	for _, language := range locales.Languages() {
		silent(t, language.Tag, "the title", locales.For(language.Tag).T("shell.title"))
		for _, word := range accounts.WordList(language.Tag) {
			silent(t, language.Tag, "a word of a sign-in phrase", word)
		}
	}
}

func silent(t *testing.T, lang, what, text string) {
	t.Helper()
	if found := telling.FindString(text); found != "" {
		t.Errorf("in %s, %s says %q: %s", lang, what, found, text)
	}
	if strings.TrimSpace(text) == "" {
		t.Errorf("in %s, %s says nothing at all", lang, what)
	}
}

// What a browser keeps under a name of ours: the icon, the script, the style sheet. Nothing is offered as a download.
func TestFilesHaveNamesThatSayNothing(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, sharedDemo(t)).open("/")
	var names []string
	each(v.page, func(n *html.Node) {
		if n.Data == "link" || n.Data == "script" {
			names = append(names, attribute(n, "href")+attribute(n, "src"))
		}
	})
	if len(names) != 3 {
		t.Errorf("the front page has %v", names)
	}
	name := regexp.MustCompile(`^/assets/(app|icon)-[0-9a-f]+\.(js|css|svg)$`)
	for _, path := range names {
		if !name.MatchString(path) {
			t.Errorf("a file is called %s", path)
		}
		v.open(path)
		if v.status != http.StatusOK || v.header.Get("Content-Disposition") != "" {
			t.Errorf("%s answers %d and is offered as %q", path, v.status, v.header.Get("Content-Disposition"))
		}
		if strings.HasSuffix(path, ".svg") {
			silent(t, "any language", "the icon", v.body)
		}
	}
}
