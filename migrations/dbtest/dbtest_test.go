package dbtest_test

import (
	"testing"

	"tinig/migrations/dbtest"
)

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	a, b := dbtest.New(t), dbtest.New(t)
	change(t, dbtest.URL(t), "CREATE TABLE mine (id int)")
	for _, db := range []interface {
		Get(any, string, ...any) error
	}{a, b} {
		var n int
		must(t, db.Get(&n, "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'"))
		if n != 0 {
			t.Error("one test sees the tables of another")
		}
	}
}

func TestADatabaseHasOurTables(t *testing.T) {
	if got := query(t, dbtest.URL(t), "SELECT count(*) > 1 FROM pg_tables WHERE schemaname = 'public'"); got != "true" {
		t.Error("there are none")
	}
}

func TestADatabaseIsDroppedWithItsTestAndOpenConnections(t *testing.T) {
	name := ""
	t.Run("inner", func(t *testing.T) {
		name = query(t, dbtest.URL(t), "SELECT current_database()")
		open := dbtest.New(t)
		_, err := open.Begin()
		must(t, err)
	})
	if n := query(t, dbtest.URL(t), "SELECT count(*) FROM pg_database WHERE datname = '"+name+"'"); n != "0" {
		t.Error("it is still there")
	}
}

// BenchmarkURL is the cost of a test's database.
func BenchmarkURL(b *testing.B) {
	for b.Loop() {
		dbtest.URL(b)
	}
}
