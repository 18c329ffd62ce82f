package curriculum_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
)

// adapter is somebody who may rewrite sessions.
func (h *house) adapter() curriculum.Actor {
	a := h.trainer()
	a.Adapts = true
	return a
}

// adaptation is what the network makes of a session now.
func (h *house) adaptation(a curriculum.Actor, unit string) curriculum.Adaptation {
	h.t.Helper()
	is, err := h.Adaptation(ctx, a, unit)
	must(h.t, err)
	return is
}

// writes rewrites a piece of a session in English.
func (h *house) writes(a curriculum.Actor, unit, piece, words string) {
	h.t.Helper()
	is := h.adaptation(a, unit)
	sheet := is.Text["en"]
	p, _ := sheet.Piece(piece)
	must(h.t, h.Rewrite(ctx, a, unit, is.Revision, curriculum.Rewrite{Lang: "en", Title: sheet.Title, Summary: sheet.Summary, Materials: sheet.Materials,
		Pieces: map[string]curriculum.Rewritten{piece: {Title: p.Title, Note: p.Note, Body: words, Minutes: p.Minutes}}}))
}

// publishes has two people publish what stands there.
func (h *house) publishes(a, second curriculum.Actor, unit string) {
	h.t.Helper()
	revision := h.adaptation(a, unit).Revision
	must(h.t, h.AskToPublish(ctx, a, unit, revision))
	told := len(h.noted)
	must(h.t, h.AskToPublish(ctx, a, unit, revision))
	if len(h.noted) != told || h.noted[told-1] != "second "+a.Member+h.today.Format(" 2006-01-02") {
		h.t.Errorf("asked twice, it was told so: %q", h.noted)
	}
	must(h.t, h.Publish(ctx, second, unit, revision))
	must(h.t, h.Publish(ctx, second, unit, revision))
}

// What was rewritten, and the sessions held so, are counted as drift is.
func TestWhatANetworkRewroteIsCounted(t *testing.T) {
	h := newHouse(t)
	first, second, steward := h.adapter(), h.adapter(), h.learner()
	steward.Runs = true
	must(t, h.Fork(ctx, first, "leaf"))
	h.writes(first, "leaf", "leaves", "A mango leaf.")
	is := h.adaptation(first, "leaf")
	sheet := is.Text["en"]
	must(t, h.Rewrite(ctx, first, "leaf", is.Revision, curriculum.Rewrite{Lang: "en", Title: sheet.Title, Summary: sheet.Summary, Materials: sheet.Materials,
		Pieces: map[string]curriculum.Rewritten{"looking-back": {Title: "Looking back", Body: "One word or two.", Minutes: 10},
			"a-leaf": {Title: "A leaf to take along", Body: "Look at a leaf a day."}, "settling-in": {Title: "Settling in", Body: "Welcome. You may sit where you like.", Minutes: 5}}}))
	h.publishes(first, second, "leaf")
	id := h.cohort(first, func(d *curriculum.Draft) { d.Adapted = []string{"leaf"} })
	h.today = h.today.AddDate(0, 0, 7)
	for number := range 2 {
		must(t, h.Deliver(ctx, first, id, curriculum.Delivery{Number: number + 1, Lang: "en", By: []string{first.Member}}))
	}
	tables, err := h.Cascade(ctx, steward)
	must(t, err)
	got := map[string]int{}
	for _, table := range tables {
		for _, cell := range table.Cells {
			got[table.Name+" "+cell.Name] = cell.Number
		}
	}
	for name, want := range map[string]int{"adapted as_written": 1, "adapted own_words": 1, "blocks rewritten": 3, "blocks left_out": 0, "blocks unchanged": 6} {
		if got[name] != want {
			t.Errorf("%s is %d, not %d", name, got[name], want)
		}
	}
}

// reads is what somebody reads at a block.
func (h *house) reads(a curriculum.Actor, unit, block string) (words string, adapted int) {
	h.t.Helper()
	found, _, err := h.Taught(ctx, a, unit)
	must(h.t, err)
	for _, b := range found.Participant("en") {
		if b.ID == block {
			words = string(b.HTML(h.today))
		}
	}
	return words, found.Adapted
}

func TestACohortTakesASessionAsItsNetworkRewroteIt(t *testing.T) {
	h := newHouse(t)
	first, second, her, other := h.adapter(), h.adapter(), h.learner(), h.learner()
	must(t, h.Fork(ctx, first, "leaf"))
	must(t, h.Fork(ctx, first, "leaf"))
	h.writes(first, "leaf", "leaves", "A mango leaf of our hill.")
	h.publishes(first, second, "leaf")
	if len(h.acts) != 1 || h.acts[0] != second.Member+" session.adapted leaf" {
		t.Errorf("recorded is %v", h.acts)
	}
	plain := h.cohort(first)
	h.join(first, plain, curriculum.Learner, other)
	id := h.cohort(first, func(d *curriculum.Draft) { d.Adapted = []string{"leaf", "guide", "nothing"} })
	h.join(first, id, curriculum.Learner, her)
	if words, adapted := h.reads(her, "leaf", "leaves"); !strings.Contains(words, "mango leaf of our hill") || adapted != 1 {
		t.Errorf("she reads %s, marked %d", words, adapted)
	}
	if words, adapted := h.reads(other, "leaf", "leaves"); !strings.Contains(words, "One leaf") || adapted != 0 {
		t.Errorf("the other reads %s, marked %d", words, adapted)
	}
	listed := func(a curriculum.Actor) (adapted int) {
		units, err := h.Units(ctx, a)
		must(t, err)
		for _, u := range units {
			adapted += u.Adapted
		}
		return adapted
	}
	if listed(her) != 1 || listed(other) != 0 {
		t.Errorf("listed as rewritten are %d for her, %d for the other", listed(her), listed(other))
	}
	h.writes(first, "leaf", "leaves", "A guava leaf of our hill.")
	h.publishes(second, first, "leaf")
	h.teach(course("One leaf a day.")) // a program that starts with nothing in mind
	if words, _ := h.reads(her, "leaf", "leaves"); !strings.Contains(words, "mango") {
		t.Errorf("when it is rewritten again she reads %s", words)
	}
	changes, err := h.Changes(ctx, h.place(first, id).Cohort)
	must(t, err)
	if len(changes) != 1 || changes[0] != (curriculum.Change{Unit: "leaf"}) {
		t.Errorf("what changed is %v", changes)
	}
	must(t, h.Renew(ctx, first, id))
	if words, adapted := h.reads(her, "leaf", "leaves"); !strings.Contains(words, "guava") || adapted != 2 {
		t.Errorf("renewed, she reads %s, marked %d", words, adapted)
	}
}

// What was published is taken back by one, at once, and published again by two. A cohort that has it is told.
func TestWhatWasPublishedIsTakenBack(t *testing.T) {
	h := newHouse(t)
	first, second, her := h.adapter(), h.adapter(), h.learner()
	must(t, h.Fork(ctx, first, "leaf"))
	h.writes(first, "leaf", "leaves", "A mango leaf.")
	h.publishes(first, second, "leaf")
	id := h.cohort(first, func(d *curriculum.Draft) { d.Adapted = []string{"leaf"} })
	h.join(first, id, curriculum.Learner, her)
	absent(t, h.Withdraw(ctx, her, "leaf"))
	must(t, h.Offer(ctx, first, "leaf"))
	for range 2 {
		must(t, h.Withdraw(ctx, second, "leaf"))
	}
	if is := h.adaptation(first, "leaf"); !is.Withdrawn || is.PublishedAt != 0 || h.acts[len(h.acts)-1] != second.Member+" session.withdrawn leaf" || len(h.acts) != 3 {
		t.Errorf("it is %v, recorded is %v", is.Withdrawn, h.acts)
	}
	refused(t, h.Offer(ctx, first, "leaf"), locales.Conflict, "adapt.publish_first")
	if offers, err := h.Offers(ctx, curriculum.Actor{Network: h.network, Takes: true}); err != nil || len(offers) != 0 {
		t.Errorf("still offered is %v (%v)", offers, err)
	}
	if lines, err := h.Published(ctx, first); err != nil || len(lines) != 0 {
		t.Errorf("offered to cohorts are %v (%v)", lines, err)
	}
	begun := h.cohort(first, func(d *curriculum.Draft) { d.Adapted = []string{"leaf"} })
	if h.place(first, begun).Adapted {
		t.Error("a cohort that begins has it")
	}
	changes, err := h.Changes(ctx, h.place(first, id).Cohort)
	must(t, err)
	if len(changes) != 1 || changes[0].Unit != "leaf" {
		t.Errorf("who leads is told of %v", changes)
	}
	must(t, h.Renew(ctx, first, id))
	if words, adapted := h.reads(her, "leaf", "leaves"); !strings.Contains(words, "One leaf") || adapted != 0 {
		t.Errorf("renewed, she reads %s", words)
	}
	h.publishes(first, second, "leaf")
	if is := h.adaptation(first, "leaf"); is.Withdrawn || is.Number != 2 {
		t.Errorf("published again it is %v, %d", is.Withdrawn, is.Number)
	}
}

// fix is the course with one block of leaf written otherwise.
func fix(files fstest.MapFS, was, is string) fstest.MapFS {
	files["units/leaf/en.md"] = &fstest.MapFile{Data: []byte(strings.Replace(string(files["units/leaf/en.md"].Data), was, is, 1))}
	return files
}

// What keeps people safe is fixed in the source: a cohort that begins has it at once, one that is under way is told, and what the
// network wrote there comes back when somebody has looked at it and a second person agreed. Another change waits.
func TestAFixOfTheSourceStandsInPlaceUntilSomebodyHasLooked(t *testing.T) {
	h := newHouse(t)
	first, second, her := h.adapter(), h.adapter(), h.learner()
	must(t, h.Fork(ctx, first, "leaf"))
	h.writes(first, "leaf", "settling-in", "Welcome on our hill.")
	h.writes(first, "leaf", "leaves", "A mango leaf.")
	h.publishes(first, second, "leaf")
	id := h.cohort(first, func(d *curriculum.Draft) { d.Adapted = []string{"leaf"} })
	h.join(first, id, curriculum.Learner, her)
	h.teach(fix(course("Two leaves a day."), "You may sit where you like.", "You may sit or stand. You may leave."))
	if words, _ := h.reads(her, "leaf", "settling-in"); !strings.Contains(words, "on our hill") {
		t.Errorf("under way she reads %s", words)
	}
	changes, err := h.Changes(ctx, h.place(first, id).Cohort)
	must(t, err)
	if len(changes) != 1 || changes[0] != (curriculum.Change{Unit: "leaf", Safety: true}) {
		t.Errorf("what changed is %v", changes)
	}
	begun := func() (settling, leaves string) {
		reader := h.learner()
		cohort := h.cohort(first, func(d *curriculum.Draft) { d.Adapted = []string{"leaf"} })
		h.join(first, cohort, curriculum.Learner, reader)
		settling, _ = h.reads(reader, "leaf", "settling-in")
		leaves, _ = h.reads(reader, "leaf", "leaves")
		return settling, leaves
	}
	if settling, leaves := begun(); !strings.Contains(settling, "You may leave") || !strings.Contains(leaves, "mango") {
		t.Errorf("begun after the fix they read %s and %s", settling, leaves)
	}
	stands := func() curriculum.AdaptationLine {
		lines, err := h.Adaptations(ctx, second)
		must(t, err)
		return lines[0]
	}
	if line := stands(); !line.Changed || !line.Safety {
		t.Errorf("the list says %v %v", line.Changed, line.Safety)
	}
	is := h.adaptation(first, "leaf")
	must(t, h.Look(ctx, first, "leaf", "en", "settling-in", is.Revision, false))
	if line := stands(); !line.Changed || line.Safety {
		t.Errorf("looked at, the list says %v %v", line.Changed, line.Safety)
	}
	if settling, _ := begun(); !strings.Contains(settling, "You may leave") {
		t.Error("looked at by one alone, the network's words are back")
	}
	is = h.adaptation(first, "leaf")
	must(t, h.Look(ctx, first, "leaf", "en", "leaves", is.Revision, true))
	h.publishes(first, second, "leaf")
	if line := stands(); line.Changed || line.Safety {
		t.Errorf("with all looked at, the list says %v %v", line.Changed, line.Safety)
	}
	if settling, leaves := begun(); !strings.Contains(settling, "on our hill") || !strings.Contains(leaves, "Two leaves") {
		t.Errorf("looked at by two they read %s and %s", settling, leaves)
	}
}

func TestASecondPersonAgreesToWhatSheHasRead(t *testing.T) {
	h := newHouse(t)
	first, second := h.adapter(), h.adapter()
	must(t, h.Fork(ctx, first, "leaf"))
	revision := func() int { return h.adaptation(first, "leaf").Revision }
	refused(t, h.AskToPublish(ctx, first, "leaf", revision()), locales.Conflict, "adapt.nothing_changed")
	h.writes(first, "leaf", "leaves", "Tell us what happened to you.")
	refused(t, h.AskToPublish(ctx, first, "leaf", revision()), locales.Conflict, "adapt.has_faults")
	h.writes(first, "leaf", "leaves", "A mango leaf.")
	must(t, h.AskToPublish(ctx, first, "leaf", revision()))
	refused(t, h.Publish(ctx, first, "leaf", revision()), locales.Forbidden, "adapt.another_agrees")
	h.writes(first, "leaf", "leaves", "A guava leaf.")
	refused(t, h.Publish(ctx, second, "leaf", revision()), locales.Conflict, "adapt.not_asked")
	must(t, h.AskToPublish(ctx, first, "leaf", revision()))
	refused(t, h.Publish(ctx, second, "leaf", revision()-1), locales.Conflict, "adapt.changed_meanwhile")
	must(t, h.NotYet(ctx, second, "leaf"))
	refused(t, h.Publish(ctx, second, "leaf", revision()), locales.Conflict, "adapt.not_asked")
	must(t, h.AskToPublish(ctx, first, "leaf", revision()))
	h.db.MustExec(`DELETE FROM members WHERE id = $1`, first.Member)
	refused(t, h.Publish(ctx, second, "leaf", revision()), locales.Conflict, "adapt.not_asked")
	must(t, h.AskToPublish(ctx, second, "leaf", h.adaptation(second, "leaf").Revision))
	h.unrecorded = true
	if err := h.Publish(ctx, h.adapter(), "leaf", h.adaptation(second, "leaf").Revision); err == nil || h.adaptation(second, "leaf").Number != 0 {
		t.Errorf("without a record it is published: %v", err)
	}
	her := h.learner()
	absent(t, h.Fork(ctx, her, "leaf"))
	absent(t, h.Publish(ctx, her, "leaf", 1))
	absent(t, h.Fork(ctx, second, "nothing"))
	_, err := h.Adaptation(ctx, her, "leaf")
	absent(t, err)
}

// What keeps people safe can't be left out or taken for another kind, whatever the form sends.
func TestWhatKeepsPeopleSafeStays(t *testing.T) {
	h := newHouse(t)
	first, second, her := h.adapter(), h.adapter(), h.learner()
	must(t, h.Fork(ctx, first, "leaf"))
	is := h.adaptation(first, "leaf")
	sheet := is.Text["en"]
	pieces := map[string]curriculum.Rewritten{"more-of-it": {Title: "New", Body: "New."}}
	for _, p := range sheet.Pieces {
		pieces[p.ID] = curriculum.Rewritten{Title: p.Title, Note: p.Note, Body: p.Body, Minutes: p.Minutes, Out: true}
	}
	must(t, h.Rewrite(ctx, first, "leaf", is.Revision, curriculum.Rewrite{Lang: "en", Title: "Ours", Summary: sheet.Summary, Pieces: pieces}))
	var stays, out []string
	for _, p := range h.adaptation(first, "leaf").Text["en"].Pieces {
		if p.Out {
			out = append(out, p.ID)
		} else if !p.IsNote() {
			stays = append(stays, p.ID)
		}
	}
	if strings.Join(stays, " ") != "settling-in together coming-here someone going-on" || !slices.Contains(out, "leaves") {
		t.Errorf("%v stays, %v is left out", stays, out)
	}
	refused(t, h.AskToPublish(ctx, first, "leaf", h.adaptation(first, "leaf").Revision), locales.Conflict, "adapt.has_faults") // it is too short
	pieces["leaves"] = curriculum.Rewritten{Title: "Leaves", Body: "A leaf.", Minutes: 30}
	pieces["a-rest"] = curriculum.Rewritten{Title: "Rest", Body: "Rest.", Minutes: 10}
	pieces["looking-back"] = curriculum.Rewritten{Title: "Looking back", Body: "One word.", Minutes: 10}
	pieces["a-leaf"] = curriculum.Rewritten{Title: "A leaf", Body: "A leaf."}
	must(t, h.Rewrite(ctx, first, "leaf", h.adaptation(first, "leaf").Revision, curriculum.Rewrite{Lang: "en", Title: "Ours", Summary: sheet.Summary, Pieces: pieces}))
	for _, found := range h.Lint(h.adaptation(first, "leaf")) {
		t.Errorf("%s", found)
	}
	h.publishes(first, second, "leaf")
	id := h.cohort(first, func(d *curriculum.Draft) { d.Adapted = []string{"leaf"} })
	h.join(first, id, curriculum.Learner, her)
	unit, _, err := h.Taught(ctx, her, "leaf")
	must(t, err)
	for _, block := range unit.Participant("en") {
		if strings.Contains(string(block.HTML(h.today)), "SECRET") || block.ID == "more-of-it" {
			t.Errorf("she has %s", block.ID)
		}
	}
	must(t, h.Rewrite(ctx, first, "leaf", 1, curriculum.Rewrite{Lang: "en", Title: "Ours", Summary: sheet.Summary, Pieces: pieces})) // it says so already
	refused(t, h.Rewrite(ctx, first, "leaf", 1, curriculum.Rewrite{Lang: "en"}), locales.Conflict, "adapt.changed_meanwhile")
	refused(t, h.Rewrite(ctx, first, "leaf", 1, curriculum.Rewrite{Lang: "en", Title: strings.Repeat("a", curriculum.LineLength+1)}), locales.Invalid, "adapt.line_too_long")
	refused(t, h.Rewrite(ctx, first, "leaf", 1, curriculum.Rewrite{Lang: "en", Pieces: map[string]curriculum.Rewritten{"leaves": {Body: strings.Repeat("a", curriculum.PieceLength+1)}}}),
		locales.Invalid, "adapt.too_long")
	absent(t, h.Rewrite(ctx, first, "leaf", 1, curriculum.Rewrite{Lang: "xx"}))
}

func TestANetworkAddsAPartOfItsOwn(t *testing.T) {
	h := newHouse(t)
	first, second, her := h.adapter(), h.adapter(), h.learner()
	must(t, h.Fork(ctx, first, "leaf"))
	part := curriculum.Part{Kind: "talk", After: "leaves", Title: "Our river", Body: "- What grows there?\n- What do you like there?", Note: "SECRET six.", Minutes: 5}
	must(t, h.AddPart(ctx, first, "leaf", 1, part))
	must(t, h.AddPart(ctx, first, "leaf", 1, part)) // pressed twice
	another := part
	another.Title, another.After = "Another river", "ours-1"
	refused(t, h.AddPart(ctx, first, "leaf", 1, another), locales.Conflict, "adapt.changed_meanwhile")
	for _, change := range []func(*curriculum.Part){
		func(p *curriculum.Part) { p.Kind = "close" }, func(p *curriculum.Part) { p.Kind = "trainer_note" }, func(p *curriculum.Part) { p.After = "leaves-notes" },
		func(p *curriculum.Part) { p.Title = " " }, func(p *curriculum.Part) { p.Body = "" }, func(p *curriculum.Part) { p.Minutes = 0 },
	} {
		bad := another
		change(&bad)
		refused(t, h.AddPart(ctx, first, "leaf", 2, bad), locales.Invalid, "adapt.part_needed")
	}
	absent(t, h.AddPart(ctx, her, "leaf", 2, another))
	for _, found := range h.Lint(h.adaptation(first, "leaf")) {
		t.Errorf("%s", found)
	}
	h.publishes(first, second, "leaf")
	id := h.cohort(first, func(d *curriculum.Draft) { d.Adapted = []string{"leaf"} })
	h.join(first, id, curriculum.Learner, her)
	if words, _ := h.reads(her, "leaf", "ours-1"); !strings.Contains(words, "What grows there?") || strings.Contains(words, "SECRET") {
		t.Errorf("she reads %q", words)
	}
	unit, _, err := h.Guided(ctx, first, "leaf")
	must(t, err)
	if at := slices.IndexFunc(unit.Trainer("en"), func(b content.Taught) bool { return b.Block.ID == "ours-1" }); unit.Trainer("en")[at].Note == nil || unit.Trainer("en")[at-1].Block.ID != "leaves" || unit.Minutes != 65 {
		t.Errorf("it stands at %d of %d minutes", at, unit.Minutes)
	}
}
