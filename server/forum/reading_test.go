package forum_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tinig/server/forum"
	"tinig/server/networks"
)

func TestOnesOwnPostsAreNeverUnread(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.member()
	topic := h.topic(writer)
	h.reply(writer, topic, "Words.")
	if r := h.read(writer, topic); r.Unread != 0 || r.FirstUnread != 0 {
		t.Errorf("she has %d unread from %d", r.Unread, r.FirstUnread)
	}
	if r := h.read(reader, topic); r.Unread != 2 || r.FirstUnread != 1 {
		t.Errorf("the other has %d unread from %d", r.Unread, r.FirstUnread)
	}
}

func TestReadingAPageMarksNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reader := h.member()
	topic := h.topic(h.member())
	h.read(reader, topic)
	if r := h.read(reader, topic); r.Unread != 1 {
		t.Error("what wasn't on the screen counts as read")
	}
}

func TestMarkingNumbersThatAreNotThereIsIgnored(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reader, writer := h.member(), h.member()
	topic := h.topic(writer)
	must(t, h.MarkRead(ctx, reader, topic, nil))
	must(t, h.MarkRead(ctx, reader, topic, []int{-5, 0, 2, 3, 1 << 40}))
	if n := h.count(`SELECT count(*) FROM reads WHERE member_id = $1`, reader.Member); n != 0 {
		t.Error("a row says that she has read what isn't there")
	}
	h.reply(writer, topic, "Words.")
	if r := h.read(reader, topic); r.Unread != 2 || r.FirstUnread != 1 {
		t.Errorf("she has %d unread from %d", r.Unread, r.FirstUnread)
	}
}

func TestMarkingTouchesNobodyElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reader, other, writer := h.member(), h.member(), h.member()
	topic, untouched := h.topic(writer), h.topic(writer)
	must(t, h.MarkRead(ctx, reader, topic, []int{1}))
	if h.read(other, topic).Unread != 1 || h.read(reader, untouched).Unread != 1 {
		t.Error("it is read for somebody else, or somewhere else")
	}
}

// The words of one parted from her were once unread for ever: never on her screen, so never marked.
func TestWhatABlockHidesIsNotUnread(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	her, him, third := h.member(), h.member(), h.member()
	topic := h.topic(third)
	h.reply(him, topic, "His words.")
	h.reply(third, topic, "Other words.")
	must(t, h.networks.Part(ctx, her, him.Member))
	her = h.enter(her.Member)
	if r := h.read(her, topic); r.Unread != 2 || r.FirstUnread != 1 {
		t.Errorf("she has %d unread from %d", r.Unread, r.FirstUnread)
	}
	must(t, h.MarkRead(ctx, her, topic, []int{1}))
	if r := h.read(her, topic); r.Unread != 1 || r.FirstUnread != 3 {
		t.Errorf("she has %d unread from %d", r.Unread, r.FirstUnread)
	}
	must(t, h.MarkRead(ctx, her, topic, []int{3}))
	h.reply(him, topic, "More of his words.")
	unread, err := h.Unread(ctx, her, []string{h.space(networks.PurposeEveryday)}, 10)
	must(t, err)
	if r := h.read(her, topic); r.Unread != 0 || r.FirstUnread != 0 || len(unread) != 0 {
		t.Errorf("she has %d unread from %d, and %d topics", r.Unread, r.FirstUnread, len(unread))
	}
}

// model is a topic as a naive reader keeps it: who wrote each post, and which she has seen.
type model struct {
	authors []string
	seen    map[int]bool
}

func (m *model) unread(reader networks.Actor) (count, first int) {
	for i, author := range m.authors {
		if m.seen[i+1] || author == reader.Member || slices.Contains(reader.Parted, author) {
			continue
		}
		if count++; first == 0 {
			first = i + 1
		}
	}
	return count, first
}

// TestUnreadIsWhatANaiveReaderWouldCount writes and marks at random, and holds the forum's counts against a plain set.
func TestUnreadIsWhatANaiveReaderWouldCount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reader, writer, blocked := h.member(), h.member(), h.member()
	must(t, h.networks.Part(ctx, blocked, reader.Member))
	reader = h.enter(reader.Member)
	rapid.Check(t, func(t *rapid.T) {
		topic, m := h.topic(writer), &model{authors: []string{writer.Member}, seen: map[int]bool{}}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "write") {
				by := rapid.SampledFrom([]networks.Actor{writer, reader, blocked}).Draw(t, "by")
				h.reply(by, topic, "Words.")
				m.authors = append(m.authors, by.Member)
				continue
			}
			numbers := rapid.SliceOfN(rapid.IntRange(-1, len(m.authors)+2), 1, 5).Draw(t, "numbers")
			must(h.t, h.MarkRead(ctx, reader, topic, numbers))
			for _, n := range numbers {
				m.seen[n] = n <= len(m.authors)
			}
		}
		count, first := m.unread(reader)
		if r := h.read(reader, topic); r.Unread != count || r.FirstUnread != first {
			t.Fatalf("the page says %d unread from %d, want %d from %d", r.Unread, r.FirstUnread, count, first)
		}
		lines, err := h.Topics(ctx, reader, h.space(networks.PurposeEveryday), forum.After{})
		must(h.t, err)
		for _, line := range lines {
			if line.ID == topic && (line.Unread != count || line.FirstUnread != first) {
				t.Fatalf("the list says %d unread from %d, want %d from %d", line.Unread, line.FirstUnread, count, first)
			}
		}
	})
}

func TestAPageGoesOnWhereSheStopped(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reader, writer := h.member(), h.member()
	topic := h.topic(writer)
	h.fill(topic, 170, writer.Member)
	var first60 []int
	for n := range 60 {
		first60 = append(first60, n+1)
	}
	for _, c := range []struct {
		name               string
		mark               []int
		from               int
		first, count, last int
	}{
		{"unread from the start", nil, 0, 1, 50, 0},
		{"at the first unread", first60, 0, 61, 50, 0},
		{"where she says", nil, 101, 101, 50, 0},
		{"a short last page", nil, 151, 151, 20, 1},
		{"past the end", nil, 999, 170, 1, 1},
		{"before the start", nil, -3, 61, 50, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			must(t, h.MarkRead(ctx, reader, topic, c.mark))
			r, err := h.Read(ctx, reader, topic, c.from)
			must(t, err)
			if r.From != c.first || len(r.Posts) != c.count || r.Posts[0].Number != c.first || r.AtEnd() != (c.last == 1) {
				t.Errorf("it begins at %d with %d posts, at the end: %v", r.From, len(r.Posts), r.AtEnd())
			}
		})
	}
	if r := h.read(writer, topic); r.Unread != 169 { // fill marks nothing, and 1 is her own
		t.Errorf("the writer has %d unread", r.Unread)
	}
	var all []int
	for n := range 170 {
		all = append(all, n+1)
	}
	must(t, h.MarkRead(ctx, reader, topic, all))
	if r := h.read(reader, topic); r.From != 121 || len(r.Posts) != 50 || !r.AtEnd() || r.FirstUnread != 0 {
		t.Errorf("who has read it all gets the page from %d with %d posts", r.From, len(r.Posts))
	}
}

// The page and the events after its head make the fresh page: so both must be of one moment.
func TestAPageIsOfOneMoment(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, reader := h.member(), h.member()
	topic := h.topic(writer)
	stop := make(chan struct{})
	writing := make(chan error, 1)
	go func() {
		for {
			select {
			case <-stop:
				writing <- nil
				return
			default:
				if _, err := h.Reply(ctx, writer, keys, topic, draft("Words.")); err != nil {
					writing <- err
					return
				}
			}
		}
	}()
	for range 60 {
		r, err := h.Read(ctx, reader, topic, 1<<20)
		must(t, err)
		if last := r.Posts[len(r.Posts)-1].Number; int64(last) != r.Head.Seq || last != r.Topic.LastNumber || r.Unread != last {
			t.Fatalf("drawn at %d, the last post is %d, the topic's last %d, unread %d", r.Head.Seq, last, r.Topic.LastNumber, r.Unread)
		}
	}
	close(stop)
	must(t, <-writing)
}
