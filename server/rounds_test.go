package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What a group does with rounds, without script.
func TestAGroupDecidesTogether(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("paused for safety, released, changed and stopped", p.aRoundIsPaused)
	t.Run("begun in two languages, answered, closed and read", p.aRoundGoesItsWay)
}

func (p *program) aRoundGoesItsWay(t *testing.T) {
	as := p.signIns()
	steward, her := newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	space := steward.open("/home").link("Advocacy")
	steward.open(space + "/rounds/new")
	form := url.Values{"once": {attribute(steward.field("once"), "value")}, "lang": {"en"}, "kind": {"consent"}, "title": {"Meet on Mondays?"}, "body": {"From May on."},
		"days": {"7"}, "language": {"en", "ceb"}}
	steward.post(space+"/rounds", url.Values{"once": form["once"], "lang": {"en"}, "title": {"Kept words"}, "days": {"7"}})
	if steward.status != http.StatusUnprocessableEntity || attribute(steward.field("title"), "value") != "Kept words" {
		t.Errorf("a form that isn't whole answers %d", steward.status)
	}
	steward.post(space+"/rounds", form).sees("It starts when its text is there in: Cebuano").misses("Your answer")
	round := steward.path
	steward.post(space+"/rounds", form)
	if steward.path != round {
		t.Errorf("sent twice, it begins %s and %s", round, steward.path)
	}
	steward.fill(round+"/text", "title", "Lunes ba?", "body", "Sugod sa Mayo.").sees("Open until").sees("Your answer")
	if her.open(space + "/rounds/new"); her.status != http.StatusForbidden {
		t.Errorf("a member without a role may begin a round: %d", her.status)
	}
	her.open(space + "/rounds").sees("Meet on Mondays?").sees("Open")
	her.open(round).fill(round+"/answer", "pick", "3").sees("Please say why you object")
	her.fill(round+"/answer", "pick", "3", "words", "Mondays I work.").sees("Your answer is in.").sees("You have answered.")
	steward.open(round).fill(round+"/answer", "pick", "0").misses("Mondays I work.")
	id := strings.TrimPrefix(round, "/rounds/")
	p.sql(fmt.Sprintf(`UPDATE rounds SET starts_on = starts_on - 7, closes_on = closes_on - 7 WHERE id = '%s'`, id))
	her.open(round).sees("Its answers are being counted.").misses("Mondays I work")
	if her.post(round+"/answer", url.Values{"version": {"1"}, "pick": {"0"}}); her.status != http.StatusGone {
		t.Errorf("too late, an answer answers %d", her.status)
	}
	p.stop()
	p.start() // upkeep comes at once, not in an hour
	eventually(t, "the round is closed", func() bool {
		return p.count(`SELECT count(*) FROM rounds WHERE id = '`+id+`' AND state = 'closed'`) == 1
	})
	her.open(round).sees("There is an objection.").sees("An objection: Mondays I work.").sees("Too few answered").sees("You are on the roll")
	newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase).open(round).sees("You are not on the roll.")
	if away := newVisitor(t, p).signIn(as["trainer"].Phrase).open(round); away.status != http.StatusNotFound {
		t.Errorf("to another network the round answers %d", away.status)
	}
}

// openRound is the demo's open round, as one who reads its space finds it.
func (v *visitor) openRound() string {
	v.t.Helper()
	return v.open(v.open("/home").link("Advocacy") + "/rounds").link("Shall we write to the city")
}

func (p *program) aRoundIsPaused(t *testing.T) {
	as := p.signIns()
	leader, lead, her := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase),
		newVisitor(t, p).signIn(as["member"].Phrase)
	round := her.openRound()
	her.open(round).fill(round+"/safety", "unsafe", " ").sees("Please say in at most 1,000 letters what isn't safe.")
	her.fill(round+"/safety", "unsafe", "One of them works there.").sees("Paused for safety").sees("One of them works there.").sees("The answer will stand here.")
	leader.open(round).sees("Paused for safety").misses("works there").misses("Linaw")
	if leader.open("/safety"); leader.status != http.StatusNotFound {
		t.Errorf("to one who isn't the safeguarding lead, /safety answers %d", leader.status)
	}
	if her.post(round+"/answer", url.Values{"version": {"1"}, "pick": {"0"}}); her.status != http.StatusConflict {
		t.Errorf("paused, an answer answers %d", her.status)
	}
	lead.open("/inbox").sees("Somebody finds something unsafe").misses("works there").misses("Linaw")
	lead.open("/safety").sees("One of them works there.").misses("Linaw")
	lead.fill("/safety/", "word", " ", "decided", "released").sees("Please choose, and write a word")
	lead.fill("/safety/", "word", "Only I send it.", "decided", "released").sees("Nothing is waiting for you.")
	her.open(round).sees("Only I send it.").sees("Your answer")
	leader.open(round).misses("Only I send it.")
	if her.post(round+"/reopen", url.Values{"version": {"1"}, "lang": {"en"}, "title": {"Shall we write?"}}); her.status != http.StatusForbidden {
		t.Errorf("a member without a role may change a round: %d", her.status)
	}
	leader.fill(round+"/reopen", "title", "Shall we write now?").sees("It starts when its text is there in")
	leader.post(round+"/stop", url.Values{"version": {"1"}})
	if leader.status != http.StatusConflict {
		t.Errorf("stopping what was changed meanwhile answers %d", leader.status)
	}
	leader.open(round).fill(round + "/stop").sees("This round was stopped.")
	closed := leader.open(leader.open("/home").link("Advocacy") + "/rounds").link("A leaf drawn for every bench")
	leader.open(closed).fill(closed+"/outcome", "outcome", "We draw it.", "review", "2020-01-01").sees("Choose a day to come.").sees("We draw it.")
	leader.fill(closed+"/outcome", "outcome", "We draw it.", "review", "2099-01-01").sees("We look at it again on")
	her.open(closed).sees("We draw it.").misses("Write what came of it")
}
