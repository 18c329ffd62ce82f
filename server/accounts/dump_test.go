package accounts_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"

	"tinig/migrations"
	"tinig/server/accounts"
)

// tables are this package's.
var tables = []string{"doors", "keyrings", "sessions", "tickets"}

// dump is all rows of a table, as text.
func dump(t *testing.T, db *sqlx.DB, table string) []string {
	t.Helper()
	var rows []string
	done(t, db.Select(&rows, `SELECT r::text FROM `+table+` r`))
	return rows
}

// Promises 1 and 2: whoever has the tables has none of what she knows or is.
func TestDumpHoldsNothingOfHers(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(h.signIn(p))
	second := membership()
	done(t, h.Add(ctx(t), s, second))
	done(t, h.Use(ctx(t), s, second.Network))
	done(t, h.SetLanguage(ctx(t), s, "marker"))
	ticket, err := h.MintTicket(ctx(t), s, []byte(second.Member))
	done(t, err)
	markers := [][]byte{[]byte("marker"), []byte(ticket), []byte(p.cookie)}
	for _, secret := range []string{ticket, p.cookie} {
		raw, err := base64.RawURLEncoding.DecodeString(secret)
		done(t, err)
		markers = append(markers, raw)
	}
	for _, m := range []accounts.Membership{p.first, second} {
		markers = append(markers, []byte(m.Network), []byte(m.Member), m.Claim, accounts.ClaimHash(m.Claim))
	}
	for _, w := range append(strings.Fields(p.phrase), p.codes...) {
		markers = append(markers, []byte(w))
	}
	var all strings.Builder
	for _, table := range append(tables, "stream_channels", "stream_events") {
		all.WriteString(strings.Join(dump(t, h.db, table), "\n"))
	}
	for _, m := range markers {
		for _, form := range []string{string(m), hex.EncodeToString(m), base64.StdEncoding.EncodeToString(m)} {
			if len(form) > 4 && strings.Contains(all.String(), form) {
				t.Errorf("the dump holds %q", form)
			}
		}
	}
}

// Promise 2: rows of one account have no more in common than rows of two.
func TestNoTwoRowsShareAValue(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(h.signIn(p))
	done(t, h.Add(ctx(t), s, membership()))
	done(t, h.Add(ctx(t), s, membership()))
	h.join()
	rows := map[string]string{}
	for _, table := range []string{"doors", "keyrings", "sessions"} {
		var sealed [][]byte
		key := map[string]string{"doors": "lookup", "keyrings": "id", "sessions": "hash"}[table]
		done(t, h.db.Select(&sealed, fmt.Sprintf(`SELECT %s || sealed FROM %s`, key, table)))
		for i, row := range sealed {
			if len(row) != len(sealed[0]) {
				t.Errorf("rows of %s are %d and %d bytes long", table, len(row), len(sealed[0]))
			}
			for at := range len(row) - 7 {
				rows8, here := string(row[at:at+8]), fmt.Sprintf("%s row %d", table, i)
				if other, ok := rows[rows8]; ok {
					t.Fatalf("%s and %s share 8 bytes", here, other)
				}
				rows[rows8] = here
			}
		}
	}
}

// keysOf are a table's keys in the order of their place in the file, with the transactions that wrote them.
func keysOf(t *testing.T, db *sqlx.DB, table, key string) (keys, writers []string) {
	t.Helper()
	done(t, db.Select(&keys, fmt.Sprintf(`SELECT encode(%s, 'hex') FROM %s ORDER BY ctid`, key, table)))
	done(t, db.Select(&writers, fmt.Sprintf(`SELECT DISTINCT xmin::text FROM %s`, table)))
	return keys, writers
}

// night rewrites everything as main does.
func (h *house) night() {
	h.t.Helper()
	done(h.t, migrations.Rewrite(ctx(h.t), h.db, accounts.Rewritten))
	done(h.t, h.Rewrite(ctx(h.t)))
}

// Promise 2: after the nightly rewrite neither order, nor transaction, nor the difference between two dumps tells anything.
func TestRewriteLeavesNoOrderAndNoTrace(t *testing.T) {
	h := newHouse(t)
	var people []person
	for range 12 {
		people = append(people, h.join())
	}
	h.night()
	before := strings.Join(dump(t, h.db, "keyrings"), "\n")
	h.signIn(people[5])
	h.night()
	for table, key := range map[string]string{"doors": "lookup", "keyrings": "id", "sessions": "hash"} {
		keys, writers := keysOf(t, h.db, table, key)
		for i := 1; i < len(keys); i++ {
			if keys[i] < keys[i-1] {
				t.Errorf("%s: row %d of %d is out of order", table, i, len(keys))
			}
		}
		var first string
		done(t, h.db.Get(&first, `SELECT min(ctid)::text FROM `+table))
		if first != "(0,1)" {
			t.Errorf("%s: the first row stands at %s, behind what was deleted", table, first)
		}
		if len(keys) < 12 || len(writers) != 1 {
			t.Errorf("%s: %d rows were written by %d transactions", table, len(keys), len(writers))
		}
	}
	for _, row := range dump(t, h.db, "keyrings") {
		if sealed := row[strings.Index(row, ","):]; strings.Contains(before, sealed) {
			t.Error("a keyring's row is the same in both dumps")
		}
	}
	for _, p := range people {
		h.open(p.cookie)
	}
	h.signIn(people[7])
}

func TestRewriteBringsRowsUnderTheNewestPepper(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	old := h.Accounts
	h.Accounts = h.with(pepper('b'), pepper('a'))
	done(t, h.Rewrite(ctx(t)))
	h.open(p.cookie)
	if _, err := old.Open(ctx(t), p.cookie); err == nil {
		t.Error("the old pepper alone still opens the row")
	}
	h.Accounts = h.with(pepper('c'))
	done(t, h.Rewrite(ctx(t)))
	h.Accounts = h.with(pepper('b'))
	h.open(p.cookie)
}

func TestNobodyIsRefusedWhileTablesAreRewritten(t *testing.T) {
	h := newHouse(t)
	people := []person{h.join(), h.join()}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for _, p := range people {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				s, err := h.Open(ctx(t), p.cookie)
				if err == nil {
					err = h.SetLanguage(ctx(t), s, fmt.Sprint(n))
				}
				if err != nil {
					t.Errorf("request %d: %v", n, err)
					return
				}
			}
		})
	}
	for rewritten := 0; rewritten < 25 && !t.Failed(); {
		if err := h.Rewrite(ctx(t)); err == nil {
			rewritten++
		} else if !migrations.Busy(err) { // on a slow machine it gives way
			t.Error(err)
		}
	}
	close(stop)
	wg.Wait()
}
