package migrations_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/jmoiron/sqlx"

	"tinig/migrations"
	"tinig/migrations/dbtest"
)

func TestAllStepsApplyFromEmptyAndOnceMore(t *testing.T) {
	db := empty(t)
	must(t, migrations.Apply(t.Context(), db.DB))
	if got, want := version(t, db), len(names(t)); got != want {
		t.Errorf("at step %d after %d files", got, want)
	}
	must(t, migrations.Apply(t.Context(), db.DB))
}

func TestNodesThatStartTogetherMigrateOnce(t *testing.T) {
	url := dbtest.URL(t)
	db := connect(t, url)
	clear(t, db)
	var nodes sync.WaitGroup
	for range 6 {
		node := connect(t, url)
		nodes.Go(func() {
			if err := migrations.Apply(t.Context(), node.DB); err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
	var runs int
	must(t, db.Get(&runs, "SELECT count(*) FROM goose_db_version WHERE version_id > 0"))
	if want := len(names(t)); runs != want {
		t.Errorf("%d steps were taken, of %d", runs, want)
	}
}

func TestADatabaseOfANewerProgramIsRefusedAndLeftAlone(t *testing.T) {
	db := empty(t)
	ours := fstest.MapFS{"0001_one.sql": step("CREATE TABLE one (id int)")}
	newer := fstest.MapFS{"0001_one.sql": ours["0001_one.sql"], "0002_two.sql": step("CREATE TABLE two (id int)")}
	must(t, migrations.ApplySteps(t.Context(), db.DB, newer))
	err := migrations.ApplySteps(t.Context(), db.DB, ours)
	if !errors.Is(err, migrations.ErrTooNew) {
		t.Fatalf("got %v", err)
	}
	for _, said := range []string{"step 2", "step 1"} {
		if !strings.Contains(err.Error(), said) {
			t.Errorf("%q does not say %q", err, said)
		}
	}
	if version(t, db) != 2 {
		t.Error("the database was changed")
	}
}

func TestAStepThatFailsLeavesTheLastThatWasComplete(t *testing.T) {
	db := empty(t)
	steps := fstest.MapFS{
		"0001_one.sql": step("CREATE TABLE one (id int)"),
		"0002_two.sql": step("CREATE TABLE two (id int); SELECT 1 / 0;"),
	}
	if err := migrations.ApplySteps(t.Context(), db.DB, steps); err == nil {
		t.Fatal("it was taken for good")
	}
	if got := tables(t, db, "one", "two"); version(t, db) != 1 || got != 1 {
		t.Errorf("at step %d with %d tables", version(t, db), got)
	}
	steps["0002_two.sql"] = step("CREATE TABLE two (id int)")
	must(t, migrations.ApplySteps(t.Context(), db.DB, steps))
	if got := tables(t, db, "one", "two"); got != 2 {
		t.Errorf("%d tables after it was put right", got)
	}
}

func TestStepsAreNumberedInARowAndForwardOnly(t *testing.T) {
	for i, name := range names(t) {
		if !strings.HasPrefix(name, fmt.Sprintf("%04d_", i+1)) {
			t.Errorf("step %d is called %s", i+1, name)
		}
		text, err := migrations.Files.ReadFile(name)
		must(t, err)
		if strings.Contains(string(text), "+goose Down") {
			t.Errorf("%s can be undone, and with it what people wrote", name)
		}
	}
}

func names(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(migrations.Files, "*.sql")
	must(t, err)
	return names
}

func step(sql string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql + ";\n")}
}

// empty is a database without tables.
func empty(t *testing.T) *sqlx.DB {
	t.Helper()
	db := dbtest.New(t)
	clear(t, db)
	return db
}

func clear(t *testing.T, db *sqlx.DB) {
	t.Helper()
	_, err := db.Exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
	must(t, err)
}

func connect(t *testing.T, url string) *sqlx.DB {
	t.Helper()
	db, err := sqlx.Connect("postgres", url)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func version(t *testing.T, db *sqlx.DB) (n int) {
	t.Helper()
	must(t, db.Get(&n, "SELECT max(version_id) FROM goose_db_version"))
	return n
}

func tables(t *testing.T, db *sqlx.DB, names ...string) (n int) {
	t.Helper()
	query, args, err := sqlx.In("SELECT count(*) FROM pg_tables WHERE tablename IN (?)", names)
	must(t, err)
	must(t, db.Get(&n, db.Rebind(query), args...))
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
