package forum_test

import (
	"testing"

	"github.com/google/uuid"

	"tinig/server/forum"
	"tinig/server/networks"
)

// retell offers a translation of a post, or of a title, as it is now.
func (h *house) retell(by networks.Actor, topic string, number int, lang, body string) {
	h.t.Helper()
	of, post, err := h.Post(ctx, by, topic, max(number, 1))
	must(h.t, err)
	d := forum.TranslationDraft{Lang: lang, Body: body, Source: post.Source(), Once: uuid.NewString()}
	if number == forum.Title {
		d.Source = of.Source()
	}
	must(h.t, h.Translate(ctx, by, topic, number, d))
}

// text is pieces as they are read, with what is marked between stars.
func text(pieces []forum.Piece) (all string) {
	for _, p := range pieces {
		if p.Marked {
			p.Text = "*" + p.Text + "*"
		}
		all += p.Text
	}
	return all
}

func TestAPostIsFoundByTheWordsOfItsTranslation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader, translator := h.known(networks.Adult), h.known(networks.Adult), h.known(networks.Adult)
	topic := h.topic(writer)
	number := h.says(writer, topic, "ceb", "Magkita ta ugma sa parke.")
	h.retell(translator, topic, number, "ar", "نلتقي غدًا في **الحديقة**.")
	h.retell(translator, topic, forum.Title, "es", "Un encuentro")

	hits := h.search(reader, forum.Look{Words: "حديقه"}).Hits
	if len(hits) != 1 || hits[0].Post.Number != number || hits[0].Told.Lang != "ar" || hits[0].Lang() != "ar" || hits[0].Told.Stale {
		t.Fatalf("found is %+v", hits)
	}
	if got := text(hits[0].Excerpt()); got != "نلتقي غدًا في *الحديقة*." {
		t.Errorf("it says %q", got)
	}
	title := h.search(reader, forum.Look{Words: "encuentros"}).Hits
	if len(title) != 1 || title[0].Post.Number != 1 || !title[0].Told.OfTitle || title[0].TitleLang() != "es" || text(title[0].Title()) != "Un *encuentro*" {
		t.Errorf("by its title found is %+v", title)
	}
	if text(title[0].Excerpt()) != title[0].Post.Body || title[0].Lang() != "en" {
		t.Errorf("with a translated title it says %q in %s", text(title[0].Excerpt()), title[0].Lang())
	}
	if n := len(h.search(reader, forum.Look{Words: "حديقه", Lang: "ceb"}).Hits); n != 0 {
		t.Error("narrowed to Cebuano, Arabic words are found")
	}
	if n := len(h.search(reader, forum.Look{Words: "حديقه", Lang: "ar"}).Hits); n != 1 {
		t.Error("narrowed to Arabic, Arabic words aren't found")
	}

	must(t, h.Edit(ctx, writer, topic, number, 1, draft("Magkita ta ugma sa baybayon.")))
	if hits := h.search(reader, forum.Look{Words: "حديقه"}).Hits; len(hits) != 1 || !hits[0].Told.Stale {
		t.Errorf("with other words since, found is %+v", hits)
	}
	must(t, h.networks.Part(ctx, reader, translator.Member))
	if hits := h.search(h.enter(reader.Member), forum.Look{Words: "حديقه"}).Hits; len(hits) != 0 {
		t.Error("the words of somebody parted from her are found")
	}
	must(t, h.Erase(ctx, writer, topic, number))
	if n := h.count(`SELECT count(*) FROM post_words WHERE topic_id = $1 AND number = $2`, topic, number); n != 0 {
		t.Errorf("of what is erased %d rows are left", n)
	}
}

// A translation that stands behind another one isn't shown, and isn't found; with the other gone, it is.
func TestOnlyTheTranslationThatIsShownIsFound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, first, second, reader := h.known(networks.Adult), h.known(networks.Adult), h.known(networks.Adult), h.known(networks.Adult)
	topic := h.topic(writer)
	h.retell(first, topic, 1, "sw", "Kwaheri ya kwanza")
	h.retell(second, topic, 1, "sw", "Kwaheri ya pili")
	list, err := h.Translations(ctx, reader, topic, 1)
	must(t, err)
	behind := list[1]
	must(t, h.Agree(ctx, reader, topic, 1, behind.ID))
	for words, want := range map[string]int{behind.Body: 1, list[0].Body: 0, "kwaheri": 1} {
		if n := len(h.search(reader, forum.Look{Words: words}).Hits); n != want {
			t.Errorf("%q finds %d, want %d", words, n, want)
		}
	}
	must(t, h.TakeBack(ctx, h.enter(behind.Author), topic, behind.ID))
	if n := len(h.search(reader, forum.Look{Words: list[0].Body}).Hits); n != 1 {
		t.Error("alone, it isn't found")
	}
	h.db.MustExec(`UPDATE topics SET circle = true, asked_until = $2 WHERE id = $1`, topic, h.now())
	if n := len(h.search(reader, forum.Look{Words: list[0].Body}).Hits); n != 0 {
		t.Error("in a circle that she isn't in, it is found")
	}
}
