package site

import (
	"html/template"
	"net/http"
	"net/url"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
)

// unitPage is a session as participants see it. In is the language that she reads it in, and Tongues are those that it is
// offered in.
type unitPage struct {
	Page
	Unit    unitLine
	In      string
	Tongues []string
	After   []unitLine // good to have first
	Cohort  curriculum.Place
	Steps   []step
	Guides  bool // she may read the notes
	Helped  help
	Journal journalBox

	Reads       bool // she is in no network
	ForTrainers bool // with their notes, and without a place to write
}

// step is a block of a session; with Lighter, a choice between two that reach the same.
type step struct {
	Block   blockView
	Lighter *blockView
}

// blockView is a block in words. Open says that it stands open where it is one of two; ForTrainers is what they read about it.
type blockView struct {
	content.Block
	Dir         string
	HTML        template.HTML
	Open        bool
	ForTrainers *noteView
}

// placed is a block on its page.
type placed struct {
	blockView
	On unitPage
}

// At is a block on this page.
func (p unitPage) At(block blockView) placed { return placed{block, p} }

// noteView is a trainer's note in words.
type noteView struct {
	content.Note
	Dir  string
	HTML template.HTML
}

// unit is GET /curriculum/{unit}.
func (s *Site) unit(w http.ResponseWriter, v *visit) error {
	if v.reads() {
		return s.readerUnit(w, v)
	}
	return s.showUnit(w, v, http.StatusOK, "")
}

func (s *Site) showUnit(w http.ResponseWriter, v *visit, code int, refusal string) error {
	who, id := learner(v.Actor), v.PathValue("unit")
	unit, place, err := s.Curriculum.Taught(v.Context(), who, id)
	if err != nil {
		return err
	}
	if err := s.Curriculum.Visit(v.Context(), who, unit.ID); err != nil {
		return err
	}
	page, err := s.unitPage(v, unit, place)
	if err != nil {
		return err
	}
	page.Error = refusal
	if page.Journal, err = s.journalBox(v, unit.ID); err != nil {
		return err
	}
	page.Steps = stepsOf(v, taughtTo(unit, page.In))
	return s.render(w, code, "curriculum/unit", page)
}

// unitPage is what stands around a unit's blocks.
func (s *Site) unitPage(v *visit, unit content.Unit, place curriculum.Place) (unitPage, error) {
	who := learner(v.Actor)
	steps, err := s.Curriculum.Progress(v.Context(), who)
	if err != nil {
		return unitPage{}, err
	}
	page := unitPage{Page: s.page(v), In: readIn(v, unit), Tongues: unit.Languages(), Cohort: place, Helped: s.helped(v)}
	page.Unit = lineOf(unit, page.In, steps[unit.ID].State)
	page.Guides = who.Teaches || place.Leads()
	units, err := s.Curriculum.Units(v.Context(), who)
	if err != nil {
		return unitPage{}, err
	}
	for _, before := range units {
		for _, id := range unit.After() {
			if before.ID == id {
				page.After = append(page.After, lineOf(before, page.In, steps[id].State))
			}
		}
	}
	return page, nil
}

// readIn is the language in which she reads a unit: the one that she asks for, else that of her pages.
func readIn(v *visit, unit content.Unit) string {
	for _, tag := range unit.Languages() {
		if tag == v.FormValue("in") {
			return tag
		}
	}
	return v.Printer.Tag()
}

// taughtTo are a unit's blocks for who takes it: without a note, which no participant sees.
func taughtTo(unit content.Unit, lang string) (all []content.Taught) {
	for _, block := range unit.Participant(lang) {
		all = append(all, content.Taught{Block: block})
	}
	return all
}

// stepsOf puts each heavier block together with its lighter alternative, which comes next.
func stepsOf(v *visit, blocks []content.Taught) (steps []step) {
	for i := 0; i < len(blocks); i++ {
		next := step{Block: viewBlock(v, blocks[i])}
		if next.Block.Lighter != "" && i+1 < len(blocks) {
			i++
			lighter := viewBlock(v, blocks[i])
			next.Lighter = &lighter
		}
		steps = append(steps, next)
	}
	return steps
}

// viewBlock draws a block. Of two, one that she wishes to see at once stands open: what has a content note when she wants it
// shown, what is gentler when she wants it hidden.
func viewBlock(v *visit, taught content.Taught) blockView {
	block := taught.Block
	notes := v.Session.Settings.Comfort.Notes
	view := blockView{Block: block, Dir: dirOf(block.Lang), HTML: block.HTML(today()),
		Open: block.Lighter != "" && notes == notesShow || block.Heavier != "" && notes == notesHide}
	if taught.Note != nil {
		view.ForTrainers = &noteView{*taught.Note, dirOf(taught.Note.Lang), taught.Note.HTML(today())}
	}
	return view
}

func dirOf(lang string) string { return locales.For(lang).Dir() }

// postMark is POST /curriculum/{unit}/mark: done for her, or not today, or neither any more.
func (s *Site) postMark(w http.ResponseWriter, v *visit) error {
	unit := v.PathValue("unit")
	err := s.Curriculum.Mark(v.Context(), learner(v.Actor), unit, curriculum.State(v.FormValue("state")))
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, "/curriculum/"+unit+"?in="+url.QueryEscape(v.FormValue("in"))+"#end", s.showUnit)
}

// trainerPage is GET /curriculum/{unit}/trainer: the same with the notes.
func (s *Site) trainerPage(w http.ResponseWriter, v *visit) error {
	unit, place, err := s.Curriculum.Guided(v.Context(), learner(v.Actor), v.PathValue("unit"))
	if err != nil {
		return err
	}
	page, err := s.unitPage(v, unit, place)
	if err != nil {
		return err
	}
	page.Steps, page.ForTrainers = stepsOf(v, unit.Trainer(page.In)), true
	return s.render(w, http.StatusOK, "curriculum/trainer", page)
}
