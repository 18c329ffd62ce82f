package main

import (
	"context"

	"github.com/google/uuid"

	"tinig/server/forum"
)

// translate offers a translation, and lets its second reader agree.
func (s *seeder) translate(ctx context.Context, plan demoTranslation) error {
	by, err := s.actor(ctx, plan.Network, plan.By)
	if err != nil {
		return err
	}
	topic, post, err := s.forum.Post(ctx, by, s.topics[plan.Topic], max(plan.Number, 1))
	if err != nil {
		return err
	}
	draft := forum.TranslationDraft{Lang: plan.Lang, Body: plan.Text, Named: true, Source: post.Source(), Once: uuid.NewString()}
	if plan.Number == forum.Title {
		draft.Source = topic.Source()
	}
	if err := s.forum.Translate(ctx, by, topic.ID, plan.Number, draft); err != nil || plan.AgreedBy == "" {
		return err
	}
	return s.agree(ctx, plan, topic.ID)
}

func (s *seeder) agree(ctx context.Context, plan demoTranslation, topic string) error {
	reader, err := s.actor(ctx, plan.Network, plan.AgreedBy)
	if err != nil {
		return err
	}
	list, err := s.forum.Translations(ctx, reader, topic, plan.Number)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.Lang == plan.Lang {
			return s.forum.Agree(ctx, reader, topic, plan.Number, t.ID)
		}
	}
	return nil
}
