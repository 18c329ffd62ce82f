package main

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Somebody who reads English finds a Cebuano topic by the words of its translation, which says whose words these are and leads to all
// translations; who has blocked the translator doesn't.
func TestATopicIsFoundByAWordOfItsTranslation(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her := newVisitor(t, p).signIn(p.signIns()["moderator"].Phrase)
	her.open("/search").searches("relief")
	her.sees("What gives you relief").sees("Found in a translation: English")
	marked := her.find(func(n *html.Node) bool { return n.Data == "mark" })
	if marked == nil || textOf(marked) != "relief" {
		t.Error("the word isn't marked")
	}
	her.open(her.link("Found in a translation")).sees("What gives you relief")
	if !strings.HasSuffix(her.path, "/p/0/languages") {
		t.Errorf("it leads to %s", her.path)
	}
	p.sql(`INSERT INTO blocks (network_id, member_id, blocked_id)
		SELECT m.network_id, m.id, o.author_id FROM members m JOIN translations o ON o.network_id = m.network_id AND o.body LIKE '%relief%'
		WHERE m.pseudonym = 'Early Fern' ON CONFLICT DO NOTHING`)
	her.open("/search").searches("relief")
	her.misses("What gives you relief")
}
