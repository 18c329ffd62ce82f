package locales_test

import (
	"slices"
	"strings"
	"testing"

	"tinig/locales"
)

func TestAnOldTermHasPreferredOnes(t *testing.T) {
	for words, want := range map[string][]string{
		"child pornography":      {"child sexual abuse material", "CSAM"},
		"Child Porn law":         {"child sexual abuse material law", "CSAM law"},
		"the OSEC, law":          {"the OSAEC law"},
		"livestreaming":          nil,
		"live-streaming shows":   {"live streaming of child sexual abuse", "live online child sexual abuse"},
		"a child of prostitutes": nil,
		"children":               nil,
		"":                       nil,
	} {
		if got := locales.Preferred(words); !slices.Equal(got, want) {
			t.Errorf("for %q: %q, want %q", words, got, want)
		}
	}
}

func TestEveryTermHasASourceALanguageAndIsSaidOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, term := range locales.Terms() {
		if term.Source == "" || locales.For(term.Lang).Tag() != term.Lang || len(term.Old) == 0 || len(term.Now) == 0 {
			t.Errorf("%+v is not whole", term)
		}
		for _, old := range term.Old {
			if seen[strings.ToLower(old)] {
				t.Errorf("%q stands there twice", old)
			}
			seen[strings.ToLower(old)] = true
		}
		for _, now := range term.Now {
			if len(locales.Preferred(now)) > 0 {
				t.Errorf("%q is preferred and old at once", now)
			}
		}
	}
}
