package content_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"tinig/curriculum/content"
)

func TestOneFaultAndNothingIsLoaded(t *testing.T) {
	c, err := content.Load(course(t, change{en, ".close", ".learn"}))
	var faults content.Faults
	if c != nil || !errors.As(err, &faults) || len(faults) != 1 {
		t.Fatalf("a course without an end gave %v and %v", c, err)
	}
	if got := err.Error(); got != `units/leaf/en.md:1: format: a session ends with a block of the kind close` {
		t.Error(got)
	}
}

func TestAnErrorSpellsOutFiftyFaultsAndCountsTheRest(t *testing.T) {
	c := course(t)
	for i := range 60 {
		c[fmt.Sprintf("units/%d/fil.md", i)] = &fstest.MapFile{}
	}
	_, err := content.Load(c)
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 51 || lines[50] != "and 10 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestParticipantsSeeBlocksAndTrainersTheirNotesToo(t *testing.T) {
	unit := theUnit(t, course(t))
	blocks, taught := unit.Participant("fil"), unit.Trainer("fil")
	if len(blocks) != 11 || len(taught) != len(blocks) {
		t.Fatalf("%d blocks, %d with notes", len(blocks), len(taught))
	}
	if b := blocks[2]; b.ID != "trees" || b.Lighter != "shade" || b.Goal != "trees" || b.Minutes != 20 || b.Lang != "fil" || !strings.Contains(b.Note, "beynte") {
		t.Errorf("the heavier block is %+v", b)
	}
	if b := blocks[3]; b.Heavier != "trees" || b.Note != "" || !b.Safety {
		t.Errorf("the lighter block is %+v", b)
	}
	notes := 0
	for _, step := range taught {
		if step.Note != nil {
			notes++
		}
	}
	if notes != 5 || taught[0].Note.ID != "settling-in-notes" || taught[9].Note == nil || taught[10].Note != nil {
		t.Errorf("%d notes: %+v", notes, taught)
	}
}

// No trainer's note reaches a participant, whatever blocks a unit has and in whatever language it is read.
func TestNoTrainersNoteReachesAParticipant(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var b strings.Builder
		head, _, _ := strings.Cut(leaf, "## Settling in")
		b.WriteString(strings.Replace(head, "minutes: 60", "minutes: 70", 1))
		section := func(id, kind string, minutes int) {
			fmt.Fprintf(&b, "## Block {#%s .%s minutes=%d}\n\nWords for all.\n\n", id, kind, minutes)
			if rapid.Bool().Draw(r, "note") {
				fmt.Fprintf(&b, "## SECRET {#%s-notes .trainer_note}\n\n> SECRET words\n\n### SECRET\n\n- *SECRET*\n\n```pacer 2\n3 SECRET\n```\n\n", id)
			}
		}
		section("arrive", "arrive", 5)
		for i := range 10 {
			section(fmt.Sprint("b", i), rapid.SampledFrom([]string{"learn", "draw", "talk", "rest", "ground"}).Draw(r, "kind"), 6)
		}
		section("close", "close", 5)
		files := course(t)
		files[en] = &fstest.MapFile{Data: []byte(b.String())}
		for _, lang := range []string{"ceb", "es", "sw", "ar"} {
			delete(files, "units/leaf/"+lang+".md")
		}
		files[fil] = &fstest.MapFile{Data: []byte(translation(b.String()))}
		unit := theUnit(t, files)
		for _, lang := range []string{"en", "fil", "ceb"} {
			for _, block := range unit.Participant(lang) {
				if said := fmt.Sprint(block.Title, block.HTML(today), block.Pacers(), block.Note); strings.Contains(said, "SECRET") {
					r.Fatalf("in %s a participant reads %s", lang, said)
				}
			}
		}
	})
}

func TestHTMLHoldsFactsPacersAndNothingElse(t *testing.T) {
	c := load(t, course(t, change{en, "**Others** don't.", `**Others** don't, & "so" is 1 < 2.`}))
	unit, _ := c.Unit("leaf")
	trees, feet := unit.Participant("en")[2], unit.Participant("en")[1]
	want := `<p>Some <em>trees</em> lose a branch. <strong>Others</strong> don't, &amp; &quot;so&quot; is 1 &lt; 2.</p>
<h3>What the records say</h3>
<div class="fact">
<p>A tree may stand.</p>
<p><small>Law of trees, section 1. Read in: treelaw.example. Last checked on 1 March 2026.</small></p>
</div>
`
	if got := string(trees.HTML(today)); got != want {
		t.Errorf("the fact that is overdue isn't hidden, or more is:\n%s", got)
	}
	if early := string(trees.HTML(today.AddDate(0, -1, 0))); !strings.Contains(early, "Law of &lt;trees&gt;. Read in") {
		t.Errorf("a fact on its last day is gone:\n%s", early)
	}
	if got := content.Check(course(t)).Overdue(today); !slices.Equal(got, []string{"tree-2"}) {
		t.Errorf("overdue: %q", got)
	}
	want = `<p>Look around you.</p>
<div class="pacer" data-rounds="3" data-begin="Pace this with me" data-end="Stop">
<p>3 times through</p>
<ol>
<li data-seconds="4"><span>Breathe in</span> <small>4 seconds</small></li>
<li data-seconds="6"><span>Breathe out</span> <small>6 seconds</small></li>
</ol>
</div>
`
	if got := string(feet.HTML(today)); !strings.HasPrefix(got, want) {
		t.Errorf("the exercise is\n%s", got)
	}
	if p := feet.Pacers(); len(p) != 2 || p[0].Rounds != 3 || p[0].Steps[1] != (content.Step{Seconds: 6, Words: "Breathe out"}) {
		t.Errorf("the pacers are %+v", p)
	}
}

func TestWhatIsNotTranslatedIsEnglishAndSaysSo(t *testing.T) {
	files := course(t)
	translated := string(files[fil].Data)
	from, to := strings.Index(translated, "## Looking back"), strings.Index(translated, "## If you want")
	files[fil].Data = []byte(translated[:from] + translated[to:])
	unit := theUnit(t, files)
	for _, block := range unit.Participant("fil") {
		if missing := block.ID == "looking-back"; block.Fallback != missing || (block.Lang == "en") != missing {
			t.Errorf("%s is in %s, fallback %v", block.ID, block.Lang, block.Fallback)
		}
	}
	if !unit.Offered("fil") || unit.Offered("xx") {
		t.Error("a language is offered by something else than by what keeps a reader safe")
	}
	if head := unit.Head("xx"); !head.Fallback || head.Lang != "en" || unit.Head("fil").Fallback {
		t.Errorf("the head of another language is %+v", head)
	}
	for _, step := range unit.Trainer("xx") {
		if !step.Block.Fallback || step.Note != nil && !step.Note.Fallback || step.Block.Lang != "en" {
			t.Errorf("in another language, %s doesn't say that it is English", step.Block.ID)
		}
	}
}

// A change of the source shows in each translation until somebody has brought it up to date.
func TestAChangeOfTheSourceShows(t *testing.T) {
	for _, c := range []struct {
		from, to, stale string
		offered         bool
	}{
		{"Name one leaf.", "Name two leaves.", "looking-back", true},
		{"## Rest {#rest", "## A rest {#rest", "rest", true},
		{"Thank you for today.", "Thank you.", "good-bye", false},
		{"Draw a tree that gives shade.", "Draw a tree.", "shade", false},
		{"We name what harms a tree", "We name what breaks a tree", "trees", false},
		{"We look at leaves, and draw one.", "We look at leaves.", "", false},
		{".rest minutes=5}", ".rest minutes=5 }", "", true}, // no word of it has changed
	} {
		files := course(t)
		source := strings.Replace(leaf, c.from, c.to, 1)
		files[en].Data = []byte(source)
		unit := theUnit(t, files)
		for _, block := range unit.Participant("fil") {
			if block.Stale != (block.ID == c.stale) {
				t.Errorf("after %q, %s is stale: %v", c.to, block.ID, block.Stale)
			}
		}
		if unit.Offered("fil") != c.offered || !unit.Offered("en") {
			t.Errorf("after %q it is offered: %v", c.to, unit.Offered("fil"))
		}
		stamped, err := content.Stamp(fil, []byte(source), files[fil].Data)
		if err != nil {
			t.Fatal(err)
		}
		files[fil].Data = stamped
		unit = theUnit(t, files)
		if !unit.Offered("fil") || slices.ContainsFunc(unit.Participant("fil"), func(b content.Block) bool { return b.Stale }) {
			t.Errorf("after %q and a stamp it is still stale", c.to)
		}
	}
}

func TestStampingTwiceChangesNothing(t *testing.T) {
	files := course(t)
	again, err := content.Stamp(fil, files[en].Data, files[fil].Data)
	if err != nil || string(again) != string(files[fil].Data) {
		t.Errorf("%v, and it reads\n%s", err, again)
	}
}

func TestAMalformedTranslationIsNotStamped(t *testing.T) {
	files := course(t, change{fil, "{#rest", "{#sleep"})
	if stamped, err := content.Stamp(fil, files[en].Data, files[fil].Data); err == nil {
		t.Errorf("it is stamped: %s", stamped)
	}
}

func TestTheVersionIsThatOfTheWords(t *testing.T) {
	of := func(changes ...change) string { return load(t, course(t, changes...)).Version() }
	first := of()
	for name, c := range map[string]change{
		"English":       {en, "Name one leaf.", "Name a leaf."},
		"a translation": {fil, "Name one leaf.", "Name a leaf."},
		"minutes":       {en, "group: [4, 14]", "group: [4, 12]"},
	} {
		if of(c) == first {
			t.Errorf("another version of %s is the same course", name)
		}
	}
	for name, c := range map[string]change{
		"spaces":  {en, "Name one leaf.", "Name one leaf.  "},
		"a fact":  {"facts.toml", "A tree may stand.", "A tree stands."},
		"its end": {en, "Look at one leaf a day.\n", "Look at one leaf a day."},
	} {
		if of(c) != first {
			t.Errorf("%s makes another version", name)
		}
	}
	crlf := course(t)
	crlf[en].Data = []byte(strings.ReplaceAll(leaf, "\n", "\r\n"))
	if load(t, crlf).Version() != first {
		t.Error("another system's line ends make another version")
	}
}

// A cohort keeps the course that it began with: what it was loaded from makes the same course again.
func TestACourseCanBeLoadedAgainFromItsFiles(t *testing.T) {
	c, files := load(t, course(t)), fstest.MapFS{}
	for name, text := range c.Files() {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	again := load(t, files)
	if again.Version() != c.Version() || len(again.Rubric("fil").Criteria) != 1 {
		t.Error("loaded again it is another course")
	}
}

func TestNothingThatIsHandedOutChangesTheCourse(t *testing.T) {
	c := load(t, course(t))
	unit, _ := c.Unit("leaf")
	unit.Participant("en")[0] = content.Block{}
	unit.Participant("en")[1].Pacers()[0].Steps[0].Words = "hold"
	unit.Head("en").Materials[0] = "glue"
	c.Units()[0] = content.Unit{}
	c.Files()["x"] = "y"
	c.Rubric("en").Examples[0].Scores["pace"] = 9
	again, _ := c.Unit("leaf")
	if again.Participant("en")[0].ID != "settling-in" || again.Participant("en")[1].Pacers()[0].Steps[0].Words != "Breathe in" ||
		again.Head("en").Materials[0] != "paper" || c.Units()[0].ID != "leaf" || c.Files()["x"] != "" || c.Rubric("en").Examples[0].Scores["pace"] != 1 {
		t.Error("a reader can change the course for the others")
	}
}

func TestRubricIsInALanguageOrInEnglishAsAWhole(t *testing.T) {
	c := load(t, course(t))
	if r := c.Rubric("fil"); r.Lang != "fil" || r.Criteria[0].Options[1].Text != "Kalmado." || r.Examples[0].Scores["pace"] != 1 {
		t.Errorf("in Filipino: %+v", r)
	}
	if r := c.Rubric("sw"); r.Lang != "en" || r.Criteria[0].Name != "Pace" {
		t.Errorf("in Swahili: %+v", r)
	}
}

func TestQuestionsHaveTwoFormsInOneLanguage(t *testing.T) {
	c := load(t, course(t))
	q := c.Questions("ceb")[0]
	if q.Lang != "ceb" || q.A.Options[q.A.Right] != "Oo" || q.B.Options[q.B.Right] != "Ang kahoy" || q.Fact != "tree-1" {
		t.Errorf("in Cebuano: %+v", q)
	}
	if q := c.Questions("sw")[0]; q.Lang != "en" || q.B.Ask != "Who may stand?" {
		t.Errorf("in Swahili: %+v", q)
	}
}

func TestToolsAreExercisesThatStandAlone(t *testing.T) {
	tools := load(t, course(t)).Tools("ceb")
	if len(tools) != 1 || tools[0].ID != "feet" || tools[0].Lang != "ceb" {
		t.Errorf("the tools are %+v", tools)
	}
}

// allowedTags are all that a block's HTML is made of, with the attributes that each may have.
var allowedTags = map[string]string{
	"p": "lang dir", "em": "", "strong": "", "ul": "", "ol": "start", "li": "data-seconds", "blockquote": "", "h3": "",
	"div": "class data-rounds data-begin data-end", "small": "", "span": "", "br": "",
}

// safe refuses HTML that holds anything else.
func safe(t *testing.T, where, text string) {
	t.Helper()
	tokens := html.NewTokenizer(strings.NewReader(text))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("%s: %s", where, tokens.Token())
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			allowed, known := allowedTags[token.Data]
			for _, a := range token.Attr {
				known = known && slices.Contains(strings.Fields(allowed), a.Key)
			}
			if !known {
				t.Errorf("%s: %s", where, token)
			}
		}
	}
}

func theUnit(t *testing.T, files fstest.MapFS) content.Unit {
	t.Helper()
	unit, ok := load(t, files).Unit("leaf")
	if !ok {
		t.Fatal("the unit isn't there")
	}
	return unit
}

func FuzzWhatIsLoadedIsSafe(f *testing.F) {
	for _, seed := range []string{"<script>", "[x](javascript:x)", "<https://x>", "![a](b)", "`a`", "&#60;b&#62;", "a\n\n    b", "* a\n  * b\n\n1. c", "x {.y onclick=z}", "### h {#x onclick=y}", "[a]: b\n[a]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, words string) {
		files := course(t)
		files[en].Data = []byte(strings.Replace(leaf, "Draw a tree", words, 1))
		c, err := content.Load(files)
		if err != nil {
			return
		}
		unit, _ := c.Unit("leaf")
		for _, block := range unit.Participant("en") {
			safe(t, block.ID, string(block.HTML(today)))
		}
	})
}
