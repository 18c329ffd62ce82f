package locales_test

import (
	"testing"

	"tinig/locales"
)

func TestAnOldTermIsFoundButNotInAQuotedTitle(t *testing.T) {
	for words, want := range map[string]string{
		"Stop child\npornography now.":                                       "child pornography",
		"We ask for an end of child prostitution and of Child Porn.":         "child porn",
		"The “Anti-Child Pornography Act” has to be enforced.":               "",
		"The law against «child pornography» and \"sextortion\" is old.":     "",
		"A child, pornography aside, needs child sexual abuse material gone": "child pornography", // signs between words don't count
		"Trees in each street.":                                              "",
	} {
		got := ""
		if found := locales.Outdated(words); len(found) > 0 {
			got = found[0].Old[0]
			if len(found[0].Now) == 0 {
				t.Errorf("of %q nothing is said instead", words)
			}
		}
		if got != want {
			t.Errorf("in %q it finds %q, want %q", words, got, want)
		}
	}
}
