package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/jmoiron/sqlx"
	"golang.org/x/net/html"

	"tinig/migrations"
)

// rename takes the first name on offer, which it returns. words says what becomes of what she wrote.
func (v *visitor) rename(words string) (name string) {
	v.t.Helper()
	v.open("/me/pseudonym")
	name = attribute(v.find(func(n *html.Node) bool { return attribute(n, "name") == "pseudonym" }), "value")
	if name == "" {
		v.t.Fatalf("no name is offered:\n%s", v.text())
	}
	v.fill("/me/pseudonym", "pseudonym", name, "words", words)
	if v.status != http.StatusOK || v.path != "/me" {
		v.t.Fatalf("taking the name %s ended at %s with %d:\n%s", name, v.path, v.status, v.text())
	}
	v.sees(name)
	return name
}

// everydayTopic opens the demo's topic about a court date and returns its path.
func (v *visitor) everydayTopic() string {
	v.t.Helper()
	v.open("/home").open(v.link("Everyday")).open(v.link("When a court date"))
	return v.path
}

// live opens a socket and waits until it is hers. Where the server is too busy to see who she is, it comes back, as a page does.
func (v *visitor) live() *websocket.Conn {
	v.t.Helper()
	for tries := 0; ; tries++ {
		conn, err := v.socket()
		must(v.t, err)
		v.t.Cleanup(func() { conn.Close() })
		hello, err := frame(conn)
		if err == nil && hello["t"] == "hello" {
			return conn
		}
		if err != nil || hello["code"] != 4001. || tries == 3 {
			v.t.Fatalf("the socket began with %v, %v", hello, err)
		}
	}
}

// comesBack fails unless the socket is closed so that its page fetches a new ticket.
func comesBack(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	for {
		if _, err := frame(conn); err != nil {
			if !websocket.IsCloseError(err, 4100) {
				t.Errorf("the open socket closed with %v", err)
			}
			return
		}
	}
}

func TestAnotherNameForHerAndHerWords(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member, reader := newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	topic := member.everydayTopic()
	member.fill(topic+"/posts", "body", "Words of somebody who was recognised")
	name := member.rename("follow")
	reader.open(topic + "?from=1").sees(name).misses("Linaw Suba")
	member.open("/home").sees("Hello, " + name).misses("Linaw Suba")
	newVisitor(t, p).signIn(as["member"].Phrase).sees(name)

	behind := member.rename("stay")
	reader.open(topic + "?from=1").sees("A member who left").sees("Words of somebody who was recognised").misses(name).misses(behind)
	member.open("/home").sees("Hello, " + behind)
	member.open(topic).fill(topic+"/posts", "body", "A quiet new beginning")
	reader.open(topic).sees(behind).sees("A quiet new beginning")
	member.open("/me/posts").sees("A quiet new beginning").misses("who was recognised")

	member.rename("erase")
	reader.open(topic + "?from=1").misses("A quiet new beginning").misses(behind).sees("who was recognised")
	for _, old := range []string{"Linaw Suba", name, behind} {
		reader.open("/me/pseudonym").misses(old)
	}
	member.open("/me/pseudonym").fill("/me/pseudonym", "pseudonym", attribute(member.find(func(n *html.Node) bool { return attribute(n, "name") == "pseudonym" }), "value"), "words", "follow")
	if member.status != http.StatusTooManyRequests {
		t.Errorf("a fourth name in thirty days was answered with %d", member.status)
	}
	member.sees("three times in thirty days").sees("pause everything")
}

// Nothing typed is ever a name, an old window does nothing, and pressing twice is once.
func TestOnlyANameOnOfferIsTaken(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	member.open("/me/pseudonym").fill("/me/pseudonym", "pseudonym", "My Own Name", "words", "follow").sees("choose one of these names")
	member.fill("/me/pseudonym", "pseudonym", "", "words", "follow").sees("choose one of these names")
	offered := attribute(member.find(func(n *html.Node) bool { return attribute(n, "name") == "pseudonym" }), "value")
	member.fill("/me/pseudonym", "pseudonym", offered, "words", "sell").sees("what becomes of your words").misses("Hello, " + offered)

	sealed := attribute(member.find(func(n *html.Node) bool { return attribute(n, "name") == "sealed" }), "value")
	offered = attribute(member.find(func(n *html.Node) bool { return attribute(n, "name") == "pseudonym" }), "value")
	form := url.Values{"sealed": {sealed}, "pseudonym": {offered}, "words": {"stay"}}
	for range 2 {
		if member.post("/me/pseudonym", form); member.path != "/me" {
			t.Fatalf("it ended at %s: %s", member.path, member.text())
		}
		member.sees(offered)
	}
	other := newVisitor(t, p).signIn(p.signIns()["moderator"].Phrase)
	other.post("/me/pseudonym", form).sees("choose one of these names")
	other.open("/home").sees("Hello, Early Fern")
}

// The line, or the machine, breaks after she has begun anew in the network and before her keyring knows it: she comes in
// all the same, as who she is now.
func TestBeginningAnewGoesOnWhereItBroke(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	topic := member.everydayTopic()
	member.post("/drafts", url.Values{"place": {strings.TrimPrefix(topic, "/t/")}, "body": {"Half a sentence"}, "lang": {"en"}})
	db, err := sqlx.Connect("postgres", p.database)
	must(t, err)
	defer db.Close()
	db.MustExec(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$`)
	db.MustExec(`CREATE TRIGGER broken BEFORE UPDATE ON keyrings FOR EACH STATEMENT EXECUTE FUNCTION broken()`)
	member.open("/me/pseudonym")
	name := attribute(member.find(func(n *html.Node) bool { return attribute(n, "name") == "pseudonym" }), "value")
	if member.fill("/me/pseudonym", "pseudonym", name, "words", "stay"); member.status != http.StatusInternalServerError {
		t.Fatalf("it was answered with %d", member.status)
	}
	db.MustExec(`DROP TRIGGER broken ON keyrings`)
	member.open("/home").sees("Hello, " + name)
	member.open(topic).sees("Half a sentence")
	newVisitor(t, p).signIn(p.signIns()["member"].Phrase).sees("Hello, " + name)
}

// Somebody holds one dump, made after the night: no row leads from her new name to her old one, nor to what she wrote.
func TestAThiefOfOneDumpDoesNotFindWhoSheWas(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	topic := member.everydayTopic()
	member.fill(topic+"/posts", "body", "Words left behind")
	db, err := sqlx.Connect("postgres", p.database)
	must(t, err)
	defer db.Close()
	idOf := func(name string) (id string) {
		must(t, db.Get(&id, `SELECT id FROM members WHERE pseudonym = $1`, name))
		return id
	}
	old := idOf("Linaw Suba")
	now := idOf(member.rename("stay"))
	must(t, migrations.Rewrite(t.Context(), db))
	for table, rows := range dumpOf(t, p.database) {
		for _, row := range rows {
			if strings.Contains(row, old) && table != "audit_records" && table != "stream_events" && table != "stream_channels" {
				t.Errorf("%s still knows her old id: %s", table, row)
			}
			if strings.Contains(row, old) && strings.Contains(row, now) {
				t.Errorf("a row of %s holds both ids: %s", table, row)
			}
			if strings.Contains(row, "Linaw Suba") && table != "former_pseudonyms" {
				t.Errorf("%s still knows her old name: %s", table, row)
			}
			if strings.Contains(row, "Words left behind") && strings.Contains(row, now) {
				t.Errorf("her words lead to her: %s", row)
			}
		}
	}
}

// The machine stops before all is seen to: her name is gone at once, and her words when it runs again.
func TestWordsAreErasedAlsoWhenThatBreaksOff(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member, reader := newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase)
	topic, _ := topicOfHerOwn(t, p, "member", 1)
	member.open(topic).fill(topic+"/posts", "body", "Words to be erased")
	db, err := sqlx.Connect("postgres", p.database)
	must(t, err)
	defer db.Close()
	db.MustExec(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$`)
	db.MustExec(`CREATE TRIGGER broken BEFORE UPDATE ON posts FOR EACH STATEMENT EXECUTE FUNCTION broken()`)
	member.open("/me/leave").fill("/me/leave", "words", "erase").sees("You have left")
	reader.open(topic + "?from=1").sees("A member who left").misses("Linaw Suba")
	db.MustExec(`DROP TRIGGER broken ON posts`)
	p.stop()
	p.start()
	eventually(t, "the sweep erases them", func() bool {
		return !strings.Contains(reader.open(topic+"?from=1").text(), "Words to be erased")
	})
}

func TestWhilePausedNothingReachesHerAndNothingIsLost(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member, other := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	topic := member.everydayTopic()
	member.fill(topic+"/posts", "body", "Before the rest")
	once := onceOf("words")
	mine, theirs := member.live(), other.live()
	before := dumpOf(t, p.database)
	member.open("/me/pause").fill("/me/pause").sees("Everything is resting")
	comesBack(t, mine)
	for {
		if _, err := frame(theirs); err != nil {
			if !websocket.IsCloseError(err, 4200) {
				t.Errorf("the socket of another device closed with %v", err)
			}
			break
		}
	}
	if other.open("/home"); other.path != "/" {
		t.Errorf("on another device /home led to %s", other.path)
	}
	back := newVisitor(t, p)
	back.open("/").fill("/sign-in", "phrase", as["survivor_leader"].Phrase)
	for _, v := range []*visitor{member, back} {
		for _, path := range []string{"/home", topic, "/me", "/me/checks", "/queue", "/"} {
			if v.open(path); v.path != "/me/pause" {
				t.Errorf("%s led to %s", path, v.path)
			}
		}
	}
	if back.post("/live/ticket", nil); strings.Contains(back.body, `"ticket"`) {
		t.Error("a socket can still be opened")
	}
	back.post(topic+"/posts", url.Values{"body": {"Words from an old page"}, "lang": {"en"}, "once": {once}}).sees("You have paused everything").sees("Words from an old page")
	after := dumpOf(t, p.database)
	for _, table := range []string{"members", "posts", "topics", "blocks", "member_roles", "audit_records"} {
		if strings.Join(before[table], "\n") != strings.Join(after[table], "\n") {
			t.Errorf("the pause has left a trace in %s", table)
		}
	}
	newVisitor(t, p).signIn(as["member"].Phrase).open(topic + "?from=1").sees("Tabing Dagat")
	back.open("/home").fill("/me/pause/end").sees("Hello, Tabing Dagat")
	member.open(topic).fill(topic+"/posts", "body", "Back again").sees("Back again")
}

// Somebody asks for a way into her name while she rests: she is told, and can stop it.
func TestWhoRestsIsStillToldOfAWayIntoHerName(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member, steward := newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["steward"].Phrase)
	member.open("/me/pause").fill("/me/pause")
	steward.open("/steward/members").open(steward.link("Linaw Suba")).fill("/recoveries").sees("Linaw Suba")
	member.open("/home").sees("new way into your name").fill("/me/recovery/cancel").misses("new way into your name").sees("Everything is resting")
	steward.open("/recoveries").misses("Linaw Suba")
}

func TestLeavingOneNetworkOfTwo(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	leader, reader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	topic := leader.everydayTopic()
	leader.fill(topic+"/posts", "body", "Words that stay here")
	conn := leader.live()
	leader.open("/me/leave").sees("In your other networks nothing changes")
	network := attribute(leader.find(func(n *html.Node) bool { return n.Data == "input" && attribute(n, "name") == "network" }), "value")
	leader.fill("/me/leave").sees("Choose what becomes of your words")
	leader.fill("/me/leave", "words", "stay").sees("You have left")
	if leader.path != "/left" {
		t.Errorf("leaving led to %s", leader.path)
	}
	comesBack(t, conn)
	leader.open("/home").sees("Hello, River Lamp").misses("Tabing Dagat")
	if leader.post("/me/leave", url.Values{"network": {network}, "words": {"erase"}}); leader.status != http.StatusNotFound {
		t.Errorf("the form sent again was answered with %d", leader.status)
	}
	leader.open("/home").sees("Hello, River Lamp")
	leader.open(topic)
	if leader.status != http.StatusNotFound {
		t.Errorf("a topic of the network she left answers %d", leader.status)
	}
	reader.open(topic + "?from=1").sees("A member who left").sees("Words that stay here").misses("Tabing Dagat")
	number := reader.open(topic).lastNumber()
	reader.open(fmt.Sprintf("%s/p/%d", topic, number)).sees("A member who left").misses("Block")
	newVisitor(t, p).signIn(as["steward"].Phrase).open("/steward/members").misses("Tabing Dagat")
	newVisitor(t, p).signIn(as["survivor_leader"].Phrase).sees("Hello, River Lamp")
}

func TestLeavingTheOnlyNetworkEndsTheAccount(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member, again := newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	topic := member.everydayTopic()
	member.fill(topic+"/posts", "body", "Words that go with me")
	before := len(dumpOf(t, p.database)["keyrings"])
	member.open("/me/leave").sees("your sign-in words and recovery codes stop working too")
	member.fill("/me/leave", "words", "erase").sees("You have left")
	for _, v := range []*visitor{member, again} {
		if v.open("/home"); v.path != "/" {
			t.Errorf("/home led to %s", v.path)
		}
	}
	newVisitor(t, p).open("/").fill("/sign-in", "phrase", as["member"].Phrase).sees("don't open anything")
	dump := dumpOf(t, p.database)
	if len(dump["keyrings"]) != before-4 { // with its slots
		t.Error("her keyring is still kept")
	}
	for table, rows := range dump {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"Words that go with me"})
	}
	newVisitor(t, p).signIn(as["moderator"].Phrase).open(topic + "?from=1").misses("Linaw Suba").misses("Words that go with me")
}

func TestTheLastStewardDoesNotBeginAnew(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	steward := newVisitor(t, p).signIn(p.signIns()["steward"].Phrase)
	steward.open("/me/pseudonym")
	name := attribute(steward.find(func(n *html.Node) bool { return attribute(n, "name") == "pseudonym" }), "value")
	steward.fill("/me/pseudonym", "pseudonym", name, "words", "stay").sees("You are the only steward here")
	steward.open("/steward").sees("Running the network")
	steward.rename("follow")
	steward.open("/steward").sees("Running the network")
}

func TestTurningEighteen(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	her, steward, lead := newVisitor(t, p).signIn(as["under_18"].Phrase), newVisitor(t, p).signIn(as["steward"].Phrase), newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase)
	her.open("/me").open(her.link("I have turned 18")).fill("/me/eighteen").sees("Two people will look at it")
	lead.open("/recoveries").open(lead.link("Members who turn 18")).sees("Hinay Hangin").fill("/steward/eighteen/").sees("needs a steward")
	if lead.find(func(n *html.Node) bool { return strings.HasSuffix(attribute(n, "action"), "/agree") }) != nil {
		t.Error("the lead may agree twice")
	}
	her.open("/me").sees("I have turned 18")
	conn := her.live()
	steward.open("/steward").open(steward.link("Members who turn 18")).fill("/steward/eighteen/").misses("Hinay Hangin").sees("Nobody is asking")
	comesBack(t, conn)
	her.open("/me").misses("I have turned 18")
	if her.open("/me/eighteen"); her.status != http.StatusNotFound {
		t.Errorf("to an adult the page answers %d", her.status)
	}
	steward.open("/steward/members").open(steward.link("Hinay Hangin")).sees("18 or older")
	for _, who := range []string{"member", "moderator"} {
		if v := newVisitor(t, p).signIn(as[who].Phrase).open("/steward/eighteen"); v.status != http.StatusNotFound {
			t.Errorf("to a %s the list answers %d", who, v.status)
		}
	}
}

func TestANoIsToldKindlyAndCanBeAskedAgain(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	her, lead := newVisitor(t, p).signIn(as["under_18"].Phrase), newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase)
	her.open("/me/eighteen").fill("/me/eighteen")
	lead.open("/steward/eighteen")
	action := attribute(lead.find(func(n *html.Node) bool { return strings.HasSuffix(attribute(n, "action"), "/decline") }), "action")
	lead.fill(action).sees("Nobody is asking")
	her.open("/me/eighteen").sees("could not agree yet").fill("/me/eighteen").sees("Two people").fill("/me/eighteen/withdraw").misses("Two people")
	lead.open("/steward/eighteen").sees("Nobody is asking")
}

// What she keeps of how she is opens with her sign-in words and with nothing else.
func TestHowSheIsIsForHerAlone(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	her := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	her.open("/me").open(her.link("How I am")).sees("nobody will come because of it").open(her.link("Social support"))
	her.fill("/me/checks/social_support", "note", "Marker").sees("Choose one of the three answers").sees("Marker")
	her.fill("/me/checks/social_support", "answer", "help", "note", "Marker of mine").sees("Kept for today").sees("nobody will come because of it")
	if text := her.text(); strings.Index(text, "Whom you can call") > strings.Index(text, "How is this for you") {
		t.Error("who needs help soon must look for whom she can call")
	}
	her.open("/me/checks").sees("I need help soon")
	stale := attribute(her.open("/me/checks/social_support").find(func(n *html.Node) bool { return attribute(n, "name") == "revision" }), "value")
	her.fill("/me/checks/social_support", "answer", "change", "note", "Marker later")
	her.post("/me/checks/social_support", url.Values{"revision": {stale}, "answer": {"alright"}, "note": {"Marker from an old window"}}).
		sees("Something else was kept").sees("Marker later").sees("Marker from an old window")
	her.fill("/me/checks/social_support", "answer", "alright").sees("Kept for today").misses("Marker later")

	newVisitor(t, p).signIn(as["survivor_leader"].Phrase).open("/me/checks/days").sees("Marker from an old window")
	for _, who := range []string{"member", "steward", "safeguarding_lead"} {
		v := newVisitor(t, p).signIn(as[who].Phrase)
		for _, path := range []string{"/me/checks", "/me/checks/social_support", "/me/checks/days"} {
			v.open(path).misses("Marker").misses("I need help soon ·")
		}
	}
	her.switchTo("Global").open("/me/checks/days").misses("Marker")
	her.switchTo("Cebu")
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"Marker", fmt.Sprintf("%x", "Marker"), "social_support", "alright"})
	}
	if got := her.open("/me/checks/days").header.Get("Cache-Control"); !strings.Contains(got, "no-store") {
		t.Errorf("a browser may keep it: %q", got)
	}
	her.rename("stay")
	her.open("/me/checks/days").sees("Marker from an old window")
	action := attribute(her.find(func(n *html.Node) bool {
		return strings.HasSuffix(attribute(n, "action"), "/delete") && strings.Contains(attribute(n, "action"), "social")
	}), "action")
	her.fill(action).sees("Nothing is kept")
	if rows := dumpOf(t, p.database)["check_months"]; len(rows) != 0 {
		t.Errorf("%d rows are left", len(rows))
	}
	for _, path := range []string{"/me/checks/anything", "/me/checks/days/x"} {
		if her.open(path); her.status != http.StatusNotFound && her.status != http.StatusMethodNotAllowed {
			t.Errorf("%s answers %d", path, her.status)
		}
	}
}

func TestHerOwnPostsCanBeErasedFromTheirList(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	member := newVisitor(t, p).signIn(as["member"].Phrase)
	topic := member.everydayTopic()
	for n := range 23 {
		member.post(topic+"/posts", url.Values{"body": {fmt.Sprintf("Line %d of mine.", n)}, "lang": {"en"}, "once": {onceOf(fmt.Sprint("line", n))}})
	}
	member.open("/me").open(member.link("What I wrote")).sees("Line 22 of mine.").misses("Line 1 of mine.")
	member.fill("/me/posts/").misses("Line 22 of mine.").sees("Line 21 of mine.")
	member.open(member.link("Older posts")).sees("Line 1 of mine.")
	newVisitor(t, p).signIn(as["moderator"].Phrase).open(topic).misses("Line 22 of mine.").sees("Line 21 of mine.")
	other := newVisitor(t, p).signIn(as["moderator"].Phrase)
	other.open("/me/posts").misses("of mine.")
	if other.post(fmt.Sprintf("/me/posts/%s/%d/erase", strings.TrimPrefix(topic, "/t/"), member.open(topic).lastNumber()-1), nil); other.status != http.StatusForbidden {
		t.Errorf("another's post was erased with %d", other.status)
	}
}

// A ticket is for who she was when it was made.
func TestTheTicketOfAnOldNameOpensNothing(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	member := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	member.post("/live/ticket", nil)
	var minted struct{ Ticket string }
	must(t, json.Unmarshal([]byte(member.body), &minted))
	member.rename("stay")
	conn, err := member.dial(minted.Ticket)
	if err != nil {
		return
	}
	defer conn.Close()
	if f, err := frame(conn); err == nil && f["t"] != "bye" {
		t.Errorf("it opened a socket, which said %v", f)
	}
}
