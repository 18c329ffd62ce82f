package forum_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

func TestAReplyStandsLastInItsTopic(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, other := h.member(), h.member()
	topic := h.topic(writer)
	d := draft("  Words.\x00\u202e ")
	d.Note, d.Lang, d.Quotes = "loss", "es", 1
	replied, err := h.Reply(ctx, other, keys, topic, d)
	must(t, err)
	posts := h.read(writer, topic).Posts
	got := posts[len(posts)-1]
	want := forum.Post{Network: h.network.ID, Topic: topic, Number: 2, Author: other.Member, Body: "Words.", Note: "loss", Lang: "es",
		Quotes: 1, Revision: 1, WrittenOn: got.WrittenOn}
	if replied.Number != 2 || got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got.WrittenOn.Format("2006-01-02 15:04") != "2026-03-04 00:00" {
		t.Errorf("it was written at %v", got.WrittenOn)
	}
}

func TestReplyToLockedTopicIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	h.db.MustExec(`UPDATE topics SET locked = true WHERE id = $1`, topic)
	_, err := h.Reply(ctx, writer, keys, topic, draft("Words."))
	refused(t, err, locales.Conflict, "forum.topic_locked")
	if n := h.read(writer, topic).Topic.LastNumber; n != 1 {
		t.Errorf("it has %d posts", n)
	}
}

// Locked or not allowed any more between reading and writing: the statement asks once more under the lock.
func TestARightLostMeanwhileStopsAReply(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	h.db.MustExec(`UPDATE members SET standing = 'left' WHERE id = $1`, writer.Member)
	_, err := h.Reply(ctx, writer, keys, topic, draft("Words."))
	refused(t, err, locales.Conflict, "forum.topic_locked")
	_, err = h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), draft("Words."))
	refused(t, err, locales.Forbidden, "networks.not_allowed")
	if n := h.count(`SELECT count(*) FROM topics WHERE network_id = $1`, h.network.ID); n != 1 {
		t.Errorf("there are %d topics", n)
	}
}

func TestWhatIsTooLongOrEmptyIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	for _, c := range []struct {
		message string
		change  func(*forum.Draft)
	}{
		{"forum.body_length", func(d *forum.Draft) { d.Body = " \n " }},
		{"forum.body_length", func(d *forum.Draft) { d.Body = "\u202e\u2066" }},
		{"forum.body_length", func(d *forum.Draft) { d.Body = strings.Repeat("ñ", forum.BodyLength+1) }},
		{"forum.note_length", func(d *forum.Draft) { d.Note = strings.Repeat("ñ", forum.NoteLength+1) }},
		{"forum.language_unknown", func(d *forum.Draft) { d.Lang = "tlh" }},
		{"forum.language_unknown", func(d *forum.Draft) { d.Lang = "" }},
	} {
		d := draft("Words.")
		c.change(&d)
		_, err := h.Reply(ctx, writer, keys, topic, d)
		refused(t, err, locales.Invalid, c.message)
		refused(t, h.Edit(ctx, writer, topic, 1, 1, d), locales.Invalid, c.message)
		_, err = h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), d)
		refused(t, err, locales.Invalid, c.message)
	}
	for _, title := range []string{"", " ", strings.Repeat("ñ", forum.TitleLength+1)} {
		d := draft("Words.")
		d.Title = title
		_, err := h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), d)
		refused(t, err, locales.Invalid, "forum.title_length")
	}
	d := draft(strings.Repeat("ñ", forum.BodyLength))
	_, err := h.Reply(ctx, writer, keys, topic, d)
	must(t, err)
}

func TestAQuoteOfAPostThatIsNotThereIsNone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	for _, quotes := range []int{-1, 99, 1 << 40} {
		d := draft("Words.")
		d.Quotes = quotes
		replied, err := h.Reply(ctx, writer, keys, topic, d)
		must(t, err)
		_, post, err := h.Post(ctx, writer, topic, replied.Number)
		must(t, err)
		if post.Quotes != 0 {
			t.Errorf("it quotes %d", post.Quotes)
		}
	}
}

func TestSendingTheSameDraftTwicePostsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	d := draft("Words.")
	first, err := h.Reply(ctx, writer, keys, topic, d)
	must(t, err)
	h.reply(writer, topic, "More words.")
	again, err := h.Reply(ctx, writer, keys, topic, d)
	must(t, err)
	if again != first || h.read(writer, topic).Topic.LastNumber != 3 {
		t.Errorf("first %+v, then %+v", first, again)
	}
	d = draft("Words.")
	one, err := h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), d)
	must(t, err)
	same, err := h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), d)
	must(t, err)
	if one != same || h.count(`SELECT count(*) FROM topics WHERE network_id = $1`, h.network.ID) != 2 {
		t.Errorf("first %+v, then %+v", one, same)
	}
}

func TestSendingTheSameDraftManyTimesAtOncePostsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	replies, starts := draft("Words."), draft("Words.")
	numbers, topics := make([]int, 8), make([]string, 8)
	var presses []func() error
	for i := range 8 {
		presses = append(presses, func() error {
			replied, err := h.Reply(ctx, writer, keys, topic, replies)
			numbers[i] = replied.Number
			return err
		}, func() error {
			started, err := h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), starts)
			topics[i] = started.Topic
			return err
		})
	}
	for _, err := range atOnce(presses...) {
		must(t, err)
	}
	if len(slices.Compact(numbers)) != 1 || numbers[0] != 2 {
		t.Errorf("it has the numbers %v", numbers)
	}
	if len(slices.Compact(topics)) != 1 || h.count(`SELECT count(*) FROM topics WHERE network_id = $1`, h.network.ID) != 2 || h.count(`SELECT count(*) FROM posts WHERE network_id = $1`, h.network.ID) != 3 {
		t.Errorf("it started the topics %v", topics)
	}
}

func TestAnothersOneTimeNumberShowsNothingOfHers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, thief := h.member(), h.member()
	topic := h.topic(writer)
	d := draft("Words.")
	_, err := h.Reply(ctx, writer, keys, topic, d)
	must(t, err)
	if replied, err := h.Reply(ctx, thief, keys, topic, d); err == nil {
		t.Errorf("the thief got %+v", replied)
	}
}

func TestEveryChangeOfATopicIsOneEvent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	h.reply(writer, topic, "Words.")
	must(t, h.Edit(ctx, writer, topic, 2, 1, draft("Other words.")))
	must(t, h.Erase(ctx, writer, topic, 2))
	must(t, h.Erase(ctx, writer, topic, 2))
	want := []string{"post 1", "post 2", "edit 2", "remove 2"}
	if got := h.events(topic); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if head := h.read(writer, topic).Head; head.Seq != 4 {
		t.Errorf("the page was drawn at %d", head.Seq)
	}
}

// events are a topic's, "kind ref"; a hole in their numbers fails the test.
func (h *house) events(topic string) (list []string) {
	h.t.Helper()
	events, err := h.streams.Read(ctx, forum.Channel(h.network.ID, topic), 0, 100_000)
	must(h.t, err)
	for i, e := range events {
		if e.Seq != int64(i+1) {
			h.t.Fatalf("event %d has the number %d", i+1, e.Seq)
		}
		list = append(list, e.Kind+" "+e.Ref)
	}
	return list
}

func TestManyWritersInOneTopicLeaveNoHole(t *testing.T) {
	t.Parallel()
	const writers, each = 32, 8
	h := newHouse(t)
	topic := h.topic(h.member())
	var writing []func() error
	for range writers {
		writer := h.member()
		writing = append(writing, func() error {
			for n := range each {
				if _, err := h.Reply(ctx, writer, keys, topic, draft(fmt.Sprint("Words ", n))); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, err := range atOnce(writing...) {
		must(t, err)
	}
	var numbers []int
	must(t, h.db.Select(&numbers, `SELECT number FROM posts WHERE topic_id = $1 ORDER BY number`, topic))
	events := h.events(topic)
	if len(numbers) != writers*each+1 || len(events) != len(numbers) {
		t.Fatalf("%d posts and %d events", len(numbers), len(events))
	}
	for i, number := range numbers {
		if number != i+1 || events[i] != "post "+strconv.Itoa(number) {
			t.Fatalf("post %d has the number %d and event %d is %s", i+1, number, i+1, events[i])
		}
	}
}

// Replies, edits, erasures, releases and changes of roles lock the same rows; a wrong order among them would deadlock.
func TestWritingAndModeratingAtOnceDoNotWaitForEver(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, moderator := h.member(), h.member(networks.RoleModerator)
	topic := h.topic(writer)
	for range 12 {
		h.reply(writer, topic, "Words.")
	}
	fresh := h.fresh()
	var work []func() error
	for i := range 10 {
		_, err := h.Reply(ctx, fresh, keys, topic, draft("Held words."))
		must(t, err)
		work = append(work,
			func() error { _, err := h.Reply(ctx, writer, keys, topic, draft("Words.")); return err },
			func() error { return h.Edit(ctx, writer, topic, i+2, 1, draft("Other words.")) },
			func() error { return h.Erase(ctx, writer, topic, i+2) },
			func() error { return h.MarkRead(ctx, writer, topic, []int{i}) },
			func() error { return h.networks.Give(ctx, h.steward, fresh.Member, networks.AllRoles[1+i%3]) },
			func() error { return h.networks.Take(ctx, h.steward, writer.Member, networks.RoleTrainer) },
			func() error { return h.networks.Part(ctx, fresh, writer.Member) })
	}
	held, err := h.Held(ctx, moderator)
	must(t, err)
	for _, post := range held {
		work = append(work, func() error { return h.Release(ctx, moderator, post.ID) })
	}
	for _, err := range atOnce(work...) {
		if err != nil && !locales.IsKind(err, locales.Conflict) && !locales.IsKind(err, locales.Forbidden) {
			t.Error(err) // an edit may come after its post's erasure
		}
	}
	h.events(topic)
}

func TestOnlyAVouchedMembersAddressesBecomeLinks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	must(t, h.networks.Vouch(ctx, h.steward, writer.Member))
	h.reply(h.enter(writer.Member), topic, "Words.")
	posts := h.read(writer, topic).Posts
	if posts[0].Links || !posts[1].Links {
		t.Errorf("links before %v, after %v", posts[0].Links, posts[1].Links)
	}
}
