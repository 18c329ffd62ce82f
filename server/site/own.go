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
)

// ownPage lists what she wrote in this network, a heading for each day.
type ownPage struct {
	Page
	Days []ownDay
	Next string
}

// ownDay is what she wrote on one day.
type ownDay struct {
	Date  time.Time
	Posts []ownView
}

// ownView is one of her posts, drawn. HTML is her words.
type ownView struct {
	forum.Own
	HTML template.HTML
}

// own is GET /me/posts.
func (s *Site) own(w http.ResponseWriter, v *visit) error {
	return s.showOwn(w, v, http.StatusOK, "")
}

func (s *Site) showOwn(w http.ResponseWriter, v *visit, code int, refusal string) error {
	posts, err := s.Forum.OwnPosts(v.Context(), v.Actor, afterOwn(v.FormValue("after")))
	if err != nil {
		return err
	}
	page := ownPage{Page: s.page(v)}
	page.Heading, page.Error = v.Printer.T("own.heading"), refusal
	for _, post := range posts {
		if last := len(page.Days) - 1; last < 0 || !page.Days[last].Date.Equal(post.WrittenOn) {
			page.Days = append(page.Days, ownDay{Date: post.WrittenOn})
		}
		day := &page.Days[len(page.Days)-1]
		day.Posts = append(day.Posts, ownView{post, forum.Render(post.Body, false)})
	}
	if len(posts) == forum.OwnAtOnce {
		last := posts[len(posts)-1]
		page.Next = fmt.Sprintf("/me/posts?after=%s_%s_%d", last.WrittenOn.Format(time.DateOnly), last.Topic, last.Number)
	}
	return s.render(w, code, "account/posts", page)
}

// afterOwn reads where the list goes on, "2026-11-22_<topic>_3"; anything else is the beginning.
func afterOwn(text string) forum.AfterOwn {
	parts := strings.Split(text, "_")
	if len(parts) != 3 || !isID(parts[1]) {
		return forum.AfterOwn{}
	}
	on, err := time.Parse(time.DateOnly, parts[0])
	if err != nil {
		return forum.AfterOwn{}
	}
	number, err := strconv.ParseInt(parts[2], 10, 32)
	if err != nil {
		return forum.AfterOwn{}
	}
	return forum.AfterOwn{Day: on, Topic: parts[1], Number: int(number)}
}

// postEraseOwn is POST /me/posts/{topic}/{number}/erase.
func (s *Site) postEraseOwn(w http.ResponseWriter, v *visit) error {
	topic, err := v.id("topic")
	if err != nil {
		return err
	}
	err = s.Forum.Erase(v.Context(), v.Actor, topic, v.number("number"))
	if locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.done(w, v, err, "/me/posts", s.showOwn)
}
