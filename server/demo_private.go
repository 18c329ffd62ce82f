package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"tinig/server/accounts"
	"tinig/server/threads"
)

// demoPrivate is a private thread of two who have sign-in words.
var demoPrivate = struct {
	network string
	two     [2]string
	words   []struct {
		by   int
		text string
	}
}{network: "Cebu", two: [2]string{"Linaw Suba", "Soft Rain"}, words: []struct {
	by   int
	text string
}{
	{0, "Hi! You said we could talk about the second session here."},
	{1, "Gladly. What is on your mind?"},
	{0, "I'd like to hold the breathing exercise next week. I'm a bit nervous."},
	{1, "That's how everybody feels the first time. Shall we practise it together before?"},
	{0, "Yes, please. I feel better already."},
}}

// meetPrivately lets the two of the demo's private thread enter each other's codes and write, once both have an account.
func (s *seeder) meetPrivately(ctx context.Context, session *accounts.Session) error {
	for _, name := range demoPrivate.two {
		if member := s.membership(demoPrivate.network, name).Member; member == session.Current.Member {
			s.private[name] = session.Keeper(member, "thread")
		}
	}
	if len(s.private) < len(demoPrivate.two) || len(s.talked) > 0 {
		return nil
	}
	var codes [2]string
	for i, name := range demoPrivate.two {
		actor, err := s.actor(ctx, demoPrivate.network, name)
		if err != nil {
			return err
		}
		if err := s.threads.Make(ctx, actor, s.private[name]); err != nil {
			return fmt.Errorf("a code of %s: %w", name, err)
		}
		code, err := s.threads.Mine(ctx, actor, s.private[name])
		if err != nil {
			return err
		}
		codes[i] = code.Text
	}
	for i, name := range demoPrivate.two {
		actor, err := s.actor(ctx, demoPrivate.network, name)
		if err != nil {
			return err
		}
		if err := s.threads.Enter(ctx, actor, s.private[name], codes[1-i], false); err != nil {
			return fmt.Errorf("%s entering a code: %w", name, err)
		}
		if s.talked, err = s.threads.List(ctx, actor); err != nil {
			return err
		}
	}
	for _, said := range demoPrivate.words {
		name := demoPrivate.two[said.by]
		actor, err := s.actor(ctx, demoPrivate.network, name)
		if err != nil {
			return err
		}
		if err := s.threads.Say(ctx, actor, s.private[name], s.talked[0].ID, uuid.NewString(), said.text); err != nil {
			return fmt.Errorf("%s in a private thread: %w", name, err)
		}
	}
	return nil
}

// demoSealers are what seals the private threads of those in the demo, by their names.
type demoSealers map[string]threads.Sealer
