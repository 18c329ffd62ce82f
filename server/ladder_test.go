package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// How those who learn come to teach, without script.
func TestWhoLearnsComesToTeach(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	trainer, her := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase), newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	cohort := trainer.open("/curriculum").link("Kalachuchi")

	her.open("/inbox").sees("Something was noted about your practice").misses("Soft Rain noted")
	her.open("/ladder").sees("You are here").sees("A trainer has written what was seen").sees("Written by Soft Rain").sees("Prepared by Soft Rain")
	her.sees("Sessions in which you helped or led: 3 of 4").sees("Of these, seen by a trainer, and you agreed: 1 of 2").misses("Yes, I take this step")
	her.post("/ladder/step", url.Values{"to": {"trainer"}}).sees("Something is still missing for this step.")
	if her.status != http.StatusConflict {
		t.Errorf("a step too early answers %d", her.status)
	}
	waiting := her.open("/ladder").find(func(n *html.Node) bool {
		return n.Data == "form" && strings.HasPrefix(attribute(n, "action"), "/ladder/seen/")
	})
	her.post(attribute(waiting, "action"), url.Values{"answer": {"yes"}}).misses("A trainer has written what was seen").sees("agreed: 2 of 2").sees("A rest, until")
	her.open("/inbox").misses("Something was noted about your practice")
	trainer.open("/inbox").sees("Something you noted was agreed to").misses("Tabing Dagat")
	her.open("/ladder").fill("/ladder/back", "from", "helper").sees("You stepped back. Only you see this line.")
	newVisitor(t, p).signIn(as["steward"].Phrase).open("/steward/members").misses("stepped back")
	her.fill("/ladder/return").misses("You stepped back")
	her.open("/ladder/examples")
	if her.status != http.StatusNotFound {
		t.Errorf("the examples answer %d to who may not observe", her.status)
	}

	trainer.open("/ladder").sees("Trainer You are here").sees("Prepared by you: Tabing Dagat")
	trainer.open("/ladder/examples").sees("This is what you chose").misses("You chose:").sees("You both chose:")
	held := cohort + "/sessions/2/held"
	trainer.open(held).sees("How it was held").sees("Tabing Dagat")
	if dropped := trainer.find(func(n *html.Node) bool { return attribute(n, "value") == "one-plant-many-names" }); dropped == nil || !hasAttribute(dropped, "checked") {
		t.Error("what was left out isn't told")
	}
	trainer.post(held, url.Values{"lang": {"ceb"}}).sees("Something isn't chosen yet")
	observe := trainer.open(held).link("Write what I saw")
	trainer.open(observe).sees("What I saw: Tabing Dagat").post(observe, url.Values{"real-choices": {"3"}}).sees("Choose one line for each.")
	if kept := trainer.find(func(n *html.Node) bool {
		return attribute(n, "name") == "real-choices" && attribute(n, "value") == "3"
	}); kept == nil || !hasAttribute(kept, "checked") {
		t.Error("a form that isn't whole lost what was chosen")
	}
	all := url.Values{}
	for _, criterion := range []string{"beginning-and-ending", "real-choices", "pace-and-silence", "plain-words", "noticing-people", "keeping-it-safe"} {
		all.Set(criterion, "2")
	}
	trainer.post(observe, all).sees("This has been agreed to already")
	trainer.post(observe+"/talk", nil).sees("The talk is noted, without a word of it.")
	her.post(held, url.Values{"lang": {"ceb"}, "by": {""}}).sees("Something isn't chosen yet")
	if her.open(observe); her.status != http.StatusNotFound {
		t.Errorf("observing answers %d to who may not", her.status)
	}
	stranger := newVisitor(t, p).signIn(as["moderator"].Phrase)
	if stranger.open(held); stranger.status != http.StatusNotFound {
		t.Errorf("what was held answers %d to a stranger", stranger.status)
	}
}

// The ladder shows a steward what is there; it gives no role.
func TestAStewardSeesALevelAndGivesTheRole(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	steward := newVisitor(t, p).signIn(p.signIns()["steward"].Phrase)
	steward.open("/steward/members").open(steward.link("Tabing Dagat")).sees("Passing it on").sees("Helping").sees("3 sessions").sees("1 seen by a trainer").sees("This gives no rights.")
}

// A page to print and a text that can be checked: neither keeps a name, and who has nothing to show is offered nothing.
func TestACertificateIsNeutralAndKeptNowhere(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	her := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	her.open("/certificate").sees("Group work, level 1").misses("level 2").misses("Completed the group course")
	her.fill("/certificate", "says", "trainer", "name", "Marker Name").sees("Choose what it says")
	her.fill("/certificate", "says", "helper", "name", "Marker  Name").sees("This page says of Marker Name Group work, level 1").sees("Place, day and signature")
	for _, word := range []string{"survivor", "trafficking", "network", "Cebu"} {
		if page := her.find(func(n *html.Node) bool { return attribute(n, "class") == "certificate" }); strings.Contains(strings.ToLower(textOf(page)), strings.ToLower(word)) {
			t.Errorf("the page says %s", word)
		}
	}
	her.open("/certificate").post("/certificate/badge", url.Values{"says": {"course"}}).sees("Something isn't chosen yet")
	her.open("/certificate").post("/certificate/badge", url.Values{"says": {"helper"}, "name": {"Marker Name"}}).sees("Your code")
	text := textOf(her.find(func(n *html.Node) bool { return attribute(n, "id") == "text" }))
	code := textOf(her.find(func(n *html.Node) bool { return n.Data == "code" }))
	for _, word := range []string{"Marker", "Tabing", "Cebu", "urvivor", "localhost", "127.0.0.1", code} {
		if strings.Contains(text, word) {
			t.Errorf("the text says %s", word)
		}
	}
	anybody := newVisitor(t, p).open("/verify")
	anybody.fill("/verify", "text", text, "code", code).sees("This is as it was made here.").sees("Group work, level 1").sees("The code fits.")
	anybody.fill("/verify", "text", text, "code", "0123").sees("This is as it was made here.").sees("The code doesn't fit.")
	anybody.fill("/verify", "text", strings.Replace(text, "level 1", "level 4", 1)).sees("has been changed since").misses("Made on")
	anybody.fill("/verify", "text", "a letter").sees("isn't a text that was made here")
	if other := newVisitor(t, p).signIn(as["member"].Phrase).open("/certificate"); other.status != http.StatusOK {
		t.Errorf("who has nothing to show yet is answered %d", other.status)
	} else {
		other.sees("There is nothing to put on a page yet.")
	}
}

// A steward sees numbers of the whole network, and none of a few.
func TestAStewardSeesHowTheCourseIsPassedOn(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	for i := range 24 {
		p.sql(fmt.Sprintf(`WITH s AS (INSERT INTO cohort_sessions (network_id, cohort_id, number, unit, day) SELECT network_id, id, %d, '', current_date FROM cohorts
			WHERE name = 'Kalachuchi' RETURNING network_id, cohort_id, number)
			INSERT INTO deliveries (network_id, cohort_id, number, lang) SELECT network_id, cohort_id, number, '%s' FROM s`, 100+i, []string{"ceb", "fil"}[i%2]))
	}
	steward := newVisitor(t, p).signIn(as["steward"].Phrase)
	steward.open("/steward").open(steward.link("How the course is passed on")).sees("How many hands it went through").sees("not shown").sees("Cebuano 15")
	if steward.find(func(n *html.Node) bool { return n.Data == "rect" }) == nil {
		t.Error("there is no picture")
	}
	if member := newVisitor(t, p).signIn(as["member"].Phrase).open("/steward/cascade"); member.status != http.StatusNotFound {
		t.Errorf("a member is answered %d", member.status)
	}
}
