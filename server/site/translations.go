package site

import (
	"context"
	"fmt"
	"html/template"
	"net/http"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// languagesPage is a post, or a topic's title, in other languages: what members offered, and the form to offer one.
type languagesPage struct {
	Page
	Topic    forum.Topic
	Number   int    // forum.Title for the title
	Written  string // the language that it is written in
	Note     string
	Source   string
	Original template.HTML
	Told     []toldView
	MayOffer bool
	MayDraft bool   // by a machine
	Text     string // as it was written
	Draft    forum.TranslationDraft
	Into     []locales.Language // to translate into
}

// told is a translation as it is drawn, the same for everybody: By is its author's pseudonym, "" when she isn't named.
type told struct {
	*locales.Printer
	forum.Translation
	By   string
	HTML template.HTML
}

// toldView is a translation with what this reader may do about it.
type toldView struct {
	told
	Own      bool
	MayAgree bool
}

// translations is GET /t/{topic}/p/{number}/languages.
func (s *Site) translations(w http.ResponseWriter, v *visit) error {
	return s.showTranslations(w, v, http.StatusOK, forum.TranslationDraft{Lang: v.Printer.Tag(), Named: true}, "")
}

func (s *Site) showTranslations(w http.ResponseWriter, v *visit, code int, draft forum.TranslationDraft, refusal string) error {
	page, space, err := s.original(v)
	if err != nil {
		return err
	}
	page.Heading, page.Error = v.Printer.T("translation.heading"), refusal
	page.MayOffer = networks.Allow(v.Actor, networks.Translate, &space) == nil
	page.MayDraft = page.MayOffer && s.mayDraft(space)
	if page.Draft = draft; page.Draft.Lang == page.Written {
		page.Draft.Lang = ""
	}
	list, err := s.Forum.Translations(v.Context(), v.Actor, page.Topic.ID, page.Number)
	if err != nil {
		return err
	}
	if page.Told, err = s.toldViews(v, list, page.MayOffer); err != nil {
		return err
	}
	return s.render(w, code, "forum/languages", page)
}

// original reads what is translated, and the space that it stands in.
func (s *Site) original(v *visit) (page languagesPage, space networks.Space, err error) {
	id, err := v.id("topic")
	if err != nil {
		return page, space, err
	}
	page = languagesPage{Page: s.page(v), Number: v.number("number")}
	if page.Number == forum.Title {
		if page.Topic, err = s.Forum.Topic(v.Context(), v.Actor, id); err != nil {
			return page, space, err
		}
		if page.Topic.TitleGone() {
			return page, space, locales.Refuse(locales.NotFound, "forum.post_not_found")
		}
		page.Text = page.Topic.Title
		page.Original = template.HTML(template.HTMLEscapeString(page.Text))
		page.Written, page.Note, page.Source = page.Topic.Lang, page.Topic.Note, page.Topic.Source()
	} else {
		var post forum.Post
		if page.Topic, post, err = s.Forum.Post(v.Context(), v.Actor, id, page.Number); err != nil {
			return page, space, err
		}
		page.Text, page.Original = post.Body, forum.Render(post.Body, post.Links)
		page.Written, page.Note, page.Source = post.Lang, post.Note, post.Source()
	}
	for _, language := range locales.Languages() {
		if language.Tag != page.Written {
			page.Into = append(page.Into, language)
		}
	}
	space, err = s.Networks.Space(v.Context(), v.Actor, page.Topic.Space, networks.Read)
	return page, space, err
}

func (s *Site) toldViews(v *visit, list []forum.Translation, mayAgree bool) ([]toldView, error) {
	names, err := s.tellers(v.Context(), v.Printer, v.Actor.Network, list...)
	if err != nil {
		return nil, err
	}
	var views []toldView
	for _, t := range list {
		view := toldView{told: tell(v.Printer, t, names), Own: t.Author == v.Actor.Member}
		view.MayAgree = mayAgree && !view.Own && !t.Agreed && !t.Stale
		views = append(views, view)
	}
	return views, nil
}

// tell draws a translation. A title is one line of plain words.
func tell(p *locales.Printer, t forum.Translation, names map[string]string) told {
	words := template.HTML(template.HTMLEscapeString(t.Body))
	if t.Number != forum.Title {
		words = forum.Render(t.Body, false)
	}
	return told{Printer: p, Translation: t, By: names[t.Author], HTML: words}
}

// tellers are the pseudonyms of those who translated and want to be named.
func (s *Site) tellers(ctx context.Context, p *locales.Printer, network string, list ...forum.Translation) (map[string]string, error) {
	var ids []string
	for _, t := range list {
		if t.Named {
			ids = append(ids, t.Author)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	members, err := s.Networks.Names(ctx, network, ids)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(list))
	for _, t := range list {
		if t.Named {
			names[t.Author] = called(p, members[t.Author])
		}
	}
	return names, nil
}

// translationDraft reads the form of a translation.
func translationDraft(v *visit) forum.TranslationDraft {
	return forum.TranslationDraft{
		Hers: hers(v),
		Lang: v.FormValue("lang"), Body: v.FormValue("body"), Note: v.FormValue("note"), Source: v.FormValue("source"),
		Named: v.FormValue("named") != "", Machine: v.FormValue("machine") != "",
	}
}

// postTranslation is POST /t/{topic}/p/{number}/languages.
func (s *Site) postTranslation(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	draft := translationDraft(v)
	if draft.Once, err = v.once(); err != nil {
		return err
	}
	return s.done(w, v, s.Forum.Translate(v.Context(), v.Actor, id, v.number("number"), draft), languagesPath(v, id), s.translationAgain(draft))
}

// translationAgain draws the page once more with what she wrote.
func (s *Site) translationAgain(draft forum.TranslationDraft) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		return s.showTranslations(w, v, code, draft, refusal)
	}
}

// postAgree is POST /t/{topic}/p/{number}/languages/{translation}/agree.
func (s *Site) postAgree(w http.ResponseWriter, v *visit) error {
	return s.aboutTranslation(w, v, func(topic, translation string) error {
		return s.Forum.Agree(v.Context(), v.Actor, topic, v.number("number"), translation)
	})
}

// postTakeBack is POST /t/{topic}/p/{number}/languages/{translation}/take-back.
func (s *Site) postTakeBack(w http.ResponseWriter, v *visit) error {
	return s.aboutTranslation(w, v, func(topic, translation string) error {
		return s.Forum.TakeBack(v.Context(), v.Actor, topic, translation)
	})
}

func (s *Site) aboutTranslation(w http.ResponseWriter, v *visit, do func(topic, translation string) error) error {
	topic, err := v.id("topic")
	if err != nil {
		return err
	}
	translation, err := v.id("translation")
	if err != nil {
		return err
	}
	return s.done(w, v, do(topic, translation), languagesPath(v, topic), s.translationAgain(forum.TranslationDraft{Lang: v.Printer.Tag(), Named: true}))
}

func languagesPath(v *visit, topic string) string {
	return fmt.Sprintf("/t/%s/p/%d/languages", topic, v.number("number"))
}
