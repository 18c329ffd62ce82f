package advocacy_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

// draftOutcome is begun by somebody of the group.
func (h *house) draftOutcome(by networks.Actor, campaign string) string {
	h.t.Helper()
	id, err := h.Harvest(ctx, by, campaign, uuid.NewString(), "en", advocacy.Outcome{}, "")
	must(h.t, err)
	return id
}

func (h *house) described(id string, revision int) advocacy.Outcome {
	day := h.day(-3)
	return advocacy.Outcome{ID: id, Revision: revision, Node: "trust", Horizon: "mid", Setback: true, HappenedOn: &day, Lang: "en", Who: "The council", What: "Cut two trees.",
		Place: "The harbour", Significance: "Shade is gone.", Ours: "We asked too late.", Others: "The mill asked for room.", Evidence: "records.example/5"}
}

func (h *house) outcomes(by networks.Actor, campaign string) []advocacy.Outcome {
	h.t.Helper()
	all, err := h.Outcomes(ctx, by, campaign)
	must(h.t, err)
	return all
}

// A draft is the group's; shown, it is read by all who read the campaign, and stays whole.
func TestAnOutcomeIsADraftUntilItIsWholeAndShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker, reader := h.joined(id), h.member()
	outcome := h.draftOutcome(worker, id)
	if len(h.outcomes(reader, id)) != 0 || len(h.outcomes(worker, id)) != 1 {
		t.Error("a draft is read outside the group, or not in it")
	}
	_, err := h.Outcome(ctx, reader, id, outcome)
	refused(t, err, locales.NotFound, "campaign.not_found")
	refused(t, h.Show(ctx, leader, id, outcome), locales.Invalid, "outcome.not_whole")
	refused(t, h.Describe(ctx, reader, id, h.described(outcome, 1)), locales.Forbidden, "campaign.group_only")
	must(t, h.Describe(ctx, worker, id, h.described(outcome, 1)))
	refused(t, h.Describe(ctx, leader, id, h.described(outcome, 1)), locales.Conflict, "campaign.changed")
	refused(t, h.Show(ctx, worker, id, outcome), locales.Forbidden, "campaign.group_only")
	must(t, h.Show(ctx, leader, id, outcome))
	if all := h.outcomes(reader, id); len(all) != 1 || !all[0].Setback || all[0].Verified() {
		t.Errorf("shown are %+v", all)
	}
	bare := h.described(outcome, 2)
	bare.Others = " "
	refused(t, h.Describe(ctx, worker, id, bare), locales.Invalid, "outcome.not_whole")
	refused(t, h.Discard(ctx, worker, id, outcome), locales.Forbidden, "campaign.group_only")
	must(t, h.Discard(ctx, leader, id, outcome))
	refused(t, h.Discard(ctx, leader, id, outcome), locales.NotFound, "campaign.not_found")
}

// Words that were written for the readers of another space don't become a campaign's.
func TestADraftBeginsFromAPostOfTheCampaignsOwnSpaceOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker, from := h.joined(id), advocacy.Outcome{Topic: uuid.NewString(), Post: 3}
	own := h.space(networks.PurposeAdvocacy)
	for _, space := range []string{h.space(networks.PurposeEveryday), h.space(networks.PurposeStaff), ""} {
		_, err := h.Harvest(ctx, leader, id, uuid.NewString(), "en", from, space)
		refused(t, err, locales.Forbidden, "outcome.other_space")
	}
	_, err := h.Harvest(ctx, worker, id, uuid.NewString(), "en", from, own)
	refused(t, err, locales.Forbidden, "outcome.other_space")
	once := uuid.NewString()
	first, err := h.Harvest(ctx, leader, id, once, "en", from, own)
	must(t, err)
	second, err := h.Harvest(ctx, leader, id, once, "en", from, own)
	must(t, err)
	all := h.outcomes(leader, id)
	if first != second || len(all) != 1 || all[0].Topic != from.Topic || all[0].Post != 3 || all[0].What != "" {
		t.Errorf("begun are %+v", all)
	}
}

func TestAnOutcomeThatCanNotBeKeptIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	outcome, tomorrow := h.draftOutcome(leader, id), h.day(1)
	for refusal, spoil := range map[string]func(*advocacy.Outcome){
		"target.choices_needed": func(o *advocacy.Outcome) { o.Node = "luck" },
		"ask.language_needed":   func(o *advocacy.Outcome) { o.Lang = "tree" },
		"ask.day_needed":        func(o *advocacy.Outcome) { o.HappenedOn = &tomorrow },
		"outcome.too_long":      func(o *advocacy.Outcome) { o.Ours = strings.Repeat("a", 1001) },
	} {
		o := h.described(outcome, 1)
		spoil(&o)
		refused(t, h.Describe(ctx, leader, id, o), locales.Invalid, refusal)
	}
	o := h.described(outcome, 1)
	o.Ask = 4
	refused(t, h.Describe(ctx, leader, id, o), locales.NotFound, "campaign.not_found")
}

// What leads from one step to the next is an assumption, and it is tested.
func TestALinkIsTested(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker, day := h.joined(id), h.day(0)
	link := advocacy.Link{Place: 1, Lang: "en", Assumption: "Who sees shade trusts the council.", Verdict: "otherwise", TestedOn: &day}
	refused(t, h.Test(ctx, worker, id, link), locales.Forbidden, "campaign.group_only")
	must(t, h.Test(ctx, leader, id, link))
	refused(t, h.Test(ctx, leader, id, link), locales.Conflict, "campaign.changed")
	link.Revision, link.Verdict = 1, advocacy.Untested
	must(t, h.Test(ctx, leader, id, link))
	links, err := h.Links(ctx, h.member(), id)
	must(t, err)
	if len(links) != 3 || links[0].TestedOn != nil || links[0].Revision != 2 || links[2].Verdict != advocacy.Untested {
		t.Errorf("the links are %+v", links)
	}
	for refusal, spoil := range map[string]func(*advocacy.Link){
		"link.assumption_needed": func(l *advocacy.Link) { l.Assumption = "" },
		"target.choices_needed":  func(l *advocacy.Link) { l.Verdict = "" },
		"ask.day_needed":         func(l *advocacy.Link) { l.Verdict, l.TestedOn = "did_not", nil },
		"ask.language_needed":    func(l *advocacy.Link) { l.Lang = "" },
	} {
		spoilt := link
		spoil(&spoilt)
		refused(t, h.Test(ctx, leader, id, spoilt), locales.Invalid, refusal)
	}
	link.Place = 4
	refused(t, h.Test(ctx, leader, id, link), locales.NotFound, "campaign.not_found")
}

func TestANoteOfAStepBecomesADraftInOneStep(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	campaign := h.campaign(leader)
	number := h.ask(leader, campaign)
	h.moveTo(leader, campaign, number, advocacy.Adopted, advocacy.Raised)
	once := uuid.NewString()
	first, err := h.HarvestNote(ctx, leader, campaign, once, number, 3)
	must(t, err)
	second, err := h.HarvestNote(ctx, leader, campaign, once, number, 3)
	must(t, err)
	if first != second {
		t.Error("sent twice it begins two")
	}
	o, err := h.Outcome(ctx, leader, campaign, first)
	must(t, err)
	if o.Shown || o.Ask != number || o.What != "It went on." || o.Evidence != "records.example/7" || o.Lang != "en" || o.HappenedOn == nil || !o.HappenedOn.Equal(h.day(0)) {
		t.Errorf("the draft is %+v", o)
	}
	for _, move := range []int{1, 0, 9} { // the first has no note; the others aren't there
		_, err := h.HarvestNote(ctx, leader, campaign, uuid.NewString(), number, move)
		refused(t, err, locales.NotFound, "campaign.not_found")
	}
	_, err = h.HarvestNote(ctx, h.member(), campaign, uuid.NewString(), number, 3)
	refused(t, err, locales.Forbidden, "campaign.group_only")
}
