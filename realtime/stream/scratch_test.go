package stream_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
	"tinig/migrations"
)

var scratchN atomic.Int64

func scratchURL(t testing.TB) string {
	adm, err := sql.Open("postgres", "host=/tmp/rt user=postgres dbname=postgres sslmode=disable")
	must(t, err)
	defer adm.Close()
	name := fmt.Sprintf("s%d_%d", os.Getpid(), scratchN.Add(1))
	_, err = adm.Exec("create database " + name)
	must(t, err)
	t.Cleanup(func() {
		adm, _ := sql.Open("postgres", "host=/tmp/rt user=postgres dbname=postgres sslmode=disable")
		defer adm.Close()
		adm.Exec("drop database " + name + " with (force)")
	})
	url := "host=/tmp/rt user=postgres sslmode=disable dbname=" + name
	db, _ := sql.Open("postgres", url)
	defer db.Close()
	must(t, migrations.Apply(context.Background(), db))
	return url
}

func scratch(t testing.TB) *sqlx.DB {
	db := sqlx.MustConnect("postgres", scratchURL(t))
	t.Cleanup(func() { db.Close() })
	return db
}
