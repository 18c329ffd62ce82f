package forum_test

import (
	"testing"

	"github.com/google/uuid"

	"tinig/server/forum"
	"tinig/server/networks"
)

// begin gives the everyday space topics of earlier days, past the forum, each with one post.
func (h *house) begin(author networks.Actor, topics int) {
	h.t.Helper()
	tx := h.db.MustBegin()
	defer tx.Rollback()
	tx.MustExec(`
		INSERT INTO topics (network_id, id, space_id, author_id, title, lang, last_number, active_on, once)
		SELECT $1, gen_random_uuid(), $2, $3, 'Topic ' || n, 'en', 1, $4::date - (n % 20), gen_random_uuid()
		FROM generate_series(1, $5::int) AS n`, author.Network, h.space(networks.PurposeEveryday), author.Member, h.now(), topics)
	tx.MustExec(`
		INSERT INTO posts (network_id, topic_id, number, author_id, body, lang, links, written_on, once)
		SELECT network_id, id, 1, author_id, 'Words.', 'en', false, active_on, gen_random_uuid()
		FROM topics
		WHERE space_id = $1`, h.space(networks.PurposeEveryday))
	must(h.t, tx.Commit())
	h.db.MustExec(`ANALYZE topics`)
	h.db.MustExec(`ANALYZE posts`)
}

// While the list is read page by page, replies bring topics to its front. None is listed twice, and every topic that
// nobody wrote in is listed.
func TestTopicsArePagedWithoutLossOrDoubleWhilePostsArrive(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.member()
	h.begin(writer, 4*forum.TopicsAtOnce+7)
	h.pass(1)
	var all []string
	must(t, h.db.Select(&all, `SELECT id FROM topics WHERE network_id = $1`, h.network.ID))
	listed, touched := map[string]bool{}, map[string]bool{}
	pages := 0
	for after := (forum.After{}); ; pages++ {
		page, err := h.Topics(ctx, reader, h.space(networks.PurposeEveryday), after)
		must(t, err)
		for i, line := range page {
			if listed[line.ID] {
				t.Fatalf("%s is listed twice", line.Title)
			}
			if i > 0 && (line.ActiveOn.After(page[i-1].ActiveOn) || line.ActiveOn.Equal(page[i-1].ActiveOn) && line.ID >= page[i-1].ID) {
				t.Fatalf("%s is out of order", line.Title)
			}
			listed[line.ID] = true
		}
		if len(page) < forum.TopicsAtOnce {
			break
		}
		after = forum.After{Day: page[len(page)-1].ActiveOn, ID: page[len(page)-1].ID}
		for _, topic := range []string{page[0].ID, all[pages], all[len(all)-1-pages]} {
			h.reply(writer, topic, "More words.")
			touched[topic] = true
		}
	}
	for _, id := range all {
		if !listed[id] && !touched[id] {
			t.Errorf("%s is never listed", id)
		}
	}
	if pages != 4 {
		t.Errorf("there are %d full pages", pages)
	}
	first, err := h.Topics(ctx, reader, h.space(networks.PurposeEveryday), forum.After{})
	must(t, err)
	for _, line := range first[:len(touched)] {
		if !touched[line.ID] {
			t.Errorf("%s stands before a topic that was written in today", line.Title)
		}
	}
}

func TestTheListOfUnreadHoldsWhatHasSomethingNew(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.member()
	old, read, fresh := h.topic(writer), h.topic(writer), h.topic(writer)
	h.pass(31)
	h.reply(writer, read, "Words.")
	h.reply(writer, fresh, "Words.")
	must(t, h.MarkRead(ctx, reader, read, []int{1, 2}))
	must(t, h.MarkRead(ctx, reader, fresh, []int{1}))
	spaces := []string{h.space(networks.PurposeWelcome), h.space(networks.PurposeEveryday)}
	lines, err := h.Unread(ctx, reader, spaces, 10)
	must(t, err)
	if len(lines) != 1 || lines[0].ID != fresh || lines[0].Unread != 1 || lines[0].FirstUnread != 2 {
		t.Errorf("the list is %+v", lines)
	}
	for _, line := range lines {
		if line.ID == old {
			t.Error("a topic at rest for a month is there")
		}
	}
	if lines, err = h.Unread(ctx, reader, nil, 10); err != nil || len(lines) != 0 {
		t.Errorf("in no space she has %d: %v", len(lines), err)
	}
	must(t, h.MarkRead(ctx, reader, old, []int{1}))
	h.topic(writer)
	h.topic(writer)
	if lines, err = h.Unread(ctx, reader, spaces, 2); err != nil || len(lines) != 2 {
		t.Errorf("of three two are listed, not %d: %v", len(lines), err)
	}
}

func TestANewTopicHoldsItsFirstPost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	d := draft("First words.")
	d.Title, d.Note, d.Lang, d.Quotes = " A\u202etitle ", "loss", "fil", 5 // there is nothing yet to answer
	started, err := h.Start(ctx, writer, keys, h.space(networks.PurposeEveryday), d)
	must(t, err)
	r := h.read(writer, started.Topic)
	if r.Topic.Title != "Atitle" || r.Topic.Note != "loss" || r.Topic.Lang != "fil" || r.Topic.Author != writer.Member || r.Topic.LastNumber != 1 {
		t.Errorf("it is %+v", r.Topic)
	}
	if len(r.Posts) != 1 || r.Posts[0].Body != "First words." || r.Posts[0].Quotes != 0 || r.Space.Purpose != networks.PurposeEveryday || !r.AtEnd() {
		t.Errorf("its page is %+v", r)
	}
}

// An actor made by hand may have no list of whom she is parted from. PostgreSQL compares nothing to a missing list.
func TestAnActorPartedFromNobodySeesEverything(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	a := h.member()
	a.Parted = nil
	lines, err := h.Topics(ctx, a, h.space(networks.PurposeEveryday), forum.After{})
	must(t, err)
	unread, err := h.Unread(ctx, a, []string{h.space(networks.PurposeEveryday)}, 10)
	must(t, err)
	if len(lines) != 1 || len(unread) != 1 || len(h.read(a, topic).Posts) != 1 {
		t.Errorf("she sees %d topics, %d unread", len(lines), len(unread))
	}
}

func TestAListAfterItsEndIsEmpty(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.topic(h.member())
	lines, err := h.Topics(ctx, h.steward, h.space(networks.PurposeEveryday), forum.After{Day: h.now().AddDate(-1, 0, 0), ID: uuid.NewString()})
	must(t, err)
	if len(lines) != 0 {
		t.Errorf("it holds %d", len(lines))
	}
}
