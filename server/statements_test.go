package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A statement from its title to its answer, without script.
func TestAStatementIsWrittenSignedAndDelivered(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	leader, her, other := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	statement := leader.statement("Shade for the playground", "A roof of leaves", "We ask for ten trees.")
	p.isTalkedOver(leader, statement)
	p.isToldInArabic(t, her, other, statement)
	p.isAskedAndFrozen(t, leader, her, statement)
	public := p.opensAsMirrored(t, leader, statement)
	sign := "/sign/" + strings.TrimPrefix(public, "/p/")
	p.isSigned(t, her, other, sign, as)
	p.restsInside(her, other, sign, as["member"].Pseudonym)
	p.isReadOutside(t, her, public, as)
	her.open("/search").searches("ten trees")
	her.sees("A roof of leaves")
	p.isDelivered(t, leader, her, statement, public, sign)
	p.isInTheFile(t, leader, statement, public)
	p.isWrittenAnew(leader, statement, public)
}

// isWrittenAnew: from the words of what was answered another draft begins, whose sections can be moved.
func (p *program) isWrittenAnew(leader *visitor, statement, public string) {
	leader.open(statement).complete(statement + "/anew").sees("It began from the words of").sees("We ask for ten trees.").misses("Read and sign")
	anew := leader.path
	leader.complete(anew+"/sections", "lang", "en", "body", "And for benches.")
	up := leader.formTo("/up")
	leader.fill(up)
	if first, second := strings.Index(leader.body, "And for benches."), strings.Index(leader.body, "We ask for ten trees."); first < 0 || first > second {
		p.t.Errorf("moved up, it stands at %d and the other at %d", first, second)
	}
	leader.open(statement).sees("They plant one.").open(public).sees("We ask for ten trees.").misses("And for benches.")
}

// isInTheFile: a campaign's file holds what is read outside, with the counts that were released, and no draft.
func (p *program) isInTheFile(t *testing.T, leader *visitor, statement, public string) {
	t.Helper()
	campaign, _, _ := strings.Cut(statement, "/statements")
	leader.open(campaign+"/statements").complete(campaign+"/statements", "lang", "en", "body", "Marker of a draft")
	leader.post("/me/device", url.Values{"own": {"1"}})
	file := leader.open(campaign + "/file.csv").body
	for _, row := range []string{"statement,,answered," + days(0) + ",,The parks office,A roof of leaves,They plant one.", "signatures,,answered,"} {
		if !strings.Contains(file, row) {
			t.Errorf("the file lacks %q: %s", row, file)
		}
	}
	for _, row := range strings.Split(file, "\n") {
		if strings.HasPrefix(row, "s") && strings.Contains(row, public) && !strings.HasSuffix(strings.TrimSpace(row), ",en,10") {
			t.Errorf("the count isn't the one that was released: %s", row)
		}
	}
	if strings.Contains(file, "Marker of a draft") {
		t.Error("a draft is in the file")
	}
	leader.post("/me/device", nil)
}

// statement writes a statement of one section in the one language of a new campaign, and returns its path.
func (v *visitor) statement(campaign, title, section string) string {
	v.t.Helper()
	place := v.campaign(campaign)
	v.open(place).open(v.link("Statements")).complete(place+"/statements", "lang", "en", "body", title).sees("There is no section yet.")
	path := v.path
	return v.complete(path+"/sections", "lang", "en", "body", section).sees(section).path
}

// isToldInArabic: a reader offers a section in a language that the group doesn't write, a second reader agrees, and it stands beside the original.
func (p *program) isToldInArabic(t *testing.T, her, other *visitor, statement string) {
	section := statement + "/sections/1"
	if her.open(section).complete(section+"/languages", "into", "ar", "translated", " ").sees("Please write something."); attribute(her.field("translated"), "name") == "" {
		t.Error("the form is gone")
	}
	her.open(section).complete(section+"/languages", "into", "ar", "translated", "نطلب عشر أشجار.", "named", "yes").sees("نطلب عشر أشجار.").sees("Translated by Linaw Suba")
	her.misses("I read both")
	other.open(section).sees("نطلب عشر أشجار.").complete(section + "/languages/").sees("a second reader agrees")
	other.post("/language", url.Values{"lang": {"ar"}, "path": {statement}}).open(statement).sees("We ask for ten trees.").sees("نطلب عشر أشجار.")
	other.post("/language", url.Values{"lang": {"en"}, "path": {statement}})
	her.open(section).complete(section + "/languages/").misses("نطلب عشر أشجار.")
}

// isTalkedOver has a wording suggested, declined and accepted, and something said and taken back.
func (p *program) isTalkedOver(leader *visitor, statement string) {
	section := statement + "/sections/1"
	for _, wording := range []string{"We ask for a wall.", "We ask for an end of sextortion.", "We ask for ten trees."} {
		leader.open(section).complete(section+"/suggestions", "wording", wording)
		if wording == "We ask for a wall." {
			leader.sees("wall").complete(section+"/suggestions/", "decided", "declined", "reason", "").sees("Please say in at most 500 letters why not.")
			leader.open(section).complete(section+"/suggestions/", "decided", "declined", "reason", "A wall gives no shade.").sees("A wall gives no shade.")
			continue
		}
		leader.complete(section+"/suggestions/", "decided", "accepted").sees("Accepted")
		if strings.Contains(wording, "sextortion") {
			leader.sees("“sexual extortion”")
		} else {
			leader.misses("“sexual extortion”")
		}
	}
	leader.sees("We ask for ten trees.").complete(section+"/comments", "comment", "Which street?").sees("Which street?")
	leader.complete(section + "/comments/").misses("Which street?")
}

func (p *program) isAskedAndFrozen(t *testing.T, leader, her *visitor, statement string) {
	t.Helper()
	if her.open(statement).sees("We ask for ten trees.").misses("Add a section"); her.status != http.StatusOK {
		t.Errorf("to a member of the network it answers %d", her.status)
	}
	for _, button := range []string{"Ask for a first feeling", "Ask whether anybody objects"} {
		leader.open(statement).sees(button).complete(statement+"/rounds", "days", "3").sees("Not over yet")
		if edited := leader.post(statement+"/sections/1", url.Values{"lang": {"en"}, "of": {"3"}, "body": {"Other words"}}); edited.status != http.StatusConflict {
			t.Errorf("while the group is asked, other words answer %d", edited.status)
		}
		leader.sees("The words of this statement stand now.")
		round := leader.open(statement).find(func(n *html.Node) bool {
			return n.Data == "a" && strings.HasPrefix(attribute(n, "href"), "/rounds/") && strings.Contains(textOf(n), "Not over yet")
		})
		path := attribute(round, "href")
		her.open(path).sees("We ask for ten trees.").fill(path+"/answer", "pick", "0").sees("Your answer is in.")
		p.sql(fmt.Sprintf(`UPDATE rounds SET starts_on = starts_on - 3, closes_on = closes_on - 3 WHERE id = '%s'`, strings.TrimPrefix(path, "/rounds/")))
		p.stop()
		p.start()
		eventually(t, "the round is closed", func() bool {
			return p.count(`SELECT count(*) FROM rounds WHERE id = '`+strings.TrimPrefix(path, "/rounds/")+`' AND state = 'closed'`) == 1
		})
	}
	leader.open(statement).complete(statement + "/freeze").sees("What others will see")
}

// opensAsMirrored opens a statement: what goes out is byte by byte what the mirror showed.
func (p *program) opensAsMirrored(t *testing.T, leader *visitor, statement string) (public string) {
	t.Helper()
	leader.open(statement + "/mirror").sees("This is all that goes out")
	public = textOf(leader.find(func(n *html.Node) bool { return n.Data == "code" && strings.HasPrefix(textOf(n), "/p/") }))
	stranger := newVisitor(t, p)
	if stranger.open(public); stranger.status != http.StatusNotFound {
		t.Errorf("before it is open it answers %d outside", stranger.status)
	}
	page := leader.post(statement+"/mirror/page", nil).body
	file := leader.open(statement + "/mirror/text").body
	leader.open(statement + "/mirror").complete(statement + "/open").sees("Read and sign")
	if out := stranger.open(public).body; out != page || !strings.Contains(out, "We ask for ten trees.") {
		for i, line := range strings.Split(out, "\n") {
			if before := strings.Split(page, "\n"); i >= len(before) || before[i] != line {
				t.Errorf("line %d of what went out isn't on the mirror: %s", i, line)
			}
		}
	}
	if out := stranger.open(public + "/text").body; out != file {
		t.Errorf("the file that went out isn't the one on the mirror:\n%s\n%s", file, out)
	}
	if stranger.open(strings.Replace(public, "/p/", "/sign/", 1)); stranger.path != "/" {
		t.Errorf("who isn't signed in comes to %s", stranger.path)
	}
	return public
}

// isSigned signs once, in another way, and withdraws; pressed twice, or with another text, it is refused and stands.
func (p *program) isSigned(t *testing.T, her, other *visitor, sign string, as map[string]signIn) {
	t.Helper()
	her.open("/campaigns").open(her.link("Statements to sign")).open(her.link("A roof of leaves")).sees("We ask for ten trees.")
	form := url.Values{"hash": {attribute(her.field("hash"), "value")}, "shows": {"pseudonym"}}
	stale := url.Values{"hash": {"00"}, "shows": {"counted"}}
	if her.post(sign, stale).sees("This isn't the text that you read."); her.status != http.StatusConflict {
		t.Errorf("a stale text answers %d", her.status)
	}
	her.post(sign, form).sees("Your signature stands since").sees("“" + as["member"].Pseudonym + "”")
	if her.post(sign, form).sees("You have signed this already."); her.status != http.StatusConflict {
		t.Errorf("signed twice, it answers %d", her.status)
	}
	her.post(sign, url.Values{"hash": form["hash"], "again": {"yes"}, "shows": {"role"}, "role": {"survivor"}, "country": {"KE"}}).sees("“Survivor, Kenya”")
	her.complete(sign+"/withdraw").misses("Your signature stands").complete(sign, "shows", "internal")
	other.open(sign).sees("Signed inside this network").sees(as["member"].Pseudonym).complete(sign, "shows", "counted").sees("one more in a number")
	if p.count(`SELECT count(*) FROM signatures WHERE shows = 'counted' AND member_id IS NULL AND day = current_date`) != 1 {
		t.Error("who is only counted is named in the database")
	}
}

// restsInside: who lets everything rest isn't on the list, and not on the day on which she comes back either.
func (p *program) restsInside(her, other *visitor, sign, name string) {
	her.open("/me/pause").sees("your name leaves the lists").fill("/me/pause")
	other.open(sign).misses(name)
	her.open("/me/pause").fill("/me/pause/end")
	other.open(sign).misses(name)
}

func (p *program) isReadOutside(t *testing.T, her *visitor, public string, as map[string]signIn) {
	t.Helper()
	stranger := newVisitor(t, p)
	rows := p.count(`SELECT count(*) FROM signatures`)
	stranger.open(public).sees("We ask for ten trees.").sees("How many signed is told from ten on").misses(as["member"].Pseudonym)
	if p.count(`SELECT count(*) FROM signatures`) != rows || !strings.Contains(stranger.header.Get("X-Robots-Tag"), "noindex") {
		t.Error("reading it has changed something, or search engines may list it")
	}
	if her.open(public); her.body != stranger.body {
		t.Error("who is signed in is drawn another page")
	}
	if stranger.open("/p/00000000-0000-4000-8000-000000000000"); stranger.status != http.StatusNotFound {
		t.Errorf("an address that leads nowhere answers %d", stranger.status)
	}
	p.sql(`INSERT INTO signatures (network_id, statement_id, nullifier, bound, hash, shows, day)
		SELECT network_id, statement_id, sha256(n::text::bytea), sha256(n::text::bytea), hash, 'counted', current_date - 1
		FROM statement_carriers CROSS JOIN generate_series(1, 12) n WHERE taken_on = current_date`)
	p.sql(`UPDATE statement_carriers SET counted_on = NULL`)
	p.stop()
	p.start()
	eventually(t, "the batch is told", func() bool { return strings.Contains(stranger.open(public).text(), "About 10 people have signed.") })
}

func (p *program) isDelivered(t *testing.T, leader, her *visitor, statement, public, sign string) {
	t.Helper()
	leader.open(statement).complete(statement + "/close").sees("Signing is over. It can be delivered from")
	if her.post(sign, url.Values{"hash": {"00"}, "shows": {"counted"}}).sees("Signing this statement is over."); her.status != http.StatusGone {
		t.Errorf("too late, a signature answers %d", her.status)
	}
	her.open(sign).complete(sign + "/withdraw").misses("Your signature stands")
	leader.open(statement).complete(statement+"/mirror", "to", "The parks office").complete(statement + "/deliver").sees("Those who signed can still withdraw")
	p.sql(`UPDATE statements SET cools_until = cools_until - interval '72 hours' WHERE cools_until IS NOT NULL`)
	leader.open(statement).complete(statement+"/mirror", "to", "The parks office").complete(statement + "/deliver").sees("Delivered to The parks office")
	newVisitor(t, p).open(public).sees("Delivered to The parks office")
	leader.complete(statement+"/mirror", "reply", "They plant one.").complete(statement + "/answer").sees("They plant one.").sees("gone its whole way")
	newVisitor(t, p).open(public).sees("They plant one.")
}
