package site

import (
	"net/http"

	"tinig/server/advocacy/stories"
)

// guardedPage is what members under 18 allow with their stories, for a safeguarding lead. Opened is the one whose words she asked for.
type guardedPage struct {
	Page
	Grants     []guardedView
	Opened     *stories.Copy
	Custodians []string
}

// guardedView is such a grant, with whose it is and for which campaign.
type guardedView struct {
	stories.Grant
	State   string
	Named   string
	Title   string
	TitleIn string
	Open    bool // its words are shown
}

// guarded is GET /guarded.
func (s *Site) guarded(w http.ResponseWriter, v *visit) error {
	return s.showGuarded(w, v, http.StatusOK, "")
}

func (s *Site) showGuarded(w http.ResponseWriter, v *visit, code int, refusal string) error {
	return s.drawGuarded(w, v, code, refusal, "", nil)
}

func (s *Site) drawGuarded(w http.ResponseWriter, v *visit, code int, refusal, open string, opened *stories.Copy) error {
	page := guardedPage{Page: s.page(v), Opened: opened, Custodians: stories.Custodians}
	page.Heading, page.Error = v.Printer.T("guarded.heading"), refusal
	grants, err := s.Stories.Guarded(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	var ids []string
	for _, g := range grants {
		ids = append(ids, g.Member)
	}
	names, err := s.Networks.Names(v.Context(), v.Actor.Network, ids)
	if err != nil {
		return err
	}
	for _, g := range grants {
		view := guardedView{Grant: g, State: g.State(today()), Named: called(v.Printer, names[g.Member]), Open: g.ID == open}
		if view.Title, view.TitleIn, err = s.campaignTitle(v, g.Campaign); err != nil {
			return err
		}
		page.Grants = append(page.Grants, view)
	}
	return s.render(w, code, "stories/guarded", page)
}

// postOpenGuarded is POST /guarded/{grant}: its words, once the record of it is written.
func (s *Site) postOpenGuarded(w http.ResponseWriter, v *visit) error {
	id, err := v.id("grant")
	if err != nil {
		return err
	}
	_, words, err := s.Stories.OpenGuarded(v.Context(), v.Actor, id)
	if err != nil {
		return s.again(w, v, err, s.showGuarded)
	}
	return s.drawGuarded(w, v, http.StatusOK, "", id, &words)
}

// postAgreeGuarded is POST /guarded/{grant}/agree.
func (s *Site) postAgreeGuarded(w http.ResponseWriter, v *visit) error {
	id, err := v.id("grant")
	if err != nil {
		return err
	}
	agreed := stories.Agreement{Custodian: v.FormValue("custodian"), On: v.dayOf("on"), Apart: v.FormValue("apart") == "yes"}
	return s.done(w, v, s.Stories.Agree(v.Context(), v.Actor, id, agreed), "/guarded", s.showGuarded)
}

// postDeclineGuarded is POST /guarded/{grant}/decline.
func (s *Site) postDeclineGuarded(w http.ResponseWriter, v *visit) error {
	id, err := v.id("grant")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Stories.Decline(v.Context(), v.Actor, id), "/guarded", s.showGuarded)
}
