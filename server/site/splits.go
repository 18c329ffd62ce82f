package site

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// splitPage is a page of a topic from which posts are chosen for a topic of their own.
type splitPage struct {
	Page
	Topic                 forum.Topic
	Posts                 []choosable
	Previous, Next        int
	From, Most            int
	Title, Note, WhyTyped string
}

// choosable is a post, drawn, that can be chosen.
type choosable struct {
	Number int
	HTML   template.HTML
	Chosen bool
}

// Why is the reason's field.
func (p splitPage) Why() careForm {
	return careForm{Page: p.Page, Act: "split", Typed: p.WhyTyped, Most: forum.ReasonLength}
}

// split is GET /t/{topic}/split.
func (s *Site) split(w http.ResponseWriter, v *visit) error {
	return s.showSplit(w, v, http.StatusOK, "")
}

func (s *Site) showSplit(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	reading, err := s.Forum.Read(v.Context(), v.Actor, id, max(1, v.number("from")))
	if err != nil {
		return err
	}
	page := splitPage{Page: s.page(v), Topic: reading.Topic, From: reading.From, Most: forum.SplitAtMost,
		Title: v.FormValue("title"), Note: v.FormValue("note"), WhyTyped: v.FormValue("reason")}
	page.Heading, page.Error = v.Printer.T("care.split"), refusal
	page.Previous, page.Next, _ = pagesAround(reading)
	names, err := s.authors(v.Context(), v.Actor.Network, reading.Posts)
	if err != nil {
		return err
	}
	for _, post := range reading.Posts {
		if post.Gone || post.Number == 1 {
			continue
		}
		html, err := s.fragment(v.Printer, post, names[post.Author], nil, v.opensNotes())
		if err != nil {
			return err
		}
		page.Posts = append(page.Posts, choosable{post.Number, html, slices.Contains(v.Form["number"], strconv.Itoa(post.Number))})
	}
	return s.render(w, code, "forum/split", page)
}

// postSplit is POST /t/{topic}/split.
func (s *Site) postSplit(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	c, err := careOf(v)
	if err != nil {
		return err
	}
	var numbers []int
	for _, text := range v.Form["number"] {
		if n, err := strconv.Atoi(text); err == nil && len(numbers) <= forum.SplitAtMost {
			numbers = append(numbers, n)
		}
	}
	begun, err := s.Forum.Split(v.Context(), v.Actor, id, numbers, v.FormValue("title"), v.FormValue("note"), c)
	return s.done(w, v, err, "/t/"+begun, s.showSplit)
}

// mergePage lists the topics of a space that a topic's posts can go to.
type mergePage struct {
	Page
	Topic    forum.Topic
	In       spaceView
	Spaces   []spaceView // those to which its posts can go
	Topics   []forum.Line
	Next     string
	Chosen   string
	WhyTyped string
}

// Why is the reason's field.
func (p mergePage) Why() careForm {
	return careForm{Page: p.Page, Act: "merge", Typed: p.WhyTyped, Most: forum.ReasonLength}
}

// merge is GET /t/{topic}/merge.
func (s *Site) merge(w http.ResponseWriter, v *visit) error {
	return s.showMerge(w, v, http.StatusOK, "")
}

func (s *Site) showMerge(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	topic, err := s.Forum.Topic(v.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	page := mergePage{Page: s.page(v), Topic: topic, Chosen: v.FormValue("into"), WhyTyped: v.FormValue("reason")}
	page.Heading, page.Error = v.Printer.T("care.merge"), refusal
	if err := s.mergeSpaces(v, &page); err != nil {
		return err
	}
	lines, err := s.Forum.Topics(v.Context(), v.Actor, page.In.ID, afterOf(v.FormValue("after")))
	if err != nil {
		return err
	}
	if len(lines) == forum.TopicsAtOnce {
		last := lines[len(lines)-1]
		page.Next = fmt.Sprintf("/t/%s/merge?space=%s&after=%s_%s", id, page.In.ID, last.ActiveOn.Format(time.DateOnly), last.ID)
	}
	page.Topics = slices.DeleteFunc(lines, func(line forum.Line) bool { return line.ID == id || line.MergedInto != "" || line.MovingTo != "" })
	return s.render(w, code, "forum/merge", page)
}

// mergeSpaces fills in the spaces that are read by nobody who doesn't read the topic, and the one whose topics are listed.
func (s *Site) mergeSpaces(v *visit, page *mergePage) error {
	spaces, err := s.Networks.Spaces(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	own := slices.IndexFunc(spaces, func(space networks.Space) bool { return space.ID == page.Topic.Space })
	if own < 0 {
		return locales.Refuse(locales.NotFound, "forum.topic_not_found")
	}
	page.In = viewSpace(v.Printer, v.Actor, spaces[own])
	for _, space := range spaces {
		if !networks.Contains(spaces[own], space) || !spaces[own].LetsGoTo(space) {
			continue
		}
		view := viewSpace(v.Printer, v.Actor, space)
		page.Spaces = append(page.Spaces, view)
		if space.ID == v.FormValue("space") {
			page.In = view
		}
	}
	return nil
}

// postMerge is POST /t/{topic}/merge.
func (s *Site) postMerge(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	c, err := careOf(v)
	if err != nil {
		return err
	}
	into, err := v.formID("into")
	if err != nil {
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	return s.done(w, v, s.Forum.Merge(v.Context(), v.Actor, id, into, c), "/t/"+into, s.showMerge)
}
