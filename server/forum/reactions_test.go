package forum_test

import (
	"errors"
	"slices"
	"testing"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// counts are the reactions to a post as a page shows them, and as an event would draw them.
func (h *house) counts(a networks.Actor, topic string, number int) forum.Counts {
	h.t.Helper()
	reading, err := h.Read(ctx, a, topic, number)
	must(h.t, err)
	drawn, err := h.Draw(ctx, a.Network, topic, number)
	must(h.t, err)
	if reading.Posts[0].Number != number || reading.Posts[0].Reactions != drawn.Reactions {
		h.t.Fatalf("the page shows %v at post %d, an event %v", reading.Posts[0].Reactions, reading.Posts[0].Number, drawn.Reactions)
	}
	return drawn.Reactions
}

func TestReactionsAreCountedOncePerMemberAndKind(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, one, other := h.member(), h.member(), h.member()
	topic := h.topic(writer)
	h.reply(writer, topic, "Another post.")
	for _, a := range []networks.Actor{one, other, one} {
		must(t, h.React(ctx, a, topic, 1, forum.Strength))
	}
	must(t, h.React(ctx, one, topic, 1, forum.WithYou))
	if got := h.counts(writer, topic, 1); got != (forum.Counts{1, 0, 2, 0}) {
		t.Errorf("it has %v", got)
	}
	if got := h.counts(writer, topic, 2); got != (forum.Counts{}) {
		t.Errorf("the next post has %v", got)
	}
	_, post, err := h.Post(ctx, one, topic, 1)
	must(t, err)
	given, err := h.Given(ctx, one, post)
	must(t, err)
	slices.Sort(given)
	if !slices.Equal(given, []forum.Reaction{forum.Strength, forum.WithYou}) {
		t.Errorf("she gave %v", given)
	}
	if events := h.events(topic); len(events) != 5 {
		t.Errorf("three reactions made the events %v", events)
	}
}

// Each is counted under the post's lock: of two that come at once, none is lost.
func TestReactionsThatComeAtOnceAreAllCounted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	var acts []func() error
	for range 6 {
		her := h.member()
		acts = append(acts, func() error {
			return errors.Join(h.React(ctx, her, topic, 1, forum.Heard), h.React(ctx, her, topic, 1, forum.WithYou), h.Unreact(ctx, her, topic, 1, forum.Heard))
		})
	}
	for _, err := range atOnce(acts...) {
		must(t, err)
	}
	if got := h.counts(writer, topic, 1); got != (forum.Counts{6, 0, 0, 0}) {
		t.Errorf("it has %v", got)
	}
}

func TestAReactionIsTakenBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, her := h.member(), h.member()
	topic := h.topic(writer)
	must(t, h.React(ctx, her, topic, 1, forum.Heard))
	must(t, h.Unreact(ctx, her, topic, 1, forum.Heard))
	must(t, h.Unreact(ctx, her, topic, 1, forum.Heard))
	must(t, h.Unreact(ctx, her, topic, 1, forum.ThankYou))
	if got := h.counts(writer, topic, 1); got != (forum.Counts{}) {
		t.Errorf("it has %v", got)
	}
	if events := h.events(topic); len(events) != 3 {
		t.Errorf("the events are %v", events)
	}
}

func TestReactionsThatAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, her := h.member(), h.member()
	topic := h.topic(writer)
	noted := draft("Hard words.")
	noted.Note = "court"
	_, err := h.Reply(ctx, writer, keys, topic, noted)
	must(t, err)
	gone := h.reply(writer, topic, "Soon gone.")
	must(t, h.Erase(ctx, writer, topic, gone))
	refused(t, h.React(ctx, writer, topic, 1, forum.WithYou), locales.Forbidden, "reaction.own")
	refused(t, h.React(ctx, her, topic, 1, "applause"), locales.Invalid, "reaction.unknown")
	refused(t, h.React(ctx, her, topic, 2, forum.WithYou), locales.Conflict, "reaction.not_welcome")
	refused(t, h.React(ctx, her, topic, gone, forum.WithYou), locales.NotFound, "forum.post_not_found")
	refused(t, h.React(ctx, her, topic, 77, forum.WithYou), locales.NotFound, "forum.post_not_found")
	refused(t, h.Unreact(ctx, her, topic, 77, forum.WithYou), locales.NotFound, "forum.post_not_found")
	refused(t, h.React(ctx, h.newcomer(), topic, 1, forum.WithYou), locales.NotFound, "forum.topic_not_found")
	refused(t, h.Unreact(ctx, h.newcomer(), topic, 1, forum.WithYou), locales.NotFound, "forum.topic_not_found")
	h.db.MustExec(`UPDATE topics SET locked = true WHERE id = $1`, topic)
	refused(t, h.React(ctx, her, topic, 1, forum.WithYou), locales.Conflict, "reaction.topic_locked")
	if n := h.count(`SELECT count(*) FROM reactions WHERE topic_id = $1`, topic); n != 0 {
		t.Errorf("%d were kept", n)
	}
}

// Also when her words waited for a moderator first, and when she says so only later.
func TestAContentNoteTakesReactionsWhereItsAuthorWelcomesThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	moderator, fresh, her := h.member(networks.RoleModerator), h.fresh(), h.member()
	topic := h.topic(moderator)
	d := draft("Hard words.")
	d.Note, d.Welcomes = "court", true
	_, err := h.Reply(ctx, fresh, keys, topic, d)
	must(t, err)
	must(t, h.Release(ctx, moderator, h.held(moderator).ID))
	must(t, h.React(ctx, her, topic, 2, forum.WithYou))

	writer := h.member()
	number := h.reply(writer, topic, "Easy words.")
	must(t, h.React(ctx, her, topic, number, forum.WithYou))
	for revision, c := range []struct {
		note            string
		welcomes, takes bool
	}{{"court", false, false}, {"court", true, true}, {"", false, true}} {
		d := draft("Other words.")
		d.Note, d.Welcomes = c.note, c.welcomes
		must(t, h.Edit(ctx, writer, topic, number, revision+1, d))
		_, post, err := h.Post(ctx, her, topic, number)
		must(t, err)
		if post.TakesReactions() != c.takes || post.Reactions[0] != 1 {
			t.Errorf("with %+v it takes reactions: %v, and has %v", c, post.TakesReactions(), post.Reactions)
		}
	}
}

func TestNobodyReactsAcrossABlock(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, him, third := h.member(), h.member(), h.member()
	topic := h.topic(third)
	hers, his := h.reply(her, topic, "Hers."), h.reply(him, topic, "His.")
	must(t, h.React(ctx, him, topic, hers, forum.WithYou))
	must(t, h.networks.Part(ctx, her, him.Member))
	refused(t, h.React(ctx, h.enter(her.Member), topic, his, forum.WithYou), locales.NotFound, "forum.post_not_found")
	refused(t, h.React(ctx, h.enter(him.Member), topic, hers, forum.Strength), locales.NotFound, "forum.post_not_found")
	must(t, h.Unreact(ctx, h.enter(him.Member), topic, hers, forum.WithYou)) // what he gave is his to take
	if n := h.count(`SELECT count(*) FROM reactions WHERE topic_id = $1`, topic); n != 0 {
		t.Errorf("%d are left", n)
	}
}

// Whoever comes first: the reaction goes with the post, or there is no post any more to react to.
func TestReactingToAPostThatIsBeingErased(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, her := h.member(), h.member()
	topic := h.topic(writer)
	for range 10 {
		number := h.reply(writer, topic, "Soon gone.")
		errs := atOnce(
			func() error { return h.Erase(ctx, writer, topic, number) },
			func() error { return h.React(ctx, her, topic, number, forum.Heard) },
			func() error { return h.React(ctx, her, topic, number, forum.Heard) },
		)
		must(t, errs[0])
		for _, err := range errs[1:] {
			if err != nil {
				refused(t, err, locales.NotFound, "forum.post_not_found")
			}
		}
	}
	if n := h.count(`SELECT count(*) FROM reactions WHERE topic_id = $1`, topic); n != 0 {
		t.Errorf("%d reactions are left of posts that are gone", n)
	}
	if n := h.count(`SELECT count(*) FROM posts WHERE topic_id = $1 AND gone AND reactions <> '{0,0,0,0}'`, topic); n != 0 {
		t.Errorf("%d posts that are gone count some", n)
	}
}
