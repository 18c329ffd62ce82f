package site

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// topicPage is a page of a topic. Above and Below are its posts, drawn, before and after the line "new from here".
type topicPage struct {
	Page
	Reading   forum.Reading
	Space     spaceView
	Head      template.HTML
	Above     template.HTML
	Below     template.HTML
	Channel   string
	Previous  int
	Next      int
	Last      int
	OwnHeld   []forum.HeldPost
	MayWrite  bool
	Composer  composer
	MoreForms []template.HTMLAttr
}

// Numbers are the posts on this page, "1,2,3".
func (p topicPage) Numbers() string {
	numbers := make([]string, len(p.Reading.Posts))
	for i, post := range p.Reading.Posts {
		numbers[i] = strconv.Itoa(post.Number)
	}
	return strings.Join(numbers, ",")
}

// Look is where everything stands that came after this page.
func (p topicPage) Look() string {
	return fmt.Sprintf("/t/%s?from=%d", p.Reading.Topic.ID, p.Reading.Topic.LastNumber+1)
}

// topic is GET /t/{topic}.
func (s *Site) topic(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	reading, draft, err := s.Forum.Open(v.Context(), v.Actor, s.sealer(v), id, v.number("from"))
	if err != nil {
		return err
	}
	if quotes := v.number("quote"); quotes > 0 {
		draft.Quotes = quotes
	}
	return s.showTopic(w, v, http.StatusOK, reading, draft, "")
}

func (s *Site) showTopic(w http.ResponseWriter, v *visit, code int, reading forum.Reading, draft forum.Draft, refusal string) error {
	id := reading.Topic.ID
	page := topicPage{Page: s.page(v), Reading: reading, Space: viewSpace(v.Printer, v.Actor, reading.Space),
		Channel: string(forum.Channel(v.Actor.Network, id)), MoreForms: moreForms(v, "forum.more", "reading.more")}
	page.Error = refusal
	page.Previous, page.Next, page.Last = pagesAround(reading)
	told, err := s.toldOnPage(v, reading)
	if err != nil {
		return err
	}
	if page.Above, page.Below, err = s.drawAll(v, reading, told); err != nil {
		return err
	}
	if page.Head, err = s.head(v.Context(), v.Printer, reading.Topic, told[forum.Title]); err != nil {
		return err
	}
	if page.OwnHeld, err = s.ownHeldIn(v, reading); err != nil {
		return err
	}
	page.MayWrite = networks.Allow(v.Actor, networks.Write, &reading.Space) == nil
	page.Composer = s.composer(v, reading.Space, "/t/"+id+"/posts", id, draft)
	page.Composer.Page, page.Composer.Send = page.Page, v.Printer.T("forum.send")
	if page.Composer.Audience, err = s.circleAudience(v, reading.Topic, page.Composer.Audience); err != nil {
		return err
	}
	if page.Composer.Quoted, err = s.quoted(v, reading, draft.Quotes); err != nil {
		return err
	}
	return s.render(w, code, "forum/topic", page)
}

// pagesAround are the first numbers of the page before, the page after and the last page; 0 where there is none.
func pagesAround(r forum.Reading) (previous, next, last int) {
	if r.From > 1 {
		previous = max(1, r.From-forum.PostsAtOnce)
	}
	if !r.AtEnd() {
		next = r.From + forum.PostsAtOnce
		last = max(1, r.Topic.LastNumber-forum.PostsAtOnce+1)
	}
	return previous, next, last
}

// ownHeldIn is what she wrote in this topic and a moderator hasn't seen yet.
func (s *Site) ownHeldIn(v *visit, r forum.Reading) (here []forum.HeldPost, err error) {
	if !r.Waiting {
		return nil, nil
	}
	own, err := s.Forum.OwnHeld(v.Context(), v.Actor)
	for _, held := range own {
		if held.Topic == r.Topic.ID {
			here = append(here, held)
		}
	}
	return here, err
}

// postReply is POST /t/{topic}/posts.
func (s *Site) postReply(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	draft, err := finished(v)
	if err != nil {
		return err
	}
	var replied forum.Replied
	err = s.unflooded(v, draft, func() (err error) {
		replied, err = s.Forum.Reply(v.Context(), v.Actor, s.sealer(v), id, draft)
		return err
	})
	if locales.IsKind(err, locales.Invalid) || locales.IsKind(err, locales.TooMany) { // any other refusal leaves the topic without a form to hold her words
		return s.again(w, v, err, func(w http.ResponseWriter, v *visit, code int, refusal string) error {
			reading, err := s.Forum.Read(v.Context(), v.Actor, id, 0)
			if err != nil {
				return err
			}
			return s.showTopic(w, v, code, reading, draft, refusal)
		})
	}
	if err != nil {
		return err
	}
	if replied.Held {
		return seeOther(w, v, "/t/"+id+"?from="+strconv.Itoa(v.number("from"))+"#waiting")
	}
	return seeOther(w, v, fmt.Sprintf("/t/%s?from=%d#p%d", id, max(1, replied.Number-forum.PostsAtOnce/2), replied.Number))
}

// postRead is POST /t/{topic}/read: numbers that were on screen, "1,2,3".
func (s *Site) postRead(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	var numbers []int
	for text := range strings.SplitSeq(v.FormValue("numbers"), ",") {
		if n, err := strconv.Atoi(text); err == nil && n > 0 && len(numbers) < 4*forum.PostsAtOnce {
			numbers = append(numbers, n)
		}
	}
	if err := s.Forum.MarkRead(v.Context(), v.Actor, id, numbers); err != nil {
		return err
	}
	if v.FormValue("go") != "" { // the button for those without script
		return seeOther(w, v, "/home")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
