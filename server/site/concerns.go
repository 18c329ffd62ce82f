package site

import (
	"net/http"
	"strings"
	"time"

	"tinig/locales"
	"tinig/server/concerns"
	"tinig/server/networks"
)

// concernsPage is the cases that a safeguarding lead works on, and the form that opens one.
type concernsPage struct {
	Page
	List   []concernLine
	Others int
	Ready  bool
	Leads  []networks.Member // whom she can ask in from the beginning
	About  networks.Member   // chosen before
	Name   string
	Note   string
	Most   int
}

// concernLine is a case in the list.
type concernLine struct {
	concerns.Concern
	Named string
	Late  bool
}

// concerns is GET /concerns. about is the member about whom she is about to open one.
func (s *Site) concerns(w http.ResponseWriter, v *visit) error {
	return s.showConcerns(w, v, http.StatusOK, "")
}

func (s *Site) showConcerns(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := concernsPage{Page: s.page(v), Name: v.FormValue("name"), Note: v.PostForm.Get("note"), Most: concerns.NoteLength}
	page.Heading, page.Error = v.Printer.T("concern.heading"), refusal
	list, others, err := s.Concerns.List(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page.Others = others
	names, err := s.concernNames(v, list...)
	if err != nil {
		return err
	}
	for _, c := range list {
		page.List = append(page.List, concernLine{c, called(v.Printer, names[c.Member]), c.ClosedOn == nil && c.ReviewOn.Before(today())})
	}
	if page.Ready, err = s.Concerns.Ready(v.Context(), v.Actor, s.concernSealer(v)); err != nil {
		return err
	}
	if page.Leads, err = s.Concerns.Others(v.Context(), v.Actor); err != nil {
		return err
	}
	if isID(v.FormValue("about")) {
		if page.About, err = s.Networks.Member(v.Context(), v.Actor, v.FormValue("about")); err != nil && !locales.IsKind(err, locales.NotFound) {
			return err
		}
	}
	return s.render(w, code, "concerns/concerns", page)
}

func (s *Site) concernNames(v *visit, list ...concerns.Concern) (map[string]networks.Member, error) {
	var ids []string
	for _, c := range list {
		if c.Member != "" {
			ids = append(ids, c.Member)
		}
	}
	return s.Networks.Names(v.Context(), v.Actor.Network, ids)
}

// concernSealer is where a lead's key comes from.
func (s *Site) concernSealer(v *visit) concerns.Sealer {
	return v.Session.Sealer(v.Actor.Member, "concern")
}

// postConcernReady is POST /concerns/ready.
func (s *Site) postConcernReady(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Concerns.GetReady(v.Context(), v.Actor, s.concernSealer(v)), "/concerns", s.showConcerns)
}

// postConcern is POST /concerns: about is a member's id, or name what she is called.
func (s *Site) postConcern(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	draft := concerns.Draft{Once: once, About: v.FormValue("about"), Note: v.FormValue("note")}
	if err == nil && draft.About == "" {
		draft.About, err = s.concernAbout(v, strings.TrimSpace(v.FormValue("name")))
	}
	for _, lead := range v.Form["lead"] {
		if isID(lead) {
			draft.Seats = append(draft.Seats, lead)
		}
	}
	if err == nil && !isID(draft.About) {
		err = locales.Refuse(locales.Invalid, "concern.nobody")
	}
	if err == nil {
		err = s.Concerns.Begin(v.Context(), v.Actor, s.concernSealer(v), draft)
	}
	v.crisis = false // what a lead notes is about another
	return s.done(w, v, err, "/concerns/"+once, s.showConcerns)
}

// concernAbout is the member of a name, "" for nobody.
func (s *Site) concernAbout(v *visit, name string) (string, error) {
	for _, band := range []networks.Band{networks.Minor, networks.Adult} {
		ids, err := s.Networks.Askable(v.Context(), v.Actor, []string{name}, band, networks.RoleMember)
		if err != nil || len(ids) == 1 {
			return strings.Join(ids, ""), err
		}
	}
	return "", nil
}

// concernPage is a case. Its notes are shown after she has asked for them: each reading is recorded.
type concernPage struct {
	Page
	Case    concerns.Concern
	Named   string
	Seated  []networks.Member
	Others  []networks.Member
	Asker   string // who asked for the step that waits
	Mine    bool   // it was she
	Read    bool
	Notes   []concernNote
	Note    string
	Contact bool
	Most    int
}

// concernNote is a note with who wrote it.
type concernNote struct {
	concerns.Note
	By string
}

// Stages are all of them, for the line that says how far it is.
func (concernPage) Stages() []concerns.Stage { return concerns.Stages }

// Soon is the day that is offered for looking at it again.
func (concernPage) Soon() string { return today().AddDate(0, 0, 7).Format(time.DateOnly) }

// concern is GET /concerns/{concern}.
func (s *Site) concern(w http.ResponseWriter, v *visit) error {
	return s.showConcern(w, v, http.StatusOK, "")
}

func (s *Site) showConcern(w http.ResponseWriter, v *visit, code int, refusal string) error {
	return s.drawConcern(w, v, code, refusal, nil)
}

func (s *Site) drawConcern(w http.ResponseWriter, v *visit, code int, refusal string, notes []concerns.Note) error {
	id, err := v.id("concern")
	if err != nil {
		return err
	}
	of, err := s.Concerns.Concern(v.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	page := concernPage{Page: s.page(v), Case: of, Read: notes != nil, Note: v.PostForm.Get("note"), Contact: v.PostForm.Get("contact") != "", Most: concerns.NoteLength}
	page.Error, page.Mine = refusal, of.AskedBy == v.Actor.Member
	names, err := s.concernNames(v, of)
	if err != nil {
		return err
	}
	page.Named = called(v.Printer, names[of.Member])
	page.Heading = v.Printer.T("concern.about", "Name", page.Named)
	if page.Seated, page.Others, err = s.Concerns.Seated(v.Context(), v.Actor, id); err != nil {
		return err
	}
	for _, lead := range page.Seated {
		if lead.ID == of.AskedBy {
			page.Asker = lead.Pseudonym
		}
	}
	if page.Notes, err = s.concernNotes(v, notes); err != nil {
		return err
	}
	return s.render(w, code, "concerns/concern", page)
}

func (s *Site) concernNotes(v *visit, notes []concerns.Note) (views []concernNote, err error) {
	var ids []string
	for _, n := range notes {
		ids = append(ids, n.Author)
	}
	names, err := s.Networks.Names(v.Context(), v.Actor.Network, ids)
	for _, n := range notes {
		views = append(views, concernNote{n, called(v.Printer, names[n.Author])})
	}
	return views, err
}

// postConcernRead is POST /concerns/{concern}/read.
func (s *Site) postConcernRead(w http.ResponseWriter, v *visit) error {
	id, err := v.id("concern")
	if err != nil {
		return err
	}
	notes, err := s.Concerns.Read(v.Context(), v.Actor, s.concernSealer(v), id)
	if err != nil {
		return s.again(w, v, err, s.showConcern)
	}
	return s.drawConcern(w, v, http.StatusOK, "", notes)
}

// concernAct is a form of a case's page: what it does, and then the page again.
func (s *Site) concernAct(act func(v *visit, id string) error) handler {
	return func(w http.ResponseWriter, v *visit) error {
		id, err := v.id("concern")
		if err != nil {
			return err
		}
		err = act(v, id)
		v.crisis = false
		return s.done(w, v, err, "/concerns/"+id, s.showConcern)
	}
}

// postConcernNote is POST /concerns/{concern}/notes.
func (s *Site) postConcernNote(v *visit, id string) error {
	once, err := v.once()
	if err != nil {
		return err
	}
	return s.Concerns.Write(v.Context(), v.Actor, s.concernSealer(v), id, once, v.FormValue("note"), v.FormValue("contact") != "")
}

// postConcernMove is POST /concerns/{concern}/move.
func (s *Site) postConcernMove(v *visit, id string) error {
	return s.Concerns.Move(v.Context(), v.Actor, id, concerns.Stage(v.FormValue("stage")), v.dayOf("review"))
}

// postConcernAgree is POST /concerns/{concern}/agree.
func (s *Site) postConcernAgree(v *visit, id string) error {
	return s.Concerns.Agree(v.Context(), v.Actor, id)
}

// postConcernSeat is POST /concerns/{concern}/seats.
func (s *Site) postConcernSeat(v *visit, id string) error {
	lead, err := v.formID("lead")
	if err != nil {
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	return s.Concerns.Seat(v.Context(), v.Actor, s.concernSealer(v), id, lead)
}
