package site

import (
	"context"
	"net/http"
	"slices"
	"time"

	"tinig/locales"
	"tinig/server/checks"
	"tinig/server/handings"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// handPage is where she hands words of hers to a safeguarding lead, and sees what she has handed.
type handPage struct {
	Page
	Takers []networks.Member
	Lead   string // chosen before
	About  string // the part of life that the words belong to
	Body   string
	Most   int
	Days   int
	Mine   []handings.Shown
}

// hand is GET /me/handed. From a part of life, its words are what she last kept of it, for her to change.
func (s *Site) hand(w http.ResponseWriter, v *visit) error {
	return s.showHand(w, v, http.StatusOK, "")
}

func (s *Site) showHand(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := handPage{Page: s.page(v), About: partOfLife(v), Lead: v.FormValue("lead"), Body: v.FormValue("body"), Most: handings.Length, Days: handings.Days}
	page.Heading, page.Error = v.Printer.T("hand.heading"), refusal
	if page.Takers, err = s.Handings.Takers(v.Context(), v.Actor); err != nil {
		return err
	}
	if page.Mine, err = s.Handings.Mine(v.Context(), v.Actor, s.handSealer(v)); err != nil {
		return err
	}
	if v.Method == http.MethodGet {
		page.Body = ""
		if page.About != "" && len(page.Takers) > 0 {
			if page.Body, err = s.keptOf(v, checks.Domain(page.About)); err != nil {
				return err
			}
		}
	}
	return s.render(w, code, "checks/hand", page)
}

// keptOf is what she last kept of a part of life, in words.
func (s *Site) keptOf(v *visit, domain checks.Domain) (string, error) {
	latest, err := s.Checks.Latest(v.Context(), v.Actor, s.checkSealer(v))
	if err != nil || latest[domain].Answer == "" {
		return "", err
	}
	text := v.Printer.T("check.answer_" + string(latest[domain].Answer))
	if note := latest[domain].Note; note != "" {
		text += "\n\n" + note
	}
	return text, nil
}

// partOfLife is the domain that a form or an address names, "" for none.
func partOfLife(v *visit) string {
	about := v.FormValue("about")
	if !slices.Contains(checks.Domains, checks.Domain(about)) {
		return ""
	}
	return about
}

// postHanding is POST /me/handed.
func (s *Site) postHanding(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	if err == nil && !isID(v.FormValue("lead")) {
		err = locales.Refuse(locales.Invalid, "hand.lead_needed")
	}
	if err == nil {
		draft := handings.Draft{Once: once, Lead: v.FormValue("lead"), Text: handings.Text{About: partOfLife(v), Body: v.FormValue("body")}}
		err = s.Handings.Hand(v.Context(), v.Actor, s.handSealer(v), draft)
	}
	return s.done(w, v, err, "/me/handed#mine", s.showHand)
}

// postHandBack is POST /me/handed/{handing}/back.
func (s *Site) postHandBack(w http.ResponseWriter, v *visit) error {
	id, err := v.id("handing")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Handings.TakeBack(v.Context(), v.Actor, id), "/me/handed", s.showHand)
}

// handedPage is what members have handed to a lead. Opened is the one whose words she asked for, if she did.
type handedPage struct {
	Page
	Takes  bool
	Opened *handings.Shown
	List   []handings.Shown
}

// handed is GET /handed.
func (s *Site) handed(w http.ResponseWriter, v *visit) error {
	return s.showHanded(w, v, http.StatusOK, "")
}

func (s *Site) showHanded(w http.ResponseWriter, v *visit, code int, refusal string) error {
	return s.drawHanded(w, v, code, refusal, nil)
}

func (s *Site) drawHanded(w http.ResponseWriter, v *visit, code int, refusal string, opened *handings.Shown) (err error) {
	page := handedPage{Page: s.page(v), Opened: opened}
	page.Heading, page.Error = v.Printer.T("handed.heading"), refusal
	if page.Takes, err = s.Handings.Takes(v.Context(), v.Actor, s.handSealer(v)); err != nil {
		return err
	}
	if page.List, err = s.Handings.Handed(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.render(w, code, "checks/handed", page)
}

// postTakes is POST /handed: whether she takes what members hand her.
func (s *Site) postTakes(w http.ResponseWriter, v *visit) (err error) {
	switch v.FormValue("takes") {
	case "yes":
		err = s.Handings.Take(v.Context(), v.Actor, s.handSealer(v))
	case "no":
		err = s.Handings.Rest(v.Context(), v.Actor)
	default:
		err = locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	return s.done(w, v, err, "/handed", s.showHanded)
}

// postOpenHanded is POST /handed/{handing}: its words, once its record is written.
func (s *Site) postOpenHanded(w http.ResponseWriter, v *visit) error {
	id, err := v.id("handing")
	if err != nil {
		return err
	}
	opened, err := s.Handings.Open(v.Context(), v.Actor, s.handSealer(v), id)
	if err != nil {
		return s.again(w, v, err, s.showHanded)
	}
	return s.drawHanded(w, v, http.StatusOK, "", &opened)
}

// handSealer seals what she hands, and is where a lead's key comes from.
func (s *Site) handSealer(v *visit) handings.Sealer {
	return v.Session.Keeper(v.Actor.Member, "handing")
}

// handedSince is the day of the oldest thing that a lead was handed and hasn't opened; never when there is none.
func (s *Site) handedSince(ctx context.Context, a networks.Actor) (time.Time, error) {
	list, err := s.Handings.Handed(ctx, a)
	for _, h := range list {
		if h.OpenedOn == nil {
			return h.HandedOn, err
		}
	}
	return never, err
}

// handedToDo is words that a member handed to this steward, a safeguarding lead too, and that she hasn't opened.
func (s *Site) handedToDo(v *visit) (todo, error) {
	since, err := s.handedSince(v.Context(), v.Actor)
	if err != nil || since.Equal(never) {
		return todo{}, err
	}
	return todo{Href: "/handed", Text: v.Printer.T("notice." + string(inbox.Handed)), About: v.Printer.T("todo.since", "Day", since)}, nil
}
