package audit_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"golang.org/x/mod/sumdb/tlog"

	"tinig/migrations/dbtest"
	"tinig/server/audit"
)

// Many transactions at once write to several networks' logs, one or a few leaves each, some of them rolled back; checkpoints are
// made and co-signed between. The record always holds, no number is missing, none was given twice, and each tree holds every
// smaller one.
func TestWhateverIsWrittenAtOnceTheRecordHolds(t *testing.T) {
	db := dbtest.New(t)
	db.SetMaxOpenConns(20)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	secret, public, err := audit.NewCouncilKey()
	must(t, err)
	must(t, logAt(t, db, "the server", onDay(0)).SetCouncil(ctx, public))
	networks := []string{uuid.NewString(), uuid.NewString(), uuid.NewString()}
	var mu sync.Mutex
	written, kept := map[string]int{}, ""
	for day := range 4 {
		var all sync.WaitGroup
		for writer := range 8 {
			chance := rand.New(rand.NewPCG(seed, uint64(day*8+writer)))
			all.Go(func() {
				for range 8 {
					network, leaves, kept := networks[chance.IntN(3)], 1+chance.IntN(4), chance.IntN(3) > 0
					if err := writeSome(db, network, leaves, kept); err != nil {
						t.Error(err)
					} else if kept {
						mu.Lock()
						written[network] += leaves
						mu.Unlock()
					}
				}
			})
		}
		all.Go(func() {
			l := logAt(t, db, "the server", onDay(day))
			must(t, l.Checkpoint(ctx))
			asked, err := l.Asked(ctx)
			must(t, err)
			kept, err = audit.Cosign(secret, kept, asked) // she checks herself that it has only grown
			must(t, err)
			must(t, l.Take(ctx, kept))
			_, err = audit.VerifyAll(ctx, db, audit.Against{Council: public, Kept: []string{kept}})
			must(t, err)
		})
		all.Wait()
		report, err := audit.VerifyAll(ctx, db, audit.Against{Council: public, Kept: []string{kept}})
		must(t, err)
		if report.Checkpoints != day+1 || report.Cosigned != day+1 {
			t.Errorf("on day %d: %s", day, report)
		}
	}
	for _, network := range networks {
		var n, last int
		must(t, db.QueryRow(`SELECT count(*), max(seq) FROM audit_records WHERE network_id = $1`, network).Scan(&n, &last))
		if n != written[network] || last != n {
			t.Errorf("of %d leaves %d are there, the last is %d", written[network], n, last)
		}
		everySmallerTree(t, db, network)
	}
}

func writeSome(db *sqlx.DB, network string, leaves int, keep bool) error {
	tx, err := db.Beginx()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for range leaves {
		if err := audit.Append(ctx, tx, record(network)); err != nil {
			return err
		}
	}
	if !keep {
		return nil
	}
	return tx.Commit()
}

// everySmallerTree proves, by tlog alone and by what is kept, that the tree of each size holds the tree of each smaller one.
func everySmallerTree(t *testing.T, db *sqlx.DB, network string) {
	t.Helper()
	var kept []struct {
		Seq    int64  `db:"seq"`
		Hashes []byte `db:"hashes"`
	}
	must(t, db.Select(&kept, `SELECT seq, hashes FROM audit_records WHERE network_id = $1 ORDER BY seq`, network))
	var all []tlog.Hash
	for _, row := range kept {
		for i := 0; i < len(row.Hashes); i += tlog.HashSize {
			all = append(all, tlog.Hash(row.Hashes[i:i+tlog.HashSize]))
		}
	}
	reader := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, i := range indexes {
			found = append(found, all[i])
		}
		return found, nil
	})
	roots := map[int64]tlog.Hash{}
	for size := int64(1); size <= int64(len(kept)); size++ {
		root, err := tlog.TreeHash(size, reader)
		must(t, err)
		roots[size] = root
		for before := int64(1); before <= size; before += 1 + size/20 {
			proof, err := tlog.ProveTree(size, before, reader)
			must(t, err)
			if err := tlog.CheckTree(proof, size, root, before, roots[before]); err != nil {
				t.Fatalf("the tree of %d doesn't hold that of %d: %v", size, before, err)
			}
		}
	}
}

// Against the bare insert of the same row in a transaction of its own, in turns, so that a busy machine slows both.
func BenchmarkAppend(b *testing.B) {
	db := dbtest.New(b)
	db.MustExec(`CREATE TABLE bare (network_id uuid, seq bigint, day date, actor text, act text, subject text, PRIMARY KEY (network_id, seq))`)
	network := chain(b, db, 1000)
	var appended, bare time.Duration
	n := 0
	for b.Loop() {
		n++
		began := time.Now()
		tx := db.MustBegin()
		must(b, audit.Append(ctx, tx, record(network)))
		must(b, tx.Commit())
		middle := time.Now()
		r := record(network)
		tx = db.MustBegin()
		tx.MustExec(`INSERT INTO bare VALUES ($1, $2, $3, $4, $5, $6)`, r.Network, n, middle, r.Actor, r.Act, r.Subject)
		must(b, tx.Commit())
		appended, bare = appended+middle.Sub(began), bare+time.Since(middle)
	}
	b.ReportMetric(float64(appended)/float64(bare), "times-a-bare-insert")
	b.ReportMetric(float64(appended.Microseconds())/float64(n), "µs/append")
}

// Ten thousand records are verified in one go: how long one takes.
func BenchmarkVerify(b *testing.B) {
	db := dbtest.New(b)
	network := chain(b, db, 10000)
	for b.Loop() {
		must(b, audit.Verify(ctx, db, network))
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/10000, "µs/record")
}
