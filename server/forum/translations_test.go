package forum_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// vouched is a member who may translate.
func (h *house) vouched() networks.Actor {
	h.t.Helper()
	id := h.member().Member
	must(h.t, h.networks.Vouch(ctx, h.steward, id))
	return h.enter(id)
}

// told offers a translation of a post as it is now.
func (h *house) told(by networks.Actor, topic string, number int, lang, body string) {
	h.t.Helper()
	must(h.t, h.Translate(ctx, by, topic, number, h.telling(by, topic, number, lang, body)))
}

func (h *house) telling(by networks.Actor, topic string, number int, lang, body string) forum.TranslationDraft {
	h.t.Helper()
	about, post, err := h.Post(ctx, by, topic, max(number, 1))
	must(h.t, err)
	d := forum.TranslationDraft{Lang: lang, Body: body, Source: post.Source(), Named: true, Once: uuid.NewString()}
	if number == forum.Title {
		d.Source = about.Source()
	}
	return d
}

// shown is what a reader of a language is shown of a post.
func (h *house) shown(reader networks.Actor, topic, lang string, number int) forum.Translation {
	h.t.Helper()
	told, err := h.Told(ctx, reader, topic, lang, 1)
	must(h.t, err)
	for _, t := range told {
		if t.Number == number {
			return t
		}
	}
	return forum.Translation{}
}

func TestAVouchedMembersTranslationIsShownInItsLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	topic, helper, reader := h.topic(h.member()), h.vouched(), h.member()
	h.told(helper, topic, 1, "ar", "المنشور الأول.")
	h.told(helper, topic, forum.Title, "ar", "عنوان")
	if got := h.shown(reader, topic, "ar", 1); got.Body != "المنشور الأول." || got.Author != helper.Member || got.Agreed || got.Stale {
		t.Errorf("shown is %+v", got)
	}
	if got := h.shown(reader, topic, "sw", 1); got.ID != "" {
		t.Errorf("in another language is shown %+v", got)
	}
	lines, err := h.Topics(ctx, reader, h.space(networks.PurposeEveryday), forum.After{})
	must(t, err)
	must(t, h.TellTitles(ctx, reader, "ar", lines))
	if len(lines) != 1 || lines[0].Told != "عنوان" || lines[0].Title != "A title" {
		t.Errorf("the list is %+v", lines)
	}
	if events := h.events(topic); len(events) != 3 {
		t.Errorf("the events are %v", events)
	}
}

func TestWhoIsNotVouchedForTranslatesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	member, helper := h.member(), h.vouched()
	topic := h.topic(member)
	d := h.telling(member, topic, 1, "es", "Hola")
	refused(t, h.Translate(ctx, member, topic, 1, d), locales.Forbidden, "networks.not_allowed")
	h.told(helper, topic, 1, "es", "El primero.")
	refused(t, h.Agree(ctx, member, topic, 1, h.shown(member, topic, "es", 1).ID), locales.Forbidden, "networks.not_allowed")
	staff, err := h.Start(ctx, h.steward, keys, h.space(networks.PurposeStaff), draft("For the staff."))
	must(t, err)
	refused(t, h.Translate(ctx, helper, staff.Topic, 1, d), locales.NotFound, "forum.topic_not_found")
}

func TestAnotherReaderAgreesAndTheAuthorCant(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	topic, helper, second := h.topic(h.member()), h.vouched(), h.vouched()
	h.told(helper, topic, 1, "es", "El primero.")
	id := h.shown(second, topic, "es", 1).ID
	refused(t, h.Agree(ctx, helper, topic, 1, id), locales.Forbidden, "translation.own")
	must(t, h.Agree(ctx, second, topic, 1, id))
	must(t, h.Agree(ctx, second, topic, 1, id))
	if !h.shown(second, topic, "es", 1).Agreed {
		t.Error("nobody agreed")
	}
	h.pass(1)
	h.told(second, topic, 1, "es", "La primera entrada.")
	if got := h.shown(second, topic, "es", 1); got.ID != id {
		t.Errorf("a newer one that nobody agreed to comes first: %+v", got)
	}
	refused(t, h.Agree(ctx, second, topic, 1, uuid.NewString()), locales.NotFound, "translation.not_found")
}

func TestATranslationOfEarlierWordsSaysSoAndComesLast(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, helper, second := h.member(), h.vouched(), h.vouched()
	topic := h.topic(writer)
	h.told(helper, topic, 1, "es", "El primero.")
	id := h.shown(helper, topic, "es", 1).ID
	must(t, h.Agree(ctx, second, topic, 1, id))
	begun := h.telling(second, topic, 1, "es", "El primero, otra vez.")
	must(t, h.Edit(ctx, writer, topic, 1, 1, draft("Other words.")))
	if got := h.shown(helper, topic, "es", 1); !got.Stale || got.ID != id {
		t.Errorf("shown is %+v", got)
	}
	refused(t, h.Agree(ctx, h.vouched(), topic, 1, id), locales.Conflict, "translation.stale")
	refused(t, h.Translate(ctx, second, topic, 1, begun), locales.Conflict, "translation.changed_meanwhile")
	h.told(second, topic, 1, "es", "Otras palabras.")
	if got := h.shown(helper, topic, "es", 1); got.Stale || got.Body != "Otras palabras." {
		t.Errorf("shown is %+v", got)
	}
}

func TestErasingAPostErasesItsTranslations(t *testing.T) {
	t.Parallel()
	h := alone(t)
	writer, helper := h.member(), h.vouched()
	topic := h.topic(writer)
	h.told(helper, topic, 1, "es", "Palabras raras.")
	h.told(helper, topic, forum.Title, "es", "Nombre raro.")
	begun := h.telling(helper, topic, 1, "sw", "Maneno.")
	must(t, h.Erase(ctx, writer, topic, 1))
	for _, words := range []string{"raras", "raro"} {
		if strings.Contains(h.dump(), words) {
			t.Errorf("%q is still there", words)
		}
	}
	refused(t, h.Translate(ctx, helper, topic, 1, begun), locales.NotFound, "forum.post_not_found")
}

func TestATranslationByAPartedMemberIsNotShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	topic, helper, reader := h.topic(h.member()), h.vouched(), h.vouched()
	h.told(helper, topic, 1, "es", "El primero.")
	id := h.shown(reader, topic, "es", 1).ID
	must(t, h.networks.Part(ctx, reader, helper.Member))
	reader = h.enter(reader.Member)
	if got := h.shown(reader, topic, "es", 1); got.ID != "" {
		t.Errorf("shown is %+v", got)
	}
	if list, err := h.Translations(ctx, reader, topic, 1); err != nil || len(list) != 0 {
		t.Errorf("listed are %+v, %v", list, err)
	}
	refused(t, h.Agree(ctx, reader, topic, 1, id), locales.NotFound, "translation.not_found")
}

func TestATranslationIsOfferedOnceAndTakenBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	topic, helper := h.topic(h.member()), h.vouched()
	d := h.telling(helper, topic, 1, "es", "El primero.")
	must(t, h.Translate(ctx, helper, topic, 1, d))
	must(t, h.Translate(ctx, helper, topic, 1, d))
	h.told(helper, topic, 1, "es", "El primer mensaje.")
	list, err := h.Translations(ctx, helper, topic, 1)
	must(t, err)
	if len(list) != 1 || list[0].Body != "El primer mensaje." {
		t.Fatalf("there are %+v", list)
	}
	refused(t, h.TakeBack(ctx, h.vouched(), topic, list[0].ID), locales.NotFound, "translation.not_found")
	must(t, h.TakeBack(ctx, helper, topic, list[0].ID))
	must(t, h.TakeBack(ctx, helper, topic, list[0].ID))
	if got := h.shown(helper, topic, "es", 1); got.ID != "" {
		t.Errorf("shown is %+v", got)
	}
}

func TestTranslationsThatCantBeAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, helper := h.member(), h.vouched()
	topic := h.topic(writer)
	noted := draft("Heavy words.")
	noted.Note = "loss"
	_, err := h.Reply(ctx, writer, keys, topic, noted)
	must(t, err)
	for _, c := range []struct {
		number int
		change func(*forum.TranslationDraft)
		id     string
	}{
		{1, func(d *forum.TranslationDraft) { d.Lang = "xx" }, "forum.language_unknown"},
		{1, func(d *forum.TranslationDraft) { d.Lang = "en" }, "translation.same_language"},
		{1, func(d *forum.TranslationDraft) { d.Body = " " }, "translation.length"},
		{forum.Title, func(d *forum.TranslationDraft) { d.Body = strings.Repeat("a", forum.TitleLength+1) }, "translation.length"},
		{2, func(*forum.TranslationDraft) {}, "translation.note"},
		{1, func(d *forum.TranslationDraft) { d.Note = "loss" }, "translation.note"},
	} {
		d := h.telling(helper, topic, c.number, "es", "Palabras.")
		c.change(&d)
		refused(t, h.Translate(ctx, helper, topic, c.number, d), locales.Invalid, c.id)
	}
	refused(t, h.Translate(ctx, helper, topic, 99, forum.TranslationDraft{}), locales.NotFound, "forum.post_not_found")
}
