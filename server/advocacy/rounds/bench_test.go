package rounds_test

import (
	"crypto/rand"
	"testing"
	"time"

	"tinig/server/advocacy/rounds"
)

// BenchmarkAConsentRoundOfTenThousand is how long it takes to answer in such a round, to count it, and to read its result, each as a
// multiple of the bare statement that it can't do without, in turns.
func BenchmarkAConsentRoundOfTenThousand(b *testing.B) {
	const people = 10_000
	h := newHouse(b)
	id, her := h.begin(rounds.Consent), h.member()
	var bare, answered time.Duration
	for range people {
		nullifier, nothing := make([]byte, 32), make([]byte, 2304+28)
		rand.Read(nullifier)
		start := time.Now()
		h.db.MustExec(`INSERT INTO round_roll (network_id, round_id, nullifier, sealed) VALUES ($1, $2, $3, $4)`, h.network.ID, id, nullifier, nothing)
		bare += time.Since(start)
		start = time.Now()
		must(b, h.Answer(ctx, her, nullifier, id, 1, rounds.Ballot{Picks: []int{0}}))
		answered += time.Since(start)
	}
	h.today = h.round(id).ClosesOn.Time
	start := time.Now()
	var sealed [][]byte
	must(b, h.db.Select(&sealed, `SELECT sealed FROM round_roll WHERE network_id = $1 AND round_id = $2 ORDER BY nullifier`, h.network.ID, id))
	h.db.MustExec(`CREATE TABLE bare AS SELECT network_id, round_id, row_number() OVER () AS number FROM round_roll`)
	h.db.MustExec(`CREATE TABLE bare_roll AS SELECT network_id, round_id, nullifier FROM round_roll ORDER BY nullifier`)
	copied := time.Since(start)
	start = time.Now()
	must(b, h.Sweep(ctx))
	closed := time.Since(start)
	var counted, read time.Duration
	for b.Loop() {
		start = time.Now()
		h.count(`SELECT count(*) FROM ballots WHERE network_id = $1 AND round_id = $2`, h.network.ID, id)
		counted += time.Since(start)
		start = time.Now()
		if h.result(id).Roll != people {
			b.Fatal("answers are missing")
		}
		read += time.Since(start)
	}
	b.ReportMetric(float64(answered)/float64(bare), "answer/insert")
	b.ReportMetric(float64(closed)/float64(copied), "close/copy")
	b.ReportMetric(float64(read)/float64(counted), "result/count")
	b.ReportMetric(closed.Seconds(), "s/close")
}
