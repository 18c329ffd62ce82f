package statements_test

import (
	"testing"

	"tinig/locales"
	"tinig/server/advocacy/statements"
	"tinig/server/networks"
)

func TestASectionIsOfferedInALanguageOfItsReaders(t *testing.T) {
	h := newHouse(t)
	id := h.draft()
	teller, reader, other := h.member(), h.member(), h.member()
	offer := func(a networks.Actor, lang, body string, of int) (string, error) {
		w := words(lang, body, of)
		return w.Once, h.Translate(ctx, a, h.campaign, id, 1, w, true)
	}
	told := func(a networks.Actor) []statements.Translation {
		list, err := h.Translations(ctx, a, h.read(id))
		must(t, err)
		return list
	}
	newcomer := teller
	newcomer.Vouched = false
	_, err := offer(newcomer, "ar", "شجرة", 1)
	refused(t, err, locales.Forbidden, "networks.not_allowed")
	_, err = offer(teller, "sw", "Mti", 1) // the group writes it
	refused(t, err, locales.Invalid, "statement.language_needed")
	_, err = offer(teller, "ar", " ", 1)
	refused(t, err, locales.Invalid, "statement.words_needed")
	_, err = offer(teller, "ar", "شجرة", 7)
	refused(t, err, locales.Conflict, "statement.changed")
	first, err := offer(teller, "ar", "شجرة", 1)
	must(t, err)
	second, err := offer(teller, "ar", "نطلب شجرة", 1)
	must(t, err)
	if list := told(reader); len(list) != 1 || list[0].ID != second || list[0].Agreed || list[0].Body != "نطلب شجرة" {
		t.Fatalf("offered are %+v", list)
	}
	refused(t, h.AgreeTranslation(ctx, reader, h.campaign, id, first), locales.NotFound, "translation.not_found")
	refused(t, h.AgreeTranslation(ctx, teller, h.campaign, id, second), locales.Forbidden, "translation.own")
	must(t, h.AgreeTranslation(ctx, reader, h.campaign, id, second))
	must(t, h.AgreeTranslation(ctx, other, h.campaign, id, second))
	if !told(reader)[0].Agreed {
		t.Error("a second reader's word doesn't count")
	}
	other.Parted = []string{teller.Member}
	if len(told(other)) != 0 {
		t.Error("words of somebody she blocked are shown")
	}
	must(t, h.Reword(ctx, h.leader, h.campaign, id, 1, words("en", "We ask for shade.", 1)))
	if !told(reader)[0].Stale {
		t.Error("the words have changed, and nothing says so")
	}
	refused(t, h.AgreeTranslation(ctx, reader, h.campaign, id, second), locales.Conflict, "translation.stale")
	must(t, h.TakeBackTranslation(ctx, reader, h.campaign, id, second)) // not hers: nothing happens
	if len(told(reader)) != 1 {
		t.Fatal("another took it back")
	}
	must(t, h.TakeBackTranslation(ctx, teller, h.campaign, id, second))
	must(t, h.TakeBackTranslation(ctx, teller, h.campaign, id, second))
	if len(told(reader)) != 0 {
		t.Error("it is still there")
	}
}

func TestATranslationIsNoPartOfWhatIsFrozen(t *testing.T) {
	h := newHouse(t)
	one := h.frozen()
	must(t, h.Translate(ctx, h.member(), h.campaign, one.ID, 1, words("ar", "نطلب شجرة", 1), false))
	list, err := h.Translations(ctx, h.leader, one)
	must(t, err)
	after := h.read(one.ID)
	if len(list) != 1 || string(after.Hash) != string(one.Hash) || after.Revision != one.Revision {
		t.Errorf("%d are offered, and the statement is %+v", len(list), after)
	}
	var leaves int
	must(t, h.db.Get(&leaves, `SELECT count(*) FROM statement_frozen WHERE position(convert_to('شجرة', 'UTF8') IN canonical) > 0`))
	if leaves != 0 {
		t.Error("it is in the frozen text")
	}
}
