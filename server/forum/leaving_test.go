package forum_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/realtime/stream"
	"tinig/server/forum"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// departs takes her out of the network, and sees to her words.
func (h *house) departs(a networks.Actor, words networks.Words) {
	h.t.Helper()
	must(h.t, h.networks.Leave(ctx, a, words))
	d := networks.Departed{Network: a.Network, Member: a.Member, Words: words}
	must(h.t, h.Settle(ctx, d))
	must(h.t, h.networks.Forget(ctx, d))
}

// anew lets her begin anew under a name, and sees to her words.
func (h *house) anew(a networks.Actor, name string, words networks.Words) networks.Actor {
	h.t.Helper()
	id := networks.NewMemberID()
	claim := sha256.Sum256([]byte(id))
	j := networks.Joiner{Network: a.Network, Member: id, Pseudonym: name, ClaimHash: claim[:]}
	must(h.t, h.networks.Renew(ctx, a, j, words, h.Follow))
	d := networks.Departed{Network: a.Network, Member: a.Member, Words: words}
	must(h.t, h.Settle(ctx, d))
	must(h.t, h.networks.Forget(ctx, d))
	return h.enter(id)
}

// toldSince is what was told in a topic since a number.
func (h *house) toldSince(topic string, after int64) (events []stream.Event) {
	h.t.Helper()
	must(h.t, h.db.Select(&events, `SELECT channel, seq, kind, ref FROM stream_events WHERE channel = $1 AND seq > $2 ORDER BY seq`,
		forum.Channel(h.network.ID, topic), after))
	return events
}

func (h *house) head(topic string) int64 {
	h.t.Helper()
	return int64(h.count(`SELECT max(seq) FROM stream_events WHERE channel = $1`, forum.Channel(h.network.ID, topic)))
}

func TestWordsThatStayAreNobodysTogetherWithAllOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, two, reader := h.member(), h.member(), h.member()
	topic := h.topic(one)
	other := h.topic(two)
	h.reply(two, topic, "By the second.")
	h.reply(one, other, "By the first.")
	must(t, h.SaveDraft(ctx, one, keys, topic, draft("Half a")))
	heads := map[string]int64{topic: h.head(topic), other: h.head(other)}
	h.departs(one, networks.WordsStay)
	h.departs(two, networks.WordsStay)

	for _, id := range []string{topic, other} {
		reading := h.read(reader, id)
		authors := map[string]bool{reading.Topic.Author: true}
		for _, post := range reading.Posts {
			authors[post.Author] = true
			if post.Body == "" || post.Revision != 1 {
				t.Errorf("a post that stays was changed: %+v", post)
			}
		}
		if len(authors) != 1 {
			t.Errorf("%d authors tell whose words belong together", len(authors))
		}
		var told []string
		for _, e := range h.toldSince(id, heads[id]) {
			told = append(told, e.Kind+" "+e.Ref)
		}
		slices.Sort(told)
		if !slices.Equal(told, []string{"edit 1", "edit 2"}) {
			t.Errorf("open pages were told %v", told)
		}
	}
	dump := h.dump()
	for _, who := range []networks.Actor{one, two} {
		for where, rows := range map[string]int{"members": h.count(`SELECT count(*) FROM members WHERE id = $1`, who.Member),
			"drafts": h.count(`SELECT count(*) FROM drafts WHERE member_id = $1`, who.Member),
			"reads":  h.count(`SELECT count(*) FROM reads WHERE member_id = $1`, who.Member)} {
			if rows != 0 {
				t.Errorf("%s still know who left", where)
			}
		}
		if !strings.Contains(dump, who.Pseudonym) {
			t.Errorf("nothing keeps %s from being given again", who.Pseudonym)
		}
	}
}

func TestNobodyErasesOrEditsWordsThatWereLeft(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, other := h.member(), h.member()
	topic := h.topic(her)
	now := h.anew(her, "Slow River "+her.Member, networks.WordsStay)
	for _, a := range []networks.Actor{her, now, other, h.steward} {
		if err := h.Erase(ctx, a, topic, 1); err == nil {
			t.Errorf("%s erased it", a.Pseudonym)
		}
		if err := h.Edit(ctx, a, topic, 1, 1, draft("Other words")); err == nil {
			t.Errorf("%s changed it", a.Pseudonym)
		}
	}
}

func TestWordsAreErasedWithAllThatBelongsToThem(t *testing.T) {
	t.Parallel()
	h := alone(t)
	her, reader := h.member(), h.member()
	d := draft("Marker-body")
	d.Title, d.Note = "Marker-title", "Marker-note"
	started, err := h.Start(ctx, her, keys, h.space(networks.PurposeEveryday), d)
	must(t, err)
	must(t, h.Edit(ctx, her, started.Topic, 1, 1, draft("Marker-changed")))
	foreign := h.topic(reader)
	h.reply(her, foreign, "Marker-reply")
	h.reply(reader, foreign, "Words of another")
	head := h.head(foreign)
	h.departs(her, networks.WordsErased)

	if strings.Contains(h.dump(), "Marker") {
		t.Error("her words are still in the database")
	}
	reading, err := h.Read(ctx, reader, foreign, 1)
	must(t, err)
	posts := reading.Posts
	if !posts[1].Gone || posts[0].Gone || posts[2].Gone || posts[2].Body == "" {
		t.Errorf("the topic holds %+v", posts)
	}
	if told := h.toldSince(foreign, head); len(told) != 1 || told[0].Kind != forum.Erased || told[0].Ref != "2" {
		t.Errorf("open pages were told %v", told)
	}
}

func TestWhatWaitsForAModeratorGoesWithHer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, moderator := h.fresh(), h.member(networks.RoleModerator)
	_, err := h.Reply(ctx, her, keys, h.topic(moderator), draft("Words that wait"))
	must(t, err)
	held, err := h.Held(ctx, moderator)
	must(t, err)
	must(t, h.networks.Leave(ctx, her, networks.WordsStay))
	if h.Release(ctx, moderator, held[0].ID) == nil {
		t.Error("words of somebody who has left were posted")
	}
	must(t, h.Settle(ctx, networks.Departed{Network: her.Network, Member: her.Member, Words: networks.WordsStay}))
	if n := h.count(`SELECT count(*) FROM held_posts WHERE author_id = $1`, her.Member); n != 0 {
		t.Error("they still wait")
	}
}

// What was broken off, by a power cut say, the sweep does.
func TestTheSweepSettlesWhatWasBrokenOff(t *testing.T) {
	t.Parallel()
	h := alone(t)
	stays, erased, reader := h.member(), h.member(), h.member()
	topic := h.topic(stays)
	h.reply(erased, topic, "Marker")
	must(t, h.networks.Leave(ctx, stays, networks.WordsStay))
	must(t, h.networks.Leave(ctx, erased, networks.WordsErased))
	must(t, h.Sweep(ctx))
	must(t, h.Sweep(ctx))
	reading, err := h.Read(ctx, reader, topic, 1)
	must(t, err)
	posts := reading.Posts
	if posts[0].Body == "" || !posts[1].Gone || posts[0].Author != posts[1].Author {
		t.Errorf("after the sweep there is %+v", posts)
	}
	if n := h.count(`SELECT count(*) FROM members WHERE words <> ''`); n != 0 {
		t.Error("somebody who has left is still there")
	}
}

func TestWhatIsHersAloneComesAlong(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, other := h.member(), h.member()
	topic := h.topic(other)
	must(t, h.MarkRead(ctx, her, topic, []int{1}))
	must(t, h.SaveDraft(ctx, her, keys, topic, draft("Half a")))
	now := h.anew(her, "Slow River "+her.Member, networks.WordsStay)
	if reading := h.read(now, topic); reading.Unread != 0 {
		t.Error("she must read everything again")
	}
	if d, err := h.Draft(ctx, now, keys, topic); err != nil || d.Body != "Half a" {
		t.Errorf("her draft is %+v, %v", d, err)
	}
}

func TestOpenPagesLearnOfAnotherName(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, other := h.member(), h.member()
	mine, foreign, silent := h.topic(her), h.topic(other), h.topic(other)
	h.reply(her, foreign, "Second.")
	h.reply(other, foreign, "Third.")
	h.reply(her, foreign, "Fourth.")
	must(t, h.Erase(ctx, her, foreign, 2))
	heads := map[string]int64{mine: h.head(mine), foreign: h.head(foreign), silent: h.head(silent)}
	must(t, h.Renamed(ctx, her))
	for topic, want := range map[string]string{mine: "[edit 1]", foreign: "[edit 4]", silent: "[]"} {
		told := []string{}
		for _, e := range h.toldSince(topic, heads[topic]) {
			told = append(told, e.Kind+" "+e.Ref)
		}
		if fmt.Sprint(told) != want {
			t.Errorf("told are %v, want %s", told, want)
		}
	}
}

func TestHerOwnPostsAreListedWhereverTheyStand(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, other := h.member(), h.member()
	var written []string
	for i := range forum.OwnAtOnce + 3 {
		if i%7 == 0 {
			h.pass(1)
		}
		topic := h.topic(her)
		written = append(written, fmt.Sprintf("%s/1", topic))
	}
	closed := h.topic(other)
	h.reply(her, closed, "Where I am shut out now")
	written = append(written, closed+"/2")
	h.reply(other, closed, "Not hers")
	erased := h.topic(her)
	must(t, h.Erase(ctx, her, erased, 1))
	must(t, h.networks.Part(ctx, other, her.Member))

	her = h.enter(her.Member)
	var listed []string
	var after forum.AfterOwn
	for {
		own, err := h.OwnPosts(ctx, her, after)
		must(t, err)
		for i, post := range own {
			listed = append(listed, fmt.Sprintf("%s/%d", post.Topic, post.Number))
			if (post.Topic == closed) != (post.At.Title == "") {
				t.Errorf("the title shown is %q", post.At.Title)
			}
			if i > 0 && post.WrittenOn.After(own[i-1].WrittenOn) {
				t.Error("an older day comes first")
			}
			after = forum.AfterOwn{Day: post.WrittenOn, Topic: post.Topic, Number: post.Number}
		}
		if len(own) < forum.OwnAtOnce {
			break
		}
	}
	slices.Sort(listed)
	slices.Sort(written)
	if !slices.Equal(listed, written) {
		t.Errorf("listed are %d, written %d", len(listed), len(written))
	}
	must(t, h.Erase(ctx, her, closed, 2))
}

// drawnPage is what a reader's script holds of a topic: each post's author and words, by number.
func (h *house) drawnPage(reader networks.Actor, topic string) map[int]string {
	h.t.Helper()
	page := map[int]string{}
	reading, err := h.Read(ctx, reader, topic, 1)
	must(h.t, err)
	for _, post := range reading.Posts {
		page[post.Number] = h.drawn(topic, post.Number)
	}
	return page
}

// apply draws anew what an event tells of. The topic's own head is no post.
func (h *house) apply(page map[int]string, topic string, e stream.Event) {
	h.t.Helper()
	var number int
	fmt.Sscan(e.Ref, &number)
	if number > 0 {
		page[number] = h.drawn(topic, number)
	}
}

func (h *house) drawn(topic string, number int) string {
	h.t.Helper()
	post, err := h.Draw(ctx, h.network.ID, topic, number)
	must(h.t, err)
	names, err := h.networks.Names(ctx, h.network.ID, []string{post.Author})
	must(h.t, err)
	by := names[post.Author]
	return fmt.Sprint(by.Standing == networks.Left, by.Pseudonym, by.Emblem, post.Body, post.Gone, post.Revision)
}

// Old page and events make the fresh page, whatever members do to their names; and whoever began anew is never told of.
func TestOldPageAndEventsMakeTheFreshPageWhateverSheIsCalled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	reader := h.member()
	writers := []networks.Actor{h.member(), h.member(), h.member()}
	topic := h.topic(writers[0])
	page, head := h.drawnPage(reader, topic), h.head(topic)
	for step := range 40 {
		w := chance.IntN(len(writers))
		writers[w] = h.does(writers[w], topic, step, chance)
		if chance.IntN(3) > 0 {
			continue
		}
		for _, e := range h.toldSince(topic, head) {
			h.apply(page, topic, e)
			head = e.Seq
		}
	}
	for _, e := range h.toldSince(topic, head) {
		h.apply(page, topic, e)
	}
	if fresh := h.drawnPage(reader, topic); !maps.Equal(page, fresh) {
		t.Errorf("the old page became\n%v\nthe fresh one is\n%v", page, fresh)
	}
}

// does one thing as a writer and returns who she is afterwards.
func (h *house) does(a networks.Actor, topic string, step int, chance *rand.Rand) networks.Actor {
	h.t.Helper()
	name := fmt.Sprintf("Name %d %s", step, h.network.ID)
	switch chance.IntN(8) {
	case 0:
		must(h.t, h.networks.Rename(ctx, a, name, networks.NewEmblem()))
		must(h.t, h.Renamed(ctx, a))
		return h.enter(a.Member)
	case 1:
		return h.anew(a, name, []networks.Words{networks.WordsStay, networks.WordsErased}[chance.IntN(2)])
	case 2:
		h.departs(a, networks.WordsStay)
		return h.member()
	default:
		h.reply(a, topic, fmt.Sprintf("step %d", step))
		return a
	}
}

func TestTranslationsGoTheWayOfHerWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader, second := h.member(), h.member(), h.vouched()
	topic := h.topic(writer)
	stays, goes := h.vouched(), h.vouched()
	h.told(stays, topic, 1, "es", "La primera.")
	h.told(goes, topic, 1, "ar", "المنشور الأول.")
	kept := h.shown(reader, topic, "es", 1)
	must(t, h.Agree(ctx, second, topic, 1, kept.ID))
	head := h.head(topic)
	h.departs(stays, networks.WordsStay)
	h.departs(goes, networks.WordsErased)
	if got := h.shown(reader, topic, "es", 1); got.Body != kept.Body || got.Author == stays.Member || !got.Agreed {
		t.Errorf("what stays is %+v", got)
	}
	if got := h.shown(reader, topic, "ar", 1); got.Body != "" {
		t.Errorf("what was to be erased is %+v", got)
	}
	if told := h.toldSince(topic, head); len(told) != 2 {
		t.Errorf("open pages were told %v", told)
	}
	h.departs(second, networks.WordsStay)
	if got := h.shown(reader, topic, "es", 1); got.Body != kept.Body {
		t.Errorf("when both have left it is %+v", got)
	}
}

func TestReactionsAreTakenBackByWhoLeavesAndComeAlongWithWhoBeginsAnew(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, leaves, anew := h.member(), h.member(), h.member()
	topic := h.topic(writer)
	for _, a := range []networks.Actor{leaves, anew} {
		must(t, h.React(ctx, a, topic, 1, forum.ThankYou))
	}
	given := func() int {
		_, post, err := h.Post(ctx, writer, topic, 1)
		must(t, err)
		return post.Reactions[1]
	}
	anew = h.anew(anew, "Slow River "+anew.Member, networks.WordsErased)
	if given() != 2 {
		t.Errorf("after she began anew there are %d", given())
	}
	head := h.head(topic)
	h.departs(leaves, networks.WordsStay)
	if given() != 1 || len(h.toldSince(topic, head)) != 1 {
		t.Errorf("after one has left there are %d, and told was %v", given(), h.toldSince(topic, head))
	}
	must(t, h.Unreact(ctx, anew, topic, 1, forum.ThankYou))
	if given() != 0 {
		t.Error("she can't take hers back")
	}
}

func TestInboxesThatPointToHerWordsAreDrawnAnew(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, her := h.member(), h.member()
	topic := h.topic(writer)
	_, err := h.Reply(ctx, her, keys, topic, forum.Draft{Body: "An answer.", Lang: "en", Quotes: 1, Once: uuid.NewString()})
	must(t, err)
	channel := inbox.Channel(h.network.ID, writer.Member)
	drawn := func() int {
		return h.count(`SELECT count(*) FROM stream_events WHERE channel = $1 AND kind = 'read'`, string(channel))
	}
	must(t, h.networks.Rename(ctx, her, "Slow River "+her.Member, networks.NewEmblem()))
	must(t, h.Renamed(ctx, her))
	if drawn() != 1 {
		t.Errorf("after another name it was drawn anew %d times", drawn())
	}
	h.departs(her, networks.WordsStay)
	if drawn() != 2 {
		t.Errorf("after she left it was drawn anew %d times", drawn())
	}
	if n := h.count(`SELECT count(*) FROM notices WHERE member_id = $1 AND topic_id IS NOT NULL`, writer.Member); n != 1 {
		t.Error("the notice is gone")
	}
}
