package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"
)

// One demo serves all that happens between who needs a person and who is there.
func TestAPersonForWhoNeedsOne(t *testing.T) {
	t.Parallel()
	told := filepath.Join(t.TempDir(), "told")
	ring := filepath.Join(t.TempDir(), "ring")
	must(t, os.WriteFile(ring, []byte("#!/bin/sh\n{ echo \"$# arguments\"; cat; env; } >> "+told+"\n"), 0o700))
	p := startProgram(t, "demo", "DUTY_COMMAND="+ring)
	t.Run("words of danger reach the lead on duty, and nothing else of them", func(t *testing.T) { p.alertReachesTheLead(t, told) })
	t.Run("what is hers alone, or nobody's, is told to nobody", p.onlyHersIsQuiet)
	t.Run("a lead puts herself on the rota", p.leadOnTheRota)
	t.Run("the duty isn't there for others", p.dutyIsTheLeads)
}

// refreshes says whether the page opens itself again and again where there is no script.
func (v *visitor) refreshes() bool {
	return v.find(func(n *html.Node) bool {
		return n.Data == "noscript" && strings.Contains(textOf(n), `http-equiv="refresh"`)
	}) != nil
}

// alertReachesTheLead is the whole way without a script: alert, taken, an answer with a when, words to and fro, closed.
func (p *program) alertReachesTheLead(t *testing.T, told string) {
	her, lead := p.as(t, "member"), p.as(t, "safeguarding_lead")
	topic := p.courtTopic(her)
	her.open("/helplines").open(her.link("Ask for a person")).sees("Nobody is here now").sees("1343")
	her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {"Some nights I want to die."}})
	her.sees("The safeguarding leads were told").sees("Nobody is here now").sees("1343")
	if !her.refreshes() {
		t.Error("her page doesn't look again by itself")
	}
	lead.open("/inbox").open(lead.link("Somebody may need a person now")).sees("You aren't on duty")
	lead.fill("/duty/begin").sees("You are on duty").sees("1 person may need you now").sees("Words that may mean danger").misses("Linaw Suba").misses("want to die")
	if !lead.refreshes() {
		t.Error("the page of duty doesn't open itself again")
	}
	her.open("/near").sees("Somebody is on duty").misses("Nobody is here now")
	action := attribute(lead.find(func(n *html.Node) bool {
		return strings.HasPrefix(attribute(n, "action"), "/duty/") && isUUID(attribute(n, "action")[len("/duty/"):])
	}), "action")
	lead.fill(action).sees("Linaw Suba").sees("within 15 minutes")
	lead.open(lead.link("Where the words are")).sees("Some nights I want to die.")
	her.open("/inbox").open(her.link("Somebody has an answer for you")).sees("will write to you here within 15 minutes")

	lead.open("/duty").open(lead.link("Write to her"))
	if lead.refreshes() {
		t.Error("the page goes from under her words")
	}
	lead.fill(action+"/words", "body", "Marker of the lead").sees("Marker of the lead")
	her.open("/near").sees("Marker of the lead").open(her.link("Write to the safeguarding lead")).fill("/near/words", "body", "Marker of hers").sees("Marker of hers")
	lead.open("/duty").sees("Marker of hers")
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"Marker of"})
	}
	if lead.fill("/duty/end").sees("You have taken something that isn't closed"); lead.status != http.StatusConflict {
		t.Errorf("she ends her duty with %d", lead.status)
	}
	lead.open("/duty").fill(action + "/close").sees("Nobody is waiting").misses("Marker")
	her.open("/near").misses("Marker").sees("A safeguarding lead is here now").fill("/near").sees("You asked for a person")
	lead.open("/duty").sees("Somebody asks for a person").misses("Linaw Suba")
	eventually(t, "the command is run", func() bool { _, err := os.Stat(told); return err == nil })
	text, err := os.ReadFile(told)
	must(t, err)
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if line != "0 arguments" && !strings.HasPrefix(line, "PATH=") && !strings.HasPrefix(line, "PWD=") && !strings.HasPrefix(line, "OLDPWD=") && !strings.HasPrefix(line, "SHLVL=") && !strings.HasPrefix(line, "_=") {
			t.Errorf("the command gets %q", line)
		}
	}
}

func isUUID(text string) bool { _, err := uuid.Parse(text); return err == nil && len(text) == 36 }

// onlyHersIsQuiet: her journal brings helplines and tells nobody; so does a form that nobody is to know of whom it comes.
func (p *program) onlyHersIsQuiet(t *testing.T) {
	her, lead := p.as(t, "survivor_leader"), p.as(t, "safeguarding_lead")
	lead.open("/duty")
	before := lead.text()
	her.post("/curriculum/opening/journal", url.Values{"once": {uuid.NewString()}, "body": {"I want to die."}})
	if her.path != "/near" {
		t.Fatalf("it led to %s", her.path)
	}
	her.sees("talk with somebody").misses("were told").sees("Ask for a person here")
	if lead.open("/duty"); strings.Count(lead.text(), "may mean danger") != strings.Count(before, "may mean danger") {
		t.Error("a lead is told of her journal")
	}
}

func (p *program) leadOnTheRota(t *testing.T) {
	lead, her := p.as(t, "safeguarding_lead"), p.as(t, "member")
	lead.open("/duty").post("/duty/rota", url.Values{"weekday": {"3"}, "from": {"5"}, "lasts": {"3"}}).sees("05:00 to 08:00 Still Orchard").sees("Take out")
	her.open("/near").misses("Still Orchard")
	if lead.post("/duty/rota", url.Values{"weekday": {"8"}, "from": {"5"}, "lasts": {"3"}}).sees("Choose a day"); lead.status != http.StatusUnprocessableEntity {
		t.Errorf("an eighth day is answered with %d", lead.status)
	}
}

func (p *program) dutyIsTheLeads(t *testing.T) {
	for _, who := range []string{"member", "steward", "moderator"} {
		other := p.as(t, who)
		for _, path := range []string{"/duty/begin", "/duty/here", "/duty/" + uuid.NewString(), "/duty/rota"} {
			if other.post(path, url.Values{}); other.status != http.StatusNotFound {
				t.Errorf("to a %s %s answers %d", who, path, other.status)
			}
		}
		if other.open("/duty"); other.status != http.StatusNotFound {
			t.Errorf("to a %s the page answers %d", who, other.status)
		}
	}
}

// With a script nothing has to be opened again: the alert comes to the open page, and the answer to hers.
func TestACrisisPhraseBringsHelplinesAndADutyAlert(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	lead, her := newPerson(t, p), newPerson(t, p)
	lead.signIn(p.signIns()["safeguarding_lead"].Phrase, "en")
	lead.open("/duty")
	lead.click(`form[action="/duty/begin"] button`)
	lead.sees("You are on duty")
	lead.sees("Nobody is waiting")
	lead.click("[data-sound]")
	lead.holds(`document.querySelector("[data-sound]").ariaPressed === "true"`)

	topic, _ := topicOfHerOwn(t, p, "survivor_leader", 1)
	her.signIn(p.signIns()["member"].Phrase, "en")
	her.open(topic)
	her.enter("#body", "Some nights I want to die.")
	her.click(`form[action$="/posts"] button.button:not(.quiet)`)
	her.comesTo("/near")
	her.holds(`document.querySelector("main a[href^='tel:']") !== null`)
	her.sees("Somebody is on duty and is being told")

	lead.sees("1 person may need you now")
	if js[bool](lead, `document.body.innerText.includes("Linaw Suba")`) {
		t.Error("the page says a name before it is taken")
	}
	lead.click(".duty-alert form button")
	lead.sees("Linaw Suba")
	eventually(t, "her page tells her by itself", func() bool {
		return js[bool](her, `document.body.innerText.includes("will write to you here within")`)
	})
	if n := js[int](lead, `document.querySelectorAll("[data-awake]").length`); n != 1 {
		t.Error("an idle limit counts while she is on duty")
	}
}
