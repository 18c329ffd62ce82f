package site

import (
	"bytes"
	"context"
	"fmt"
	"hash/maphash"
	"html/template"
	"strings"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// fragmentsKept is how many drawn posts a node remembers: at about 2 KiB each, some 40 MiB.
const fragmentsKept = 20_000

// fragmentKey is all that a post's fragment depends on. Nothing of its reader is in it but her language, and whether she
// wants content notes open.
type fragmentKey struct {
	topic            string
	number, revision int
	words            uint64 // a hash: a mention can go from them without an edit
	reactions        forum.Counts
	lang             string
	author, emblem   string
	translation      string // its id, with how it is labelled
	open             bool
}

var wordsSeed = maphash.MakeSeed()

// fragment is what the template "post" draws, in the page and over the socket alike.
type fragment struct {
	*locales.Printer
	Post   forum.Post
	Author string
	Emblem template.HTML
	Body   template.HTML
	Told   *told // its translation into the language, nil for none
	Open   bool
}

// Language is the own name of the language that the post is written in.
func (f fragment) Language() string { return languageName(f.Post.Lang) }

// given is how often a reaction was given to a post.
type given struct {
	Reaction forum.Reaction
	Count    int
}

// Reactions are those that the post has.
func (f fragment) Reactions() (all []given) {
	for i, count := range f.Post.Reactions {
		if count > 0 {
			all = append(all, given{forum.Reactions[i], count})
		}
	}
	return all
}

// fragment draws one post as a list item, once per language and state of the post, and as often as its author takes another
// name. open opens its content note.
func (s *Site) fragment(p *locales.Printer, post forum.Post, by networks.Member, in *told, open bool) (template.HTML, error) {
	author := called(p, by)
	if post.Lang == p.Tag() {
		in = nil
	}
	key := fragmentKey{post.Topic, post.Number, post.Revision, maphash.String(wordsSeed, post.Body), post.Reactions, p.Tag(), author, by.Emblem, in.key(), open}
	if drawn, ok := s.fragments.Get(key); ok {
		return drawn, nil
	}
	data := fragment{
		Printer: p, Post: post, Author: author, Emblem: networks.Emblem(by.Emblem), Body: forum.Render(post.Body, post.Links), Told: in, Open: open,
	}
	var out bytes.Buffer
	if err := s.pages["forum/topic"].ExecuteTemplate(&out, "post", data); err != nil {
		return "", fmt.Errorf("drawing a post of %s: %w", post.Topic, err)
	}
	drawn := template.HTML(out.String())
	s.fragments.Add(key, drawn)
	return drawn, nil
}

// called is how a member is called: by her pseudonym, or "a member who left", in the reader's language. So is one who is
// not there any more, because she left between two readings.
func called(p *locales.Printer, m networks.Member) string {
	if m.ID == "" || m.Standing == networks.Left {
		return p.T("forum.member_left")
	}
	return m.Pseudonym
}

// drawAll draws the posts of a page, in their order: those above her first unread one, and the others below. They are put
// together here, since fifty of them cost a template more than all the rest of the page.
func (s *Site) drawAll(v *visit, r forum.Reading, told map[int]*told) (above, below template.HTML, err error) {
	names, err := s.authors(v.Context(), v.Actor.Network, r.Posts)
	if err != nil {
		return "", "", err
	}
	drawn, line := make([]string, len(r.Posts)), len(r.Posts)
	for i, post := range r.Posts {
		if post.Number == r.FirstUnread && post.Number > 1 {
			line = i
		}
		html, err := s.fragment(v.Printer, post, names[post.Author], told[post.Number], v.opensNotes())
		if err != nil {
			return "", "", err
		}
		drawn[i] = string(html)
	}
	return template.HTML(strings.Join(drawn[:line], "")), template.HTML(strings.Join(drawn[line:], "")), nil
}

// opensNotes says whether she wants content notes to stand open.
func (v *visit) opensNotes() bool {
	return v.Session != nil && v.Session.Settings.Comfort.Notes == notesShow
}

func (s *Site) authors(ctx context.Context, network string, posts []forum.Post) (map[string]networks.Member, error) {
	seen := make(map[string]bool)
	var ids []string
	for _, post := range posts {
		if !seen[post.Author] {
			seen[post.Author] = true
			ids = append(ids, post.Author)
		}
	}
	return s.Networks.Names(ctx, network, ids)
}

// quote is a post that is being answered, behind its content note if it has one.
type quote struct {
	Note string
	HTML template.HTML
}

// quoted draws the post that a reply will answer, above its form. One that she may not read isn't drawn.
func (s *Site) quoted(v *visit, r forum.Reading, number int) (quote, error) {
	if number == 0 {
		return quote{}, nil
	}
	_, post, err := s.Forum.Post(v.Context(), v.Actor, r.Topic.ID, number)
	if locales.IsKind(err, locales.NotFound) {
		return quote{}, nil
	}
	if err != nil {
		return quote{}, err
	}
	return quote{post.Note, forum.Render(post.Body, false)}, nil
}
