package curriculum_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
)

var ctx = context.Background()

// house is a network of a few members, a course of a few made-up units, and a clock that stands until it is moved.
type house struct {
	*curriculum.Curriculum
	t       testing.TB
	db      *sqlx.DB
	streams *stream.Streams
	network string
	today   time.Time
	told    []string // members who were told that they are asked
	untold  error    // what telling them answers

	acts       []string // that were recorded
	unrecorded bool     // the record can't be written

	noted    []string // what inboxes were told of observations, each with its member
	answered []string // members who have answered, with the day on which they were asked
}

// units are the made-up course: two of its main track, one of each other track.
var units = [][3]string{{"opening", "opening", "1"}, {"leaf", "self_awareness", "1"}, {"voice", "voice", "1"}, {"guide", "trainer", "1"}}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, db: dbtest.New(t), network: uuid.NewString(), today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	h.streams = stream.New(h.db, nil)
	h.db.MustExec(`INSERT INTO networks (id, kind, name, languages, founded_on) VALUES ($1, 'local', 'Harbour', '{en}', $2)`, h.network, h.today)
	h.teach(course("One leaf a day."))
	return h
}

// teach serves the house with another course, as a program of another version would.
func (h *house) teach(files fstest.MapFS) {
	h.t.Helper()
	newest, err := content.Load(files)
	must(h.t, err)
	h.Curriculum, err = curriculum.New(ctx, h.db, h.streams, curriculum.Config{Course: newest, Now: func() time.Time { return h.today },
		Tell: func(_ context.Context, _ *stream.Tx, _ string, members []string, _ time.Time) error {
			h.told = append(h.told, members...)
			return h.untold
		},
		Seen: h.notes("waits"), Agreed: h.notes("agreed"), Heard: h.notes("heard"), Second: h.notes("second"),
		LetOut: func(_ context.Context, _ *sqlx.Tx, _, _ string, _ time.Time, cells []curriculum.Count) (told []curriculum.Told, _ error) {
			for _, cell := range cells {
				told = append(told, curriculum.Told{Name: cell.Name, Number: cell.Count})
			}
			return told, nil
		},
		Record: func(_ context.Context, _ *sqlx.Tx, a curriculum.Actor, act, subject string) error {
			if h.unrecorded {
				return errors.New("the record can't be written")
			}
			h.acts = append(h.acts, a.Member+" "+act+" "+subject)
			return nil
		},
		Answered: func(_ context.Context, _ *stream.Tx, _, member string, asked time.Time) error {
			h.answered = append(h.answered, member+asked.Format(" 2006-01-02"))
			return h.untold
		}})
	must(h.t, err)
}

// notes keeps what a member was told of an observation.
func (h *house) notes(what string) func(context.Context, *stream.Tx, string, string, time.Time) error {
	return func(_ context.Context, _ *stream.Tx, _, member string, day time.Time) error {
		h.noted = append(h.noted, what+" "+member+day.Format(" 2006-01-02"))
		return h.untold
	}
}

// course is a course whose unit "leaf" says some words. Each unit's trainers' notes say SECRET.
func course(words string) fstest.MapFS {
	files := fstest.MapFS{"facts.toml": {Data: []byte(facts)}, "knowledge.toml": {Data: []byte(knowledge)}, "rubric.toml": {Data: []byte(rubric)}}
	for _, u := range units {
		text := strings.NewReplacer("TITLE", u[0], "AREA", u[1], "PLACE", u[2], "WORDS", map[bool]string{true: words, false: "Leaves grow."}[u[0] == "leaf"]).Replace(unit)
		files["units/"+u[0]+"/en.md"] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// member adds a member of a band.
func (h *house) member(band string) curriculum.Actor {
	h.t.Helper()
	id := uuid.NewString()
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on) VALUES ($1, $2, $3, '', $4, 'confirmed', $5)`,
		h.network, id, "Member "+id, band, h.today)
	return curriculum.Actor{Network: h.network, Member: id, Band: band, Learns: true}
}

func (h *house) learner() curriculum.Actor { return h.member("adult") }

func (h *house) trainer() curriculum.Actor {
	a := h.member("adult")
	a.Teaches = true
	return a
}

func (h *house) draft() curriculum.Draft {
	return curriculum.Draft{Once: uuid.NewString(), Name: "Narra", Band: "adult", Mode: curriculum.InRoom, Track: "course", Plan: curriculum.Weekly,
		Languages: []string{"en"}, StartsOn: h.today}
}

// cohort begins one.
func (h *house) cohort(trainer curriculum.Actor, change ...func(*curriculum.Draft)) string {
	h.t.Helper()
	draft := h.draft()
	for _, do := range change {
		do(&draft)
	}
	id, err := h.Begin(ctx, trainer, draft)
	must(h.t, err)
	return id
}

// join has somebody asked in and say yes.
func (h *house) join(trainer curriculum.Actor, id, part string, members ...curriculum.Actor) {
	h.t.Helper()
	for _, m := range members {
		must(h.t, h.Ask(ctx, trainer, id, part, []string{m.Member}))
		must(h.t, h.Answer(ctx, m, id, true))
	}
}

// place is what somebody is in a cohort.
func (h *house) place(a curriculum.Actor, id string) curriculum.Place {
	h.t.Helper()
	place, err := h.Cohort(ctx, a, id)
	must(h.t, err)
	return place
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails unless an error is the refusal of this kind and message.
func refused(t testing.TB, err error, kind locales.Kind, id string) {
	t.Helper()
	var refusal *locales.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != kind || refusal.ID != id {
		t.Errorf("got %v, want %s", err, id)
	}
}

// absent fails unless something isn't there.
func absent(t testing.TB, err error) {
	t.Helper()
	refused(t, err, locales.NotFound, "curriculum.nothing_here")
}

// keys seal as a keyring does, so that a test sees what for: they open only what they sealed.
type keys string

func (k keys) Seal(_ context.Context, plain []byte) ([]byte, error) {
	out := []byte(string(k) + "|")
	for _, b := range plain {
		out = append(out, b^0x55)
	}
	return out, nil
}

func (k keys) Open(_ context.Context, sealed []byte) ([]byte, error) {
	rest, ok := strings.CutPrefix(string(sealed), string(k)+"|")
	if !ok {
		return nil, fmt.Errorf("sealed by another")
	}
	out := []byte(rest)
	for i := range out {
		out[i] ^= 0x55
	}
	return out, nil
}

func (k keys) Name(place string) []byte { return []byte(string(k) + "/" + place) }

const unit = `---
title: TITLE
area: AREA
place: PLACE
minutes: 60
group: [4, 14]
materials: [paper]
summary: We look at leaves.
content_note: ""
after: []
reviewed_by: ""
reviewed_on: ""
---

## Settling in {#settling-in .arrive minutes=5}

Welcome. You may sit where you like.

## Settling in, notes {#settling-in-notes .trainer_note}

SECRET one.

## How we are together {#together .agreement minutes=5}

We listen. You may pass.

## How we are together, notes {#together-notes .trainer_note}

SECRET two.

## Coming here {#coming-here .ground minutes=5}

Look at one thing near you.

## Coming here, notes {#coming-here-notes .trainer_note}

SECRET three.

## Leaves {#leaves .learn minutes=20}

WORDS

## Leaves, notes {#leaves-notes .trainer_note}

SECRET four.

## A rest {#a-rest .rest minutes=10}

Drink some water.

## Looking back {#looking-back .look_back minutes=10}

One word, or none.

## Looking back, notes {#looking-back-notes .trainer_note}

SECRET five.

## Someone to talk with {#someone .helpline}

You may talk with somebody outside this group.

## A leaf to take along {#a-leaf .handout}

Look at one leaf a day.

## Going on {#going-on .close minutes=5}

End on time.
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
