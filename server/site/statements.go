package site

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/advocacy/rounds"
	"tinig/server/advocacy/statements"
	"tinig/server/networks"
)

// statementsPage is what a campaign says to others. Draft is a statement that she begins.
type statementsPage struct {
	Page
	Place advocacy.Place
	List  []statements.Statement
	Draft statements.Words
}

// statements is GET /campaigns/{campaign}/statements.
func (s *Site) statements(w http.ResponseWriter, v *visit) error {
	return s.showStatements(statements.Words{Lang: v.Printer.Tag()})(w, v, http.StatusOK, "")
}

func (s *Site) showStatements(draft statements.Words) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		place, err := s.campaignPlace(v)
		if err != nil {
			return err
		}
		page := statementsPage{Page: s.page(v), Place: place, Draft: draft}
		page.Heading, page.Error = v.Printer.T("statement.heading"), refusal
		page.Languages = declared(page.Languages, place.Languages)
		if page.List, err = s.Statements.Statements(v.Context(), v.Actor, place.ID, v.Printer.Tag()); err != nil {
			return err
		}
		return s.render(w, code, "statements/index", page)
	}
}

// declared are those of all languages in which a campaign works.
func declared(all []locales.Language, tags []string) (list []locales.Language) {
	for _, language := range all {
		if slices.Contains(tags, language.Tag) {
			list = append(list, language)
		}
	}
	return list
}

// statementWords are what her form says of a section.
func statementWords(v *visit) statements.Words {
	return statements.Words{Once: v.FormValue("once"), Lang: v.FormValue("lang"), Body: v.FormValue("body"), Of: v.number("of")}
}

// postStatement is POST /campaigns/{campaign}/statements.
func (s *Site) postStatement(w http.ResponseWriter, v *visit) error {
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	if _, err := v.once(); err != nil {
		return err
	}
	draft := statementWords(v)
	id, err := s.Statements.Begin(v.Context(), v.Actor, campaign, draft)
	return s.done(w, v, err, statementPath(campaign, id), s.showStatements(draft))
}

func statementPath(campaign, id string) string { return "/campaigns/" + campaign + "/statements/" + id }

// statementPage is a statement as its campaign's readers see it. Draft is a section that she writes, Typed what she typed of the next step.
type statementPage struct {
	Page
	Place    advocacy.Place
	One      statements.Statement
	Sections []statementSection
	Lacks    int
	Sense    *roundState
	Consent  *roundState
	Draft    statements.Words
	To       string
	Reply    string
	Before   *statements.Statement
}

// statementSection is a section in her language. Shown is its number as it will be read.
type statementSection struct {
	statements.Section
	statements.Text
	Shown int
	Stale bool
	Lacks string
	Told  *sectionTold // by a member, in a language in which the group doesn't write; nil for none
}

// roundState is a round about a statement, and how far it is.
type roundState struct {
	ID   string
	Over bool
}

// Steps are the states in their order.
func (statementPage) Steps() []statements.State { return statements.States }

// statement is GET /campaigns/{campaign}/statements/{statement}.
func (s *Site) statement(w http.ResponseWriter, v *visit) error {
	return s.showStatement(w, v, http.StatusOK, "")
}

func (s *Site) showStatement(w http.ResponseWriter, v *visit, code int, refusal string) error {
	place, one, err := s.statementHere(v)
	if err != nil {
		return err
	}
	page := statementPage{Page: s.page(v), Place: place, One: one, To: v.PostForm.Get("to"), Reply: v.PostForm.Get("reply")}
	page.Error, page.Languages, page.Draft = refusal, declared(page.Languages, one.Languages), statementWords(v)
	if page.Draft.Lang == "" {
		page.Draft.Lang = v.Printer.Tag()
	}
	if page.Before, err = s.statementBefore(v, place.ID, one.After); err != nil {
		return err
	}
	sections, err := s.Statements.Sections(v.Context(), one)
	if err != nil {
		return err
	}
	page.Lacks = statements.Lacks(sections, one.Languages)
	told, err := s.sectionsTold(v, one, false)
	if err != nil {
		return err
	}
	for _, section := range sections[1:] {
		text := section.In(v.Printer.Tag())
		page.Sections = append(page.Sections, statementSection{section, text, len(page.Sections) + 1, section.Stale(text), languageNames(section.Lacks(one.Languages)),
			toldIn(told, section.Number, v.Printer.Tag())})
	}
	if page.Sense, err = s.roundAbout(v, one.SenseRound.String); err != nil {
		return err
	}
	if page.Consent, err = s.roundAbout(v, one.Round.String); err != nil {
		return err
	}
	return s.render(w, code, "statements/statement", page)
}

// roundAbout is nil when there is none.
func (s *Site) roundAbout(v *visit, id string) (*roundState, error) {
	if id == "" {
		return nil, nil
	}
	round, err := s.Rounds.Round(v.Context(), v.Actor, id, networks.Read)
	if err != nil {
		return nil, err
	}
	return &roundState{id, round.State == rounds.Closed || round.State == rounds.Stopped}, nil
}

// statementHere is the statement of the path, and its campaign.
func (s *Site) statementHere(v *visit) (place advocacy.Place, one statements.Statement, err error) {
	if place, err = s.campaignPlace(v); err != nil {
		return place, one, err
	}
	id, err := v.id("statement")
	if err != nil {
		return place, one, err
	}
	one, err = s.Statements.Statement(v.Context(), v.Actor, place.ID, id, v.Printer.Tag())
	return place, one, err
}

// onStatement does something to the statement of the path, and shows it again.
func (s *Site) onStatement(w http.ResponseWriter, v *visit, do func(campaign, id string, from int) error) error {
	campaign, err := v.id("campaign")
	if err != nil {
		return err
	}
	id, err := v.id("statement")
	if err != nil {
		return err
	}
	return s.done(w, v, do(campaign, id, v.number("from")), statementPath(campaign, id), s.showStatement)
}

// postSection is POST /campaigns/{campaign}/statements/{statement}/sections.
func (s *Site) postSection(w http.ResponseWriter, v *visit) error {
	if _, err := v.once(); err != nil {
		return err
	}
	return s.onStatement(w, v, func(campaign, id string, _ int) error {
		_, err := s.Statements.Add(v.Context(), v.Actor, campaign, id, statementWords(v))
		return err
	})
}

// postStatementRound is POST /campaigns/{campaign}/statements/{statement}/rounds: the group is asked.
func (s *Site) postStatementRound(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	if err != nil {
		return err
	}
	return s.onStatement(w, v, func(campaign, id string, from int) error {
		question, err := s.statementQuestion(v, campaign, id)
		if err != nil {
			return err
		}
		question.Once, question.Days = once, v.number("days")
		_, err = s.Statements.Ask(v.Context(), v.Actor, campaign, id, from, question)
		return err
	})
}

// statementQuestion is what the group is asked, in each language of the statement: its title, and where it is read.
func (s *Site) statementQuestion(v *visit, campaign, id string) (q statements.Question, err error) {
	one, err := s.Statements.Statement(v.Context(), v.Actor, campaign, id, "")
	if err != nil {
		return q, err
	}
	sections, err := s.Statements.Sections(v.Context(), one)
	if err != nil {
		return q, err
	}
	for _, lang := range one.Languages {
		p := locales.For(lang)
		body := p.T("statement.round_asks")
		for i, section := range sections[1:] {
			if more := body + fmt.Sprintf("\n\n%s. %s", strconv.Itoa(i+1), section.In(lang).Body); len([]rune(more)) < 3900 {
				body = more
			} else {
				body += "\n\n" + p.T("statement.round_more")
				break
			}
		}
		q.Texts = append(q.Texts, rounds.Text{Lang: lang, Title: sections[0].In(lang).Body, Body: body})
	}
	return q, nil
}

// postStatementDraft is POST /campaigns/{campaign}/statements/{statement}/draft: it is a draft again.
func (s *Site) postStatementDraft(w http.ResponseWriter, v *visit) error {
	return s.onStatement(w, v, func(campaign, id string, from int) error {
		return s.Statements.Return(v.Context(), v.Actor, campaign, id, from)
	})
}

// postFreeze is POST /campaigns/{campaign}/statements/{statement}/freeze.
func (s *Site) postFreeze(w http.ResponseWriter, v *visit) error {
	return s.onStatement(w, v, func(campaign, id string, from int) error {
		return s.Statements.Freeze(v.Context(), v.Actor, campaign, id, from)
	})
}

// postOpenStatement is POST /campaigns/{campaign}/statements/{statement}/open.
func (s *Site) postOpenStatement(w http.ResponseWriter, v *visit) error {
	return s.onStatement(w, v, func(campaign, id string, from int) error {
		return s.Statements.Release(v.Context(), v.Actor, campaign, id, from, v.FormValue("hash"))
	})
}

// postCloseSigning is POST /campaigns/{campaign}/statements/{statement}/close.
func (s *Site) postCloseSigning(w http.ResponseWriter, v *visit) error {
	return s.onStatement(w, v, func(campaign, id string, from int) error {
		return s.Statements.Close(v.Context(), v.Actor, campaign, id, from)
	})
}

// postDeliver is POST /campaigns/{campaign}/statements/{statement}/deliver.
func (s *Site) postDeliver(w http.ResponseWriter, v *visit) error {
	return s.onStatement(w, v, func(campaign, id string, from int) error {
		return s.Statements.Deliver(v.Context(), v.Actor, campaign, id, from, v.FormValue("to"))
	})
}

// postReplied is POST /campaigns/{campaign}/statements/{statement}/answer: what was answered.
func (s *Site) postReplied(w http.ResponseWriter, v *visit) error {
	return s.onStatement(w, v, func(campaign, id string, from int) error {
		return s.Statements.Settle(v.Context(), v.Actor, campaign, id, from, statements.Words{Lang: v.FormValue("lang"), Body: v.FormValue("reply")})
	})
}

// Spoken are the names of some languages.
func (statementPage) Spoken(tags []string) string { return languageNames(tags) }

// CoolEnd is the first day on which the statement can be delivered.
func (p statementPage) CoolEnd() time.Time {
	return p.One.CoolsUntil.UTC().AddDate(0, 0, 1).Truncate(24 * time.Hour)
}
