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

	Suggested []suggestionView
	Said      []commentView
	Told      []sectionTold
	Offer     sectionOffer
	Comment   string // what she has just typed
	Suggest   string
	Reason    string
}

// suggestionView is a suggestion against the section as it is.
type suggestionView struct {
	statements.Suggestion
	Differs difference
	Fits    bool // it was written over these words
}

// commentView is what somebody of the group says.
type commentView struct {
	statements.Comment
	Named, Emblem string
	Own           bool
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
		if err := s.fillSaid(v, &page); err != nil {
			return err
		}
		if err := s.fillTold(v, &page); err != nil {
			return err
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

// fillSaid adds what was suggested, and what is said, to those of the group.
func (s *Site) fillSaid(v *visit, page *sectionPage) error {
	page.Comment, page.Suggest, page.Reason = v.PostForm.Get("comment"), v.PostForm.Get("wording"), v.PostForm.Get("reason")
	suggested, err := s.Statements.Suggestions(v.Context(), page.One, page.Section.Number)
	if err != nil {
		return err
	}
	now := page.Section.In(page.Section.Lang).Body
	for _, one := range suggested {
		page.Suggested = append(page.Suggested, suggestionView{one, differ(v.Printer, one.Lang, now, one.Body), one.Of == page.Section.Version})
	}
	if !page.Place.In() {
		return nil
	}
	said, err := s.Statements.Comments(v.Context(), v.Actor, page.One, page.Section.Number)
	if err != nil {
		return err
	}
	var ids []string
	for _, one := range said {
		ids = append(ids, one.Member)
	}
	names, err := s.Networks.Names(v.Context(), v.Actor.Network, ids)
	if err != nil {
		return err
	}
	for _, one := range said {
		page.Said = append(page.Said, commentView{one, called(v.Printer, names[one.Member]), names[one.Member].Emblem, one.Member == v.Actor.Member})
	}
	return nil
}

// onSection does something with the section of the path, and shows it again.
func (s *Site) onSection(w http.ResponseWriter, v *visit, do func(campaign, id string, number int) error) error {
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	id, err := v.id("statement")
	if err != nil {
		return err
	}
	number := v.number("number")
	return s.done(w, v, do(campaign, id, number), sectionPath(campaign, id, number), s.showSection(statements.Words{}, false))
}

// postSuggestion is POST /campaigns/{campaign}/statements/{statement}/sections/{number}/suggestions.
func (s *Site) postSuggestion(w http.ResponseWriter, v *visit) error {
	if _, err := v.once(); err != nil {
		return err
	}
	return s.onSection(w, v, func(campaign, id string, number int) error {
		words := statements.Words{Once: v.FormValue("once"), Lang: v.FormValue("lang"), Body: v.FormValue("wording"), Of: v.number("of")}
		return s.Statements.Suggest(v.Context(), v.Actor, campaign, id, number, words)
	})
}

// postDecideSuggestion is POST /campaigns/{campaign}/statements/{statement}/sections/{number}/suggestions/{suggestion}.
func (s *Site) postDecideSuggestion(w http.ResponseWriter, v *visit) error {
	suggestion, err := v.id("suggestion")
	if err != nil {
		return err
	}
	return s.onSection(w, v, func(campaign, id string, _ int) error {
		return s.Statements.Decide(v.Context(), v.Actor, campaign, id, suggestion, v.FormValue("decided"), v.FormValue("reason"))
	})
}

// postSectionComment is POST /campaigns/{campaign}/statements/{statement}/sections/{number}/comments.
func (s *Site) postSectionComment(w http.ResponseWriter, v *visit) error {
	if _, err := v.once(); err != nil {
		return err
	}
	return s.onSection(w, v, func(campaign, id string, number int) error {
		words := statements.Words{Once: v.FormValue("once"), Lang: v.Printer.Tag(), Body: v.FormValue("comment")}
		return s.Statements.Comment(v.Context(), v.Actor, campaign, id, number, words)
	})
}

// postUnsay is POST /campaigns/{campaign}/statements/{statement}/sections/{number}/comments/{comment}/take-back.
func (s *Site) postUnsay(w http.ResponseWriter, v *visit) error {
	comment, err := v.id("comment")
	if err != nil {
		return err
	}
	return s.onSection(w, v, func(string, string, int) error { return s.Statements.Unsay(v.Context(), v.Actor, comment) })
}
