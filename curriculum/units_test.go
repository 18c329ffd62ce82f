package curriculum_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
)

func ids(units []content.Unit) (list string) {
	for _, u := range units {
		list += u.ID + " "
	}
	return strings.TrimSpace(list)
}

func TestHowToHoldAGroupIsForThoseWhoTeachOrLearnIt(t *testing.T) {
	h := newHouse(t)
	trainer, her := h.trainer(), h.learner()
	list := func(a curriculum.Actor) string {
		units, err := h.Units(ctx, a)
		must(t, err)
		return ids(units)
	}
	if list(trainer) != "opening leaf voice guide" || list(her) != "opening leaf voice" {
		t.Errorf("a trainer has %s; she has %s", list(trainer), list(her))
	}
	_, err := h.Units(ctx, curriculum.Actor{Network: h.network, Member: her.Member})
	absent(t, err)
	_, _, err = h.Taught(ctx, her, "guide")
	absent(t, err)
	id := h.cohort(trainer, func(d *curriculum.Draft) { d.Track = "trainer" })
	must(t, h.Ask(ctx, trainer, id, curriculum.Learner, []string{her.Member}))
	if list(her) != "opening leaf voice" {
		t.Error("who is only asked has it already")
	}
	must(t, h.Answer(ctx, her, id, true))
	unit, place, err := h.Taught(ctx, her, "guide")
	must(t, err)
	if unit.ID != "guide" || place.ID != id || list(her) != "opening leaf voice guide" {
		t.Errorf("she has %s, in %s %s", list(her), unit.ID, place.ID)
	}
	_, _, err = h.Taught(ctx, her, "nothing")
	absent(t, err)
}

// Notes are for who leads a cohort with the unit, or teaches.
func TestNotesAreForThoseWhoLead(t *testing.T) {
	h := newHouse(t)
	trainer, helper, second, her := h.trainer(), h.learner(), h.learner(), h.learner()
	id := h.cohort(trainer)
	h.join(trainer, id, curriculum.Learner, her)
	h.join(trainer, id, curriculum.Helper, helper)
	h.join(trainer, id, curriculum.CoFacilitator, second)
	for _, a := range []curriculum.Actor{trainer, second, h.trainer()} {
		unit, _, err := h.Guided(ctx, a, "leaf")
		must(t, err)
		if note := unit.Trainer("en")[0].Note; note == nil || !strings.Contains(string(note.HTML(h.today)), "SECRET") {
			t.Error("there are no notes")
		}
	}
	for _, a := range []curriculum.Actor{her, helper, h.learner(), {}} {
		_, _, err := h.Guided(ctx, a, "leaf")
		absent(t, err)
	}
	_, _, err := h.Guided(ctx, second, "voice") // not in her cohort's plan
	absent(t, err)
	_, _, err = h.Guided(ctx, trainer, "nothing")
	absent(t, err)
	must(t, h.Rest(ctx, second, id, true))
	_, _, err = h.Guided(ctx, second, "leaf")
	absent(t, err)
}

// A cohort keeps the words that it began with when the course changes under it, also after another start of the program.
func TestACohortKeepsItsCourseUntilItTakesTheNewest(t *testing.T) {
	h := newHouse(t)
	trainer, her := h.trainer(), h.learner()
	id := h.cohort(trainer)
	h.join(trainer, id, curriculum.Learner, her)
	newer := course("Two leaves a day.")
	newer["units/opening/en.md"] = &fstest.MapFile{Data: []byte(strings.Replace(string(newer["units/opening/en.md"].Data), "You may sit where you like.", "You may stand too.", 1))}
	h.teach(newer)
	words := func(a curriculum.Actor) string {
		unit, _, err := h.Taught(ctx, a, "leaf")
		must(t, err)
		for _, block := range unit.Participant("en") {
			if block.ID == "leaves" {
				return string(block.HTML(h.today))
			}
		}
		return ""
	}
	if !strings.Contains(words(her), "One leaf") || !strings.Contains(words(h.learner()), "Two leaves") {
		t.Errorf("she reads %s, somebody else %s", words(her), words(h.learner()))
	}
	changes, err := h.Changes(ctx, h.place(trainer, id).Cohort)
	must(t, err)
	if len(changes) != 2 || changes[0] != (curriculum.Change{Unit: "opening", Safety: true}) || changes[1] != (curriculum.Change{Unit: "leaf"}) {
		t.Errorf("what changed is %v", changes)
	}
	h.teach(newer) // a program that starts with nothing in mind
	if !strings.Contains(words(her), "One leaf") {
		t.Errorf("after a start she reads %s", words(her))
	}
	must(t, h.Renew(ctx, trainer, id))
	if changes, err := h.Changes(ctx, h.place(trainer, id).Cohort); err != nil || len(changes) != 0 || !strings.Contains(words(her), "Two leaves") {
		t.Errorf("renewed, she reads %s; %v (%v)", words(her), changes, err)
	}
	delete(newer, "units/leaf/en.md")
	h.teach(newer)
	if !strings.Contains(words(her), "Two leaves") {
		t.Error("a unit that is no more is lost to those who learn it")
	}
	if head, err := h.Head(ctx, curriculum.Cohort{}, "leaf", "en"); err != nil || head.Title != "" {
		t.Errorf("a unit that is no more is called %q (%v)", head.Title, err)
	}
	if head, err := h.Head(ctx, h.place(trainer, id).Cohort, "leaf", "en"); err != nil || head.Title != "leaf" {
		t.Errorf("in the plan it is called %q (%v)", head.Title, err)
	}
}

func TestAJournalIsHersAlone(t *testing.T) {
	h := newHouse(t)
	her, other := h.learner(), h.learner()
	write := func(unit, words string, revision int) error {
		return h.Write(ctx, her, keys("hers"), curriculum.Entry{Unit: unit, Words: words, Revision: revision})
	}
	must(t, write("leaf", " A yellow chair.\r\nAnd a lamp. ", 0))
	entry, err := h.Entry(ctx, her, keys("hers"), "leaf")
	must(t, err)
	if entry.Words != "A yellow chair.\nAnd a lamp." || entry.Revision != 1 || !entry.Day.Equal(day(h.today)) {
		t.Errorf("kept is %+v", entry)
	}
	var rows []string
	must(t, h.db.Select(&rows, `SELECT convert_from(sealed, 'SQL_ASCII') || convert_from(place, 'SQL_ASCII') FROM journal`))
	if len(rows) != 1 || strings.Contains(rows[0], "chair") {
		t.Errorf("the table says %q", rows)
	}
	if entries, err := h.Journal(ctx, other, keys("others")); err != nil || len(entries) != 0 {
		t.Errorf("somebody else has %v (%v)", entries, err)
	}
	if _, err := h.Journal(ctx, her, keys("others")); err == nil {
		t.Error("it opens with another's keys")
	}
	refused(t, write("leaf", "From an older window.", 0), locales.Conflict, "journal.changed_meanwhile")
	refused(t, write("leaf", strings.Repeat("a", curriculum.EntryLength+1), 1), locales.Invalid, "journal.length")
	h.today = h.today.AddDate(0, 0, 1)
	must(t, write("opening", "Rain.", 0))
	entries, err := h.Journal(ctx, her, keys("hers"))
	must(t, err)
	if len(entries) != 2 || entries[0].Unit != "opening" || entries[1].Unit != "leaf" {
		t.Errorf("the journal is %+v", entries)
	}
	must(t, write("leaf", " \n", 1))
	if entries, err = h.Journal(ctx, her, keys("hers")); err != nil || len(entries) != 1 {
		t.Errorf("burnt one, it is %+v (%v)", entries, err)
	}
	must(t, h.Burn(ctx, her))
	if entries, err = h.Journal(ctx, her, keys("hers")); err != nil || len(entries) != 0 {
		t.Errorf("burnt, it is %+v (%v)", entries, err)
	}
	gone := her
	gone.Learns = false
	absent(t, h.Write(ctx, gone, keys("hers"), curriculum.Entry{Unit: "leaf"}))
	absent(t, h.Burn(ctx, gone))
	_, err = h.Journal(ctx, gone, keys("hers"))
	absent(t, err)
}
