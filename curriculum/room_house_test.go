package curriculum_test

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
)

// walk is a session that stirs nothing up.
const walk = `---
title: A walk
area: opening
place: 1
minutes: 60
group: [4, 14]
materials: [paper]
summary: We walk and look.
content_note: ""
after: []
reviewed_by: ""
reviewed_on: ""
---

## Settling in {#settling-in .arrive minutes=10}

Welcome.

## Notes: settling in {#settling-in-notes .trainer_note}

Only a trainer reads this.

## Feet {#feet .ground minutes=10}

Look around you.

## One word {#one-word .choose minutes=20}

Which weather fits today?

- Sun
- Wind
- Rain

## Rest {#rest .rest minutes=10}

Have some water.

## Going {#going .close minutes=10}

Go well.
`

// storm is one with a content note.
const storm = `---
title: A storm
area: self_awareness
place: 1
minutes: 60
group: [4, 14]
materials: [paper]
summary: We look at the sky.
content_note: "We look at dark clouds, ten minutes. You can look at a pond instead."
after: []
reviewed_by: ""
reviewed_on: ""
---

## Settling in {#settling-in .arrive minutes=20}

Welcome.

## Clouds {#clouds .learn minutes=30 lighter=pond goal=sky note="We look at dark clouds, ten minutes. You can look at a pond instead."}

Clouds are made of water.

## Pond {#pond .draw minutes=30 goal=sky}

Draw a pond.

## Going {#going .close minutes=10}

Go well.
`

// roomHouse is one network with a cohort, and a clock that stands until it is moved.
type roomHouse struct {
	*curriculum.Curriculum
	t       *testing.T
	db      *sqlx.DB
	now     time.Time
	network string
	cohort  string
	trainer curriculum.Actor
}

func newRoomHouse(t *testing.T) *roomHouse {
	t.Helper()
	t.Parallel()
	h := &roomHouse{t: t, db: dbtest.New(t), network: uuid.NewString(), now: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	course, err := content.Load(fstest.MapFS{
		"units/walk/en.md": {Data: []byte(walk)}, "units/storm/en.md": {Data: []byte(storm)},
		"facts.toml": {}, "rubric.toml": {}, "knowledge.toml": {},
	})
	h.must(err)
	tell := func(context.Context, *stream.Tx, string, []string, time.Time) error { return nil }
	untold := func(context.Context, *stream.Tx, string, string, time.Time) error { return nil }
	h.Curriculum, err = curriculum.New(t.Context(), h.db, stream.New(h.db, nil), curriculum.Config{
		Course: course, Tell: tell, Answered: untold, Now: func() time.Time { return h.now }})
	h.must(err)
	h.db.MustExec(`INSERT INTO networks VALUES ($1, 'local', 'Harbour', '{en}', $2)`, h.network, h.now)
	h.trainer = h.member()
	h.trainer.Teaches = true
	h.cohort, err = h.Begin(t.Context(), h.trainer, curriculum.Draft{Once: uuid.NewString(), Name: "Mango", Band: "adult", Mode: curriculum.Both,
		Track: "course", Plan: curriculum.Weekly, Languages: []string{"en"}, StartsOn: h.now})
	h.must(err)
	return h
}

func (h *roomHouse) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// member is somebody in the network.
func (h *roomHouse) member() curriculum.Actor {
	h.t.Helper()
	a := curriculum.Actor{Network: h.network, Member: uuid.NewString(), Band: "adult", Learns: true}
	h.db.MustExec(`
		INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
		VALUES ($1, $2, $3, '', 'adult', 'confirmed', $4)`, a.Network, a.Member, "Member "+a.Member, h.now)
	return a
}

// joins is somebody new in the cohort.
func (h *roomHouse) joins(part string) curriculum.Actor {
	h.t.Helper()
	a := h.member()
	h.must(h.Ask(h.t.Context(), h.trainer, h.cohort, part, []string{a.Member}))
	h.must(h.Answer(h.t.Context(), a, h.cohort, true))
	return a
}

// sees is the room as somebody sees it.
func (h *roomHouse) sees(a curriculum.Actor) curriculum.View {
	h.t.Helper()
	v, err := h.View(h.t.Context(), a, ring(a.Member+a.Seat), h.cohort)
	h.must(err)
	return v
}

// goes takes the group somewhere, as if pressed on a page that was just loaded.
func (h *roomHouse) goes(where curriculum.Where) {
	h.t.Helper()
	h.must(h.Go(h.t.Context(), h.trainer, h.cohort, h.sees(h.trainer).Room.Step, where))
}

// The sessions of the plan.
const (
	walkSession  = 1
	stormSession = 2
)

// ring stands in for one keyring: the names that they make are nobody else's.
type ring string

func (r ring) Name(place string) []byte { return []byte(string(r) + " at " + place) }
