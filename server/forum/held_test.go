package forum_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/audit"
	"tinig/server/forum"
	"tinig/server/networks"
)

func TestANewcomersFirstThreePostsAreHeld(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	topic := h.topic(moderator)
	for range 3 {
		h.holdReply(fresh, topic, "Words.")
		if n := h.read(moderator, topic).Topic.LastNumber; n != 1 && !fresh.Held {
			t.Errorf("it is posted as %d", n)
		}
		must(t, h.Release(ctx, moderator, h.held(moderator).ID))
		fresh = h.enter(fresh.Member)
	}
	if n := h.reply(fresh, topic, "Words."); n != 5 {
		t.Errorf("her fourth post has the number %d", n)
	}
}

// Somebody new could fill the moderators' list until nobody reads it.
func TestTenPostsOfOneMemberWaitAtATime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh, other := h.member(networks.RoleModerator), h.fresh(), h.fresh()
	topic := h.topic(moderator)
	var sending []func() error
	for range 14 {
		sending = append(sending, func() error { _, err := h.Reply(ctx, fresh, keys, topic, draft("Words.")); return err })
	}
	sent := 0
	for _, err := range atOnce(sending...) {
		if err == nil {
			sent++
			continue
		}
		refused(t, err, locales.TooMany, "forum.waiting_full")
	}
	waiting, err := h.Held(ctx, moderator)
	must(t, err)
	if sent != 10 || len(waiting) != 10 {
		t.Fatalf("%d of 14 were taken, %d wait", sent, len(waiting))
	}
	again := draft("Words.")
	must(t, h.db.Get(&again.Once, `SELECT once FROM held_posts WHERE id = $1`, waiting[0].ID))
	_, err = h.Reply(ctx, fresh, keys, topic, again) // a second press of what waits is no eleventh
	must(t, err)
	must(t, h.SaveDraft(ctx, fresh, keys, h.space(networks.PurposeEveryday), draft("Words.")))
	_, err = h.Start(ctx, fresh, keys, h.space(networks.PurposeEveryday), draft("Words."))
	refused(t, err, locales.TooMany, "forum.waiting_full")
	if n := h.count(`SELECT count(*) FROM drafts WHERE member_id = $1`, fresh.Member); n != 1 {
		t.Error("the draft of what was refused is gone")
	}
	h.holdReply(other, topic, "Words.")
	must(t, h.Return(ctx, moderator, waiting[0].ID, "A reason."))
	h.holdReply(fresh, topic, "Words.")
}

func TestWhatWasGivenBackIsForgottenAfterNinetyDays(t *testing.T) {
	t.Parallel()
	h := alone(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	topic := h.topic(moderator)
	h.holdReply(fresh, topic, "Words.")
	h.pass(100) // it waited for long, and is given back today
	must(t, h.Return(ctx, moderator, h.held(moderator).ID, "A reason."))
	h.holdReply(fresh, topic, "Other words.")
	for _, c := range []struct{ days, left int }{{90, 2}, {1, 1}, {300, 1}} {
		h.pass(c.days)
		must(t, h.Sweep(ctx))
		own, err := h.OwnHeld(ctx, fresh)
		must(t, err)
		if len(own) != c.left {
			t.Errorf("%d days later %d are left", c.days, len(own))
		}
	}
}

func TestWhatIsHeldIsSeenByItsAuthorAndTheModeratorsOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh, other := h.member(networks.RoleModerator), h.fresh(), h.member()
	topic := h.topic(moderator)
	h.holdReply(fresh, topic, "Words.")
	own, err := h.OwnHeld(ctx, fresh)
	must(t, err)
	if len(own) != 1 || own[0].Body != "Words." || own[0].Topic != topic {
		t.Errorf("she sees %+v", own)
	}
	if held := h.taken(moderator); held.Body != "Words." || held.Author != fresh.Member {
		t.Errorf("the moderator sees %+v", held)
	}
	own, err = h.OwnHeld(ctx, other)
	must(t, err)
	if len(own) != 0 {
		t.Errorf("somebody else sees %+v", own)
	}
	for _, a := range []networks.Actor{other, fresh, h.member(networks.RoleCustodian)} {
		_, err = h.Held(ctx, a)
		refused(t, err, locales.Forbidden, "networks.not_allowed")
		refused(t, h.Release(ctx, a, h.held(moderator).ID), locales.Forbidden, "networks.not_allowed")
		refused(t, h.Return(ctx, a, h.held(moderator).ID, "No."), locales.Forbidden, "networks.not_allowed")
	}
	if reading := h.read(other, topic); len(reading.Posts) != 1 || reading.Unread != 1 || reading.Head.Seq != 1 {
		t.Errorf("others read %+v", reading)
	}
}

// So that nobody's unread posts appear behind her.
func TestAReleasedPostGetsItsNumberAndDayWhenItIsReleased(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	topic := h.topic(moderator)
	h.holdReply(fresh, topic, "Held words.")
	h.reply(moderator, topic, "A later word.")
	h.pass(2)
	must(t, h.Release(ctx, moderator, h.held(moderator).ID))
	reading := h.read(moderator, topic)
	_, post, err := h.Post(ctx, moderator, topic, 3)
	must(t, err)
	if post.Body != "Held words." || post.Author != fresh.Member || post.WrittenOn.Day() != 6 || reading.Topic.ActiveOn.Day() != 6 {
		t.Errorf("it is %+v in %+v", post, reading.Topic)
	}
	if reading.Unread != 1 || reading.FirstUnread != 3 {
		t.Errorf("the moderator has %d unread from %d", reading.Unread, reading.FirstUnread)
	}
	if r := h.read(fresh, topic); r.Unread != 2 || r.FirstUnread != 1 {
		t.Errorf("its author has %d unread from %d", r.Unread, r.FirstUnread)
	}
	if events := h.events(topic); events[2] != "post 3" || len(events) != 3 {
		t.Errorf("the events are %v", events)
	}
}

func TestAHeldTopicBeginsWhenItIsReleased(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	started, err := h.Start(ctx, fresh, keys, h.space(networks.PurposeEveryday), draft("First words."))
	must(t, err)
	if !started.Held || started.Topic != "" {
		t.Fatalf("it began: %+v", started)
	}
	if held := h.taken(moderator); held.Title != "A title" || held.Topic != "" {
		t.Errorf("the moderator sees %+v", held)
	}
	must(t, h.Release(ctx, moderator, h.held(moderator).ID))
	topics, err := h.Topics(ctx, moderator, h.space(networks.PurposeEveryday), forum.After{})
	must(t, err)
	if len(topics) != 1 || topics[0].Title != "A title" || topics[0].Author != fresh.Member || topics[0].LastNumber != 1 {
		t.Errorf("the topics are %+v", topics)
	}
}

func TestAHeldPostIsDecidedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, second := h.member(networks.RoleModerator), h.member(networks.RoleModerator)
	topic := h.topic(moderator)
	h.holdReply(h.fresh(), topic, "Words.")
	id := h.held(moderator).ID
	errs := atOnce(
		func() error { return h.Release(ctx, moderator, id) },
		func() error { return h.Release(ctx, second, id) },
		func() error { return h.Return(ctx, second, id, "Not like this.") })
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
			continue
		}
		refused(t, err, locales.NotFound, "forum.held_not_found")
	}
	if done != 1 {
		t.Errorf("%d decided: %v", done, errs)
	}
	refused(t, h.Release(ctx, moderator, id), locales.NotFound, "forum.held_not_found")
	refused(t, h.Return(ctx, moderator, id, "No."), locales.NotFound, "forum.held_not_found")
	refused(t, h.Release(ctx, moderator, uuid.NewString()), locales.NotFound, "forum.held_not_found")
}

func TestAReturnedPostGoesBackWithAReason(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	topic := h.topic(moderator)
	h.holdReply(fresh, topic, "Words.")
	id := h.held(moderator).ID
	for _, reason := range []string{"", " \u202e ", strings.Repeat("ñ", 501)} {
		refused(t, h.Return(ctx, moderator, id, reason), locales.Invalid, "forum.reason_needed")
	}
	must(t, h.Return(ctx, moderator, id, " Leave the street out. "))
	own, err := h.OwnHeld(ctx, fresh)
	must(t, err)
	if len(own) != 1 || own[0].Returned != "Leave the street out." || own[0].Body != "Words." {
		t.Errorf("she sees %+v", own)
	}
	waiting, err := h.Held(ctx, moderator)
	must(t, err)
	if len(waiting) != 0 {
		t.Error("it waits still")
	}
	refused(t, h.Release(ctx, moderator, id), locales.NotFound, "forum.held_not_found")
	if !h.enter(fresh.Member).Held {
		t.Error("a returned post was counted as seen")
	}
}

func TestAnAuthorDiscardsHerOwnHeldPostOnly(t *testing.T) {
	t.Parallel()
	h := alone(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	topic := h.topic(moderator)
	h.holdReply(fresh, topic, "Words to be gone.")
	id := h.held(moderator).ID
	must(t, h.Discard(ctx, h.fresh(), id))
	h.held(moderator)
	must(t, h.Discard(ctx, fresh, id))
	must(t, h.Discard(ctx, fresh, id))
	if strings.Contains(h.dump(), "Words to be gone.") {
		t.Error("the words are there")
	}
}

func TestNobodyReleasesHerOwnWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	h.holdReply(fresh, h.topic(moderator), "Words.")
	h.give(fresh.Member, networks.RoleModerator)
	refused(t, h.Release(ctx, h.enter(fresh.Member), h.held(moderator).ID), locales.Forbidden, "networks.not_allowed")
}

func TestAModeratorWhoMayNotReadTheSpaceFindsNothingWaiting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator := h.member(networks.RoleModerator)
	h.holdReply(h.fresh(), h.topic(moderator), "Words.")
	elsewhere := h.elsewhere()
	waiting, err := h.Held(ctx, elsewhere)
	must(t, err)
	if len(waiting) != 0 {
		t.Error("she sees it")
	}
	refused(t, h.Release(ctx, elsewhere, h.held(moderator).ID), locales.NotFound, "forum.held_not_found")
}

func TestWhatCanNotBePostedIsNotReleasedAndWaits(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	topic := h.topic(moderator)
	h.holdReply(fresh, topic, "Words.")
	id := h.held(moderator).ID
	h.db.MustExec(`UPDATE topics SET locked = true WHERE id = $1`, topic)
	records := h.count(`SELECT count(*) FROM audit_records WHERE network_id = $1`, h.network.ID)
	refused(t, h.Release(ctx, moderator, id), locales.Conflict, "forum.release_not_possible")
	if h.held(moderator).ID != id || h.count(`SELECT count(*) FROM audit_records WHERE network_id = $1`, h.network.ID) != records || h.count(`SELECT to_hold FROM members WHERE id = $1`, fresh.Member) != 3 {
		t.Error("the refused release left something")
	}
}

func TestADecisionIsRecordedOrRefused(t *testing.T) {
	t.Parallel()
	h := alone(t)
	moderator := h.member(networks.RoleModerator)
	topic := h.topic(moderator)
	for act, decide := range map[string]func(id string) error{
		"held.released": func(id string) error { return h.Release(ctx, moderator, id) },
		"held.returned": func(id string) error { return h.Return(ctx, moderator, id, "Not like this.") },
	} {
		h.holdReply(h.fresh(), topic, "Words.")
		held := h.held(moderator)
		h.db.MustExec(`ALTER TABLE audit_records RENAME TO away`)
		if err := decide(held.ID); err == nil {
			t.Errorf("%s was done without a record", act)
		}
		h.db.MustExec(`ALTER TABLE away RENAME TO audit_records`)
		if h.held(moderator) != held {
			t.Errorf("%s changed something without a record", act)
		}
		must(t, decide(held.ID))
		if n := h.count(`SELECT count(*) FROM audit_records WHERE act = $1 AND actor = $2 AND subject = $3`, act, moderator.Member, held.ID); n != 1 {
			t.Errorf("%s is recorded %d times", act, n)
		}
	}
	must(t, audit.Verify(ctx, h.db, h.network.ID))
}

func TestPressingTwiceHoldsOnceAlsoAfterTheRelease(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	topic := h.topic(moderator)
	reply, start := draft("Words."), draft("Words.")
	press := func() {
		t.Helper()
		_, err := h.Reply(ctx, fresh, keys, topic, reply)
		must(t, err)
		_, err = h.Start(ctx, fresh, keys, h.space(networks.PurposeEveryday), start)
		must(t, err)
	}
	press()
	press()
	waiting, err := h.Held(ctx, moderator)
	must(t, err)
	if len(waiting) != 2 {
		t.Fatalf("%d wait", len(waiting))
	}
	for _, held := range waiting {
		must(t, h.Release(ctx, moderator, held.ID))
	}
	press()
	if waiting, err = h.Held(ctx, moderator); err != nil || len(waiting) != 0 {
		t.Errorf("%d wait again: %v", len(waiting), err)
	}
}

// Her first press waited; meanwhile her others were released, and the second press posted at once.
func TestWhatWasPostedMeanwhileIsNotReleasedAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	topic := h.topic(moderator)
	d := draft("Words.")
	_, err := h.Reply(ctx, fresh, keys, topic, d)
	must(t, err)
	h.db.MustExec(`UPDATE members SET to_hold = 0 WHERE id = $1`, fresh.Member)
	_, err = h.Reply(ctx, h.enter(fresh.Member), keys, topic, d)
	must(t, err)
	refused(t, h.Release(ctx, moderator, h.held(moderator).ID), locales.Conflict, "forum.release_not_possible")
	must(t, h.Return(ctx, moderator, h.held(moderator).ID, "It is there already."))
}

func TestInAHeldSpaceEverybodysWordsWaitButTheStaffs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, moderator := h.member(), h.member(networks.RoleModerator)
	topic := h.topic(writer)
	h.db.MustExec(`UPDATE spaces SET posting = 'held' WHERE network_id = $1`, h.network.ID)
	h.holdReply(writer, topic, "Words.")
	h.reply(moderator, topic, "A moderator's words.")
	refused(t, h.Edit(ctx, writer, topic, 1, 1, draft("Words that nobody saw.")), locales.Forbidden, "networks.not_allowed")
	must(t, h.Release(ctx, moderator, h.held(moderator).ID))
}

func TestAQuietDayBeginsWhenTooMuchOfNewcomersWaits(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	must(t, h.networks.SetBrake(ctx, h.steward, 5))
	welcome := h.space(networks.PurposeWelcome)
	calm := func() bool { return h.enter(h.steward.Member).Calm() }
	for range 3 {
		newcomer := h.newcomer()
		for range 2 {
			if calm() {
				t.Fatal("it is quiet before")
			}
			d := draft("I'm new.")
			d.Title = "Hello"
			_, err := h.Start(ctx, newcomer, keys, welcome, d)
			must(t, err)
		}
	}
	if !calm() {
		t.Error("six posts of newcomers begin no quiet day")
	}
}
