package audit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/server/audit"
)

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

const ofOne = ` WHERE network_id = $1 AND seq = $2`

// eachField changes one field of a record, or takes it away.
var eachField = map[string]string{
	"its day":                   `UPDATE audit_records SET day = day + 1` + ofOne,
	"its actor":                 `UPDATE audit_records SET actor = 'system'` + ofOne,
	"its act":                   `UPDATE audit_records SET act = act || 'x'` + ofOne,
	"its subject":               `UPDATE audit_records SET subject = 'x'` + ofOne,
	"its salt":                  `UPDATE audit_records SET salt = set_bit(salt, 3, 1 - get_bit(salt, 3))` + ofOne,
	"its actor's seal":          `UPDATE audit_records SET actor_seal = set_bit(actor_seal, 3, 1 - get_bit(actor_seal, 3))` + ofOne,
	"its subject's seal":        `UPDATE audit_records SET subject_seal = subject_seal || '\x00'` + ofOne,
	"its number":                `UPDATE audit_records SET seq = seq + 100` + ofOne,
	"its network":               `UPDATE audit_records SET network_id = gen_random_uuid()` + ofOne,
	"one bit of a hash":         `UPDATE audit_records SET hashes = set_bit(hashes, 17, 1 - get_bit(hashes, 17))` + ofOne,
	"the last bit of a hash":    `UPDATE audit_records SET hashes = set_bit(hashes, length(hashes) * 8 - 1, 1 - get_bit(hashes, length(hashes) * 8 - 1))` + ofOne,
	"its hashes":                `UPDATE audit_records SET hashes = ''` + ofOne,
	"a hash too many":           `UPDATE audit_records SET hashes = hashes || sha256('')` + ofOne,
	"where actor and act end":   `UPDATE audit_records SET actor = actor || left(act, 1), act = substr(act, 2)` + ofOne,
	"actor and subject swapped": `UPDATE audit_records SET actor = subject, subject = actor` + ofOne,
	"its words":                 `UPDATE audit_records SET actor = '', subject = '', salt = ''` + ofOne,
	"only its salt":             `UPDATE audit_records SET salt = ''` + ofOne,
	"its being there":           `DELETE FROM audit_records` + ofOne,
	"all that follows":          `DELETE FROM audit_records WHERE network_id = $1 AND seq >= $2`,
	"all before":                `DELETE FROM audit_records WHERE network_id = $1 AND seq <= $2`,
}

// theWhole changes a log of five records.
var theWhole = map[string]string{
	"a record before the first": `INSERT INTO audit_records SELECT network_id, 0, day, actor, act, subject, salt, actor_seal, subject_seal, hashes FROM audit_records WHERE network_id = $1 AND seq = 1`,
	"a record after the last":   `INSERT INTO audit_records SELECT network_id, 6, day, actor, act, subject, salt, actor_seal, subject_seal, hashes FROM audit_records WHERE network_id = $1 AND seq = 5`,
	"an end further on":         `UPDATE audit_heads SET size = size + 1 WHERE network_id = $1`,
	"an end further back":       `UPDATE audit_heads SET size = size - 1 WHERE network_id = $1`,
	"an end at one more":        `UPDATE audit_heads SET size = 6 WHERE network_id = $1`, // with as many peaks
	"another peak":              `UPDATE audit_heads SET peaks = set_bit(peaks, 0, 1 - get_bit(peaks, 0)) WHERE network_id = $1`,
	"a negative end":            `UPDATE audit_heads SET size = -1 WHERE network_id = $1`,
	"no end":                    `DELETE FROM audit_heads WHERE network_id = $1`,
	"nothing at all": `WITH r AS (DELETE FROM audit_records WHERE network_id = $1)
		DELETE FROM audit_heads WHERE network_id = $1`,
	"an end and its head cut off": `WITH r AS (DELETE FROM audit_records WHERE network_id = $1 AND seq = 5)
		UPDATE audit_heads SET size = 4 WHERE network_id = $1`,
	"two records swapped":         swapped("day, actor, act, subject, salt, actor_seal, subject_seal, hashes"),
	"two records' words swapped":  swapped("actor, subject"),
	"two records' leaves swapped": swapped("salt, actor, subject, actor_seal, subject_seal"),
}

func swapped(columns string) string {
	var sets []string
	for column := range strings.SplitSeq(columns, ", ") {
		sets = append(sets, column+" = o."+column)
	}
	return `UPDATE audit_records r SET ` + strings.Join(sets, ", ") + ` FROM audit_records o
		WHERE r.network_id = $1 AND o.network_id = $1 AND r.seq IN (2, 3) AND o.seq = 5 - r.seq`
}

// Promise 13. Each tampering is done to a log of its own, by somebody who can do everything with the database.
func TestChangingOrRemovingAnyRecordIsNoticed(t *testing.T) {
	db := unguarded(t)
	const records = 5
	for what, statement := range eachField {
		for seq := 1; seq <= records; seq++ {
			network := chain(t, db, records)
			tamper(t, db, statement, network, seq)
			broken(t, db, network, fmt.Sprintf("record %d changed in %s", seq, what))
		}
	}
	for what, statement := range theWhole {
		network := chain(t, db, records)
		tamper(t, db, statement, network)
		broken(t, db, network, "a log with "+what)
	}
}

func TestARecordOfAnotherLogIsNoticed(t *testing.T) {
	db := unguarded(t)
	a, b := chain(t, db, 3), chain(t, db, 3)
	tamper(t, db, `DELETE FROM audit_records WHERE network_id = $1 AND seq = 2`, a)
	tamper(t, db, `INSERT INTO audit_records SELECT $1, seq, day, actor, act, subject, salt, actor_seal, subject_seal, hashes
		FROM audit_records WHERE network_id = $2 AND seq = 2`, a, b)
	broken(t, db, a, "a log with another's record")
}

// forge writes a network's log anew without some of its records, as somebody does who has the whole program: each leaf, each
// hash and the end fit.
func forge(t testing.TB, db *sqlx.DB, network, keep string) {
	t.Helper()
	tx := db.MustBegin()
	defer tx.Rollback()
	tx.MustExec(`CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM audit_records WHERE network_id = $1 AND `+keep, network)
	tx.MustExec(`DELETE FROM audit_records WHERE network_id = $1`, network)
	tx.MustExec(`DELETE FROM audit_heads WHERE network_id = $1`, network)
	tx.MustExec(`SELECT audit_append(network_id, day, actor, act, subject) FROM (SELECT * FROM kept ORDER BY seq) kept`)
	must(t, tx.Commit())
}

// resign makes all checkpoints anew with the server's key, over whatever the record is by now.
func resign(t testing.TB, db *sqlx.DB, days int) {
	t.Helper()
	db.MustExec(`DELETE FROM audit_records WHERE network_id = $1`, audit.House)
	db.MustExec(`DELETE FROM audit_heads WHERE network_id = $1`, audit.House)
	db.MustExec(`DELETE FROM audit_checkpoints`)
	for day := range days {
		must(t, logAt(t, db, "the server", onDay(day)).Checkpoint(ctx))
	}
}

func onDay(n int) func() time.Time {
	return func() time.Time { return time.Date(2026, 3, 1+n, 12, 0, 0, 0, time.UTC) }
}

// signed is an unguarded database with two networks, three days of records, a checkpoint each, and the council's signature
// under all of them. kept is what the council has of the last.
func signed(t testing.TB) (db *sqlx.DB, network, public, kept string) {
	t.Helper()
	db = unguarded(t)
	network = chain(t, db, 5)
	chain(t, db, 3)
	secret, public, err := audit.NewCouncilKey()
	must(t, err)
	must(t, logAt(t, db, "the server", onDay(0)).SetCouncil(ctx, public))
	for day := range 3 {
		l := logAt(t, db, "the server", onDay(day))
		write(t, db, network, day)
		must(t, l.Checkpoint(ctx))
		asked, err := l.Asked(ctx)
		must(t, err)
		kept, err = audit.Cosign(secret, kept, asked)
		must(t, err)
		must(t, l.Take(ctx, kept))
	}
	return db, network, public, kept
}

// Promise 13, for whoever holds the server's key as well and writes the whole log anew, so that everything fits.
func TestALogWrittenAnewWithTheServersKeyIsNoticed(t *testing.T) {
	for what, forging := range map[string]func(db *sqlx.DB, network string){
		"one record left out":        func(db *sqlx.DB, network string) { forge(t, db, network, `seq <> 3`) },
		"the last one left out":      func(db *sqlx.DB, network string) { forge(t, db, network, `seq < 8`) },
		"the same with other salts":  func(db *sqlx.DB, network string) { forge(t, db, network, `true`) },
		"the network never was":      func(db *sqlx.DB, network string) { forge(t, db, network, `false`) },
		"all signed anew":            func(db *sqlx.DB, network string) { forge(t, db, network, `seq <> 3`); resign(t, db, 3) },
		"signed anew, none left out": func(db *sqlx.DB, _ string) { resign(t, db, 3) },
		"no checkpoint ever was":     func(db *sqlx.DB, _ string) { resign(t, db, 0) },
	} {
		t.Run(what, func(t *testing.T) {
			db, network, public, kept := signed(t)
			report, err := audit.VerifyAll(ctx, db, audit.Against{Networks: []string{network}, Council: public, Kept: []string{kept}})
			must(t, err)
			if report.Cosigned != 3 || report.Kept != 1 || report.Networks != 2 || !strings.HasPrefix(report.String(), "the record holds: ") {
				t.Fatalf("before, %s", report)
			}
			forging(db, network)
			report, err = audit.VerifyAll(ctx, db, audit.Against{Networks: []string{network}, Council: public, Kept: []string{kept}})
			if !errors.Is(err, audit.ErrBroken) {
				t.Errorf("it isn't noticed: %s, %v", report, err)
			}
		})
	}
}

// Promise 13: checkpoints and signatures are themselves of the record.
func TestChangingOrRemovingACheckpointIsNoticed(t *testing.T) {
	db, _, public, kept := signed(t)
	for what, statement := range map[string]string{
		"one removed":            `DELETE FROM audit_checkpoints WHERE day = '2026-03-02'`,
		"its day":                `UPDATE audit_checkpoints SET day = '2026-02-02' WHERE day = '2026-03-02'`,
		"its size":               `UPDATE audit_checkpoints SET size = size + 1 WHERE day = '2026-03-03'`,
		"its note":               `UPDATE audit_checkpoints SET note = replace(note, 'tinig record', 'tinig recorD')`,
		"another's note":         `UPDATE audit_checkpoints c SET note = o.note FROM audit_checkpoints o WHERE c.day = '2026-03-02' AND o.day = '2026-03-03'`,
		"what is co-signed":      `UPDATE audit_checkpoints c SET cosigned = o.cosigned FROM audit_checkpoints o WHERE c.day = '2026-03-02' AND o.day = '2026-03-03'`,
		"the signature removed":  `UPDATE audit_checkpoints SET cosigned = '' WHERE day = '2026-03-02'`,
		"the signature replaced": `UPDATE audit_checkpoints SET cosigned = note WHERE day = '2026-03-02'`,
		"a mark's log":           `UPDATE audit_records SET subject = replace(subject, ' 5 ', ' 6 ') WHERE act = 'log.marked'`,
		"a key":                  `UPDATE audit_records SET subject = 'x' WHERE act = 'key.council'`,
	} {
		tx := db.MustBegin()
		tx.MustExec(`CREATE TEMPORARY TABLE was_points AS TABLE audit_checkpoints`)
		tx.MustExec(`CREATE TEMPORARY TABLE was_records AS TABLE audit_records`)
		result := tx.MustExec(statement)
		if n, _ := result.RowsAffected(); n == 0 {
			t.Errorf("%s: nothing is changed", what)
		}
		must(t, tx.Commit())
		if report, err := audit.VerifyAll(ctx, db, audit.Against{}); !errors.Is(err, audit.ErrBroken) {
			t.Errorf("%s: %s, %v", what, report, err)
		}
		db.MustExec(`DELETE FROM audit_checkpoints`)
		db.MustExec(`INSERT INTO audit_checkpoints TABLE was_points`)
		db.MustExec(`DELETE FROM audit_records`)
		db.MustExec(`INSERT INTO audit_records TABLE was_records`)
		db.MustExec(`DROP TABLE was_points, was_records`)
	}
	_, err := audit.VerifyAll(ctx, db, audit.Against{Council: public, Kept: []string{kept}})
	must(t, err)
	if _, err := audit.VerifyAll(ctx, db, audit.Against{Council: public, Kept: []string{strings.Replace(kept, "day 2026-03-03", "day 2026-03-04", 1)}}); !errors.Is(err, audit.ErrBroken) {
		t.Errorf("what was kept, changed: %v", err)
	}
}

// Somebody with the server's key puts a key of her own in the council's place and co-signs everything herself. Whoever has the
// council's real key, or what it signed, notices; and everybody sees since when the key is the council's.
func TestAnotherKeyInTheCouncilsPlaceIsNoticed(t *testing.T) {
	db, network, public, kept := signed(t)
	forge(t, db, network, `seq <> 3`)
	resign(t, db, 0)
	secret, false_, err := audit.NewCouncilKey()
	must(t, err)
	l := logAt(t, db, "the server", onDay(2))
	must(t, l.SetCouncil(ctx, false_))
	must(t, l.Checkpoint(ctx))
	asked, err := l.Asked(ctx)
	must(t, err)
	theirs, err := audit.Cosign(secret, "", asked)
	must(t, err)
	must(t, l.Take(ctx, theirs))
	if report, err := audit.VerifyAll(ctx, db, audit.Against{}); err != nil || report.Cosigned != 1 {
		t.Fatalf("it isn't much of a test: %s, %v", report, err)
	}
	if report, err := audit.VerifyAll(ctx, db, audit.Against{Council: public}); err != nil || report.Cosigned != 0 || !strings.Contains(report.String(), "co-signed 0:") {
		t.Errorf("held against the council's key: %s, %v", report, err)
	}
	if _, err := audit.VerifyAll(ctx, db, audit.Against{Council: public, Kept: []string{kept}}); !errors.Is(err, audit.ErrBroken) {
		t.Errorf("held against what the council kept: %v", err)
	}
	if now, since, err := l.Council(ctx); err != nil || now != false_ || !since.Equal(onDay(2)().Truncate(24*time.Hour)) {
		t.Errorf("everybody sees %s since %s, %v", now, since, err)
	}
}
