package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A meeting is planned by the group, held, and scored by those who took part; nobody else sees the plan.
func (p *program) meetingIsHeldAndScored(t *testing.T) {
	as := p.signIns()
	leader, reader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase)
	campaign := leader.campaign("Benches for all")
	list := campaign + "/engagements"
	leader.open(list).complete(list, "title", " ", "kind", "meeting").sees("Write a title and the body")
	leader.complete(list, "title", "Tea with the parks office", "kind", "meeting", "body", "The parks office", "stated", "coproduced", "day", days(0)).sees("Only the working group sees this")
	meeting := leader.path
	if reader.open(meeting); reader.status != http.StatusNotFound {
		t.Errorf("what is planned answers %d to a reader", reader.status)
	}
	reader.open(list).misses("Tea with the parks office")
	leader.open(meeting).complete(meeting+"/held", "note", "They listened.").sees("They listened.").sees("Everybody sees the result on")
	leader.complete(meeting + "/score").sees("Choose one of the answers.")
	leader.complete(meeting+"/score", "level", "consulted").sees("You have said how it was.").misses("If you took part")
	leader.post(meeting+"/score", url.Values{"level": {"led"}})
	if leader.status != http.StatusConflict {
		t.Errorf("scoring twice answers %d", leader.status)
	}
	reader.open(meeting).sees("They listened.").sees("Made together").misses("If you took part")
	reader.post(meeting+"/score", url.Values{"level": {"led"}})
	if reader.status != http.StatusForbidden {
		t.Errorf("outside the group scoring answers %d", reader.status)
	}
	global := newVisitor(t, p).signIn(as["survivor_leader"].Phrase).switchTo("Global")
	progress := global.open("/campaigns").link("Live video counts too") + "/progress"
	global.open(progress).sees("How far we took part").sees("Less than was said").sees("More than was said").sees("As was said")
	if rings := strings.Count(global.body, `<circle class="stated" cx=`); rings < 3 {
		t.Errorf("the picture has %d rings", rings)
	}
}

var riderAddress = regexp.MustCompile(`/rider/[A-Z2-7]+`)

// An inviter signs without an account, then somebody willing is asked; her booking is closed after the talk and the pay.
func (p *program) somebodySpeaks(t *testing.T) {
	as := p.signIns()
	leader, her := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	campaign := leader.campaign("Lamps for all")
	her.open(campaign).fill(campaign + "/join")
	her.open("/me/speaking").fill("/me/speaking", "kind", "forum", "need", "screen", "rest_days", "30").sees("Behind a screen")
	list := campaign + "/engagements"
	leader.open(list).complete(list, "title", "Round table on lamps", "kind", "forum", "body", "The city council", "day", days(20))
	meeting := leader.path
	leader.sees("Nobody is asked to speak before").complete(meeting+"/rider", "questions", "Where is it dark?", "off_limits", " ", "recording", "none", "pay", "50", "support", "A friend").sees("Fill in each part")
	leader.complete(meeting+"/rider", "off_limits", "What happened to her.", "recording", "none").sees("Not agreed to yet").misses("Who may be asked")
	leader.fill(meeting + "/offer").sees("Send them this address.")
	address := riderAddress.FindString(leader.body)
	code := regexp.MustCompile(`<b><code>(\d{6})</code>`).FindStringSubmatch(leader.body)[1]
	inviter := newVisitor(t, p)
	for range 2 {
		inviter.open(address).sees("Where is it dark?").sees("Round table on lamps").misses("Lamps for all").misses("Tabing Dagat")
	}
	if strings.Contains(inviter.text(), "Cebu ") {
		t.Error("the inviter is told the network")
	}
	inviter.fill(address, "role", "Clerk", "body", "The city council", "code", "1").sees("This isn't the code.").sees("4 more times")
	inviter.fill(address, "role", "Clerk", "body", "The city council", "code", code).sees("Please print or save this page").sees("Where is it dark?")
	inviter.open(address).sees("Agreed to on").misses("Where is it dark?")
	if guess := newVisitor(t, p).open(address + "A"); guess.status != http.StatusNotFound {
		t.Errorf("a guessed address answers %d", guess.status)
	}
	leader.open(meeting).sees("Clerk, The city council").sees("Who may be asked").sees("Soft Rain").sees("Behind a screen")
	leader.fill(meeting+"/speakers", "member", leader.chosen("member")).sees("Asked")
	her.open("/inbox").open(her.link("Somebody asks whether you would speak")).sees("Where is it dark?")
	her.open("/home").sees("waits for your yes or no").open("/asked").sees("You are asked whether you would speak").open("/me/speaking").sees("Where is it dark?")
	booking := attribute(her.find(func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "action"), "/me/speaking/") }), "action")
	her.fill(booking, "answer", "yes").sees("Your yes counts from")
	her.open("/inbox").misses("Somebody asks whether you would speak")
	leader.open(meeting).misses("Talked afterwards")
	her.open("/me/speaking").fill(booking, "answer", "no").sees("Not this time")
	leader.open(meeting).sees("Not this time")
	stranger := newVisitor(t, p).signIn(as["member"].Phrase)
	stranger.post(booking, url.Values{"answer": {"yes"}})
	if stranger.status != http.StatusNotFound {
		t.Errorf("another's booking answers %d", stranger.status)
	}
	young := newVisitor(t, p).signIn(as["under_18"].Phrase)
	young.open("/me/speaking").sees("18 or older").misses("I could be asked for")
	young.post("/me/speaking", url.Values{"kind": {"forum"}})
	if young.status != http.StatusForbidden {
		t.Errorf("under 18 wishing answers %d", young.status)
	}
}
