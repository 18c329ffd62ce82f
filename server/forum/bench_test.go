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

// pair times two ways of doing a thing, turn by turn, and reports how many times as many of the first as of the second can
// be done in a time.
func pair(b *testing.B, metric string, first, second func()) {
	var one, other time.Duration
	for b.Loop() {
		start := time.Now()
		first()
		middle := time.Now()
		second()
		one += middle.Sub(start)
		other += time.Since(middle)
	}
	b.ReportMetric(float64(one.Microseconds())/float64(b.N), "first-µs")
	b.ReportMetric(float64(other.Microseconds())/float64(b.N), "second-µs")
	b.ReportMetric(float64(other)/float64(one), metric)
}

const someWords = "Some words that are neither short nor long, as people write them on a phone in the evening."

// BenchmarkReply compares posting with the bare prepared statement. 1 would be equal, 0.8 is the aim.
func BenchmarkReply(b *testing.B) {
	h := newHouse(b)
	writer := h.member()
	ours, bare := h.topic(writer), h.topic(writer)
	statement, err := h.db.Preparex(forum.ReplySQL)
	must(b, err)
	defer statement.Close()
	channel := string(forum.Channel(writer.Network, bare))
	pair(b, "bare/reply",
		func() { h.reply(writer, ours, someWords) },
		func() {
			var number, seq int
			must(b, statement.QueryRowx(writer.Network, bare, writer.Member, someWords, "", "en", false, 0, h.now(), uuid.NewString(), channel, nil).
				Scan(&number, &seq))
		})
}

// BenchmarkReadManyPosts compares a page in the middle of a topic of 1,000,000 posts with one of 50. The aim is 1.2.
func BenchmarkReadManyPosts(b *testing.B) {
	h := newHouse(b)
	writer, reader := h.member(), h.member()
	long, short := h.topic(writer), h.topic(writer)
	h.fill(writer, long, 1_000_000)
	h.fill(writer, short, 50)
	must(b, h.MarkRead(ctx, reader, long, []int{1, 2, 3, 500, 700_000}))
	must(b, h.MarkRead(ctx, reader, short, []int{1, 2, 3}))
	pair(b, "long/short",
		func() { h.page(reader, short, 1) },
		func() { h.page(reader, long, 500_000) })
}

// BenchmarkRead compares a page with its bare queries: prepared, in a transaction, and their rows not looked at.
func BenchmarkRead(b *testing.B) {
	h := newHouse(b)
	writer, reader := h.member(), h.member()
	topic := h.topic(writer)
	h.fill(writer, topic, 50)
	var bare []func()
	prepare := func(query string, args ...any) {
		statement, err := h.db.Preparex(query)
		must(b, err)
		b.Cleanup(func() { statement.Close() })
		bare = append(bare, func() {
			rows, err := statement.Queryx(args...)
			must(b, err)
			for rows.Next() {
			}
			must(b, rows.Close())
		})
	}
	prepare(forum.LineSQL, reader.Network, reader.Member, pq.StringArray{}, topic)
	prepare(`SELECT coalesce(c.seq, 0), e.epoch FROM stream_epoch e LEFT JOIN stream_channels c ON c.network_id = $1 AND c.channel = $2`,
		reader.Network, string(forum.Channel(reader.Network, topic)))
	prepare(forum.PostsSQL, reader.Network, topic, 1, forum.PostsAtOnce, pq.StringArray{})
	prepare(`SELECT * FROM spaces WHERE network_id = $1 AND id = $2`, reader.Network, h.space(networks.PurposeEveryday))
	pair(b, "bare/page",
		func() { h.page(reader, topic, 1) },
		func() {
			for _, query := range bare {
				query()
			}
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

// fill gives a topic as many posts in one statement, past the forum, as if they had been written one after the other.
func (h *house) fill(author networks.Actor, topic string, posts int) {
	h.t.Helper()
	h.db.MustExec(`
		INSERT INTO posts (network_id, topic_id, number, author_id, body, lang, links, written_on, once)
		SELECT $1, $2, number, $3, $4, 'en', false, $5, gen_random_uuid()
		FROM generate_series((SELECT last_number FROM topics WHERE id = $2) + 1, $6::int) AS number`,
		author.Network, topic, author.Member, someWords, h.now(), posts)
	h.db.MustExec(`UPDATE topics SET last_number = $2 WHERE id = $1`, topic, posts)
	h.db.MustExec(`ANALYZE posts`)
}
