package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tinig/locales"
)

// untranslated finds a message id or a placeholder that stands on a page as itself.
var untranslated = regexp.MustCompile(`\b[a-z]+\.[a-z]+_[a-z_]+\b|\{[A-Z][A-Za-z]*\}|<no value>|%!`)

// Every page, in every language, for those who may see it: it is drawn, says its language and direction, and has no id
// where words should be.
func TestEveryPageIsDrawnInEveryLanguage(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	p.merge(t) // so that it is asked about
	steward := newVisitor(t, p).signIn(as["steward"].Phrase)
	space := steward.open("/home").link("Everyday")
	topic := steward.open(space).link("When a court date")
	member := steward.open("/steward/members").link("Linaw Suba")
	pages := []string{"/home", "/search", space, space + "/new", topic, topic + "/p/1", topic + "?quote=1", strings.SplitN(topic, "?", 2)[0] + "/follow", space + "/follow", "/inbox", "/waiting", "/queue", "/me", "/steward",
		"/steward/members", member, "/steward/invitations", "/steward/spaces", "/steward/spaces/new", strings.Replace(space, "/s/", "/steward/spaces/", 1), "/steward/agreement",
		"/steward/agreement?lang=sw", "/steward/network", "/second", "/agreement", "/recoveries", "/out?to=https://example.org", "/limits", "/helplines", "/languages", "/join", "/nothing-here",
		"/me/posts", "/me/checks", "/me/checks/safety", "/me/checks/days", "/me/handed", "/me/pseudonym", "/me/blocked", "/me/device", "/me/passkeys", "/me/quiet", "/me/pause",
		"/me/leave", "/left", "/steward/eighteen", "/me/reading", "/steward/merger", "/asked", "/stories", "/stories/new", "/record", "/me/acts"}
	for _, language := range locales.Languages() {
		stranger := newVisitor(t, p)
		stranger.post("/language", url.Values{"lang": {language.Tag}, "path": {"/"}})
		for _, path := range []string{"/", "/join", "/recover", "/limits", "/acts", "/acts/checkpoint", "/helplines", "/languages", "/away", "/nothing-here"} {
			stranger.open(path).speaks(language)
		}
		steward.post("/language", url.Values{"lang": {language.Tag}, "path": {"/home"}})
		for _, path := range pages {
			steward.open(strings.SplitN(path, "#", 2)[0]).speaks(language)
		}
	}
}

// speaks fails unless the page is in the language, whole.
func (v *visitor) speaks(language locales.Language) {
	v.t.Helper()
	root := v.find(func(n *html.Node) bool { return n.Data == "html" })
	if attribute(root, "lang") != language.Tag || attribute(root, "dir") != language.Dir {
		v.t.Errorf("in %s, %s says lang=%q dir=%q", language.Tag, v.path, attribute(root, "lang"), attribute(root, "dir"))
	}
	if v.status >= 500 {
		v.t.Errorf("in %s, %s answers %d", language.Tag, v.path, v.status)
	}
	if found := untranslated.FindString(v.text()); found != "" {
		v.t.Errorf("in %s, %s says %q", language.Tag, v.path, found)
	}
}
