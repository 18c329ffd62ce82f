package backups

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// beginSnapshot begins a transaction that sees one moment, which a tool can be told to see, too.
func beginSnapshot(ctx context.Context, db *sqlx.DB) (*sqlx.Tx, string, error) {
	tx, err := db.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return nil, "", fmt.Errorf("looking at the database: %w", err)
	}
	var snapshot string
	if err := tx.GetContext(ctx, &snapshot, `SELECT pg_export_snapshot()`); err != nil {
		return nil, "", errors.Join(fmt.Errorf("looking at the database: %w", err), tx.Rollback())
	}
	return tx, snapshot, nil
}

// tables lists those of a database.
func tables(ctx context.Context, q sqlx.QueryerContext) (names []string, err error) {
	err = sqlx.SelectContext(ctx, q, &names, `
		SELECT oid::regclass::text FROM pg_class
		WHERE relnamespace = 'public'::regnamespace
		AND relkind = 'r'
		ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("reading which tables there are: %w", err)
	}
	return names, nil
}

// count counts the rows of each table whose rows are in backups.
func count(ctx context.Context, q sqlx.QueryerContext) (Counts, error) {
	names, err := tables(ctx, q)
	if err != nil {
		return nil, err
	}
	counts := Counts{}
	for _, name := range names {
		if slices.Contains(passing, name) {
			continue
		}
		var rows int
		if err := sqlx.GetContext(ctx, q, &rows, `SELECT count(*) FROM `+name); err != nil { // a name that PostgreSQL has quoted
			return nil, fmt.Errorf("counting the rows of %s: %w", name, err)
		}
		counts[name] = rows
	}
	return counts, nil
}

func version(ctx context.Context, q sqlx.QueryerContext) (major int, err error) {
	if err := sqlx.GetContext(ctx, q, &major, `SELECT current_setting('server_version_num')::int / 10000`); err != nil {
		return 0, fmt.Errorf("asking PostgreSQL for its version: %w", err)
	}
	return major, nil
}

// newEpoch makes the positions of open pages worth nothing: in what was restored the same numbers stand for other events.
func newEpoch(ctx context.Context, db sqlx.ExecerContext) error {
	if _, err := db.ExecContext(ctx, `UPDATE stream_epoch SET epoch = gen_random_uuid()`); err != nil {
		return fmt.Errorf("beginning a new epoch: %w", err)
	}
	return nil
}

// makeScratch makes an empty database, in the place of one that a run which was ended has left. One run at a time can have it.
func makeScratch(ctx context.Context, db sqlx.ExecerContext, name string) error {
	if err := dropScratch(ctx, db, name); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(name)+` TEMPLATE template0`)
	return err
}

func dropScratch(ctx context.Context, db sqlx.ExecerContext, name string) error {
	_, err := db.ExecContext(ctx, `DROP DATABASE IF EXISTS `+pq.QuoteIdentifier(name))
	return err
}

// cannotTry says what to do when no database can be made to try a backup in.
func cannotTry(err error, user string) error {
	var problem *pq.Error
	if errors.As(err, &problem) && problem.Code == "42501" {
		return fmt.Errorf("each backup is tried in a database of its own, which the user %s may not make: say ALTER ROLE %s CREATEDB", user, pq.QuoteIdentifier(user))
	}
	if errors.As(err, &problem) && problem.Code == "55006" {
		return errors.New("another backup is being tried just now: wait until it is done")
	}
	return fmt.Errorf("making a database to try the backup in: %w", err)
}
