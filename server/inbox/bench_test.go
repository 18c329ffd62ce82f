package inbox_test

import (
	"testing"
	"time"

	"tinig/server/inbox"
)

// BenchmarkUnread compares what every page asks, how much is new, for a member with a thousand notices that she has read,
// half a year's, with a member who has none, turn by turn. The aim is at most twice as long.
func BenchmarkUnread(b *testing.B) {
	h := newHouse(b)
	full, empty := h.member(), h.member()
	h.db.MustExec(`INSERT INTO notices (network_id, member_id, number, kind, day) SELECT $1, $2, n, 'vouched', $3 FROM generate_series(1, 1000) n`, h.network, full, h.today)
	h.db.MustExec(`INSERT INTO stream_channels VALUES ($1, $2, 1000, $3)`, h.network, string(inbox.Channel(h.network, full)), h.today)
	must(b, h.MarkRead(ctx, h.network, full, 1, 1000))
	h.db.MustExec(`ANALYZE`)
	var ours, base time.Duration
	for b.Loop() {
		began := time.Now()
		h.unread(full)
		middle := time.Now()
		h.unread(empty)
		ours += middle.Sub(began)
		base += time.Since(middle)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "full-µs")
	b.ReportMetric(float64(base.Microseconds())/float64(b.N), "empty-µs")
	b.ReportMetric(float64(base)/float64(ours), "empty/full")
}
