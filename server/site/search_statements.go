package site

import (
	"tinig/server/advocacy/statements"
	"tinig/server/forum"
	"tinig/server/networks"
)

// statementsAtMost is how many statements a search shows.
const statementsAtMost = 3

// statementsFound are statements of her network that a search finds by all its words in one of their languages. A search that is
// narrowed to a space or a language finds none.
func (s *Site) statementsFound(v *visit, look forum.Look) ([]statements.Statement, error) {
	if look.Space != "" || look.Lang != "" || len(wordsIn(look.Words)) == 0 || networks.Allow(v.Actor, networks.ReadCampaigns, nil) != nil {
		return nil, nil
	}
	return s.Statements.Find(v.Context(), v.Actor, look.Words, v.Printer.Tag(), statementsAtMost)
}
