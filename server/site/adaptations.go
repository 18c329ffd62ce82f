package site

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/server/networks"
)

// adaptListPage is what her network has rewritten of the course, or is rewriting. Others are the sessions that it can begin with, Takes
// says that she answers what networks offer.
type adaptListPage struct {
	Page
	Lines  []adaptLine
	Others []unitLine
	Chosen string
	Takes  bool
}

// adaptLine is a session in that list.
type adaptLine struct {
	curriculum.AdaptationLine
	Head content.Head
	Dir  string
}

// adaptations is GET /adaptations.
func (s *Site) adaptations(w http.ResponseWriter, v *visit) error {
	return s.showAdaptations(w, v, http.StatusOK, "")
}

func (s *Site) showAdaptations(w http.ResponseWriter, v *visit, code int, refusal string) error {
	who := learner(v.Actor)
	lines, err := s.Curriculum.Adaptations(v.Context(), who)
	if err != nil {
		return err
	}
	page := adaptListPage{Page: s.page(v), Chosen: v.FormValue("unit"), Takes: who.Takes}
	page.Heading, page.Error = v.Printer.T("adapt.heading"), refusal
	for _, unit := range s.Curriculum.Source() {
		head := unit.Head(v.Printer.Tag())
		at := slices.IndexFunc(lines, func(l curriculum.AdaptationLine) bool { return l.Unit == unit.ID })
		if at < 0 {
			page.Others = append(page.Others, unitLine{Unit: unit, Head: head, Dir: dirOf(head.Lang)})
			continue
		}
		page.Lines = append(page.Lines, adaptLine{lines[at], head, dirOf(head.Lang)})
	}
	return s.render(w, code, "adapt/list", page)
}

// rewordedWaits says whether a session waits for a second person, and the member may be one.
func (s *Site) rewordedWaits(ctx context.Context, a networks.Actor) (bool, error) {
	who := learner(a)
	if !who.Adapts {
		return false, nil
	}
	lines, err := s.Curriculum.Adaptations(ctx, who)
	return slices.ContainsFunc(lines, func(l curriculum.AdaptationLine) bool { return l.Asked }), err
}

// adaptWaiting are the sessions that wait for a second person, for who may be one.
func (s *Site) adaptWaiting(v *visit) (waiting []adaptLine, err error) {
	who := learner(v.Actor)
	if !who.Adapts {
		return nil, nil
	}
	lines, err := s.Curriculum.Adaptations(v.Context(), who)
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		if !line.Asked {
			continue
		}
		head, err := s.Curriculum.Head(v.Context(), curriculum.Cohort{}, line.Unit, v.Printer.Tag())
		if err != nil {
			return nil, err
		}
		waiting = append(waiting, adaptLine{line, head, dirOf(head.Lang)})
	}
	return waiting, nil
}

// adaptToDo is a session that the source has changed for safety, else one that waits for a second person.
func (s *Site) adaptToDo(v *visit) (todo, error) {
	who := learner(v.Actor)
	if !who.Adapts {
		return todo{}, nil
	}
	lines, err := s.Curriculum.Adaptations(v.Context(), who)
	switch {
	case slices.ContainsFunc(lines, func(l curriculum.AdaptationLine) bool { return l.Safety }):
		return todo{Href: "/adaptations", Text: v.Printer.T("todo.rewritten_safety")}, err
	case slices.ContainsFunc(lines, func(l curriculum.AdaptationLine) bool { return l.Asked }):
		return todo{Href: "/adaptations", Text: v.Printer.T("todo.rewritten")}, err
	}
	return todo{}, err
}

// postAdaptation is POST /adaptations: begins to rewrite a session.
func (s *Site) postAdaptation(w http.ResponseWriter, v *visit) error {
	unit := v.FormValue("unit")
	return s.done(w, v, s.Curriculum.Fork(v.Context(), learner(v.Actor), unit), "/adaptations/"+unit, s.showAdaptations)
}

// adaptPage is what a network makes of a session, beside its source, in one language.
type adaptPage struct {
	Page
	Is     curriculum.Adaptation
	Head   content.Head
	Dir    string
	In     string
	Tongue []string // that it is written in
	Others []string // that it could be written in too
	Own    string   // the names of those in which the network has words of its own

	Faults  []adaptFault
	Fixes   []adaptPiece // that the source has changed to keep people safe
	Waiting []adaptPiece // that it has changed otherwise
	Ours    []adaptPiece // that the network has written
	Shown   string       // titles of the pieces for which the source's words are taught for now
	Held    bool
	Offers  []curriculum.Offer
}

// adaptPiece is a piece beside the source: Since is what the source changed since the network looked, Ours what the network has otherwise
// than it. Gone says that it is left out, or isn't there.
type adaptPiece struct {
	content.Compared
	Title, Lang, Dir string
	Since, Ours      difference
	Out, Gone        bool
}

// IsNote says whether it is what trainers read.
func (p adaptPiece) IsNote() bool { return p.Kind == "trainer_note" }

// adaptFault is a fault, by the title of its piece.
type adaptFault struct {
	content.Found
	Title, Says string
}

// adaptOn is a piece on its page, faultOn a fault on one.
type (
	adaptOn struct {
		adaptPiece
		On any
	}
	faultOn struct {
		adaptFault
		On any
	}
)

// At is a piece on this page.
func (p adaptPage) At(piece adaptPiece) adaptOn { return adaptOn{piece, p} }

// Fault is a fault on this page.
func (p adaptPage) Fault(f adaptFault) faultOn { return faultOn{f, p} }

// MayOffer says whether the last version isn't offered yet.
func (p adaptPage) MayOffer() bool {
	return !slices.ContainsFunc(p.Offers, func(o curriculum.Offer) bool { return o.Number == p.Is.Number })
}

// adaptation is GET /adaptations/{unit}.
func (s *Site) adaptation(w http.ResponseWriter, v *visit) error {
	return s.showAdaptation(w, v, http.StatusOK, "")
}

func (s *Site) showAdaptation(w http.ResponseWriter, v *visit, code int, refusal string) error {
	who, unit := learner(v.Actor), v.PathValue("unit")
	is, err := s.Curriculum.Adaptation(v.Context(), who, unit)
	if err != nil {
		return err
	}
	upheld, err := s.Curriculum.Upheld(v.Context(), who, unit)
	if err != nil {
		return err
	}
	page := adaptPage{Page: s.page(v), Is: is, In: writtenIn(v, is), Held: upheld.Held}
	page.Error = refusal
	if page.Head, err = s.Curriculum.Head(v.Context(), curriculum.Cohort{}, unit, v.Printer.Tag()); err != nil {
		return err
	}
	page.Dir = dirOf(page.Head.Lang)
	page.Faults = adaptFaults(v.Printer, is, s.Curriculum.Lint(is))
	page.compare(s.Curriculum.Course.Sheets(unit))
	page.Shown = shownFor(is, upheld.Fixed[page.In], page.In, v.Printer)
	if page.Offers, err = s.Curriculum.OffersOf(v.Context(), who, unit); err != nil {
		return err
	}
	return s.render(w, code, "adapt/session", page)
}

// writtenIn is the language in which she looks at what her network has written: the one that she asks for, else that of her pages, else
// English.
func writtenIn(v *visit, is curriculum.Adaptation) string {
	for _, tag := range []string{v.FormValue("in"), v.Printer.Tag()} {
		if _, there := is.Text[tag]; there {
			return tag
		}
	}
	return "en"
}

// adaptFaults puts faults into words: the rule in hers, the reason as the linter says it.
func adaptFaults(p *locales.Printer, is curriculum.Adaptation, found []content.Found) (views []adaptFault) {
	for _, f := range found {
		title := p.T("adapt.head")
		if piece, there := is.Text[f.Lang].Piece(f.Piece); there {
			title = piece.Title
		}
		views = append(views, adaptFault{f, title, p.T("adapt_fault." + strings.NewReplacer(" ", "_", "-", "_").Replace(f.Rule))})
	}
	return views
}

// shownFor are the titles of some pieces, and of the head.
func shownFor(is curriculum.Adaptation, ids []string, lang string, p *locales.Printer) string {
	var titles []string
	for _, id := range ids {
		title := id
		if piece, there := is.Text[lang].Piece(id); there {
			title = piece.Title
		} else if id == "" {
			title = p.T("adapt.head")
		}
		titles = append(titles, title)
	}
	return strings.Join(titles, " · ")
}
