package locales

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/unicode/bidi"
)

var placeholder = regexp.MustCompile(`\{\{\s*\.([A-Z][A-Za-z]*)\s*\}\}`)

// placeholders lists the names in a text, in order, as often as they stand there.
func placeholders(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// placeholderParser reads messages for go-i18n in place of text/template: a translation needs names to be filled in,
// never conditions, calls or pipelines.
type placeholderParser struct{}

// Cacheable lets go-i18n parse each text once.
func (placeholderParser) Cacheable() bool { return true }

// Parse takes the text apart at its placeholders. Any other use of braces is refused.
func (placeholderParser) Parse(text, _, _ string) (template.ParsedTemplate, error) {
	var parts pieces
	at := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(text, -1) {
		parts = append(parts, piece{before: text[at:m[0]], name: text[m[2]:m[3]]})
		at = m[1]
	}
	parts = append(parts, piece{before: text[at:]})
	for _, part := range parts {
		if strings.Contains(part.before, "{{") || strings.Contains(part.before, "}}") {
			return nil, errors.New("a placeholder is a name: {{.Name}}")
		}
	}
	return parts, nil
}

// piece is a stretch of fixed text and the placeholder after it; the last piece of a message has none.
type piece struct{ before, name string }

type pieces []piece

// Execute fills in the values that T or N was given.
func (ps pieces) Execute(data any) (string, error) {
	v := data.(values)
	var text strings.Builder
	for _, part := range ps {
		text.WriteString(part.before)
		if part.name != "" {
			text.WriteString(v.of(part.name))
		}
	}
	return text.String(), nil
}

// fill fills in a text outside of go-i18n. A text whose braces are out of order stays as it is.
func fill(text string, v values) string {
	parsed, err := placeholderParser{}.Parse(text, "", "")
	if err != nil {
		return text
	}
	filled, err := parsed.Execute(v)
	if err != nil {
		return text
	}
	return filled
}

// values are what one call to T or N fills in.
type values struct {
	printer *Printer
	count   int
	counted bool
	args    []any // names and values in turn
}

// of is the written value of a placeholder. A forgotten one shows as its name: a blemish, not a hole in a sentence.
func (v values) of(name string) string {
	if v.counted && name == "Count" {
		return v.printer.Number(v.count)
	}
	for i := 0; i+1 < len(v.args); i += 2 {
		if v.args[i] == name {
			return v.printer.write(v.args[i+1])
		}
	}
	return "{" + name + "}"
}

// countAmong finds the int named "Count", by which a refusal chooses its plural form.
func countAmong(args []any) (int, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if n, ok := args[i+1].(int); ok && args[i] == "Count" {
			return n, true
		}
	}
	return 0, false
}

// write puts a value into words as the language does.
func (p *Printer) write(value any) string {
	switch v := value.(type) {
	case string:
		return p.isolate(v)
	case int:
		return p.Number(v)
	case int64:
		return p.habits.number(v)
	case time.Time:
		return p.Day(v)
	default:
		return p.isolate(fmt.Sprint(v))
	}
}

// isolate wraps a text that has letters of the other direction in FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE
// (UAX #9), so that a Latin name keeps its place in an Arabic sentence, and the other way round.
func (p *Printer) isolate(text string) string {
	rtl := p.Dir() == rightToLeft
	for i := 0; i < len(text); {
		props, size := bidi.LookupString(text[i:])
		class := props.Class()
		if rtl && class == bidi.L || !rtl && (class == bidi.R || class == bidi.AL) {
			return "\u2068" + text + "\u2069"
		}
		i += max(size, 1)
	}
	return text
}
