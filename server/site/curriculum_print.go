package site

import (
	"html/template"
	"net/http"
	"slices"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/server/helplines"
)

// For whom a session is printed, in the order in which that is offered: handouts are only what is taken along.
const (
	forParticipants = "participant"
	forTrainers     = "trainer"
	forTaking       = "handouts"
)

// papers are the sizes that a session is printed on.
var papers = []string{"A4", "A5"}

// packPage is a session as it is printed. What isn't the sheet stands on the screen only.
type packPage struct {
	unitPage
	For, Paper, Country     string
	Fors, Papers, Countries []string
	Lines                   []helplines.Line // of the country, after those for every country
	Sheets                  []sheetView
}

// sheetView is a block on paper. Two blocks that reach the same have one number: the gentler one stands in its place and says what
// the other is, which stands at the end, on a leaf of its own, as what is taken along does. So nobody meets it by turning a leaf,
// and it can be left out.
type sheetView struct {
	blockView
	Number  int
	Heavier *blockView // of the gentler of two
	Alone   bool
}

// printed is a sheet with its page's words: what the template "printed" draws.
type printed struct {
	sheetView
	On packPage
}

// Sheet is the page in the words of the language that is printed, which needn't be hers.
func (p packPage) Sheet() packPage {
	p.Printer = locales.For(p.In)
	return p
}

// On is a sheet on this page.
func (p packPage) On(sheet sheetView) printed { return printed{sheet, p} }

// Today is the day of printing: facts and helplines are as old as the paper.
func (p packPage) Today() string { return p.Day(today()) }

// NotePictogram is the sign of a trainer's note.
func (packPage) NotePictogram() template.HTML { return content.NotePictogram() }

// printUnit is GET /curriculum/{unit}/print. The notes are printed for who may read them; to everybody else that isn't there.
func (s *Site) printUnit(w http.ResponseWriter, v *visit) error {
	whom := chosen(v.FormValue("for"), forParticipants, forTrainers, forTaking)
	unit, place, err := s.packed(v, whom)
	if err != nil {
		return err
	}
	page := packPage{For: whom, Paper: chosen(v.FormValue("paper"), papers...), Papers: papers}
	if page.unitPage, err = s.unitPage(v, unit, place); err != nil {
		return err
	}
	page.Fors = []string{forParticipants, forTrainers, forTaking}
	if !page.Guides {
		page.Fors = []string{forParticipants, forTaking}
	}
	page.Countries, page.Lines = linesToPrint(s.helped(v), v.FormValue("country"))
	page.Country = chosen(v.FormValue("country"), append([]string{""}, page.Countries...)...)
	page.ForTrainers = whom == forTrainers
	page.Sheets = sheetsOf(stepsOf(v, blocksFor(unit, whom, page.In)))
	return s.render(w, http.StatusOK, "curriculum/print", page)
}

// packed is the unit that is printed.
func (s *Site) packed(v *visit, whom string) (content.Unit, curriculum.Place, error) {
	if whom == forTrainers {
		return s.Curriculum.Guided(v.Context(), learner(v.Actor), v.PathValue("unit"))
	}
	return s.Curriculum.Taught(v.Context(), learner(v.Actor), v.PathValue("unit"))
}

// blocksFor are the blocks that are printed for somebody.
func blocksFor(unit content.Unit, whom, lang string) []content.Taught {
	switch whom {
	case forTrainers:
		return unit.Trainer(lang)
	case forTaking:
		return slices.DeleteFunc(taughtTo(unit, lang), func(t content.Taught) bool { return t.Block.Kind != content.Handout })
	}
	return taughtTo(unit, lang)
}

// sheetsOf puts the steps of a session one after the other, as paper has them.
func sheetsOf(steps []step) (sheets []sheetView) {
	var alone []sheetView
	for i, step := range steps {
		sheet := sheetView{blockView: step.Block, Number: i + 1}
		switch {
		case step.Lighter != nil:
			sheets = append(sheets, sheetView{blockView: *step.Lighter, Number: i + 1, Heavier: &step.Block})
			sheet.Alone = true
			alone = append(alone, sheet)
		case step.Block.Kind == content.Handout:
			sheet.Alone = true
			alone = append(alone, sheet)
		default:
			sheets = append(sheets, sheet)
		}
	}
	return append(sheets, alone...)
}

// linesToPrint are the countries that have helplines, and what is printed for one of them: the lines for every country too.
func linesToPrint(whom help, country string) (countries []string, lines []helplines.Line) {
	for _, by := range whom.all() {
		if by.Country != "" {
			countries = append(countries, by.Country)
		}
		if by.Country == "" || by.Country == country {
			lines = append(lines, by.Lines...)
		}
	}
	return countries, lines
}

// chosen is what was asked for, when it is among the choices, else the first of them.
func chosen(asked string, among ...string) string {
	if slices.Contains(among, asked) {
		return asked
	}
	return among[0]
}
