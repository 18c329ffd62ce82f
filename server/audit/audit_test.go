package audit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

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

// chain is a new network's log with as many records.
func chain(t testing.TB, db *sqlx.DB, records int) (network string) {
	t.Helper()
	network = uuid.NewString()
	write(t, db, network, records)
	return network
}

// write adds records to a network's log.
func write(t testing.TB, db *sqlx.DB, network string, records int) {
	t.Helper()
	tx := db.MustBegin()
	defer tx.Rollback()
	for range records {
		must(t, audit.Append(ctx, tx, record(network)))
	}
	must(t, tx.Commit())
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

func TestALogVerifies(t *testing.T) {
	db := dbtest.New(t)
	for _, records := range []int{1, 2, 3, 4, 7, 500, 501, 1001} { // it is read five hundred at a time
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
	must(t, db.Get(&got, `SELECT network_id, seq, day, actor, act, subject FROM audit_records`))
	if got.Network != want.Network || got.Seq != 1 || got.Actor != want.Actor || got.Act != want.Act || got.Subject != want.Subject {
		t.Errorf("got %+v", got)
	}
	if today := time.Now().UTC().Truncate(24 * time.Hour); !got.Day.Equal(today) {
		t.Errorf("its day is %v", got.Day)
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

// A line more in a leaf could be taken for another field.
func TestALineBreakIsRefused(t *testing.T) {
	db := dbtest.New(t)
	for _, r := range []audit.Record{{Actor: "a\nby x"}, {Act: "a\n"}, {Subject: "\n"}} {
		r.Network = uuid.NewString()
		tx := db.MustBegin()
		if err := audit.Append(ctx, tx, r); err == nil {
			t.Errorf("%q is written", r.Actor+string(r.Act)+r.Subject)
		}
		tx.Rollback()
	}
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

// The transaction of the act can't be committed when its leaf can't be written.
func TestAnActWhoseLeafCanNotBeWrittenIsRefused(t *testing.T) {
	db := dbtest.New(t)
	network := chain(t, db, 1)
	db.MustExec(`CREATE TABLE acts (done int)`)
	for _, broken := range []string{
		`ALTER TABLE audit_records ADD CONSTRAINT full_up CHECK (false) NOT VALID`,
		`ALTER TABLE audit_heads ADD CONSTRAINT full_up CHECK (false) NOT VALID`,
		`UPDATE audit_heads SET size = 0`, // the leaf's place is taken
	} {
		db.MustExec(broken)
		tx := db.MustBegin()
		tx.MustExec(`INSERT INTO acts VALUES (1)`)
		if err := audit.Append(ctx, tx, record(network)); err == nil {
			t.Errorf("after %s the leaf is written", broken)
		}
		if tx.Commit() == nil {
			t.Errorf("after %s the act is done", broken)
		}
		db.MustExec(`ALTER TABLE audit_records DROP CONSTRAINT IF EXISTS full_up`)
		db.MustExec(`ALTER TABLE audit_heads DROP CONSTRAINT IF EXISTS full_up`)
	}
	var n int
	must(t, db.Get(&n, `SELECT count(*) FROM acts`))
	if n != 0 {
		t.Errorf("%d acts are done", n)
	}
}

func TestNetworksHaveLogsOfTheirOwn(t *testing.T) {
	db := unguarded(t)
	a, b := chain(t, db, 3), chain(t, db, 2)
	tamper(t, db, `UPDATE audit_records SET act = 'x' WHERE network_id = $1`, a)
	broken(t, db, a, "the changed one")
	must(t, audit.Verify(ctx, db, b))
}

// Networks don't wait for each other: one's open transaction holds up nobody else.
func TestANetworkDoesNotWaitForAnothers(t *testing.T) {
	db := dbtest.New(t)
	a, b := chain(t, db, 1), chain(t, db, 1)
	tx := db.MustBegin()
	defer tx.Rollback()
	must(t, audit.Append(ctx, tx, record(a)))
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	other := db.MustBegin()
	defer other.Rollback()
	must(t, audit.Append(ctx, other, record(b)))
	must(t, other.Commit())
}

func TestTheDatabaseRefusesToChangeOrRemoveARecord(t *testing.T) {
	db := dbtest.New(t)
	network := chain(t, db, 3)
	for _, statement := range []string{
		`UPDATE audit_records SET act = 'x'`,
		`UPDATE audit_records SET actor = 'x'`,
		`UPDATE audit_records SET actor = '', subject = '', salt = '', act = 'x'`,
		`UPDATE audit_records SET actor = '', subject = '', salt = '', hashes = ''`,
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

func TestAnErasedRecordLeavesTheLogWhole(t *testing.T) {
	db := dbtest.New(t)
	l := logOf(t, db)
	network := chain(t, db, 9)
	var who []string
	must(t, db.Select(&who, `SELECT actor || ' ' || subject || ' ' || encode(salt, 'hex') FROM audit_records WHERE seq = 4`))
	must(t, l.Erase(ctx, network, 4))
	must(t, audit.Verify(ctx, db, network))
	var all string
	must(t, db.Get(&all, `SELECT string_agg(r::text, '') FROM audit_records r`))
	for _, word := range strings.Fields(who[0]) {
		if strings.Contains(all, word) {
			t.Errorf("%s is still there", word)
		}
	}
	for _, seq := range []int64{4, 10, 11} { // twice, what says that it was erased, and none
		if err := l.Erase(ctx, network, seq); err == nil {
			t.Errorf("record %d is erased", seq)
		}
	}
	must(t, audit.Verify(ctx, db, network))
	db.MustExec(`UPDATE audit_records SET actor = '', subject = '', salt = '' WHERE seq = 5`)
	broken(t, db, network, "emptied without a record of it")
}

func TestAppendingAtOnceMakesOneLog(t *testing.T) {
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

// logOf is the record with a key of its own.
func logOf(t testing.TB, db *sqlx.DB) *audit.Log {
	t.Helper()
	return logAt(t, db, "one server's key", nil)
}

func logAt(t testing.TB, db *sqlx.DB, key string, now func() time.Time) *audit.Log {
	t.Helper()
	l, err := audit.New(db, []byte(fmt.Sprintf("%-32s", key)), now)
	must(t, err)
	return l
}
