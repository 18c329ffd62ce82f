package forum_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"tinig/server/forum"
	"tinig/server/networks"
)

// Each benchmark measures its baseline in the same run, turn by turn, so that a busy machine slows both alike.

// compare times two ways of doing a thing, turn by turn, and reports how long the baseline takes as a part of ours: so
// much of the baseline's rate do we reach.
func compare(b *testing.B, ours, baseline func()) {
	var our, base time.Duration
	for b.Loop() {
		start := time.Now()
		ours()
		middle := time.Now()
		baseline()
		our += middle.Sub(start)
		base += time.Since(middle)
	}
	b.ReportMetric(0, "ns/op") // of both together it says nothing
	b.ReportMetric(float64(our.Microseconds())/float64(b.N), "ours-µs")
	b.ReportMetric(float64(base.Microseconds())/float64(b.N), "baseline-µs")
	b.ReportMetric(float64(base)/float64(our), "baseline/ours")
}

// BenchmarkReply compares posting, with all that is asked before it, with the bare prepared statement. The aim is 0.8 of
// its rate.
func BenchmarkReply(b *testing.B) {
	h := alone(b)
	writer := h.member()
	ours, bare := h.topic(writer), h.topic(writer)
	statement, err := h.db.Preparex(forum.ReplySQL)
	must(b, err)
	defer statement.Close()
	channel, space := string(forum.Channel(writer.Network, bare)), h.space(networks.PurposeEveryday)
	compare(b,
		func() { h.reply(writer, ours, someWords) },
		func() {
			var number, seq int
			must(b, statement.QueryRowx(writer.Network, bare, writer.Member, someWords, "", "en", false, 0, h.now(), uuid.NewString(), channel, nil, false, space).
				Scan(&number, &seq))
		})
}

// BenchmarkReadManyPosts compares a page in the middle of a topic of 1,000,000 posts with one of 50. The aim is at most
// 1.2 times as long: 0.83 of the rate.
func BenchmarkReadManyPosts(b *testing.B) {
	h := alone(b)
	writer, reader := h.member(), h.member()
	long, short := h.topic(writer), h.topic(writer)
	h.fill(long, 1_000_000, h.crowd(200)...)
	h.fill(short, 50, writer.Member)
	must(b, h.MarkRead(ctx, reader, long, []int{1, 2, 3, 500, 700_000}))
	must(b, h.MarkRead(ctx, reader, short, []int{1, 2, 3}))
	compare(b,
		func() { h.page(reader, long, 500_000) },
		func() { h.page(reader, short, 1) })
}

// BenchmarkRead compares a page with its bare prepared statement, whose rows nobody looks at.
func BenchmarkRead(b *testing.B) {
	h := alone(b)
	writer, reader := h.member(), h.member()
	topic := h.topic(writer)
	h.fill(topic, 50, writer.Member)
	statement, err := h.db.Preparex(forum.PageSQL)
	must(b, err)
	defer statement.Close()
	channel := string(forum.Channel(reader.Network, topic))
	compare(b,
		func() { h.page(reader, topic, 1) },
		func() {
			rows, err := statement.Queryx(reader.Network, reader.Member, pq.StringArray{}, topic, 1, forum.PostsAtOnce, channel, nil)
			must(b, err)
			for rows.Next() {
			}
			must(b, rows.Close())
		})
}

func (h *house) page(a networks.Actor, topic string, from int) {
	h.t.Helper()
	reading, err := h.Read(ctx, a, topic, from)
	must(h.t, err)
	if len(reading.Posts) != forum.PostsAtOnce {
		h.t.Fatalf("%d posts on the page", len(reading.Posts))
	}
}

// BenchmarkReplyWithAMention compares posting a reply that answers one member and mentions another, who are told of it, with
// one that tells nobody. The aim is half of its rate: two more inboxes, each with its event.
func BenchmarkReplyWithAMention(b *testing.B) {
	h := alone(b)
	writer, asked, named := h.member(), h.member(), h.member()
	h.named(named, "Quiet Heron")
	telling, plain := h.topic(asked), h.topic(asked)
	compare(b,
		func() { h.answer(writer, telling, 1, "@Quiet Heron, see above. "+someWords) },
		func() { h.reply(writer, plain, someWords) })
}
