package site

import (
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/helplines"
)

// linesPage is where the staff say what they know of helplines.
type linesPage struct {
	Page
	Once  string
	Asked []lineAsk
	Lines []lineKnown
	Needs []helplines.Need
	Typed helplines.Change
	Today time.Time
}

// lineAsk is what waits for a second person, about a line. What is to be added is drawn as it would stand.
type lineAsk struct {
	helplines.Change
	Line lineToCall
	May  bool
	Mine bool
}

// lineKnown is a line that members here see first. Waits says that something about it waits for a second person.
type lineKnown struct {
	lineToCall
	Waits bool
}

// lines is GET /lines.
func (s *Site) lines(w http.ResponseWriter, v *visit) error {
	return s.showLines(w, v, http.StatusOK, "")
}

func (s *Site) showLines(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := linesPage{Page: s.page(v), Once: uuid.NewString(), Needs: helplines.Needs, Today: today(), Typed: typedLine(v)}
	page.Heading, page.Error = v.Printer.T("lines.heading"), refusal
	asked, err := s.Lines.Asked(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	known, err := s.Lines.Known(v.Context(), v.Actor.Network)
	if err != nil {
		return err
	}
	waits := map[string]bool{}
	for _, c := range asked {
		waits[c.Line] = true
		page.Asked = append(page.Asked, lineAsk{Change: c, Line: page.Call(about(c, known)), May: c.MayAgree(v.Actor), Mine: c.AskedBy != nil && *c.AskedBy == v.Actor.Member})
	}
	help := helpedWith(v.Actor, known)
	seen := help.First
	if len(seen) == 0 {
		seen = help.Others
	}
	for _, by := range slices.Concat([]helpedBy{{Lines: help.Own}}, seen, []helpedBy{{Lines: help.Anywhere}}) {
		for _, line := range by.Lines {
			page.Lines = append(page.Lines, lineKnown{page.Call(line), waits[line.ID]})
		}
	}
	return s.render(w, code, "steward/lines", page)
}

// about is the line that a change is about; of one that is to be added, as it would stand.
func about(c helplines.Change, known []helplines.Change) helplines.Line {
	if c.Act == helplines.Add {
		known = []helplines.Change{c}
	}
	for _, line := range helplines.All(known, today()) {
		if line.ID == c.Line {
			return line
		}
	}
	return helplines.Line{}
}

// typedLine is the new line that was typed.
func typedLine(v *visit) helplines.Change {
	form := v.PostForm
	return helplines.Change{ID: form.Get("once"), Act: helplines.Add, Name: form.Get("name"), Need: helplines.Need(form.Get("need")), Call: form.Get("call"), Web: form.Get("web"),
		Always: form.Get("always") != "", Free: form.Get("free") != "", Source: form.Get("source"), Day: v.dayOf("day")}
}

// postLine is POST /lines: a new line of the network's own.
func (s *Site) postLine(w http.ResponseWriter, v *visit) error {
	if _, err := v.once(); err != nil {
		return err
	}
	return s.done(w, v, s.Lines.Ask(v.Context(), v.Actor, typedLine(v)), "/lines#asked", s.showLines)
}

// postLineTried is POST /lines/tried: that a line works, or doesn't, or that one of the network's own is to go.
func (s *Site) postLineTried(w http.ResponseWriter, v *visit) error {
	act := helplines.Act(v.FormValue("act"))
	if act != helplines.Works && act != helplines.Fails && act != helplines.Remove {
		return s.again(w, v, locales.Refuse(locales.Invalid, "site.form_incomplete"), s.showLines)
	}
	return s.done(w, v, s.Lines.Ask(v.Context(), v.Actor, helplines.Change{Line: v.FormValue("line"), Act: act}), "/lines#asked", s.showLines)
}

// postAgreeLine is POST /lines/asked/{change}/agree.
func (s *Site) postAgreeLine(w http.ResponseWriter, v *visit) error {
	id, err := v.id("change")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Lines.Agree(v.Context(), v.Actor, id), "/lines", s.showLines)
}

// postDeclineLine is POST /lines/asked/{change}/decline.
func (s *Site) postDeclineLine(w http.ResponseWriter, v *visit) error {
	id, err := v.id("change")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Lines.Decline(v.Context(), v.Actor, id), "/lines", s.showLines)
}

// linesToDo is what another said about a helpline, and this steward can agree to.
func (s *Site) linesToDo(v *visit) (todo, error) {
	asked, err := s.Lines.Asked(v.Context(), v.Actor)
	for _, c := range asked {
		if c.MayAgree(v.Actor) {
			return todo{Href: "/lines#asked", Text: v.Printer.T("lines.todo")}, err
		}
	}
	return todo{}, err
}
