package advocacy_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

func targetDraft(name string) advocacy.TargetDraft {
	return advocacy.TargetDraft{Once: uuid.NewString(), Kind: "parliament", Name: name, Lang: "en", Influence: 3}
}

// target is noted by somebody of the group.
func (h *house) target(by networks.Actor, campaign, name string) advocacy.Target {
	h.t.Helper()
	must(h.t, h.AddTarget(ctx, by, campaign, targetDraft(name)))
	targets, err := h.Targets(ctx, by, campaign)
	must(h.t, err)
	for _, target := range targets {
		if target.Name == name {
			return target
		}
	}
	h.t.Fatalf("%s isn't noted", name)
	return advocacy.Target{}
}

func (h *house) position(target string, ask int, stance string) advocacy.Position {
	return advocacy.Position{Target: target, Ask: ask, Stance: stance, Day: h.day(0), Lang: "en", Evidence: "It said so in its session."}
}

// To whom a campaign speaks, and how they stand, is the working group's alone: not every member's, not staff's.
func TestOnlyTheGroupSeesToWhomACampaignSpeaks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	number := h.ask(leader, id)
	target := h.target(leader, id, "The council of streets")
	must(t, h.Note(ctx, leader, id, h.position(target.ID, number, "against")))
	for _, a := range []networks.Actor{h.member(), h.leader(), h.steward} {
		_, err := h.Targets(ctx, a, id)
		refused(t, err, locales.Forbidden, "campaign.group_only")
		_, err = h.Positions(ctx, a, id)
		refused(t, err, locales.Forbidden, "campaign.group_only")
		refused(t, h.AddTarget(ctx, a, id, targetDraft("A mill")), locales.Forbidden, "campaign.group_only")
		refused(t, h.ChangeTarget(ctx, a, id, target.ID, targetDraft("A mill")), locales.Forbidden, "campaign.group_only")
		refused(t, h.Note(ctx, a, id, h.position(target.ID, number, "for")), locales.Forbidden, "campaign.group_only")
		refused(t, h.RemoveTarget(ctx, a, id, target.ID), locales.Forbidden, "campaign.group_only")
	}
	worker := h.joined(id)
	h.pass(100) // the group works no more, and still reads
	if _, err := h.Targets(ctx, worker, id); err != nil {
		t.Error(err)
	}
	other := newHouse(t)
	_, err := h.Targets(ctx, other.leader(), id)
	refused(t, err, locales.NotFound, "campaign.not_found")
}

func TestPositionsAreDatedAndTheLastComesFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	number, target := h.ask(leader, id), h.target(leader, id, "The council of streets")
	early, late := h.position(target.ID, number, "against"), h.position(target.ID, number, "rather_for")
	early.Day = h.day(-30)
	must(t, h.Note(ctx, leader, id, late))
	must(t, h.Note(ctx, leader, id, early))
	positions, err := h.Positions(ctx, leader, id)
	must(t, err)
	if len(positions) != 2 || positions[0].Stance != "rather_for" {
		t.Errorf("the positions are %+v", positions)
	}
	for refusal, spoil := range map[string]func(*advocacy.Position){
		"target.choices_needed":  func(p *advocacy.Position) { p.Stance = "friendly" },
		"target.evidence_needed": func(p *advocacy.Position) { p.Evidence = " " },
		"ask.day_needed":         func(p *advocacy.Position) { p.Day = h.day(1) },
		"ask.language_needed":    func(p *advocacy.Position) { p.Lang = "" },
	} {
		p := h.position(target.ID, number, "for")
		spoil(&p)
		refused(t, h.Note(ctx, leader, id, p), locales.Invalid, refusal)
	}
	refused(t, h.Note(ctx, leader, id, h.position(uuid.NewString(), number, "for")), locales.NotFound, "campaign.not_found")
	refused(t, h.Note(ctx, leader, id, h.position(target.ID, 9, "for")), locales.NotFound, "campaign.not_found")
}

func TestATargetListensToOthersOfItsCampaignOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id, elsewhere := h.campaign(leader), h.campaign(leader)
	council, mill := h.target(leader, id, "The council of streets"), h.target(leader, id, "The mill")
	foreign := h.target(leader, elsewhere, "The port")
	draft := targetDraft(council.Name)
	draft.From, draft.ListensTo = 1, []string{mill.ID, council.ID, foreign.ID, "nobody"}
	must(t, h.ChangeTarget(ctx, leader, id, council.ID, draft))
	refused(t, h.ChangeTarget(ctx, leader, id, council.ID, draft), locales.Conflict, "campaign.changed")
	targets, err := h.Targets(ctx, leader, id)
	must(t, err)
	if got := targets[0].ListensTo; len(got) != 1 || got[0] != mill.ID {
		t.Errorf("it listens to %v", got)
	}
	must(t, h.RemoveTarget(ctx, leader, id, mill.ID))
	targets, err = h.Targets(ctx, leader, id)
	must(t, err)
	if len(targets) != 1 || len(targets[0].ListensTo) != 0 {
		t.Errorf("left are %+v", targets)
	}
	refused(t, h.ChangeTarget(ctx, leader, id, mill.ID, draft), locales.NotFound, "campaign.not_found")
	for refusal, spoil := range map[string]func(*advocacy.TargetDraft){
		"target.name_needed":    func(d *advocacy.TargetDraft) { d.Name = strings.Repeat("a", advocacy.TitleLength+1) },
		"target.choices_needed": func(d *advocacy.TargetDraft) { d.Influence = 4 },
		"ask.language_needed":   func(d *advocacy.TargetDraft) { d.Lang = "tree" },
	} {
		draft := targetDraft("A mill")
		spoil(&draft)
		refused(t, h.AddTarget(ctx, leader, id, draft), locales.Invalid, refusal)
	}
}

func TestNotingATargetTwiceNotesOneAndThereIsAMost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id, draft := h.campaign(leader), targetDraft("The mill")
	for range 2 {
		must(t, h.AddTarget(ctx, leader, id, draft))
	}
	for range advocacy.TargetsAtMost - 1 {
		must(t, h.AddTarget(ctx, leader, id, targetDraft("A mill")))
	}
	refused(t, h.AddTarget(ctx, leader, id, targetDraft("One more")), locales.Forbidden, "target.too_many")
	targets, err := h.Targets(ctx, leader, id)
	must(t, err)
	if len(targets) != advocacy.TargetsAtMost {
		t.Errorf("%d are noted", len(targets))
	}
}
