package content

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"tinig/locales"
)

// rule is a row of rules.toml.
type rule struct {
	ID, Reason string
	Only       Kind // the one kind of block that it counts for
	Pattern    []string
	Unless     map[string]string // by language
	Except     string            // what is found and reads like this is none

	find   []*regexp.Regexp
	unless map[string]*regexp.Regexp
	except *regexp.Regexp
}

//go:embed rules.toml
var rulesText string

// rules reads rules.toml once, at first use: it is part of the program.
var rules = sync.OnceValue(func() []rule {
	var file struct{ Rule []rule }
	if meta, err := toml.Decode(rulesText, &file); err != nil {
		panic(err)
	} else if unknown := meta.Undecoded(); len(unknown) > 0 {
		panic(fmt.Sprint("rules.toml: unknown ", unknown))
	}
	for i := range file.Rule {
		file.Rule[i].compile()
	}
	return append(file.Rule, oldTerms())
})

func (r *rule) compile() {
	for _, pattern := range r.Pattern {
		r.find = append(r.find, regexp.MustCompile("(?i)"+pattern))
	}
	r.unless = map[string]*regexp.Regexp{}
	for tag, pattern := range r.Unless {
		r.unless[tag] = regexp.MustCompile("(?i)" + pattern)
	}
	if r.Except != "" {
		r.except = regexp.MustCompile(r.Except)
	}
}

// oldTerms makes a rule of the terms that aren't used any more, in whichever language they stand: they are borrowed.
func oldTerms() rule {
	r := rule{ID: "terminology"}
	for _, term := range locales.Terms() {
		for _, old := range term.Old {
			words := strings.Fields(regexp.QuoteMeta(old))
			r.find = append(r.find, regexp.MustCompile(`(?i)\b`+strings.Join(words, `\s+`)+`\b`))
		}
	}
	return r
}

// writing is a passage with what the rules ask about it.
type writing struct {
	file     string
	lang     string
	block    Kind // that it stands in; "" for the head of a file and for a record
	trainers bool
	passage
}

// plainly writes a sentence on one line and with straight apostrophes, as the rules expect it.
var plainly = strings.NewReplacer("\n", " ", "’", "'")

// checkWords refuses what the rules refuse. One rule speaks once of one sentence.
func checkWords(p writing, faults *Faults) {
	for _, s := range sentences(p.text) {
		line := p.line + strings.Count(p.text[:s.at], "\n")
		text := plainly.Replace(s.text)
		for _, r := range rules() {
			if found := r.in(text, p); found != "" {
				faults.add(p.file, line, r.ID, "%q: %s", found, r.why(found))
			}
		}
	}
}

// in gives what a rule refuses in a sentence, or nothing.
func (r rule) in(text string, p writing) string {
	if r.Only != "" && r.Only != p.block {
		return ""
	}
	for _, find := range r.find {
		for _, found := range find.FindAllString(text, -1) {
			if r.except != nil && r.except.MatchString(found) {
				continue
			}
			if unless := r.unless[p.lang]; unless != nil && unless.MatchString(text) {
				return ""
			}
			return found
		}
	}
	return ""
}

// why is a rule's reason; of an old term, what is said instead.
func (r rule) why(found string) string {
	if r.Reason != "" {
		return r.Reason
	}
	return "this term isn't used any more: say " + strings.Join(locales.Preferred(found), " or ")
}
