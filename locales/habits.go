package locales

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// habits are how a language writes days and numbers: CLDR's long date pattern, month names and decimal symbols.
//
// Arabic is written with the digits that CLDR gives the plain tag "ar" (numbering system "arab": ٠١٢٣), in numbers and
// days alike. What is typed or dialled, such as codes, PINs and telephone numbers, is not a number in this sense: it is
// passed as text and keeps its digits.
type habits struct {
	months   [12]string
	pattern  string // {d} {month} {y}
	noDay    string // {month} {y}; empty for that
	digits   string // zero to nine; empty for 0 to 9
	group    string // between groups of three
	least    int    // digits a number needs before it is grouped
	negative string
}

var spanishMonths = [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio",
	"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"}

var philippineMonths = [12]string{"Enero", "Pebrero", "Marso", "Abril", "Mayo", "Hunyo",
	"Hulyo", "Agosto", "Setyembre", "Oktubre", "Nobyembre", "Disyembre"}

var byTag = map[string]habits{
	"en": {
		months: [12]string{"January", "February", "March", "April", "May", "June",
			"July", "August", "September", "October", "November", "December"},
		pattern: "{d} {month} {y}", group: ",", least: 4, negative: "-",
	},
	"fil": {months: philippineMonths, pattern: "{month} {d}, {y}", group: ",", least: 4, negative: "-"},
	"ceb": {months: philippineMonths, pattern: "{month} {d}, {y}", group: ",", least: 4, negative: "-"},
	"es":  {months: spanishMonths, pattern: "{d} de {month} de {y}", noDay: "{month} de {y}", group: ".", least: 5, negative: "-"},
	"sw": {
		months: [12]string{"Januari", "Februari", "Machi", "Aprili", "Mei", "Juni",
			"Julai", "Agosti", "Septemba", "Oktoba", "Novemba", "Desemba"},
		pattern: "{d} {month} {y}", group: ",", least: 4, negative: "-",
	},
	"ar": {
		months: [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
			"يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
		pattern: "{d} {month} {y}", digits: "٠١٢٣٤٥٦٧٨٩", group: "٬", least: 4, negative: "\u061c-",
	},
}

// habitsOf gives a language's habits; the pseudo-locale has those of English.
func habitsOf(tag string) habits {
	if h, ok := byTag[tag]; ok {
		return h
	}
	return byTag[source]
}

func (h habits) day(d time.Time) string { return h.written(d, h.pattern) }

func (h habits) month(d time.Time) string { return h.written(d, cmp.Or(h.noDay, "{month} {y}")) }

func (h habits) written(d time.Time, pattern string) string {
	return strings.NewReplacer(
		"{d}", h.inDigits(strconv.Itoa(d.Day())),
		"{month}", h.months[d.Month()-1],
		"{y}", h.inDigits(strconv.Itoa(d.Year())),
	).Replace(pattern)
}

func (h habits) number(n int64) string {
	digits, negative := strings.CutPrefix(strconv.FormatInt(n, 10), "-")
	if negative {
		return h.negative + h.grouped(digits)
	}
	return h.grouped(digits)
}

// grouped puts the group sign between threes, from the right.
func (h habits) grouped(digits string) string {
	if len(digits) < h.least {
		return h.inDigits(digits)
	}
	head := len(digits) % 3
	var groups []string
	if head > 0 {
		groups = append(groups, h.inDigits(digits[:head]))
	}
	for ; head < len(digits); head += 3 {
		groups = append(groups, h.inDigits(digits[head:head+3]))
	}
	return strings.Join(groups, h.group)
}

// inDigits writes ASCII digits in those of the language.
func (h habits) inDigits(ascii string) string {
	if h.digits == "" {
		return ascii
	}
	own := []rune(h.digits)
	return strings.Map(func(r rune) rune { return own[r-'0'] }, ascii)
}
