package dbtest_test

import (
	"testing"

	"tinig/migrations/dbtest"
)

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	a, b := dbtest.New(t), dbtest.New(t)
	if _, err := a.Exec("CREATE TABLE mine (id int)"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Exec("SELECT 1 FROM mine"); err == nil {
		t.Fatal("one test sees the tables of another")
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		dbtest.URL(b)
	}
}
