package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"tinig/server/advocacy"
	"tinig/server/networks"
)

// demoCampaign began so many days ago, led by its leader and, unless it is "", a second one. Its first text is the one in which it was
// written; Until is for how many days its group works.
type demoCampaign struct {
	Network, Leader, Second string
	Group, Languages        []string
	Day, Until, Lasts       int
	Ended                   bool
	Texts                   []struct{ Lang, Title, Goal, Slogan string }
	Targets                 []demoTarget
	Asks                    []demoAsk
	Outcomes                []demoOutcome
	Links                   []demoLink
}

// demoOutcome happened so many days ago; it is shown unless it is a draft.
type demoOutcome struct {
	Node, Horizon, Lang, Who, What, Place, Significance, Ours, Others, Evidence, Verifier string
	Day, Ask                                                                              int
	Setback, Draft                                                                        bool
}

// demoLink was tested so many days ago, 0 for never.
type demoLink struct {
	Place, Day                int
	Lang, Assumption, Verdict string
}

// demoTarget listens to those before it that it names.
type demoTarget struct {
	Kind, Name, Lang string
	Influence        int
	Listens          []string
}

// demoAsk has a text in each of its languages, and the steps that it went after it was written.
type demoAsk struct {
	Texts []struct{ Lang, Title, Body string }
	Moves []struct {
		Day                        int
		Status, Lang, Note, Source string
	}
	Positions []struct {
		Target, Stance, Lang, Evidence string
		Day                            int
	}
	Promises []demoPromise
}

// demoPromise was made so many days ago, to be kept some days later, 0 for no day, and settled when State isn't "".
type demoPromise struct {
	Target, Lang, Words, Source    string
	Day, Due, DidDay               int
	State, DidLang, Did, DidSource string
}

// ago is the day so many days before today.
func ago(days int) time.Time { return time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -days) }

// campaign begins a campaign, lets its group come together and write, and notes what came of it.
func (s *seeder) campaign(ctx context.Context, plan demoCampaign) error {
	s.day = ago(min(plan.Day, demoDays-1))
	leader, err := s.actor(ctx, plan.Network, plan.Leader)
	if err != nil {
		return err
	}
	text := plan.Texts[0]
	draft := advocacy.Draft{Once: uuid.NewString(), Space: s.spaces[plan.Network][networks.PurposeAdvocacy].ID, Lang: text.Lang, Title: text.Title, Goal: text.Goal,
		Slogan: text.Slogan, Languages: plan.Languages, StartsOn: ago(plan.Day), GroupUntil: ago(plan.Day - plan.Until)}
	if plan.Lasts > 0 {
		draft.EndsOn = ago(plan.Day - plan.Lasts)
	}
	id, err := s.campaigns.Begin(ctx, leader, draft)
	if err != nil {
		return err
	}
	for _, text := range plan.Texts[1:] {
		if err := s.campaigns.Translate(ctx, leader, id, advocacy.Draft{From: 1, Lang: text.Lang, Title: text.Title, Goal: text.Goal, Slogan: text.Slogan}); err != nil {
			return fmt.Errorf("in %s: %w", text.Lang, err)
		}
	}
	if err := s.gather(ctx, leader, id, plan); err != nil {
		return err
	}
	targets, err := s.address(ctx, leader, id, plan.Targets)
	if err != nil {
		return err
	}
	for _, ask := range plan.Asks {
		if err := s.pursue(ctx, leader, id, targets, ask); err != nil {
			return fmt.Errorf("%q: %w", ask.Texts[0].Title, err)
		}
	}
	if err := s.harvest(ctx, leader, id, plan); err != nil {
		return err
	}
	if err := s.engage(ctx, leader, id, plan.Texts[0].Title); err != nil {
		return err
	}
	if err := s.declare(ctx, leader, plan.Network, id, plan.Texts[0].Title); err != nil {
		return err
	}
	if !plan.Ended {
		return nil
	}
	return s.campaigns.End(ctx, leader, id)
}

// gather brings a campaign's group together.
func (s *seeder) gather(ctx context.Context, leader networks.Actor, id string, plan demoCampaign) error {
	for _, name := range plan.Group {
		her, err := s.actor(ctx, plan.Network, name)
		if err != nil {
			return err
		}
		if err := s.campaigns.Join(ctx, her, id); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if name != plan.Second {
			continue
		}
		if err := s.campaigns.Give(ctx, leader, id, her.Member); err != nil {
			return fmt.Errorf("%s leading: %w", name, err)
		}
	}
	return nil
}

// address notes to whom a campaign speaks, and returns their ids by their names.
func (s *seeder) address(ctx context.Context, leader networks.Actor, id string, plan []demoTarget) (map[string]string, error) {
	ids := map[string]string{}
	for _, target := range plan {
		draft := advocacy.TargetDraft{Once: uuid.NewString(), Kind: target.Kind, Name: target.Name, Lang: target.Lang, Influence: target.Influence}
		for _, name := range target.Listens {
			draft.ListensTo = append(draft.ListensTo, ids[name])
		}
		if err := s.campaigns.AddTarget(ctx, leader, id, draft); err != nil {
			return nil, fmt.Errorf("%s: %w", target.Name, err)
		}
		all, err := s.campaigns.Targets(ctx, leader, id)
		if err != nil {
			return nil, err
		}
		for _, noted := range all {
			ids[noted.Name] = noted.ID
		}
	}
	return ids, nil
}

// answer notes how targets stand to an ask, what they have promised and what they did.
func (s *seeder) answer(ctx context.Context, leader networks.Actor, id string, number int, targets map[string]string, ask demoAsk) error {
	for _, position := range ask.Positions {
		note := advocacy.Position{Target: targets[position.Target], Ask: number, Stance: position.Stance, Day: ago(position.Day), Lang: position.Lang, Evidence: position.Evidence}
		if err := s.campaigns.Note(ctx, leader, id, note); err != nil {
			return fmt.Errorf("%s: %w", position.Target, err)
		}
	}
	for _, promise := range ask.Promises {
		draft := advocacy.CommitmentDraft{Once: uuid.NewString(), Target: targets[promise.Target], Lang: promise.Lang, Words: promise.Words, Source: promise.Source,
			SaidOn: ago(promise.Day)}
		if promise.Due > 0 {
			draft.DueOn = ago(promise.Day - promise.Due)
		}
		if err := s.campaigns.Promise(ctx, leader, id, number, draft); err != nil {
			return fmt.Errorf("%s: %w", promise.Target, err)
		}
		if err := s.settle(ctx, leader, id, promise); err != nil {
			return fmt.Errorf("%s: %w", promise.Target, err)
		}
	}
	return nil
}

// settle notes what became of a promise, if anything did.
func (s *seeder) settle(ctx context.Context, leader networks.Actor, id string, promise demoPromise) error {
	all, err := s.campaigns.Commitments(ctx, leader, id)
	for _, noted := range all {
		if promise.State != "" && noted.Words == promise.Words {
			return s.campaigns.Settle(ctx, leader, id, noted.ID, advocacy.Result{State: promise.State, Lang: promise.DidLang, Did: promise.Did,
				Source: promise.DidSource, Day: ago(promise.DidDay)})
		}
	}
	return err
}

// pursue writes an ask and notes its steps, and who answered what.
func (s *seeder) pursue(ctx context.Context, leader networks.Actor, id string, targets map[string]string, ask demoAsk) error {
	text := ask.Texts[0]
	number, err := s.campaigns.Draft(ctx, leader, id, advocacy.AskDraft{Once: uuid.NewString(), Lang: text.Lang, Title: text.Title, Body: text.Body})
	if err != nil {
		return err
	}
	for _, text := range ask.Texts[1:] {
		if err := s.campaigns.TranslateAsk(ctx, leader, id, number, advocacy.AskDraft{From: 1, Lang: text.Lang, Title: text.Title, Body: text.Body}); err != nil {
			return fmt.Errorf("in %s: %w", text.Lang, err)
		}
	}
	for i, move := range ask.Moves {
		s.day = ago(move.Day)
		if err := s.campaigns.Move(ctx, leader, id, number, advocacy.MoveDraft{From: i + 1, Status: move.Status, Day: ago(move.Day), Lang: move.Lang,
			Note: move.Note, Source: move.Source}); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	s.day = time.Now()
	return s.answer(ctx, leader, id, number, targets, ask)
}

// harvest notes what came of a campaign, and on what its theory of change stands.
func (s *seeder) harvest(ctx context.Context, leader networks.Actor, campaign string, plan demoCampaign) error {
	for _, o := range plan.Outcomes {
		id, err := s.campaigns.Harvest(ctx, leader, campaign, uuid.NewString(), o.Lang, advocacy.Outcome{}, "")
		if err != nil {
			return err
		}
		day := ago(o.Day)
		if err := s.campaigns.Describe(ctx, leader, campaign, advocacy.Outcome{ID: id, Revision: 1, Node: o.Node, Horizon: o.Horizon, Setback: o.Setback, Ask: o.Ask,
			HappenedOn: &day, Lang: o.Lang, Who: o.Who, What: o.What, Place: o.Place, Significance: o.Significance, Ours: o.Ours, Others: o.Others,
			Evidence: o.Evidence, Verifier: o.Verifier}); err != nil {
			return fmt.Errorf("%s: %w", o.Who, err)
		}
		if o.Draft {
			continue
		}
		if err := s.campaigns.Show(ctx, leader, campaign, id); err != nil {
			return fmt.Errorf("%s: %w", o.Who, err)
		}
	}
	for _, l := range plan.Links {
		link := advocacy.Link{Place: l.Place, Lang: l.Lang, Assumption: l.Assumption, Verdict: l.Verdict}
		if day := ago(l.Day); l.Day > 0 {
			link.TestedOn = &day
		}
		if err := s.campaigns.Test(ctx, leader, campaign, link); err != nil {
			return fmt.Errorf("link %d: %w", l.Place, err)
		}
	}
	return nil
}
