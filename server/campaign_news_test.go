package main

import (
	"net/http"
	"testing"
)

// News of a campaign, without script: they stand in the inbox of who follows it, lead to it, and name nobody.
func TestNewsOfACampaignStandInTheInbox(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	leader, her, other := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	campaign := leader.campaign("Shade in summer")
	her.open(campaign).open(campaign + "/follow").sees("Choose for this campaign").sees("Shade in summer").misses("Replies and mentions")
	if ticked := her.ticked("level"); len(ticked) != 1 || ticked[0] != "muted" {
		t.Errorf("who isn't in the group has %v at first", ticked)
	}
	her.fill(campaign+"/follow", "level", "everything").open(campaign + "/follow")
	if ticked := her.ticked("level"); len(ticked) != 1 || ticked[0] != "everything" {
		t.Errorf("following, she has %v", ticked)
	}
	if her.fill(campaign+"/follow", "level", "now and then"); her.status != http.StatusUnprocessableEntity {
		t.Errorf("a level that there isn't answers %d", her.status)
	}
	other.open(campaign).fill(campaign + "/join")
	if ticked := other.open(campaign + "/follow").ticked("level"); len(ticked) != 1 || ticked[0] != "everything" {
		t.Errorf("who is in the group has %v at first", ticked)
	}
	ask := leader.writeAsk(campaign, "Plant a tree")
	leader.open(ask).complete(ask+"/moves", "status", "adopted").sees("Adopted by the group")
	for _, v := range []*visitor{her, other} {
		v.open("/inbox").sees("The group adopted an ask Shade in summer").misses("Tabing Dagat").misses("Plant a tree")
		v.open(v.link("The group adopted an ask")).sees("Shade in summer")
		if v.path != campaign {
			t.Errorf("the notice leads to %s", v.path)
		}
		v.open("/inbox").sees("The group adopted an ask")
	}
	leader.open("/inbox").misses("Shade in summer")

	p.sql(`UPDATE spaces SET reads = 'staff' WHERE id = (SELECT space_id FROM campaigns WHERE id = '` + campaign[len("/campaigns/"):] + `')`)
	other.open("/inbox").misses("Shade in summer").misses("The group adopted an ask")
	her.open("/inbox").sees("Shade in summer") // she is of the staff
}
