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
	id := p.one(`SELECT id FROM cases ORDER BY opened_at DESC LIMIT 1`)
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

// A sanction that follows the person counts, from her next sign-in, for her member in another network too. What must stay open does.
func TestASanctionThatFollowsThePersonCountsForHerOtherMember(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	p.sql(`UPDATE cohorts SET ended_on = starts_on`) // or the safeguarding lead, who is in hers, would be too near
	as := p.signIns()
	reporter := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	reporter.open(reporter.link("Everyday")).open(reporter.link(reportedTopic))
	reporter.post("/report/post/"+strings.TrimPrefix(reporter.path, "/t/")+"_5", url.Values{"reason": {"exploits"}})
	lead := newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase)
	lead.takes("Pictures, meetings or money")
	lead.open(lead.path+"?act=suspend").sees("It follows the person").fill(lead.path, "days", "30", "everywhere", "yes")
	lead.misses("A second person is asked") // she asked herself

	enter := func() *visitor {
		her := newVisitor(t, p)
		her.open("/").fill("/sign-in", "phrase", as["survivor_leader"].Phrase)
		return her
	}
	global := p.one(`SELECT id FROM networks WHERE kind = 'global'`)
	her := enter().sees("You can't take part here now").sees("You are out of the network for a time")
	her.post("/switch", url.Values{"network": {global}}).sees("You are here as River Lamp")
	if her.open("/home"); her.path != "/home" {
		t.Errorf("before a second person agreed she is led to %s in her other network", her.path)
	}
	steward := newVisitor(t, p).signIn(as["steward"].Phrase)
	steward.open("/queue").sees("A second person is asked").fill("/queue/" + p.one(`SELECT id FROM sanctions`) + "/second").misses("A second person is asked")

	her = enter()
	her.post("/switch", url.Values{"network": {global}}).open("/home").sees("You are here as River Lamp").sees("You can't take part here now")
	if her.path != "/reports" {
		t.Errorf("in her other network she is led to %s", her.path)
	}
	for _, path := range []string{"/helplines", "/me/leave", "/reports", "/journal", "/me/posts", "/me/device", "/me/copy"} {
		if her.open(path); her.status != http.StatusOK || her.path != path {
			t.Errorf("%s answers %d at %s", path, her.status, her.path)
		}
	}
	her.open("/me/device").fill("/me/device", "own", "1")
	if her.open("/me/copy").fill("/me/copy", "phrase", as["survivor_leader"].Phrase); her.header.Get("Content-Disposition") != `attachment; filename="notes.age"` {
		t.Errorf("a copy of what is hers answers %d: %s", her.status, her.text())
	}
	for _, row := range []string{`SELECT string_agg(s::text, '') FROM sanctions s`, `SELECT string_agg(r::text, '') FROM audit_records r WHERE act ~ '^(case|sanction)'`} {
		if strings.Contains(p.one(row), p.one(`SELECT id FROM members WHERE pseudonym = 'River Lamp'`)) {
			t.Error("a row names her other member")
		}
	}
}

// Who leaves while a sanction follows her can't come back as somebody whom it doesn't follow. The invitation is good when it is over.
func TestWhoLeftWithASanctionComesBackWhenItIsOver(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	p.sql(`INSERT INTO sanctions (network_id, id, member_id, kind, until, asked_by, agreed_by)
		SELECT network_id, gen_random_uuid(), id, 'suspend', now() + interval '7 days', gen_random_uuid(), gen_random_uuid() FROM members WHERE pseudonym = 'Tabing Dagat'`)
	her := newVisitor(t, p)
	her.open("/").fill("/sign-in", "phrase", as["survivor_leader"].Phrase)
	her.open("/me/leave").fill("/me/leave", "words", "stay").open("/home").sees("You can't take part here now")
	code, pin := newVisitor(t, p).signIn(as["steward"].Phrase).open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult").slip()
	come := func() *visitor {
		her.open("/join?c="+code).fill("/join", "pin", pin, "me", "1").fill("/join/agreement").fill("/join/pseudonym")
		return her.fill("/join/phrase", "pseudonym", attribute(her.field("pseudonym"), "value"))
	}
	if come().sees("isn't over yet"); her.status != http.StatusConflict {
		t.Errorf("coming back answers %d", her.status)
	}
	her.open("/home").sees("You can't take part here now")
	p.sql(`DELETE FROM sanctions`)
	if come(); her.path != "/home" {
		t.Errorf("afterwards it leads to %s: %s", her.path, her.text())
	}
}

// Promise 8: who is out of the network finds every door closed but those that must stay open to everybody.
func TestWhoIsSuspendedFindsOnlyTheDoorsThatStayOpen(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	p.sql(`INSERT INTO sanctions (network_id, id, member_id, kind, until)
		SELECT network_id, gen_random_uuid(), id, 'suspend', now() + interval '7 days' FROM members WHERE pseudonym = 'Linaw Suba'`)
	for _, r := range routes(t) {
		switch r.wrapper {
		case "", "open", "anyway", "bare", "always", "alwaysReader", "alwaysScript", "resting", "restingReader", "tabletDoor":
			continue
		}
		if status := her.knock(r); status != http.StatusSeeOther || her.header.Get("Location") != "/reports" {
			t.Errorf("%s %s answers %d and leads to %q", r.method, r.path, status, her.header.Get("Location"))
		}
	}
}
