package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A kit has messages with the slogan and the hashtags, hotlines out of the records, and days; in a calendar no day says what it is.
func (p *program) kitIsGivenOut(t *testing.T) {
	as := p.signIns()
	leader, reader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase)
	campaign := leader.campaign("Swings for all")
	kit := campaign + "/kit"
	reader.open(campaign).open(kit).sees("No message yet.").sees("World Day against Trafficking in Persons").sees("A/RES/68/192").misses("Write a message")
	leader.open(kit).complete(kit+"/messages", "words", " ").sees("Write something")
	leader.complete(kit+"/messages", "words", "One swing in each park.").sees("One swing in each park. One leaf more")
	leader.post(kit, url.Values{"revision": {"0"}, "hashtags": {"Swings#"}, "country": {"PH"}})
	leader.post(kit, url.Values{"revision": {"0"}, "hashtags": {"#no.dots"}}).sees("of letters and digits only")
	leader.open(kit).sees("#Swings").sees("1343")
	leader.post(kit, url.Values{"revision": {"0"}})
	if leader.status != http.StatusConflict {
		t.Errorf("two who change it at once: %d", leader.status)
	}
	leader.open(kit).complete(kit+"/days", "day", days(-3), "words", "Swing day").sees("Choose today or a day to come.").sees("Write a message")
	leader.open(kit).complete(kit+"/days", "day", days(3), "words", "Swing day").sees("Swing day")
	reader.open(kit).sees("Swing day").sees("One leaf more #Swings").misses("Remove it")
	if reader.open(kit + "/notes.ics"); reader.status != http.StatusForbidden {
		t.Errorf("on a shared device the calendar answers %d", reader.status)
	}
	reader.post("/me/device", url.Values{"own": {"1"}})
	reader.open(kit + "/notes.ics")
	if entries, private := strings.Count(reader.body, "BEGIN:VEVENT"), strings.Count(reader.body, "CLASS:PRIVATE"); entries != 10 || private != entries {
		t.Errorf("the calendar has %d days, %d of them private", entries, private)
	}
	for _, told := range []string{"Swing", "Trafficking", "/campaigns/", "survivor"} {
		if strings.Contains(reader.body, told) {
			t.Errorf("the calendar tells %q", told)
		}
	}
	reader.post("/me/device", nil)
	leader.open(kit).fill(kit + "/remove").misses("One swing in each park.")
}
