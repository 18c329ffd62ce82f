package site

import (
	"net/http"
	"slices"

	"tinig/server/networks"
)

// stewardSpacesPage lists all spaces of the network.
type stewardSpacesPage struct {
	Page
	Spaces []spaceView
}

// stewardSpaces is GET /steward/spaces.
func (s *Site) stewardSpaces(w http.ResponseWriter, v *visit) error {
	spaces, err := s.Networks.Spaces(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page := stewardSpacesPage{Page: s.page(v)}
	page.Heading = v.Printer.T("steward.spaces_page")
	for _, space := range spaces {
		page.Spaces = append(page.Spaces, viewSpace(v.Printer, v.Actor, space))
	}
	return s.render(w, http.StatusOK, "steward/spaces", page)
}

// spaceFormPage is the form for a new space or for one that is there. Space is as it is now, Draft as she wants it; the
// choices are those that it may become.
type spaceFormPage struct {
	Page
	Space    spaceView
	Draft    networks.SpaceDraft
	New      bool
	Used     bool // words stand in it, or wait there
	Kept     bool // a space that every network keeps: it isn't closed, and its readers stay
	Levels   []networks.Level
	Writers  []networks.Level
	Bands    []networks.Band
	Postings []networks.Posting
}

// Meant says whether the space is meant for a language.
func (p spaceFormPage) Meant(tag string) bool { return slices.Contains(p.Draft.Languages, tag) }

// newSpace is GET /steward/spaces/new. It begins as a space for confirmed members, in the network's languages.
func (s *Site) newSpace(w http.ResponseWriter, v *visit) error {
	network, err := s.Networks.Network(v.Context(), v.Actor.Network)
	if err != nil {
		return err
	}
	draft := networks.SpaceDraft{Lang: v.Printer.Tag(), Reads: networks.Members, Writes: networks.Members,
		Posting: networks.Open, Band: networks.AllBands, Languages: network.Languages, Place: 9}
	return s.showNewSpace(draft)(w, v, http.StatusOK, "")
}

func (s *Site) showNewSpace(draft networks.SpaceDraft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		page := spaceFormPage{Page: s.page(v), New: true, Draft: draft}
		page.Heading, page.Error = v.Printer.T("steward.space_new"), refusal
		page.offer(networks.Space{Reads: networks.Newcomers, Band: networks.AllBands})
		return s.render(w, code, "steward/space", page)
	}
}

// postSpace is POST /steward/spaces.
func (s *Site) postSpace(w http.ResponseWriter, v *visit) error {
	draft := spaceDraftOf(v)
	var err error
	if draft.Once, err = v.once(); err != nil {
		return err
	}
	_, err = s.Networks.OpenSpace(v.Context(), v.Actor, draft)
	return s.done(w, v, err, "/steward/spaces", s.showNewSpace(draft))
}

// stewardSpace is GET /steward/spaces/{space}.
func (s *Site) stewardSpace(w http.ResponseWriter, v *visit) error {
	return s.showSpaceForm(nil)(w, v, http.StatusOK, "")
}

// showSpaceForm draws the form with what she wants, nil for what is; what the space is now stands above.
func (s *Site) showSpaceForm(draft *networks.SpaceDraft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		id, err := v.id("space")
		if err != nil {
			return err
		}
		space, err := s.Networks.Space(v.Context(), v.Actor, id, networks.Read)
		if err != nil {
			return err
		}
		page := spaceFormPage{Page: s.page(v), Space: viewSpace(v.Printer, v.Actor, space), Draft: space.Draft(), Kept: space.Kept()}
		page.Error = refusal
		if page.Used, err = s.Forum.Used(v.Context(), v.Actor, id); err != nil {
			return err
		}
		if draft != nil {
			page.Draft = *draft
			page.Draft.Revision = space.Revision // what she changes next is what she sees here
		}
		page.offer(space)
		return s.render(w, code, "steward/space", page)
	}
}

// offer fills in what a space may become: where words stand, nothing wider.
func (p *spaceFormPage) offer(now networks.Space) {
	p.Writers, p.Postings = networks.AllLevels, []networks.Posting{networks.Open, networks.Held, networks.ReadOnly}
	if now.Posting == networks.Closed {
		p.Postings = append(p.Postings, networks.Closed)
	}
	may := func(reads networks.Level, band networks.Band) bool {
		return !p.Used || now.Audience().Contains(networks.Audience{Reads: reads, Band: band})
	}
	for _, level := range networks.AllLevels {
		if may(level, now.Band) {
			p.Levels = append(p.Levels, level)
		}
	}
	for _, band := range []networks.Band{networks.AllBands, networks.Adult, networks.Minor} {
		if may(now.Reads, band) {
			p.Bands = append(p.Bands, band)
		}
	}
}

// postSpaceChange is POST /steward/spaces/{space}.
func (s *Site) postSpaceChange(w http.ResponseWriter, v *visit) error {
	id, err := v.id("space")
	if err != nil {
		return err
	}
	draft := spaceDraftOf(v)
	return s.done(w, v, s.Networks.ChangeSpace(v.Context(), v.Actor, id, draft), "/steward/spaces", s.showSpaceForm(&draft))
}

// postSpaceClose is POST /steward/spaces/{space}/close.
func (s *Site) postSpaceClose(w http.ResponseWriter, v *visit) error {
	id, err := v.id("space")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Networks.CloseSpace(v.Context(), v.Actor, id), "/steward/spaces", s.showSpaceForm(nil))
}

func spaceDraftOf(v *visit) networks.SpaceDraft {
	return networks.SpaceDraft{
		Name: v.FormValue("name"), Lang: v.FormValue("lang"), Reads: networks.Level(v.FormValue("reads")), Writes: networks.Level(v.FormValue("writes")),
		Posting: networks.Posting(v.FormValue("posting")), Band: networks.Band(v.FormValue("band")), Languages: v.Form["language"],
		Place: v.number("place"), Sensitive: v.FormValue("sensitive") != "", Revision: v.number("revision"),
	}
}
