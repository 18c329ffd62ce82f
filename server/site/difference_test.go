package site_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"tinig/server/site"
)

func TestADifferenceMarksWordsAndNoMore(t *testing.T) {
	for _, c := range []struct{ there, here, marked string }{
		{"", "", ""},
		{"The same.", "The same.", "The same."},
		{"One small thing.", "One big thing.", "One [-small -]{+big +}thing."},
		{"Gamay ra kini, pero", "Gamay ra, pero", "Gamay ra[- kini-], pero"},
		{"", "All new.", "{+All new.+}"},
		{"All gone.", "", "[-All gone.-]"},
		{"A line.\nAnother.", "A line. Another.", "A line[-.\n-]{+. +}Another."},
		{"A line.\nAnother.", "A line.\r\nAnother.\r\n", "A line.\nAnother."},
		{"كلمات هادئة هنا", "كلمات قليلة هنا", "كلمات [-هادئة -]{+قليلة +}هنا"},
		{"<b>&amp;", "<i>&amp;", "<[-b-]{+i+}>&amp;"},
	} {
		if marked, _, _ := site.Differ(c.there, c.here); marked != c.marked {
			t.Errorf("%q and %q differ by %q, want %q", c.there, c.here, marked, c.marked)
		}
	}
}

// Both texts can be read out of their difference: nothing of either is lost, added or out of order.
func TestADifferenceHoldsBothTexts(t *testing.T) {
	letters := rapid.StringOfN(rapid.SampledFrom([]rune("ab ,.\nكé")), 0, 60, -1)
	rapid.Check(t, func(t *rapid.T) {
		there, here := strings.TrimSpace(letters.Draw(t, "there")), strings.TrimSpace(letters.Draw(t, "here"))
		_, left, right := site.Differ(there, here)
		if right != here {
			t.Fatalf("hers is %q in it, not %q", right, here)
		}
		if unspaced(left) != unspaced(there) {
			t.Fatalf("the other is %q in it, not %q", left, there)
		}
	})
}

// Two long texts with nothing in common would be compared for seconds, and are told as one in the place of the other.
func TestTextsThatDifferInEverythingAreReplacedWhole(t *testing.T) {
	there, here := strings.Repeat("a.", 5000), strings.Repeat("b,", 5000)
	if marked, _, _ := site.Differ(there, here); marked != "[-"+there+"-]{+"+here+"+}" {
		t.Error("they are told otherwise")
	}
}

func unspaced(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}
