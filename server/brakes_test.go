package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"
)

// One demo serves what keeps a network from too much at once.
func TestTooMuchAtOnce(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo", "POSTS_A_MINUTE=10")
	t.Run("a phrase is tried before it is watched for", p.phraseIsTried)
	t.Run("a list comes in whole or not at all", p.listComesIn)
	t.Run("a topic is slowed, and its readers are told", p.topicIsSlowed)
	t.Run("the same words twice, and too many", p.floodIsStopped)
	t.Run("a quiet day begins by itself", p.brakeIsSet)
}

func (p *program) phraseIsTried(t *testing.T) {
	steward, her := p.as(t, "steward"), p.as(t, "member")
	topic := p.courtTopic(her)
	her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"The kulintang plays at noon."}})
	her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "note": {"loud"}, "body": {"A kulintang again."}})
	steward.open("/steward/phrases").fill("/steward/phrases", "phrase", "kulin*")
	steward.post("/steward/phrases/try", url.Values{"phrase": {"kulin*"}, "act": {"hold"}}).sees("The kulintang plays at noon.").sees("loud").misses("A kulintang again.")
	if got := textOf(steward.field("phrase")) + attribute(steward.field("phrase"), "value"); got != "kulin*" {
		t.Errorf("of what she typed there is %q", got)
	}
	steward.open(steward.link("Where it stands")).sees("kulintang")
	steward.post("/steward/phrases/try", url.Values{"phrase": {"quetzal"}}).sees("Nothing was kept")
	steward.post("/steward/phrases/try", url.Values{"phrase": {"*"}}).sees("at least two letters")
	steward.open("/steward/phrases").sees("Nothing is watched for.")
	if her.post("/steward/phrases/try", url.Values{"phrase": {"kulin*"}}); her.status != 404 {
		t.Errorf("a member gets %d", her.status)
	}
}

func (p *program) listComesIn(t *testing.T) {
	steward := p.as(t, "steward")
	take := func(list string) *visitor {
		return steward.post("/steward/phrases/list", url.Values{"list": {list}})
	}
	list := "phrase,language,act,why,review\n\"red, kite\",fil,hold,\"We look, first.\",\n'=sum,,block,No sums.,"
	bad := list + "\nx,,hold,Too short.,"
	if take(bad).sees("Number 3 of the list, “x”").sees("Nothing is watched for."); textOf(steward.field("list")) != bad {
		t.Errorf("of the list there is %q", textOf(steward.field("list")))
	}
	for _, row := range []string{"green kite,,fly,No such thing.,", "green kite,xx,hold,No such language.,", "green kite,,hold,Past.,2020-01-01"} {
		take(list + "\n" + row).sees("Number 3 of the list, “green kite”")
	}
	take(" ").sees("can't be read as a list")
	take(strings.Repeat("a b,,hold,Why.,\n", 1002)).sees("can't be read as a list")
	take(list).sees("red, kite").sees("Filipino").sees("=sum")
	take(list).sees("red, kite") // twice is no harm
	page := steward.open("/steward/phrases").text()
	if strings.Count(page, "red, kite") != 1 {
		t.Errorf("it is watched for twice: %s", page)
	}
	if steward.open("/steward/phrases/file.csv"); steward.status != 403 {
		t.Errorf("on a shared device there is a file: %d", steward.status)
	}
	for range 2 {
		steward.open("/steward/phrases").fill("/steward/phrases/")
	}
	steward.sees("Nothing is watched for.")
}

func (p *program) topicIsSlowed(t *testing.T) {
	steward, her := p.as(t, "steward"), p.as(t, "member")
	topic := p.courtTopic(her)
	steward.open(topic+"/care").fill(topic+"/slow", "reason", "Let's breathe.").sees("once in ten minutes")
	her.open(topic).sees("This topic is slow just now")
	her.open(topic + "/care").sees("Slowed down").sees("Let's breathe.")
	say := func(words string) *visitor {
		return her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {words}})
	}
	say("First of mine in here.").misses("Your words are still here")
	if say("Second of mine in here.").sees("Your words are still here"); textOf(her.field("body")) != "Second of mine in here." {
		t.Errorf("of her words there is %q", textOf(her.field("body")))
	}
	steward.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"Staff once."}})
	steward.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"Staff twice."}}).sees("Staff twice.")
	steward.open(topic+"/care").fill(topic+"/slow", "reason", "Calm again.", "undo", "1").misses("once in ten minutes")
	say("Second of mine in here.").sees("Second of mine in here.").misses("Your words are still here")
}

func (p *program) floodIsStopped(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	topic := p.courtTopic(her)
	say := func(once, words string) *visitor {
		return her.post(topic+"/posts", url.Values{"once": {once}, "lang": {"en"}, "body": {words}})
	}
	first := uuid.NewString()
	say(first, "The same long words, said twice.").sees("The same long words, said twice.")
	say(first, "The same long words, said twice.").misses("You sent the same words")
	if say(uuid.NewString(), "the SAME long words, said twice.").sees("You sent the same words"); textOf(her.field("body")) != "the SAME long words, said twice." {
		t.Errorf("of her words there is %q", textOf(her.field("body")))
	}
	for i := range 9 {
		say(uuid.NewString(), fmt.Sprintf("Number %d.", i)).misses("within a minute")
	}
	if say(uuid.NewString(), "One too many.").sees("10 times within a minute"); textOf(her.field("body")) != "One too many." {
		t.Errorf("of her words there is %q", textOf(her.field("body")))
	}
}

func (p *program) brakeIsSet(t *testing.T) {
	steward := p.as(t, "steward")
	steward.open("/steward/network").fill("/steward/network/brake", "most", "5").sees("when more than 5 come in a day")
	if got := steward.find(func(n *html.Node) bool { return n.Data == "option" && attribute(n, "value") == "5" }); !hasAttribute(got, "selected") {
		t.Error("it isn't what is chosen now")
	}
	steward.post("/steward/network/brake", url.Values{"most": {"7"}}).sees("Choose one of the numbers.")
}
