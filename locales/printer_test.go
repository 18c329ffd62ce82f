package locales_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tinig/locales"
)

// sample has a message of every sort in English, and in Arabic all but the last.
var sample = map[string]string{
	"en": `
["t.leave"]
other = "Leave now"
["t.by"]
other = "By {{.Name}}, {{ .Day }}"
["t.replies"]
one = "{{.Count}} reply"
other = "{{.Count}} replies in {{.Space}}"
["t.english"]
one = "{{.Count}} day"
other = "{{.Count}} days"
`,
	"ar": `
[meta]
reviewed = "A speaker in Amman, March 2027"
["t.leave"]
other = "غادري الآن"
["t.by"]
other = "من {{.Name}}، {{.Day}}"
["t.replies"]
zero = "zero"
one = "one"
two = "two"
few = "few {{.Count}}"
many = "many {{.Count}}"
other = "other {{.Count}}"
`,
}

// printer is the printer of a language over files with the given content; the rest are empty.
func printer(t testing.TB, tag string, content map[string]string) *locales.Printer {
	t.Helper()
	files := fstest.MapFS{}
	for _, l := range locales.Languages() {
		files[l.Tag+".toml"] = &fstest.MapFile{Data: []byte(content[l.Tag])}
	}
	p, err := locales.PrinterFrom(files, tag)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPlaceholdersAreFilledByName(t *testing.T) {
	p := printer(t, "en", sample)
	day := time.Date(2026, 11, 22, 23, 59, 0, 0, time.UTC)
	expect(t, p.T("t.by", "Day", day, "Name", "Calm Heron"), "By Calm Heron, 22 November 2026")
	expect(t, p.T("t.by", "Name", "{{.Day}}", "Day", 1200), "By {{.Day}}, 1,200")
}

func TestForgottenPlaceholderShowsItsName(t *testing.T) {
	expect(t, printer(t, "en", sample).T("t.by", "Name", "Calm Heron"), "By Calm Heron, {Day}")
}

func TestUnknownMessageIsItsID(t *testing.T) {
	p := printer(t, "ar", sample)
	expect(t, p.T("t.unknown"), "t.unknown")
	expect(t, p.N("t.unknown", 3), "t.unknown")
}

func TestMissingMessageFallsBackToEnglish(t *testing.T) {
	p := printer(t, "sw", sample)
	expect(t, p.T("t.leave"), "Leave now")
	expect(t, p.N("t.english", 1), "1 day")
	expect(t, p.N("t.english", 2), "2 days")
}

func TestEmptyMessageFallsBackToEnglish(t *testing.T) {
	content := map[string]string{"en": sample["en"], "sw": "[\"t.leave\"]\nother = \"\"\n"}
	expect(t, printer(t, "sw", content).T("t.leave"), "Leave now")
}

func TestArabicHasSixPluralForms(t *testing.T) {
	p := printer(t, "ar", sample)
	for n, want := range map[int]string{
		0: "zero", 1: "one", 2: "two", 3: "few ٣", 10: "few ١٠", 11: "many ١١", 99: "many ٩٩",
		100: "other ١٠٠", 102: "other ١٠٢", 103: "few ١٠٣", 1234: "many ١٬٢٣٤",
	} {
		expect(t, p.N("t.replies", n), want)
	}
}

// TestFormsFollowCLDR has the samples of CLDR's plural rules for integers.
func TestFormsFollowCLDR(t *testing.T) {
	for tag, forms := range map[string]map[string][]int{
		"en":  {"one": {1}, "other": {0, 2, 16, 100, 1_000_000}},
		"sw":  {"one": {1}, "other": {0, 2, 16, 100, 1_000_000}},
		"es":  {"one": {1}, "many": {1_000_000, 2_000_000}, "other": {0, 2, 100, 1000, 1_000_001}},
		"fil": {"one": {0, 1, 2, 3, 5, 7, 8, 10, 1000}, "other": {4, 6, 9, 14, 16, 1004}},
		"ceb": {"one": {0, 1, 2, 3, 5, 7, 8, 10, 1000}, "other": {4, 6, 9, 14, 16, 1004}},
		"ar":  {"zero": {0}, "one": {1}, "two": {2}, "few": {3, 10, 103}, "many": {11, 26, 111}, "other": {100, 102, 1000}},
	} {
		form := formsOf(t, tag)
		for want, numbers := range forms {
			for _, n := range numbers {
				if got := form(n); got != want {
					t.Errorf("%s: %d takes %q, want %q", tag, n, got, want)
				}
			}
		}
	}
}

// formsOf tells which plural form a language has for a number, by a message whose forms are their own names.
func formsOf(t testing.TB, tag string) func(int) string {
	message := "[\"t.form\"]\n"
	for _, form := range []string{"zero", "one", "two", "few", "many", "other"} {
		message += fmt.Sprintf("%s = %q\n", form, form)
	}
	p := printer(t, tag, map[string]string{tag: message})
	return func(n int) string { return p.N("t.form", n) }
}

func TestFormsAreGivenForAScriptToChooseFrom(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "one=# reply; other=# replies in Garden; ",
		"ar": "zero=zero; one=one; two=two; few=few #; many=many #; other=other #; ",
	} {
		var got string
		for category, text := range printer(t, tag, sample).Forms("t.replies", "Space", "Garden") {
			got += category + "=" + text + "; "
		}
		expect(t, got, want)
	}
	for category := range printer(t, "en", sample).Forms("t.unknown") {
		t.Errorf("an unknown message has the form %q", category)
	}
}

func TestNameOfTheOtherDirectionIsIsolated(t *testing.T) {
	ar, en := printer(t, "ar", sample), printer(t, "en", sample)
	expect(t, ar.T("t.by", "Name", "Calm Heron", "Day", 3), "من \u2068Calm Heron\u2069، ٣")
	expect(t, ar.T("t.by", "Name", "نجمة الصباح", "Day", 3), "من نجمة الصباح، ٣")
	expect(t, en.T("t.by", "Name", "نجمة الصباح", "Day", 3), "By \u2068نجمة الصباح\u2069, 3")
	expect(t, en.T("t.by", "Name", "Águila", "Day", int64(3)), "By Águila, 3")
}

func TestRefusalIsFoundThroughWrapping(t *testing.T) {
	p := printer(t, "en", sample)
	refusal := locales.Refuse(locales.Conflict, "t.by", "Name", "Heron", "Day", 1)
	err := fmt.Errorf("replying: %w", refusal)
	text, ok := p.Refusal(err)
	if !ok || text != "By Heron, 1" {
		t.Errorf("got %q, %v", text, ok)
	}
	if !locales.IsKind(err, locales.Conflict) || locales.IsKind(err, locales.Gone) || locales.IsKind(nil, locales.Conflict) {
		t.Error("the kind of a wrapped refusal is not told")
	}
	if text, ok := p.Refusal(errors.New("disk full")); ok || text != "" {
		t.Errorf("an error that is no refusal was shown as %q", text)
	}
}

func TestRefusalWithACountIsPlural(t *testing.T) {
	p := printer(t, "en", sample)
	one, _ := p.Refusal(locales.Refuse(locales.TooMany, "t.english", "Count", 1))
	many, _ := p.Refusal(locales.Refuse(locales.TooMany, "t.replies", "Space", "Garden", "Count", 1500))
	expect(t, one, "1 day")
	expect(t, many, "1,500 replies in Garden")
}

func TestErrorOfARefusalIsItsIDAlone(t *testing.T) {
	err := locales.Refuse(locales.Invalid, "t.by", "Name", "a name that must not be logged")
	expect(t, err.Error(), "t.by")
}

func TestPseudoLocaleTouchesEveryLetterButNoPlaceholder(t *testing.T) {
	p := printer(t, "qps", sample)
	expect(t, p.T("t.leave"), "[Ļéáṽé ñóŵ~~~~]")
	expect(t, p.N("t.english", 1), "[1 đáý~~]")
	expect(t, p.N("t.english", 2), "[2 đáýš~~]")
	if got := p.T("t.by", "Name", "Heron", "Day", 3); !strings.HasPrefix(got, "[Ɓý Heron, 3~") {
		t.Errorf("got %q", got)
	}
	if tag := locales.Pseudo().Tag(); tag != "qps" {
		t.Errorf("the pseudo-locale is %q", tag)
	}
}

func TestPrinterIsSharedByManyAtOnce(t *testing.T) {
	p := printer(t, "ar", sample)
	var all sync.WaitGroup
	for n := range 16 {
		all.Go(func() {
			p.N("t.replies", n)
			p.T("t.by", "Name", n, "Day", n)
			p.T("t.leave")
		})
	}
	all.Wait()
}

func TestFixedTextIsHandedOutWithoutAllocating(t *testing.T) {
	p := printer(t, "en", sample)
	if n := testing.AllocsPerRun(100, func() { p.T("t.leave") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkText(b *testing.B) {
	p := printer(b, "en", sample)
	for name, print := range map[string]func() string{
		"fixed":   func() string { return p.T("t.leave") },
		"filled":  func() string { return p.T("t.by", "Name", "Calm Heron", "Day", 22) },
		"counted": func() string { return p.N("t.replies", 12_345, "Space", "Garden") },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				print()
			}
		})
	}
}
