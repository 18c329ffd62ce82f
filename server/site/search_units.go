package site

import (
	"tinig/locales"
	"tinig/server/forum"
)

// unitsAtMost is how many sessions of the course a search shows. All of them are one link away.
const unitsAtMost = 3

// unitsFound are sessions of the course that a search finds by all its words, in their titles and in what they are about, in her
// language: of those that she may take, and none for who has no course. A search that is narrowed to a space or a language finds
// none.
func (s *Site) unitsFound(v *visit, look forum.Look) (found []unitLine, err error) {
	words := wordsIn(look.Words)
	if look.Space != "" || look.Lang != "" || len(words) == 0 {
		return nil, nil
	}
	units, err := s.Curriculum.Units(v.Context(), learner(v.Actor))
	if locales.IsKind(err, locales.NotFound) {
		return nil, nil
	}
	for _, unit := range units {
		line := lineOf(unit, v.Printer.Tag(), "")
		if hasAll(wordsIn(line.Head.Title+" "+line.Head.Summary), words) && len(found) < unitsAtMost {
			found = append(found, line)
		}
	}
	return found, err
}
