// Package migrations holds the tables, forward only: one SQL file a step, in goose's format, named NNNN_what.sql.
//
// A file that has been released is never edited; what it got wrong is put right by the next one. Nothing here undoes a
// step: going back to an older program means going back to a backup, and [Apply] refuses a database that is ahead.
// The package imports nothing of ours.
package migrations

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed *.sql
var files embed.FS

// lockID names the advisory lock under which a database is migrated: "tinigmig" read as a number.
const lockID int64 = 0x74696e69676d6967

// ErrTooNew says that the database was migrated by a newer program than this one. Nothing has been changed.
var ErrTooNew = errors.New("the database was migrated by a newer version of this program: run that version, or restore the backup taken before it")

// Apply brings the database to the newest step. Several nodes may call it at once: one works, the others wait for it.
// It refuses with [ErrTooNew] a database that has a step which this program does not know. Each file is a transaction of
// its own, so that a failure leaves the database at the last step that was complete.
func Apply(ctx context.Context, db *sql.DB) error {
	return apply(ctx, db, files)
}

// Digest names the steps that [Apply] takes: equal digests make equal tables. It is the key of a cache of migrated databases.
func Digest() string {
	sum := sha256.New()
	names, _ := fs.Glob(files, "*.sql") // in name order; the pattern is well formed
	for _, name := range names {
		text, _ := files.ReadFile(name) // embedded: it can't fail
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func apply(ctx context.Context, db *sql.DB, steps fs.FS) error {
	p, err := goose.NewProvider(goose.DialectPostgres, db, steps,
		goose.WithSessionLocker(advisory{}), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	sources := p.ListSources()
	knows := sources[len(sources)-1].Version
	has, err := p.GetDBVersion(ctx) // under the lock, unlike GetVersions: it makes goose's table when there is none
	if err != nil {
		return fmt.Errorf("reading the version of the database: %w", err)
	}
	if has > knows {
		return fmt.Errorf("%w (it is at step %d, this program ends at step %d)", ErrTooNew, has, knows)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating the database from step %d: %w", has, err)
	}
	return nil
}

// advisory is a lock held by a session, which ends with the connection of a node that dies. Goose's own asks for the lock
// every five seconds; this one waits in the database and has it at once.
type advisory struct{}

func (advisory) SessionLock(ctx context.Context, c *sql.Conn) error {
	_, err := c.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, lockID)
	return err
}

func (advisory) SessionUnlock(ctx context.Context, c *sql.Conn) error {
	_, err := c.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, lockID)
	return err
}
