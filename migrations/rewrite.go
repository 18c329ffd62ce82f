package migrations

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// table is one of ours: its primary key's columns, the tables that it refers to, and its indexes of words, by their names
// and by the statements that make them.
type table struct {
	Name    string         `db:"name"`
	Key     pq.StringArray `db:"key"`
	Of      pq.StringArray `db:"of"`
	Words   pq.StringArray `db:"words"`
	Indexed pq.StringArray `db:"indexed"`
}

// Rewrite writes every table again in the order of its primary key, in one transaction. Afterwards neither a row's place
// in its file nor the number of the transaction that wrote it tells when it was written, or after which other: what one
// person did under two pseudonyms in one evening no longer lies side by side. It is for the night, before the backup.
//
// except names tables that somebody else rewrites.
//
// All tables stand still meanwhile. When one is in use for longer than a fifth of a second it fails with nothing changed (see
// Busy): longer than a second, and PostgreSQL would look for two who wait for each other, and end one of them.
func Rewrite(ctx context.Context, db *sqlx.DB, except ...string) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("rewriting the tables: %w", err)
	}
	defer tx.Rollback()
	tables, err := readTables(ctx, tx, except)
	if err != nil {
		return fmt.Errorf("rewriting the tables: %w", err)
	}
	for _, step := range rewriting(inOrder(tables)) {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("rewriting the tables: %w", err)
		}
	}
	return tx.Commit()
}

// readTables lists our tables that are in backups; goose's own says only when the program was installed.
func readTables(ctx context.Context, tx *sqlx.Tx, except []string) (tables []table, err error) {
	err = tx.SelectContext(ctx, &tables, `
		SELECT c.oid::regclass::text AS name,
			ARRAY(
				SELECT quote_ident(a.attname)
				FROM pg_index i
				CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS key (column_number, place)
				JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key.column_number
				WHERE i.indrelid = c.oid
				AND i.indisprimary
				ORDER BY key.place
			) AS key,
			ARRAY(
				SELECT f.confrelid::regclass::text
				FROM pg_constraint f
				WHERE f.conrelid = c.oid
				AND f.contype = 'f'
				AND f.confrelid <> c.oid
			) AS of,
			words.words, words.indexed
		FROM pg_class c
		CROSS JOIN LATERAL (
			SELECT array_agg(w.oid::regclass::text ORDER BY w.oid) AS words, array_agg(pg_get_indexdef(w.oid) ORDER BY w.oid) AS indexed
			FROM pg_index i
			JOIN pg_class w ON w.oid = i.indexrelid
			JOIN pg_am a ON a.oid = w.relam
			WHERE i.indrelid = c.oid
			AND a.amname = 'gin'
		) words
		WHERE c.relnamespace = 'public'::regnamespace
		AND c.relkind = 'r'
		AND c.relpersistence = 'p'
		AND c.relname <> 'goose_db_version'
		AND c.relname <> ALL($1)
		ORDER BY 1`, append(pq.StringArray{}, except...))
	return tables, err
}

// Busy says whether a rewriting failed because a table was in use: trying again may help (PostgreSQL's 55P03).
func Busy(err error) bool {
	var problem *pq.Error
	return errors.As(err, &problem) && problem.Code == "55P03"
}

// inOrder puts each table after those that it refers to.
func inOrder(tables []table) (ordered []table) {
	var done []string
	for len(ordered) < len(tables) {
		before := len(ordered)
		for _, t := range tables {
			waits := slices.ContainsFunc(t.Of, func(of string) bool { return !slices.Contains(done, of) })
			if !waits && !slices.Contains(done, t.Name) {
				ordered, done = append(ordered, t), append(done, t.Name)
			}
		}
		if len(ordered) == before {
			panic("migrations: tables refer to each other in a ring")
		}
	}
	return ordered
}

// rewriting is the statements. TRUNCATE gives each table a new file, so that dead rows go too; triggers, the audit's
// among them, rest meanwhile. An index of words is made anew over the full table: filled row by row it would take twice as
// long.
func rewriting(tables []table) []string {
	var names, copies, fills []string
	for i, t := range tables {
		names = append(names, t.Name)
		copies = append(copies, fmt.Sprintf("ALTER TABLE %s DISABLE TRIGGER USER", t.Name),
			fmt.Sprintf("CREATE TEMPORARY TABLE copy_%d ON COMMIT DROP AS TABLE %s", i, t.Name))
		fills = append(fills, fmt.Sprintf("INSERT INTO %s SELECT * FROM copy_%d ORDER BY %s", t.Name, i, strings.Join(t.Key, ", ")),
			fmt.Sprintf("ALTER TABLE %s ENABLE TRIGGER USER", t.Name))
		for _, index := range t.Words {
			copies = append(copies, "DROP INDEX "+index)
		}
		fills = append(fills, t.Indexed...)
	}
	all := strings.Join(names, ", ")
	steps := []string{"SET LOCAL lock_timeout = '200ms'", "LOCK TABLE " + all + " IN ACCESS EXCLUSIVE MODE"}
	steps = append(steps, copies...)
	steps = append(steps, "TRUNCATE "+all)
	return append(steps, fills...)
}
