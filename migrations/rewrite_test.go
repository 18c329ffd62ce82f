package migrations_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/migrations"
	"tinig/migrations/dbtest"
)

// Networks are founded in an order of time; after the rewrite their rows lie in the order of their random ids, under one
// transaction number, and nothing of them has changed.
func TestRewriteLeavesNoTraceOfOrderOrTime(t *testing.T) {
	db := dbtest.New(t)
	ctx := context.Background()
	for range 20 {
		network := uuid.NewString()
		db.MustExec(`INSERT INTO networks VALUES ($1, 'local', $2, '{en}', current_date)`, network, network)
		db.MustExec(`INSERT INTO spaces VALUES ($1, $2, 'welcome', '', '', 'members', 'members', 'open', 'all', '{}', 0)`, network, uuid.NewString())
		db.MustExec(`SELECT audit_append($1, current_date, 'system', 'founded', '')`, network)
	}
	before := contents(t, db)
	if err := migrations.Rewrite(ctx, db); err != nil {
		t.Fatal(err)
	}
	if after := contents(t, db); after != before {
		t.Errorf("the rewrite changed rows:\n%s\nbecame\n%s", before, after)
	}
	for _, name := range []string{"networks", "spaces", "audit_records"} {
		var transactions, misplaced int
		if err := db.QueryRow(`SELECT count(DISTINCT xmin::text) FROM ` + name).Scan(&transactions); err != nil {
			t.Fatal(err)
		}
		key := map[string]string{"networks": "id", "spaces": "network_id, id", "audit_records": "network_id, seq"}[name]
		if err := db.QueryRow(`
			SELECT count(*) FROM (
				SELECT row_number() OVER (ORDER BY ctid) AS place, row_number() OVER (ORDER BY ` + key + `) AS rank FROM ` + name + `
			) rows WHERE place <> rank`).Scan(&misplaced); err != nil {
			t.Fatal(err)
		}
		if transactions != 1 || misplaced != 0 {
			t.Errorf("%s was written by %d transactions and has %d rows out of order", name, transactions, misplaced)
		}
	}
	if _, err := db.Exec(`DELETE FROM audit_records`); err == nil {
		t.Error("after the rewrite the audit record can be deleted from")
	}
}

// An index of words is made anew; it used to be filled row by row, for most of the night's work.
func TestRewriteKeepsEveryIndex(t *testing.T) {
	db := dbtest.New(t)
	indexes := func() (all []string) {
		if err := db.Select(&all, `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname`); err != nil {
			t.Fatal(err)
		}
		return all
	}
	before := indexes()
	if err := migrations.Rewrite(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if after := indexes(); !slices.Equal(before, after) || !slices.ContainsFunc(after, func(def string) bool { return strings.Contains(def, "USING gin") }) {
		t.Errorf("the indexes\n%s\nbecame\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

// Who rewrites a table of his own has it left alone: the keyrings used to be rewritten twice a night.
func TestRewriteLeavesATableToWhoRewritesIt(t *testing.T) {
	db := dbtest.New(t)
	file := func(table string) (node int) {
		if err := db.Get(&node, `SELECT pg_relation_filenode($1::regclass)`, table); err != nil {
			t.Fatal(err)
		}
		return node
	}
	keyrings, doors := file("keyrings"), file("doors")
	if err := migrations.Rewrite(t.Context(), db, "keyrings"); err != nil {
		t.Fatal(err)
	}
	if file("keyrings") != keyrings || file("doors") == doors {
		t.Error("not what was said was left alone")
	}
}

// It says that trying again may help.
func TestARewriteGivesWayAtOnce(t *testing.T) {
	db := dbtest.New(t)
	busy := db.MustBegin()
	defer busy.Rollback()
	busy.MustExec(`LOCK TABLE topics IN ACCESS SHARE MODE`)
	if err := migrations.Rewrite(t.Context(), db); !migrations.Busy(err) {
		t.Errorf("with a table in use it ended with %v", err)
	}
}

// contents is every row of the tables that the test fills, as text in a fixed order.
func contents(t *testing.T, db *sqlx.DB) (text string) {
	t.Helper()
	err := db.Get(&text, `
		SELECT string_agg(line, E'\n' ORDER BY line)
		FROM (
			SELECT networks::text AS line FROM networks
			UNION ALL SELECT spaces::text FROM spaces
			UNION ALL SELECT audit_records::text FROM audit_records
		) all_rows`)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
