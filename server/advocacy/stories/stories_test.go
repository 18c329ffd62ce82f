package stories_test

import (
	"testing"

	"tinig/locales"
	"tinig/server/advocacy/stories"
	"tinig/server/networks"
)

func TestWhenConsentEndsWhatIsOutBecomesATaskThatStaysUntilItIsSettled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member(networks.Adult)
	g := h.grant(her)
	out, waiting := h.out(her, g), h.asked(h.leader, g)
	must(t, h.End(ctx, her, g.ID))
	must(t, h.End(ctx, her, g.ID)) // pressed twice
	if use := h.seen(h.leader, out); use.State != stories.Recall || use.RecallOn == nil {
		t.Errorf("what is out stands as %+v", use)
	}
	if use := h.seen(h.leader, waiting); use.State != stories.Lapsed {
		t.Errorf("what isn't out stands as %s", use.State)
	}
	if n := h.count(`SELECT count(*) FROM notices WHERE member_id = $1 AND kind = 'recall'`, h.leader.Member); n != 1 {
		t.Errorf("who leads is told %d times", n)
	}
	h.pass(90)
	if _, _, waits, err := h.Task(ctx, h.leader); !waits || err != nil {
		t.Errorf("after 90 days the task is gone: %v", err)
	}
	must(t, h.Settle(ctx, h.leader, h.campaign, out, stories.Stays))
	must(t, h.Settle(ctx, h.leader, h.campaign, out, stories.Recalled)) // the second changes nothing
	if use := h.seen(h.leader, out); use.State != stories.Stays || !use.SettledOn.Equal(h.day(0)) {
		t.Errorf("the settled task stands as %+v", use)
	}
	refused(t, h.Settle(ctx, h.leader, h.campaign, waiting, stories.Recalled), locales.Conflict, "story.no_task")
}

func TestAWithdrawnConsentIsRefusedAtTheNextUse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member(networks.Adult)
	g := h.grant(her)
	id := h.asked(h.leader, g)
	must(t, h.Answer(ctx, her, id, stories.Yes))
	_, _, c, err := h.Open(ctx, h.leader, h.campaign, id)
	must(t, err)
	if c.Body != "Marker words." || c.Limits != "Marker limit" {
		t.Errorf("the group reads %+v", c)
	}
	must(t, h.End(ctx, her, g.ID))
	_, _, _, err = h.Open(ctx, h.leader, h.campaign, id)
	refused(t, err, locales.Gone, "story.no_consent")
	refused(t, h.SendOut(ctx, h.leader, h.campaign, id, h.day(0)), locales.Gone, "story.no_consent")
	refused(t, h.Ask(ctx, h.leader, h.campaign, g.ID, useDraft()), locales.Gone, "story.no_consent")
	if there, _, err := h.keys.Has(g.ID); there || err != nil {
		t.Errorf("the key of what has ended is there: %v", err)
	}
	refused(t, h.Answer(ctx, her, id, stories.Yes), locales.Conflict, "story.settled_already")
}
