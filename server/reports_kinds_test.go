package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What is said to a statement, what is suggested for it, its sections and a name are reported like a post, and what is decided acts on
// that thing: a comment is hidden from everybody, a statement leaves display with its section, and comes back when her appeal wins.
func TestWhatIsWrittenInAStatementAndANameCanBeReported(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	leader, her := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	statement := leader.statement("Lamps for the lane", "Light at night", "We ask for nine lamps.")
	section := statement + "/sections/1"
	leader.open(section).complete(section+"/comments", "comment", "Nine may be too few.")
	leader.open(section).complete(section+"/suggestions", "wording", "We ask for twelve lamps.")
	steward := newVisitor(t, p).signIn(as["steward"].Phrase)

	place := statement[:strings.Index(statement, "/statements")]
	her.open(place).fill(place + "/join")
	comment := her.open(section).sees("Nine may be too few.").link("Report this comment")
	her.open(comment).sees("What Tabing Dagat wrote").post(comment, url.Values{"reason": {"exposes"}}).sees("someone will look at it")
	her.open(section).misses("Nine may be too few.")
	steward.takes("comment on a statement").sees("Nine may be too few.").sees("We ask for nine lamps.").decides("none", "It stands.")
	her.open(section).sees("Nine may be too few.")

	suggestion := her.link("Report this suggestion")
	her.open(suggestion).sees("The suggested words").post(suggestion, url.Values{"reason": {"rules"}}).sees("someone will look at it")
	her.open(section).sees("twelve")
	steward.takes("suggested wording").misses("to the author").decides("remove", "It isn't about lamps.")
	her.open(section).misses("twelve")

	reported := her.link("Report this section")
	her.post(reported, url.Values{"reason": {"harms"}}).sees("someone will look at it")
	steward.takes("section of a statement").sees("We ask for nine lamps.").decides("hide", "One line hurts somebody.")
	her.open(statement).sees("This statement isn't shown now")
	leader.open("/reports")
	leader.open(leader.link("Your words were hidden")).fill(leader.path+"/appeal", "body", "It hurts nobody.")
	newVisitor(t, p).signIn(as["moderator"].Phrase).takes("looked at again").sees("It hurts nobody.").decides("overturned", "You are right.")
	her.open(statement).misses("This statement isn't shown now")

	name := "/report/pseudonym/" + p.one(`SELECT id FROM members WHERE pseudonym = 'Tabing Dagat'`)
	her.open(name).sees("The name Tabing Dagat").post(name, url.Values{"reason": {"other"}}).sees("someone will look at it")
	steward.takes("name of a member").sees("Tabing Dagat").decides("talk", "Please take a name that isn't a place.")
	leader.open("/reports").sees("A word from the moderators")
	for _, none := range []string{"/report/section/nothing", "/report/comment/" + name[len("/report/pseudonym/"):], "/report/suggestion/x", "/report/pseudonym/x"} {
		if her.open(none); her.status != http.StatusNotFound {
			t.Errorf("%s answers %d", none, her.status)
		}
	}
}

// decides decides the case whose page is open.
func (v *visitor) decides(act, reason string) *visitor {
	v.t.Helper()
	at := v.path
	return v.open(at+"?act="+act).fill(at, "body", reason, "lang", "en").sees("What waits")
}
