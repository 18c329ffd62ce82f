package statements_test

import (
	"testing"
	"time"
)

// What the page outside of a statement with 50,000 signatures asks of the database, against the bare query for its text, in turns.
func BenchmarkAPublicStatementOf50000Signatures(b *testing.B) {
	h := newHouse(b)
	one := h.open()
	h.db.MustExec(`INSERT INTO signatures (network_id, statement_id, nullifier, bound, hash, shows, role, country, day)
		SELECT $1, $2, sha256(n::text::bytea), sha256(n::text::bytea), $3, 'role', 'survivor', 'PH', $4 FROM generate_series(1, 50000) n`,
		h.network.ID, one.ID, one.Hash, h.now())
	h.db.MustExec(`ANALYZE signatures`)
	h.nextDay()
	var page, bare time.Duration
	for b.Loop() {
		start := time.Now()
		p, err := h.Published(ctx, one.Public)
		must(b, err)
		signers, _, err := h.Signers(ctx, p, "")
		must(b, err)
		page += time.Since(start)
		if p.Count != 50000 || len(signers) != 100 {
			b.Fatalf("it tells %d, and lists %d", p.Count, len(signers))
		}
		start = time.Now()
		var text []byte
		must(b, h.db.Get(&text, `SELECT canonical FROM statement_frozen WHERE network_id = $1 AND statement_id = $2 AND version = 1`, one.Network, one.ID))
		bare += time.Since(start)
	}
	b.ReportMetric(float64(page)/float64(bare), "times-bare")
}
