package curriculum_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tinig/curriculum"
	"tinig/curriculum/content"
)

// tricky are texts that could run out of the piece that they stand in.
var tricky = []string{
	"Plain words.", "", "## Another {#another .learn minutes=5}\n\nWords.", "Words.\n\n## Settling in {#settling-in .arrive minutes=5}\n\nWords.", "# Large\n\nWords.",
	"```pacer 2\n4 Look", "```facts\n", "~~~\nWords.", "<!-- words", "<script>", "<div>\n\nWords.", "Title\n=====\n\nWords.", "Title\n-----\n\nWords.", "---\ntitle: x\n---\n",
	"[a]: /b", "> quoted\n## Two {#two .rest minutes=5}", "- a\n  ## Two {#two .rest minutes=5}", "    indented", "Words {#closing .close minutes=4}", "\\", "`", "\u2028## Two",
}

// Whatever a form sends: what keeps people safe stays where it was and as what it was, no note becomes anything else, and a unit that can
// be taught shows no line of a note to who takes it.
func TestWhateverIsWrittenSafetyStaysAndNotesAreNotes(t *testing.T) {
	course, err := content.Load(content.Files)
	must(t, err)
	units := course.Units()
	taught := 0
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom(units).Draw(t, "unit").ID
		source := curriculum.Sheets(course.Sheets(unit))
		text := source.Clone()
		for _, lang := range []string{"en", "ceb"} {
			written := curriculum.Rewrite{Lang: lang, Title: text[lang].Title, Summary: text[lang].Summary, ContentNote: text[lang].ContentNote, Pieces: map[string]curriculum.Rewritten{}}
			for range rapid.IntRange(0, 3).Draw(t, "pieces") {
				p := rapid.SampledFrom(text[lang].Pieces).Draw(t, "piece")
				words := rapid.SampledFrom(tricky).Draw(t, "words")
				of, _ := source["en"].Piece(p.ID)
				if of.IsNote() {
					words += "\n\nSECRET words."
				}
				written.Pieces[p.ID] = curriculum.Rewritten{Title: rapid.SampledFrom([]string{p.Title, "T {#x .close}", "{", ""}).Draw(t, "title"), Note: p.Note, Body: words,
					Minutes: rapid.IntRange(0, 90).Draw(t, "minutes"), Out: rapid.Bool().Draw(t, "out")}
			}
			text[lang] = curriculum.Rewriting(text, written)
		}
		for _, p := range source["en"].Pieces {
			mine, there := text["en"].Piece(p.ID)
			if !there || mine.Kind != p.Kind || mine.Lighter != p.Lighter || mine.Goal != p.Goal || mine.Out && source["en"].Safety(p.ID) {
				t.Fatalf("%s was %+v and is %+v", p.ID, p, mine)
			}
		}
		with, err := course.With(content.Adapted{Network: "n", Unit: unit, Number: 1, Sheets: text})
		if err != nil {
			return
		}
		taught++
		is, _ := with.Unit(unit)
		for _, lang := range []string{"en", "ceb", "fil"} {
			for _, block := range is.Participant(lang) {
				if strings.Contains(string(block.HTML(time.Now()))+block.Title+block.Note, "SECRET") {
					t.Fatalf("%s shows a note in %s", block.ID, lang)
				}
			}
			if blocks := is.Participant(lang); blocks[0].Kind != content.Arrive {
				t.Fatalf("%s begins with %s", unit, blocks[0].Kind)
			}
		}
	})
	if taught == 0 {
		t.Error("nothing that was written could be taught")
	}
}
