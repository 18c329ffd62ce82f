package site

import (
	"net/http"

	"tinig/server/inbox"
	"tinig/server/networks"
)

// followPage is where she chooses what reaches her from a space or a topic.
type followPage struct {
	Page
	Back, Named, NameLang string
	Level                 inbox.Level
	Levels                []inbox.Level
	Topic                 bool
}

// place is a space or a topic, "" for none, that she may read, as its page names it.
type place struct {
	space, topic          string
	path, named, nameLang string
}

// key is the id under which the inbox knows it.
func (p place) key() string {
	if p.topic != "" {
		return p.topic
	}
	return p.space
}

// placeOf reads the place of a path and refuses as its page would.
func (s *Site) placeOf(v *visit) (place, error) {
	if v.PathValue("topic") == "" {
		id, err := v.id("space")
		if err != nil {
			return place{}, err
		}
		space, err := s.Networks.Space(v.Context(), v.Actor, id, networks.Read)
		view := viewSpace(v.Printer, v.Actor, space)
		return place{space: id, path: "/s/" + id, named: view.Named, nameLang: view.NameLang}, err
	}
	id, err := v.id("topic")
	if err != nil {
		return place{}, err
	}
	topic, err := s.Forum.Topic(v.Context(), v.Actor, id)
	return place{space: topic.Space, topic: id, path: "/t/" + id, named: topic.Title, nameLang: topic.Lang}, err
}

// follow is GET /t/{topic}/follow and GET /s/{space}/follow.
func (s *Site) follow(w http.ResponseWriter, v *visit) error {
	return s.showFollow(w, v, http.StatusOK, "")
}

func (s *Site) showFollow(w http.ResponseWriter, v *visit, code int, refusal string) error {
	at, err := s.placeOf(v)
	if err != nil {
		return err
	}
	page := followPage{Page: s.page(v), Back: at.path, Named: at.named, NameLang: at.nameLang, Levels: inbox.AllLevels, Topic: at.topic != ""}
	page.Heading, page.Error = v.Printer.T("follow.heading"), refusal
	if page.Level, err = s.Inbox.Level(v.Context(), v.Actor.Network, v.Actor.Member, at.space, at.topic); err != nil {
		return err
	}
	return s.render(w, code, "inbox/follow", page)
}

// postFollow is POST /t/{topic}/follow and POST /s/{space}/follow.
func (s *Site) postFollow(w http.ResponseWriter, v *visit) error {
	at, err := s.placeOf(v)
	if err != nil {
		return err
	}
	err = s.Inbox.SetLevel(v.Context(), v.Actor.Network, v.Actor.Member, at.key(), inbox.Level(v.FormValue("level")))
	return s.done(w, v, err, at.path, s.showFollow)
}
