package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"tinig/server/advocacy/rounds"
	"tinig/server/networks"
)

// demoRound began so many days ago, with its text in every language at once.
type demoRound struct {
	Network, Space, By, Kind string
	Languages                []string
	Day, Days                int
	Texts                    map[string]demoWords
	Answers                  []demoAnswer
}

type demoWords struct{ Title, Body string }

// demoAnswer is what a member without a keyring answers: one with sign-in words answers by herself.
type demoAnswer struct {
	By, Words string
	Picks     []int
}

// decide begins a round, lets members answer, and closes it when its days are over.
func (s *seeder) decide(ctx context.Context, plan demoRound) error {
	s.day = time.Now().AddDate(0, 0, -plan.Day)
	by, err := s.actor(ctx, plan.Network, plan.By)
	if err != nil {
		return err
	}
	text := func(lang string) rounds.Text {
		return rounds.Text{Lang: lang, Title: plan.Texts[lang].Title, Body: plan.Texts[lang].Body}
	}
	space := s.spaces[plan.Network][networks.Purpose(plan.Space)]
	id, err := s.circle.Begin(ctx, by, space.ID, rounds.Draft{Kind: rounds.Kind(plan.Kind), Languages: plan.Languages, Days: plan.Days,
		Text: text(plan.Languages[0]), Once: uuid.NewString()})
	if err != nil {
		return err
	}
	for _, lang := range slices.Sorted(maps.Keys(plan.Texts)) {
		if lang == plan.Languages[0] {
			continue
		}
		if err := s.circle.Offer(ctx, by, id, 1, text(lang)); err != nil {
			return err
		}
	}
	for _, answer := range plan.Answers {
		if err := s.sayIn(ctx, plan.Network, id, answer); err != nil {
			return fmt.Errorf("%s answering: %w", answer.By, err)
		}
	}
	s.day = time.Now()
	return s.circle.Sweep(ctx)
}

// sayIn gives one answer.
func (s *seeder) sayIn(ctx context.Context, network, id string, answer demoAnswer) error {
	her, err := s.actor(ctx, network, answer.By)
	if err != nil {
		return err
	}
	nullifier := hmac.New(sha256.New, s.members[network][answer.By].claim)
	nullifier.Write([]byte("round " + id))
	return s.circle.Answer(ctx, her, nullifier.Sum(nil), id, 1, rounds.Ballot{Picks: answer.Picks, Words: answer.Words, Lang: "en"})
}
