package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/migrations"
	"tinig/migrations/dbtest"
)

// The tables are rewritten once a night; a night that the machine was off or that was too busy is made up for.
func TestTheNightsWorkIsDoneOnceAndMadeUpFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	night := time.Date(2026, 11, 22, nightHour, 30, 0, 0, time.Local)
	for _, c := range []struct {
		at   time.Time
		done bool
	}{
		{night, true}, {night.Add(time.Hour), false}, {night.Add(23 * time.Hour), false},
		{night.Add(24 * time.Hour), true}, {night.Add(24*time.Hour + 30*time.Minute), false},
		{night.Add(60 * time.Hour), true}, {night.Add(61 * time.Hour), false},
	} {
		before := fileOf(t, h.db)
		if err := h.upkeep(t.Context(), c.at); err != nil {
			t.Fatal(err)
		}
		if done := fileOf(t, h.db) != before; done != c.done {
			t.Errorf("at %s the tables were rewritten: %t", c.at, done)
		}
	}
}

// A clock that jumps, forward or back, while the program runs or while it was off, erases nothing until it has stood there for hours.
func TestAClockThatJumpsIsWaitedFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	now := time.Date(2026, 11, 22, nightHour, 30, 0, 0, time.Local)
	var watch, afresh, behind clock
	for _, c := range []struct {
		what  string
		watch *clock
		at    time.Time
		up    time.Duration
		done  bool
	}{
		{"the first hour", &watch, now, 0, true},
		{"the next night", &watch, now.AddDate(0, 0, 1), 24 * time.Hour, true},
		{"a year ahead", &watch, now.AddDate(1, 0, 1), 25 * time.Hour, false},
		{"set right again", &watch, now.AddDate(0, 0, 1).Add(2 * time.Hour), 26 * time.Hour, false},
		{"the night after", &watch, now.AddDate(0, 0, 2), 48 * time.Hour, true},
		{"a start in 1970", &behind, time.Date(1970, 1, 1, 3, 0, 0, 0, time.Local), 0, false},
		{"set right within the hour", &behind, now.AddDate(0, 0, 3), time.Hour, false},
		{"and hours later", &behind, now.AddDate(0, 0, 3).Add(4 * time.Hour), 5 * time.Hour, true},
		{"a start after months", &afresh, now.AddDate(0, 4, 0), 0, false},
		{"that stand", &afresh, now.AddDate(0, 4, 0).Add(3 * time.Hour), 3 * time.Hour, true},
	} {
		before := fileOf(t, h.db)
		if err := h.hour(t.Context(), c.watch, c.at, c.up); err != nil {
			t.Fatal(err)
		}
		if done := fileOf(t, h.db) != before; done != c.done {
			t.Errorf("%s, the tables were rewritten: %t", c.what, done)
		}
	}
}

// A table in use makes the night's work fail; the next hour does it.
func TestANightTooBusyIsTriedAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	busy := h.db.MustBegin()
	busy.MustExec(`LOCK TABLE topics IN ACCESS SHARE MODE`)
	before := fileOf(t, h.db)
	if err := h.upkeep(t.Context(), time.Now()); err == nil || fileOf(t, h.db) != before {
		t.Errorf("with a table in use the night's work ended with %v", err)
	}
	busy.Rollback()
	if err := h.upkeep(t.Context(), time.Now()); err != nil || fileOf(t, h.db) == before {
		t.Errorf("the hour after, it ended with %v", err)
	}
}

// A table that is in use for a moment doesn't cost the night.
func TestATableInUseForAMomentIsWaitedFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	busy := h.db.MustBegin()
	busy.MustExec(`LOCK TABLE topics IN ACCESS SHARE MODE`)
	tries := 0
	err := patiently(t.Context(), func() error {
		if tries++; tries == 3 {
			busy.Rollback()
		}
		return migrations.Rewrite(t.Context(), h.db)
	})
	if err != nil || tries != 3 {
		t.Errorf("after %d tries it ended with %v", tries, err)
	}
}

// What nobody came back to for ninety days is forgotten by the program itself.
func TestOldDraftsAreForgottenByTheUpkeep(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	for _, place := range []string{"old", "new"} {
		her.post("/drafts", url.Values{"place": {place}, "body": {"Half a sentence"}, "lang": {"en"}})
	}
	p.sql(`UPDATE drafts SET saved_on = saved_on - 91 WHERE place = (SELECT place FROM drafts ORDER BY place LIMIT 1)`)
	p.stop()
	p.start()
	eventually(t, "the old draft is forgotten", func() bool { return p.count(`SELECT count(*) FROM drafts`) == 1 })
}

// fileOf names the file that a table is in: another after each rewriting.
func fileOf(t *testing.T, db *sqlx.DB) (file string) {
	t.Helper()
	if err := db.Get(&file, `SELECT pg_relation_filenode('topics')`); err != nil {
		t.Fatal(err)
	}
	return file
}

// Nodes that begin at the same moment found one Global network between them; a lock that another holds is left alone.
func TestNodesThatBeginTogetherFoundOneNetwork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var nodes sync.WaitGroup
	for range 4 {
		nodes.Go(func() {
			err := alone(t.Context(), h.db, beginLock, func() error { return instance(t.Context(), h, io.Discard) })
			if err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
	all, err := h.networks.All(t.Context())
	if err != nil || len(all) != 1 {
		t.Errorf("%d networks were founded, %v", len(all), err)
	}
	err = alone(t.Context(), h.db, beginLock, func() error {
		return unlessAnother(t.Context(), h.db, beginLock, func() error { return fmt.Errorf("ran beside another") })
	})
	if err != nil {
		t.Error(err)
	}
}

// Two nodes on one database, each with a data folder of its own, used to make a pepper each: who joined at one could not
// sign in at the other.
func TestAnotherPepperIsRefused(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "")
	for name, c := range map[string]struct{ pepper, says string }{
		"none":    {"", "or from another node"},
		"another": {strings.Repeat("ab", 32) + "\n", "isn't the pepper of this database"},
	} {
		data := t.TempDir()
		if c.pepper != "" {
			if err := os.WriteFile(filepath.Join(data, "pepper"), []byte(c.pepper), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		node := exec.Command(os.Args[0], "-addr", "localhost:0", "-data", data)
		node.Env = append(os.Environ(), asProgram+"=1", "DATABASE_URL="+p.database)
		if said, err := node.CombinedOutput(); err == nil || !strings.Contains(string(said), c.says) {
			t.Errorf("with %s pepper the second node ended with %v and said:\n%s", name, err, said)
		}
	}
	text, err := os.ReadFile(filepath.Join(p.data, "pepper"))
	if err != nil {
		t.Fatal(err)
	}
	p.stop()
	if err := os.WriteFile(filepath.Join(p.data, "pepper"), append([]byte(strings.Repeat("cd", 32)+"\n"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	p.start() // with a newer one on top
}

// A request that hangs is cut off when the program stops, and is no failure of it.
func TestStoppingCutsOffWhatHangs(t *testing.T) {
	t.Parallel()
	hanging := make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(hanging)
		<-r.Context().Done()
	})}
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	go http.Get("http://" + listener.Addr().String())
	<-hanging
	if err := drain(server, 10*time.Millisecond); err != nil {
		t.Errorf("stopping ended with %v", err)
	}
}

// PostgreSQL quotes what it refuses: that could be somebody's words, and stood in the log.
func TestWhatPostgreSQLQuotesIsNotLogged(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	_, err := dbtest.New(t).ExecContext(context.Background(), `SELECT $1::text::uuid`, "somebody's words")
	newLog(&said).Error("a request failed", "error", fmt.Errorf("reading topic 7: %w", err))
	if !strings.Contains(said.String(), "reading topic 7: PostgreSQL refused a value (22P02)") || strings.Contains(said.String(), "words") {
		t.Errorf("the log says %s", &said)
	}
}
