package main

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// sealedLook is what is looked for, as it stands in an address: sealed anew each time.
var sealedLook = regexp.MustCompile(`\?for=[A-Za-z0-9_-]+`)

// told is all that an answer tells: its status, its headers but for the time and what it numbers, and its page.
func (v *visitor) told() string {
	var headers []string
	for name, values := range v.header {
		if name != "Date" && name != "Content-Length" && name != "X-Request-Id" && name != "Set-Cookie" {
			headers = append(headers, name+": "+strings.Join(values, ", "))
		}
	}
	slices.Sort(headers)
	return fmt.Sprintln(v.status, strings.Join(headers, "\n")) + sealedLook.ReplaceAllString(v.answers(), "")
}

// apart shows where two answers differ first.
func apart(one, other string) string {
	at := 0
	for at < min(len(one), len(other)) && one[at] == other[at] {
		at++
	}
	around := func(told string) string { return told[max(0, at-80):min(len(told), at+160)] }
	return fmt.Sprintf("\n…%s…\n…%s…", around(one), around(other))
}

// A search tells nothing of words that she may not read: the staff's, another network's, and those of somebody who has parted from her answer
// like words that nobody has written, and a space that isn't hers like one that isn't there.
func TestASearchTellsNothingOfWhatSheMayNotRead(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her, leader, staff, nairobi := p.as(t, "member"), p.as(t, "survivor_leader"), p.as(t, "moderator"), p.as(t, "leader_in_nairobi")
	leader.post("/members/"+p.one(`SELECT id FROM members WHERE pseudonym = 'Linaw Suba'`)+"/block", nil)
	for word, place := range map[string]struct {
		who   *visitor
		topic string
	}{
		"brimbrook": {leader, leader.everydayTopic()},
		"quillwort": {staff, "/t/" + p.one(`SELECT id FROM topics WHERE title = 'Who reads what is waiting, this week'`)},
		"fernholme": {nairobi, "/t/" + p.one(`SELECT id FROM topics WHERE title = 'Karibu'`)},
	} {
		place.who.open(place.topic).fill(place.topic+"/posts", "body", "About a "+word+" today.").sees(word)
		if place.who.open("/search").searches(word); len(place.who.all("article")) != 1 {
			t.Fatalf("who wrote %s doesn't find it", word)
		}
	}
	her.open("/search").searches("nevertold")
	never := strings.ReplaceAll(her.told(), "nevertold", "the word")
	for _, word := range []string{"quillwort", "brimbrook", "fernholme"} {
		her.open("/search").searches(word)
		if told := strings.ReplaceAll(her.told(), word, "the word"); told != never {
			t.Errorf("a search for %s tells that it is there: %s", word, apart(told, never))
		}
	}
	var told [2]string
	for i, space := range []string{p.one(`SELECT space_id FROM topics WHERE title = 'Who reads what is waiting, this week'`), uuid.NewString()} {
		told[i] = her.post("/search", url.Values{"words": {"quillwort"}, "space": {space}}).told()
	}
	if told[0] != told[1] {
		t.Errorf("a search in a space that isn't hers tells that there is one: %s", apart(told[0], told[1]))
	}
}

// A mention tells its author nothing of who is here: a member of her network, one of another network, one who has parted from her, and
// nobody at all stand in her words alike.
func TestAMentionTellsNothingOfWhoIsHere(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her, leader := p.as(t, "member"), p.as(t, "survivor_leader")
	leader.post("/members/"+p.one(`SELECT id FROM members WHERE pseudonym = 'Linaw Suba'`)+"/block", nil)
	space := her.open("/home").link("Everyday")
	posted := regexp.MustCompile(`#p\d+`)
	mention := func(name string) string {
		her.open(space + "/new")
		her.fill(space+"/topics", "title", "A question", "body", "@"+name+" and everybody: who comes along?", "lang", "en")
		return posted.ReplaceAllString(strings.ReplaceAll(her.told(), name, "somebody"), "")
	}
	nobody := mention("Never Named")
	for _, name := range []string{p.signIns()["survivor_leader"].Pseudonym, p.signIns()["moderator"].Pseudonym, p.signIns()["leader_in_nairobi"].Pseudonym} {
		if told := mention(name); told != nobody {
			t.Errorf("mentioning %s tells that there is somebody: %s", name, apart(told, nobody))
		}
	}
}
