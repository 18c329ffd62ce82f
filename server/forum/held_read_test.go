package forum_test

import (
	"context"
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// held is the only thing that waits.
func (h *house) held(moderator networks.Actor) forum.HeldPost {
	h.t.Helper()
	all, err := h.Held(ctx, moderator)
	must(h.t, err)
	if len(all) != 1 {
		h.t.Fatalf("%d posts wait", len(all))
	}
	return all[0]
}

// taken is the only thing that waits, with its words, for a moderator who takes it.
func (h *house) taken(moderator networks.Actor) forum.HeldPost {
	h.t.Helper()
	id := h.held(moderator).ID
	must(h.t, h.TakeHeld(ctx, moderator, id))
	held, err := h.OpenHeld(ctx, moderator, id)
	must(h.t, err)
	return held
}

func (h *house) holdReply(by networks.Actor, topic, body string) {
	h.t.Helper()
	replied, err := h.Reply(ctx, by, keys, topic, draft(body))
	must(h.t, err)
	if !replied.Held || replied.Number != 0 {
		h.t.Fatalf("it was posted as %d", replied.Number)
	}
}

// What waits for a moderator is not for everybody: the list says nothing of it, and that she reads it is recorded, or else she doesn't.
func TestReadingWhatIsHeldIsRecordedOrRefused(t *testing.T) {
	t.Parallel()
	h := alone(t)
	moderator := h.member(networks.RoleModerator)
	h.holdReply(h.fresh(), h.topic(moderator), "Words.")
	id := h.held(moderator).ID
	if held := h.held(moderator); held.Body != "" || held.Title != "" || held.Why != forum.HeldNew {
		t.Errorf("the list says %+v", held)
	}
	if held, err := h.OpenHeld(ctx, moderator, id); err != nil || held.Body != "" {
		t.Errorf("before she takes it she reads %q, %v", held.Body, err)
	}
	if h.count(`SELECT count(*) FROM audit_records WHERE act = 'held.read'`) != 0 {
		t.Error("the record has something of it")
	}
	h.db.MustExec(`ALTER TABLE audit_records ADD CONSTRAINT closed CHECK (act <> 'held.read')`)
	if err := h.TakeHeld(ctx, moderator, id); err == nil || h.held(moderator).Mine {
		t.Error("without a record she takes it")
	}
	h.db.MustExec(`ALTER TABLE audit_records DROP CONSTRAINT closed`)
	h.taken(moderator)
	if n := h.count(`SELECT count(*) FROM audit_records WHERE act = 'held.read' AND actor = $1 AND subject = $2`, moderator.Member, id); n != 1 {
		t.Errorf("it is recorded %d times", n)
	}
}

func TestWhatAModeratorHasTakenNobodyElseDecidesUntilHerTimeIsOver(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, other := h.member(networks.RoleModerator), h.member(networks.RoleModerator)
	h.holdReply(h.fresh(), h.topic(moderator), "Words.")
	id := h.taken(moderator).ID
	if held := h.held(other); !held.Taken || held.Mine {
		t.Errorf("another finds %+v", held)
	}
	for _, err := range []error{h.TakeHeld(ctx, other, id), h.Release(ctx, other, id), h.Return(ctx, other, id, "No.")} {
		refused(t, err, locales.Conflict, "queue.taken")
	}
	must(t, h.HandHeldOn(ctx, other, id)) // it isn't hers
	refused(t, h.TakeHeld(ctx, other, id), locales.Conflict, "queue.taken")
	must(t, h.HandHeldOn(ctx, moderator, id))
	must(t, h.TakeHeld(ctx, other, id))
	h.pass(1)
	must(t, h.TakeHeld(ctx, moderator, id))
	must(t, h.Return(ctx, moderator, id, "Not like this."))
	if n := h.count(`SELECT count(*) FROM held_posts WHERE id = $1 AND (claimed_by IS NOT NULL OR claimed_until IS NOT NULL)`, id); n != 0 {
		t.Error("what was given back says who read it")
	}
}

// A moderator's block, and her word that she has to do with somebody, keep her from reading what this one wrote.
func TestWhatSomebodyNearWroteWaitsForAnotherModerator(t *testing.T) {
	t.Parallel()
	h := alone(t)
	moderator, other := h.member(networks.RoleModerator), h.member(networks.RoleModerator)
	near, blocked := h.fresh(), h.fresh()
	topic := h.topic(other)
	h.holdReply(near, topic, "Words of one.")
	h.holdReply(blocked, topic, "Words of another.")
	h.LookedAfter(desk{moderator.Member: near.Member})
	must(t, h.networks.Part(ctx, moderator, blocked.Member))
	moderator = h.enter(moderator.Member)
	if found, err := h.Held(ctx, moderator); err != nil || len(found) != 0 {
		t.Errorf("she finds %+v, %v", found, err)
	}
	found, err := h.Held(ctx, other)
	must(t, err)
	if len(found) != 2 {
		t.Fatalf("another finds %d", len(found))
	}
	for _, held := range found {
		refused(t, h.TakeHeld(ctx, moderator, held.ID), locales.NotFound, "forum.held_not_found")
		refused(t, h.Release(ctx, moderator, held.ID), locales.NotFound, "forum.held_not_found")
		must(t, h.TakeHeld(ctx, other, held.ID))
	}
}

// desk says with whom moderators have to do. Nobody is ever tired.
type desk map[string]string

func (d desk) Marked(_ context.Context, a networks.Actor) (near []string, err error) {
	if d[a.Member] != "" {
		near = append(near, d[a.Member])
	}
	return near, nil
}

func (desk) Fresh(context.Context, networks.Actor) error { return nil }
func (desk) Looks(context.Context, networks.Actor) error { return nil }

// A day and the rest of the one on which they were written: nothing finer is kept of words that wait.
func TestStewardsAreToldOnceOfWordsThatWaitTooLong(t *testing.T) {
	t.Parallel()
	h := alone(t)
	moderator := h.member(networks.RoleModerator)
	h.holdReply(h.fresh(), h.topic(moderator), "Words.")
	must(t, h.TakeHeld(ctx, moderator, h.held(moderator).ID))
	for _, c := range []struct{ days, told int }{{1, 0}, {1, 1}, {1, 1}} {
		h.pass(c.days)
		must(t, h.Sweep(ctx))
		if told := h.count(`SELECT count(*) FROM notices WHERE member_id = $1 AND kind = 'overdue'`, h.steward.Member); told != c.told {
			t.Errorf("on %s she was told %d times", h.now().Format(time.DateOnly), told)
		}
	}
	if h.count(`SELECT count(*) FROM held_posts WHERE claimed_until IS NOT NULL`) != 0 {
		t.Error("the time of a claim that is over is kept")
	}
}
