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

func TestAStatutesTitleKeepsItsWords(t *testing.T) {
	for words, want := range map[string]int{
		"We ask for an end of child pornography.":                                                         1,
		"Child pornography is the wrong word.":                                                            1,
		"They amend the Anti-Child Pornography Act of 2009.":                                              0,
		"The Optional Protocol on the Sale of Children, Child Prostitution and Child Pornography counts.": 0,
		"Republic Act No. 9775 is about child pornography.":                                               1,
		"Child Pornography Bill, and child porn elsewhere":                                                1,
		"Stop Child Pornography Now":                                                                      1,
		"The law calls it “child pornography”.":                                                           0,
		"La Ley contra la Pornografía Infantil y el Child Porn":                                           0,
		"The Act of listening, child prostitution":                                                        1,
	} {
		if found := locales.Outdated(words); len(found) != want {
			t.Errorf("in %q: %v", words, found)
		}
	}
}
