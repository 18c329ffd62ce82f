package stories_test

import (
	"strings"
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

// Her words are under keys that are in no backup, and what she has ended opens from yesterday's no more.
func TestHerWordsStandNowhereInTheDatabaseAndGoWithTheirKey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member(networks.Adult)
	g := h.grant(her, func(d *stories.Draft) { d.Attribution, d.Name = "name", "Marker name" })
	id := h.asked(h.leader, g)
	must(t, h.Answer(ctx, her, id, stories.Yes))
	for _, table := range []string{"stories", "story_grants", "story_events", "story_uses", "audit_records", "notices"} {
		var rows []string
		must(t, h.db.Select(&rows, `SELECT t::text || encode(convert_to(t::text, 'UTF8'), 'escape') FROM `+table+` t`))
		for _, row := range rows {
			if strings.Contains(row, "arker") {
				t.Errorf("%s holds her words: %s", table, row)
			}
		}
	}
	var backup stories.Grant
	must(t, h.db.Get(&backup, `SELECT * FROM story_grants WHERE id = $1`, g.ID))
	must(t, h.End(ctx, her, g.ID))
	h.db.MustExec(`UPDATE story_grants SET sealed = $2, ended_on = NULL WHERE id = $1`, g.ID, backup.Sealed) // yesterday's backup
	if _, c, err := h.Given(ctx, her, g.ID); c.Body != "" || err != nil {
		t.Errorf("from yesterday's backup it opens: %q, %v", c.Body, err)
	}
	if n := h.count(`SELECT count(*) FROM story_grants WHERE ended_on IS NOT NULL AND sealed <> ''`); n != 0 {
		t.Errorf("%d ended grants hold something", n)
	}
}

func TestNobodyElseSeesOrEndsWhatIsHers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, other := h.member(networks.Adult), h.member(networks.Adult)
	g := h.grant(her)
	id := h.asked(h.leader, g)
	_, err := h.Story(ctx, other, keysOf(other), g.Story)
	refused(t, err, locales.NotFound, "story.not_found")
	refused(t, h.Keep(ctx, other, keysOf(other), stories.Story{ID: g.Story, Revision: 1, Words: stories.Words{Title: "a", Body: "b", Lang: "en"}}), locales.NotFound, "story.not_found")
	refused(t, h.End(ctx, other, g.ID), locales.NotFound, "story.not_found")
	refused(t, h.Answer(ctx, other, id, stories.Yes), locales.NotFound, "story.not_found")
	refused(t, h.Answer(ctx, h.leader, id, stories.Yes), locales.NotFound, "story.not_found")
	_, err = h.Events(ctx, other, g.ID)
	refused(t, err, locales.NotFound, "story.not_found")
	must(t, h.Forget(ctx, other, g.Story))
	if mine, err := h.Mine(ctx, her, keysOf(her)); len(mine) != 1 || err != nil {
		t.Errorf("another forgot her story: %+v, %v", mine, err)
	}
	for _, err := range []error{
		second(h.Offered(ctx, other, h.campaign)), second(h.Uses(ctx, other, h.campaign)), h.Ask(ctx, other, h.campaign, g.ID, useDraft()),
		h.SendOut(ctx, other, h.campaign, id, h.day(0)), h.Settle(ctx, other, h.campaign, id, stories.Stays),
	} {
		refused(t, err, locales.NotFound, "story.not_found")
	}
}

func second[T any](_ T, err error) error { return err }

// A group sees nothing of whom a block parts from one of it.
func TestABlockIsObeyed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member(networks.Adult)
	g := h.grant(her)
	id := h.asked(h.leader, g)
	must(t, h.Answer(ctx, her, id, stories.Yes))
	must(t, h.networks.Part(ctx, her, h.leader.Member))
	h.leader = h.enter(h.leader.Member)
	if offered, err := h.Offered(ctx, h.leader, h.campaign); len(offered) != 0 || err != nil {
		t.Errorf("who is blocked is offered %+v, %v", offered, err)
	}
	_, _, _, err := h.Open(ctx, h.leader, h.campaign, id)
	refused(t, err, locales.Gone, "story.no_consent")
}

func TestAUseThatNeedsNoAskingIsAllowedTheNextDayAndNotWhileSheRests(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member(networks.Adult)
	g := h.grant(her, func(d *stories.Draft) { d.Asks = false })
	id := h.asked(h.leader, g)
	expect := func(when, state string) {
		t.Helper()
		must(t, h.Sweep(ctx))
		if use := h.seen(h.leader, id); use.State != state {
			t.Errorf("%s it stands as %s, not %s", when, use.State, state)
		}
	}
	expect("on the day itself", stories.Asked)
	must(t, h.Rest(ctx, her))
	h.pass(1)
	expect("at rest", stories.Asked)
	must(t, h.Wake(ctx, her))
	expect("awake", stories.Allowed)
	must(t, h.Answer(ctx, her, id, stories.TakesTime))
	h.pass(3)
	expect("while she thinks", stories.Asked)
	if n := h.count(`SELECT count(*) FROM notices WHERE member_id = $1 AND kind = 'consent'`, her.Member); n != 0 {
		t.Errorf("she is told %d times of what she needn't answer", n)
	}
}

func TestWhatIsOutIsAskedBackWhenItsDaysAreOverOrItsTellerHasLeft(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, leaving := h.member(networks.Adult), h.member(networks.Adult)
	over, gone := h.out(her, h.grant(her)), h.out(leaving, h.grant(leaving))
	h.db.MustExec(`DELETE FROM members WHERE network_id = $1 AND id = $2`, h.network.ID, leaving.Member)
	must(t, h.Sweep(ctx))
	if use := h.seen(h.leader, gone); use.State != stories.Recall {
		t.Errorf("of one who has left it stands as %s", use.State)
	}
	must(t, h.Settle(ctx, h.leader, h.campaign, gone, stories.Recalled))
	h.pass(101)
	must(t, h.Sweep(ctx))
	if use := h.seen(h.leader, over); use.State != stories.Recall {
		t.Errorf("after its last day it stands as %s", use.State)
	}
}

// Under another name nothing of what she allowed may tell the old one: it ends, and her story comes along.
func TestAStoryFollowsHerAndWhatSheAllowedDoesNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, anew := h.member(networks.Adult), h.member(networks.Adult)
	out := h.out(her, h.grant(her))
	tx := h.db.MustBegin()
	must(t, h.Follow(ctx, tx, h.network.ID, her.Member, anew.Member))
	must(t, tx.Commit())
	if mine, err := h.Mine(ctx, anew, keysOf(her)); len(mine) != 1 || err != nil { // her sealers stay the same
		t.Errorf("her story didn't come along: %+v, %v", mine, err)
	}
	if n := h.count(`SELECT count(*) FROM story_grants`); n != 0 {
		t.Errorf("%d grants came along", n)
	}
	must(t, h.Sweep(ctx))
	if use := h.seen(h.leader, out); use.State != stories.Recall {
		t.Errorf("what is out stands as %s", use.State)
	}
}

// Two windows of hers, pressed twice, and two at once: nothing is lost or done twice.
func TestRacesLoseNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member(networks.Adult)
	story := h.story(her)
	first := stories.Story{ID: story, Revision: 1, Words: stories.Words{Title: "One", Body: "From one window.", Lang: "en"}}
	must(t, h.Keep(ctx, her, keysOf(her), first))
	refused(t, h.Keep(ctx, her, keysOf(her), first), locales.Conflict, "story.changed_meanwhile")
	d := h.draft()
	must(t, h.Give(ctx, her, keysOf(her), story, d))
	must(t, h.Give(ctx, her, keysOf(her), story, d))
	if grants, err := h.Grants(ctx, her, story); len(grants) != 1 || err != nil {
		t.Errorf("pressed twice there are %d grants, %v", len(grants), err)
	}
	use := useDraft()
	must(t, h.Ask(ctx, h.leader, h.campaign, d.Once, use))
	must(t, h.Ask(ctx, h.leader, h.campaign, d.Once, use))
	must(t, h.Answer(ctx, her, use.Once, stories.Yes))
	errs := make(chan error, 2)
	go func() { errs <- h.End(ctx, her, d.Once) }()
	go func() { errs <- h.SendOut(ctx, h.leader, h.campaign, use.Once, h.day(0)) }()
	for range 2 {
		if err := <-errs; err != nil {
			refused(t, err, locales.Gone, "story.no_consent")
		}
	}
	if state := h.seen(h.leader, use.Once).State; state != stories.Recall && state != stories.Lapsed {
		t.Errorf("ended and sent out at once it stands as %s", state)
	}
}

func TestWhatHappenedToAGrantIsNeverChanged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member(networks.Adult)
	g := h.grant(her)
	h.out(her, g)
	for _, change := range []string{`UPDATE story_events SET day = day - 1`, `DELETE FROM story_events`, `UPDATE story_events SET kind = 'given'`} {
		if _, err := h.db.Exec(change); err == nil {
			t.Errorf("%s was done", change)
		}
	}
	must(t, h.End(ctx, her, g.ID))
	events, err := h.Events(ctx, her, g.ID)
	must(t, err)
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	if got := strings.Join(kinds, " "); got != "given asked allowed out ended" {
		t.Errorf("it says %s", got)
	}
	must(t, h.Forget(ctx, her, g.Story))
	if n := h.count(`SELECT count(*) FROM story_events`); n != 0 {
		t.Errorf("%d events outlive their grant", n)
	}
}

func TestGrantsThatAreNotWholeAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member(networks.Adult)
	story := h.story(her)
	for id, change := range map[string]func(*stories.Draft){
		"story.choices_needed": func(d *stories.Draft) { d.Audience = "everybody" },
		"story.name_needed":    func(d *stories.Draft) { d.Attribution, d.Name = "name", " " },
		"story.days_needed":    func(d *stories.Draft) { d.UntilOn = h.day(900) },
		"story.too_long":       func(d *stories.Draft) { d.Limits = strings.Repeat("ش", stories.LimitsLength+1) },
		"ask.language_needed":  func(d *stories.Draft) { d.Lang = "xx" },
	} {
		d := h.draft()
		change(&d)
		refused(t, h.Give(ctx, her, keysOf(her), story, d), locales.Invalid, id)
	}
	d := h.draft()
	d.UntilOn = h.day(-1)
	d.FromOn = h.day(-2)
	refused(t, h.Give(ctx, her, keysOf(her), story, d), locales.Invalid, "story.days_needed")
	must(t, h.campaigns.End(ctx, h.leader, h.campaign))
	refused(t, h.Give(ctx, her, keysOf(her), story, h.draft()), locales.Gone, "campaign.is_over")
	for range stories.StoriesEach - 1 {
		h.story(her)
	}
	refused(t, h.Keep(ctx, her, keysOf(her), stories.Story{ID: h.draft().Once, Words: stories.Words{Title: "a", Body: "b", Lang: "en"}}), locales.TooMany, "story.many")
}

// A grant whose key was lost (a restored machine, an emptied folder) lets nothing through, and is no failure.
func TestAGrantWithoutItsKeyDoesNotLive(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her := h.member(networks.Adult)
	g := h.grant(her)
	id := h.asked(h.leader, g)
	must(t, h.Answer(ctx, her, id, stories.Yes))
	must(t, h.keys.Destroy(g.ID))
	if offered, err := h.Offered(ctx, h.leader, h.campaign); len(offered) != 0 || err != nil {
		t.Errorf("the group is offered %+v, %v", offered, err)
	}
	_, _, _, err := h.Open(ctx, h.leader, h.campaign, id)
	refused(t, err, locales.Gone, "story.no_consent")
	must(t, h.Sweep(ctx))
	must(t, h.End(ctx, her, g.ID))
}

func TestARecordIsHersAloneAndStandsNowhereInTheClear(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, anew := h.member(networks.Adult), h.member(networks.Adult)
	entry := stories.Contribution{About: "campaign 1", Day: h.day(-2), Title: "Marker entry", Words: "I wrote the second ask.", Lang: "en"}
	must(t, h.Note(ctx, her, keysOf(her), entry))
	must(t, h.Note(ctx, her, keysOf(her), entry)) // pressed twice
	later := entry
	later.About, later.Day = "own 2", h.day(0)
	must(t, h.Note(ctx, her, keysOf(her), later))
	record, err := h.Record(ctx, her, keysOf(her))
	if len(record) != 2 || err != nil || record[0] != later || record[1] != entry {
		t.Errorf("she keeps %+v, %v", record, err)
	}
	if _, err := h.Record(ctx, her, keys("other words")); err == nil {
		t.Error("another keyring opens it")
	}
	if n := h.count(`SELECT count(*) FROM contributions t WHERE t::text ~ 'arker|campaign' OR encode(sealed, 'escape') ~ 'arker|campaign'`); n != 0 {
		t.Errorf("%d rows tell what she keeps", n)
	}
	later.Title = " "
	refused(t, h.Note(ctx, her, keysOf(her), later), locales.Invalid, "record.title_needed")
	entry.Day = h.day(1)
	refused(t, h.Note(ctx, her, keysOf(her), entry), locales.Invalid, "record.day_needed")
	must(t, h.Unnote(ctx, her, keysOf(her), "own 2"))
	must(t, h.Unnote(ctx, anew, keysOf(anew), "campaign 1"))
	tx := h.db.MustBegin()
	must(t, h.Follow(ctx, tx, h.network.ID, her.Member, anew.Member))
	must(t, tx.Commit())
	if record, err := h.Record(ctx, anew, keysOf(her)); len(record) != 1 || err != nil {
		t.Errorf("under another name she keeps %+v, %v", record, err)
	}
}
