package forum_test

import (
	"strings"
	"testing"

	"tinig/server/networks"
)

func TestAFormerNameGoesFromMentionsAndFromNothingElse(t *testing.T) {
	t.Parallel()
	h := alone(t)
	her, other, reader := h.member(), h.member(), h.member()
	h.db.MustExec(`UPDATE members SET pseudonym = 'Linaw Suba' WHERE id = $1`, her.Member)
	topic := h.topic(her)
	written := map[string]string{
		"Thank you, @Linaw Suba!":                    "Thank you, @…!",
		"@Linaw  Suba @Linaw Suba, both":             "@… @…, both",
		"Linaw Suba said so":                         "Linaw Suba said so",
		"mail@Linaw Suba":                            "mail@Linaw Suba",
		"@Linaw Subang, another":                     "@Linaw Subang, another",
		"@Linaw\nSuba":                               "@Linaw\nSuba",
		"(@Linaw Suba)":                              "(@…)",
		"no mention, but cafe\u0301 stays as it was": "no mention, but cafe\u0301 stays as it was",
		"@Linaw and cafe\u0301":                      "@Linaw and cafe\u0301",
	}
	numbers := map[int]string{}
	for body, want := range written {
		numbers[h.reply(other, topic, body)] = want
	}
	changed := h.reply(other, topic, "First @Linaw Suba")
	must(t, h.Edit(ctx, other, topic, changed, 1, draft("Then nobody")))
	head := h.head(topic)
	must(t, h.networks.Rename(ctx, h.enter(her.Member), "Slow River", networks.NewEmblem()))
	must(t, h.Unmention(ctx))

	reading, err := h.Read(ctx, reader, topic, 1)
	must(t, err)
	for _, post := range reading.Posts {
		if want, ours := numbers[post.Number]; ours && post.Body != want {
			t.Errorf("post %d says %q, want %q", post.Number, post.Body, want)
		}
		if _, ours := numbers[post.Number]; ours && post.Revision != 1 {
			t.Error("its author is said to have changed it")
		}
	}
	if told := h.toldSince(topic, head); len(told) != 4 { // three posts, and the one with an earlier version
		t.Errorf("open pages were told %v", told)
	}
	var versions string
	must(t, h.db.Get(&versions, `SELECT string_agg(body, ' ') FROM post_versions`))
	if strings.Contains(versions, "Suba") {
		t.Errorf("moderators read %q", versions)
	}
	if left, err := h.networks.Mentioned(ctx); err != nil || len(left) != 0 {
		t.Errorf("it is looked for again: %v, %v", left, err)
	}
}

// A translation that was up to date is so still.
func TestATranslationStaysUpToDateWhenAMentionGoes(t *testing.T) {
	t.Parallel()
	h := alone(t)
	her, other := h.member(), h.member()
	must(t, h.networks.Vouch(ctx, h.steward, other.Member))
	other = h.enter(other.Member)
	h.db.MustExec(`UPDATE members SET pseudonym = 'Linaw Suba' WHERE id = $1`, her.Member)
	topic := h.topic(her)
	number := h.reply(other, topic, "Thank you, @Linaw Suba.")
	must(t, h.Translate(ctx, other, topic, number, h.telling(other, topic, number, "es", "Gracias, @Linaw Suba.")))
	must(t, h.networks.Rename(ctx, h.enter(her.Member), "Slow River", networks.NewEmblem()))
	must(t, h.Unmention(ctx))
	list, err := h.Translations(ctx, other, topic, number)
	must(t, err)
	if len(list) != 1 || list[0].Stale || list[0].Body != "Gracias, @…." {
		t.Errorf("it is %+v", list)
	}
}
