package forum_test

import (
	"testing"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// She reads without his words; he reads and answers hers as before, and finds nothing different.
func TestAMuteLeavesOutPostsAndTopicsOnHerSideAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, him, third := h.member(), h.member(), h.member()
	common, hers, his := h.topic(third), h.topic(her), h.topic(him)
	herPost, hisPost := h.reply(her, common, "Her words."), h.reply(him, common, "His words.")
	must(t, h.networks.Mute(ctx, her, him.Member))
	her, him = h.enter(her.Member), h.enter(him.Member)

	reading, err := h.Read(ctx, her, common, 1)
	must(t, err)
	if len(reading.Posts) != 2 || reading.Unread != 1 {
		t.Errorf("she reads %d posts, %d of them new", len(reading.Posts), reading.Unread)
	}
	_, _, err = h.Post(ctx, her, common, hisPost)
	refused(t, err, locales.NotFound, "forum.post_not_found")
	_, err = h.Read(ctx, her, his, 0)
	refused(t, err, locales.NotFound, "forum.topic_not_found")
	if topics, err := h.Topics(ctx, her, h.space(networks.PurposeEveryday), forum.After{}); err != nil || len(topics) != 2 {
		t.Errorf("she sees %d topics: %v", len(topics), err)
	}

	if reading, err := h.Read(ctx, him, common, 1); err != nil || len(reading.Posts) != 3 || reading.Unread != 2 {
		t.Errorf("he reads %d posts, %d of them new: %v", len(reading.Posts), reading.Unread, err)
	}
	if topics, err := h.Topics(ctx, him, h.space(networks.PurposeEveryday), forum.After{}); err != nil || len(topics) != 3 {
		t.Errorf("he sees %d topics: %v", len(topics), err)
	}
	d := draft("His answer to her.")
	d.Quotes = herPost
	replied, err := h.Reply(ctx, him, keys, common, d)
	must(t, err)
	h.reply(him, hers, "And in her topic.")
	must(t, h.React(ctx, him, common, herPost, forum.WithYou))
	if reading, err := h.Read(ctx, third, common, 1); err != nil || len(reading.Posts) != 4 {
		t.Errorf("a third reads %d posts: %v", len(reading.Posts), err)
	}
	must(t, h.networks.Hear(ctx, her, him.Member))
	if _, _, err := h.Post(ctx, h.enter(her.Member), common, replied.Number); err != nil {
		t.Errorf("she hears him again, and doesn't: %v", err)
	}
}
