package content

import (
	"time"

	"tinig/locales"
)

// Fact is what a law says, in plain words of ours, with where it was read and when.
type Fact struct {
	ID        string
	Country   string // ISO 3166, or "" for all countries
	Law       string // its name and the article
	Source    string
	CheckedOn time.Time
	ReviewDue time.Time

	text said
}

// In gives a fact's text in a language, or in English, and which it is.
func (f Fact) In(lang string) (text, in string) {
	if text := f.text.in(lang); text != "" {
		return text, lang
	}
	return f.text.in(english), english
}

// overdue says whether a fact had to be looked at again before a day: what nobody has checked in time isn't taught.
func (f Fact) overdue(today time.Time) bool {
	return today.Format(time.DateOnly) > f.ReviewDue.Format(time.DateOnly)
}

// from says where a fact comes from.
func (f Fact) from(p *locales.Printer) string {
	return p.T("content.fact_from", "Law", f.Law, "Source", f.Source, "Day", f.CheckedOn)
}

// Fact finds a fact.
func (c *Course) Fact(id string) (Fact, bool) {
	fact, ok := c.records.facts[id]
	return fact, ok
}

// checkFacts refuses facts that aren't in facts.toml.
func checkFacts(f folder, facts map[string]Fact, faults *Faults) {
	for _, d := range f.documents {
		for _, s := range d.sections {
			for _, part := range s.parts {
				for i, id := range part.facts {
					if _, known := facts[id]; !known {
						faults.add(d.file, part.line+1+i, "format", "facts.toml has no fact %q", id)
					}
				}
			}
		}
	}
}

// readFacts reads facts.toml.
func (r *records) readFacts(file record, faults *Faults) {
	r.facts = map[string]Fact{}
	var read struct {
		Fact []struct {
			ID, Country, Law, Source string
			CheckedOn                day `toml:"checked_on"`
			ReviewDue                day `toml:"review_due"`
			Text                     said
		}
	}
	if !file.decode(&read, faults) {
		return
	}
	for _, row := range read.Fact {
		line := file.lineOf(row.ID)
		fault := func(reason string, args ...any) { faults.add(file.file, line, "format", reason, args...) }
		if !name.MatchString(row.ID) {
			fault("%q is not an id", row.ID)
		}
		if _, twice := r.facts[row.ID]; twice {
			fault("the fact %s stands there twice", row.ID)
		}
		if row.Law == "" || row.Source == "" || row.CheckedOn.IsZero() || row.ReviewDue.IsZero() {
			fault("the fact %s lacks its law, source, checked_on or review_due", row.ID)
		}
		if !row.ReviewDue.After(row.CheckedOn.Time) {
			fault("the fact %s is to be reviewed before it was checked", row.ID)
		}
		r.facts[row.ID] = Fact{ID: row.ID, Country: row.Country, Law: row.Law, Source: row.Source, CheckedOn: row.CheckedOn.Time, ReviewDue: row.ReviewDue.Time, text: row.Text}
		r.keep(file, labelled{row.ID, row.Text}, faults)
	}
}
