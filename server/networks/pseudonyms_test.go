package networks_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tinig/locales"
	"tinig/server/networks"
)

func TestEveryLanguageHasItsOwnPseudonyms(t *testing.T) {
	for _, language := range locales.Languages() {
		if !slices.Contains(networks.PseudonymLanguages(), language.Tag) {
			t.Errorf("%s has none", language.Tag)
		}
	}
}

// Ten thousand pairs are enough for a network of some thousand members to be offered six that are free.
func TestEachLanguageHasTenThousandPseudonyms(t *testing.T) {
	for _, lang := range networks.PseudonymLanguages() {
		first, second := networks.PseudonymsOf(lang)
		if n := len(first) * len(second); n < 10_000 {
			t.Errorf("%s has %d", lang, n)
		}
	}
}

// Two words that differ by capitals or marks alone would make two members look like one.
func TestNoTwoWordsOfAListLookAlike(t *testing.T) {
	for _, lang := range networks.PseudonymLanguages() {
		first, second := networks.PseudonymsOf(lang)
		for _, list := range [][]string{first, second} {
			seen := map[string]string{}
			for _, word := range list {
				plain := bare(word)
				if seen[plain] != "" {
					t.Errorf("%s: %s and %s", lang, seen[plain], word)
				}
				seen[plain] = word
			}
		}
	}
}

// bare is a word without case and marks.
func bare(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(word))
}

func TestAPseudonymIsLettersThatCanBeReadAndTyped(t *testing.T) {
	for _, lang := range networks.PseudonymLanguages() {
		first, second := networks.PseudonymsOf(lang)
		for _, word := range slices.Concat(first, second) {
			if strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune(" '’-", r) }) || len([]rune(word)) > 24 {
				t.Errorf("%s: %q", lang, word)
			}
		}
	}
}

func TestPseudonymsAreOfferedFromTheListsOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, lang := range append(networks.PseudonymLanguages(), "xx") {
		offers, err := h.Offer(ctx, h.network.ID, lang, 6)
		must(t, err)
		if len(offers) != 6 || len(slices.Compact(slices.Sorted(slices.Values(offers)))) != 6 {
			t.Errorf("%s: %q are not six", lang, offers)
		}
		list := lang
		if lang == "xx" {
			list = "en"
		}
		first, second := networks.PseudonymsOf(list)
		for _, offer := range offers {
			if !slices.ContainsFunc(first, func(one string) bool {
				rest, ok := strings.CutPrefix(offer, networks.Capital(one)+" ")
				return ok && slices.ContainsFunc(second, func(other string) bool { return networks.Capital(other) == rest })
			}) {
				t.Errorf("%s: %q is not made of its words", lang, offer)
			}
		}
	}
}

func TestATakenPseudonymIsNeverOffered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, second := networks.PseudonymsOf("en")
	var names []string
	for i, one := range first {
		for j, other := range second {
			if (i+j)%10 > 0 { // nine in ten are taken
				names = append(names, networks.Capital(one)+" "+networks.Capital(other))
			}
		}
	}
	h.insertNamed(names)
	taken := make(map[string]bool, len(names))
	for _, name := range names {
		taken[name] = true
	}
	offered := 0
	for range 20 {
		offers, err := h.Offer(ctx, h.network.ID, "en", 6)
		must(t, err)
		offered += len(offers)
		for _, offer := range offers {
			if taken[offer] {
				t.Errorf("%q is taken", offer)
			}
		}
	}
	if offered == 0 {
		t.Error("nothing was ever offered")
	}
}

func (h *house) insertNamed(names []string) {
	h.t.Helper()
	h.db.MustExec(`
		INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
		SELECT $1, gen_random_uuid(), name, '', 'adult', 'confirmed', $2
		FROM unnest(string_to_array($3, '|')) AS name`, h.network.ID, h.now(), strings.Join(names, "|"))
}

// Offers were once sorted before the first of them were taken, so that hardly anybody was called anything after F.
func TestTheWholeAlphabetIsOffered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, _ := networks.PseudonymsOf("en")
	middle := networks.Capital(slices.Sorted(slices.Values(first))[len(first)/2])
	early, late := 0, 0
	for range 100 {
		offers, err := h.Offer(ctx, h.network.ID, "en", 6)
		must(t, err)
		for _, offer := range offers {
			if offer < middle {
				early++
			} else {
				late++
			}
		}
	}
	if early < 200 || late < 200 { // of 600; even chances give 300, give or take 12
		t.Errorf("%d come before %s, %d after", early, middle, late)
	}
}

func TestAnEmblemIsTheSameAlways(t *testing.T) {
	id := "7a0e2f5e-6a0b-4d55-9d1f-1df3c2b6a001"
	first, second := networks.Emblem(id), networks.Emblem(id)
	if first != second {
		t.Error("two drawings of one member differ")
	}
	if strings.Contains(string(first), id[:8]) {
		t.Error("the drawing tells the id")
	}
}

func TestWhoHasLeftHasTheSameSignAsAllWhoHave(t *testing.T) {
	sign := string(networks.Emblem(""))
	if !strings.Contains(sign, "outer") || strings.Contains(sign, "emblem c") {
		t.Errorf("it is %s", sign)
	}
}

// Colour doesn't count: some can't tell it apart.
func TestTwoHundredMembersHaveManyShapes(t *testing.T) {
	seen := map[string]int{}
	for range 200 {
		_, shape, ok := strings.Cut(string(networks.Emblem(networks.NewMemberID())), "viewBox")
		if !ok {
			t.Fatal("no drawing")
		}
		seen[shape]++
	}
	if len(seen) < 100 { // of 256; chance gives 139, give or take 5
		t.Errorf("%d shapes", len(seen))
	}
}
