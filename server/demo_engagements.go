package main

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/uuid"

	"tinig/server/advocacy"
	"tinig/server/advocacy/engagements"
	"tinig/server/networks"
)

//go:embed demo_engagements.toml
var demoEngagementsText string

// demoEngaged is demo_engagements.toml.
type demoEngaged struct {
	Follow   []demoProcess
	Speak    []demoEngagement
	Speakers []demoSpeaker
	Kit      []demoKit
}

// demoKit is a campaign's kit; its days are so many days ahead.
type demoKit struct {
	Campaign, Hashtags string
	Countries          []string
	Messages           []struct{ Lang, Words string }
	Days               []struct {
		Lang, Words string
		Ahead       int
	}
}

// demoEngagement is so many days ago, or ahead when Day is negative. Scores are how many found it at which level; they are told when the
// days for that are over. Signed is the role and the body of who signed its rider; Asked is whom it asks, and who says yes.
type demoEngagement struct {
	Network, Campaign, Kind, Title, Lang, Body, Stated, Source, Note string
	Day, Ask                                                         int
	Scores                                                           []string
	Rider                                                            demoRider
	Asked, Yes                                                       []string
}

type demoRider struct{ Questions, OffLimits, Recording, Pay, Support, Role, Body string }

// demoSpeaker would speak at these, and needs these.
type demoSpeaker struct {
	Network, Name string
	Kinds, Needs  []string
	Rest          int
}

// demoProcess is a bill or a rule that a campaign follows. A stage's day counts back from today, one that is expected ahead; Month says
// that no more than the month is known.
type demoProcess struct {
	Campaign, Template, Lang, Name, Source string
	Stages                                 []struct {
		Stage, Lang, Note, Source string
		Day                       int
		Month, Expected           bool
	}
	Clauses []struct {
		Stage, Fit, Place, Lang, Note string
		Ask                           int
	}
}

// engage notes what a campaign, by the title in which it was begun, has under way with others.
func (s *seeder) engage(ctx context.Context, leader networks.Actor, campaign, title string) error {
	var plan demoEngaged
	if _, err := toml.Decode(demoEngagementsText, &plan); err != nil {
		return fmt.Errorf("reading demo_engagements.toml: %w", err)
	}
	for _, process := range plan.Follow {
		if process.Campaign != title {
			continue
		}
		if err := s.followProcess(ctx, leader, campaign, process); err != nil {
			return fmt.Errorf("%s: %w", process.Name, err)
		}
	}
	for _, speaker := range plan.Speakers {
		if err := s.wish(ctx, speaker); err != nil {
			return fmt.Errorf("%s: %w", speaker.Name, err)
		}
	}
	for _, engagement := range plan.Speak {
		if engagement.Campaign != title {
			continue
		}
		if err := s.meet(ctx, leader, campaign, engagement); err != nil {
			return fmt.Errorf("%s: %w", engagement.Title, err)
		}
	}
	s.day = time.Now()
	for _, kit := range plan.Kit {
		if kit.Campaign != title {
			continue
		}
		if err := s.equip(ctx, leader, campaign, kit); err != nil {
			return fmt.Errorf("its kit: %w", err)
		}
	}
	return nil
}

// equip fills a campaign's kit.
func (s *seeder) equip(ctx context.Context, leader networks.Actor, campaign string, plan demoKit) error {
	if err := s.campaigns.SetKit(ctx, leader, campaign, advocacy.Kit{Hashtags: plan.Hashtags, Countries: plan.Countries}, plan.Countries); err != nil {
		return err
	}
	for _, m := range plan.Messages {
		if err := s.campaigns.AddMessage(ctx, leader, campaign, uuid.NewString(), advocacy.Message{Lang: m.Lang, Words: m.Words}); err != nil {
			return err
		}
	}
	for _, d := range plan.Days {
		if err := s.campaigns.AddDay(ctx, leader, campaign, uuid.NewString(), advocacy.OwnDay{Day: ago(-d.Ahead), Lang: d.Lang, Words: d.Words}); err != nil {
			return err
		}
	}
	return nil
}

// wish keeps what a member would speak at.
func (s *seeder) wish(ctx context.Context, plan demoSpeaker) error {
	her, err := s.actor(ctx, plan.Network, plan.Name)
	if err != nil {
		return err
	}
	return s.engagements.Wish(ctx, her, engagements.Wishes{Kinds: plan.Kinds, Needs: plan.Needs, RestDays: plan.Rest})
}

// meet plans an engagement a month before its day, with who speaks there, and lets it take place when its day is over.
func (s *seeder) meet(ctx context.Context, leader networks.Actor, campaign string, plan demoEngagement) error {
	s.day = ago(max(0, plan.Day) + 30)
	if plan.Day < 0 {
		s.day = ago(10)
	}
	id, err := s.engagements.Plan(ctx, leader, campaign, engagements.Draft{Once: uuid.NewString(), Kind: plan.Kind, Title: plan.Title, Lang: plan.Lang,
		Body: plan.Body, Stated: plan.Stated, Source: plan.Source, Day: ago(plan.Day), Ask: plan.Ask})
	if err != nil {
		return err
	}
	if err := s.bookSpeakers(ctx, leader, campaign, id, plan); err != nil {
		return err
	}
	if plan.Day < 0 {
		return nil
	}
	s.day = ago(plan.Day)
	if err := s.engagements.Hold(ctx, leader, campaign, id, engagements.NotedHeld{From: 1, Lang: plan.Lang, Note: plan.Note}); err != nil {
		return err
	}
	if err := s.closeBookings(ctx, leader, campaign, id); err != nil {
		return err
	}
	for i, level := range plan.Scores {
		nullifier := sha256.Sum256(fmt.Append(nil, id, i))
		if err := s.engagements.Score(ctx, leader, nullifier[:], campaign, id, level); err != nil {
			return err
		}
	}
	s.day = time.Now()
	return s.engagements.Sweep(ctx)
}

// bookSpeakers has the inviter sign, and asks who speaks.
func (s *seeder) bookSpeakers(ctx context.Context, leader networks.Actor, campaign, id string, plan demoEngagement) error {
	r := plan.Rider
	if r.Questions == "" {
		return nil
	}
	if err := s.engagements.WriteRider(ctx, leader, campaign, id, engagements.Rider{Lang: plan.Lang, Questions: r.Questions, OffLimits: r.OffLimits,
		Recording: r.Recording, Pay: r.Pay, Support: r.Support}); err != nil {
		return err
	}
	if r.Role == "" {
		return nil
	}
	secret, code, err := s.engagements.OfferRider(ctx, leader, campaign, id)
	if err != nil {
		return err
	}
	if err := s.engagements.Sign(ctx, secret, engagements.Signature{Version: 1, Code: code, Role: r.Role, Body: r.Body}); err != nil {
		return err
	}
	for _, name := range plan.Asked {
		her, err := s.actor(ctx, plan.Network, name)
		if err != nil {
			return err
		}
		if err := s.engagements.Ask(ctx, leader, campaign, id, her.Member); err != nil {
			return fmt.Errorf("asking %s: %w", name, err)
		}
		if !slices.Contains(plan.Yes, name) {
			continue
		}
		own, err := s.engagements.Own(ctx, her)
		if err != nil {
			return err
		}
		if err := s.engagements.Answer(ctx, her, own[0].ID, true, own[0].Needs); err != nil {
			return fmt.Errorf("%s says yes: %w", name, err)
		}
	}
	return nil
}

// closeBookings notes the days of an engagement's bookings, and closes them.
func (s *seeder) closeBookings(ctx context.Context, leader networks.Actor, campaign, id string) error {
	all, err := s.engagements.Bookings(ctx, leader, campaign, id)
	if err != nil {
		return err
	}
	for _, b := range all {
		if !b.Counts(s.day) {
			continue
		}
		for _, what := range engagements.Days {
			if err := s.engagements.NoteDay(ctx, leader, campaign, id, b.ID, what, b.Day); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		if err := s.engagements.Close(ctx, leader, campaign, id, b.ID); err != nil {
			return err
		}
	}
	return nil
}

// followProcess notes a bill or a rule with its stages, and what its text says of asks.
func (s *seeder) followProcess(ctx context.Context, leader networks.Actor, campaign string, plan demoProcess) error {
	id, err := s.campaigns.AddProcess(ctx, leader, campaign, advocacy.ProcessDraft{Once: uuid.NewString(), Template: plan.Template, Name: plan.Name,
		Lang: plan.Lang, Source: plan.Source})
	if err != nil {
		return err
	}
	steps := map[string]int{}
	for i, stage := range plan.Stages {
		steps[stage.Stage] = i + 1
		noted := advocacy.Stage{Process: id, Stage: stage.Stage, Expected: stage.Expected, Lang: stage.Lang, Note: stage.Note, Source: stage.Source,
			When: advocacy.When{Day: ago(stage.Day), Precision: advocacy.ByDay}}
		if day := ago(stage.Day); stage.Month {
			noted.When = advocacy.When{Day: day.AddDate(0, 0, 1-day.Day()), Precision: advocacy.ByMonth}
		}
		if err := s.campaigns.NoteStage(ctx, leader, campaign, uuid.NewString(), noted); err != nil {
			return fmt.Errorf("%s: %w", stage.Stage, err)
		}
	}
	for _, clause := range plan.Clauses {
		if err := s.campaigns.NoteClause(ctx, leader, campaign, advocacy.Clause{Process: id, Step: steps[clause.Stage], Ask: clause.Ask, Fit: clause.Fit,
			Place: clause.Place, Lang: clause.Lang, Note: clause.Note}); err != nil {
			return fmt.Errorf("%s of ask %d: %w", clause.Stage, clause.Ask, err)
		}
	}
	return nil
}
