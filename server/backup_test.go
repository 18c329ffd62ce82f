package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/server/badges"
)

// operator runs the program's commands on one instance, as somebody at the machine does.
type operator struct {
	t         *testing.T
	data, url string
	env       []string
}

// run is what a command says, and whether it succeeded.
func (o operator) run(arguments ...string) (said string, ok bool) {
	o.t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, os.Args[0], append([]string{"-data", o.data}, arguments...)...)
	cmd.Env = append(append(os.Environ(), asProgram+"=1", "DATABASE_URL="+o.url), o.env...)
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// does runs a command that is to succeed.
func (o operator) does(arguments ...string) string {
	o.t.Helper()
	said, ok := o.run(arguments...)
	if !ok {
		o.t.Fatalf("%v failed: %s", arguments, said)
	}
	return said
}

// refuses runs a command that is to fail, in one line that says this.
func (o operator) refuses(says string, arguments ...string) {
	o.t.Helper()
	said, ok := o.run(arguments...)
	if ok || !strings.Contains(said, says) || strings.Count(said, "\n") != 1 {
		o.t.Errorf("%v: %v, %q instead of one line with %q", arguments, ok, said, says)
	}
}

// custodian names somebody in a file of the data folder who can open what is sealed to her, and returns the file of her private key.
func (o operator) custodian(list string) (identity string) {
	o.t.Helper()
	key, err := age.GenerateX25519Identity()
	must(o.t, err)
	identity = filepath.Join(o.t.TempDir(), "identity")
	must(o.t, os.WriteFile(identity, []byte(key.String()+"\n"), 0o600))
	must(o.t, os.WriteFile(filepath.Join(o.data, list), []byte("# on her own machine\n"+key.Recipient().String()+"\n"), 0o600))
	return identity
}

// emptyDatabase is a database beside another, without a table.
func emptyDatabase(t *testing.T, beside string) (url string) {
	t.Helper()
	admin, err := sqlx.Connect("postgres", beside)
	must(t, err)
	name := "scratch_" + uuid.NewString()[:8]
	admin.MustExec(`CREATE DATABASE ` + name + ` TEMPLATE template0`)
	t.Cleanup(func() {
		admin.MustExec(`DROP DATABASE ` + name + ` WITH (FORCE)`)
		admin.Close()
	})
	return beside + " dbname=" + name
}

// filesIn are the names in a folder.
func filesIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestABackupBringsEveryRowBackAndIsUnreadableWithoutItsKey(t *testing.T) {
	t.Parallel()
	demo := filledDemo()
	o := operator{t: t, data: t.TempDir(), url: dbtest.Copy(t, demo.database)}
	o.refuses("nobody is named yet who can open these backups", "backup")
	identity := o.custodian("backup-recipients")
	said := o.does("backup")
	if !strings.Contains(said, "run it after 02:00") {
		t.Errorf("it doesn't say that the night's work is still to be done: %s", said)
	}
	files := filesIn(t, filepath.Join(o.data, "backups"))
	if len(files) != 1 || !strings.Contains(said, files[0]) {
		t.Fatalf("it wrote %v and said %s", files, said)
	}
	backup := filepath.Join(o.data, "backups", files[0])
	text, err := os.ReadFile(backup)
	must(t, err)
	if bytes.Contains(text, []byte("PGDMP")) || bytes.Contains(text, []byte("members")) {
		t.Error("the backup lies there in clear")
	}

	other := operator{t: t, data: t.TempDir(), url: emptyDatabase(t, o.url)}
	other.refuses("sealed to other keys", "restore", "-identity", other.custodian("backup-recipients"), backup)
	other.does("restore", "-identity", identity, backup)
	before, after := dumpOf(t, o.url), dumpOf(t, other.url)
	for table, rows := range before {
		switch table {
		case "sessions", "tickets", "tablet_tickets", "pairings":
			rows = nil
		case "stream_epoch":
			if slices.Equal(rows, after[table]) {
				t.Error("pages that were open go on as if nothing had happened")
			}
			continue
		}
		slices.Sort(rows)
		slices.Sort(after[table])
		if !slices.Equal(rows, after[table]) {
			t.Errorf("of the %d rows of %s came back %d", len(rows), table, len(after[table]))
		}
	}
	if len(before["members"]) == 0 || !maps.EqualFunc(before, after, func(_, _ []string) bool { return true }) {
		t.Error("the tables are others")
	}
	other.refuses("has tables already", "restore", "-identity", identity, backup)
}

// The private cluster is reached through the program that runs it, and started when none does.
func TestThePrivateClusterIsBackedUpWhileItRunsAndWhileItRests(t *testing.T) {
	t.Parallel()
	p := &program{t: t, data: enterable(t), env: []string{"DATABASE_URL="}}
	addr := freeAddress(t)
	p.origin, p.args = "http://"+addr, []string{"-addr", addr, "-data", p.data}
	p.start()
	t.Cleanup(p.stop)
	o := operator{t: t, data: p.data}
	identity := o.custodian("backup-recipients")
	o.does("backup")
	p.stop()
	time.Sleep(time.Second) // another name
	o.does("backup")
	files := filesIn(t, filepath.Join(p.data, "backups"))
	if len(files) != 2 {
		t.Fatalf("there are %v", files)
	}
	other := operator{t: t, data: enterable(t)}
	other.does("restore", "-identity", identity, filepath.Join(p.data, "backups", files[0]))
	other.refuses("has tables already", "restore", "-identity", identity, filepath.Join(p.data, "backups", files[0]))
}

// A backup that begins while the tables are rewritten waits: it used to find a table empty that was just being filled again.
func TestABackupWaitsForTheRewriting(t *testing.T) {
	t.Parallel()
	o := operator{t: t, data: t.TempDir(), url: dbtest.Copy(t, filledDemo().database)}
	identity := o.custodian("backup-recipients")
	db, err := sqlx.Connect("postgres", o.url)
	must(t, err)
	defer db.Close()
	rewriting := db.MustBegin()
	rewriting.MustExec(`SELECT pg_advisory_xact_lock($1)`, int64(upkeepLock))
	done := make(chan struct{})
	go func() { o.does("backup"); close(done) }()
	eventually(t, "the backup waits", func() bool {
		var waits bool
		must(t, db.Get(&waits, `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`))
		return waits
	})
	rewriting.MustExec(`CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM instance; TRUNCATE instance; INSERT INTO instance SELECT * FROM kept`)
	must(t, rewriting.Commit())
	<-done
	other := operator{t: t, data: t.TempDir(), url: emptyDatabase(t, o.url)}
	other.does("restore", "-identity", identity, filepath.Join(o.data, "backups", filesIn(t, filepath.Join(o.data, "backups"))[0]))
	if len(dumpOf(t, other.url)["instance"]) != 1 {
		t.Error("the backup has lost what was just rewritten")
	}
}

func TestABackupThatWasCutOffOrChangedRestoresNothing(t *testing.T) {
	t.Parallel()
	o := operator{t: t, data: t.TempDir(), url: dbtest.Copy(t, filledDemo().database)}
	identity := o.custodian("backup-recipients")
	o.does("backup")
	backup := filepath.Join(o.data, "backups", filesIn(t, filepath.Join(o.data, "backups"))[0])
	text, err := os.ReadFile(backup)
	must(t, err)
	changed := bytes.Clone(text)
	changed[len(changed)-100] ^= 1
	url := emptyDatabase(t, o.url)
	for name, content := range map[string][]byte{"cut": text[:len(text)-200], "changed": changed, "none": []byte("words"), "empty": nil} {
		path := filepath.Join(t.TempDir(), name)
		must(t, os.WriteFile(path, content, 0o600))
		said, ok := operator{t: t, data: o.data, url: url}.run("restore", "-identity", identity, path)
		if ok || !strings.Contains(said, "changed") || strings.Count(said, "\n") != 1 {
			t.Errorf("%s: it says %q", name, said)
		}
		if tables := dumpOf(t, url); len(tables) > 0 {
			t.Fatalf("%s: %d tables were restored", name, len(tables))
		}
	}
}

// Promise 14: what is erased is gone from every backup within 30 days, since none lives longer.
func TestBackupsOlderThanThirtyDaysAreRemovedAndHalfOnesToo(t *testing.T) {
	t.Parallel()
	o := operator{t: t, data: t.TempDir(), url: dbtest.URL(t)}
	o.custodian("backup-recipients")
	folder := filepath.Join(o.data, "backups")
	must(t, os.Mkdir(folder, 0o700))
	day := func(ago int) string { return time.Now().UTC().AddDate(0, 0, -ago).Format("2006-01-02T150405Z") }
	stay := []string{"backup-" + day(29) + ".age", "notes.txt", "keys-" + day(90) + ".age"}
	go30 := []string{"backup-" + day(30) + ".age", "backup-" + day(400) + ".age", "backup-" + day(1) + ".age.new"}
	for _, name := range append(stay, go30...) {
		must(t, os.WriteFile(filepath.Join(folder, name), nil, 0o600))
	}
	said := o.does("backup")
	left := filesIn(t, folder)
	for _, name := range stay {
		if !slices.Contains(left, name) {
			t.Errorf("%s is gone", name)
		}
	}
	for _, name := range go30 {
		if slices.Contains(left, name) || !strings.Contains(said, name) {
			t.Errorf("%s is there still, or it wasn't said that it went: %s", name, said)
		}
	}
	if len(left) != len(stay)+1 {
		t.Errorf("there are %v", left)
	}
}

func TestABackupThatCantBeMadeLeavesNothing(t *testing.T) {
	t.Parallel()
	o := operator{t: t, data: t.TempDir(), url: dbtest.URL(t)}
	o.custodian("backup-recipients")
	db, err := sqlx.Connect("postgres", o.url)
	must(t, err)
	defer db.Close()
	must(t, writeRewritten(context.Background(), db, time.Now()))
	broken := t.TempDir()
	for name, does := range map[string]string{"pg_dump": "echo half; exit 1", "pg_restore": "cat >/dev/null; exit 1"} {
		script := "#!/bin/sh\ncase $1 in --version) echo \"" + name + " (PostgreSQL) 15.0\"; exit;; esac\n" + does + "\n"
		must(t, os.WriteFile(filepath.Join(broken, name), []byte(script), 0o755))
	}
	o.env = []string{"TINIG_POSTGRES_BIN=" + broken}
	o.refuses("pg_dump failed", "backup")
	must(t, os.WriteFile(filepath.Join(broken, "pg_dump"), []byte("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.0'\n"), 0o755))
	o.refuses("doesn't come back", "backup")
	if files := filesIn(t, filepath.Join(o.data, "backups")); len(files) > 0 {
		t.Errorf("there is %v", files)
	}
}

func TestTheKeysHaveABackupOfTheirOwnForOthers(t *testing.T) {
	t.Parallel()
	demo := filledDemo()
	o := operator{t: t, data: t.TempDir(), url: dbtest.Copy(t, demo.database)}
	must(t, os.CopyFS(o.data, os.DirFS(demo.data)))
	identity := o.custodian("keys-recipients")
	o.does("backup", "keys")
	backup := filepath.Join(o.data, "key-backups", filesIn(t, filepath.Join(o.data, "key-backups"))[0])

	other := operator{t: t, data: t.TempDir(), url: o.url}
	other.does("restore", "keys", "-identity", identity, backup)
	for _, name := range []string{"pepper", "badge-key"} {
		want, err := os.ReadFile(filepath.Join(o.data, name))
		must(t, err)
		got, err := os.ReadFile(filepath.Join(other.data, name))
		must(t, err)
		if !bytes.Equal(got, want) {
			t.Errorf("%s comes back as another", name)
		}
	}
	if files := filesIn(t, other.data); len(files) != 2 {
		t.Errorf("there came back %v", files)
	}
	other.does("restore", "keys", "-identity", identity, backup)
	must(t, os.WriteFile(filepath.Join(other.data, "pepper"), []byte(strings.Repeat("a", 64)+"\n"), 0o600))
	other.refuses("is another one", "restore", "keys", "-identity", identity, backup)

	same, err := os.ReadFile(filepath.Join(o.data, "keys-recipients"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(o.data, "backup-recipients"), same, 0o600))
	o.refuses("must not open the other", "backup")
	o.refuses("must not open the other", "backup", "keys")
}

// A pepper is replaced without anybody noticing: who signs in under the old one has her doors made anew, and the old line can go.
func TestThePepperIsReplacedByACommand(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her := p.signIns()["member"].Phrase
	p.stop()
	o := operator{t: t, data: p.data, url: p.database}
	if said := o.does("rotate", "pepper"); !strings.Contains(said, "everybody has signed in since") {
		t.Errorf("it says %s", said)
	}
	both, err := os.ReadFile(filepath.Join(p.data, "pepper"))
	must(t, err)
	if lines := strings.Fields(string(both)); len(lines) != 2 || lines[0] == lines[1] {
		t.Fatalf("there are %d lines", len(lines))
	}
	p.start()
	newVisitor(t, p).signIn(her)
	p.stop()
	newest, _, _ := strings.Cut(string(both), "\n")
	must(t, os.WriteFile(filepath.Join(p.data, "pepper"), []byte(newest+"\n"), 0o600))
	p.start()
	newVisitor(t, p).signIn(her)
	o.refuses("say which key", "rotate")
	operator{t: t, data: t.TempDir(), url: p.database}.refuses("pepper", "rotate", "pepper")
}

// What the key that signs credentials has signed is known after it was replaced, as long as its line is there.
func TestTheKeyOfCredentialsIsReplacedByACommand(t *testing.T) {
	t.Parallel()
	o := operator{t: t, data: t.TempDir()}
	config := Config{Data: o.data}
	before, err := config.issuer()
	must(t, err)
	known := func(by, signs *badges.Issuer) badges.Found {
		text, _, err := signs.Issue(badges.Achievement{Name: "Listening", Criteria: "Eight sessions", Day: time.Now()}, "Notes")
		must(t, err)
		return by.Verify(text, "").Found
	}
	o.does("rotate", "badge-key")
	after, err := config.issuer()
	must(t, err)
	if found := known(after, before); found != badges.Valid {
		t.Errorf("what was signed before is %s", found)
	}
	if found := known(before, after); found != badges.Unknown {
		t.Errorf("the old key signs still: %s", found)
	}
}
