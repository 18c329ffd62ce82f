package locales_test

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tinig/locales"
)

func TestLanguagesStandInTheirOrder(t *testing.T) {
	var tags string
	for _, l := range locales.Languages() {
		tags += l.Tag + " "
		if p := locales.For(l.Tag); p.Tag() != l.Tag || p.Dir() != l.Dir || l.Name == "" {
			t.Errorf("%+v has the printer of %s, %s", l, p.Tag(), p.Dir())
		}
		if want := map[bool]string{true: "rtl", false: "ltr"}[l.Tag == "ar"]; l.Dir != want {
			t.Errorf("%s is written %s", l.Tag, l.Dir)
		}
	}
	expect(t, tags, "en fil ceb es sw ar ")
}

func TestUnknownLanguageIsEnglish(t *testing.T) {
	for _, tag := range []string{"", "fr", "EN", "und"} {
		expect(t, locales.For(tag).Tag(), "en")
	}
}

func TestLanguagesCannotBeChangedByACaller(t *testing.T) {
	locales.Languages()[0].Name = "changed"
	expect(t, locales.Languages()[0].Name, "English")
}

func TestReviewerIsReadFromTheHeadOfTheFile(t *testing.T) {
	files := fstest.MapFS{
		"ar.toml": {Data: []byte(sample["ar"])},
		"en.toml": {Data: []byte(sample["en"])},
	}
	for tag, want := range map[string]string{"ar": "A speaker in Amman, March 2027", "en": ""} {
		got, err := locales.ReviewedFrom(files, tag)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, got, want)
	}
	expect(t, printer(t, "ar", sample).T("meta.reviewed"), "meta.reviewed")
}

func TestMatchTakesHerChoiceThenTheBrowsersThenEnglish(t *testing.T) {
	for _, c := range []struct{ choice, accept, want string }{
		{"sw", "ar, en;q=0.5", "sw"},
		{"", "ar, en;q=0.5", "ar"},
		{"fr", "ar", "ar"},
		{"qps", "", "en"},
		{"qps", "qps", "en"},
		{"", "", "en"},
		{"", "fr-FR, fr;q=0.9", "en"},
		{"", "fr, es;q=0.3", "es"},
		{"", "es-419, en;q=0.5", "es"},
		{"", "en-GB, es;q=0.9", "en"},
		{"", "tl-PH", "fil"},
		{"", "fil-PH, en;q=0.8", "fil"},
		{"", "ceb, fil;q=0.9", "ceb"},
		{"", "sw-KE, en;q=0.8", "sw"},
		{"", "ar-EG", "ar"},
		{"", "es;q=0, sw;q=0.1", "sw"},
		{"", "not a header;;q=x", "en"},
	} {
		if got := locales.Match(c.choice, c.accept); got != c.want {
			t.Errorf("Match(%q, %q) is %q, want %q", c.choice, c.accept, got, c.want)
		}
	}
}

func TestDaysAreWrittenAsTheLanguageDoes(t *testing.T) {
	for tag, want := range map[string][2]string{
		"en":  {"22 November 2026", "1 May 2027"},
		"fil": {"Nobyembre 22, 2026", "Mayo 1, 2027"},
		"ceb": {"Nobyembre 22, 2026", "Mayo 1, 2027"},
		"es":  {"22 de noviembre de 2026", "1 de mayo de 2027"},
		"sw":  {"22 Novemba 2026", "1 Mei 2027"},
		"ar":  {"٢٢ نوفمبر ٢٠٢٦", "١ مايو ٢٠٢٧"},
		"qps": {"22 November 2026", "1 May 2027"},
	} {
		p := locales.For(tag)
		expect(t, p.Day(time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)), want[0])
		expect(t, p.Day(time.Date(2027, time.May, 1, 0, 0, 0, 0, time.UTC)), want[1])
	}
}

func TestAMonthAndAYearAreWrittenAsTheLanguageDoes(t *testing.T) {
	march := time.Date(2027, time.March, 1, 0, 0, 0, 0, time.UTC)
	for tag, want := range map[string][2]string{
		"en": {"March 2027", "2027"}, "fil": {"Marso 2027", "2027"}, "ceb": {"Marso 2027", "2027"}, "es": {"marzo de 2027", "2027"},
		"sw": {"Machi 2027", "2027"}, "ar": {"مارس ٢٠٢٧", "٢٠٢٧"},
	} {
		p := locales.For(tag)
		expect(t, p.Month(march), want[0])
		expect(t, p.Year(march), want[1])
		if name := p.MonthName(time.March); !strings.HasPrefix(want[0], name) {
			t.Errorf("%s calls the month %s", tag, name)
		}
	}
}

func TestEveryMonthHasANameOfItsOwn(t *testing.T) {
	for _, l := range locales.Languages() {
		seen := map[string]bool{}
		for m := time.January; m <= time.December; m++ {
			seen[locales.For(l.Tag).Day(time.Date(2026, m, 9, 0, 0, 0, 0, time.UTC))] = true
		}
		if len(seen) != 12 {
			t.Errorf("%s writes %d different months", l.Tag, len(seen))
		}
	}
}

func TestNumbersAreWrittenAsTheLanguageDoes(t *testing.T) {
	for _, c := range []struct {
		tag  string
		n    int
		want string
	}{
		{"en", 0, "0"}, {"en", 999, "999"}, {"en", 1000, "1,000"}, {"en", 1234567, "1,234,567"}, {"en", -1000, "-1,000"},
		{"en", math.MinInt64, "-9,223,372,036,854,775,808"},
		{"fil", 12345, "12,345"}, {"ceb", 12345, "12,345"}, {"sw", 12345, "12,345"},
		{"es", 1234, "1234"}, {"es", 12345, "12.345"}, {"es", 1234567, "1.234.567"},
		{"ar", 7, "٧"}, {"ar", 1234567, "١٬٢٣٤٬٥٦٧"}, {"ar", -5, "\u061c-٥"},
	} {
		expect(t, locales.For(c.tag).Number(c.n), c.want)
	}
}
