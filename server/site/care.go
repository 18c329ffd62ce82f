package site

import (
	"net/http"
	"strings"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// carePage tells what was done with a topic; staff find there what can be done.
type carePage struct {
	Page
	Topic   forum.Topic
	Acts    []forum.Act
	MayCare bool
	Circle  []string // who is in it, when it is a small circle
	Sent    string   // the act whose form was sent and refused
	typed   string   // its reason
	Title   string   // as typed, or as it is
	Note    string
	Places  []destination
}

// destination is a space that the topic can be moved to: at once, or when everybody with words in it agrees.
type destination struct {
	spaceView
	AtOnce, Chosen bool
}

// careForm is the part that all forms of care have: why. Typed is what she wrote before it was refused.
type careForm struct {
	Page
	Act, Typed string
	Most       int
}

// Why is the reason's field of the form for act.
func (p carePage) Why(act string) careForm {
	form := careForm{Page: p.Page, Act: act, Most: forum.ReasonLength}
	if act == p.Sent {
		form.Typed = p.typed
	}
	return form
}

// care is GET /t/{topic}/care.
func (s *Site) care(w http.ResponseWriter, v *visit) error {
	return s.showCare(w, v, http.StatusOK, "")
}

func (s *Site) showCare(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	topic, acts, err := s.Forum.Acts(v.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	space, err := s.Networks.Space(v.Context(), v.Actor, topic.Space, networks.Read)
	if err != nil {
		return err
	}
	page := carePage{Page: s.page(v), Topic: topic, Acts: acts, Title: topic.Title, Note: topic.Note,
		MayCare: networks.Allow(v.Actor, networks.CareTopic, &space) == nil}
	if page.Circle, err = s.companions(v, topic); err != nil {
		return err
	}
	if page.MayCare {
		if page.Places, err = s.places(v, space); err != nil {
			return err
		}
	}
	page.Heading, page.Error = v.Printer.T("care.heading"), refusal
	if refusal != "" {
		page.Sent, page.typed = v.URL.Path[strings.LastIndexByte(v.URL.Path, '/')+1:], v.FormValue("reason")
		if page.Sent == "rename" {
			page.Title, page.Note = v.FormValue("title"), v.FormValue("note")
		}
	}
	return s.render(w, code, "forum/care", page)
}

// places are the spaces beside the topic's own.
func (s *Site) places(v *visit, from networks.Space) (places []destination, err error) {
	spaces, err := s.Networks.Spaces(v.Context(), v.Actor)
	for _, space := range spaces {
		if space.ID != from.ID && from.LetsGoTo(space) {
			places = append(places, destination{viewSpace(v.Printer, v.Actor, space), networks.Contains(from, space), space.ID == v.FormValue("space")})
		}
	}
	return places, err
}

// careOf reads the form of an act of care.
func careOf(v *visit) (c forum.Care, err error) {
	c = forum.Care{Reason: v.FormValue("reason"), Lang: v.Printer.Tag()}
	c.Once, err = v.once()
	return c, err
}

// careFor runs an act of care and goes on to the topic.
func (s *Site) careFor(w http.ResponseWriter, v *visit, act func(topic string, c forum.Care) error) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	c, err := careOf(v)
	if err != nil {
		return err
	}
	return s.done(w, v, act(id, c), "/t/"+id, s.showCare)
}

// postPin is POST /t/{topic}/pin.
func (s *Site) postPin(w http.ResponseWriter, v *visit) error {
	return s.careFor(w, v, func(topic string, c forum.Care) error {
		return s.Forum.Pin(v.Context(), v.Actor, topic, v.FormValue("undo") == "", c)
	})
}

// postLock is POST /t/{topic}/lock.
func (s *Site) postLock(w http.ResponseWriter, v *visit) error {
	return s.careFor(w, v, func(topic string, c forum.Care) error {
		return s.Forum.Lock(v.Context(), v.Actor, topic, v.FormValue("undo") == "", c)
	})
}

// postSlow is POST /t/{topic}/slow.
func (s *Site) postSlow(w http.ResponseWriter, v *visit) error {
	return s.careFor(w, v, func(topic string, c forum.Care) error {
		return s.Forum.Slow(v.Context(), v.Actor, topic, v.FormValue("undo") == "", c)
	})
}

// postRename is POST /t/{topic}/rename.
func (s *Site) postRename(w http.ResponseWriter, v *visit) error {
	return s.careFor(w, v, func(topic string, c forum.Care) error {
		return s.Forum.Rename(v.Context(), v.Actor, topic, v.FormValue("title"), v.FormValue("note"), c)
	})
}

// postMove is POST /t/{topic}/move: to a space, or to ask whether it may.
func (s *Site) postMove(w http.ResponseWriter, v *visit) error {
	space, err := v.formID("space")
	if err != nil {
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	return s.careFor(w, v, func(topic string, c forum.Care) error {
		_, err := s.Forum.Move(v.Context(), v.Actor, topic, space, c)
		return err
	})
}

// postStay is POST /t/{topic}/stay: nobody is asked any more.
func (s *Site) postStay(w http.ResponseWriter, v *visit) error {
	return s.careFor(w, v, func(topic string, c forum.Care) error {
		return s.Forum.StopMove(v.Context(), v.Actor, topic, c)
	})
}
