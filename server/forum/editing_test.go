package forum_test

import (
	"fmt"
	"strings"
	"testing"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

func TestAnAuthorEditsHerPostUntilTheEndOfTheNextDay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	h.pass(1)
	d := draft("Other words.")
	d.Note, d.Lang = "loss", "fil"
	must(t, h.Edit(ctx, writer, topic, 1, 1, d))
	_, post, err := h.Post(ctx, writer, topic, 1)
	must(t, err)
	if post.Body != "Other words." || post.Note != "loss" || post.Lang != "fil" || post.Revision != 2 || post.WrittenOn.Day() != 4 || !h.editable(writer, post) {
		t.Errorf("it is %+v", post)
	}
	h.pass(1)
	if h.editable(writer, post) {
		t.Error("it may be edited on the third day")
	}
	refused(t, h.Edit(ctx, writer, topic, 1, 2, d), locales.Conflict, "forum.edit_too_late")
}

// editable says whether the forum would offer her to edit a post of the everyday space.
func (h *house) editable(a networks.Actor, p forum.Post) bool {
	h.t.Helper()
	space, err := h.networks.Space(ctx, a, h.space(networks.PurposeEveryday), networks.Read)
	must(h.t, err)
	return h.Editable(a, space, p)
}

// Where a moderator reads everybody's words first, nobody would read the new ones: she used to be offered the editor, and
// was refused when she had written.
func TestAPostInAHeldSpaceIsNotOfferedForEditing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	_, post, err := h.Post(ctx, writer, topic, 1)
	must(t, err)
	for posting, want := range map[networks.Posting]bool{networks.Open: true, networks.Held: false, networks.ReadOnly: false} {
		h.db.MustExec(`UPDATE spaces SET posting = $2 WHERE network_id = $1`, h.network.ID, posting)
		if h.editable(writer, post) != want {
			t.Errorf("in a space that is %s it is offered: %t", posting, !want)
		}
		if err := h.Edit(ctx, writer, topic, 1, 1, draft("Other words.")); (err == nil) != want {
			t.Errorf("in a space that is %s it ended with %v", posting, err)
		}
	}
}

func TestNobodyElseEditsOrErasesAPost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	topic := h.topic(h.member())
	for _, a := range []networks.Actor{h.member(), h.member(networks.RoleModerator), h.steward} {
		refused(t, h.Edit(ctx, a, topic, 1, 1, draft("Other words.")), locales.Forbidden, "networks.not_allowed")
		refused(t, h.Erase(ctx, a, topic, 1), locales.Forbidden, "networks.not_allowed")
		_, post, err := h.Post(ctx, a, topic, 1)
		must(t, err)
		if post.Body != "The first post." || h.editable(a, post) {
			t.Errorf("it is %+v", post)
		}
	}
}

func TestAnEditOfAPostThatHasChangedMeanwhileIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	var edits []func() error
	for n := range 5 {
		edits = append(edits, func() error { return h.Edit(ctx, writer, topic, 1, 1, draft(fmt.Sprintf("Other words, %d.", n))) })
	}
	done := 0
	for _, err := range atOnce(edits...) {
		if err == nil {
			done++
			continue
		}
		refused(t, err, locales.Conflict, "forum.edited_meanwhile")
	}
	if done != 1 {
		t.Errorf("%d edits were done", done)
	}
	if events := h.events(topic); len(events) != 2 {
		t.Errorf("the events are %v", events)
	}
}

// Pressing Save twice on a bad line sends the same words from the same revision twice.
func TestSavingTheSameWordsTwiceIsNoHarmAndOneEvent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	for _, err := range atOnce(
		func() error { return h.Edit(ctx, writer, topic, 1, 1, draft("Other words.")) },
		func() error { return h.Edit(ctx, writer, topic, 1, 1, draft("Other words.")) },
	) {
		must(t, err)
	}
	if events := h.events(topic); len(events) != 2 {
		t.Errorf("the events are %v", events)
	}
}

func TestEarlierVersionsAreKeptForModeratorsOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, moderator := h.member(), h.member(networks.RoleModerator)
	topic := h.topic(writer)
	must(t, h.Edit(ctx, writer, topic, 1, 1, draft("Second words.")))
	must(t, h.Edit(ctx, writer, topic, 1, 2, draft("Third words.")))
	versions, err := h.Versions(ctx, moderator, topic, 1)
	must(t, err)
	if len(versions) != 2 || versions[0].Body != "The first post." || versions[1].Body != "Second words." || versions[0].Author != writer.Member {
		t.Errorf("the versions are %+v", versions)
	}
	for _, a := range []networks.Actor{writer, h.member(), h.member(networks.RoleTrainer)} {
		_, err := h.Versions(ctx, a, topic, 1)
		refused(t, err, locales.Forbidden, "networks.not_allowed")
	}
}

func TestANewcomerMayEraseButNotEditWhatAModeratorHasSeen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh := h.member(networks.RoleModerator), h.fresh()
	topic := h.topic(moderator)
	h.holdReply(fresh, topic, "Words.")
	must(t, h.Release(ctx, moderator, h.held(moderator).ID))
	fresh = h.enter(fresh.Member)
	refused(t, h.Edit(ctx, fresh, topic, 2, 1, draft("Words that nobody saw.")), locales.Forbidden, "forum.edit_held")
	must(t, h.Erase(ctx, fresh, topic, 2))
}

// The database is searched whole: all rows of all tables, as text.
func TestAnErasedPostLeavesATombstoneAndNoTraceOfItsWords(t *testing.T) {
	t.Parallel()
	h := alone(t)
	writer, reader := h.member(), h.member()
	d := draft("Marker-body.")
	d.Title, d.Note = "Marker-title", "Marker-note"
	started, err := h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), d)
	must(t, err)
	topic := started.Topic
	must(t, h.Edit(ctx, writer, topic, 1, 1, draft("Marker-edited.")))
	h.reply(writer, topic, "Marker-reply.")
	must(t, h.SaveDraft(ctx, writer, keys, topic, draft("Marker-draft.")))
	h.reply(reader, topic, "An answer that stays.")
	if !strings.Contains(h.dump(), "Marker-title") {
		t.Fatal("the dump doesn't show words that are there")
	}
	h.pass(30)
	must(t, h.Erase(ctx, writer, topic, 1))
	must(t, h.Erase(ctx, writer, topic, 2))
	if dump := h.dump(); strings.Contains(dump, "Marker") || !strings.Contains(dump, "An answer that stays.") {
		t.Error("an erased word is there, or a word too many is gone")
	}
	reading, err := h.Read(ctx, reader, topic, 1)
	must(t, err)
	if len(reading.Posts) != 3 || !reading.Posts[0].Gone || !reading.Posts[1].Gone || reading.Posts[2].Gone || reading.Posts[0].Author != writer.Member {
		t.Errorf("the page is %+v", reading.Posts)
	}
	if versions, err := h.Versions(ctx, h.steward, topic, 1); err != nil || len(versions) != 0 {
		t.Errorf("%d versions are left: %v", len(versions), err)
	}
	refused(t, h.Edit(ctx, writer, topic, 1, 3, draft("Back.")), locales.Forbidden, "networks.not_allowed")
}

func TestErasingTwiceIsNoHarmAndOneEvent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	must(t, h.Erase(ctx, writer, topic, 1))
	must(t, h.Erase(ctx, writer, topic, 1))
	if events := h.events(topic); len(events) != 3 {
		t.Errorf("the events are %v, not the post, its erasing and the title's", events)
	}
}

// He began a topic, she wrote in it, and then he blocked her: it isn't there for her any more, but her words are hers.
func TestSheErasesHerWordsAlsoWhereSheCanNotReadAnyMore(t *testing.T) {
	t.Parallel()
	h := alone(t)
	her, him := h.member(), h.member()
	topic := h.topic(him)
	number := h.reply(her, topic, "Marker.")
	must(t, h.networks.Part(ctx, him, her.Member))
	her = h.enter(her.Member)
	_, err := h.Read(ctx, her, topic, 0)
	refused(t, err, locales.NotFound, "forum.topic_not_found")
	must(t, h.Erase(ctx, her, topic, number))
	if strings.Contains(h.dump(), "Marker") {
		t.Error("they are there")
	}
	refused(t, h.Erase(ctx, her, topic, 1), locales.NotFound, "forum.topic_not_found")
}

func TestABlockLeavesOutPostsAndTopicsOnBothSides(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, him, third := h.member(), h.member(), h.member()
	common, hers, his := h.topic(third), h.topic(her), h.topic(him)
	h.reply(her, common, "Her words.")
	h.reply(him, common, "His words.")
	must(t, h.networks.Part(ctx, her, him.Member))
	for _, c := range []struct {
		a, other networks.Actor
		theirs   string
	}{{h.enter(her.Member), him, his}, {h.enter(him.Member), her, hers}} {
		reading, err := h.Read(ctx, c.a, common, 1)
		must(t, err)
		if len(reading.Posts) != 2 {
			t.Errorf("the page has %d posts", len(reading.Posts))
		}
		for _, post := range reading.Posts {
			if post.Author == c.other.Member {
				t.Error("the other's words are on the page")
			}
			_, _, err := h.Post(ctx, c.a, common, 5-post.Number) // 2 and 3 are hers and his
			if post.Author == c.a.Member {
				refused(t, err, locales.NotFound, "forum.post_not_found")
			}
		}
		topics, err := h.Topics(ctx, c.a, h.space(networks.PurposeEveryday), forum.After{})
		must(t, err)
		unread, err := h.Unread(ctx, c.a, []string{h.space(networks.PurposeEveryday)}, 10)
		must(t, err)
		if len(topics) != 2 || len(unread) != 1 || unread[0].ID != common {
			t.Errorf("she sees %d topics, %+v unread", len(topics), unread)
		}
		_, err = h.Read(ctx, c.a, c.theirs, 0)
		refused(t, err, locales.NotFound, "forum.topic_not_found")
	}
	if reading := h.read(third, common); reading.Unread != 2 || len(reading.Posts) != 2 {
		t.Errorf("a third reads %+v", reading)
	}
}

func TestTheModeratorReadsOneWhoBlockedHer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	him, moderator := h.member(), h.member(networks.RoleModerator)
	topic := h.topic(him)
	must(t, h.networks.Part(ctx, him, moderator.Member))
	if reading := h.read(h.enter(moderator.Member), topic); len(reading.Posts) != 1 {
		t.Error("his words are hidden from her")
	}
}
