package audit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/server/audit"
)

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// chain is a new network's with as many records.
func chain(t testing.TB, db *sqlx.DB, records int) (network string) {
	t.Helper()
	network = uuid.NewString()
	tx := db.MustBegin()
	defer tx.Rollback()
	for range records {
		must(t, audit.Append(ctx, tx, record(network)))
	}
	must(t, tx.Commit())
	return network
}

func record(network string) audit.Record {
	return audit.Record{Network: network, Actor: uuid.NewString(), Act: "member.confirmed", Subject: uuid.NewString()}
}

func broken(t testing.TB, db *sqlx.DB, network, what string) {
	t.Helper()
	if err := audit.Verify(ctx, db, network); !errors.Is(err, audit.ErrBroken) {
		t.Errorf("%s: got %v", what, err)
	}
}

func TestAChainVerifies(t *testing.T) {
	db := dbtest.New(t)
	for _, records := range []int{1, 2, 500, 501, 1001} { // it is read five hundred at a time
		must(t, audit.Verify(ctx, db, chain(t, db, records)))
	}
}

func TestARecordSaysWhoDidWhatToWhatOnWhichDay(t *testing.T) {
	db := dbtest.New(t)
	want := record(uuid.NewString())
	tx := db.MustBegin()
	must(t, audit.Append(ctx, tx, want))
	must(t, tx.Commit())
	var got audit.Record
	must(t, db.Get(&got, `SELECT * FROM audit_records`))
	if got.Network != want.Network || got.Seq != 1 || got.Actor != want.Actor || got.Act != want.Act || got.Subject != want.Subject || len(got.Hash) != 32 {
		t.Errorf("got %+v", got)
	}
	if h, m, s := got.Day.Clock(); h+m+s != 0 {
		t.Errorf("it keeps the time %v", got.Day)
	}
}

// The record was once hashed as its writer spelled the network, and verified as the database does.
func TestANetworkSpelledOtherwiseIsTheSameNetwork(t *testing.T) {
	db := dbtest.New(t)
	network := uuid.NewString()
	for _, spelled := range []string{network, strings.ToUpper(network), strings.ReplaceAll(network, "-", ""), "{" + network + "}"} {
		tx := db.MustBegin()
		must(t, audit.Append(ctx, tx, record(spelled)))
		must(t, tx.Commit())
	}
	must(t, audit.Verify(ctx, db, network))
}

func TestAnActRolledBackLeavesNoRecord(t *testing.T) {
	db := dbtest.New(t)
	network := chain(t, db, 2)
	tx := db.MustBegin()
	must(t, audit.Append(ctx, tx, record(network)))
	must(t, tx.Rollback())
	must(t, audit.Verify(ctx, db, network))
	var n int
	must(t, db.Get(&n, `SELECT count(*) FROM audit_records`))
	if n != 2 {
		t.Errorf("there are %d", n)
	}
}

func TestNetworksHaveChainsOfTheirOwn(t *testing.T) {
	db := unguarded(t)
	a, b := chain(t, db, 3), chain(t, db, 2)
	tamper(t, db, `UPDATE audit_records SET act = 'x' WHERE network_id = $1`, a)
	broken(t, db, a, "the changed one")
	must(t, audit.Verify(ctx, db, b))
}

// unguarded is a database in the hands of somebody who can do everything.
func unguarded(t testing.TB) *sqlx.DB {
	t.Helper()
	db := dbtest.New(t)
	db.MustExec(`ALTER TABLE audit_records DISABLE TRIGGER USER`)
	return db
}

func tamper(t testing.TB, db *sqlx.DB, statement string, args ...any) {
	t.Helper()
	result, err := db.Exec(statement, args...)
	must(t, err)
	if n, _ := result.RowsAffected(); n == 0 {
		t.Fatalf("%s changed nothing", statement)
	}
}

// Promise 13. Each tampering is done to a chain of its own.
func TestChangingOrRemovingAnyRecordIsNoticed(t *testing.T) {
	db := unguarded(t)
	const records = 5
	each := map[string]string{
		"its day":          `UPDATE audit_records SET day = day + 1 WHERE network_id = $1 AND seq = $2`,
		"its actor":        `UPDATE audit_records SET actor = 'system' WHERE network_id = $1 AND seq = $2`,
		"its act":          `UPDATE audit_records SET act = act || 'x' WHERE network_id = $1 AND seq = $2`,
		"its subject":      `UPDATE audit_records SET subject = '' WHERE network_id = $1 AND seq = $2`,
		"its number":       `UPDATE audit_records SET seq = seq + 100 WHERE network_id = $1 AND seq = $2`,
		"one bit of hash":  `UPDATE audit_records SET hash = set_bit(hash, 17, 1 - get_bit(hash, 17)) WHERE network_id = $1 AND seq = $2`,
		"its whole hash":   `UPDATE audit_records SET hash = '' WHERE network_id = $1 AND seq = $2`,
		"where it ends":    `UPDATE audit_records SET actor = actor || left(act, 1), act = substr(act, 2) WHERE network_id = $1 AND seq = $2`,
		"its being there":  `DELETE FROM audit_records WHERE network_id = $1 AND seq = $2`,
		"all that follows": `DELETE FROM audit_records WHERE network_id = $1 AND seq >= $2`,
		"all before":       `DELETE FROM audit_records WHERE network_id = $1 AND seq <= $2`,
	}
	for what, statement := range each {
		for seq := 1; seq <= records; seq++ {
			network := chain(t, db, records)
			tamper(t, db, statement, network, seq)
			broken(t, db, network, fmt.Sprintf("record %d without %s", seq, what))
		}
	}
	whole := map[string]string{
		"a record before the first": `INSERT INTO audit_records SELECT network_id, 0, day, actor, act, subject, hash FROM audit_records WHERE network_id = $1 AND seq = 1`,
		"a record after the last":   `INSERT INTO audit_records SELECT network_id, 6, day, actor, act, subject, hash FROM audit_records WHERE network_id = $1 AND seq = 5`,
		"a head further on":         `UPDATE audit_heads SET seq = seq + 1 WHERE network_id = $1`,
		"a head further back":       `UPDATE audit_heads SET seq = seq - 1 WHERE network_id = $1`,
		"another head":              `UPDATE audit_heads SET hash = set_bit(hash, 0, 1 - get_bit(hash, 0)) WHERE network_id = $1`,
		"no head":                   `DELETE FROM audit_heads WHERE network_id = $1`,
		"nothing at all": `WITH r AS (DELETE FROM audit_records WHERE network_id = $1)
			DELETE FROM audit_heads WHERE network_id = $1`,
		"an end and a head cut off": `WITH r AS (DELETE FROM audit_records WHERE network_id = $1 AND seq = 5)
			UPDATE audit_heads SET seq = 4 WHERE network_id = $1`,
		"two records swapped": `UPDATE audit_records r SET day = o.day, actor = o.actor, act = o.act, subject = o.subject, hash = o.hash
			FROM audit_records o WHERE r.network_id = $1 AND o.network_id = $1 AND r.seq IN (2, 3) AND o.seq = 5 - r.seq`,
		"two records' words swapped": `UPDATE audit_records r SET actor = o.actor, subject = o.subject
			FROM audit_records o WHERE r.network_id = $1 AND o.network_id = $1 AND r.seq IN (2, 3) AND o.seq = 5 - r.seq`,
	}
	for what, statement := range whole {
		network := chain(t, db, records)
		tamper(t, db, statement, network)
		broken(t, db, network, "a chain with "+what)
	}
}

func TestARecordOfAnotherChainIsNoticed(t *testing.T) {
	db := unguarded(t)
	a, b := chain(t, db, 3), chain(t, db, 3)
	tamper(t, db, `DELETE FROM audit_records WHERE network_id = $1 AND seq = 2`, a)
	tamper(t, db, `INSERT INTO audit_records SELECT $1, seq, day, actor, act, subject, hash FROM audit_records WHERE network_id = $2 AND seq = 2`, a, b)
	broken(t, db, a, "a chain with another's record")
}

func TestTheDatabaseRefusesToChangeOrRemoveARecord(t *testing.T) {
	db := dbtest.New(t)
	network := chain(t, db, 3)
	for _, statement := range []string{
		`UPDATE audit_records SET act = 'x'`,
		`UPDATE audit_records SET act = act WHERE false`,
		`DELETE FROM audit_records WHERE seq = 3`,
		`TRUNCATE audit_records`,
		`INSERT INTO audit_records SELECT * FROM audit_records ON CONFLICT (network_id, seq) DO UPDATE SET act = 'x'`,
	} {
		if _, err := db.Exec(statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: got %v", statement, err)
		}
	}
	must(t, audit.Verify(ctx, db, network))
}

func TestAppendingAtOnceMakesOneChain(t *testing.T) {
	db := dbtest.New(t)
	db.SetMaxOpenConns(20)
	network := uuid.NewString() // and the first records compete for its beginning
	var all sync.WaitGroup
	for w := range 16 {
		all.Go(func() {
			for i := range 10 {
				tx := db.MustBegin()
				if err := audit.Append(ctx, tx, record(network)); err != nil {
					t.Error(err)
				}
				if (w+i)%4 == 0 {
					tx.Rollback()
				} else if err := tx.Commit(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	must(t, audit.Verify(ctx, db, network))
	var n, last int
	must(t, db.QueryRow(`SELECT count(*), max(seq) FROM audit_records`).Scan(&n, &last))
	if n != 120 || last != 120 {
		t.Errorf("%d records, the last is %d", n, last)
	}
}

// Verify once read the head and the records one after the other, and took a record that came between for a forged one.
func TestVerifyingWhileRecordsAreWrittenHolds(t *testing.T) {
	db := dbtest.New(t)
	network := chain(t, db, 1)
	done := make(chan error, 1)
	go func() {
		for range 200 {
			tx := db.MustBegin()
			if err := errors.Join(audit.Append(ctx, tx, record(network)), tx.Commit()); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for {
		must(t, audit.Verify(ctx, db, network))
		select {
		case err := <-done:
			must(t, err)
			return
		default:
		}
	}
}
