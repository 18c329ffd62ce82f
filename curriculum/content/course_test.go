package content_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tinig/curriculum/content"
)

// leaf is a unit with a block of most kinds, in English.
const leaf = `---
title: Leaves
area: self_awareness
place: 1
minutes: 60
group: [4, 14]
materials: [paper, pencils]
summary: We look at leaves, and draw one.
content_note: ""
after: []
reviewed_by: ""
reviewed_on: ""
---

## Settling in {#settling-in .arrive minutes=5}

Welcome. You may sit where you like.
Not today is fine.

## Trainer notes: settling in {#settling-in-notes .trainer_note}

**Aim.** People know where the door is.

> Welcome. You may go out at any time.

## Feet {#feet .ground minutes=5 tool=yes}

Look around you.

` + "```pacer 3\n4 Breathe in\n6 Breathe out\n```\n\n```pacer 2\n5 Look at a leaf\n```" + `

## Trainer notes: feet {#feet-notes .trainer_note}

Let people choose.

## Trees {#trees .learn minutes=20 lighter=shade goal=trees note="We name what harms a tree, twenty minutes. You can draw shade instead."}

Some *trees* lose a branch. **Others** don't.

### What the records say

` + "```facts\ntree-1\ntree-2\n```" + `

## Shade {#shade .draw minutes=20 goal=trees}

Draw a tree that gives shade.

## Trainer notes: trees {#trees-notes .trainer_note}

Both ways lead to the same place.

## Rest {#rest .rest minutes=5}

Have some water.

## One word {#one-word .choose minutes=10}

Which weather fits today?

- Sun
- Wind
- Rain

## Trainer notes: one word {#one-word-notes .trainer_note}

No answer is right.

## In pairs {#in-pairs .talk minutes=5}

- Which tree do you pass by?
- What would Amihan, who is made up, plant?

## Looking back {#looking-back .look_back minutes=5}

Name one leaf.

## If you want to talk {#helplines .helpline}

You may talk with someone outside this group.

## Good-bye {#good-bye .close minutes=5}

Thank you for today.

## Trainer notes: good-bye {#good-bye-notes .trainer_note}

End on time.

## A leaf to take along {#a-leaf .handout}

Look at one leaf a day.
`

const facts = `
[[fact]]
id = "tree-1"
country = "PH"
law = "Law of trees, section 1"
source = "treelaw.example"
checked_on = 2026-03-01
review_due = 2027-03-01
[fact.text]
en = "A tree may stand."
fil = "Puwedeng tumindig ang puno."
ceb = "Pwede motindog ang kahoy."

[[fact]]
id = "tree-2"
country = ""
law = "Law of <trees>"
source = "treelaw.example"
checked_on = "2026-01-01"
review_due = "2026-07-01"
[fact.text]
en = "A tree may grow."
fil = "Puwedeng lumaki ang puno."
ceb = "Pwede motubo ang kahoy."
`

const knowledge = `
[[question]]
id = "stand"
goal = "knows that a tree may stand"
fact = "tree-1"
[question.a.en]
ask = "May a tree stand?"
options = ["Yes", "On Sundays", "No"]
right = 1
[question.a.fil]
ask = "Puwede bang tumindig ang puno?"
options = ["Oo", "Tuwing Linggo", "Hindi"]
right = 1
[question.a.ceb]
ask = "Pwede ba motindog ang kahoy?"
options = ["Oo", "Matag Domingo", "Dili"]
right = 1
[question.b.en]
ask = "Who may stand?"
options = ["Nobody", "A tree"]
right = 2
[question.b.fil]
ask = "Sino ang puwedeng tumindig?"
options = ["Wala", "Ang puno"]
right = 2
[question.b.ceb]
ask = "Kinsa ang pwede motindog?"
options = ["Walay usa", "Ang kahoy"]
right = 2
`

const rubric = `
version = 1

[[criterion]]
id = "pace"
name = { en = "Pace", fil = "Bilis", ceb = "Dagan" }
[[criterion.option]]
score = 0
text = { en = "Fast.", fil = "Mabilis.", ceb = "Paspas." }
[[criterion.option]]
score = 1
text = { en = "Calm.", fil = "Kalmado.", ceb = "Kalma." }

[[example]]
id = "narra"
text = { en = "Narra waits.", fil = "Naghihintay si Narra.", ceb = "Naghulat si Narra." }
why = { en = "There is time.", fil = "May oras.", ceb = "Naay oras." }
[example.scores]
pace = 1
`

// change is an edit of one file of the course.
type change struct{ file, from, to string }

// course is the course in memory with some changes. Its translations are the English unit with bare headings, stamped after
// English has been changed and before they are.
func course(t *testing.T, changes ...change) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	put := func(file, text string) {
		for _, c := range changes {
			if c.file != file {
				continue
			}
			if !strings.Contains(text, c.from) {
				t.Fatalf("%s has no %q to change", file, c.from)
			}
			text = strings.Replace(text, c.from, c.to, 1)
		}
		files[file] = &fstest.MapFile{Data: []byte(text)}
	}
	put("facts.toml", facts)
	put("knowledge.toml", knowledge)
	put("rubric.toml", rubric)
	put("units/leaf/en.md", leaf)
	english := files["units/leaf/en.md"].Data
	for lang, minutes := range map[string]string{"fil": "beynte ka minuto", "ceb": "beynte ka minuto", "es": "veinte minutos", "sw": "dakika ishirini", "ar": "عشرين دقيقة"} {
		// A content note says how long, and rules.toml and levels.go know how each language says that.
		translated := strings.Replace(translation(string(english)), "twenty minutes", minutes, 1)
		if stamped, err := content.Stamp(lang+".md", english, []byte(translated)); err == nil {
			translated = string(stamped)
		}
		put("units/leaf/"+lang+".md", translated)
	}
	for _, c := range changes {
		if _, there := files[c.file]; !there {
			files[c.file] = &fstest.MapFile{Data: []byte(c.to)}
		}
	}
	return files
}

var (
	onlyEnglish = regexp.MustCompile(`(?m)^(area|place|minutes|group|after):.*\n`)
	braces      = regexp.MustCompile(`\{(#[a-z0-9-]+)[^}]*?( note="[^"]*")?\}`)
)

// translation is an English unit as a translation of it looks.
func translation(english string) string {
	return braces.ReplaceAllString(onlyEnglish.ReplaceAllString(english, ""), "{$1$2}")
}

func load(t *testing.T, files fs.FS) *content.Course {
	t.Helper()
	c, err := content.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var today = time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
