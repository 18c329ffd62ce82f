package site

import (
	"context"
	"fmt"
	"slices"

	"tinig/locales"
	"tinig/server/forum"
)

// toldOnPage is what is shown in the reader's language of a page of posts, by number, the title's under forum.Title. A page that is in her
// language already asks for nothing.
func (s *Site) toldOnPage(v *visit, r forum.Reading) (map[int]*told, error) {
	lang := v.Printer.Tag()
	foreign := func(p forum.Post) bool { return p.Lang != lang }
	if r.Topic.Lang == lang && !slices.ContainsFunc(r.Posts, foreign) {
		return nil, nil
	}
	list, err := s.Forum.Told(v.Context(), v.Actor, r.Topic.ID, lang, r.From)
	if err != nil {
		return nil, err
	}
	names, err := s.tellers(v.Context(), v.Printer, v.Actor.Network, list...)
	if err != nil {
		return nil, err
	}
	byNumber := make(map[int]*told, len(list))
	for _, t := range list {
		drawn := tell(v.Printer, t, names)
		byNumber[t.Number] = &drawn
	}
	return byNumber, nil
}

// toldLive is what is shown of one post to all who follow in a language; nil for none.
func (s *Site) toldLive(ctx context.Context, post forum.Post, lang string) (*told, error) {
	if post.Lang == lang || post.Gone {
		return nil, nil
	}
	t, ok, err := s.Forum.DrawTold(ctx, post.Network, post.Topic, lang, post.Number)
	if err != nil || !ok {
		return nil, err
	}
	names, err := s.tellers(ctx, locales.For(lang), post.Network, t)
	if err != nil {
		return nil, err
	}
	drawn := tell(locales.For(lang), t, names)
	return &drawn, nil
}

// key is all that a translation adds to what a post's fragment depends on.
func (t *told) key() string {
	if t == nil {
		return ""
	}
	return fmt.Sprint(t.ID, t.Agreed, t.Stale, t.By)
}

// author is whose words the translation is; "" without one.
func (t *told) author() string {
	if t == nil {
		return ""
	}
	return t.Author
}
