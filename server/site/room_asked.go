package site

import (
	"fmt"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
)

// askedView is something that a room is asked, with its words in one language.
type askedView struct {
	*locales.Printer
	curriculum.Question
	Title   string // of a poll: the block's
	Lang    string // what the title and the options are in
	Dir     string
	Options []string
	Results []resultView
}

// resultView is what is shown of the answers.
type resultView struct {
	Paper  bool
	Total  int
	Groups []groupView
}

// groupView is a group of a result, in words.
type groupView struct {
	Words  string
	Lang   string
	Dir    string
	Count  int
	Mostly bool
}

// faceIDs are the words of the five faces, from the heaviest to the lightest, and sideIDs those of their two sides.
var (
	faceIDs = []string{"face.0", "face.1", "face.2", "face.3", "face.4"}
	sideIDs = []string{"face.side_0", "face.side_1"}
)

func viewAsked(p *locales.Printer, unit content.Unit, questions []curriculum.Question) (views []askedView) {
	for _, q := range questions {
		view := askedView{Printer: p, Question: q, Lang: p.Tag(), Dir: p.Dir(), Options: inWords(p, faceIDs)}
		shown := inWords(p, sideIDs)
		if q.Kind == curriculum.Poll {
			view.choose(unit, p.Tag())
			shown = view.Options
		}
		if q.Pages != nil {
			view.Results = append(view.Results, view.result(*q.Pages, shown, false))
		}
		if q.Paper != nil {
			view.Results = append(view.Results, view.result(*q.Paper, shown, true))
		}
		views = append(views, view)
	}
	return views
}

func inWords(p *locales.Printer, ids []string) (words []string) {
	for _, id := range ids {
		words = append(words, p.T(id))
	}
	return words
}

// choose takes a poll's words from its block; from the English one where a translation has another number of choices.
func (v *askedView) choose(unit content.Unit, lang string) {
	source := blockOf(unit, "en", v.Block)
	block := blockOf(unit, lang, v.Block)
	if len(block.Choices()) != len(source.Choices()) {
		block = source
	}
	v.Title, v.Options, v.Lang, v.Dir = block.Title, block.Choices(), block.Lang, dirOf(block.Lang)
}

func blockOf(unit content.Unit, lang, id string) (found content.Block) {
	for _, block := range unit.Participant(lang) {
		if block.ID == id {
			found = block
		}
	}
	return found
}

func (v askedView) result(r curriculum.Result, options []string, paper bool) resultView {
	view := resultView{Paper: paper, Total: r.Total}
	for _, group := range r.Groups {
		g := groupView{Words: options[group.Options[0]], Lang: v.Lang, Dir: v.Dir, Count: group.Count, Mostly: group.Mostly}
		if len(group.Options) > 1 { // those that few chose, put together
			g.Words, g.Lang, g.Dir = v.T("room.other_answers"), v.Tag(), v.Printer.Dir()
		}
		view.Groups = append(view.Groups, g)
	}
	if len(view.Groups) == 1 && len(r.Groups[0].Options) > 1 { // all are put together: it would say nothing
		view.Groups = nil
	}
	return view
}

// Names are the fields of a form with the answers, by place.
func (v askedView) Field(i int) string { return fmt.Sprintf("q-%s-%d", v.ID, i) }
