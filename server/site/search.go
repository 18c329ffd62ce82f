package site

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tinig/server/advocacy/statements"
	"tinig/server/forum"
)

// searchPage is the form, and what was found. Each kind of thing that can be found has a list of its own on it.
type searchPage struct {
	Page
	Look   forum.Look
	Spaces []spaceView
	Asked  bool
	Also   []string
	Lines  []helpedBy
	Units  []unitLine
	Stated []statements.Statement
	Days   []hitDay
	Next   string
}

// searchField is the short form of a search, in one space or, for "", in all of them.
type searchField struct {
	Page
	Space string
}

// OpensNotes says whether she wants words with a content note to stand open.
func (p Page) OpensNotes() bool { return p.Comfort.Notes == notesShow }

// SearchField is what the template "search_field" takes.
func (p Page) SearchField(space string) searchField { return searchField{p, space} }

// hitDay is the posts of one day that were found.
type hitDay struct {
	Date time.Time
	Hits []hitView
}

// hitView is a post that was found.
type hitView struct {
	forum.Hit
	In     spaceView
	Author string
}

// From is where the topic's page begins that shows the post among those before it.
func (h hitView) From() int { return max(1, h.Post.Number-forum.PostsAtOnce/2) }

// search is GET /search. What she looks for stands in the address sealed, and opens in her own session only: neither a
// history nor a proxy's log can tell it, Back and reloading lead to the same page, and nothing is kept of it here.
func (s *Site) search(w http.ResponseWriter, v *visit) error {
	look, asked := s.openLook(v)
	if !asked {
		return s.showSearch(w, v, http.StatusOK, look, "")
	}
	page, err := s.searchPage(v, look)
	if err != nil {
		return err
	}
	found, err := s.Forum.Search(v.Context(), v.Actor, look, onwardOf(v.FormValue("after")))
	if err != nil {
		return s.again(w, v, err, func(w http.ResponseWriter, v *visit, code int, refusal string) error {
			return s.showSearch(w, v, code, look, refusal)
		})
	}
	page.Asked, page.Also = true, found.Also
	if v.FormValue("after") == "" {
		page.Lines = s.linesFound(v, look)
		if page.Units, err = s.unitsFound(v, look); err != nil {
			return err
		}
		if page.Stated, err = s.statementsFound(v, look); err != nil {
			return err
		}
	}
	if page.Days, err = s.hitsByDay(v, found.Hits, page.Spaces); err != nil {
		return err
	}
	if found.More {
		last := found.Hits[len(found.Hits)-1].Onward()
		page.Next = fmt.Sprintf("/search?for=%s&after=%s_%s_%d", v.FormValue("for"), last.Day.Format(time.DateOnly), last.Topic, last.Number)
	}
	return s.render(w, http.StatusOK, "search/search", page)
}

// postSearch is POST /search: it seals what she looks for.
func (s *Site) postSearch(w http.ResponseWriter, v *visit) error {
	look := forum.Look{Words: strings.TrimSpace(v.FormValue("words")), Space: v.FormValue("space"), Lang: v.FormValue("lang")}
	if err := look.Check(); err != nil {
		return s.again(w, v, err, func(w http.ResponseWriter, v *visit, code int, refusal string) error {
			return s.showSearch(w, v, code, look, refusal)
		})
	}
	plain, err := json.Marshal(look)
	if err != nil {
		return err
	}
	sealed := v.Session.Sealer(v.Actor.Member, "search").Seal(plain)
	return seeOther(w, v, "/search?for="+base64.RawURLEncoding.EncodeToString(sealed))
}

// openLook is what she looks for. What another session or another member of hers sealed is nothing.
func (s *Site) openLook(v *visit) (look forum.Look, asked bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(v.FormValue("for"))
	if err != nil || len(sealed) == 0 {
		return look, false
	}
	plain, err := v.Session.Sealer(v.Actor.Member, "search").Open(sealed)
	if err != nil {
		return look, false
	}
	return look, json.Unmarshal(plain, &look) == nil
}

func (s *Site) showSearch(w http.ResponseWriter, v *visit, code int, look forum.Look, refusal string) error {
	page, err := s.searchPage(v, look)
	if err != nil {
		return err
	}
	page.Error = refusal
	return s.render(w, code, "search/search", page)
}

func (s *Site) searchPage(v *visit, look forum.Look) (searchPage, error) {
	page := searchPage{Page: s.page(v), Look: look}
	page.Heading = v.Printer.T("search.heading")
	spaces, err := s.Networks.Spaces(v.Context(), v.Actor)
	for _, space := range spaces {
		page.Spaces = append(page.Spaces, viewSpace(v.Printer, v.Actor, space))
	}
	return page, err
}

// hitsByDay adds to what was found whose it is and where it stands.
func (s *Site) hitsByDay(v *visit, hits []forum.Hit, spaces []spaceView) (days []hitDay, err error) {
	in := make(map[string]spaceView)
	for _, space := range spaces {
		in[space.ID] = space
	}
	posts := make([]forum.Post, len(hits))
	for i, hit := range hits {
		posts[i] = hit.Post
	}
	names, err := s.authors(v.Context(), v.Actor.Network, posts)
	for _, hit := range hits {
		if len(days) == 0 || !days[len(days)-1].Date.Equal(hit.Post.WrittenOn) {
			days = append(days, hitDay{Date: hit.Post.WrittenOn})
		}
		today := &days[len(days)-1]
		today.Hits = append(today.Hits, hitView{hit, in[hit.Topic.Space], called(v.Printer, names[hit.Post.Author])})
	}
	return days, err
}

// onwardOf reads where a search goes on, "2026-11-22_<topic>_<number>"; anything else is the beginning.
func onwardOf(text string) forum.Onward {
	parts := strings.Split(text, "_")
	if len(parts) != 3 || !isID(parts[1]) {
		return forum.Onward{}
	}
	day, err := time.Parse(time.DateOnly, parts[0])
	number, e := strconv.ParseInt(parts[2], 10, 32)
	if err != nil || e != nil {
		return forum.Onward{}
	}
	return forum.Onward{Day: day, Place: forum.Place{Topic: parts[1], Number: int(number)}}
}
