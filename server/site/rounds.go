package site

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tinig/server/advocacy/rounds"
	"tinig/server/networks"
)

// roundsPage lists a space's rounds.
type roundsPage struct {
	Page
	Space         spaceView
	Rounds        []rounds.Line
	MayFacilitate bool
	Next          string
}

// rounds is GET /s/{space}/rounds.
func (s *Site) rounds(w http.ResponseWriter, v *visit) error {
	space, err := s.spaceOf(v, networks.Read)
	if err != nil {
		return err
	}
	page := roundsPage{Page: s.page(v), Space: viewSpace(v.Printer, v.Actor, space), MayFacilitate: networks.Allow(v.Actor, networks.Facilitate, &space) == nil}
	page.Heading = v.Printer.T("round.heading")
	if page.Rounds, err = s.Rounds.Rounds(v.Context(), v.Actor, space.ID, v.Printer.Tag(), roundsAfter(v.FormValue("after"))); err != nil {
		return err
	}
	if len(page.Rounds) == rounds.RoundsAtOnce {
		last := page.Rounds[len(page.Rounds)-1]
		page.Next = fmt.Sprintf("/s/%s/rounds?after=%d_%s", space.ID, last.Rank, last.ID)
	}
	return s.render(w, http.StatusOK, "rounds/rounds", page)
}

func (s *Site) spaceOf(v *visit, act networks.Act) (networks.Space, error) {
	id, err := v.id("space")
	if err != nil {
		return networks.Space{}, err
	}
	return s.Networks.Space(v.Context(), v.Actor, id, act)
}

// roundsAfter reads where a list goes on, "1_<id>"; anything else is the beginning.
func roundsAfter(text string) rounds.After {
	rank, id, _ := strings.Cut(text, "_")
	n, err := strconv.Atoi(rank)
	if err != nil || !isID(id) {
		return rounds.After{}
	}
	return rounds.After{Rank: n, ID: id}
}

// roundFormPage is the form for a new round.
type roundFormPage struct {
	Page
	Space spaceView
	Draft rounds.Draft
	Kinds []rounds.Kind
}

// Meant says whether the round is meant for a language.
func (p roundFormPage) Meant(tag string) bool {
	for _, meant := range p.Draft.Languages {
		if meant == tag {
			return true
		}
	}
	return false
}

// typedText is a round's text as it is typed in one language, with the page's words: what the template "round_text" draws.
type typedText struct {
	Page
	Text    rounds.Text
	Options bool // whether there are any to type
}

// Lines are the options as they are typed: one a line.
func (t typedText) Lines() string { return strings.Join(t.Text.Options, "\n") }

// Typed is the draft's text as the template "round_text" takes it.
func (p roundFormPage) Typed() typedText { return typedText{p.Page, p.Draft.Text, true} }

// roundDays is how long a round lasts unless another number is chosen.
const roundDays = 7

// newRound is GET /s/{space}/rounds/new.
func (s *Site) newRound(w http.ResponseWriter, v *visit) error {
	space, err := s.spaceOf(v, networks.Facilitate)
	if err != nil {
		return err
	}
	draft := rounds.Draft{Kind: rounds.AllKinds[0], Days: roundDays, Languages: space.Languages, Text: rounds.Text{Lang: v.Printer.Tag()}}
	return s.showNewRound(space, draft)(w, v, http.StatusOK, "")
}

func (s *Site) showNewRound(space networks.Space, draft rounds.Draft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		page := roundFormPage{Page: s.page(v), Space: viewSpace(v.Printer, v.Actor, space), Draft: draft, Kinds: rounds.AllKinds}
		page.Heading, page.Error = v.Printer.T("round.begin"), refusal
		return s.render(w, code, "rounds/new_round", page)
	}
}

// postRound is POST /s/{space}/rounds.
func (s *Site) postRound(w http.ResponseWriter, v *visit) error {
	space, err := s.spaceOf(v, networks.Facilitate)
	if err != nil {
		return err
	}
	once, err := v.once()
	if err != nil {
		return err
	}
	draft := rounds.Draft{Kind: rounds.Kind(v.FormValue("kind")), Languages: v.Form["language"], Days: v.number("days"), Text: roundText(v), Once: once}
	id, err := s.Rounds.Begin(v.Context(), v.Actor, space.ID, draft)
	return s.done(w, v, err, "/rounds/"+id, s.showNewRound(space, draft))
}

// roundText is a round's text as it was typed, in the language that its form says.
func roundText(v *visit) rounds.Text {
	return rounds.Text{Lang: v.FormValue("lang"), Title: v.FormValue("title"), Body: v.FormValue("body"),
		Options: strings.Split(strings.ReplaceAll(v.FormValue("options"), "\r\n", "\n"), "\n")}
}

// dayOption writes an option that is a day.
func (p Page) dayOption(text string) string {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return p.Day(day)
}
