package main

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/BurntSushi/toml"
	"github.com/google/uuid"

	"tinig/server/advocacy"
	"tinig/server/networks"
)

//go:embed demo_engagements.toml
var demoEngagementsText string

// demoEngaged is demo_engagements.toml.
type demoEngaged struct {
	Follow []demoProcess
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
