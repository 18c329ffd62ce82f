package engagements_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/advocacy/engagements"
	"tinig/server/networks"
)

// A day on which survivors will be somewhere is the group's alone.
func TestWhatIsPlannedIsTheGroupsAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	worker, reader := h.worker(), h.member()
	draft := h.draft()
	_, err := h.Plan(ctx, reader, h.campaign, draft)
	refused(t, err, locales.Forbidden, "campaign.group_only")
	id, err := h.Plan(ctx, worker, h.campaign, draft)
	must(t, err)
	if again, err := h.Plan(ctx, worker, h.campaign, draft); err != nil || again != id {
		t.Errorf("sent twice it plans %s, %v", again, err)
	}
	if seen, err := h.Engagements.Engagements(ctx, reader, h.campaign); err != nil || len(seen) != 0 {
		t.Errorf("a reader sees what is planned: %+v, %v", seen, err)
	}
	_, err = h.Engagement(ctx, reader, h.campaign, id)
	refused(t, err, locales.NotFound, "campaign.not_found")
	draft.From, draft.Title = 1, "A hearing on shade"
	must(t, h.Change(ctx, worker, h.campaign, id, draft))
	refused(t, h.Change(ctx, h.leader, h.campaign, id, draft), locales.Conflict, "campaign.changed")
	refused(t, h.Hold(ctx, worker, h.campaign, id, engagements.NotedHeld{From: 2, Lang: "en"}), locales.Invalid, "engagement.not_yet")
	h.held(id)
	if seen, err := h.Engagement(ctx, reader, h.campaign, id); err != nil || seen.Title != "A hearing on shade" || seen.Note != "It went well." {
		t.Errorf("what was held is read as %+v, %v", seen, err)
	}
	refused(t, h.CallOff(ctx, h.leader, h.campaign, id), locales.Conflict, "campaign.changed")
	other := h.planned()
	refused(t, h.CallOff(ctx, worker, h.campaign, other), locales.Forbidden, "campaign.group_only")
	must(t, h.CallOff(ctx, h.leader, h.campaign, other))
	if _, err := h.Engagement(ctx, reader, h.campaign, other); !locales.IsKind(err, locales.NotFound) {
		t.Errorf("what was called off is read: %v", err)
	}
}

func TestWhatIsPlannedIsCheckedFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, c := range []struct {
		change func(*engagements.Draft)
		kind   locales.Kind
		want   string
	}{
		{func(d *engagements.Draft) { d.Title = " " }, locales.Invalid, "engagement.words_needed"},
		{func(d *engagements.Draft) { d.Body = strings.Repeat("a", 121) }, locales.Invalid, "engagement.words_needed"},
		{func(d *engagements.Draft) { d.Kind = "party" }, locales.Invalid, "target.choices_needed"},
		{func(d *engagements.Draft) { d.Stated = "owned" }, locales.Invalid, "target.choices_needed"},
		{func(d *engagements.Draft) { d.Day = time.Time{} }, locales.Invalid, "engagement.day_needed"},
		{func(d *engagements.Draft) { d.Lang = "xx" }, locales.Invalid, "ask.language_needed"},
		{func(d *engagements.Draft) { d.Ask = 9 }, locales.NotFound, "campaign.not_found"},
	} {
		draft := h.draft()
		c.change(&draft)
		_, err := h.Plan(ctx, h.leader, h.campaign, draft)
		refused(t, err, c.kind, c.want)
	}
}

// score has so many members of the group score at each level, and lets the days go by.
func (h *house) score(id string, each ...int) {
	h.t.Helper()
	for level, count := range each {
		for range count {
			a := h.worker()
			must(h.t, h.Score(ctx, a, of(a, id), h.campaign, id, engagements.Levels[level]))
		}
	}
	h.pass(engagements.ScoreDays)
	must(h.t, h.Sweep(ctx))
}

// Those who took part score without names, once; nobody sees anything before the days are over, and then all see the same.
func TestParticipationIsScoredByThoseWhoTookPart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, worker := h.planned(), h.worker()
	refused(t, h.Score(ctx, worker, of(worker, id), h.campaign, id, "led"), locales.NotFound, "campaign.not_found")
	h.held(id)
	outside := h.member()
	refused(t, h.Score(ctx, outside, of(outside, id), h.campaign, id, "led"), locales.Forbidden, "campaign.group_only")
	refused(t, h.Score(ctx, worker, of(worker, id), h.campaign, id, "perhaps"), locales.Invalid, "score.level_needed")
	must(t, h.Score(ctx, worker, of(worker, id), h.campaign, id, "consulted"))
	refused(t, h.Score(ctx, worker, of(worker, id), h.campaign, id, "led"), locales.Conflict, "score.given")
	if open, scored, err := h.Scores(ctx, of(worker, id), h.read(id)); err != nil || !open || !scored {
		t.Errorf("it is open %v and scored %v, %v", open, scored, err)
	}
	must(t, h.Sweep(ctx))
	if h.read(id).Result != nil {
		t.Error("there is a result before the days are over")
	}
	h.score(id, 0, 4, 0, 0, 1)
	refused(t, h.Score(ctx, worker, of(worker, id), h.campaign, id, "led"), locales.Gone, "score.over")
	after := h.read(id)
	if r := after.Result; r == nil || r.Few || r.Scored != 6 || after.Gap() == "" {
		t.Fatalf("it is shown as %+v", r)
	}
	for _, cell := range after.Result.Cells {
		if cell.Count > 0 && cell.Count < 3 {
			t.Errorf("it tells of %d", cell.Count)
		}
	}
	var left int
	must(t, h.db.Get(&left, `SELECT cardinality(given) + cardinality(counts) FROM engagement_scores WHERE engagement_id = $1`, id))
	if left != 0 {
		t.Errorf("%d traces of who scored are left", left)
	}
}

func TestTheGapIsToldOnlyWhereMostAgree(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, c := range []struct {
		stated string
		each   []int
		want   string
	}{
		{"coproduced", []int{0, 5, 0, 0, 0}, engagements.GapLess},
		{"coproduced", []int{3, 4, 0, 0, 0}, engagements.GapLess},
		{"consulted", []int{0, 4, 0, 0, 0}, engagements.GapSame},
		{"consulted", []int{0, 0, 3, 0, 3}, engagements.GapMore},
		{"consulted", []int{4, 0, 0, 0, 4}, engagements.GapMixed},
		{"consulted", []int{1, 1, 0, 0, 0}, ""},
	} {
		draft := h.draft()
		draft.Stated = c.stated
		id, err := h.Plan(ctx, h.leader, h.campaign, draft)
		must(t, err)
		h.held(id)
		h.score(id, c.each...)
		if got := h.read(id).Gap(); got != c.want {
			t.Errorf("stated %s and scored %v: %q, want %q (%+v)", c.stated, c.each, got, c.want, h.read(id).Result)
		}
	}
}

// Whoever is parted from the other by a block is never offered to her.
func TestTheRosterGoesByWishesAgeAndBlocks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.planned()
	fits, parted, left, elsewhere := h.willing(), h.willing(), h.willing(), h.worker()
	must(t, h.Wish(ctx, elsewhere, engagements.Wishes{Kinds: []string{"webinar"}}))
	outside := h.member()
	must(t, h.Wish(ctx, outside, engagements.Wishes{Kinds: []string{"hearing"}}))
	minor := h.aged("minor")
	must(t, h.advocacy.Join(ctx, minor, h.campaign))
	refused(t, h.Wish(ctx, minor, engagements.Wishes{Kinds: []string{"hearing"}}), locales.Forbidden, "networks.not_allowed")
	h.db.MustExec(`INSERT INTO speaker_wishes VALUES ($1, $2, '{hearing}', '{}', 0)`, h.network.ID, minor.Member)
	later := h.worker()
	day := h.day(31)
	must(t, h.Wish(ctx, later, engagements.Wishes{Kinds: []string{"hearing"}, NotBefore: &day}))
	h.db.MustExec(`INSERT INTO blocks (network_id, member_id, blocked_id) VALUES ($1, $2, $3)`, h.network.ID, parted.Member, h.leader.Member)
	h.db.MustExec(`UPDATE members SET standing = 'left' WHERE network_id = $1 AND id = $2`, h.network.ID, left.Member)
	if got := h.onRoster(id); !slices.Equal(got, []string{fits.Member}) {
		t.Errorf("on the roster are %v, want %s", got, fits.Member)
	}
	must(t, h.Wish(ctx, fits, engagements.Wishes{}))
	if got := h.onRoster(id); len(got) != 0 {
		t.Errorf("who takes her wishes back is still there: %v", got)
	}
	_, err := h.Roster(ctx, h.worker(), h.campaign, id)
	refused(t, err, locales.NotFound, "campaign.not_found")
	refused(t, h.Wish(ctx, fits, engagements.Wishes{Kinds: []string{"letter"}}), locales.Invalid, "target.choices_needed")
	_, err = h.Wishes(ctx, networks.Actor{})
	refused(t, err, locales.Forbidden, "networks.not_allowed")
}
