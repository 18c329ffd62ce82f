package accounts_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/migrations/dbtest"
	"tinig/server/accounts"
)

// counting is a database driver that counts the statements on their way to PostgreSQL.
type counting struct {
	driver.Connector
	statements atomic.Int64
}

func (c *counting) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &countingConn{conn.(fullConn), c}, nil
}

type fullConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.NamedValueChecker
}

type countingConn struct {
	fullConn
	counter *counting
}

func (c *countingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.counter.statements.Add(1)
	return c.fullConn.ExecContext(ctx, query, args)
}

func (c *countingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.counter.statements.Add(1)
	return c.fullConn.QueryContext(ctx, query, args)
}

// cost is what a call does: Argon2id, HMAC, opening, sealing, statements.
type cost [5]int64

func (h *house) cost(c *counting, call func()) (cost, time.Duration) {
	before, statements := h.Work(), c.statements.Load()
	start := time.Now()
	call()
	took, after := time.Since(start), h.Work()
	var sum cost
	for i := range after {
		sum[i] = after[i] - before[i]
	}
	sum[4] = c.statements.Load() - statements
	return sum, took
}

// Promise 16: a phrase or code that is known costs what one costs that isn't, whichever live pepper it is known by.
func TestKnownAndUnknownPhrasesCostTheSame(t *testing.T) {
	connector, err := pq.NewConnector(dbtest.URL(t))
	done(t, err)
	counter := &counting{Connector: connector}
	db := sqlx.NewDb(sql.OpenDB(counter), "postgres")
	t.Cleanup(func() { db.Close() })
	h := houseOn(t, db, pepper('b'), pepper('a'))
	p := h.join()
	signIn := func(phrase string) func() {
		return func() { _, err = h.SignIn(ctx(t), phrase, accounts.Device{}) }
	}
	h.signIn(p)
	var known, unknown []time.Duration
	for range 5 {
		costKnown, took := h.cost(counter, signIn(p.phrase))
		done(t, err)
		known = append(known, took)
		costUnknown, took := h.cost(counter, signIn(accounts.NewPhrase("en")))
		refused(t, err, accounts.ErrNoPhrase)
		unknown = append(unknown, took)
		if costKnown != costUnknown {
			t.Errorf("a known phrase costs %v, an unknown one %v", costKnown, costUnknown)
		}
		if costKnown[0] != 1 || costKnown[1] != 2 {
			t.Errorf("a sign-in costs %v", costKnown)
		}
	}
	ratio := float64(median(known)) / float64(median(unknown))
	t.Logf("known %v, unknown %v, ratio %.2f", median(known), median(unknown), ratio)
	if ratio > 3 || ratio < 1.0/3 {
		t.Errorf("a known phrase takes %.2f times as long as an unknown one", ratio)
	}
}

func median(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
}

func TestKnownAndUnknownPhrasesOfAnOlderPepperAreOpenedAlike(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	h.Accounts = h.with(pepper('c'), pepper('b'), pepper('a'))
	before := h.Work()
	_, err := h.SignIn(ctx(t), accounts.NewPhrase("en"), accounts.Device{})
	refused(t, err, accounts.ErrNoPhrase)
	unknown := h.Work()
	h.signIn(p)
	known := h.Work()
	if known[2]-unknown[2] != unknown[2]-before[2] {
		t.Errorf("opened %d times for a known phrase, %d for an unknown one", known[2]-unknown[2], unknown[2]-before[2])
	}
}

func TestRefusalsSayNothingOfTheCause(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	_, unknown := h.SignIn(ctx(t), accounts.NewPhrase("en"), accounts.Device{})
	h.db.MustExec(`UPDATE keyrings SET sealed = set_byte(sealed, 0, 255 - get_byte(sealed, 0))`)
	_, tampered := h.SignIn(ctx(t), p.phrase, accounts.Device{})
	h.db.MustExec(`DELETE FROM keyrings`)
	_, gone := h.SignIn(ctx(t), p.phrase, accounts.Device{})
	if unknown != tampered || unknown != gone {
		t.Errorf("unknown %v, tampered %v, gone %v", unknown, tampered, gone)
	}
}

func TestPhraseWaitsForMemory(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	release := h.Occupy()
	before := h.Work()
	short, cancel := context.WithTimeout(ctx(t), 20*time.Millisecond)
	defer cancel()
	if _, err := h.SignIn(short, p.phrase, accounts.Device{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with no memory left: %v", err)
	}
	if h.Work()[0] != before[0] {
		t.Error("it was hashed nevertheless")
	}
	release()
	h.signIn(p)
}
