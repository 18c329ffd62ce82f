package web_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// pair is two colours that meet on a page, and the least contrast between them that WCAG 2.2 AA asks for:
// 4.5 for text (1.4.3), 3 for edges, marks and the focus ring (1.4.11).
type pair struct {
	over, under string
	least       float64
}

func pairs() []pair {
	var all []pair
	for _, under := range []string{"paper", "card", "well", "accent-well", "danger-well"} {
		all = append(all, pair{"ink", under, 4.5}, pair{"soft", under, 4.5}, pair{"accent", under, 4.5}, pair{"edge", under, 3})
	}
	for _, under := range []string{"paper", "card", "danger-well"} {
		all = append(all, pair{"danger", under, 4.5})
	}
	for _, emblem := range []string{"c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"} {
		all = append(all, pair{emblem, "card", 3}, pair{emblem, "paper", 3})
	}
	return append(all,
		pair{"accent-ink", "accent", 4.5}, pair{"accent-ink", "accent-strong", 4.5}, pair{"danger-ink", "danger", 4.5},
		pair{"accent-strong", "accent-well", 4.5}, pair{"paper", "ink", 4.5})
}

func TestColoursContrastInBothSchemes(t *testing.T) {
	light, dark, _ := strings.Cut(sources(t, ".css")["shell/tokens.css"], "prefers-color-scheme: dark")
	for scheme, text := range map[string]string{"light": light, "dark": dark} {
		colours := coloursIn(text)
		for _, p := range pairs() {
			over, under := colours[p.over], colours[p.under]
			if over == nil || under == nil {
				t.Fatalf("%s: --%s or --%s is missing", scheme, p.over, p.under)
			}
			if got := contrast(*over, *under); got < p.least {
				t.Errorf("%s: --%s on --%s is %.2f to 1, less than %.1f", scheme, p.over, p.under, got, p.least)
			}
		}
	}
}

var colourToken = regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6});`)

// coloursIn reads the tokens that are colours, as relative luminance.
func coloursIn(css string) map[string]*float64 {
	colours := map[string]*float64{}
	for _, match := range colourToken.FindAllStringSubmatch(css, -1) {
		rgb, _ := strconv.ParseUint(match[2], 16, 32)
		l := luminance(rgb)
		colours[match[1]] = &l
	}
	return colours
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(rgb uint64) float64 {
	channel := func(shift uint) float64 {
		c := float64(rgb>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}

func contrast(a, b float64) float64 {
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}
