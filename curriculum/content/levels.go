package content

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// level is how hard a language's text may be. Reading age 13 is what it aims at.
type level struct {
	mean    float64        // words a sentence, over a unit
	longest int            // words in any one sentence
	minutes *regexp.Regexp // how a content note says how long
	madeUp  *regexp.Regexp // how a story says that its person is made up
}

// levels has a row for each language. English has a formula (Flesch-Kincaid) and Spanish one (Fernández Huerta); no
// established one exists for Filipino, Cebuano, Swahili or Arabic, so there the sentences' lengths are all that counts.
// Philippine languages need more words for the same than English does, Swahili and Arabic fewer.
var levels = map[string]level{
	"en":  {14, 25, regexp.MustCompile(`(?i)minute`), regexp.MustCompile(`(?i)made[ -]up`)},
	"fil": {13, 27, regexp.MustCompile(`(?i)minuto`), regexp.MustCompile(`(?i)binuo|imbento|gawa-gawa|likha`)},
	"ceb": {13, 27, regexp.MustCompile(`(?i)minuto`), regexp.MustCompile(`(?i)gihimo|gibuo|imbento|hinimo|gimugna`)},
	"es":  {14, 27, regexp.MustCompile(`(?i)minuto`), regexp.MustCompile(`(?i)inventad|ficti|imaginari`)},
	"sw":  {11, 22, regexp.MustCompile(`(?i)dakika`), regexp.MustCompile(`(?i)bun|tung|und`)},
	"ar":  {11, 22, regexp.MustCompile(`دقيق|دقائق`), regexp.MustCompile(`خيال|متخيل|مؤل|مرك|مستوحا|صُنع`)},
}

const (
	hardestGrade = 8.0  // Flesch-Kincaid: school grade, whose readers are 13
	leastEase    = 65.0 // Fernández Huerta: 60 to 70 is what its author calls normal, read by 13-year-olds
	leastToSayIt = 100  // words: below, a mean says nothing
)

// checkSentences refuses one that is too long to be kept in mind by somebody who is tired.
func checkSentences(p writing, faults *Faults) {
	longest := levels[p.lang].longest
	for _, s := range sentences(p.text) {
		if n := len(wordsOf(s.text)); n > longest {
			line := p.line + strings.Count(p.text[:s.at], "\n")
			faults.add(p.file, line, "reading", "a sentence of %d words; the longest may have %d: %q...", n, longest, beginning(s.text))
		}
	}
}

// beginning is as much of a sentence as finds it.
func beginning(text string) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(len(words), 6)], " ")
}

// checkReading refuses a text that is too hard as a whole: what participants read, and what trainers do.
func checkReading(source, d document, lang string, faults *Faults) {
	var participants, trainers measure
	for _, p := range d.writings(source, lang) {
		switch {
		case p.kind == ast.KindHeading:
		case p.trainers:
			trainers.add(lang, p.text)
		default:
			participants.add(lang, p.text)
		}
	}
	participants.check(d.file, lang, "what participants read", faults)
	trainers.check(d.file, lang, "what trainers read", faults)
}

func (m measure) check(file, lang, what string, faults *Faults) {
	if m.words < leastToSayIt {
		return
	}
	if mean := levels[lang].mean; m.wordsASentence() > mean {
		faults.add(file, 1, "reading", "%s has %.1f words a sentence; the mean may be %.0f", what, m.wordsASentence(), mean)
	}
	if grade := m.fleschKincaid(); lang == english && grade > hardestGrade {
		faults.add(file, 1, "reading", "%s has the Flesch-Kincaid grade %.1f; it may be %.0f", what, grade, hardestGrade)
	}
	if ease := m.fernandezHuerta(); lang == "es" && ease < leastEase {
		faults.add(file, 1, "reading", "%s has the Fernández Huerta ease %.0f; it must be %.0f", what, ease, leastEase)
	}
}

// checkHowLong refuses a content note that doesn't say how long it takes.
func checkHowLong(d document, lang string, faults *Faults) {
	long := levels[lang].minutes
	if note := d.front.ContentNote; note != "" && !long.MatchString(note) {
		faults.add(d.file, d.front.line("content_note"), "content note", "it says what, how long in minutes, and what to do instead")
	}
	for _, s := range d.sections {
		if note := s.attrs.note; note != "" && !long.MatchString(note) {
			faults.add(d.file, s.line, "content note", "it says what, how long in minutes, and what to do instead")
		}
	}
}

// checkMadeUp refuses a story that doesn't say that its person is made up: nobody is to look for somebody in it.
func checkMadeUp(source, d document, lang string, faults *Faults) {
	for _, s := range d.sections {
		of, _ := source.section(s.attrs.id)
		if of.attrs.kind == string(Story) && !levels[lang].madeUp.MatchString(s.body) {
			faults.add(d.file, s.line, "made up", "the story doesn't say that its person is made up from many (%s)", levels[lang].madeUp)
		}
	}
}
