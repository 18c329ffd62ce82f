// Package dbtest gives each test a database of its own, with our tables in it.
//
// All test programs of a machine's user share one PostgreSQL that syncs nothing to disk. The first of them starts a keeper
// (see keeper.go), which outlives it and ends by itself, with PostgreSQL, as soon as no test program is left, however they
// ended. Databases are copies of a template that was migrated once. The cluster's files stay in the cache, so that the next
// run begins without making them again; they can be deleted at any time when no test runs.
//
// It may be imported by tests only.
package dbtest

import (
	"testing"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
)

// New is a database with all migrations and no rows, as the user who owns it. It is dropped when the test ends.
func New(t testing.TB) *sqlx.DB {
	t.Helper()
	db, err := sqlx.Connect("postgres", URL(t))
	if err != nil {
		t.Fatalf("connecting to the test's database: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// URL is the connection string, for lib/pq, of a database as [New] gives it: for a program under test.
func URL(t testing.TB) string {
	t.Helper()
	return from(t, template())
}

// Copy is the connection string of a copy of another test's database, as it is now. Nobody may be connected to that one.
func Copy(t testing.TB, url string) string {
	t.Helper()
	return from(t, databaseIn(url))
}

// from makes a database for a test, like another one, and drops it when the test ends.
func from(t testing.TB, like string) string {
	t.Helper()
	s, err := join()
	if err != nil {
		t.Fatalf("a database for tests: %v", err)
	}
	name, err := s.create(like)
	if err != nil {
		t.Fatalf("making the test's database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.drop(name); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	return s.url(name)
}
