package accounts_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tinig/server/accounts"
)

func TestPhraseHasItsBitsOfChance(t *testing.T) {
	for lang, want := range map[string]int{"en": 6, "es": 7, "fil": 8} {
		n := len(accounts.Words(accounts.NewPhrase(lang)))
		bits := float64(n) * math.Log2(float64(len(accounts.WordList(lang))))
		if bits < 77 || n > want {
			t.Errorf("%s: %d words have %.1f bits, want 77 in %d", lang, n, bits, want)
		}
	}
}

func TestNoTwoWordsOfAListAreAlike(t *testing.T) {
	for _, lang := range []string{"en", "es", "fil"} {
		seen := map[string]string{}
		for _, w := range accounts.WordList(lang) {
			words := accounts.Words(w)
			if len(words) != 1 || len(words[0]) < 2 {
				t.Errorf("%s: %q is %d words", lang, w, len(words))
				continue
			}
			if other, ok := seen[words[0]]; ok {
				t.Errorf("%s: %q and %q are alike", lang, w, other)
			}
			seen[words[0]] = w
		}
		if len(seen) < 1024 {
			t.Errorf("%s has %d words, want 1024 at least", lang, len(seen))
		}
	}
}

func TestHurtfulWordsAreInNoList(t *testing.T) {
	for lang, words := range map[string]string{"en": "captive molest shame victim violate", "es": "abuso culpa sexo rehén víctima"} {
		for _, w := range strings.Fields(words) {
			if slices.Contains(accounts.WordList(lang), w) {
				t.Errorf("%s: %q can be part of a phrase", lang, w)
			}
		}
	}
}

func TestPhraseIsDrawnFromTheWholeListOfItsLanguage(t *testing.T) {
	for _, lang := range []string{"en", "es", "fil"} {
		list := accounts.WordList(lang)
		seen := map[string]bool{}
		for range 20 * len(list) / 6 {
			for _, w := range strings.Fields(accounts.NewPhrase(lang)) {
				seen[w] = true
			}
		}
		// Drawn 20 times as often as there are words, a word is missed with a chance of e^-20.
		if len(seen) != len(list) {
			t.Errorf("%s: %d of %d words were drawn", lang, len(seen), len(list))
		}
	}
}

func TestLanguageWithoutAListGetsEnglish(t *testing.T) {
	english := accounts.WordList("en")
	for _, lang := range []string{"ceb", "sw", "ar", ""} {
		for _, w := range strings.Fields(accounts.NewPhrase(lang)) {
			if !slices.Contains(english, w) {
				t.Errorf("%s: %q is not English", lang, w)
			}
		}
	}
}

func TestWordsAreTheSameHoweverTheyAreWritten(t *testing.T) {
	want := []string{"abeja", "nino", "camion"}
	for _, written := range []string{"abeja niño camión", "ABEJA  NIÑO\tCAMIÓN ", "abeja-niño,camión.", "abeja nin\u0303o camio\u0301n",
		"abeja\u00a0nino\r\ncamion", "ab\u00adeja ｎｉｎｏ camion"} {
		if got := accounts.Words(written); !slices.Equal(got, want) {
			t.Errorf("%q: %q", written, got)
		}
	}
}
