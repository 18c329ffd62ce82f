package forum_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tinig/server/forum"
)

// drawn is an excerpt with its marks in brackets.
func drawn(pieces []forum.Piece) string {
	var all strings.Builder
	for _, piece := range pieces {
		if piece.Marked {
			all.WriteString("[" + piece.Text + "]")
		} else {
			all.WriteString(piece.Text)
		}
	}
	return all.String()
}

func TestAnExcerptShowsWhereTheWordsStand(t *testing.T) {
	long := strings.Repeat("before it ", 40) + "the *Habitación*, " + strings.Repeat("after it ", 60)
	for _, c := range []struct{ body, marks, want string }{
		{"A **court** date, and [court](https://a.example)", "court", "A [court] date, and [court] (https://a.example)"},
		{"# Title\n\n- one\n- court", "court", "Title one [court]"},
		{"المَحْكَمَـــةِ هنا", "المحكمه", "[المَحْكَمَـــةِ] هنا"},
		{"明日は裁判所に行きます", "裁判 判所", "明日は[裁判所]に行きます"},
		{"ไปตลาด", "ตล ลา าด", "ไป[ตลาด]"},
		{"<b>court</b> &amp; courts", "court", "<b>[court]</b> & courts"},
		{long, "habitacion", "… before it before it before it before it before it before it the [Habitación], after"},
		{"nothing here", "", "nothing here"},
		{"", "court", ""},
	} {
		hit := forum.Hit{Post: forum.Post{Body: c.body}, Marks: strings.Fields(c.marks)}
		got := drawn(hit.Excerpt())
		if got != c.want && !(c.body == long && strings.HasPrefix(got, c.want) && strings.HasSuffix(got, " …")) {
			t.Errorf("%q is drawn as %q, want %q", c.body, got, c.want)
		}
		if n := utf8.RuneCountInString(got); n > 260 {
			t.Errorf("an excerpt has %d letters", n)
		}
	}
}

// Whatever a post says, its excerpt is made, and adds no word to it.
func FuzzAnExcerptIsMadeOfItsPost(f *testing.F) {
	for _, body := range []string{"a court", "[x](javascript:alert(1)) <script>", "日本語 テスト", "ـــ\u0651\u200d", "\u202ecourt", strings.Repeat("court", 200)} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if !utf8.ValidString(body) {
			t.Skip()
		}
		hit := forum.Hit{Post: forum.Post{Body: body}, Topic: forum.Topic{Title: body}, Marks: []string{"court", "日本", "script"}}
		for _, piece := range hit.Excerpt() {
			if piece.Text == "" {
				t.Errorf("%q has an empty piece", body)
			}
		}
		if title := strings.NewReplacer("[", "", "]", "").Replace(drawn(hit.Title())); title != strings.NewReplacer("[", "", "]", "").Replace(body) {
			t.Errorf("the title %q became %q", body, title)
		}
	})
}
