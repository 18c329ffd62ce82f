package site

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// spacePage lists a space's topics, a heading for each day.
type spacePage struct {
	Page
	Space    spaceView
	Days     []day
	MayWrite bool
	Next     string
}

// Spoken are the names of the languages that the space is meant for, each in its own: "Binisaya, Filipino".
func (p spacePage) Spoken() string {
	var names []string
	for _, tag := range p.Space.Languages {
		names = append(names, p.LanguageName(tag))
	}
	return strings.Join(names, ", ")
}

// day is the topics that were active on one day.
type day struct {
	Date   time.Time
	Topics []forum.Line
}

// space is GET /s/{space}.
func (s *Site) space(w http.ResponseWriter, v *visit) error {
	id, err := v.id("space")
	if err != nil {
		return err
	}
	space, err := s.Networks.Space(v.Context(), v.Actor, id, networks.Read)
	if err != nil {
		return err
	}
	topics, err := s.Forum.Topics(v.Context(), v.Actor, id, afterOf(v.FormValue("after")))
	if err != nil {
		return err
	}
	page := spacePage{Page: s.page(v), Space: viewSpace(v.Printer, v.Actor, space), Days: byDay(topics)}
	page.MayWrite = networks.Allow(v.Actor, networks.Write, &space) == nil
	if len(topics) == forum.TopicsAtOnce {
		last := topics[len(topics)-1]
		page.Next = fmt.Sprintf("/s/%s?after=%s_%s", id, last.ActiveOn.Format(time.DateOnly), last.ID)
	}
	return s.render(w, http.StatusOK, "forum/space", page)
}

// afterOf reads where a list goes on, "2026-11-22_<id>"; anything else is the beginning.
func afterOf(text string) forum.After {
	date, id, _ := strings.Cut(text, "_")
	on, err := time.Parse(time.DateOnly, date)
	if err != nil || !isID(id) {
		return forum.After{}
	}
	return forum.After{Day: on, ID: id}
}

func byDay(topics []forum.Line) (days []day) {
	for _, topic := range topics {
		if len(days) == 0 || !days[len(days)-1].Date.Equal(topic.ActiveOn) {
			days = append(days, day{Date: topic.ActiveOn})
		}
		days[len(days)-1].Topics = append(days[len(days)-1].Topics, topic)
	}
	return days
}

// composer is the form for a new topic, a reply or an edit. Place names its draft; Quoted is the post it answers.
type composer struct {
	Page
	Action, Place string
	Send          string // what the button says
	Titled        bool   // a new topic has a title
	Draft         forum.Draft
	Audience      string
	Languages     []locales.Language
	Quoted        template.HTML
	Revision      int
}

type newTopicPage struct {
	Page
	Space    spaceView
	Composer composer
}

// newTopic is GET /s/{space}/new.
func (s *Site) newTopic(w http.ResponseWriter, v *visit) error {
	space, err := s.writable(v)
	if err != nil {
		return err
	}
	draft, err := s.Forum.Draft(v.Context(), v.Actor, s.sealer(v), space.ID)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "forum/new_topic", s.newTopicPage(v, space, draft, ""))
}

// postTopic is POST /s/{space}/topics.
func (s *Site) postTopic(w http.ResponseWriter, v *visit) error {
	space, err := s.writable(v)
	if err != nil {
		return err
	}
	draft, err := draftOf(v)
	if err != nil {
		return err
	}
	draft.Quotes = 0 // there is nothing yet to answer
	started, err := s.Forum.Start(v.Context(), v.Actor, s.sealer(v), space.ID, draft)
	if err != nil {
		return s.again(w, v, err, func(w http.ResponseWriter, v *visit, code int, refusal string) error {
			return s.render(w, code, "forum/new_topic", s.newTopicPage(v, space, draft, refusal))
		})
	}
	if started.Held {
		return seeOther(w, v, "/waiting")
	}
	return seeOther(w, v, "/t/"+started.Topic)
}

func (s *Site) writable(v *visit) (networks.Space, error) {
	id, err := v.id("space")
	if err != nil {
		return networks.Space{}, err
	}
	return s.Networks.Space(v.Context(), v.Actor, id, networks.Write)
}

func (s *Site) newTopicPage(v *visit, space networks.Space, draft forum.Draft, refusal string) newTopicPage {
	page := newTopicPage{Page: s.page(v), Space: viewSpace(v.Printer, v.Actor, space)}
	page.Heading, page.Error = v.Printer.T("forum.new_topic"), refusal
	page.Composer = s.composer(v, space, "/s/"+space.ID+"/topics", space.ID, draft)
	page.Composer.Page, page.Composer.Titled, page.Composer.Send = page.Page, true, v.Printer.T("forum.start")
	return page
}

// composer prepares the form: in her language unless the draft says another.
func (s *Site) composer(v *visit, space networks.Space, action, place string, draft forum.Draft) composer {
	if draft.Lang == "" {
		draft.Lang = v.Printer.Tag()
	}
	return composer{Action: action, Place: place, Draft: draft, Audience: audience(v.Printer, v.Actor, space), Languages: locales.Languages()}
}

// topicPage is a page of a topic. Posts are drawn fragments.
type topicPage struct {
	Page
	Reading   forum.Reading
	Space     spaceView
	Posts     []drawnPost
	Channel   string
	Previous  int
	Next      int
	Last      int
	OwnHeld   []forum.HeldPost
	MayWrite  bool
	Composer  composer
	MoreForms []moreForm
}

// drawnPost is a post's fragment, and whether the line "new from here" stands before it.
type drawnPost struct {
	Number int
	HTML   template.HTML
	First  bool
}

// Numbers are the posts on this page, "1,2,3".
func (p topicPage) Numbers() string {
	numbers := make([]string, len(p.Posts))
	for i, post := range p.Posts {
		numbers[i] = strconv.Itoa(post.Number)
	}
	return strings.Join(numbers, ",")
}

// topic is GET /t/{topic}.
func (s *Site) topic(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	draft, err := s.Forum.Draft(v.Context(), v.Actor, s.sealer(v), id)
	if err != nil {
		return err
	}
	if quotes := v.number("quote"); quotes > 0 {
		draft.Quotes = quotes
	}
	return s.showTopic(w, v, http.StatusOK, id, v.number("from"), draft, "")
}

func (s *Site) showTopic(w http.ResponseWriter, v *visit, code int, id string, from int, draft forum.Draft, refusal string) error {
	reading, err := s.Forum.Read(v.Context(), v.Actor, id, from)
	if err != nil {
		return err
	}
	page := topicPage{Page: s.page(v), Reading: reading, Space: viewSpace(v.Printer, v.Actor, reading.Space),
		Channel: string(forum.Channel(v.Actor.Network, id)), MoreForms: moreForms(v.Printer)}
	page.Error = refusal
	page.Previous, page.Next, page.Last = pagesAround(reading)
	if page.Posts, err = s.drawAll(v, reading); err != nil {
		return err
	}
	if page.OwnHeld, err = s.ownHeldIn(v, id); err != nil {
		return err
	}
	page.MayWrite = networks.Allow(v.Actor, networks.Write, &reading.Space) == nil
	page.Composer = s.composer(v, reading.Space, "/t/"+id+"/posts", id, draft)
	page.Composer.Page, page.Composer.Send = page.Page, v.Printer.T("forum.send")
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
func (s *Site) ownHeldIn(v *visit, topic string) (here []forum.HeldPost, err error) {
	own, err := s.Forum.OwnHeld(v.Context(), v.Actor)
	for _, held := range own {
		if held.Topic == topic {
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
	draft, err := draftOf(v)
	if err != nil {
		return err
	}
	replied, err := s.Forum.Reply(v.Context(), v.Actor, s.sealer(v), id, draft)
	if locales.IsKind(err, locales.Invalid) { // any other refusal leaves the topic without a form to hold her words
		return s.again(w, v, err, func(w http.ResponseWriter, v *visit, code int, refusal string) error {
			return s.showTopic(w, v, code, id, 0, draft, refusal)
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

// postDraft is POST /drafts.
func (s *Site) postDraft(w http.ResponseWriter, v *visit) error {
	draft := forum.Draft{Title: v.FormValue("title"), Body: v.FormValue("body"), Note: v.FormValue("note"),
		Lang: v.FormValue("lang"), Quotes: v.number("quotes")}
	if err := s.Forum.SaveDraft(v.Context(), v.Actor, s.sealer(v), v.FormValue("place"), draft); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// draftOf reads a composer's form.
func draftOf(v *visit) (forum.Draft, error) {
	once, err := v.once()
	if err != nil {
		return forum.Draft{}, err
	}
	return forum.Draft{Title: v.FormValue("title"), Body: v.FormValue("body"), Note: v.FormValue("note"),
		Lang: v.FormValue("lang"), Quotes: v.number("quotes"), Once: once}, nil
}

func (s *Site) sealer(v *visit) forum.Sealer {
	return v.Session.Sealer(v.Actor.Member, "draft")
}
