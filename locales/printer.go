package locales

import (
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Printer writes in one language. It is immutable, shared and safe for concurrent use; get one from For.
type Printer struct {
	language  Language
	habits    habits
	localizer *i18n.Localizer
	messages  map[string]*i18n.Message
	fixed     map[string]string // the messages without placeholders, ready to be handed out
}

// newPrinter makes the printer of l, which the bundle knows under rules. What messages lack is taken from fallback.
func newPrinter(bundle *i18n.Bundle, l Language, rules language.Tag, fallback, messages []*i18n.Message) *Printer {
	p := &Printer{
		language:  l,
		habits:    habitsOf(l.Tag),
		localizer: i18n.NewLocalizer(bundle, rules.String()),
		messages:  map[string]*i18n.Message{},
		fixed:     map[string]string{},
	}
	for _, m := range slices.Concat(fallback, messages) {
		if m.Other == "" {
			continue
		}
		p.messages[m.ID] = m
		delete(p.fixed, m.ID)
		if isFixed(m) {
			p.fixed[m.ID] = m.Other
		}
	}
	return p
}

// isFixed tells whether m always reads the same.
func isFixed(m *i18n.Message) bool {
	counted := m.Zero + m.One + m.Two + m.Few + m.Many
	return counted == "" && len(placeholders(m.Other)) == 0
}

// T gives the message id in this language. args are names and values in turn, for its placeholders: T("forum.by",
// "Name", name). A number or a day among the values is written as this language writes them; a name in a script of the
// other direction is isolated, so that it can't reorder the words around it. An unknown id is given back as it is.
func (p *Printer) T(id string, args ...any) string {
	if text, ok := p.fixed[id]; ok {
		return text
	}
	return p.localize(id, values{printer: p, args: args}, nil)
}

// N gives the message id in the plural form that CLDR has for n. Its {{.Count}} is n as Number writes it; args as in T.
func (p *Printer) N(id string, n int, args ...any) string {
	return p.localize(id, values{printer: p, count: n, counted: true, args: args}, n)
}

// Forms gives each plural form that a message has in this language, by its CLDR category and in CLDR's order, with # for
// {{.Count}}: for a script, which chooses among them by Intl.PluralRules and takes "other" where it finds none. args as in T.
func (p *Printer) Forms(id string, args ...any) iter.Seq2[string, string] {
	v := values{printer: p, args: append([]any{"Count", "#"}, args...)}
	return func(yield func(category, text string) bool) {
		m, ok := p.messages[id]
		if !ok {
			return
		}
		for _, form := range [][2]string{{"zero", m.Zero}, {"one", m.One}, {"two", m.Two}, {"few", m.Few}, {"many", m.Many}, {"other", m.Other}} {
			if form[1] != "" && !yield(form[0], fill(form[1], v)) {
				return
			}
		}
	}
}

// Day writes d's day in the long form of the language, without its weekday.
func (p *Printer) Day(d time.Time) string {
	return p.habits.day(d)
}

// Month writes d's month and year, where the day isn't known.
func (p *Printer) Month(d time.Time) string {
	return p.habits.month(d)
}

// Year writes d's year, where no more is known.
func (p *Printer) Year(d time.Time) string {
	return p.habits.written(d, "{y}")
}

// MonthName is a month's name by itself.
func (p *Printer) MonthName(m time.Month) string {
	return p.habits.months[m-1]
}

// Number writes n with the language's digits and grouping.
func (p *Printer) Number(n int) string {
	return p.habits.number(int64(n))
}

// Tag is the language's BCP 47 tag, for a lang attribute.
func (p *Printer) Tag() string {
	return p.language.Tag
}

// Dir is "ltr" or "rtl", for a dir attribute.
func (p *Printer) Dir() string {
	return p.language.Dir
}

// Refusal gives the text of the refusal in err's chain. ok is false when there is none: err is then no business of the
// person's, and she is told only that something went wrong.
func (p *Printer) Refusal(err error) (text string, ok bool) {
	var r *Refusal
	if !errors.As(err, &r) {
		return "", false
	}
	if n, ok := countAmong(r.Args); ok {
		return p.N(r.ID, n, r.Args...), true
	}
	return p.T(r.ID, r.Args...), true
}

// localize asks go-i18n, whose error, when it gives a text with it, says only that the text is the English one.
func (p *Printer) localize(id string, v values, count any) string {
	text, _ := p.localizer.Localize(&i18n.LocalizeConfig{
		MessageID:      id,
		TemplateData:   v,
		PluralCount:    count,
		TemplateParser: placeholderParser{},
	})
	if text == "" {
		return id
	}
	return text
}
