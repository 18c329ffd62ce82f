package advocacy

import "slices"

// Template is how something is decided in one place: its stages, in the order in which they usually come. Real ways go back and leave
// out, so the order says where a stage is shown and forbids none.
type Template struct {
	ID     string
	Stages []string
}

// Templates are the ways that we know, simplified to what a campaign has to follow. The bill of the United Kingdom begins in either
// House (parliament.uk, "How does a bill become a law?"); the regulation takes the ordinary legislative procedure (TFEU article 294);
// the Philippine bill goes through three readings on separate days in each chamber (1987 Constitution, article VI sections 26 and 27).
// A ministry's guideline and a company's policy have no law that orders their stages.
var Templates = []Template{
	{"uk_bill", []string{"first_reading", "second_reading", "committee", "report", "third_reading", "other_house", "amendments", "royal_assent", "applies"}},
	{"eu_regulation", []string{"proposal", "committee", "parliament_position", "council_position", "trilogue", "adoption", "published", "applies"}},
	{"ph_bill", []string{"filed", "first_reading", "committee", "second_reading", "third_reading", "other_house", "bicameral", "president", "applies", "rules"}},
	{"guideline", []string{"announced", "drafted", "consultation", "issued", "applies", "reviewed"}},
	{"company_policy", []string{"raised", "announced", "drafted", "issued", "applies", "reported"}},
}

// Endings are how any of them can end before it applies.
var Endings = []string{"voted_down", "withdrawn", "lapsed"}

// templateOf finds a template by its id.
func templateOf(id string) (Template, bool) {
	i := slices.IndexFunc(Templates, func(t Template) bool { return t.ID == id })
	if i < 0 {
		return Template{}, false
	}
	return Templates[i], true
}

// has says whether something decided so can come to a stage.
func (t Template) has(stage string) bool {
	return slices.Contains(t.Stages, stage) || slices.Contains(Endings, stage)
}
