package cases_test

import (
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
)

// looksFor lets somebody look into a case of hers again and again for so many minutes, four at a time.
func (h *house) looksFor(a networks.Actor, id string, minutes int) {
	h.t.Helper()
	for range minutes / 4 {
		h.today = h.today.Add(4 * time.Minute)
		must(h.t, h.Claim(ctx, a, selves(a), id))
	}
}

func (h *house) care(a networks.Actor) cases.Care {
	h.t.Helper()
	care, err := h.Care(ctx, a)
	must(h.t, err)
	return care
}

func TestWhoHasLookedLongEnoughTakesNothingMoreTodayButWhatMayMeanDanger(t *testing.T) {
	h := newHouse(t)
	author, reporter, steward := h.member(h.local), h.member(h.local), h.member(h.local, networks.RoleSteward)
	lead, other := h.member(h.local, networks.RoleSafeguardingLead), h.member(h.local, networks.RoleModerator)
	must(t, h.networks.SetCare(ctx, steward, 30))
	refused(t, h.networks.SetCare(ctx, steward, 45), locales.Invalid, "networks.brake_unknown")
	refused(t, h.networks.SetCare(ctx, lead, 60), locales.Forbidden, "networks.not_allowed")
	for _, reason := range []cases.Reason{cases.Harms, cases.Rules} {
		ref, _ := h.post(author, "Words "+string(reason))
		h.report(reporter, ref, reason)
	}
	first, second := h.queue(lead)[0].ID, h.queue(lead)[1].ID
	must(t, h.Claim(ctx, lead, selves(lead), first))
	h.looksFor(lead, first, 28)
	if care := h.care(lead); care.Break || care.Enough {
		t.Errorf("after 28 minutes it stands %+v", care)
	}
	h.looksFor(lead, first, 4)
	if care := h.care(lead); !care.Break || !care.Enough {
		t.Errorf("after 32 minutes it stands %+v", care)
	}
	refused(t, h.Claim(ctx, lead, selves(lead), second), locales.TooMany, "looking.enough")
	must(t, h.Decide(ctx, lead, selves(lead), first, ruling(cases.Talk))) // what she has she may finish

	ref, _ := h.post(author, "Words of worry.")
	h.report(reporter, ref, cases.Worried)
	must(t, h.Claim(ctx, lead, selves(lead), h.queue(lead)[0].ID))
	must(t, h.Claim(ctx, other, selves(other), second)) // another is as fresh as ever
	must(t, h.HandOver(ctx, other, second))

	h.today = h.today.Add(11 * time.Minute)
	if care := h.care(lead); care.Break || !care.Enough {
		t.Errorf("after a break it stands %+v", care)
	}
	h.today = h.today.AddDate(0, 0, 1)
	must(t, h.Sweep(ctx))
	var left int
	if must(t, h.db.Get(&left, `SELECT count(*) FROM care_minutes`)); left != 0 {
		t.Error("how long she looked yesterday is known today")
	}
	must(t, h.Claim(ctx, lead, selves(lead), second))
}

// A network may want no end, and a pause of a quarter of an hour isn't work.
func TestAPauseDoesNotCount(t *testing.T) {
	h := newHouse(t)
	moderator, steward := h.member(h.local, networks.RoleModerator), h.member(h.local, networks.RoleSteward)
	ref, _ := h.post(h.member(h.local), "Words.")
	h.report(h.member(h.local), ref, cases.Rules)
	must(t, h.networks.SetCare(ctx, steward, 30))
	id := h.only(moderator)
	for range 5 { // five minutes each
		h.today = h.today.Add(15 * time.Minute)
		must(t, h.Looks(ctx, moderator))
	}
	if care := h.care(moderator); care.Enough || care.Break {
		t.Errorf("with pauses it stands %+v", care)
	}
	must(t, h.networks.SetCare(ctx, steward, 0))
	must(t, h.Claim(ctx, moderator, selves(moderator), id))
	h.looksFor(moderator, id, 240)
	if care := h.care(moderator); care.Enough || !care.Break {
		t.Errorf("without an end it stands %+v", care)
	}
}

func TestAllThatSomebodyHasTakenIsHandedOverAtOnce(t *testing.T) {
	h := newHouse(t)
	one, other, author, reporter := h.member(h.local, networks.RoleModerator), h.member(h.local, networks.RoleModerator), h.member(h.local), h.member(h.local)
	for _, words := range []string{"Words.", "Other words."} {
		ref, _ := h.post(author, words)
		h.report(reporter, ref, cases.Rules)
	}
	for _, w := range h.queue(one) {
		must(t, h.Claim(ctx, one, selves(one), w.ID))
	}
	must(t, h.HandOverAll(ctx, other))
	if len(h.queue(other)) != 0 {
		t.Error("another hands over what isn't hers")
	}
	refused(t, h.HandOverAll(ctx, author), locales.Forbidden, "networks.not_allowed")
	must(t, h.HandOverAll(ctx, one))
	if len(h.queue(other)) != 2 {
		t.Error("it doesn't wait for another")
	}
}
