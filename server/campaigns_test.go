package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// What a network asks for together, without script. One demo serves all of it.
func TestACampaignIsLedAndFollowed(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("better words are offered", p.betterWordsAreOffered)
	t.Run("begun, written, moved", p.campaignGoesAlong)
	t.Run("two who write at once", p.twoWriteAtOnce)
	t.Run("who reads along", p.campaignIsRead)
	t.Run("whom it speaks to, and what they promise", p.whomItSpeaksTo)
	t.Run("what has changed", p.whatHasChanged)
	t.Run("where it stands, and what goes into a file", p.whereItStands)
}

func days(after int) string { return time.Now().UTC().AddDate(0, 0, after).Format(time.DateOnly) }

// campaign has a leader begin a campaign; it returns its path.
func (v *visitor) campaign(title string) string {
	v.t.Helper()
	v.open("/campaigns/new").complete("/campaigns", "title", title, "goal", "Each street has a **tree**.", "slogan", "One leaf more", "starts_on", days(0), "group_until", days(90))
	if !strings.HasPrefix(v.path, "/campaigns/") || v.status != http.StatusOK {
		v.t.Fatalf("beginning led to %s (%d): %s", v.path, v.status, v.text())
	}
	return v.path
}

// writeAsk has somebody of the group write an ask; it returns its path.
func (v *visitor) writeAsk(campaign, title string) string {
	v.t.Helper()
	v.open(campaign+"/asks/new").fill(campaign+"/asks", "title", title, "body", "The city plants one tree in each street.")
	return v.path
}

func (p *program) campaignGoesAlong(t *testing.T) {
	as := p.signIns()
	leader, her := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase)
	leader.open("/campaigns/new").complete("/campaigns", "title", "Leaves for all", "goal", " ").sees("A campaign needs a title")
	if leader.status != http.StatusUnprocessableEntity || attribute(leader.field("title"), "value") != "Leaves for all" {
		t.Errorf("a form that isn't whole answers %d and keeps %q", leader.status, attribute(leader.field("title"), "value"))
	}
	campaign := leader.campaign("Leaves for all")
	leader.sees("Leaves for all").sees("Under way").sees("One leaf more").sees("leads the campaign").sees("Tabing Dagat")
	ask := leader.writeAsk(campaign, "Plant a tree")
	leader.sees("Ask 1").sees("Draft")
	her.open("/campaigns").open(her.link("Leaves for all")).sees("Plant a tree").misses("Write an ask").misses("End the campaign")
	her.open(ask).misses("Change the words").misses("Note a step")
	her.open(campaign).fill(campaign + "/join").sees("Write an ask").sees("Early Fern").misses("Let her lead it too")
	her.open(ask).fill(ask+"/languages", "lang", "ceb", "title", "Pagtanom og kahoy", "body", "Usa ka kahoy sa matag dalan.").sees("In other languages").sees("Pagtanom og kahoy")
	leader.open(ask).complete(ask+"/moves", "status", "adopted").sees("Adopted by the group")
	leader.complete(ask+"/moves", "status", "raised", "note", "In a letter.").sees("Say where this step can be read.").sees("In a letter.")
	leader.complete(ask+"/moves", "status", "raised", "note", "In a letter.", "source", "records.example/3").sees("Source: records.example/3").sees("In a letter.").sees("so they stay as they are")
	leader.open(campaign+"/languages").fill(campaign+"/languages", "lang", "ceb", "title", "Dahon para sa tanan", "goal", "Usa ka kahoy sa matag dalan.").sees("Dahon para sa tanan")
	her.open(campaign).fill(campaign + "/leave").misses("Write an ask")
	leader.open(campaign).fill(campaign + "/end").sees("This campaign is over").misses("Write an ask")
	leader.post(campaign+"/join", url.Values{}).sees("This campaign is over")
}

// Of two who save at once the later one is shown what differs, keeps her words, and can save over the other's.
func (p *program) twoWriteAtOnce(t *testing.T) {
	as := p.signIns()
	one, other := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	campaign := one.campaign("Shade for the market")
	ask := one.writeAsk(campaign, "A roof")
	other.open(campaign).fill(campaign + "/join")
	one.open(campaign).fill(campaign + "/people/").misses("Let her lead it too")
	one.open(ask + "/edit")
	other.open(ask + "/edit")
	one.fill(ask, "body", "The city builds one roof of leaves.")
	other.fill(ask, "body", "The city builds two roofs.").sees("What is saved now, and your words").sees("of leaves")
	if other.status != http.StatusConflict || !strings.Contains(textOf(other.field("body")), "two roofs") {
		t.Errorf("it answers %d and keeps %q", other.status, textOf(other.field("body")))
	}
	other.fill(ask).sees("two roofs").sees("of leaves") // among the earlier words
	one.open(campaign + "/edit")
	other.open(campaign + "/edit")
	one.complete(campaign, "title", "Shade for everybody")
	other.complete(campaign, "slogan", "Cool feet").sees("What is saved now").sees("everybody")
	if other.status != http.StatusConflict || attribute(other.field("slogan"), "value") != "Cool feet" {
		t.Errorf("it answers %d and keeps %q", other.status, attribute(other.field("slogan"), "value"))
	}
	other.complete(campaign).sees("Cool feet")
}

// complete sends a form as fill does, with the days and choices too that stand in it.
func (v *visitor) complete(action string, fields ...string) *visitor {
	v.t.Helper()
	var standing []string
	form := v.find(func(n *html.Node) bool { return n.Data == "form" && strings.HasPrefix(attribute(n, "action"), action) })
	if form == nil {
		v.t.Fatalf("%s has no form that goes to %s: %s", v.path, action, v.text())
	}
	each(form, func(n *html.Node) {
		if kind := attribute(n, "type"); kind == "date" || (kind == "radio" || kind == "checkbox") && hasAttribute(n, "checked") {
			standing = append(standing, attribute(n, "name"), attribute(n, "value"))
		}
	})
	return v.fill(action, append(standing, fields...)...)
}

func (p *program) campaignIsRead(t *testing.T) {
	as := p.signIns()
	member := newVisitor(t, p).signIn(as["member"].Phrase)
	member.open("/campaigns").sees("One quiet room").misses("Begin a campaign")
	member.open("/campaigns/new")
	if member.status != http.StatusNotFound {
		t.Errorf("to a member the form answers %d", member.status)
	}
	campaign := member.open("/campaigns").link("One quiet room")
	member.open(campaign).sees("A room in each court").sees("Raised").sees("Write an ask")
	elsewhere := newVisitor(t, p).signIn(as["trainer"].Phrase)
	elsewhere.open("/campaigns").sees("Somebody answers at night too").sees("Over").misses("One quiet room")
	for _, path := range []string{campaign, campaign + "/languages", campaign + "/asks/1", campaign + "/asks/1/edit", campaign + "/asks/new"} {
		if elsewhere.open(path); elsewhere.status != http.StatusNotFound {
			t.Errorf("in another network %s answers %d", path, elsewhere.status)
		}
	}
}

// The group notes bodies and how they stand, which nobody else sees; what was promised, and what became of it, is read by all.
func (p *program) whomItSpeaksTo(t *testing.T) {
	as := p.signIns()
	leader, reader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase)
	campaign := leader.campaign("Water for trees")
	ask := leader.writeAsk(campaign, "A tap in each park")
	leader.open(ask + "/answers").sees("First note who promised.")
	targets := campaign + "/targets"
	leader.open(targets).complete(targets, "name", " ", "kind", "ngo").sees("Write the body or the office")
	leader.complete(targets, "name", "The friends of wells", "kind", "ngo", "influence", "1").sees("The friends of wells")
	leader.complete(targets, "name", "The water board", "kind", "government", "influence", "3", "listens_to", leader.chosen("listens_to")).sees("Not known yet")
	board := leader.link("The water board")
	leader.open(board).sees("Listens to: The friends of wells").complete(board+"/positions", "stance", "against", "day", days(1)).sees("It can't be a day to come")
	leader.complete(board+"/positions", "stance", "against", "day", days(0), "evidence", "It said so.").sees("It said so.")
	leader.post(board, url.Values{"from": {"1"}, "name": {"The water office"}, "kind": {"government"}, "lang": {"en"}, "influence": {"3"}}).sees("The water office")
	leader.open(targets).sees("Against").sees("The same as a picture")
	if dots := strings.Count(leader.body, `class="dot"`); dots != 1 {
		t.Errorf("the picture has %d dots", dots)
	}
	reader.open(targets)
	if reader.status != http.StatusForbidden {
		t.Errorf("outside the group it answers %d", reader.status)
	}
	reader.misses("water office").open(board).misses("water office")
	leader.open(ask+"/answers").complete(ask+"/promises", "words", "One tap a year.").sees("Say what was promised").sees("One tap a year.")
	leader.complete(ask+"/promises", "words", "One tap a year.", "source", "records.example/1", "said_on", days(-40), "due_on", days(-10)).sees("Overdue")
	reader.open(campaign).sees("Promised to us").sees("One tap a year.").sees("Overdue").misses("Note a promise")
	reader.open(ask + "/answers").sees("We said").sees("The water office").sees("Nothing that we know of")
	leader.complete(ask+"/promises/", "state", "not_kept", "did", "No tap yet.", "source", "records.example/2")
	reader.open(ask + "/answers").sees("Not kept").sees("No tap yet.").misses("Overdue")
	leader.open(board).fill(board + "/remove").sees("so it stays")
	leader.open(ask + "/answers").fill(ask + "/promises/").misses("One tap a year.")
	leader.open(board).fill(board + "/remove").misses("The water office")
}

// chosen is the value of the page's first box or button of a name.
func (v *visitor) chosen(name string) string {
	v.t.Helper()
	return attribute(v.field(name), "value")
}

// A draft begins on a post's page, in one step, and takes none of its words along; the group describes it, and then all read it.
func (p *program) whatHasChanged(t *testing.T) {
	as := p.signIns()
	leader, reader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase)
	campaign := leader.campaign("Birds come back")
	space := leader.open(campaign).link("Advocacy")
	reader.open(space+"/new").fill(space+"/topics", "title", "Seen today", "body", "A kingfisher, for the first time.")
	post := strings.SplitN(reader.path, "?", 2)[0] + "/p/1"
	if reader.open(post); strings.Contains(reader.body, "/outcome") {
		t.Error("who leads nothing is offered a draft")
	}
	leader.open(post).fill(post+"/outcome", "campaign", strings.TrimPrefix(campaign, "/campaigns/")).sees("A kingfisher, for the first time.").sees("Write in your own words")
	edit := leader.path
	outcome := strings.TrimSuffix(edit, "/edit")
	if kept := textOf(leader.field("what")); kept != "" {
		t.Errorf("the draft took along %q", kept)
	}
	leader.complete(outcome, "who", "The birds", "what", "They nest here.").sees("Only the group sees this draft.")
	leader.fill(outcome + "/show").sees("Something is missing")
	reader.open(outcome)
	if reader.status != http.StatusNotFound {
		t.Errorf("outside the group a draft answers %d", reader.status)
	}
	other := newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	other.open(campaign).fill(campaign + "/join").open(edit)
	leader.open(edit).complete(outcome, "place", "The lake", "day", days(-2), "significance", "It is alive.", "ours", "We asked.", "others", "The city planted.", "evidence", "Counted.")
	other.complete(outcome, "place", "The pond").sees("What is saved now").sees("lake")
	leader.open(outcome).fill(outcome + "/show").misses("Only the group sees this draft.")
	reader.open(campaign + "/outcomes").sees("The birds").open(outcome).sees("They nest here.").sees("Nobody yet").misses("kingfisher")
	leader.open(campaign+"/outcomes").complete(campaign+"/links/1", "assumption", "Who sees birds trusts.", "verdict", "did_not").sees("Choose the day").sees("Who sees birds trusts.")
	leader.complete(campaign+"/links/1", "assumption", "Who sees birds trusts.", "verdict", "did_not", "day", days(-1)).sees("It did not work").sees("last tested on")
	everyday := leader.open("/home").link("Everyday")
	reader.open(everyday+"/new").fill(everyday+"/topics", "title", "Tea", "body", "With mint.")
	elsewhere := strings.SplitN(reader.path, "?", 2)[0] + "/p/1"
	if leader.open(elsewhere); strings.Contains(leader.body, "/outcome") {
		t.Error("a post of another space is offered")
	}
	form := url.Values{"once": {"6f1e9a52-3c47-4d0c-9c39-0b5f4f1f8e11"}, "campaign": {strings.TrimPrefix(campaign, "/campaigns/")}}
	if leader.post(elsewhere+"/outcome", form).sees("were written for other readers"); leader.status != http.StatusForbidden {
		t.Errorf("a post of another space answers %d", leader.status)
	}
}

// Where a campaign stands is drawn and told, also to who reads from the right; a file holds what every reader reads and nothing of the group's
// alone, and there is none on a device that others use too.
func (p *program) whereItStands(t *testing.T) {
	as := p.signIns()
	reader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase).switchTo("Global")
	campaign := reader.open("/campaigns").link("Live video counts too")
	progress := reader.open(campaign).link("Where it stands")
	reader.open(progress).sees("The asks over time").sees("Overdue").sees("A setback: 1").misses("data.csv")
	if parts := strings.Count(reader.body, `class="in-part"`); parts < 3 {
		t.Errorf("the picture tells %d numbers", parts)
	}
	for _, file := range []string{"/file.csv", "/file.json"} {
		if reader.open(campaign + file).sees("no file is made"); reader.status != http.StatusForbidden {
			t.Errorf("on a shared device %s answers %d", file, reader.status)
		}
	}
	reader.post("/me/device", url.Values{"own": {"1"}})
	if reader.open(campaign + "/file.csv"); !strings.HasPrefix(reader.header.Get("Content-Type"), "text/csv") || !strings.Contains(reader.header.Get("Content-Disposition"), `"data.csv"`) {
		t.Errorf("the file comes as %q", reader.header)
	}
	records, err := csv.NewReader(strings.NewReader(reader.body)).ReadAll()
	must(t, err)
	kinds := map[string]int{}
	for _, record := range records {
		kinds[record[0]]++
	}
	if kinds["ask"] != 3 || kinds["promise"] != 3 || kinds["outcome"] != 3 || kinds["step"] < 8 || kinds["stage"] == 0 || kinds["clause"] == 0 || kinds["engagement"] == 0 {
		t.Errorf("the file holds %v", kinds)
	}
	var file struct {
		Fields  map[string]string
		Records []map[string]string
	}
	must(t, json.Unmarshal([]byte(reader.open(campaign+"/file.json").body), &file))
	if len(file.Records) != len(records)-1 || len(file.Fields) != len(records[0]) {
		t.Errorf("one file holds %d records of %d fields, the other %d of %d", len(file.Records), len(file.Fields), len(records)-1, len(records[0]))
	}
	for _, hidden := range []string{"River Lamp", "Brisa Clara", "Signed the same letter", "A network of schools", "rather_against"} {
		if strings.Contains(reader.body, hidden) {
			t.Errorf("the file tells %q", hidden)
		}
	}
	reader.post("/me/device", nil)
}
