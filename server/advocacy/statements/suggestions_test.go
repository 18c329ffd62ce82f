package statements_test

import (
	"testing"

	"tinig/locales"
	"tinig/server/advocacy/statements"
	"tinig/server/networks"
)

func TestASuggestionIsAcceptedOrDeclinedWithAReason(t *testing.T) {
	h := newHouse(t)
	id := h.draft()
	helper := h.member()
	suggest := func(a networks.Actor, body string, of int) (string, error) {
		w := words("en", body, of)
		return w.Once, h.Suggest(ctx, a, h.campaign, id, 1, w)
	}
	_, err := suggest(helper, "Better", 1)
	refused(t, err, locales.Forbidden, "campaign.group_only")
	must(t, h.campaigns.Join(ctx, helper, h.campaign))
	better, err := suggest(helper, "We ask for two trees.", 1)
	must(t, err)
	worse, err := suggest(helper, "We ask for a wall.", 1)
	must(t, err)
	decide := func(a networks.Actor, suggestion, decided, reason string) error {
		return h.Decide(ctx, a, h.campaign, id, suggestion, decided, reason)
	}
	refused(t, decide(helper, better, statements.Accepted, ""), locales.Forbidden, "campaign.group_only")
	refused(t, decide(h.leader, worse, statements.Declined, " "), locales.Invalid, "suggestion.reason_needed")
	must(t, decide(h.leader, better, statements.Accepted, ""))
	refused(t, decide(h.leader, better, statements.Accepted, ""), locales.Conflict, "statement.changed")
	refused(t, decide(h.leader, worse, statements.Accepted, ""), locales.Conflict, "statement.changed") // it was written over other words
	must(t, decide(h.leader, worse, statements.Declined, "A wall gives no shade."))
	_, err = suggest(helper, "Late", 1)
	refused(t, err, locales.Conflict, "statement.changed")
	sections, err := h.Sections(ctx, h.read(id))
	must(t, err)
	if got := sections[1]; got.In("en").Body != "We ask for two trees." || got.Version != 2 || len(got.Lacks([]string{"en", "sw"})) != 1 {
		t.Errorf("the section is %+v", got)
	}
}

func TestWhatIsSaidToASectionIsHersToTakeBack(t *testing.T) {
	h := newHouse(t)
	id := h.draft()
	helper := h.member()
	must(t, h.campaigns.Join(ctx, helper, h.campaign))
	said := words("en", "Which street?", 0)
	for range 2 {
		must(t, h.Comment(ctx, helper, h.campaign, id, 1, said))
	}
	refused(t, h.Comment(ctx, h.member(), h.campaign, id, 1, said), locales.Forbidden, "campaign.group_only")
	count := func(a networks.Actor) int {
		list, err := h.Comments(ctx, a, h.read(id), 1)
		must(t, err)
		return len(list)
	}
	parted := h.leader
	parted.Parted = []string{helper.Member}
	if count(h.leader) != 1 || count(parted) != 0 || count(h.member()) != 0 {
		t.Errorf("%d are read, %d by who is parted from her, %d by who isn't of the group", count(h.leader), count(parted), count(h.member()))
	}
	must(t, h.Unsay(ctx, h.leader, said.Once))
	if count(h.leader) != 1 {
		t.Error("another has taken it back")
	}
	must(t, h.Unsay(ctx, helper, said.Once))
	if count(h.leader) != 0 {
		t.Error("it is still there")
	}
}
