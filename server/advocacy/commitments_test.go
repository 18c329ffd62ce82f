package advocacy_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

func (h *house) promise(target string) advocacy.CommitmentDraft {
	return advocacy.CommitmentDraft{Once: uuid.NewString(), Target: target, Lang: "en", Words: "Ten trees this year.", Source: "records.example/2", SaidOn: h.day(0), DueOn: h.day(30)}
}

func (h *house) promises(by networks.Actor, campaign string) []advocacy.Commitment {
	h.t.Helper()
	all, err := h.Commitments(ctx, by, campaign)
	must(h.t, err)
	return all
}

func (h *house) result(state string) advocacy.Result {
	return advocacy.Result{State: state, Lang: "en", Did: "Ten trees stand.", Source: "records.example/9", Day: h.day(0)}
}

// Every member reads what was promised and what became of it; the group notes it.
func TestAPromiseIsReadByAllAndNotedByTheGroup(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker, reader := h.joined(id), h.member()
	number, target := h.ask(leader, id), h.target(leader, id, "The council of streets")
	draft := h.promise(target.ID)
	refused(t, h.Promise(ctx, reader, id, number, draft), locales.Forbidden, "campaign.group_only")
	for range 2 {
		must(t, h.Promise(ctx, worker, id, number, draft))
	}
	all := h.promises(reader, id)
	if len(all) != 1 || all[0].Target != target.Name || all[0].State != advocacy.Open {
		t.Fatalf("promised is %+v", all)
	}
	if all[0].Overdue(h.day(30)) || !all[0].Overdue(h.day(31)) {
		t.Error("it is overdue from the wrong day on")
	}
	h.pass(31)
	refused(t, h.Settle(ctx, reader, id, all[0].ID, h.result(advocacy.Kept)), locales.Forbidden, "campaign.group_only")
	must(t, h.Settle(ctx, worker, id, all[0].ID, h.result(advocacy.NotKept)))
	refused(t, h.Settle(ctx, leader, id, all[0].ID, h.result(advocacy.Kept)), locales.Conflict, "campaign.changed")
	if settled := h.promises(reader, id)[0]; settled.State != advocacy.NotKept || settled.Overdue(h.day(60)) || settled.Did != "Ten trees stand." {
		t.Errorf("settled it is %+v", settled)
	}
	refused(t, h.RemoveTarget(ctx, leader, id, target.ID), locales.Forbidden, "target.has_promised")
	refused(t, h.Unpromise(ctx, worker, id, all[0].ID), locales.Forbidden, "campaign.group_only")
	must(t, h.Unpromise(ctx, leader, id, all[0].ID))
	must(t, h.RemoveTarget(ctx, leader, id, target.ID))
}

func TestAPromiseThatIsNotWholeIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id, elsewhere := h.campaign(leader), h.campaign(leader)
	number, target, foreign := h.ask(leader, id), h.target(leader, id, "The council of streets"), h.target(leader, elsewhere, "The port")
	for refusal, spoil := range map[string]func(*advocacy.CommitmentDraft){
		"promise.words_needed":  func(d *advocacy.CommitmentDraft) { d.Source = "" },
		"promise.days_needed":   func(d *advocacy.CommitmentDraft) { d.DueOn = h.day(-1) },
		"promise.target_needed": func(d *advocacy.CommitmentDraft) { d.Target = foreign.ID },
		"ask.language_needed":   func(d *advocacy.CommitmentDraft) { d.Lang = "" },
	} {
		draft := h.promise(target.ID)
		spoil(&draft)
		refused(t, h.Promise(ctx, leader, id, number, draft), locales.Invalid, refusal)
	}
	draft := h.promise(target.ID)
	draft.DueOn = time.Time{}
	must(t, h.Promise(ctx, leader, id, number, draft))
	open := h.promises(leader, id)[0]
	if open.DueOn != nil || open.Overdue(h.day(9000)) {
		t.Error("a promise without a day is overdue some day")
	}
	for refusal, spoil := range map[string]func(*advocacy.Result){
		"promise.result_needed": func(r *advocacy.Result) { r.State = advocacy.Open },
		"ask.source_needed":     func(r *advocacy.Result) { r.Source = "" },
		"ask.day_needed":        func(r *advocacy.Result) { r.Day = h.day(1) },
		"promise.days_needed":   func(r *advocacy.Result) { r.Day = h.day(-1) },
		"ask.language_needed":   func(r *advocacy.Result) { r.Lang = "" },
	} {
		result := h.result(advocacy.Kept)
		spoil(&result)
		refused(t, h.Settle(ctx, leader, id, open.ID, result), locales.Invalid, refusal)
	}
	refused(t, h.Settle(ctx, leader, id, uuid.NewString(), h.result(advocacy.Kept)), locales.NotFound, "campaign.not_found")
}
