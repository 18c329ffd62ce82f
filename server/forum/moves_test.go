package forum_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/server/forum"
	"tinig/server/networks"
)

// room is a space of the network, made past it.
func (h *house) room(reads networks.Level, band networks.Band) string {
	h.t.Helper()
	id := uuid.NewString()
	h.db.MustExec(`
		INSERT INTO spaces (network_id, id, purpose, name, reads, writes, posting, band, place)
		VALUES ($1, $2, 'own', 'A room', $3, $3, 'open', $4, 9)`, h.network.ID, id, reads, band)
	return id
}

// topicIn is begun by a member in a space.
func (h *house) topicIn(by networks.Actor, space string) string {
	h.t.Helper()
	started, err := h.Start(ctx, by, keys, space, draft("The first post."))
	must(h.t, err)
	return started.Topic
}

// move moves, and says whether authors are asked.
func (h *house) move(topic, space string) bool {
	h.t.Helper()
	asked, err := h.Move(ctx, h.steward, topic, space, because("It belongs there."))
	must(h.t, err)
	return asked
}

// questioned says whether she is asked about the topic, and what she has answered: "", "yes" or "no".
func (h *house) questioned(a networks.Actor, topic string) (asked bool, answer string) {
	h.t.Helper()
	questions, err := h.Questions(ctx, h.enter(a.Member))
	must(h.t, err)
	for _, q := range questions {
		if q.Topic.ID == topic {
			return true, map[bool]string{true: "yes", false: "no"}[q.Agreed != nil && *q.Agreed] + map[bool]string{true: "?"}[q.Agreed == nil]
		}
	}
	return false, ""
}

func (h *house) spaceOf(topic string) (space string) {
	h.t.Helper()
	must(h.t, h.db.Get(&space, `SELECT space_id FROM topics WHERE id = $1`, topic))
	return space
}

func TestATopicMovesAtOnceToWhereNobodyElseReads(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, leader := h.member(), h.member(networks.RoleTrainer)
	topic, leaders := h.topic(writer), h.room(networks.Leaders, networks.AllBands)
	must(t, h.Pin(ctx, h.steward, topic, true, because("Everybody asks.")))
	if h.move(topic, leaders) {
		t.Fatal("its author is asked")
	}
	if h.spaceOf(topic) != leaders || h.read(leader, topic).Topic.Pinned {
		t.Errorf("it is %+v", h.read(leader, topic).Topic)
	}
	h.absent(writer, topic)
	if got := h.toldOf(topic, 2); !slices.Equal(got, []string{"moved 0"}) {
		t.Errorf("it is told by %v", got)
	}
	if got := h.acts(leader, topic); !slices.Equal(got, []string{"pinned", "moved"}) {
		t.Errorf("the trace is %v", got)
	}
	h.move(topic, leaders)
	if got := h.acts(leader, topic); len(got) != 2 {
		t.Errorf("moving it to where it is left %v", got)
	}
}

func TestATopicMovesToWhereMoreReadOnlyWhenAllWhoWroteAgree(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, two, reader := h.member(networks.RoleTrainer), h.member(networks.RoleAdvocate), h.member()
	topic := h.topicIn(one, h.room(networks.Leaders, networks.AllBands))
	h.reply(two, topic, "Words.")
	everyday := h.space(networks.PurposeEveryday)
	if !h.move(topic, everyday) {
		t.Fatal("they aren't asked")
	}
	questions, err := h.Questions(ctx, one)
	must(t, err)
	if q := questions[0]; len(questions) != 1 || !q.Readable || q.Topic.Title != "A title" || q.To != everyday || q.Reason != "It belongs there." ||
		q.Role != networks.RoleSteward || q.Readers != (networks.Audience{Reads: networks.Members, Band: networks.AllBands}) || q.Agreed != nil {
		t.Errorf("she is asked %+v", questions)
	}
	refused(t, h.Answer(ctx, h.steward, topic, true), locales.NotFound, "asked.gone")
	refused(t, h.Answer(ctx, reader, topic, true), locales.NotFound, "asked.gone")
	must(t, h.Answer(ctx, one, topic, true))
	h.absent(reader, topic)
	if _, answer := h.questioned(one, topic); answer != "yes" {
		t.Errorf("her answer is %q", answer)
	}
	must(t, h.Answer(ctx, two, topic, true))
	if r, err := h.Read(ctx, reader, topic, 1); err != nil || len(r.Posts) != 2 || r.Topic.MovingTo != "" {
		t.Errorf("after all agreed: %+v, %v", r, err)
	}
	if got := h.acts(reader, topic); !slices.Equal(got, []string{"asked", "moved"}) {
		t.Errorf("the trace is %v", got)
	}
	if n := h.count(`SELECT count(*) FROM topic_consents WHERE topic_id = $1`, topic); n != 0 {
		t.Errorf("%d answers are kept", n)
	}
	if n := h.count(`SELECT count(*) FROM audit_records WHERE subject = $1 AND actor = $2 AND act IN ('topic.asked', 'topic.moved')`, topic, h.steward.Member); n != 2 {
		t.Errorf("there are %d records", n)
	}
}

// Whether one said no or didn't answer, and who, can't be told from anything that staff or members see.
func TestAMoveThatSomebodyRefusesDoesNotComeAbout(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, two, three := h.member(networks.RoleTrainer), h.member(networks.RoleTrainer), h.member(networks.RoleTrainer)
	leaders, everyday := h.room(networks.Leaders, networks.AllBands), h.space(networks.PurposeEveryday)
	topic := h.topicIn(one, leaders)
	h.reply(two, topic, "Words.")
	h.reply(three, topic, "Words.")
	h.move(topic, everyday)
	must(t, h.Answer(ctx, one, topic, true))
	must(t, h.Answer(ctx, two, topic, true))
	must(t, h.Answer(ctx, two, topic, false))
	if asked, _ := h.questioned(three, topic); !asked || h.spaceOf(topic) != leaders {
		t.Error("it ended before all have answered")
	}
	must(t, h.Answer(ctx, three, topic, true))
	if asked, _ := h.questioned(two, topic); asked || h.spaceOf(topic) != leaders || h.read(one, topic).Topic.MovingTo != "" {
		t.Errorf("it is %+v", h.read(one, topic).Topic)
	}
	_, acts, err := h.Acts(ctx, one, topic)
	must(t, err)
	if acts[0].Act != "ended" || acts[0].Reason != "" {
		t.Errorf("the trace is %+v", acts)
	}
	_, err = h.Move(ctx, h.steward, topic, everyday, because("Once more."))
	refused(t, err, locales.Conflict, "care.asked_lately")
	h.pass(31)
	if !h.move(topic, everyday) {
		t.Error("after a month they can't be asked again")
	}
}

func TestAMoveEndsAfterFourteenDaysWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	h := houseIn(t, dbtest.New(t))
	one, two := h.member(networks.RoleTrainer), h.member(networks.RoleTrainer)
	leaders := h.room(networks.Leaders, networks.AllBands)
	topic := h.topicIn(one, leaders)
	h.reply(two, topic, "Words.")
	h.move(topic, h.space(networks.PurposeEveryday))
	must(t, h.Answer(ctx, one, topic, true))
	h.pass(forum.MoveDays)
	must(t, h.Sweep(ctx))
	if asked, _ := h.questioned(two, topic); !asked {
		t.Error("she can't answer on the last day")
	}
	h.pass(1)
	must(t, h.Sweep(ctx))
	if asked, _ := h.questioned(two, topic); asked || h.spaceOf(topic) != leaders {
		t.Error("it goes on")
	}
	refused(t, h.Answer(ctx, two, topic, true), locales.NotFound, "asked.gone")
}

// Those who wrote while others were asked are asked too; who takes her words away is asked no more.
func TestWhoeverHasWordsInTheTopicWhenItWouldMoveIsAsked(t *testing.T) {
	t.Parallel()
	h := houseIn(t, dbtest.New(t))
	one, late, away := h.member(networks.RoleTrainer), h.member(networks.RoleTrainer), h.member(networks.RoleTrainer)
	translator, held := h.member(networks.RoleTrainer), h.fresh(networks.RoleTrainer)
	h.db.MustExec(`UPDATE members SET vouched = true WHERE id = $1`, translator.Member)
	leaders, everyday := h.room(networks.Leaders, networks.AllBands), h.space(networks.PurposeEveryday)
	topic := h.topicIn(one, leaders)
	gone := h.reply(away, topic, "Words.")
	h.move(topic, everyday)
	h.reply(late, topic, "Words that came later.")
	_, err := h.Reply(ctx, held, keys, topic, draft("Words that wait."))
	must(t, err)
	_, post, err := h.Post(ctx, one, topic, 1)
	must(t, err)
	must(t, h.Translate(ctx, h.enter(translator.Member), topic, 1, forum.TranslationDraft{Lang: "sw", Body: "Maneno.", Source: post.Source(), Once: uuid.NewString()}))
	for _, a := range []networks.Actor{one, late, held, translator} {
		if asked, _ := h.questioned(a, topic); !asked {
			t.Error("somebody with words in it isn't asked")
		}
		must(t, h.Answer(ctx, a, topic, true))
		if h.spaceOf(topic) != leaders {
			t.Fatal("it moved before all agreed")
		}
	}
	must(t, h.Erase(ctx, away, topic, gone))
	if asked, _ := h.questioned(away, topic); asked {
		t.Error("who has no words there is asked")
	}
	must(t, h.Sweep(ctx))
	if h.spaceOf(topic) != everyday {
		t.Error("it doesn't move")
	}
	waiting, err := h.Held(ctx, h.steward)
	must(t, err)
	if len(waiting) != 1 || waiting[0].Space != everyday {
		t.Errorf("what waited is %+v", waiting)
	}
	must(t, h.Release(ctx, h.steward, waiting[0].ID))
}

// Words that came to wait at the very moment are of the space that the topic left: they are released nowhere else.
func TestWordsThatWaitForAnotherSpaceAreNotReleasedIntoThis(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, held := h.member(networks.RoleTrainer), h.fresh(networks.RoleTrainer)
	leaders, everyday := h.room(networks.Leaders, networks.AllBands), h.space(networks.PurposeEveryday)
	topic := h.topicIn(one, leaders)
	h.move(topic, everyday)
	must(t, h.Answer(ctx, one, topic, true))
	_, err := h.Reply(ctx, held, keys, topic, draft("Words that wait."))
	must(t, err)
	h.db.MustExec(`UPDATE held_posts SET space_id = $2 WHERE topic_id = $1`, topic, leaders)
	waiting, err := h.Held(ctx, h.steward)
	must(t, err)
	refused(t, h.Release(ctx, h.steward, waiting[0].ID), locales.Conflict, "forum.release_not_possible")
}

func TestAReplyWrittenForFewerReadersIsRefusedWithNothingLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one := h.member(networks.RoleTrainer)
	topic := h.topicIn(one, h.room(networks.Leaders, networks.AllBands))
	d := draft("Words for leaders.")
	d.Told = "leaders.all"
	h.move(topic, h.space(networks.PurposeEveryday))
	must(t, h.Answer(ctx, one, topic, true))
	_, err := h.Reply(ctx, one, keys, topic, d)
	refused(t, err, locales.Invalid, "forum.audience_changed")
	refused(t, h.Edit(ctx, one, topic, 1, 1, d), locales.Invalid, "forum.audience_changed")
	_, err = h.Start(ctx, one, keys, h.space(networks.PurposeEveryday), d)
	refused(t, err, locales.Invalid, "forum.audience_changed")
	d.Told = "members.all"
	_, err = h.Reply(ctx, one, keys, topic, d)
	must(t, err)
	d.Once, d.Told = uuid.NewString(), "newcomers.all"
	_, err = h.Reply(ctx, one, keys, topic, d)
	must(t, err)
}

func TestAnAuthorWhoCannotReadAnyMoreIsAskedWithoutOthersWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, two, three := h.member(networks.RoleTrainer), h.member(networks.RoleTrainer), h.member(networks.RoleTrainer)
	topic := h.topicIn(one, h.room(networks.Leaders, networks.AllBands))
	h.reply(two, topic, "Words.")
	h.reply(three, topic, "Words.")
	must(t, h.networks.Part(ctx, one, two.Member))
	must(t, h.networks.Take(ctx, h.steward, three.Member, networks.RoleTrainer))
	h.move(topic, h.space(networks.PurposeEveryday))
	for _, a := range []networks.Actor{two, three} {
		questions, err := h.Questions(ctx, h.enter(a.Member))
		must(t, err)
		if len(questions) != 1 || questions[0].Readable || questions[0].Topic.Title != "" || questions[0].Reason != "" {
			t.Errorf("she is asked %+v", questions)
		}
	}
	must(t, h.Answer(ctx, h.enter(two.Member), topic, true))
	must(t, h.Answer(ctx, h.enter(three.Member), topic, true))
	must(t, h.Answer(ctx, one, topic, true))
	if h.spaceOf(topic) != h.space(networks.PurposeEveryday) {
		t.Error("it doesn't move")
	}
}

func TestATopicWithWordsOfSomebodyWhoLeftGoesNowhereWider(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, left := h.member(networks.RoleTrainer), h.member(networks.RoleTrainer)
	topic := h.topicIn(one, h.room(networks.Leaders, networks.AllBands))
	h.reply(left, topic, "Words.")
	h.db.MustExec(`UPDATE members SET standing = 'left' WHERE id = $1`, left.Member)
	_, err := h.Move(ctx, h.steward, topic, h.space(networks.PurposeEveryday), because("It belongs there."))
	refused(t, err, locales.Conflict, "care.left")
	if h.move(topic, h.space(networks.PurposeStaff)) {
		t.Error("for fewer readers somebody is asked")
	}
}

func TestAskingCanBeStopped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one := h.member(networks.RoleTrainer)
	leaders, everyday := h.room(networks.Leaders, networks.AllBands), h.space(networks.PurposeEveryday)
	topic := h.topicIn(one, leaders)
	h.move(topic, everyday)
	_, err := h.Move(ctx, h.steward, topic, h.space(networks.PurposeStaff), because("There."))
	refused(t, err, locales.Conflict, "care.moving_already")
	_, err = h.Split(ctx, h.steward, topic, []int{2}, "Title", "", because("There."))
	refused(t, err, locales.Conflict, "care.moving_already")
	must(t, h.StopMove(ctx, h.steward, topic, because("It stays.")))
	must(t, h.StopMove(ctx, h.steward, topic, because("It stays.")))
	refused(t, h.Answer(ctx, one, topic, true), locales.NotFound, "asked.gone")
	if got := h.acts(one, topic); !slices.Equal(got, []string{"asked", "stopped"}) {
		t.Errorf("the trace is %v", got)
	}
}

// The space was empty when they were asked, so that it could be opened to more meanwhile.
func TestNothingGoesToASpaceThatWasOpenedToMoreWhileTheyWereAsked(t *testing.T) {
	t.Parallel()
	h := houseIn(t, dbtest.New(t))
	one := h.member(networks.RoleModerator)
	staff, leaders := h.room(networks.Staff, networks.AllBands), h.room(networks.Leaders, networks.AllBands)
	topic := h.topicIn(one, staff)
	h.reply(h.steward, topic, "Words.")
	h.move(topic, leaders)
	h.db.MustExec(`UPDATE spaces SET reads = 'members' WHERE id = $1`, leaders)
	must(t, h.Answer(ctx, one, topic, true))
	if h.spaceOf(topic) != staff {
		t.Error("it went to where more read than they were told")
	}
	must(t, h.Sweep(ctx))
	if got := h.acts(one, topic); !slices.Equal(got, []string{"asked", "ended"}) {
		t.Errorf("the trace is %v", got)
	}
}

// What is sensitive goes to no machine, for good: so words written as sensitive don't go to where they wouldn't be.
func TestWhatWasWrittenAsSensitiveStaysSo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one := h.member(networks.RoleModerator)
	staff, leaders, everyday := h.space(networks.PurposeStaff), h.room(networks.Leaders, networks.AllBands), h.space(networks.PurposeEveryday)
	topic := h.topicIn(one, staff)
	for _, to := range []string{leaders, everyday, h.room(networks.Staff, networks.AllBands)} {
		_, err := h.Move(ctx, h.steward, topic, to, because("There."))
		refused(t, err, locales.Conflict, "networks.space_stays_sensitive")
	}
	refused(t, h.Merge(ctx, h.steward, topic, h.topicIn(one, h.room(networks.Staff, networks.AllBands)), because("There.")),
		locales.Conflict, "networks.space_stays_sensitive")
	asked := h.topicIn(one, leaders)
	h.move(asked, everyday)
	h.db.MustExec(`UPDATE spaces SET sensitive = true WHERE id = $1`, leaders)
	must(t, h.Answer(ctx, one, asked, true))
	if got := h.acts(one, asked); !slices.Equal(got, []string{"asked", "ended"}) {
		t.Errorf("what became sensitive while they were asked: %v", got)
	}
}

func TestACircleStaysWhereItIs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, other := h.known(networks.Adult, networks.RoleModerator), h.known(networks.Adult)
	topic := h.circle(moderator, 0, other)
	must(t, h.Enter(ctx, other, topic))
	h.reply(other, topic, "Words.")
	_, err := h.Move(ctx, moderator, topic, h.space(networks.PurposeStaff), because("There."))
	refused(t, err, locales.Conflict, "care.circle")
	_, err = h.Split(ctx, moderator, topic, []int{2}, "Title", "", because("There."))
	refused(t, err, locales.Conflict, "care.circle")
	open := h.topic(moderator)
	refused(t, h.Merge(ctx, moderator, topic, open, because("There.")), locales.Conflict, "care.circle")
	refused(t, h.Merge(ctx, moderator, open, topic, because("There.")), locales.Conflict, "care.circle")
}

// posts are all posts of a topic, by number.
func (h *house) posts(a networks.Actor, topic string) map[int]forum.Post {
	h.t.Helper()
	r, err := h.Read(ctx, a, topic, 1)
	must(h.t, err)
	posts := map[int]forum.Post{}
	for _, post := range r.Posts {
		posts[post.Number] = post
	}
	return posts
}

func TestASplitTakesAllThatBelongsToThePostsAndLeavesMarks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, two, translator := h.member(), h.member(), h.member()
	h.db.MustExec(`UPDATE members SET vouched = true WHERE id = $1`, translator.Member)
	topic := h.topic(one)
	h.reply(two, topic, "Two.")
	answer := draft("Three answers two.")
	answer.Quotes = 2
	_, err := h.Reply(ctx, one, keys, topic, answer)
	must(t, err)
	stays := draft("Four answers three, and stays.")
	stays.Quotes = 3
	_, err = h.Reply(ctx, two, keys, topic, stays)
	must(t, err)
	first := draft("Five answers one.")
	first.Quotes = 1
	_, err = h.Reply(ctx, two, keys, topic, first)
	must(t, err)
	must(t, h.Edit(ctx, two, topic, 2, 1, draft("Two, said better.")))
	must(t, h.React(ctx, one, topic, 2, forum.Heard))
	_, post, err := h.Post(ctx, one, topic, 2)
	must(t, err)
	must(t, h.Translate(ctx, h.enter(translator.Member), topic, 2, forum.TranslationDraft{Lang: "sw", Body: "Mbili.", Source: post.Source(), Once: uuid.NewString()}))
	must(t, h.MarkRead(ctx, one, topic, []int{2}))

	form := because("It is another matter.")
	begun, err := h.Split(ctx, h.steward, topic, []int{5, 2, 3, 2}, "Another matter", "court", form)
	must(t, err)
	again, err := h.Split(ctx, h.steward, topic, []int{5, 2, 3, 2}, "Another matter", "court", form)
	must(t, err)
	if begun != again {
		t.Error("pressing twice split twice")
	}

	r, err := h.Read(ctx, one, begun, 1)
	must(t, err)
	if r.Topic.Title != "Another matter" || r.Topic.Note != "court" || r.Topic.Author != two.Member || r.Topic.Space != h.space(networks.PurposeEveryday) || r.Topic.LastNumber != 3 {
		t.Errorf("it began %+v", r.Topic)
	}
	moved := h.posts(one, begun)
	if p := moved[1]; p.Body != "Two, said better." || p.Author != two.Member || p.Revision != 2 || p.Reactions[slices.Index(forum.Reactions[:], forum.Heard)] != 1 {
		t.Errorf("the second is %+v", p)
	}
	if p := moved[2]; p.Quotes != 1 || p.QuotesTopic != "" {
		t.Errorf("an answer to what came along is %+v", p)
	}
	if p := moved[3]; p.Quotes != 1 || p.QuotesTopic != topic {
		t.Errorf("an answer to what stayed is %+v", p)
	}
	old := h.posts(one, topic)
	for number, to := range map[int]int{2: 1, 3: 2, 5: 3} {
		if p := old[number]; !p.Gone || p.MovedTopic != begun || p.MovedNumber != to || p.Body != "" {
			t.Errorf("in the place of %d is %+v", number, p)
		}
		if place, at, err := h.Went(ctx, one, topic, number); err != nil || place != begun || at != to {
			t.Errorf("%d went to %s %d, %v", number, place, at, err)
		}
	}
	if p := old[4]; p.Gone || p.Quotes != 3 {
		t.Errorf("what stayed is %+v", p)
	}
	if versions, err := h.Versions(ctx, h.steward, begun, 1); err != nil || len(versions) != 1 {
		t.Errorf("earlier versions: %v, %v", versions, err)
	}
	if told, err := h.Translations(ctx, one, begun, 1); err != nil || len(told) != 1 || told[0].Stale {
		t.Errorf("translations: %v, %v", told, err)
	}
	if n := h.count(`SELECT count(*) FROM notices WHERE topic_id = $1 AND post_number IN (2, 3)`, begun); n != 2 {
		t.Errorf("%d notices came along", n)
	}
	for _, a := range []networks.Actor{one, two} {
		if n := h.unreadOfOwn(a, begun); n != 0 {
			t.Errorf("%d of her own posts are unread", n)
		}
	}
	if r.Unread != 1 || r.FirstUnread != 3 {
		t.Errorf("she hasn't read %d, from %d on", r.Unread, r.FirstUnread)
	}
	if got := h.toldOf(topic, 8); !slices.Equal(got, []string{"edit 2", "edit 3", "edit 5"}) {
		t.Errorf("it is told by %v", got)
	}
	if there, here := h.acts(one, topic), h.acts(one, begun); !slices.Equal(there, []string{"split"}) || !slices.Equal(here, []string{"begun"}) {
		t.Errorf("the traces are %v and %v", there, here)
	}
}

// unreadOfOwn counts the posts that she wrote and hasn't read.
func (h *house) unreadOfOwn(a networks.Actor, topic string) int {
	h.t.Helper()
	return h.count(`
		SELECT count(*)
		FROM posts p
		WHERE p.topic_id = $1
		AND p.author_id = $2
		AND NOT EXISTS (SELECT FROM reads r WHERE r.topic_id = $1 AND r.member_id = $2 AND r.seen @> p.number)`, topic, a.Member)
}

func TestWhatCannotBeSplitOffIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one := h.member()
	topic := h.topic(one)
	h.reply(one, topic, "Two.")
	h.reply(one, topic, "Three.")
	must(t, h.Erase(ctx, one, topic, 2))
	many := make([]int, forum.SplitAtMost+1)
	for i := range many {
		many[i] = i + 2
	}
	for _, numbers := range [][]int{nil, {1}, {1, 3}, {-2, 3}, {2}, {99}, many} {
		_, err := h.Split(ctx, h.steward, topic, numbers, "Title", "", because("There."))
		refused(t, err, locales.Invalid, "care.choose_posts")
	}
	_, err := h.Split(ctx, h.steward, topic, []int{3}, " ", "", because("There."))
	refused(t, err, locales.Invalid, "forum.title_length")
	_, err = h.Split(ctx, one, topic, []int{3}, "Title", "", because("There."))
	refused(t, err, locales.Forbidden, "networks.not_allowed")
}

func TestAMergeAppendsAllPostsAndClosesTheirTopic(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, two := h.member(), h.member()
	into, topic := h.topic(one), h.topic(two)
	h.reply(one, topic, "Two.")
	gone := h.reply(two, topic, "Three.")
	must(t, h.Erase(ctx, two, topic, gone))
	held, err := h.Reply(ctx, h.fresh(), keys, topic, draft("Words that wait."))
	must(t, err)
	must(t, h.Merge(ctx, h.steward, topic, into, because("It is the same matter.")))
	merged := h.posts(one, into)
	if len(merged) != 3 || merged[2].Author != two.Member || merged[3].Body != "Two." {
		t.Errorf("it holds %+v", merged)
	}
	r, err := h.Read(ctx, one, topic, 1)
	must(t, err)
	if !r.Topic.Locked || r.Topic.MergedInto != into || !r.Posts[0].Gone || r.Posts[0].MovedNumber != 2 || r.Posts[1].MovedNumber != 3 || r.Posts[2].MovedTopic != "" {
		t.Errorf("what is left is %+v", r)
	}
	for _, a := range []networks.Actor{one, two} {
		if n := h.unreadOfOwn(a, into); n != 0 {
			t.Errorf("%d of her own posts are unread", n)
		}
	}
	_, err = h.Reply(ctx, one, keys, topic, draft("Words."))
	refused(t, err, locales.Conflict, "forum.topic_locked")
	refused(t, h.Lock(ctx, h.steward, topic, false, because("There.")), locales.Conflict, "care.merged")
	refused(t, h.Merge(ctx, h.steward, topic, into, because("There.")), locales.Conflict, "care.merged")
	refused(t, h.Merge(ctx, h.steward, into, into, because("There.")), locales.Invalid, "care.same_topic")
	waiting, err := h.Held(ctx, h.steward)
	must(t, err)
	if !held.Held || len(waiting) != 1 || waiting[0].Topic != into {
		t.Errorf("what waits is %+v", waiting)
	}
	must(t, h.Release(ctx, h.steward, waiting[0].ID))
	unread, err := h.Unread(ctx, h.member(), []string{h.space(networks.PurposeEveryday)}, 10)
	must(t, err)
	if len(unread) != 1 || unread[0].ID != into {
		t.Errorf("unread are %v", unread)
	}
}

func TestAMergeIntoAWiderSpaceIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one := h.member(networks.RoleTrainer)
	topic, into := h.topicIn(one, h.room(networks.Leaders, networks.AllBands)), h.topic(one)
	refused(t, h.Merge(ctx, h.steward, topic, into, because("There.")), locales.Conflict, "care.wider")
	must(t, h.Merge(ctx, h.steward, into, topic, because("There.")))
}

// From wherever she began, her words can be changed and taken away where they are now; and with a topic's first post its title.
func TestWordsThatWentElsewhereStayTheirAuthors(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, two := h.member(), h.member()
	topic, into := h.topic(one), h.topic(two)
	h.reply(one, topic, "Secret words.")
	split, err := h.Split(ctx, h.steward, topic, []int{2}, "Another matter", "", because("There."))
	must(t, err)
	must(t, h.Merge(ctx, h.steward, split, into, because("There.")))
	must(t, h.Merge(ctx, h.steward, topic, into, because("There.")))
	if place, at, err := h.Went(ctx, two, topic, 2); err != nil || place != into || at != 2 {
		t.Errorf("it went to %s %d, %v", place, at, err)
	}
	must(t, h.Edit(ctx, one, topic, 2, 1, draft("Other secret words.")))
	if p := h.posts(two, into)[2]; p.Body != "Other secret words." {
		t.Errorf("it says %+v", p)
	}
	refused(t, h.Erase(ctx, two, topic, 2), locales.NotFound, "forum.post_not_found")
	must(t, h.Erase(ctx, one, topic, 2))
	must(t, h.Erase(ctx, one, topic, 1))
	must(t, h.Erase(ctx, one, topic, 1))
	if p := h.posts(two, into); !p[2].Gone || !p[3].Gone || p[1].Gone {
		t.Errorf("what is left is %+v", p)
	}
	r, err := h.Read(ctx, one, topic, 1)
	must(t, err)
	if r.Topic.Title != "…" {
		t.Errorf("the title %q of her topic is left", r.Topic.Title)
	}
	if r.Topic.MergedInto != into || h.read(two, into).Topic.Title != "A title" {
		t.Error("somebody else's title is gone")
	}
	var words int
	must(t, h.db.Get(&words, `SELECT count(*) FROM post_versions v JOIN topics t ON t.id = v.topic_id WHERE t.network_id = $1`, h.network.ID))
	if words != 0 {
		t.Errorf("%d earlier versions are left", words)
	}
}

func TestALinkToAPostLeadsOnOnlyToWhereItsReaderMay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, leader := h.member(networks.RoleTrainer), h.member(networks.RoleTrainer)
	reader := h.member()
	topic := h.topic(one)
	h.reply(one, topic, "Two.")
	split, err := h.Split(ctx, h.steward, topic, []int{2}, "Another matter", "", because("There."))
	must(t, err)
	h.move(split, h.room(networks.Leaders, networks.AllBands))
	if place, _, err := h.Went(ctx, leader, topic, 2); err != nil || place != split {
		t.Errorf("for a leader it went to %s, %v", place, err)
	}
	_, _, err = h.Went(ctx, reader, topic, 2)
	refused(t, err, locales.NotFound, "forum.topic_not_found")
	if place, _, err := h.Went(ctx, reader, topic, 1); err != nil || place != "" {
		t.Errorf("what stayed went to %q, %v", place, err)
	}
	if place, _, err := h.Went(ctx, reader, topic, 77); err != nil || place != "" {
		t.Errorf("what never was went to %q, %v", place, err)
	}
}

// Posts, edits and erasures at the same time as splits and merges lose no word and double none.
func TestCareWhileOthersWriteLosesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	into := h.topic(writer)
	var words []string
	for round := range 6 {
		topic := h.topic(writer)
		var doing []func() error
		for n := range 6 {
			text := fmt.Sprintf("Words %d of round %d.", n, round)
			d := draft(text)
			words = append(words, text)
			doing = append(doing, func() error {
				_, err := h.Reply(ctx, writer, keys, topic, d)
				if locales.IsKind(err, locales.Conflict) { // merged meanwhile: she sends it there
					_, err = h.Reply(ctx, writer, keys, into, d)
				}
				return err
			})
		}
		doing = append(doing, func() error { return h.Merge(ctx, h.steward, topic, into, because("There.")) },
			func() error { return h.Edit(ctx, writer, topic, 1, 1, draft("First words, changed.")) })
		for _, err := range atOnce(doing...) {
			must(t, err)
		}
	}
	var bodies []string
	must(t, h.db.Select(&bodies, `SELECT body FROM posts WHERE network_id = $1 AND NOT gone`, h.network.ID))
	for _, text := range words {
		if n := strings.Count(strings.Join(bodies, "\n"), text); n != 1 {
			t.Errorf("%q is there %d times", text, n)
		}
	}
	if n := strings.Count(strings.Join(bodies, "\n"), "First words, changed."); n != 6 {
		t.Errorf("%d of six edits are there", n)
	}
}
