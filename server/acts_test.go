package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"tinig/server/audit"
)

// What is done with a role, told to everybody; what was done about her, told to her; and what the council signs. Without script.
func TestWhatIsDoneWithARoleIsToldAndProved(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("everybody reads how much, by kind", p.everybodyReadsHowMuch)
	t.Run("in every language", p.actsInEveryLanguage)
	t.Run("she reads what was done about her", p.sheReadsWhatWasDone)
	t.Run("the council gives back what she signed", p.councilGivesBack)
	t.Run("and when the record was changed, it says so", p.itSaysSoWhenChanged)
}

func (p *program) everybodyReadsHowMuch(t *testing.T) {
	stranger := newVisitor(t, p)
	stranger.open(stranger.open("/limits").link("How we can be held")).sees("People let in, invitations 80").sees("Posts looked at first, topics closed or moved 60").
		sees("Readings of what is not for everybody 40").sees("The course and who teaches it not shown").sees("council+").sees("Last signed").misses("no key yet")
	if stranger.status != http.StatusOK {
		t.Errorf("a stranger gets %d", stranger.status)
	}
	if n := p.count(`SELECT count(*) FROM released WHERE series LIKE 'acts/%' AND shown < 10`); n != 0 {
		t.Errorf("%d numbers tell of a few", n)
	}
}

func (p *program) actsInEveryLanguage(t *testing.T) {
	for lang, words := range map[string]string{"fil": "Ang ginagawa gamit ang papel", "ceb": "Unsay gibuhat", "es": "Lo que se hace con una tarea", "sw": "Yanayofanywa kwa majukumu", "ar": "ما يُفعل بحكم الأدوار"} {
		v := newVisitor(t, p)
		v.post("/language", url.Values{"lang": {lang}, "path": {"/acts"}}).sees(words)
		v.open("/acts/checkpoint")
		if v.status != http.StatusOK {
			t.Errorf("in %s the council gets %d", lang, v.status)
		}
	}
}

func (p *program) sheReadsWhatWasDone(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	page := her.open("/me").link("What was done about me")
	her.open(page).sees("You became a member").sees("You were given a role: Survivor leader").sees("a steward").sees("signed").misses("not yet").misses("not as it was")
	act := her.link("You became a member")
	her.open(act).sees("It stands in the record that the survivor council signed").sees("Number in the record").sees("tinig record")
	for _, name := range []string{"Dagat", "Unang"} { // a pseudonym would tell who did it
		her.misses("Done by " + name)
	}
	if her.open(act + "/file"); her.status != http.StatusForbidden {
		t.Errorf("at a shared device its file answers %d", her.status)
	}
	other := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	if other.open(act); other.status != http.StatusNotFound {
		t.Errorf("to another it answers %d", other.status)
	}
	if her.open("/me/acts/999999"); her.status != http.StatusNotFound {
		t.Errorf("one that isn't there answers %d", her.status)
	}
	if stranger := newVisitor(t, p).open(page); strings.Contains(stranger.text(), "What was done about me") {
		t.Error("a stranger reads it")
	}
}

func (p *program) councilGivesBack(t *testing.T) {
	stranger := newVisitor(t, p)
	stranger.open("/acts").open(stranger.link("For the council")).sees("What is to be signed").sees("tinig record")
	stranger.fill("/acts/checkpoint", "signed", "not signed").sees("This isn't what the council signed").sees("not signed")
	if stranger.status != http.StatusUnprocessableEntity {
		t.Errorf("what isn't signed answers %d", stranger.status)
	}
	secret, err := os.ReadFile(filepath.Join(p.data, councilKeyFile))
	must(t, err)
	p.sql(`UPDATE audit_checkpoints SET cosigned = '', cosigned_on = NULL`)
	stranger.open("/acts").sees("has not signed anything yet")
	newVisitor(t, p).signIn(p.signIns()["member"].Phrase).open("/me/acts").sees("not signed yet")
	signed, err := audit.Cosign(string(secret), "", p.does("", "audit", "checkpoint"))
	must(t, err)
	stranger.open("/acts/checkpoint").fill("/acts/checkpoint", "signed", signed).sees("Taken.")
	stranger.open("/acts").sees("Last signed")
	p.does("", "audit", "verify")
}

func (p *program) itSaysSoWhenChanged(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	act := her.open("/me/acts").misses("not as it was signed").link("You became a member")
	db, err := sqlx.Connect("postgres", p.database)
	must(t, err)
	defer db.Close()
	db.MustExec(`ALTER TABLE audit_records DISABLE TRIGGER USER`)
	db.MustExec(`UPDATE audit_records SET day = day - 1 WHERE act = 'member.confirmed'`)
	her.open("/me/acts").sees("not as it was signed").sees("You have done nothing wrong")
	her.open(act).sees("It does not fit what the survivor council signed").sees("You have done nothing wrong")
	p.refuses("the record does not hold", "audit", "verify")
}

// An act that nobody has given a kind is counted among others: each that the demo's people do has one.
func TestEveryActOfTheDemoHasAKind(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	var acts []audit.Act
	must(t, h.db.Select(&acts, `SELECT DISTINCT act FROM audit_records WHERE network_id <> $1`, audit.House))
	for _, act := range acts {
		if act.Kind() == audit.Others {
			t.Errorf("%s has no kind", act)
		}
	}
	if len(acts) < 20 {
		t.Errorf("there are only %d", len(acts))
	}
}
