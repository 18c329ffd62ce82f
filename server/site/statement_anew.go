package site

import (
	"database/sql"
	"net/http"

	"tinig/locales"
	"tinig/server/advocacy/statements"
)

// postRaiseSection is POST /campaigns/{campaign}/statements/{statement}/sections/{number}/up.
func (s *Site) postRaiseSection(w http.ResponseWriter, v *visit) error {
	return s.onStatement(w, v, func(campaign, id string, from int) error {
		return s.Statements.Raise(v.Context(), v.Actor, campaign, id, v.number("number"), from)
	})
}

// postStatementAnew is POST /campaigns/{campaign}/statements/{statement}/anew: a new statement begins from its words.
func (s *Site) postStatementAnew(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	if err != nil {
		return err
	}
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	id, err := v.id("statement")
	if err != nil {
		return err
	}
	anew, err := s.Statements.Anew(v.Context(), v.Actor, campaign, id, once)
	return s.done(w, v, err, statementPath(campaign, anew), s.showStatement)
}

// statementBefore is the statement from whose words one began, nil when there is none or it isn't shown any more.
func (s *Site) statementBefore(v *visit, campaign string, after sql.NullString) (*statements.Statement, error) {
	if !after.Valid {
		return nil, nil
	}
	before, err := s.Statements.Statement(v.Context(), v.Actor, campaign, after.String, v.Printer.Tag())
	if locales.IsKind(err, locales.NotFound) || err == nil && before.WithheldOn != nil {
		return nil, nil
	}
	return &before, err
}
