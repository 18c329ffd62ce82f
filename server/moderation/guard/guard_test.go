package guard_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tinig/server/moderation/guard"
)

// At least 95 of 100 stretches that could lead to a person are shown, in each language; how much is shown besides is printed.
func TestTheGuardFindsWhatCouldLeadToAPersonInEachLanguage(t *testing.T) {
	for _, language := range guard.Languages {
		m, err := guard.Measure(language)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d lines, recall %.3f of %d, precision %.3f of %d", language, m.Lines, m.Recall(), m.Labels, m.Precision(), m.Finds)
		if m.Recall() < 0.95 {
			t.Errorf("%s misses\n%s", language, strings.Join(m.Missed, "\n"))
		}
		if m.Precision() < 0.9 {
			t.Errorf("%s finds besides\n%s", language, strings.Join(m.Extra, "\n"))
		}
	}
}

func TestHerOwnWordsAreFoundHoweverTheyAreWritten(t *testing.T) {
	text := "I am LÍLIA from ma\u200blinaw, not Liliana. ليليا"
	var got []string
	for _, f := range guard.Find(text, []string{"Lilia", "Malinaw", "ليليا"}) {
		got = append(got, string(f.Kind)+" "+text[f.From:f.To])
	}
	if all := strings.Join(got, "; "); all != "own LÍLIA; own ma\u200blinaw; own ليليا" {
		t.Errorf("it finds %s", all)
	}
}

// A number that a program gave to a thing is nobody's, and the same digits alone may be somebody's card.
func TestNumbersThatAProgramGaveAreNobodys(t *testing.T) {
	for text, finds := range map[string]int{
		"It is 28e5297f-8171-4466-8148-b8aabaf90c1b in the list.": 0,
		"my card 4466-8148-8171-0017":                             1,
		"28e5297f-8171-4466-8148-b8aabaf90c1b and 0917 555 1234":  1,
	} {
		if found := guard.Find(text, nil); len(found) != finds {
			t.Errorf("%q holds %v", text, found)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, seed := range []string{"Blk 5 Lot", "a@b.com", "zero nine one seven five five five", "٠٩١٧", "calle \u202e5", "st. st. st.", "o0o0o0o", "+", "12/12/2001 born"} {
		f.Add(seed, "Lilia")
	}
	f.Fuzz(func(t *testing.T, text, own string) {
		last := 0
		for _, found := range guard.Find(text, []string{own}) {
			if found.From < last || found.To <= found.From || found.To > len(text) {
				t.Fatalf("%v stands in %d bytes after %d", found, len(text), last)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[found.From:found.To]) {
				t.Fatalf("%v cuts a letter", found)
			}
			last = found.To
		}
	})
}

func BenchmarkFind(b *testing.B) {
	text := strings.Repeat("We walked to the court with Ate and spoke for an hour about the law, 12 people in all. ", 24)[:2000]
	for b.Loop() {
		guard.Find(text, []string{"Lilia", "Malinaw"})
	}
}
