package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// readPepperName is the name of the pepper that this database goes with, nil when there is none yet.
func readPepperName(ctx context.Context, q sqlx.QueryerContext) (name []byte, err error) {
	if err := sqlx.GetContext(ctx, q, &name, `SELECT pepper FROM instance`); err != nil {
		return nil, fmt.Errorf("reading which pepper the database goes with: %w", err)
	}
	return name, nil
}

func writePepperName(ctx context.Context, db sqlx.ExecerContext, name []byte) error {
	if _, err := db.ExecContext(ctx, `UPDATE instance SET pepper = $1`, name); err != nil {
		return fmt.Errorf("noting which pepper the database goes with: %w", err)
	}
	return nil
}

// createDatabase makes a database unless it is there.
func createDatabase(ctx context.Context, db *sqlx.DB, name string) error {
	var there bool
	if err := db.GetContext(ctx, &there, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name); err != nil || there {
		return err
	}
	_, err := db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(name)+` TEMPLATE template0`)
	return err
}

// readRewritten is the last night whose rewriting was done.
func readRewritten(ctx context.Context, q sqlx.QueryerContext) (night sql.NullTime, err error) {
	if err := sqlx.GetContext(ctx, q, &night, `SELECT rewritten_on FROM instance`); err != nil {
		return night, fmt.Errorf("reading when the tables were rewritten: %w", err)
	}
	return night, nil
}

func writeRewritten(ctx context.Context, db sqlx.ExecerContext, night time.Time) error {
	if _, err := db.ExecContext(ctx, `UPDATE instance SET rewritten_on = $1`, night); err != nil {
		return fmt.Errorf("noting when the tables were rewritten: %w", err)
	}
	return nil
}

// alone runs do while no other node of this database runs anything under the same advisory lock; it waits for its turn.
// The lock ends with a node that dies.
func alone(ctx context.Context, db *sqlx.DB, lock int64, do func() error) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("waiting for other nodes: %w", err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, lock); err != nil {
		return fmt.Errorf("waiting for other nodes: %w", err)
	}
	return do()
}

// unlessAnother runs do like alone, or leaves it to the node that is at it.
func unlessAnother(ctx context.Context, db *sqlx.DB, lock int64, do func() error) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("looking for other nodes: %w", err)
	}
	defer tx.Rollback()
	var mine bool
	if err := tx.GetContext(ctx, &mine, `SELECT pg_try_advisory_xact_lock($1)`, lock); err != nil {
		return fmt.Errorf("looking for other nodes: %w", err)
	}
	if !mine {
		return nil
	}
	return do()
}
