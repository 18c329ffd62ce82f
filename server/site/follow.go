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
	About                 string // the message that says for what she chooses
}

// place is a space, a topic or a campaign that she may read, as its page names it; topic is the topic's or campaign's id, "" for a space.
type place struct {
	space, topic          string
	path, named, nameLang string
	about                 string
	levels                []inbox.Level
	unset                 inbox.Level // what reaches her until she chooses
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
	if v.PathValue("campaign") != "" {
		return s.campaignFollow(v)
	}
	if v.PathValue("topic") == "" {
		id, err := v.id("space")
		if err != nil {
			return place{}, err
		}
		space, err := s.Networks.Space(v.Context(), v.Actor, id, networks.Read)
		view := viewSpace(v.Printer, v.Actor, space)
		return place{space: id, path: "/s/" + id, named: view.Named, nameLang: view.NameLang, about: "follow.about_space",
			levels: inbox.AllLevels, unset: inbox.Replies}, err
	}
	id, err := v.id("topic")
	if err != nil {
		return place{}, err
	}
	topic, err := s.Forum.Topic(v.Context(), v.Actor, id)
	return place{space: topic.Space, topic: id, path: "/t/" + id, named: topic.Title, nameLang: topic.Lang, about: "follow.about_topic",
		levels: inbox.AllLevels, unset: inbox.Replies}, err
}

// follow is GET /t/{topic}/follow, GET /s/{space}/follow and GET /campaigns/{campaign}/follow.
func (s *Site) follow(w http.ResponseWriter, v *visit) error {
	return s.showFollow(w, v, http.StatusOK, "")
}

func (s *Site) showFollow(w http.ResponseWriter, v *visit, code int, refusal string) error {
	at, err := s.placeOf(v)
	if err != nil {
		return err
	}
	page := followPage{Page: s.page(v), Back: at.path, Named: at.named, NameLang: at.nameLang, Levels: at.levels, About: at.about}
	page.Heading, page.Error = v.Printer.T("follow.heading"), refusal
	if page.Level, err = s.Inbox.Level(v.Context(), v.Actor.Network, v.Actor.Member, at.space, at.topic); err != nil {
		return err
	}
	if page.Level == inbox.Replies {
		page.Level = at.unset
	}
	return s.render(w, code, "inbox/follow", page)
}

// postFollow is POST /t/{topic}/follow, POST /s/{space}/follow and POST /campaigns/{campaign}/follow.
func (s *Site) postFollow(w http.ResponseWriter, v *visit) error {
	at, err := s.placeOf(v)
	if err != nil {
		return err
	}
	err = s.Inbox.SetLevel(v.Context(), v.Actor.Network, v.Actor.Member, at.key(), inbox.Level(v.FormValue("level")))
	return s.done(w, v, err, at.path, s.showFollow)
}
