package forum_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// known is a member vouched for, of a band.
func (h *house) known(band networks.Band, roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := h.member(roles...).Member
	h.db.MustExec(`UPDATE members SET vouched = true, band = $2 WHERE id = $1`, id, band)
	return h.enter(id)
}

func circle(days int, with ...networks.Actor) forum.Draft {
	d := draft("Words among us.")
	d.Circle, d.FadeDays = true, days
	for _, a := range with {
		d.With += a.Pseudonym + "\n"
	}
	return d
}

// circle is begun in the everyday space.
func (h *house) circle(by networks.Actor, days int, with ...networks.Actor) string {
	h.t.Helper()
	started, err := h.Start(ctx, by, keys, h.space(networks.PurposeEveryday), circle(days, with...))
	must(h.t, err)
	return started.Topic
}

// asked says whether she is asked into the circle.
func (h *house) asked(a networks.Actor, topic string) bool {
	h.t.Helper()
	invitations, err := h.Invitations(ctx, h.enter(a.Member))
	must(h.t, err)
	return slices.ContainsFunc(invitations, func(i forum.Invitation) bool { return i.Topic == topic })
}

// absent fails the test unless the topic isn't there for her, at any door.
func (h *house) absent(a networks.Actor, topic string) {
	h.t.Helper()
	_, err := h.Read(ctx, a, topic, 1)
	refused(h.t, err, locales.NotFound, "forum.topic_not_found")
	_, _, err = h.Post(ctx, a, topic, 1)
	refused(h.t, err, locales.NotFound, "forum.topic_not_found")
	_, err = h.Reply(ctx, a, keys, topic, draft("Words."))
	refused(h.t, err, locales.NotFound, "forum.topic_not_found")
	refused(h.t, h.MayFollow(ctx, a, topic), locales.NotFound, "forum.topic_not_found")
	refused(h.t, h.MarkRead(ctx, a, topic, []int{1}), locales.NotFound, "forum.topic_not_found")
	refused(h.t, h.Lock(ctx, a, topic, true, because("Why.")), locales.NotFound, "forum.topic_not_found")
	_, err = h.Versions(ctx, a, topic, 1)
	refused(h.t, err, locales.NotFound, "forum.topic_not_found")
	_, _, err = h.Acts(ctx, a, topic)
	refused(h.t, err, locales.NotFound, "forum.topic_not_found")
	_, err = h.Forum.Companions(ctx, a, topic)
	refused(h.t, err, locales.NotFound, "forum.topic_not_found")
	if lists := h.lists(a); slices.Contains(lists, topic) {
		h.t.Errorf("it is listed for her")
	}
	for _, hit := range h.search(a, forum.Look{Words: "words"}).Hits {
		if hit.Topic.ID == topic {
			h.t.Errorf("it is found by her")
		}
	}
}

// lists are the topics that any list shows her.
func (h *house) lists(a networks.Actor) (ids []string) {
	h.t.Helper()
	everyday := h.space(networks.PurposeEveryday)
	for _, read := range []func() ([]forum.Line, error){
		func() ([]forum.Line, error) { return h.Topics(ctx, a, everyday, forum.After{}) },
		func() ([]forum.Line, error) { return h.Pinned(ctx, a, everyday) },
		func() ([]forum.Line, error) { return h.Unread(ctx, a, []string{everyday}, 50) },
		func() ([]forum.Line, error) { return h.Circles(ctx, a, forum.After{}) },
	} {
		lines, err := read()
		must(h.t, err)
		for _, line := range lines {
			ids = append(ids, line.ID)
		}
	}
	return ids
}

func TestACircleIsThereOnlyForThoseWhoSaidYes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begins, accepts, declines, waits := h.known(networks.Adult), h.known(networks.Adult), h.known(networks.Adult), h.known(networks.Adult)
	topic := h.circle(begins, 0, accepts, declines, waits)
	for _, a := range []networks.Actor{accepts, declines, waits, h.member(), h.steward} {
		h.absent(a, topic)
	}
	must(t, h.Enter(ctx, accepts, topic))
	must(t, h.Decline(ctx, declines, topic))
	must(t, h.Decline(ctx, declines, topic))
	for _, a := range []networks.Actor{declines, waits, h.steward} {
		h.absent(a, topic)
	}
	if h.asked(accepts, topic) || h.asked(declines, topic) || !h.asked(waits, topic) {
		t.Error("others than who hasn't answered are asked")
	}
	refused(t, h.Enter(ctx, declines, topic), locales.NotFound, "circles.not_asked")
	if n := h.reply(accepts, topic, "Here I am."); n != 2 {
		t.Errorf("her reply is number %d", n)
	}
	for _, a := range []networks.Actor{begins, accepts} {
		got, err := h.Read(ctx, a, topic, 1)
		must(t, err)
		if len(got.Posts) != 2 || got.Topic.Title != "A title" {
			t.Errorf("she reads %+v", got)
		}
		in, err := h.Forum.Companions(ctx, a, topic)
		must(t, err)
		if want := slices.Sorted(slices.Values([]string{begins.Member, accepts.Member})); !slices.Equal(in, want) {
			t.Errorf("in it are %v, want %v", in, want)
		}
	}
	if lists := h.lists(accepts); len(lists) != 2 || lists[0] != topic || lists[1] != topic {
		t.Errorf("for her are listed %v, not the circle as unread and as hers", lists)
	}
}

// What is asked for is passed over in silence, alike for whoever may not be in it: the answer, and all that its beginner can see,
// is the same as when everybody declines.
func TestACircleNeverTellsWhoMayNotBeInIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begins := h.known(networks.Adult)
	blocked, blocking := h.known(networks.Adult), h.known(networks.Adult, networks.RoleModerator)
	must(t, h.networks.Part(ctx, begins, blocked.Member))
	must(t, h.networks.Part(ctx, blocking, begins.Member))
	begins = h.enter(begins.Member)
	minor, newcomer, unvouched := h.known(networks.Minor), h.newcomer(), h.member()
	unknown := networks.Actor{Pseudonym: "Nobody Here"}
	left := h.known(networks.Adult)
	h.db.MustExec(`UPDATE members SET standing = 'left' WHERE id = $1`, left.Member)
	willing := h.known(networks.Adult)

	seen := map[string]bool{}
	for _, a := range []networks.Actor{blocked, blocking, minor, newcomer, unvouched, unknown, left, willing} {
		topic := h.circle(begins, 7, a)
		reading := h.read(begins, topic)
		in, err := h.Forum.Companions(ctx, begins, topic)
		must(t, err)
		_, acts, err := h.Acts(ctx, begins, topic)
		must(t, err)
		reading.Topic.ID, reading.Posts[0].Topic, reading.Topic.Once, reading.Posts[0].Once = "", "", "", ""
		reading.Head.Epoch = ""
		seen[fmt.Sprintf("%+v %v %v", reading, in, acts)] = true
		if a.Member != "" && a.Member != left.Member && h.asked(a, topic) != (a.Member == willing.Member) {
			t.Errorf("%s is asked: %v", a.Pseudonym, a.Member != willing.Member)
		}
	}
	if len(seen) != 1 {
		t.Errorf("its beginner can tell them apart: %v", seen)
	}
}

func TestNamesAreFoundHoweverTheyAreTyped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begins, one, other := h.known(networks.Adult), h.known(networks.Adult), h.known(networks.Adult)
	d := circle(0)
	d.With = "  " + strings.ToUpper(one.Pseudonym) + " ،" + strings.ToLower(strings.Replace(other.Pseudonym, " ", "   ", 1)) + "\n\n," + begins.Pseudonym
	started, err := h.Start(ctx, begins, keys, h.space(networks.PurposeEveryday), d)
	must(t, err)
	if !h.asked(one, started.Topic) || !h.asked(other, started.Topic) || h.asked(begins, started.Topic) {
		t.Error("they aren't asked")
	}
}

func TestACircleNeedsNamesAndSomebodyVouchedFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	everyday := h.space(networks.PurposeEveryday)
	known, other := h.known(networks.Adult), h.known(networks.Adult)
	for _, d := range []forum.Draft{circle(0), circle(5, other), circle(-7, other)} {
		_, err := h.Start(ctx, known, keys, everyday, d)
		refused(t, err, locales.Invalid, "circles.names_needed")
	}
	many := circle(0)
	for n := range forum.CircleAtMost + 1 {
		many.With += fmt.Sprintf("Name %d\n", n)
	}
	_, err := h.Start(ctx, known, keys, everyday, many)
	refused(t, err, locales.Invalid, "circles.names_needed")
	fresh := h.fresh()
	h.db.MustExec(`UPDATE members SET vouched = true WHERE id = $1`, fresh.Member)
	for _, a := range []networks.Actor{h.member(), h.enter(fresh.Member)} {
		_, err = h.Start(ctx, a, keys, everyday, circle(0, other))
		refused(t, err, locales.Forbidden, "circles.not_yet")
	}
	if n := h.count(`SELECT count(*) FROM held_posts WHERE network_id = $1`, h.network.ID); n != 0 {
		t.Errorf("%d posts wait for a moderator who isn't in the circle", n)
	}
}

// Under 18: no circle holds both a minor and an adult before two trained adults are in it, and none goes on without them.
func TestAMinorAndAnAdultAreTogetherOnlyWithTwoTrainedAdults(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begins, friend := h.known(networks.Minor), h.known(networks.Minor)
	adult := h.known(networks.Adult)
	moderator, lead := h.known(networks.Adult, networks.RoleModerator), h.known(networks.Adult, networks.RoleSafeguardingLead)
	topic := h.circle(begins, 0, friend, adult, moderator, lead)
	everybody := []networks.Actor{friend, adult, moderator, lead}
	asks := func(want ...networks.Actor) {
		t.Helper()
		for _, a := range everybody {
			if got := h.asked(a, topic); got != slices.ContainsFunc(want, func(w networks.Actor) bool { return w.Member == a.Member }) {
				t.Errorf("%s is asked: %v", a.Pseudonym, got)
			}
		}
	}
	asks(friend)
	for _, a := range []networks.Actor{adult, moderator, lead} {
		refused(t, h.Enter(ctx, a, topic), locales.NotFound, "circles.not_asked")
	}
	must(t, h.Enter(ctx, friend, topic))
	asks()

	with := h.circle(moderator, 0, lead, friend, adult)
	topic = with
	asks(lead, adult)
	must(t, h.Enter(ctx, lead, topic))
	asks(friend, adult)
	must(t, h.Enter(ctx, friend, topic))
	must(t, h.Enter(ctx, adult, topic))
	h.reply(friend, topic, "Words.")
	must(t, h.networks.Take(ctx, h.steward, lead.Member, networks.RoleSafeguardingLead))
	for _, a := range []networks.Actor{friend, adult, moderator} {
		_, err := h.Reply(ctx, h.enter(a.Member), keys, topic, draft("Words."))
		refused(t, err, locales.Conflict, "circles.resting")
	}
	h.give(lead.Member, networks.RoleModerator)
	h.reply(friend, topic, "Words.")
	must(t, h.Leave(ctx, h.enter(lead.Member), topic))
	_, err := h.Reply(ctx, friend, keys, topic, draft("Words."))
	refused(t, err, locales.Conflict, "circles.resting")
	must(t, h.Leave(ctx, friend, topic))
	h.reply(adult, topic, "Words among adults.")
}

// Two who come in at the same moment, each allowed alone, aren't both let in.
func TestTwoWhoComeInAtOnceAreJudgedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator := h.known(networks.Adult, networks.RoleModerator)
	for range 8 {
		lead, minor := h.known(networks.Adult, networks.RoleSafeguardingLead), h.known(networks.Minor)
		topic := h.circle(moderator, 0, lead, minor)
		must(t, h.Enter(ctx, lead, topic))
		atOnce(func() error { return h.Leave(ctx, lead, topic) }, func() error { return h.Enter(ctx, minor, topic) })
		if in := h.count(`SELECT count(*) FROM circle_members WHERE topic_id = $1 AND accepted`, topic); in == 2 {
			if _, err := h.Reply(ctx, minor, keys, topic, draft("Words.")); err == nil {
				t.Error("a minor writes to one adult")
			}
		}
	}
}

func TestWhoLeavesACircleIsOutOfItForGood(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begins, other := h.known(networks.Adult), h.known(networks.Adult)
	topic := h.circle(begins, 0, other)
	must(t, h.Enter(ctx, other, topic))
	n := h.reply(other, topic, "Words of hers.")
	head, err := h.streams.Read(ctx, networks.Control(h.network.ID, other.Member), 0, 100)
	must(t, err)
	must(t, h.Leave(ctx, other, topic))
	after, err := h.streams.Read(ctx, networks.Control(h.network.ID, other.Member), 0, 100)
	must(t, err)
	if len(after) != len(head)+1 {
		t.Error("her open pages aren't told")
	}
	h.absent(other, topic)
	refused(t, h.Enter(ctx, other, topic), locales.NotFound, "circles.not_asked")
	refused(t, h.Leave(ctx, other, topic), locales.NotFound, "forum.topic_not_found")
	must(t, h.Erase(ctx, other, topic, n))
	if _, _, err := h.Post(ctx, begins, topic, n); !locales.IsKind(err, locales.NotFound) {
		t.Error("she can't take her words away")
	}
}

func TestACircleIsClosedFourteenDaysAfterItBegan(t *testing.T) {
	t.Parallel()
	h := alone(t)
	begins, late := h.known(networks.Adult), h.known(networks.Adult)
	topic := h.circle(begins, 0, late)
	h.pass(forum.CircleDays)
	if !h.asked(late, topic) {
		t.Error("she isn't asked on the last day")
	}
	must(t, h.Sweep(ctx))
	h.pass(1)
	if h.asked(late, topic) {
		t.Error("she is still asked")
	}
	refused(t, h.Enter(ctx, late, topic), locales.NotFound, "circles.not_asked")
	must(t, h.Sweep(ctx))
	if n := h.count(`SELECT count(*) FROM circle_members WHERE topic_id = $1`, topic); n != 1 {
		t.Errorf("%d rows are left of who was asked", n)
	}
}

func TestABlockWorksInACircleToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begins, one, other := h.known(networks.Adult), h.known(networks.Adult), h.known(networks.Adult)
	topic := h.circle(begins, 0, one, other)
	must(t, h.Enter(ctx, one, topic))
	must(t, h.networks.Part(ctx, one, begins.Member))
	must(t, h.networks.Part(ctx, other, begins.Member))
	h.absent(h.enter(one.Member), topic)
	if h.asked(other, topic) {
		t.Error("she is asked by somebody she parted from")
	}
	refused(t, h.Enter(ctx, h.enter(other.Member), topic), locales.NotFound, "circles.not_asked")
}

func TestWhoIsPartedFromSomebodyInACircleSeesNeitherNameNorWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begins, one, other := h.known(networks.Adult), h.known(networks.Adult), h.known(networks.Adult)
	topic := h.circle(begins, 0, one, other)
	must(t, h.Enter(ctx, one, topic))
	must(t, h.Enter(ctx, other, topic))
	h.reply(other, topic, "Words.")
	must(t, h.networks.Part(ctx, one, other.Member))
	for _, pair := range [][2]networks.Actor{{one, other}, {other, one}} {
		in, err := h.Forum.Companions(ctx, h.enter(pair[0].Member), topic)
		must(t, err)
		if len(in) != 2 || slices.Contains(in, pair[1].Member) {
			t.Errorf("she sees %v", in)
		}
	}
	if posts := h.read(h.enter(one.Member), topic).Posts; len(posts) != 1 {
		t.Errorf("she reads %d posts", len(posts))
	}
}

func TestPostsOfACircleGoWhenTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	h := alone(t)
	begins, other := h.known(networks.Adult), h.known(networks.Adult)
	fading, staying := h.circle(begins, 7, other), h.circle(begins, 0, other)
	must(t, h.Enter(ctx, other, fading))
	h.pass(1)
	must(t, h.Edit(ctx, begins, fading, 1, 1, draft("Other words among us.")))
	h.reply(other, fading, "Later words.")
	h.pass(6)
	must(t, h.Sweep(ctx))
	r, err := h.Read(ctx, begins, fading, 1)
	must(t, err)
	if !r.Posts[0].Gone || !r.Posts[0].Faded || r.Posts[0].Body != "" || r.Topic.Title != "…" || r.Posts[1].Gone {
		t.Errorf("after seven days it is %+v", r)
	}
	if got := h.toldOf(fading, 3); !slices.Equal(got, []string{"remove 1", "head 0"}) {
		t.Errorf("it is told by %v", got)
	}
	h.pass(1)
	must(t, h.Sweep(ctx))
	must(t, h.Sweep(ctx))
	if dump := h.dump(); strings.Contains(dump, "Later words.") || strings.Contains(dump, "Other words among us.") || !strings.Contains(dump, "Words among us.") {
		t.Error("something else is left than the circle that stays")
	}
	if h.read(begins, staying).Posts[0].Gone {
		t.Error("a circle whose posts stay has lost one")
	}
}

// Words that nobody can read any more are kept for nobody.
func TestTheWordsOfACircleThatEverybodyLeftGo(t *testing.T) {
	t.Parallel()
	h := alone(t)
	begins, other := h.known(networks.Adult), h.known(networks.Adult)
	topic := h.circle(begins, 0, other)
	must(t, h.Leave(ctx, begins, topic))
	must(t, h.Sweep(ctx))
	if !strings.Contains(h.dump(), "Words among us.") {
		t.Error("they went while somebody could still come in")
	}
	h.pass(forum.CircleDays + 1)
	must(t, h.Sweep(ctx))
	if strings.Contains(h.dump(), "Words among us.") {
		t.Error("they are still there")
	}
}

func TestACircleIsNeverPinned(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator := h.known(networks.Adult, networks.RoleModerator)
	topic := h.circle(moderator, 0, h.known(networks.Adult))
	refused(t, h.Pin(ctx, moderator, topic, true, because("Why.")), locales.Conflict, "care.circle")
	must(t, h.Lock(ctx, moderator, topic, true, because("It is settled.")))
	must(t, h.Rename(ctx, moderator, topic, "Another title", "", because("Clearer.")))
}

func TestSendingTheSameCircleTwiceBeginsOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	begins, other := h.known(networks.Adult), h.known(networks.Adult)
	d := circle(30, other)
	first, err := h.Start(ctx, begins, keys, h.space(networks.PurposeEveryday), d)
	must(t, err)
	again, err := h.Start(ctx, begins, keys, h.space(networks.PurposeEveryday), d)
	must(t, err)
	topic := h.read(begins, first.Topic).Topic
	if first != again || topic.FadeDays != 30 || !topic.AskedUntil.Time.Equal(h.now().Truncate(24*time.Hour).AddDate(0, 0, forum.CircleDays)) {
		t.Errorf("they are %v and %v: %+v", first, again, topic)
	}
}
