package advocacy_test

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
)

// A database each would cost a quarter of a second a test. Most tests mind their own network only and share one; those
// that look at, or change, the rows of all networks say alone.

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range all.ends {
		end()
	}
	os.Exit(code)
}

// suite stands for all tests together, where something belongs to no single one.
type suite struct {
	testing.TB
	ends []func()
}

var all suite

func (s *suite) Helper() {}

func (s *suite) Cleanup(end func()) { s.ends = append([]func(){end}, s.ends...) }

func (s *suite) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func (s *suite) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

var shared = sync.OnceValue(func() *sqlx.DB {
	db := dbtest.New(&all)
	db.SetMaxOpenConns(40)
	return db
})
