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

// Promise 3: no page contacts anybody but us, nothing stopped it by the content policy alone, and no script failed.
func TestNoPageContactsAnybodyElse(t *testing.T) {
	t.Parallel()
	origin := sharedDemo(t).origin
	ours := func(address string) bool {
		return strings.HasPrefix(address, origin+"/") || strings.HasPrefix(address, strings.Replace(origin, "http", "ws", 1)+"/")
	}
	for _, lang := range tourLanguages {
		seen := tourIn(t, lang)
		if len(seen.requests) < 2*len(seen.looks) {
			t.Errorf("in %s, only %d requests were noted over %d pages", lang, len(seen.requests), len(seen.looks))
		}
		for _, address := range seen.requests {
			if !ours(address) && address != "about:blank" && !strings.HasPrefix(address, "data:image/svg+xml;") { // the browser's own signs
				t.Errorf("in %s, a page asked for %s", lang, address)
			}
		}
		for _, wrong := range seen.console {
			t.Errorf("in %s, the console says %s", lang, wrong)
		}
	}
}

// telling are words that would tell a stranger what this place is, in each of its languages.
var telling = regexp.MustCompile(`(?i)surviv|traffick|exploit|abus|child|victim|rescue|support group|\bnetworks?\b|livestream|\bOSEC\b|\bIJM\b|` +
	`sobreviv|v[ií]ctima|explotaci|\btrata\b|niñ|grupo de apoyo|\bred(es)?\b|` +
	`nakaligtas|biktima|pagsasamantala|pagpahimulos|\bbata\b|\bmga bata|` +
	`manusura|wathirika|usafirishaji|unyonyaji|unyanyasaji|\bmtoto|\bwatoto|mtandao|` +
	`ناجي|ناجو|ضحي|ضحاي|استغلال|إساء|اتجار|طفل|أطفال|شبك|مجموعة دعم`)

// Promise 6: what a stranger finds says nothing: the titles and the icon of all pages, the names of their files, what is
// printed to be carried around, and the pages that open to anybody.
func TestAStrangerLearnsNothing(t *testing.T) {
	t.Parallel()
	carried := map[string]bool{"slip": true, "the words": true, "the codes": true, "new words": true}
	open := map[string]bool{"front": true, "/away": true, "/join": true, "/recover": true, "/nothing-here": true, "/languages": true, "/practice": true}
	for _, lang := range tourLanguages {
		title := locales.For(lang).T("shell.title")
		for _, look := range tourIn(t, lang).looks {
			if look.title != title {
				t.Errorf("in %s, the title of %s is %q", lang, look.name, look.title)
			}
			if carried[look.name] {
				silent(t, lang, look.name+", printed", look.printed)
			}
			if open[look.name] {
				silent(t, lang, look.name, look.text)
			}
		}
	}
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
