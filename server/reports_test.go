package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"golang.org/x/net/html"
)

// In this topic of the demo nobody of the staff wrote; the post is Tabing Dagat's.
const reportedTopic, reportedPost = "Unsay makapahupay", "/p/5"

// takes takes the first case of the queue that says this, and comes to its page.
func (v *visitor) takes(text string) *visitor {
	v.t.Helper()
	line := v.open("/queue").find(func(n *html.Node) bool { return n.Data == "li" && strings.Contains(textOf(n), text) })
	action := ""
	each(line, func(n *html.Node) {
		if strings.HasSuffix(attribute(n, "action"), "/take") {
			action = attribute(n, "action")
		}
	})
	if action == "" {
		v.t.Fatalf("nothing in the queue says %q:\n%s", text, v.text())
	}
	return v.post(action, nil)
}

// From a report to an answer and past it, with plain forms: hidden at once where somebody is exposed, looked at, decided, told, and
// on appeal decided by another.
func TestAReportIsDecidedToldAppealedAndDecidedByAnother(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	reporter := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	reporter.open(reporter.link("Everyday")).open(reporter.link(reportedTopic))
	topic := reporter.path
	author := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	author.lang = "fil"
	author.post("/language", url.Values{"lang": {"fil"}, "path": {"/home"}})
	author.open(topic).sees("Salamat sa inyong tanan")

	report := "/report/post/" + strings.TrimPrefix(topic, "/t/") + "_5"
	reporter.open(report).sees("What Tabing Dagat wrote").post(report, url.Values{"reason": {"exposes"}, "note": {"It names a street, says Marker."}}).sees("someone will look at it")
	author.open(topic).misses("Salamat sa inyong tanan")
	reporter.open(topic).misses("Salamat sa inyong tanan").sees("Post 5 is hidden")

	moderator := newVisitor(t, p).signIn(as["moderator"].Phrase)
	moderator.takes("who or where somebody is").sees("Salamat sa inyong tanan").sees("It names a street")
	moderator.misses("Soft Rain") // who reported it
	caseAt := moderator.path
	newVisitor(t, p).signIn(as["steward"].Phrase).open("/queue").misses("who or where somebody is").sees("1 more waits for others")
	moderator.open(caseAt+"?act=hide").fill(caseAt, "body", "Itinago dahil sa kalye.", "lang", "fil").misses("who or where somebody is")
	if moderator.open(caseAt); moderator.status != http.StatusNotFound {
		t.Errorf("a decided case answers %d to who decided it", moderator.status)
	}

	reporter.open("/inbox").sees("We looked at what you reported")
	reporter.open("/reports").sees("did something about it")
	author.open("/inbox").sees("May pasya tungkol sa iyong mga salita")
	author.open("/reports").sees("Itinago ang iyong mga salita")
	author.open(author.link("Itinago ang iyong mga salita")).sees("Itinago dahil sa kalye.").sees("Salamat sa inyong tanan").sees("Moderator").misses("Early Fern").misses("Soft Rain")
	author.fill(author.path+"/appeal", "body", "Walang kalye sa sinabi ko.").sees("Titingnan ito ng ibang tao")

	moderator.open("/queue").misses("looked at again").misses("wait for others") // hers was the first decision: it isn't there
	steward := newVisitor(t, p).signIn(as["steward"].Phrase)
	steward.takes("looked at again").sees("Walang kalye sa sinabi ko.").sees("Itinago dahil sa kalye.")
	if moderator.open(steward.path); moderator.status != http.StatusNotFound {
		t.Errorf("the appeal answers %d to who decided first", moderator.status)
	}
	steward.open(steward.path+"?act=overturned").fill(steward.path, "body", "Tama ka.", "lang", "fil")
	author.open(topic).sees("Salamat sa inyong tanan")
	author.open("/reports").sees("Binawi ang pasya")
}

// Who shares the thread with what was reported doesn't find the case, and isn't told why.
func TestWhoWroteInTheThreadOpensNoCaseAboutIt(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member := newVisitor(t, p).signIn(as["member"].Phrase)
	member.open(member.link("Everyday")).open(member.link(reportedTopic))
	topic := member.path
	report := "/report/post/" + strings.TrimPrefix(topic, "/t/") + "_3"
	moderator := newVisitor(t, p).signIn(as["moderator"].Phrase)
	moderator.open(topic).fill(topic+"/posts", "body", "I was here too.")
	member.post(report, url.Values{"reason": {"harms"}}).sees("someone will look at it")
	moderator.open("/queue").misses("may hurt or threaten").misses("for others")
	id := p.one(`SELECT id FROM cases`)
	for _, path := range []string{"/queue/" + id, "/queue/" + id + "/take"} {
		if strings.HasSuffix(path, "take") {
			moderator.post(path, nil)
		} else {
			moderator.open(path)
		}
		if moderator.status != http.StatusNotFound {
			t.Errorf("%s answers %d to who wrote there", path, moderator.status)
		}
	}
	newVisitor(t, p).signIn(as["steward"].Phrase).open("/queue").sees("may hurt or threaten")
	member.post(strings.TrimSuffix(report, "3")+"2", url.Values{"reason": {"worried"}}).sees("Help right now").sees("someone will look at it")
	member.open(topic).sees("Nagtanom mi") // nobody's words are hidden for it
	newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase).open("/inbox").sees("Somebody may need help now")
	moderator.open("/queue").misses("is worried about a member")
}

// one is what a query finds, as text.
func (p *program) one(query string) (found string) {
	p.t.Helper()
	db, err := sqlx.Connect("postgres", p.database)
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	if err := db.Get(&found, query); err != nil {
		p.t.Fatal(err)
	}
	return found
}
