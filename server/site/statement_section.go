package site

import (
	"errors"
	"fmt"
	"net/http"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/advocacy/statements"
)

// sectionPage is a section in all its languages, with its history. Draft is what she writes of it; Others is what somebody else has
// saved meanwhile, against hers.
type sectionPage struct {
	Page
	Place   advocacy.Place
	One     statements.Statement
	Section statements.Section
	Earlier []statements.Text
	Draft   statements.Words
	Others  []difference
	Most    int
}

// Newest is the section's text in the language of her draft, to begin from.
func (p sectionPage) Newest() statements.Text { return p.Section.In(p.Draft.Lang) }

// MayWrite says whether she can write the section in its own language.
func (p sectionPage) MayWrite() bool { return p.Place.Leads() && !p.One.WordsStand() }

// MayTranslate says whether she can write it in another.
func (p sectionPage) MayTranslate() bool {
	return p.Place.Works() && !p.One.WordsStand() && len(p.One.Languages) > 1
}

// section is GET /campaigns/{campaign}/statements/{statement}/sections/{number}.
func (s *Site) section(w http.ResponseWriter, v *visit) error {
	return s.showSection(statements.Words{}, false)(w, v, http.StatusOK, "")
}

func (s *Site) showSection(draft statements.Words, raced bool) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, one, err := s.statementHere(v)
		if err != nil {
			return err
		}
		page := sectionPage{Page: s.page(v), Place: place, One: one, Draft: draft, Most: statements.SectionLength}
		var shown int
		if page.Section, shown, err = s.sectionHere(v, one); err != nil {
			return err
		}
		page.Error, page.Languages = refusal, declared(page.Languages, one.Languages)
		page.Heading = v.Printer.T("statement.section", "Number", shown)
		if page.Section.Number == 0 {
			page.Heading, page.Most = v.Printer.T("statement.title"), statements.TitleLength
		}
		if page.Draft.Lang == "" {
			page.Draft.Lang = page.Section.Lang
		}
		page.Draft.Of = page.Section.Version // what she saves next is over what she sees here
		if raced {
			page.Others = []difference{differ(v.Printer, draft.Lang, page.Newest().Body, draft.Body)}
		}
		versions, err := s.Statements.Versions(v.Context(), one, page.Section.Number)
		if err != nil {
			return err
		}
		for _, text := range versions {
			if newest := page.Section.In(text.Lang); newest.Lang != text.Lang || newest.Version != text.Version {
				page.Earlier = append(page.Earlier, text)
			}
		}
		return s.render(w, code, "statements/section", page)
	}
}

// sectionHere is the section of the path, and the number by which it is read.
func (s *Site) sectionHere(v *visit, one statements.Statement) (found statements.Section, shown int, err error) {
	sections, err := s.Statements.Sections(v.Context(), one)
	if err != nil {
		return found, 0, err
	}
	for shown, section := range sections {
		if v.PathValue("number") == fmt.Sprint(section.Number) {
			return section, shown, nil
		}
	}
	return found, 0, locales.Refuse(locales.NotFound, "statement.not_found")
}

func sectionPath(campaign, id string, number int) string {
	return fmt.Sprintf("%s/sections/%d", statementPath(campaign, id), number)
}

// postReworded is POST /campaigns/{campaign}/statements/{statement}/sections/{number}.
func (s *Site) postReworded(w http.ResponseWriter, v *visit) error {
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	id, err := v.id("statement")
	if err != nil {
		return err
	}
	draft, number := statementWords(v), v.number("number")
	err = s.Statements.Reword(v.Context(), v.Actor, campaign, id, number, draft)
	return s.done(w, v, err, sectionPath(campaign, id, number), s.showSection(draft, errors.Is(err, statements.ErrChanged)))
}

// postDropSection is POST /campaigns/{campaign}/statements/{statement}/sections/{number}/drop.
func (s *Site) postDropSection(w http.ResponseWriter, v *visit) error {
	return s.onStatement(w, v, func(campaign, id string, _ int) error {
		return s.Statements.Drop(v.Context(), v.Actor, campaign, id, v.number("number"), v.number("of"))
	})
}
