package advocacy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/networks"
)

func TestOnlyASurvivorLeaderBeginsACampaign(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, a := range []networks.Actor{h.member(), h.member(networks.RoleTrainer, networks.RoleModerator), h.steward, h.newcomer()} {
		_, err := h.Begin(ctx, a, h.draft())
		refused(t, err, locales.Forbidden, "networks.not_allowed")
	}
	leader := h.leader()
	id := h.campaign(leader)
	place, err := h.Place(ctx, leader, id, "en")
	must(t, err)
	if !place.Leads() || !place.Works() || place.Facilitated() != 1 || place.Title != "Leaves for all" {
		t.Errorf("she who began it has %+v", place)
	}
}

func TestBeginningTwiceBeginsOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader, draft := h.leader(), h.draft()
	first, err := h.Begin(ctx, leader, draft)
	must(t, err)
	second, err := h.Begin(ctx, leader, draft)
	must(t, err)
	if first != second {
		t.Error("two were begun")
	}
}

func TestADraftThatIsNotWholeIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	for id, spoil := range map[string]func(*advocacy.Draft){
		"campaign.words_needed":     func(d *advocacy.Draft) { d.Title = " \n " },
		"campaign.too_long":         func(d *advocacy.Draft) { d.Slogan = strings.Repeat("a", advocacy.SloganLength+1) },
		"campaign.languages_needed": func(d *advocacy.Draft) { d.Languages = []string{"sw"} },
		"campaign.days_needed":      func(d *advocacy.Draft) { d.EndsOn = d.StartsOn.AddDate(0, 0, -1) },
		"campaign.space_needed":     func(d *advocacy.Draft) { d.Space = h.space(networks.PurposeWelcome) },
	} {
		draft := h.draft()
		spoil(&draft)
		_, err := h.Begin(ctx, leader, draft)
		refused(t, err, locales.Invalid, id)
	}
	draft := h.draft()
	draft.Space = h.space(networks.PurposeStaff)
	_, err := h.Begin(ctx, leader, draft)
	refused(t, err, locales.NotFound, "networks.space_not_found")
}

// Who may not read a campaign is answered as if there were none, whatever she asks of it.
func TestWhoMayNotReadACampaignIsToldThatThereIsNone(t *testing.T) {
	t.Parallel()
	h, other := newHouse(t), newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	h.ask(leader, id)
	draft, step := h.draft(), advocacy.MoveDraft{From: 1, Status: advocacy.Adopted, Lang: "en", Day: h.day(0)}
	for _, a := range []networks.Actor{h.newcomer(), other.leader(), other.steward} {
		_, err := h.Campaign(ctx, a, id, "en")
		errs := []error{err}
		_, err = h.Place(ctx, a, id, "en")
		errs = append(errs, err)
		_, err = h.Texts(ctx, a, id)
		errs = append(errs, err)
		_, err = h.Asks(ctx, a, id, "en")
		errs = append(errs, err)
		_, err = h.Ask(ctx, a, id, 1, "en")
		errs = append(errs, err)
		_, err = h.Draft(ctx, a, id, askDraft())
		errs = append(errs, err, h.Change(ctx, a, id, draft), h.Translate(ctx, a, id, draft), h.End(ctx, a, id), h.Join(ctx, a, id), h.Leave(ctx, a, id),
			h.Give(ctx, a, id, a.Member), h.Reword(ctx, a, id, 1, askDraft()), h.TranslateAsk(ctx, a, id, 1, askDraft()), h.Move(ctx, a, id, 1, step))
		for _, err := range errs {
			refused(t, err, locales.NotFound, "campaign.not_found")
		}
	}
	list, err := h.Campaigns(ctx, h.member(), "en", advocacy.After{})
	must(t, err)
	if len(list) != 1 {
		t.Errorf("a member reads %d campaigns", len(list))
	}
	list, err = h.Campaigns(ctx, other.leader(), "en", advocacy.After{})
	must(t, err)
	if len(list) != 0 {
		t.Errorf("somebody of another network reads %d", len(list))
	}
}

// Only those of the group write, only who leads moves asks and changes the campaign, and only while it goes on.
func TestWhoMayChangeWhat(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker, reader, otherLeader := h.joined(id), h.member(), h.leader()
	number := h.ask(worker, id)
	step, draft := h.step(leader, id, number, advocacy.Adopted), h.draft()
	draft.From = 1
	for _, a := range []networks.Actor{reader, otherLeader, h.steward} {
		_, err := h.Draft(ctx, a, id, askDraft())
		refused(t, err, locales.Forbidden, "campaign.group_only")
		refused(t, h.Reword(ctx, a, id, number, askDraft()), locales.Forbidden, "campaign.group_only")
	}
	for _, a := range []networks.Actor{reader, worker, otherLeader} {
		refused(t, h.Move(ctx, a, id, number, step), locales.Forbidden, "campaign.group_only")
		refused(t, h.Change(ctx, a, id, draft), locales.Forbidden, "campaign.group_only")
		refused(t, h.End(ctx, a, id), locales.Forbidden, "campaign.group_only")
	}
	h.pass(91)
	_, err := h.Draft(ctx, worker, id, askDraft())
	refused(t, err, locales.Forbidden, "campaign.group_only")
	must(t, h.Move(ctx, leader, id, number, step))
	must(t, h.End(ctx, leader, id))
	refused(t, h.End(ctx, leader, id), locales.Gone, "campaign.is_over")
	refused(t, h.Join(ctx, reader, id), locales.Gone, "campaign.is_over")
	if _, err := h.Campaign(ctx, reader, id, "en"); err != nil {
		t.Errorf("over, it can't be read: %v", err)
	}
}

// A leader whose role was taken leads no more, and one who must agree again changes nothing first.
func TestWhoLostHerRoleLeadsNoMore(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	busy := leader
	busy.MustAgree = true
	refused(t, h.End(ctx, busy, id), locales.Forbidden, "networks.agree_first")
	h.db.MustExec(`DELETE FROM member_roles WHERE member_id = $1`, leader.Member)
	refused(t, h.End(ctx, h.enter(leader.Member), id), locales.Forbidden, "campaign.group_only")
}

func TestTwoLeadAtMostAndOnlySurvivorLeadersOfTheGroup(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker, second, third, outside := h.joined(id), h.joined(id, networks.RoleSurvivorLeader), h.joined(id, networks.RoleSurvivorLeader), h.leader()
	refused(t, h.Give(ctx, leader, id, worker.Member), locales.Invalid, "campaign.leader_needed")
	refused(t, h.Give(ctx, leader, id, outside.Member), locales.Invalid, "campaign.leader_needed")
	refused(t, h.Give(ctx, second, id, second.Member), locales.Forbidden, "campaign.group_only")
	must(t, h.Give(ctx, leader, id, second.Member))
	must(t, h.Give(ctx, leader, id, second.Member))
	refused(t, h.Give(ctx, second, id, third.Member), locales.Forbidden, "campaign.two_lead")
	must(t, h.Leave(ctx, leader, id))
	must(t, h.Leave(ctx, second, id))
	must(t, h.Give(ctx, third, id, third.Member)) // nobody leads it any more
	must(t, h.Join(ctx, leader, id))
	place, err := h.Place(ctx, leader, id, "en")
	must(t, err)
	if place.Leads() || !place.Works() {
		t.Errorf("back in the group she has %+v", place)
	}
}

// Two who lead save at once: the later one is refused, keeps her draft, and saves over it when she has seen the other.
func TestALaterChangeOfACampaignIsAConflict(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	first, second := h.draft(), h.draft()
	first.From, first.Title = 1, "Leaves for everybody"
	second.From, second.GroupUntil = 1, h.day(200)
	must(t, h.Change(ctx, leader, id, first))
	refused(t, h.Change(ctx, leader, id, second), locales.Conflict, "campaign.changed")
	second.From, second.Title = 2, first.Title
	must(t, h.Change(ctx, leader, id, second))
	texts, err := h.Texts(ctx, leader, id)
	must(t, err)
	c, err := h.Campaign(ctx, leader, id, "en")
	must(t, err)
	if len(texts) != 2 || c.Version != 2 || c.Revision != 3 || !c.GroupUntil.Equal(h.day(200)) {
		t.Errorf("there are %d texts, version %d, revision %d", len(texts), c.Version, c.Revision)
	}
}

func TestACampaignIsReadInHerLanguageOrInTheOneItWasWrittenIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker := h.joined(id)
	words := advocacy.Draft{From: 1, Lang: "sw", Title: "Majani kwa wote", Goal: "Kila mtaa una mti."}
	must(t, h.Translate(ctx, worker, id, words))
	refused(t, h.Translate(ctx, worker, id, words), locales.Conflict, "campaign.changed")
	for lang, want := range map[string]string{"sw": "Majani kwa wote", "en": "Leaves for all", "ar": "Leaves for all"} {
		if c, err := h.Campaign(ctx, worker, id, lang); err != nil || c.Title != want {
			t.Errorf("in %s it is %q (%v)", lang, c.Title, err)
		}
	}
	change := h.draft()
	change.From, change.Goal = 1, "Each street has two trees."
	must(t, h.Change(ctx, leader, id, change))
	words.From = 1
	refused(t, h.Translate(ctx, worker, id, words), locales.Conflict, "campaign.changed")
	if c, err := h.Campaign(ctx, worker, id, "sw"); err != nil || c.Lang != "en" {
		t.Errorf("other words are read in an earlier translation: %q (%v)", c.Lang, err)
	}
}

func TestTheStageOfACampaignFollowsItsDays(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	end, ended := day(10), day(6)
	c := advocacy.Campaign{StartsOn: day(5), EndsOn: &end}
	for n, want := range map[int]string{4: advocacy.Coming, 5: advocacy.UnderWay, 10: advocacy.UnderWay, 11: advocacy.Over} {
		if got := c.Stage(day(n)); got != want {
			t.Errorf("on day %d it is %s", n, got)
		}
	}
	c.EndedOn = &ended
	if c.Stage(day(6)) != advocacy.Over {
		t.Error("an ended campaign goes on")
	}
}

func TestAListOfCampaignsGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	for i := range advocacy.CampaignsAtOnce + 3 {
		draft := h.draft()
		draft.Once, draft.StartsOn = uuid.NewString(), h.day(i/3)
		_, err := h.Begin(ctx, leader, draft)
		must(t, err)
	}
	first, err := h.Campaigns(ctx, leader, "en", advocacy.After{})
	must(t, err)
	last := first[len(first)-1]
	rest, err := h.Campaigns(ctx, leader, "en", advocacy.After{Day: last.StartsOn, ID: last.ID})
	must(t, err)
	if len(first) != advocacy.CampaignsAtOnce || len(rest) != 3 {
		t.Errorf("pages of %d and %d", len(first), len(rest))
	}
	if slices.ContainsFunc(rest, func(c advocacy.Campaign) bool { return c.ID == last.ID }) {
		t.Error("the last of a page comes again")
	}
}
