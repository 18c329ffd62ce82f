package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"tinig/migrations"
)

// server is the shared PostgreSQL as a test program sees it.
type server struct {
	base  string  // connection string; a dbname after it counts instead of its own
	admin *sql.DB // to make and drop databases
}

// template is the name of the migrated database.
func template() string { return "template_" + migrations.Digest()[:16] }

// scratch begins the names of databases that belong to one test.
const scratch = "scratch_"

// templateLock is the advisory lock under which a template is made.
const templateLock = 0x74696e696774706c

// join makes this program one of the users of the shared PostgreSQL, until it ends, and sees to the template.
var join = sync.OnceValues(func() (*server, error) {
	dir, err := folder()
	if err != nil {
		return nil, err
	}
	base, err := enter(dir)
	if err != nil {
		return nil, err
	}
	admin, err := sql.Open("postgres", base)
	if err != nil {
		return nil, err
	}
	s := &server{base: base, admin: admin}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := s.makeTemplate(ctx); err != nil {
		return nil, fmt.Errorf("making the template: %w", err)
	}
	return s, nil
})

func (s *server) url(name string) string {
	return s.base + " dbname=" + name + " binary_parameters=yes"
}

// makeTemplate makes the migrated database unless somebody has. It gets its name last, when it is complete.
func (s *server) makeTemplate(ctx context.Context) error {
	conn, err := s.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() // which ends the lock
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(templateLock)); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(templateLock))
	var n int
	err = conn.QueryRowContext(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", template()).Scan(&n)
	if err != nil || n > 0 {
		return err
	}
	work := template() + "_new"
	if err := execAll(ctx, conn, "DROP DATABASE IF EXISTS "+work+" WITH (FORCE)", "CREATE DATABASE "+work); err != nil {
		return err
	}
	if err := s.migrate(ctx, work); err != nil {
		return err
	}
	return execAll(ctx, conn, "ALTER DATABASE "+work+" RENAME TO "+template())
}

func (s *server) migrate(ctx context.Context, name string) error {
	db, err := sql.Open("postgres", s.url(name))
	if err != nil {
		return err
	}
	defer db.Close()
	return migrations.Apply(ctx, db)
}

// databaseIn is the name in a connection string that url made.
func databaseIn(url string) string {
	name, _, _ := strings.Cut(url[strings.LastIndex(url, " dbname=")+len(" dbname="):], " ")
	return name
}

// besides ends the name of the database of keys, which a program makes beside its own.
const besides = "_keys"

// create makes a database like another one, and where that has one of keys beside it, like that, too.
func (s *server) create(like string) (string, error) {
	name := scratch + uuid.NewString()[:8]
	if _, err := s.admin.Exec("CREATE DATABASE " + name + " TEMPLATE " + like + " STRATEGY wal_log"); err != nil {
		return name, err
	}
	var n int
	err := s.admin.QueryRow("SELECT count(*) FROM pg_database WHERE datname = $1", like+besides).Scan(&n)
	if err == nil && n > 0 {
		_, err = s.admin.Exec("CREATE DATABASE " + name + besides + " TEMPLATE " + like + besides + " STRATEGY wal_log")
	}
	return name, err
}

func (s *server) drop(name string) error {
	for _, each := range []string{name, name + besides} {
		if _, err := s.admin.Exec("DROP DATABASE IF EXISTS " + each + " WITH (FORCE)"); err != nil {
			return err
		}
	}
	return nil
}

func execAll(ctx context.Context, conn *sql.Conn, statements ...string) error {
	for _, q := range statements {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
