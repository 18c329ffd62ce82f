package backups

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Source is a database, and the folder of the pg_dump and pg_restore for it.
type Source struct {
	pq.Config
	Tools string
}

func (s Source) connect(ctx context.Context) (*sqlx.DB, error) {
	connector, err := pq.NewConnectorConfig(s.Config)
	if err != nil {
		return nil, err
	}
	db := sqlx.NewDb(sql.OpenDB(connector), "postgres")
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("the database doesn't answer: %w", err), db.Close())
	}
	return db, nil
}

// passing are the tables whose rows are in no backup: what was restored must open nothing for anybody who had a page open that day,
// and says of nobody how long she looked into things on it.
var passing = []string{"sessions", "tickets", "tablet_tickets", "pairings", "care_minutes"}

// Counts is how many rows each table has.
type Counts map[string]int

// Dump writes a database as it is at one moment, in pg_dump's custom format, and says how many rows of each table that is.
func (s Source) Dump(ctx context.Context, out io.Writer) (Counts, error) {
	db, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	tx, snapshot, err := beginSnapshot(ctx, db)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	arguments := []string{"--format=custom", "--no-owner", "--no-privileges", "--no-password", "--snapshot=" + snapshot}
	for _, table := range passing {
		arguments = append(arguments, "--exclude-table-data=public."+table)
	}
	if err := s.run(ctx, "pg_dump", nil, out, arguments...); err != nil {
		return nil, err
	}
	return count(ctx, tx)
}

// Restore fills the database, which must be empty, with what Dump wrote, all of it or nothing.
func (s Source) Restore(ctx context.Context, in io.Reader) error {
	db, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	there, err := tables(ctx, db)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return fmt.Errorf("the database %s has tables already, and a backup is restored into an empty one only", s.Database)
	}
	if err := s.run(ctx, "pg_restore", in, io.Discard, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password",
		"--dbname="+s.Database); err != nil {
		return err
	}
	return newEpoch(ctx, db)
}

// Try restores what Dump wrote into a database made for it beside its own, sees whether all rows are there, and drops it again.
func (s Source) Try(ctx context.Context, in io.Reader, want Counts) (err error) {
	beside, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer beside.Close()
	scratch := s
	scratch.Database += "_try"
	if err := makeScratch(ctx, beside, scratch.Database); err != nil {
		return cannotTry(err, s.User)
	}
	defer func() { err = errors.Join(err, dropScratch(context.WithoutCancel(ctx), beside, scratch.Database)) }()
	if err := scratch.Restore(ctx, in); err != nil {
		return err
	}
	got, err := scratch.count(ctx)
	if err != nil {
		return err
	}
	for table, rows := range want {
		if got[table] != rows {
			return fmt.Errorf("the table %s came back with %d rows of %d", table, got[table], rows)
		}
	}
	return nil
}

// Version is the major version of the database's PostgreSQL.
func (s Source) Version(ctx context.Context) (int, error) {
	db, err := s.connect(ctx)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return version(ctx, db)
}

func (s Source) count(ctx context.Context) (Counts, error) {
	db, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return count(ctx, db)
}

// run runs one of the tools on the database, whose password stands in its environment and not in its arguments, which every user of the
// machine can read. When in can't be read to its end the tool is ended: it would take that for the end.
func (s Source) run(ctx context.Context, name string, in io.Reader, out io.Writer, arguments ...string) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	cmd := exec.CommandContext(ctx, filepath.Join(s.Tools, name), arguments...)
	cmd.Env = append(os.Environ(), s.environment()...)
	complaints := new(bytes.Buffer)
	cmd.Stdout, cmd.Stderr = out, complaints
	if in != nil {
		cmd.Stdin = &watched{in, stop}
	}
	err := cmd.Run()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err != nil {
		return fmt.Errorf("%s failed (%w): %s", name, err, lastLine(complaints.String()))
	}
	return nil
}

// watched tells when what it reads can't be read.
type watched struct {
	io.Reader
	failed context.CancelCauseFunc
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil && err != io.EOF {
		w.failed(fmt.Errorf("the backup was cut off or changed: %w", err))
	}
	return n, err
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// environment is a connection as libpq reads it.
func (s Source) environment() []string {
	env := []string{
		"PGHOST=" + s.Host, "PGPORT=" + strconv.Itoa(int(s.Port)), "PGUSER=" + s.User, "PGPASSWORD=" + s.Password, "PGDATABASE=" + s.Database,
		"PGSSLMODE=" + string(s.SSLMode),
	}
	for name, value := range map[string]string{"PGSSLCERT": s.SSLCert, "PGSSLKEY": s.SSLKey, "PGSSLROOTCERT": s.SSLRootCert, "PGPASSFILE": s.Passfile} {
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}
