package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// One demo serves all of what a member allows with her story, without script.
func TestAStoryIsHersAloneUntilSheAllowsSomething(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	t.Run("kept, given, used, ended", p.storyIsGivenAndEnded)
	t.Run("at rest it looks like waiting", p.storyRests)
	t.Run("under 18", p.storyIsGuarded)
	t.Run("what could point to her", p.storyIsChecked)
	t.Run("what she helped to change", p.recordIsHers)
	t.Run("the register as a file", p.registerIsAFile)
	t.Run("a note becomes a draft", p.noteBecomesADraft)
}

// write keeps a story and returns its path.
func (v *visitor) keepStory(title, body string) string {
	v.t.Helper()
	v.open("/stories/new").fill("/stories", "title", title, "body", body)
	if v.status != http.StatusOK || !strings.HasPrefix(v.path, "/stories/") {
		v.t.Fatalf("keeping led to %s (%d): %s", v.path, v.status, v.text())
	}
	return v.path
}

// lend allows a campaign to use a story.
func (v *visitor) lend(story, campaign string, fields ...string) *visitor {
	v.t.Helper()
	v.open(story + "/give")
	return v.complete(story+"/grants", append([]string{"campaign", strings.TrimPrefix(campaign, "/campaigns/"), "purpose", "law", "audience", "officials", "channel", "letter",
		"attribution", "pseudonym"}, fields...)...)
}

// formTo is where the first form goes whose action ends so.
func (v *visitor) formTo(end string) string {
	v.t.Helper()
	action := attribute(v.find(func(n *html.Node) bool { return n.Data == "form" && strings.HasSuffix(attribute(n, "action"), end) }), "action")
	if action == "" {
		v.t.Fatalf("%s has no form that goes to …%s: %s", v.path, end, v.text())
	}
	return action
}

func (p *program) storyIsGivenAndEnded(t *testing.T) {
	as := p.signIns()
	leader, her, other := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase), newVisitor(t, p).signIn(as["trainer_in_cebu"].Phrase)
	campaign := leader.campaign("Shade for the court yard")
	story := her.keepStory("Marker of a title", "Marker words, twice.")
	her.sees("Only you can read this")
	for _, somebody := range []*visitor{leader, other} {
		if somebody.open(story); somebody.status != http.StatusNotFound {
			t.Errorf("to another the story answers %d", somebody.status)
		}
	}
	her.lend(story, campaign, "attribution", "name").sees("Write the other name")
	her.complete(story+"/grants", "attribution", "pseudonym", "limits", "Marker limit").sees("Allowed").sees("I am asked first")
	if other.open(campaign + "/stories"); other.status != http.StatusNotFound {
		t.Errorf("to who isn't in the group the page answers %d", other.status)
	}
	leader.open(campaign).open(leader.link("Stories lent")).sees("To have a law or a rule changed").misses("Marker").misses("Linaw Suba")
	leader.complete(leader.formTo("/uses"), "holder", "The law office", "about", "A letter of May", "recallable", "no").sees("waits for an answer").misses("Read the words")
	her.open("/inbox").open(her.link("Somebody asks you for a word")).open(her.link("The law office")).sees("A letter of May")
	her.fill(story+"/uses/", "word", "yes").sees("I want to think again")
	her.fill(story+"/uses/", "word", "time").sees("Yes, this once").fill(story+"/uses/", "word", "yes")
	leader.open(campaign + "/stories").fill(leader.formTo("/open")).sees("Marker words").sees("Marker limit").sees(as["member"].Pseudonym)
	leader.open(campaign+"/stories").fill(leader.formTo("/out"), "day", days(0)).sees("out on").misses("Read the words")
	her.open(story).sees("it went out").fill(story + "/grants/").sees("Ended").sees("to be asked back").misses("End this permission")
	leader.open("/inbox").open(leader.link("Something is to be asked back")).sees("Consent has ended").sees("A page about waiting rooms") // the oldest task, the demo's
	leader.open(campaign+"/stories").sees("Consent has ended").fill(leader.formTo("/settle"), "how", "stays").misses("Consent has ended")
	her.open("/inbox").open(her.link("There is news of something you ended")).sees("Marker of a title")
	her.open(story).sees("couldn't be taken back")
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"Marker words", "Marker limit", "Marker of a title"})
	}
	her.fill(story + "/forget")
	if her.open(story); her.status != http.StatusNotFound {
		t.Errorf("after she has forgotten it, it answers %d", her.status)
	}
}

// While everything of hers rests the group sees what it would see if she took her time.
func (p *program) storyRests(t *testing.T) {
	as := p.signIns()
	leader, her := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["member"].Phrase)
	campaign := leader.campaign("Benches along the river")
	story := her.keepStory("Marker of a rest", "Marker words at rest.")
	her.lend(story, campaign)
	leader.open(campaign+"/stories").complete(leader.formTo("/uses"), "holder", "The river office", "about", "A letter", "recallable", "yes")
	her.open(story).fill(story+"/uses/", "word", "yes")
	open := leader.open(campaign + "/stories").sees("Read the words").formTo("/open")
	before := dumpOf(t, p.database)
	her.open("/me/pause").fill("/me/pause")
	after := dumpOf(t, p.database)
	for _, table := range []string{"stories", "story_grants", "story_events", "story_uses", "notices", "audit_records"} {
		if !slices.Equal(before[table], after[table]) {
			t.Errorf("that she rests can be seen in %s", table)
		}
	}
	leader.open(campaign + "/stories").sees("waits for an answer").misses("Read the words").sees("Ask for one use")
	if leader.post(open, nil).sees("This isn't allowed now"); leader.status != http.StatusConflict {
		t.Errorf("at rest, opening answers %d", leader.status)
	}
	her.open("/me/pause").fill("/me/pause/end")
	leader.post(open, nil).sees("Marker words at rest.")
}

func (p *program) storyIsGuarded(t *testing.T) {
	as := p.signIns()
	young := newVisitor(t, p).signIn(as["under_18"].Phrase)
	lead := newVisitor(t, p).signIn(as["safeguarding_lead"].Phrase)
	campaign := young.open("/campaigns").find(func(n *html.Node) bool {
		return n.Data == "a" && strings.HasPrefix(attribute(n, "href"), "/campaigns/")
	})
	story := young.keepStory("Marker of the young", "Marker words of the young.")
	young.lend(story, attribute(campaign, "href")).sees("Waits for the safeguarding lead")
	lead.open("/inbox").open(lead.link("A member under 18 waits")).sees("Waits for you").misses("Marker")
	lead.fill(lead.formTo("/agree"), "custodian", "mother", "on", days(0), "apart", "yes").sees("the welfare office or the facility")
	lead.fill(lead.formTo("/agree"), "custodian", "facility", "on", days(0)).sees("isn't connected to her case may agree")
	lead.fill(strings.TrimSuffix(lead.formTo("/agree"), "/agree")).sees("Marker words of the young.")
	lead.fill(lead.formTo("/agree"), "custodian", "facility", "on", days(0), "apart", "yes").sees("Agreed on")
	young.open(story).sees("Allowed").sees("your custodian agreed")
	lead.open("/guarded").fill(lead.formTo("/decline")).misses("Marker")
	young.open(story).sees("Ended")
}

// The check advises: nothing is kept by it, nothing is lost, and what it finds is kept all the same when she wants.
func (p *program) storyIsChecked(t *testing.T) {
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	words := "My aunt Rosa lived in Santa Ana until 12 May 2014."
	her.open("/stories/new")
	once := attribute(her.field("story"), "value")
	her.post("/stories/check", map[string][]string{"story": {once}, "revision": {"0"}, "lang": {"en"}, "title": {"Marker checked"}, "body": {words}})
	her.sees("aunt Rosa").sees("Santa Ana").sees("12 May 2014").sees("you decide")
	if textOf(her.field("body")) != words || attribute(her.field("title"), "value") != "Marker checked" {
		t.Errorf("the check loses what she wrote: %q", textOf(her.field("body")))
	}
	her.fill("/stories").sees("Only you can read this").open(her.path + "/give").sees("aunt Rosa")
}

// Her record is filled by her, and leaves as a file only on a device of her own, under the name that she gives it.
func (p *program) recordIsHers(t *testing.T) {
	as := p.signIns()
	her := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	her.open("/record").sees("In the working group").fill("/record", "about", "campaign 0")
	if her.status != http.StatusNotFound {
		t.Errorf("taking over what wasn't offered answers %d", her.status)
	}
	once := attribute(her.open("/record").field("once"), "value")
	for range 2 { // pressed twice
		her.post("/record", map[string][]string{"once": {once}, "day": {days(0)}, "title": {"Marker talk"}, "body": {"I spoke for ten minutes."}})
	}
	her.sees("Marker talk")
	if strings.Count(her.text(), "I spoke for ten minutes.") != 1 {
		t.Error("pressed twice it stands twice")
	}
	offer := her.find(func(n *html.Node) bool {
		return attribute(n, "name") == "about" && strings.HasPrefix(attribute(n, "value"), "campaign ")
	})
	her.post("/record", map[string][]string{"about": {attribute(offer, "value")}}).sees("Take out")
	her.post("/record/file", map[string][]string{"as": {"json"}}).sees("no file is made")
	her.open("/me/device").fill("/me/device", "own", "1")
	her.open("/record").post("/record/file", map[string][]string{"as": {"json"}, "name": {"A. Reed"}})
	if !strings.Contains(her.body, `"A. Reed"`) || !strings.Contains(her.body, "I spoke for ten minutes.") || !strings.Contains(her.header.Get("Content-Disposition"), `"notes.json"`) {
		t.Errorf("the file is %s: %s", her.header.Get("Content-Disposition"), her.body)
	}
	her.post("/record/file", map[string][]string{"as": {"html"}, "of": {"all"}}).sees("Marker talk").misses("Tabing Dagat")
	for range 2 { // of the file, and of the page with what she has just typed in it
		if title := textOf(her.find(func(n *html.Node) bool { return n.Data == "title" })); title != "Notes" {
			t.Errorf("the title is %q", title)
		}
		her.post("/record", map[string][]string{"once": {once}, "day": {"never"}, "title": {"Marker typed"}})
	}
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"Marker talk", "A. Reed"})
	}
	her.open("/record").fill("/record/remove").open("/record")
	if newVisitor(t, p).signIn(as["steward"].Phrase).open("/record").misses("Marker talk"); t.Failed() {
		t.Error("a steward sees it")
	}
}

// The register says where stories went and who holds them, and nothing of whose they are or what they say.
func (p *program) registerIsAFile(t *testing.T) {
	as := p.signIns()
	leader, member := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["under_18"].Phrase)
	register := leader.open("/campaigns").link("One quiet room") + "/stories"
	if leader.open(register + "/file.csv").sees("no file is made"); leader.status != http.StatusForbidden {
		t.Errorf("on a shared device it answers %d", leader.status)
	}
	leader.open("/me/device").fill("/me/device", "own", "1")
	lines, err := csv.NewReader(strings.NewReader(leader.open(register + "/file.csv").body)).ReadAll()
	if err != nil || len(lines) < 4 || lines[0][2] != "holder" {
		t.Errorf("the table is %v, %v", lines, err)
	}
	var file struct {
		Fields  map[string]string
		Records []map[string]string
	}
	if err := json.Unmarshal([]byte(leader.open(register+"/file.json").body), &file); err != nil || len(file.Fields) != 10 || len(file.Records) != len(lines)-1 {
		t.Errorf("the other file is %+v, %v", file, err)
	}
	leader.sees("The court administration").misses("corridor").misses(as["member"].Pseudonym)
	member.open("/me/device").fill("/me/device", "own", "1")
	if member.open(register + "/file.json"); member.status != http.StatusNotFound {
		t.Errorf("to who isn't in the group it answers %d", member.status)
	}
}

func (p *program) noteBecomesADraft(t *testing.T) {
	leader := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	ask := leader.writeAsk(leader.campaign("Lamps for the path"), "A lamp")
	leader.open(ask).complete(ask+"/moves", "status", "adopted", "note", "Marker of a note.")
	leader.fill(leader.formTo("/outcome")).sees("Marker of a note.")
	if !strings.HasSuffix(leader.path, "/edit") || textOf(leader.field("what")) != "Marker of a note." {
		t.Errorf("it leads to %s with %q", leader.path, textOf(leader.field("what")))
	}
}
