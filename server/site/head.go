package site

import (
	"bytes"
	"context"
	"fmt"
	"html/template"

	"tinig/locales"
	"tinig/realtime"
	"tinig/server/forum"
)

// headFragment is what the template "topic_head" draws, in the page and over the socket alike. Nothing of its reader is in
// it but her language.
type headFragment struct {
	*locales.Printer
	Topic   forum.Topic
	Told    *told  // the title in the language, nil for none
	Readers string // who would read the topic where its authors are asked to let it go
}

// Title is the topic's title, or, when it was taken back, words that say so.
func (f headFragment) Title() titleView { return titleOf(f.Printer, f.Topic) }

// head draws a topic's head, with its title's translation if there is one.
func (s *Site) head(ctx context.Context, p *locales.Printer, topic forum.Topic, in *told) (template.HTML, error) {
	if topic.Lang == p.Tag() {
		in = nil
	}
	data := headFragment{Printer: p, Topic: topic, Told: in}
	if topic.MovingTo != "" {
		to, err := s.Networks.SpaceOf(ctx, topic.Network, topic.MovingTo)
		if err != nil {
			return "", err
		}
		data.Readers = readers(p, to.Audience())
	}
	var out bytes.Buffer
	if err := s.pages["forum/topic"].ExecuteTemplate(&out, "topic_head", data); err != nil {
		return "", fmt.Errorf("drawing the head of %s: %w", topic.ID, err)
	}
	return template.HTML(out.String()), nil
}

// drawHead draws the event that a topic's head has changed.
func (s *Site) drawHead(ctx context.Context, network, id, lang string) (realtime.Drawn, error) {
	topic, err := s.Forum.DrawHead(ctx, network, id)
	if err != nil {
		return realtime.Drawn{}, err
	}
	in, err := s.toldLive(ctx, forum.Post{Network: network, Topic: id, Number: forum.Title, Lang: topic.Lang}, lang)
	if err != nil {
		return realtime.Drawn{}, err
	}
	html, err := s.head(ctx, locales.For(lang), topic, in)
	return realtime.Drawn{HTML: []byte(html), By: topic.Author, With: in.author()}, err
}
