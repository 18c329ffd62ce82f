package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"tinig/server/accounts"
	"tinig/server/advocacy"
	"tinig/server/advocacy/stories"
	"tinig/server/networks"
)

// demoStory is kept by a member, with what she allows with it.
type demoStory struct {
	Title, Lang, Words string
	Lent               []demoLent
}

// demoLent was given to the campaign of a title, in the language of the story, so many days ago, and ended so many days ago, 0 for not at all. By leads that campaign.
type demoLent struct {
	Campaign, By, Purpose, Audience, Channel, Attribution, Limits string
	Given, Ended                                                  int
	Uses                                                          []demoUse
}

// demoUse was asked for so many days ago, and went out so many days ago, 0 for not at all.
type demoUse struct {
	Holder, About string
	Asked, Out    int
	Recallable    bool
}

// lend keeps the stories of an account's first member, and what she allows with them.
func (s *seeder) lend(ctx context.Context, session *accounts.Session, plan demoAccount) error {
	if len(plan.Stories) == 0 {
		return nil
	}
	her, err := s.actor(ctx, plan.Network, plan.Pseudonym)
	if err != nil {
		return err
	}
	own := session.Keeper(her.Member, "stories")
	for _, story := range plan.Stories {
		kept := stories.Story{ID: uuid.NewString(), Words: stories.Words{Title: story.Title, Body: story.Words, Lang: story.Lang}}
		if err := s.lending.Keep(ctx, her, own, kept); err != nil {
			return fmt.Errorf("%s: %w", story.Title, err)
		}
		for _, lent := range story.Lent {
			if err := s.lendOne(ctx, plan.Network, her, own, kept, lent); err != nil {
				return fmt.Errorf("%s, for %s: %w", story.Title, lent.Purpose, err)
			}
		}
	}
	return nil
}

func (s *seeder) lendOne(ctx context.Context, network string, her networks.Actor, own stories.Sealer, story stories.Story, plan demoLent) error {
	s.day = ago(plan.Given)
	leader, err := s.actor(ctx, network, plan.By)
	if err != nil {
		return err
	}
	all, err := s.campaigns.Campaigns(ctx, her, story.Lang, advocacy.After{})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(c advocacy.Campaign) bool { return c.Title == plan.Campaign })
	if i < 0 {
		return fmt.Errorf("demo.toml: there is no campaign %q", plan.Campaign)
	}
	draft := stories.Draft{Once: uuid.NewString(), Campaign: all[i].ID, Limits: plan.Limits, Terms: stories.Terms{Purpose: plan.Purpose, Audience: plan.Audience,
		Channel: plan.Channel, Attribution: plan.Attribution, Lang: story.Lang, Asks: true, FromOn: s.day, UntilOn: ago(-150)}}
	if err := s.lending.Give(ctx, her, own, story.ID, draft); err != nil {
		return err
	}
	for _, use := range plan.Uses {
		if err := s.use(ctx, her, leader, story.Lang, draft, use); err != nil {
			return fmt.Errorf("%s: %w", use.Holder, err)
		}
	}
	if plan.Ended == 0 {
		return nil
	}
	s.day = ago(plan.Ended)
	return s.lending.End(ctx, her, draft.Once)
}

// use is asked for by who leads the campaign; what went out she had allowed.
func (s *seeder) use(ctx context.Context, her, leader networks.Actor, lang string, lent stories.Draft, plan demoUse) error {
	s.day = ago(plan.Asked)
	draft := stories.UseDraft{Once: uuid.NewString(), Lang: lang, Holder: plan.Holder, About: plan.About, Recallable: plan.Recallable}
	if err := s.lending.Ask(ctx, leader, lent.Campaign, lent.Once, draft); err != nil || plan.Out == 0 {
		return err
	}
	if err := s.lending.Answer(ctx, her, draft.Once, stories.Yes); err != nil {
		return err
	}
	s.day = ago(plan.Out)
	return s.lending.SendOut(ctx, leader, lent.Campaign, draft.Once, s.day)
}
