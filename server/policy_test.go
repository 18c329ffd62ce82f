package main

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

// A group follows bills and engages with those who decide, without script. One demo serves all of it.
func TestACampaignEngagesWithThoseWhoDecide(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("a bill is followed", p.billIsFollowed)
	t.Run("a meeting is held and scored", p.meetingIsHeldAndScored)
	t.Run("somebody speaks", p.somebodySpeaks)
	t.Run("a kit is given out", p.kitIsGivenOut)
}

func (p *program) billIsFollowed(t *testing.T) {
	as := p.signIns()
	leader, reader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase)
	campaign := leader.campaign("Shade for all")
	ask := leader.writeAsk(campaign, "A tree at each stop")
	processes := campaign + "/processes"
	leader.open(campaign).sees("Laws and rules on their way").open(processes).complete(processes, "name", " ", "template", "ph_bill").sees("Write what it is called")
	if leader.status != http.StatusUnprocessableEntity {
		t.Errorf("a bill without a name answers %d", leader.status)
	}
	leader.complete(processes, "name", "House Bill 9", "template", "ph_bill", "source", "bills.example/9").sees("No stage is noted yet.").sees("bills.example/9")
	bill := leader.path
	leader.complete(bill+"/stages", "stage", "filed", "year", "2031").sees("Write at least the year").sees("Filed")
	year := time.Now().UTC().Year()
	leader.complete(bill+"/stages", "stage", "filed", "year", "2024", "month", "3", "source", "bills.example/9").sees("March 2024").sees("Note what the text says")
	leader.complete(bill+"/stages", "stage", "committee", "year", strconv.Itoa(year+1), "source", "A calendar", "expected", "1").sees("expected")
	leader.complete(bill+"/clauses", "fit", "part").sees("Say where in the text it stands.")
	leader.complete(bill+"/clauses", "fit", "part", "place", "Section 4").sees("Part of it").sees("Section 4")
	leader.complete(bill+"/clauses", "fit", "full", "place", "Section 4").sees("Somebody has noted this already")
	reader.open(campaign).sees("House Bill 9").open(bill).sees("March 2024").sees("Part of it").misses("Note a stage").misses("Remove")
	reader.open(ask).sees("Laws and rules").sees("March 2024").sees("Section 4")
	reader.open(campaign + "/progress").sees("House Bill 9").sees("Section 4")
	leader.open(bill).fill(bill + "/unnoted/1").misses("March 2024")
	reader.post(bill+"/unnoted/2", nil)
	if reader.status != http.StatusNotFound {
		t.Errorf("to a member removing answers %d", reader.status)
	}
	leader.open(bill).fill(bill + "/remove").misses("House Bill 9")
	elsewhere := newVisitor(t, p).signIn(as["trainer"].Phrase)
	if elsewhere.open(processes); elsewhere.status != http.StatusNotFound {
		t.Errorf("in another network it answers %d", elsewhere.status)
	}
}
