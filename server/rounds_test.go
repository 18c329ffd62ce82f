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
