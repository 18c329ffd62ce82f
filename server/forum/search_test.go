package forum_test

import (
	"slices"
	"strings"
	"testing"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// finds searches and returns the found posts' bodies, the first page of them.
func (h *house) finds(a networks.Actor, words string) (bodies []string) {
	h.t.Helper()
	for _, hit := range h.search(a, forum.Look{Words: words}).Hits {
		bodies = append(bodies, hit.Post.Body)
	}
	return bodies
}

func (h *house) search(a networks.Actor, look forum.Look) forum.Found {
	h.t.Helper()
	found, err := h.Search(ctx, a, look, forum.Onward{})
	must(h.t, err)
	return found
}

// says posts these words in a language.
func (h *house) says(by networks.Actor, topic, lang, body string) int {
	h.t.Helper()
	d := draft(body)
	d.Lang = lang
	replied, err := h.asItIs(by, topic, d)
	must(h.t, err)
	return replied.Number
}

func TestWordsAreFoundInTheFormsOfTheirLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	for _, c := range []struct{ lang, body, words string }{
		{"en", "The lawyers were running late.", "lawyer run"},
		{"en", "We are late.Then we left", "then late"},
		{"es", "Mi habitación es pequeña.", "habitaciones pequeno"},
		{"es", "Los abogados me ayudaron.", "ABOGADO"},
		{"ar", "ذهبتُ إلى المَحْكَمَـــةِ أمس.", "محكمه"},
		{"ar", "أخي في البيت", "اخى بيت"},
		{"ar", "الساعة ٩:٣٠ صباحا", "9 30"},
		{"fil", "Magkíta táyo búkas sa parke.", "magkita tayo bukas"},
		{"ceb", "Gi-unsa nimo pag-abot?", "unsa abot"},
		{"sw", "Ng'ombe wawili wako njiani.", "ng'ombe"},
		{"en", "ฉันไปตลาดกับเพื่อน", "ตลาด"},
		{"en", "明日は裁判所に行きます。", "裁判所"},
		{"en", "ខ្ញុំទៅផ្សារជាមួយមិត្ត", "ផ្សារ"},
		{"en", "ພາສາລາວ", "ພາສາ"},
		{"en", "စျေးသို့သွားသည်", "သွား"},
		{"en", "ＦＵＬＬ width ﬁne", "full fine"},
		{"en", "Write to help@harbour.example or see harbour.example/help", "harbour help"},
		{"en", "Zoë’s “quoted—words” & <b>bold</b> *starred*", "zoe quoted words bold starred"},
	} {
		h.says(writer, topic, c.lang, c.body)
		if got := h.finds(writer, c.words); !slices.Contains(got, c.body) {
			t.Errorf("%q doesn't find %q but %q", c.words, c.body, got)
		}
	}
	for _, words := range []string{"lawyer nothing", "awyer", "裁所", "zoe quoted' | 'x", `\`, "!!zoe nothing"} {
		if got, err := h.Search(ctx, writer, forum.Look{Words: words}, forum.Onward{}); err == nil && len(got.Hits) > 0 {
			t.Errorf("%q finds %q", words, got.Hits[0].Post.Body)
		}
	}
}

func TestATitleIsFoundWithTheFirstPost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	d := draft("How does one get there?")
	d.Title, d.Lang = "The courthouse", "en"
	started, err := h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), d)
	must(t, err)
	h.reply(writer, started.Topic, "By bus.")
	found := h.search(writer, forum.Look{Words: "courthouse there"})
	if len(found.Hits) != 1 || found.Hits[0].Post.Number != 1 || !slices.Equal(found.Hits[0].Title(), []forum.Piece{{Text: "The "}, {Text: "courthouse", Marked: true}}) {
		t.Fatalf("found %+v", found.Hits)
	}
	must(t, h.Erase(ctx, writer, started.Topic, 1))
	if got := h.finds(writer, "courthouse"); len(got) > 0 {
		t.Errorf("an erased title finds %q", got)
	}
}

func TestAnEditedPostIsFoundByItsNewWordsOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	number := h.reply(writer, topic, "A tamarind tree.")
	must(t, h.Edit(ctx, writer, topic, number, 1, draft("A mango tree.")))
	if got := h.finds(writer, "tamarind"); len(got) > 0 {
		t.Errorf("the old words find %q", got)
	}
	if got := h.finds(writer, "mango"); len(got) != 1 {
		t.Errorf("the new words find %q", got)
	}
	must(t, h.Erase(ctx, writer, topic, number))
	if got := h.finds(writer, "mango"); len(got) > 0 {
		t.Errorf("erased words find %q", got)
	}
	if h.count(`SELECT count(*) FROM post_words WHERE network_id = $1 AND words::text LIKE '%mango%'`, h.network.ID) > 0 {
		t.Error("erased words stand in the table that is searched")
	}
}

func TestHeldWordsAreFoundOnceTheyAreReleased(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	topic := h.topic(h.member())
	fresh, reader := h.fresh(), h.member()
	if replied, err := h.Reply(ctx, fresh, keys, topic, draft("A starfruit.")); err != nil || !replied.Held {
		t.Fatalf("%v, %+v", err, replied)
	}
	for _, who := range []networks.Actor{fresh, reader, h.steward} {
		if got := h.finds(who, "starfruit"); len(got) > 0 {
			t.Errorf("held words are found: %q", got)
		}
	}
	waiting, err := h.Held(ctx, h.steward)
	must(t, err)
	must(t, h.Release(ctx, h.steward, waiting[0].ID))
	if got := h.finds(reader, "starfruit"); len(got) != 1 {
		t.Errorf("released words find %q", got)
	}
}

func TestASearchIsNarrowedToASpaceOrALanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	everyday, learning := h.space(networks.PurposeEveryday), h.space(networks.PurposeLearning)
	topic := h.topic(writer)
	h.says(writer, topic, "ceb", "saging")
	d := draft("saging")
	d.Lang = "fil"
	_, err := h.Start(ctx, writer, keys, learning, d)
	must(t, err)
	for look, want := range map[forum.Look]int{
		{Words: "saging"}: 2, {Words: "saging", Space: everyday}: 1, {Words: "saging", Lang: "fil"}: 1,
		{Words: "saging", Space: learning, Lang: "ceb"}: 0, {Words: "saging", Space: learning, Lang: "fil"}: 1,
	} {
		if got := h.search(writer, look); len(got.Hits) != want {
			t.Errorf("%+v finds %d, want %d", look, len(got.Hits), want)
		}
	}
	for _, hidden := range []string{h.space(networks.PurposeStaff), networks.NewMemberID()} {
		_, err := h.Search(ctx, writer, forum.Look{Words: "saging", Space: hidden}, forum.Onward{})
		refused(t, err, locales.NotFound, "networks.space_not_found")
	}
}

func TestASearchWithoutAWordIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, words := range []string{"", "  ", "?!", "#w1", "'"} {
		_, err := h.Search(ctx, h.steward, forum.Look{Words: words}, forum.Onward{})
		if words == "#w1" { // a word like any other, not a drawer
			must(t, err)
			continue
		}
		refused(t, err, locales.Invalid, "search.words_needed")
	}
	_, err := h.Search(ctx, h.steward, forum.Look{Words: strings.Repeat("ñ", forum.SearchLength+1)}, forum.Onward{})
	refused(t, err, locales.Invalid, "search.too_long")
	_, err = h.Search(ctx, h.steward, forum.Look{Words: strings.Repeat("ñ ", forum.SearchLength/2)}, forum.Onward{})
	must(t, err)
}

func TestAnOldTermFindsThePreferredOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	h.says(writer, topic, "en", "The law on child sexual abuse material was passed.")
	h.says(writer, topic, "en", "The law on child pornography is from 2009.")
	found := h.search(writer, forum.Look{Words: "child pornography law"})
	if len(found.Hits) != 2 || !slices.Equal(found.Also, []string{"child sexual abuse material law", "CSAM law"}) {
		t.Errorf("found %d, also %q", len(found.Hits), found.Also)
	}
	if got := h.finds(writer, "child sexual abuse material"); len(got) != 1 {
		t.Errorf("the preferred term finds %q", got)
	}
}

// Everything is found once, the newest day first, however the pages fall and whatever lies between them.
func TestPagesOfASearchFollowEachOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topics := []string{h.topic(writer), h.topic(writer)}
	want := 0
	for day := range 90 {
		for range 1 + day%3 {
			h.reply(writer, topics[day%2], "Papaya.")
			h.reply(writer, topics[day%2], "Something else.")
			want++
		}
		h.pass(day % 17)
	}
	seen, last, after := map[forum.Onward]bool{}, forum.Onward{}, forum.Onward{}
	for pages := 1; ; pages++ {
		found, err := h.Search(ctx, writer, forum.Look{Words: "papaya"}, after)
		must(t, err)
		for i, hit := range found.Hits {
			place := hit.Onward()
			if seen[place] || !last.Day.IsZero() && place.Day.After(last.Day) {
				t.Fatalf("%+v comes twice, or after %+v", place, last)
			}
			seen[place], last = true, place
			if i == len(found.Hits)-1 {
				after = place
			}
		}
		if !found.More {
			break
		}
		if len(found.Hits) != forum.HitsAtOnce || pages > want {
			t.Fatalf("page %d has %d hits and says that there are more", pages, len(found.Hits))
		}
	}
	if len(seen) != want {
		t.Errorf("%d of %d were found", len(seen), want)
	}
}
