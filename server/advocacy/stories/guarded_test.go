package stories_test

import (
	"testing"

	"tinig/locales"
	"tinig/server/advocacy/stories"
	"tinig/server/audit"
	"tinig/server/networks"
)

func TestUnder18NothingIsDoneBeforeTheLeadAndTheCustodianAgree(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	young, lead := h.member(networks.Minor), h.member(networks.Adult, networks.RoleSafeguardingLead)
	g := h.grant(young)
	if offered, err := h.Offered(ctx, h.leader, h.campaign); len(offered) != 0 || err != nil {
		t.Errorf("before anybody agrees the group is offered %+v, %v", offered, err)
	}
	refused(t, h.Ask(ctx, h.leader, h.campaign, g.ID, useDraft()), locales.Gone, "story.no_consent")
	if n := h.count(`SELECT count(*) FROM notices WHERE member_id = $1 AND kind = 'guarded'`, lead.Member); n != 1 {
		t.Errorf("the lead is told %d times", n)
	}
	agreed := stories.Agreement{Custodian: "facility", On: h.day(0), Apart: true}
	for _, custodian := range []string{"", "mother", "guardian"} {
		wrong := agreed
		wrong.Custodian = custodian
		refused(t, h.Agree(ctx, lead, g.ID, wrong), locales.Invalid, "story.custodian_needed")
	}
	wrong := agreed
	wrong.Apart = false
	refused(t, h.Agree(ctx, lead, g.ID, wrong), locales.Invalid, "story.apart_needed")
	wrong = agreed
	wrong.On = h.day(-1) // she hadn't allowed it then
	refused(t, h.Agree(ctx, lead, g.ID, wrong), locales.Invalid, "story.custodian_day_needed")
	refused(t, h.Agree(ctx, h.leader, g.ID, agreed), locales.Forbidden, "networks.not_allowed")
	must(t, h.Agree(ctx, lead, g.ID, agreed))
	must(t, h.Agree(ctx, lead, g.ID, agreed))
	if offered, err := h.Offered(ctx, h.leader, h.campaign); len(offered) != 1 || err != nil {
		t.Errorf("after they agreed the group is offered %+v, %v", offered, err)
	}
	out := h.out(young, g)
	must(t, h.Decline(ctx, lead, g.ID)) // the custodian thinks otherwise now
	if use := h.seen(h.leader, out); use.State != stories.Recall {
		t.Errorf("what was out stands as %s", use.State)
	}
	must(t, audit.Verify(ctx, h.db, h.network.ID))
}

// The lead who decides has no part in the campaign that would use it, and none in the story.
func TestALeadDecidesNothingThatSheHasAPartIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	young := h.member(networks.Minor)
	works, parted := h.member(networks.Adult, networks.RoleSafeguardingLead), h.member(networks.Adult, networks.RoleSafeguardingLead)
	must(t, h.campaigns.Join(ctx, works, h.campaign))
	g := h.grant(young)
	must(t, h.networks.Part(ctx, parted, young.Member))
	for _, lead := range []networks.Actor{works, h.enter(parted.Member)} {
		if list, err := h.Guarded(ctx, lead); len(list) != 0 || err != nil {
			t.Errorf("she is shown %+v, %v", list, err)
		}
		refused(t, h.Agree(ctx, lead, g.ID, stories.Agreement{Custodian: "facility", On: h.day(0), Apart: true}), locales.NotFound, "story.not_found")
		refused(t, h.Decline(ctx, lead, g.ID), locales.NotFound, "story.not_found")
		_, _, err := h.OpenGuarded(ctx, lead, g.ID)
		refused(t, err, locales.NotFound, "story.not_found")
	}
}

// Each opening of somebody's words is recorded, by the use or the grant and never by the member.
func TestEachOpeningOfAStoryIsRecorded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	young, lead := h.member(networks.Minor), h.member(networks.Adult, networks.RoleSafeguardingLead)
	g := h.grant(young)
	_, c, err := h.OpenGuarded(ctx, lead, g.ID)
	must(t, err)
	if c.Body != "Marker words." {
		t.Errorf("the lead reads %+v", c)
	}
	must(t, h.Agree(ctx, lead, g.ID, stories.Agreement{Custodian: "welfare_office", On: h.day(0), Apart: true}))
	id := h.asked(h.leader, g)
	must(t, h.Answer(ctx, young, id, stories.Yes))
	_, _, _, err = h.Open(ctx, h.leader, h.campaign, id)
	must(t, err)
	if n := h.count(`SELECT count(*) FROM audit_records WHERE act = 'story.opened' AND subject = ANY($1)`, "{"+g.ID+","+id+"}"); n != 2 {
		t.Errorf("%d openings are recorded", n)
	}
	if n := h.count(`SELECT count(*) FROM audit_records WHERE subject = $1`, young.Member); n != 0 {
		t.Error("the record keeps for ever whose story it is")
	}
	h.db.MustExec(`ALTER TABLE audit_records ADD CONSTRAINT no_more CHECK (false) NOT VALID`)
	if _, _, c, err := h.Open(ctx, h.leader, h.campaign, id); err == nil || c.Body != "" {
		t.Errorf("without a record the words are shown: %q, %v", c.Body, err)
	}
}
