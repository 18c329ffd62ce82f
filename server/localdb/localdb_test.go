package localdb_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tinig/server/localdb"
)

func TestWhatWasWrittenIsThereAfterARestart(t *testing.T) {
	c := localdb.Config{Dir: filepath.Join(folder(t), "data")} // not Fast: as an operator has it
	first := start(t, c)
	exec1(t, first.URL("tinig"), "CREATE TABLE kept AS SELECT 'yes' AS word")
	must(t, first.Close())
	second := start(t, c)
	if got := query(t, second.URL("tinig"), "SELECT word FROM kept"); got != "yes" {
		t.Errorf("got %q", got)
	}
}

func TestTheProgramsOwnUserIsNoSuperuser(t *testing.T) {
	cluster := start(t, localdb.Config{Dir: dataFolder(t)})
	if got := query(t, cluster.URL("tinig"), "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"); got != "false" {
		t.Errorf("superuser: %s", got)
	}
}

func TestTextIsUnicodeInEveryLanguage(t *testing.T) {
	cluster := start(t, localdb.Config{Dir: dataFolder(t)})
	for name, want := range map[string]string{
		"SELECT upper('ñéß')":  "ÑÉSS",
		"SHOW server_encoding": "UTF8",
		"SHOW timezone":        "UTC",
		"SELECT (array_agg(w ORDER BY w))[2] FROM (VALUES ('z'), ('é'), ('e')) AS t(w)": "é",
	} {
		if got := query(t, cluster.URL("tinig"), name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

func TestASecondOwnerIsRefusedUntilTheFirstHasClosed(t *testing.T) {
	c := localdb.Config{Dir: dataFolder(t), Fast: true}
	first := start(t, c)
	refused(t, c, c.Dir, "in use", "-data")
	if got := query(t, first.URL("tinig"), "SELECT 'alive'"); got != "alive" {
		t.Error("the second owner disturbed the first")
	}
	must(t, first.Close())
	must(t, start(t, c).Close())
}

func TestClosingTwiceIsHarmless(t *testing.T) {
	c := localdb.Config{Dir: dataFolder(t), Fast: true}
	first := start(t, c)
	must(t, first.Close())
	second := start(t, c)
	must(t, first.Close())
	if got := query(t, second.URL("tinig"), "SELECT 'alive'"); got != "alive" {
		t.Error("the first owner's second Close disturbed the second owner")
	}
}

func TestOpenConnectionsDoNotHoldUpClosing(t *testing.T) {
	cluster := start(t, localdb.Config{Dir: dataFolder(t)})
	db := connect(t, cluster.URL("tinig"))
	tx, err := db.Begin()
	must(t, err)
	defer tx.Rollback()
	_, err = tx.Exec("CREATE TABLE unfinished (id int)")
	must(t, err)
	must(t, cluster.Close())
	if _, err := tx.Exec("SELECT 1"); err == nil {
		t.Error("the connection outlived the cluster")
	}
}

func TestGivingUpLeavesNothingBehind(t *testing.T) {
	dir := filepath.Join(folder(t), "data")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := localdb.Start(ctx, localdb.Config{Dir: dir}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if found, _ := filepath.Glob(filepath.Join(dir, "pg*")); len(found) > 0 {
		t.Errorf("left: %v", found)
	}
	must(t, start(t, localdb.Config{Dir: dir, Fast: true}).Close())
}

func TestAFolderWhosePathIsTooLongForASocketOrHasToBeQuotedWorks(t *testing.T) {
	data := copiedFolder(t)
	long := filepath.Join(filepath.Dir(data), strings.Repeat("long", 40)+" it's, \"one\"")
	must(t, os.Rename(data, long))
	cluster := start(t, localdb.Config{Dir: long, Fast: true})
	url := cluster.URL("tinig")
	if got := query(t, url, "SELECT 'alive'"); got != "alive" {
		t.Error(got)
	}
	socket := strings.TrimPrefix(strings.Fields(url)[0], "host=")
	info, err := os.Stat(socket)
	must(t, err)
	if info.Mode().Perm() != 0o700 {
		t.Errorf("others may enter the socket's folder: %v", info.Mode())
	}
	must(t, cluster.Close())
	if _, err := os.Stat(socket); !errors.Is(err, os.ErrNotExist) {
		t.Error("the socket's folder is left in the folder for temporary files")
	}
}

func TestTheDataCanBeMovedToAnotherDisk(t *testing.T) {
	data := copiedFolder(t)
	cluster, moved := clusterDir(t, data), filepath.Join(filepath.Dir(data), "moved")
	must(t, os.Rename(cluster, moved))
	must(t, os.Symlink(moved, cluster))
	must(t, start(t, localdb.Config{Dir: data, Fast: true}).Close())
}

// The log must give nothing away to whoever gets the disk: PostgreSQL by default writes the statement, and the value that
// was refused, and who connected.
func TestTheLogHoldsNothingOfWhatWasAsked(t *testing.T) {
	data := dataFolder(t)
	cluster := start(t, localdb.Config{Dir: data})
	db := connect(t, cluster.URL("tinig"))
	_, err := db.Exec("CREATE TABLE IF NOT EXISTS words (word text UNIQUE)")
	must(t, err)
	for _, q := range []string{
		"SELECT 'marker'::uuid",
		"SELECT * FROM marker",
		"INSERT INTO words VALUES ('marker'), ('marker')",
		"DO $$ BEGIN RAISE WARNING 'marker'; END $$",
		"DO $$ BEGIN RAISE LOG 'harmless'; END $$",
	} {
		db.Exec(q) // refused, but for the last two
	}
	db.QueryRow("SELECT $1::text::int", "marker").Scan(new(int))
	must(t, cluster.Close())
	log, err := os.ReadFile(filepath.Join(data, "postgres.log"))
	must(t, err)
	if !strings.Contains(string(log), "harmless") {
		t.Fatal("this is not the log")
	}
	for _, word := range []string{"marker", "words", "connection received", "SELECT"} {
		if strings.Contains(string(log), word) {
			t.Errorf("the log has %q", word)
		}
	}
}

func TestAnOwnerKilledAtOnceLeavesDataAndFolderToTheNext(t *testing.T) {
	data := dataFolder(t)
	self, err := os.Executable()
	must(t, err)
	owner := startOwner(t, self, data, func(*exec.Cmd) {})
	exec1(t, owner.url, "DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 'yes' AS word")
	pid := postmaster(t, data)
	must(t, owner.Process.Kill())
	owner.Wait()
	cluster := start(t, localdb.Config{Dir: data, Fast: true}) // while the other's PostgreSQL may still be ending
	if postmaster(t, data) == pid {
		t.Error("it is the dead owner's PostgreSQL")
	}
	if got := query(t, cluster.URL("tinig"), "SELECT word FROM kept"); got != "yes" {
		t.Errorf("got %q", got)
	}
}

func TestAPostgreSQLThatOutlivedItsOwnerIsEndedAndReplaced(t *testing.T) {
	data := dataFolder(t)
	cluster := start(t, localdb.Config{Dir: data, Fast: true})
	pid := postmaster(t, data)
	args := arguments(t, data)
	must(t, cluster.Close())

	orphan := exec.Command(args[0], args[1:]...)
	orphan.SysProcAttr, orphan.Dir = asOwnerOf(t, clusterDir(t, data)), "/"
	must(t, os.Mkdir(filepath.Join(data, "socket"), 0o700))
	give(t, filepath.Join(data, "socket"), clusterDir(t, data))
	lock, err := os.Open(clusterDir(t, data))
	must(t, err)
	must(t, syscall.Flock(int(lock.Fd()), syscall.LOCK_EX))
	orphan.ExtraFiles = []*os.File{lock}
	must(t, orphan.Start())
	lock.Close()
	ended := make(chan error, 1)
	go func() { ended <- orphan.Wait() }()
	eventually(t, "the orphan runs", func() bool {
		text, _ := os.ReadFile(filepath.Join(clusterDir(t, data), "postmaster.pid"))
		return strings.Contains(string(text), "ready")
	})

	next := start(t, localdb.Config{Dir: data, Fast: true})
	must(t, <-ended) // in good order
	if now := postmaster(t, data); now == orphan.Process.Pid || now == pid {
		t.Errorf("the pid file names %d", now)
	}
	if got := query(t, next.URL("tinig"), "SELECT 'alive'"); got != "alive" {
		t.Error(got)
	}
}

func TestAPidFileWhoseNumberWentToAnotherProcessIsNoHindrance(t *testing.T) {
	data := dataFolder(t)
	dir := clusterDir(t, data)
	other := exec.Command("sleep", "60")
	other.SysProcAttr = asOwnerOf(t, dir)
	must(t, other.Start())
	defer func() { other.Process.Kill(); other.Wait() }()
	stale := strings.Join([]string{itoa(other.Process.Pid), dir, "1", "5432", "", "", "", "ready"}, "\n")
	must(t, os.WriteFile(filepath.Join(dir, "postmaster.pid"), []byte(stale), 0o600))
	give(t, filepath.Join(dir, "postmaster.pid"), dir)

	must(t, start(t, localdb.Config{Dir: data, Fast: true}).Close())
	if err := other.Process.Signal(syscall.Signal(0)); err != nil {
		t.Error("the other process was ended")
	}
}

func TestAPostgreSQLKilledUnderItsOwnerClosesAndStartsAgain(t *testing.T) {
	c := localdb.Config{Dir: dataFolder(t), Fast: true}
	cluster := start(t, c)
	busy := connect(t, cluster.URL("tinig"))
	go busy.Exec("SELECT pg_sleep(60)") // a backend that outlives its postmaster for a moment
	must(t, syscall.Kill(postmaster(t, c.Dir), syscall.SIGKILL))
	must(t, cluster.Close())
	next := start(t, c)
	if got := query(t, next.URL("tinig"), "SELECT 'alive'"); got != "alive" {
		t.Error(got)
	}
}

func TestWaitTellsAnEndThatNobodyAskedForFromClosing(t *testing.T) {
	c := localdb.Config{Dir: dataFolder(t), Fast: true}
	cluster := start(t, c)
	ended := make(chan error, 1)
	go func() { ended <- cluster.Wait() }()
	must(t, cluster.Close())
	must(t, <-ended)
	killed := start(t, c)
	must(t, syscall.Kill(postmaster(t, c.Dir), syscall.SIGKILL))
	if err := killed.Wait(); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "start again") {
		t.Errorf("got %v", err)
	}
}

// The line is what PostgreSQL 15 says when its write-ahead log does not fit on the disk any more.
func TestWaitTellsADiskThatIsFull(t *testing.T) {
	c := localdb.Config{Dir: dataFolder(t), Fast: true}
	cluster := start(t, c)
	log, err := os.OpenFile(filepath.Join(c.Dir, "postgres.log"), os.O_WRONLY|os.O_APPEND, 0)
	must(t, err)
	_, err = log.WriteString(`PANIC:  could not write to file "pg_wal/xlogtemp.29": No space left on device` + "\n")
	must(t, err)
	must(t, log.Close())
	must(t, syscall.Kill(postmaster(t, c.Dir), syscall.SIGKILL))
	if err := cluster.Wait(); err == nil || !strings.Contains(err.Error(), "is full: make room") {
		t.Errorf("got %v", err)
	}
}
