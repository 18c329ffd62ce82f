package content_test

import (
	"slices"
	"strings"
	"testing"

	"tinig/curriculum/content"
)

func TestACourseWithoutFaultsHasNone(t *testing.T) {
	for _, fault := range content.Check(course(t)).Faults {
		t.Error(fault)
	}
}

// planted are faults of each kind, each with the file, the rule and a part of the reason that it is to be named by. The line
// is that on which what was planted stands.
var planted = []struct {
	change
	rule, reason string
}{
	{change{en, "---\ntitle", "title"}, "format", "there is no head"},
	{change{en, "title: Leaves", "title: Leaves: two"}, "format", "the head can't be read"},
	{change{en, "title: Leaves", "title: \"\""}, "format", "no title"},
	{change{en, "place: 1", "plaice: 1"}, "format", `has no "plaice"`},
	{change{en, "area: self_awareness", "area: cooking"}, "format", `no area "cooking"`},
	{change{en, "minutes: 60", "minutes: 61"}, "format", "take 60"},
	{change{en, "minutes: 60", "minutes: 55"}, "format", "60 to 90"},
	{change{en, "group: [4, 14]", "group: [4]"}, "format", "smallest and the largest"},
	{change{en, "after: []", "after: [nowhere]"}, "format", `no unit "nowhere"`},
	{change{en, `reviewed_on: ""`, "reviewed_on: soon"}, "format", "a day such as"},
	{change{en, "## Feet {#feet .ground minutes=5 tool=yes}", "## Feet {#feet .ground minutes=5 tool=\"yes}"}, "format", "braces can't be read"},
	{change{en, "{#feet .ground", "{#Feet .ground"}, "format", "an id of small letters"},
	{change{en, "{#rest .rest", "{#feet .rest"}, "format", `two blocks "feet"`},
	{change{en, "{#rest .rest", "{#rest .nap"}, "format", `not "nap"`},
	{change{en, ".rest minutes=5", ".rest"}, "format", "lacks minutes="},
	{change{en, ".rest minutes=5", ".rest minutes=5 colour=red"}, "format", `attribute "colour"`},
	{change{en, ".handout}", ".handout minutes=5}"}, "format", "takes no minutes"},
	{change{en, "{#feet-notes", "{#foot-notes"}, "format", "the id of its block"},
	{change{en, ".arrive", ".learn"}, "format", "begins with a block of the kind arrive"},
	{change{en, ".close", ".learn"}, "format", "ends with a block of the kind close"},
	{change{en, "lighter=shade", "lighter=sun"}, "format", `"sun" stands right after`},
	{change{en, ".draw minutes=20 goal=trees", ".draw minutes=20 goal=sun"}, "format", "the same goal="},
	{change{en, ".draw minutes=20", ".draw minutes=15"}, "format", "takes as long as the heavier"},
	{change{en, ` note="We name what harms a tree, twenty minutes. You can draw shade instead."`, ""}, "format", "a heavier block has note="},
	{change{en, "We name what harms", strings.Repeat("very ", 25) + "harms"}, "format", "at most 25 words"},
	{change{en, `content_note: ""`, "content_note: " + strings.Repeat("word ", 26)}, "format", "at most 25 words"},
	{change{en, "a tree, twenty minutes.", "a tree."}, "content note", "how long"},
	{change{en, "Draw a tree", "![a tree](tree.png) Draw a tree"}, "image", "an image"},
	{change{en, "Draw a tree", "Draw a [tree](https://trees.example)"}, "format", "a link"},
	{change{en, "Draw a tree", "Draw a <b>tree</b>"}, "format", "raw HTML"},
	{change{en, "Draw a tree", "#### Draw\n\nA tree"}, "format", "level 4"},
	{change{en, "Draw a tree", "See www.trees.example. Draw a tree"}, "format", "an address"},
	{change{en, "Draw a tree", "| a | b |\n\nDraw a tree"}, "format", "a table"},
	{change{en, "```facts", "```laws"}, "format", "a fenced block is"},
	{change{en, "tree-1", "tree-9"}, "format", `no fact "tree-9"`},
	{change{en, "```pacer 2", "```pacer many"}, "format", "rounds"},
	{change{en, "5 Look at a leaf", "Look at a leaf"}, "format", "seconds and words"},
	{change{en, "5 Look at a leaf", "5 Breathe again"}, "shape", "one without"},
	{change{en, "- Sun\n", ""}, "shape", "3 to 5 options"},
	{change{en, "- Which tree do you pass by?\n", ""}, "shape", "2 to 4 prompts"},
	{change{en, ".look_back", ".learn"}, "shape", "kind look_back"},
	{change{en, "## Trainer notes: one word {#one-word-notes .trainer_note}\n\nNo answer is right.\n", ""}, "shape", "trainers' notes"},
	{change{en, "Draw a tree", "Nobody says child porn. Draw a tree"}, "terminology", "child sexual abuse material"},
	{change{en, "Draw a tree", "Tell us what happened. Draw a tree"}, "own-story", "one's own story"},
	{change{en, "End on time.", "Ask each one to share your story."}, "own-story", "one's own story"},
	{change{en, "Draw a tree", "Article 12 says so. Draw a tree"}, "law", "what a law says"},
	{change{en, "Draw a tree", "The Act of 2022 says so. Draw a tree"}, "law", "what a law says"},
	{change{en, "Draw a tree", "Call 1343 at night. Draw a tree"}, "helpline", "a number to call"},
	{change{en, "Draw a tree", "She was naked. Draw a tree"}, "graphic", "too much"},
	{change{en, "Draw a tree", "Well done! Draw a tree"}, "tone", "exclamation"},
	{change{en, "Draw a tree", "We were rescued. Draw a tree"}, "tone", "what was done to her"},
	{change{en, "Draw a tree", "Hold your breath. Draw a tree"}, "breath", "take her back"},
	{change{en, "Draw a tree", "Look on YouTube. Draw a tree"}, "neutral", "no brand"},
	{change{en, "Look at one leaf a day.", "This is for survivors."}, "handout", "found by somebody"},
	{change{fil, "Look at one leaf a day.", "Para sa mga biktima."}, "handout", "found by somebody"},
	{change{en, "{#rest .rest", "{#rest .story"}, "made up", "made up from many"},
	{change{en, "Draw a tree", strings.Repeat("And then we ", 9) + "draw a tree"}, "reading", "a sentence of"},
	{change{en, "Draw a tree that gives shade.", strings.Repeat("Considerable institutional responsibilities necessitate accountability. ", 20)}, "reading", "Flesch-Kincaid"},
	{change{fil, "{#rest", "{#rest .rest"}, "format", "a translation's heading"},
	{change{fil, "{#rest", "{#sleep"}, "format", `no block "sleep"`},
	{change{fil, "tree-1\ntree-2", "tree-2\ntree-1"}, "format", "other ones than in en.md"},
	{change{fil, "4 Breathe in", "5 Breathe in"}, "format", "other rounds, steps or seconds"},
	{change{fil, "```facts\ntree-1\ntree-2\n```", ""}, "format", "pieces of facts"},
	{change{fil, "## Looking back {#looking-back source=\"", "## Looking back {#lookingback source=\""}, "languages", "missing: looking-back"},
	{change{fil, "Draw a tree", "Ikuwento ang nangyari sa iyo. Draw a tree"}, "own-story", "one's own story"},
	{change{fil, "Draw a tree", "Tumawag sa 1343. Draw a tree"}, "helpline", "a number to call"},
	{change{fil, "Draw a tree", "Ayon sa Artikulo 12. Draw a tree"}, "law", "what a law says"},
	{change{"units/leaf/notes.txt", "", "x"}, "format", "one file for each language"},
	{change{"units/bare/fil.md", "", "x"}, "format", "no en.md"},
	{change{"facts.toml", `country = "PH"`, `land = "PH"`}, "format", "land"},
	{change{"facts.toml", "checked_on = 2026-03-01", "checked_on = 2028-03-01"}, "format", "before it was checked"},
	{change{"facts.toml", `ceb = "Pwede motubo ang kahoy."`, ""}, "languages", `tree-2 isn't there in "ceb"`},
	{change{"facts.toml", "A tree may stand.", "A tree may stand. Call 1343."}, "helpline", "a number to call"},
	{change{"knowledge.toml", `fact = "tree-1"`, `fact = "tree-9"`}, "format", `no fact "tree-9"`},
	{change{"knowledge.toml", "right = 1", "right = 4"}, "format", "the number of an option"},
	{change{"knowledge.toml", `"Tuwing Linggo", `, ""}, "format", "other options"},
	{change{"knowledge.toml", `ask = "Pwede ba motindog ang kahoy?"`, ""}, "languages", `stand isn't there in "ceb"`},
	{change{"rubric.toml", "score = 1\n", "score = 2\n"}, "format", "0, 1, 2"},
	{change{"rubric.toml", "pace = 1", "pace = 7"}, "format", "no score 7"},
}

const (
	en  = "units/leaf/en.md"
	fil = "units/leaf/fil.md"
)

func TestAPlantedFaultIsNamed(t *testing.T) {
	for _, p := range planted {
		t.Run(p.rule+" "+p.reason, func(t *testing.T) {
			report := content.Check(course(t, p.change))
			for _, fault := range report.Faults {
				if fault.Rule == p.rule && strings.Contains(fault.Reason, p.reason) && fault.Line > 0 {
					return
				}
			}
			t.Errorf("nothing names %q in %s; the faults are:\n%v", p.to, p.file, report.Faults)
		})
	}
}

func TestAFaultIsNamedOnItsLine(t *testing.T) {
	report := content.Check(course(t, change{en, "Welcome. You may sit where you like.\nNot today is fine.", "Welcome. You may sit where you like.\nCall 1343."}))
	line := 1 + strings.Count(leaf[:strings.Index(leaf, "Not today is fine.")], "\n")
	for _, fault := range report.Faults {
		if fault.File == en && fault.Line == line && fault.Rule == "helpline" {
			return
		}
	}
	t.Errorf("line %d isn't named: %v", line, report.Faults)
}

// The rules count in every language: words are borrowed.
func TestWhatIsRefusedIsRefusedInEachLanguage(t *testing.T) {
	for words, rule := range map[string]string{
		"Write down what happened that day.":            "own-story",
		"Share with the group your story.":              "own-story",
		"Think of a time when you were hurt.":           "own-story",
		"Tell your partner about your past.":            "own-story",
		"Ibahagi sa grupo ang iyong kuwento.":           "own-story",
		"Ano ang nangyari sa iyo?":                      "own-story",
		"Isulti sa grupo ang nahitabo kanimo.":          "own-story",
		"Cuenta al grupo tu historia.":                  "own-story",
		"Cuéntanos lo que te pasó.":                     "own-story",
		"Tuambie kilichotokea.":                         "own-story",
		"Simulia kikundi hadithi yako.":                 "own-story",
		"احكي لنا ما حدث.":                              "own-story",
		"شاركي المجموعة قصتك.":                          "own-story",
		"Batay ito sa Batas Republika.":                 "law",
		"Lo dice el artículo 12.":                       "law",
		"Kifungu cha 12 kinasema hivyo.":                "law",
		"تقول المادة ١٢ ذلك.":                           "law",
		"It is illegal to take the pencil.":             "law",
		"Ligtas ang sinumang tumawag sa 0917 123 4567.": "helpline",
		"اتصل بالرقم ١١٦.":                              "helpline",
		"Piga simu 116.":                                "helpline",
		"Ipikit ang mga mata.":                          "breath",
		"Cierra los ojos.":                              "breath",
		"Fumba macho.":                                  "breath",
		"أغمض عينيك.":                                   "breath",
		"Palagi siyang na-rescue.":                      "tone",
		"Eres una víctima.":                             "tone",
		"¡Hola a todos.":                                "tone",
		"Sinabi niyang cybersex iyon.":                  "terminology",
	} {
		report := content.Check(course(t, change{en, "Draw a tree", words + " Draw a tree"}))
		if !slices.ContainsFunc(report.Faults, func(f content.Fault) bool { return f.Rule == rule && f.File == en }) {
			t.Errorf("%q isn't refused by %s: %v", words, rule, report.Faults)
		}
	}
}

// What says the opposite of what a rule refuses is let be, in the language that says it.
func TestASentenceThatForbidsTheSameIsNoFault(t *testing.T) {
	for words, lang := range map[string]string{
		"Nobody asks you to tell what happened.":            "en",
		"You don't share your story here.":                  "en",
		"You never need to hold your breath.":               "en",
		"In 2026 the tree was planted.":                     "en",
		"Everyone has a right to be heard.":                 "en",
		"Hindi mo kailangang ikuwento ang nangyari.":        "fil",
		"Walang magtatanong kung ano ang nangyari sa iyo.":  "fil",
		"Dili nimo kinahanglan isulti ang nahitabo kanimo.": "ceb",
		"Nadie te pide: cuenta tu historia.":                "es",
		"Si lazima utuambie kilichotokea.":                  "sw",
		"لا نطلب منك: احكي لنا ما حدث.":                     "ar",
	} {
		file := "units/leaf/" + lang + ".md"
		for _, fault := range content.Check(course(t, change{file, "Draw a tree", words + " Draw a tree"})).Faults {
			if fault.File == file {
				t.Errorf("%q: %s", words, fault)
			}
		}
	}
}

// "way" is a no in Cebuano, and let English sentences be.
func TestANoOfAnotherLanguageIsNone(t *testing.T) {
	if len(content.Check(course(t, change{en, "Draw a tree", "Tell us what happened, in your own way. Draw a tree"})).Faults) == 0 {
		t.Error("the sentence is let be")
	}
}
