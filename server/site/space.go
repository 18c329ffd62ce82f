package site

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"tinig/server/forum"
	"tinig/server/networks"
)

// spacePage lists a space's topics, a heading for each day.
type spacePage struct {
	Page
	Space    spaceView
	Pinned   []forum.Line
	Days     []day
	MayWrite bool
	Next     string
}

// Spoken are the languages that the space is meant for.
func (p spacePage) Spoken() string { return languageNames(p.Space.Languages) }

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
	if err := s.Forum.TellTitles(v.Context(), v.Actor, v.Printer.Tag(), topics); err != nil {
		return err
	}
	page := spacePage{Page: s.page(v), Space: viewSpace(v.Printer, v.Actor, space), Days: byDay(topics)}
	if v.FormValue("after") == "" {
		if page.Pinned, err = s.Forum.Pinned(v.Context(), v.Actor, id); err != nil {
			return err
		}
	}
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

type newTopicPage struct {
	Page
	Space     spaceView
	Composer  composer
	MayCircle bool // she may start a small circle instead
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
	draft.Circle = v.FormValue("circle") != ""
	return s.render(w, http.StatusOK, "forum/new_topic", s.newTopicPage(v, space, draft, ""))
}

// postTopic is POST /s/{space}/topics.
func (s *Site) postTopic(w http.ResponseWriter, v *visit) error {
	space, err := s.writable(v)
	if err != nil {
		return err
	}
	draft, err := finished(v)
	if err != nil {
		return err
	}
	var started forum.Started
	err = s.unflooded(v, draft, func() (err error) {
		started, err = s.Forum.Start(v.Context(), v.Actor, s.sealer(v), space.ID, draft)
		return err
	})
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
	page.MayCircle = networks.Allow(v.Actor, networks.StartCircle, &space) == nil
	if draft.Circle {
		page.Heading, page.Composer.Audience = v.Printer.T("circles.new"), v.Printer.T("circles.audience_new")
	}
	return page
}
