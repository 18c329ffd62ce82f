package site

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"golang.org/x/net/idna"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// postPage is one post with what this reader may do about it. A fragment can't hold that: it is the same for everybody.
type postPage struct {
	Page
	Topic    forum.Topic
	Post     forum.Post
	HTML     template.HTML
	Own      bool
	Editable bool
	MayReply bool
	Author   networks.Member
	Versions []versionView
	Composer composer
}

// versionView is an earlier version of a post, drawn.
type versionView struct {
	Revision int
	Note     string
	HTML     template.HTML
}

// post is GET /t/{topic}/p/{number}.
func (s *Site) post(w http.ResponseWriter, v *visit) error {
	return s.showPost(w, v, http.StatusOK, nil, "")
}

func (s *Site) showPost(w http.ResponseWriter, v *visit, code int, draft *forum.Draft, refusal string) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	topic, post, err := s.Forum.Post(v.Context(), v.Actor, id, v.number("number"))
	if err != nil {
		return err
	}
	page := postPage{Page: s.page(v), Topic: topic, Post: post, Own: post.Author == v.Actor.Member, Editable: s.Forum.Editable(v.Actor, post)}
	page.Heading, page.Error = v.Printer.T("forum.post_heading", "Number", post.Number), refusal
	if page.Author, err = s.Networks.Member(v.Context(), v.Actor, post.Author); err != nil {
		return err
	}
	told, err := s.toldOnPage(v, forum.Reading{Topic: topic, Posts: []forum.Post{post}, From: post.Number})
	if err != nil {
		return err
	}
	if page.HTML, err = s.fragment(v.Printer, post, page.Author.Pseudonym, told[post.Number]); err != nil {
		return err
	}
	if err := s.postActs(v, &page, draft); err != nil {
		return err
	}
	return s.render(w, code, "forum/post", page)
}

// postActs fills in what depends on the reader: earlier versions for moderators, the editor for the author.
func (s *Site) postActs(v *visit, page *postPage, draft *forum.Draft) error {
	space, err := s.Networks.Space(v.Context(), v.Actor, page.Topic.Space, networks.Read)
	if err != nil {
		return err
	}
	page.MayReply = networks.Allow(v.Actor, networks.Write, &space) == nil && !page.Topic.Locked
	if networks.Allow(v.Actor, networks.ReadVersions, &space) == nil {
		versions, err := s.Forum.Versions(v.Context(), v.Actor, page.Topic.ID, page.Post.Number)
		if err != nil {
			return err
		}
		for _, version := range versions {
			page.Versions = append(page.Versions, versionView{version.Revision, version.Note, forum.Render(version.Body, false)})
		}
	}
	if draft == nil {
		draft = &forum.Draft{Body: page.Post.Body, Note: page.Post.Note, Lang: page.Post.Lang}
	}
	action := fmt.Sprintf("/t/%s/p/%d/edit", page.Topic.ID, page.Post.Number)
	page.Composer = s.composer(v, space, action, "", *draft)
	page.Composer.Page, page.Composer.Revision, page.Composer.Send = page.Page, page.Post.Revision, v.Printer.T("forum.save")
	return nil
}

// postEdit is POST /t/{topic}/p/{number}/edit.
func (s *Site) postEdit(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	draft := draftOf(v)
	err = s.Forum.Edit(v.Context(), v.Actor, id, v.number("number"), v.number("revision"), draft)
	if err != nil && s.editable(v, id) { // where she can't edit any more there is no form that would hold her words
		return s.again(w, v, err, func(w http.ResponseWriter, v *visit, code int, refusal string) error {
			return s.showPost(w, v, code, &draft, refusal)
		})
	}
	if err != nil {
		return err
	}
	return s.backToPost(w, v, id)
}

func (s *Site) editable(v *visit, topic string) bool {
	_, post, err := s.Forum.Post(v.Context(), v.Actor, topic, v.number("number"))
	return err == nil && s.Forum.Editable(v.Actor, post)
}

// postErase is POST /t/{topic}/p/{number}/erase.
func (s *Site) postErase(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	if err := s.Forum.Erase(v.Context(), v.Actor, id, v.number("number")); err != nil {
		return err
	}
	return s.backToPost(w, v, id)
}

func (s *Site) backToPost(w http.ResponseWriter, v *visit, topic string) error {
	number := v.number("number")
	return seeOther(w, v, fmt.Sprintf("/t/%s?from=%d#p%d", topic, max(1, number-forum.PostsAtOnce/2), number))
}

// postBlock is POST /members/{member}/block.
func (s *Site) postBlock(w http.ResponseWriter, v *visit) error {
	return s.block(w, v, s.Networks.Part)
}

// postUnblock is POST /members/{member}/unblock.
func (s *Site) postUnblock(w http.ResponseWriter, v *visit) error {
	return s.block(w, v, s.Networks.Meet)
}

func (s *Site) block(w http.ResponseWriter, v *visit, change func(context.Context, networks.Actor, string) error) error {
	member, err := v.id("member")
	if err != nil {
		return err
	}
	if err := change(v.Context(), v.Actor, member); err != nil {
		return err
	}
	return seeOther(w, v, "/me#blocked")
}

// waitingPage lists her own words that a moderator hasn't seen, or gave back.
type waitingPage struct {
	Page
	Held []forum.HeldPost
}

// waiting is GET /waiting.
func (s *Site) waiting(w http.ResponseWriter, v *visit) error {
	held, err := s.Forum.OwnHeld(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page := waitingPage{Page: s.page(v), Held: held}
	page.Heading = v.Printer.T("waiting.heading")
	return s.render(w, http.StatusOK, "forum/waiting", page)
}

// postDiscard is POST /waiting/{held}/discard.
func (s *Site) postDiscard(w http.ResponseWriter, v *visit) error {
	id, err := v.id("held")
	if err != nil {
		return err
	}
	if err := s.Forum.Discard(v.Context(), v.Actor, id); err != nil {
		return err
	}
	return seeOther(w, v, "/waiting")
}

// outPage asks before a link leads away.
type outPage struct {
	Page
	To, Host string
}

// out is GET /out.
func (s *Site) out(w http.ResponseWriter, v *visit) error {
	to, err := url.Parse(v.FormValue("to"))
	if err != nil || to.Scheme != "https" && to.Scheme != "http" || to.Host == "" || to.User != nil {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	host, err := idna.ToASCII(to.Host) // letters of another script that look like ours show what they are
	if err != nil {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	to.Host = host
	page := outPage{Page: s.page(v), To: to.String(), Host: host}
	page.Heading = v.Printer.T("out.heading")
	return s.render(w, http.StatusOK, "forum/out", page)
}
