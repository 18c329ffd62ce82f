package site

import (
	"html/template"
	"net/http"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// composer is the form for a new topic, a reply or an edit. Place names its draft; Quoted is the post it answers.
type composer struct {
	Page
	Action, Place string
	Send          string // what the button says
	Titled        bool   // a new topic has a title
	Draft         forum.Draft
	Audience      string
	Told          networks.Audience // what Audience says, for the domain to hold against who reads when it is sent
	WrittenIn     template.HTML     // the languages to choose from
	Quoted        quote
	Group         []circlePerson // the people of a cohort, of whom she chooses, instead of typing names
	Revision      int
}

// Fades are after how many days the posts of a new circle can go.
func (composer) Fades() []int { return forum.FadeChoices }

// composer prepares the form: in her language unless the draft says another.
func (s *Site) composer(v *visit, space networks.Space, action, place string, draft forum.Draft) composer {
	if draft.Lang == "" {
		draft.Lang = v.Printer.Tag()
	}
	return composer{Action: action, Place: place, Draft: draft, Audience: audience(v.Printer, v.Actor, space), Told: space.Audience(),
		WrittenIn: s.tongues[locales.For(draft.Lang).Tag()].Options}
}

// postDraft is POST /drafts.
func (s *Site) postDraft(w http.ResponseWriter, v *visit) error {
	if err := s.Forum.SaveDraft(v.Context(), v.Actor, s.sealer(v), v.FormValue("place"), draftOf(v)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// draftOf reads a composer's form.
func draftOf(v *visit) forum.Draft {
	return forum.Draft{Title: v.FormValue("title"), Body: v.FormValue("body"), Note: v.FormValue("note"),
		Lang: v.FormValue("lang"), Quotes: v.number("quotes"), Welcomes: v.FormValue("welcomes") != "", Told: v.FormValue("told"),
		Circle: v.FormValue("circle") != "", With: v.FormValue("with"), FadeDays: v.number("fade_days"), Hers: hers(v)}
}

// finished is a composer's form that is to be posted, once.
func finished(v *visit) (draft forum.Draft, err error) {
	draft = draftOf(v)
	draft.Once, err = v.once()
	return draft, err
}

func (s *Site) sealer(v *visit) forum.Sealer {
	return v.Session.Keeper(v.Actor.Member, "draft")
}

// unflooded posts a draft, unless she writes faster than anybody reads or said the same just now.
func (s *Site) unflooded(v *visit, d forum.Draft, post func() error) error {
	words := d.Title + "\n" + d.Body
	if err := s.Moderation.Flooding(v.Actor, d.Once, words); err != nil {
		return err
	}
	if err := post(); err != nil {
		return err
	}
	s.Moderation.Said(v.Actor, d.Once, words)
	return nil
}
