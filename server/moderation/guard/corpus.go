package guard

import (
	"embed"
	"fmt"
	"strings"
)

// Languages are those that have a labelled corpus.
var Languages = []string{"en", "fil", "ceb", "es", "sw", "ar"}

//go:embed corpus/*.txt
var corpora embed.FS

// Measured says how the guard does on one language's corpus: Labels are the stretches that are to be found, Missed those that were not, Extra
// what it found besides. A stretch is found when half of it or more is shown to her, as whatever kind.
type Measured struct {
	Lines, Labels, Finds int
	Missed, Extra        []string
}

// Recall is the part of the labels that was found.
func (m Measured) Recall() float64 { return 1 - float64(len(m.Missed))/float64(m.Labels) }

// Precision is the part of the finds that is labelled.
func (m Measured) Precision() float64 { return 1 - float64(len(m.Extra))/float64(m.Finds) }

// label is a stretch of a line that is to be found.
type label struct {
	Found
}

// Measure runs the guard over the corpus of a language.
func Measure(language string) (m Measured, err error) {
	file, err := corpora.ReadFile("corpus/" + language + ".txt")
	if err != nil {
		return m, fmt.Errorf("reading a corpus: %w", err)
	}
	for number, row := range strings.Split(strings.TrimSpace(string(file)), "\n") {
		if strings.HasPrefix(row, "#") {
			continue
		}
		text, labels, err := labelled(row)
		if err != nil {
			return m, fmt.Errorf("line %d of the corpus of %s: %w", number+1, language, err)
		}
		m.line(text, labels)
	}
	return m, nil
}

func (m *Measured) line(text string, labels []label) {
	m.Lines, m.Labels = m.Lines+1, m.Labels+len(labels)
	covered := make([]int, len(labels))
	for _, f := range Find(text, nil) {
		m.Finds++
		hit := false
		for i, l := range labels {
			if common := min(f.To, l.To) - max(f.From, l.From); common > 0 {
				covered[i], hit = covered[i]+common, true
			}
		}
		if !hit {
			m.Extra = append(m.Extra, fmt.Sprintf("%s %q in %q", f.Kind, text[f.From:f.To], text))
		}
	}
	for i, l := range labels {
		if 2*covered[i] < l.To-l.From {
			m.Missed = append(m.Missed, fmt.Sprintf("%s %q in %q", l.Kind, text[l.From:l.To], text))
		}
	}
}

// labelled takes the marks out of a line.
func labelled(row string) (text string, labels []label, err error) {
	for {
		before, rest, more := strings.Cut(row, "[[")
		text += before
		if !more {
			return text, labels, nil
		}
		inside, after, closed := strings.Cut(rest, "]]")
		kind, words, split := strings.Cut(inside, "|")
		if !closed || !split {
			return "", nil, fmt.Errorf("a label without its end")
		}
		labels = append(labels, label{Found: Found{Kind(kind), len(text), len(text) + len(words)}})
		text, row = text+words, after
	}
}
