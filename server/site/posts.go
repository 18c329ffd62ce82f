package site

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"

	"golang.org/x/net/idna"

	"tinig/locales"
	"tinig/server/advocacy"
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
	MayMute  bool
	MayBlock bool
	Author   networks.Member
	Support  []support // empty where she can give none
	Versions []versionView
	Composer composer
	Other    *otherVersion
	Led      []advocacy.Campaign // for which she may make an outcome's draft of it
}

// support is a reaction that she may give, or has given and may take back.
type support struct {
	Reaction forum.Reaction
	Given    bool
}

// otherVersion is what was saved meanwhile from another device, against what she is about to save.
type otherVersion struct{ Note, Body difference }

// versionView is an earlier version of a post, drawn.
type versionView struct {
	Revision int
	Note     string
	HTML     template.HTML
}

// editing is an edit that was refused. Raced says that other words were saved meanwhile.
type editing struct {
	Draft forum.Draft
	Raced bool
}

// post is GET /t/{topic}/p/{number}.
func (s *Site) post(w http.ResponseWriter, v *visit) error {
	return s.showPost(w, v, http.StatusOK, nil, "")
}

func (s *Site) showPost(w http.ResponseWriter, v *visit, code int, edit *editing, refusal string) error {
	topic, post, err := s.permalink(v)
	if locales.IsKind(err, locales.NotFound) {
		return s.noPost(w, v)
	}
	if err != nil {
		return err
	}
	page := postPage{Page: s.page(v), Topic: topic, Post: post, Own: post.Author == v.Actor.Member}
	page.Heading, page.Error = v.Printer.T("forum.post_heading", "Number", post.Number), refusal
	if page.Author, err = s.Networks.Member(v.Context(), v.Actor, post.Author); err != nil {
		return err
	}
	page.MayBlock = !page.Own && page.Author.Standing != networks.Left
	told, err := s.toldOnPage(v, forum.Reading{Topic: topic, Posts: []forum.Post{post}, From: post.Number})
	if err != nil {
		return err
	}
	if page.HTML, err = s.fragment(v.Printer, post, page.Author, told[post.Number], v.opensNotes()); err != nil {
		return err
	}
	if err := s.postActs(v, &page, edit); err != nil {
		return err
	}
	return s.render(w, code, "forum/post", page)
}

// permalink reads the post that the address names.
func (s *Site) permalink(v *visit) (topic forum.Topic, post forum.Post, err error) {
	id, err := v.id("topic")
	if err != nil {
		return topic, post, err
	}
	return s.Forum.Post(v.Context(), v.Actor, id, v.number("number"))
}

// noPostPage answers for a post that is gone, never was, or isn't hers to read: it can't be told which. Topic is the way
// on to its topic, where she may read that.
type noPostPage struct {
	Page
	Topic string
}

// noPost leads on to where a post went; for any other it says that there is none.
func (s *Site) noPost(w http.ResponseWriter, v *visit) error {
	if id, err := v.id("topic"); err == nil {
		if topic, at, err := s.Forum.Went(v.Context(), v.Actor, id, v.number("number")); err == nil && topic != "" {
			return seeOther(w, v, fmt.Sprintf("/t/%s/p/%d", topic, at))
		}
	}
	page := noPostPage{Page: s.page(v)}
	page.Heading = v.Printer.T("forum.no_post_heading")
	if id, err := v.id("topic"); err == nil && s.Forum.MayFollow(v.Context(), v.Actor, id) == nil {
		page.Topic = id
	}
	return s.render(w, http.StatusNotFound, "forum/no_post", page)
}

// postActs fills in what depends on the reader: support, earlier versions for moderators, the editor for the author.
func (s *Site) postActs(v *visit, page *postPage, edit *editing) error {
	space, err := s.Networks.Space(v.Context(), v.Actor, page.Topic.Space, networks.Read)
	if err != nil {
		return err
	}
	page.Editable = s.Forum.Editable(v.Actor, space, page.Post)
	page.MayReply = networks.Allow(v.Actor, networks.Write, &space) == nil && !page.Topic.Locked
	page.MayMute = networks.Allow(v.Actor, networks.Mute, nil) == nil
	if page.Support, err = s.support(v, page.Topic, page.Post); err != nil {
		return err
	}
	if networks.Allow(v.Actor, networks.ReadVersions, &space) == nil {
		versions, err := s.Forum.Versions(v.Context(), v.Actor, page.Topic.ID, page.Post.Number)
		if err != nil {
			return err
		}
		for _, version := range versions {
			page.Versions = append(page.Versions, versionView{version.Revision, version.Note, forum.Render(version.Body, false)})
		}
	}
	s.editor(v, page, space, edit)
	if !page.Topic.Circle {
		page.Led, err = s.Advocacy.LedIn(v.Context(), v.Actor, space.ID, v.Printer.Tag())
	}
	return err
}

// editor fills in the form for the post's words: those that stand, or those of an edit that was refused.
func (s *Site) editor(v *visit, page *postPage, space networks.Space, edit *editing) {
	post := page.Post
	draft, send := forum.Draft{Body: post.Body, Note: post.Note, Lang: post.Lang, Welcomes: post.Welcomes}, "forum.save"
	if edit != nil {
		draft = edit.Draft
	}
	if edit != nil && edit.Raced {
		send = "forum.save_over"
		page.Other = &otherVersion{differ(v.Printer, post.Lang, post.Note, draft.Note), differ(v.Printer, post.Lang, post.Body, draft.Body)}
	}
	action := fmt.Sprintf("/t/%s/p/%d/edit", page.Topic.ID, post.Number)
	page.Composer = s.composer(v, space, action, "", draft)
	page.Composer.Page, page.Composer.Revision, page.Composer.Send = page.Page, post.Revision, v.Printer.T(send)
}

// support is what she may give the post: nothing to her own, nor where it takes none. What she gave she may take back.
func (s *Site) support(v *visit, topic forum.Topic, post forum.Post) (all []support, err error) {
	hers, err := s.Forum.Given(v.Context(), v.Actor, post)
	if err != nil {
		return nil, err
	}
	open := post.TakesReactions() && !topic.Locked && post.Author != v.Actor.Member
	for _, reaction := range forum.Reactions {
		if given := slices.Contains(hers, reaction); open || given {
			all = append(all, support{reaction, given})
		}
	}
	return all, nil
}

// postReaction is POST /t/{topic}/p/{number}/reactions: one to give, or one to take back.
func (s *Site) postReaction(w http.ResponseWriter, v *visit) error {
	id, err := v.id("topic")
	if err != nil {
		return err
	}
	change, reaction := s.Forum.React, v.FormValue("give")
	if reaction == "" {
		change, reaction = s.Forum.Unreact, v.FormValue("take")
	}
	number := v.number("number")
	err = change(v.Context(), v.Actor, id, number, forum.Reaction(reaction))
	return s.done(w, v, err, fmt.Sprintf("/t/%s/p/%d#support", id, number), func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		return s.showPost(w, v, code, nil, refusal)
	})
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
		edit := &editing{draft, errors.Is(err, forum.ErrEditedMeanwhile)}
		return s.again(w, v, err, func(w http.ResponseWriter, v *visit, code int, refusal string) error {
			return s.showPost(w, v, code, edit, refusal)
		})
	}
	if err != nil {
		return err
	}
	return s.backToPost(w, v, id)
}

func (s *Site) editable(v *visit, topic string) bool {
	in, post, err := s.Forum.Post(v.Context(), v.Actor, topic, v.number("number"))
	if err != nil {
		return false
	}
	space, err := s.Networks.Space(v.Context(), v.Actor, in.Space, networks.Read)
	return err == nil && s.Forum.Editable(v.Actor, space, post)
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
