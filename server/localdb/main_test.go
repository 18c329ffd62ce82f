package localdb_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"tinig/server/localdb"
)

// ownerName is what this test program is called when it is to own a data folder in a process of its own.
const ownerName = "tinig-localdb-owner"

func TestMain(m *testing.M) {
	if os.Args[0] == ownerName {
		own(os.Args[1])
	}
	code := m.Run()
	if made.dir != "" {
		os.RemoveAll(made.dir)
	}
	os.Exit(code)
}

// own starts the cluster of a data folder, says so, and closes it when its input ends.
func own(dir string) {
	cluster, err := localdb.Start(context.Background(), localdb.Config{Dir: dir, Fast: true})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println("ok", cluster.URL("tinig"))
	io.Copy(io.Discard, os.Stdin)
	if err := cluster.Close(); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// process is a data folder's owner in a process of its own.
type process struct {
	*exec.Cmd
	url   string
	leave io.Closer // its input
}

func startOwner(t *testing.T, program, dir string, change func(*exec.Cmd)) process {
	t.Helper()
	cmd := exec.Command(program)
	cmd.Args = []string{ownerName, dir}
	change(cmd)
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "ok ")
	if !ok {
		t.Fatalf("the owner says: %s", line)
	}
	return process{cmd, url, in}
}

// folder is an empty folder that every user can enter, unlike testing's own.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "localdb-test-")
	must(t, err)
	must(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

var made struct {
	sync.Once
	dir string
}

// dataFolder is a data folder with a cluster in it, at rest, for tests that leave it so. Making one takes a second.
func dataFolder(t *testing.T) string {
	t.Helper()
	made.Do(func() {
		dir, err := os.MkdirTemp("/tmp", "localdb-made-")
		must(t, err)
		must(t, os.Chmod(dir, 0o755))
		made.dir = dir
		cluster := start(t, localdb.Config{Dir: filepath.Join(dir, "data"), Fast: true})
		must(t, cluster.Close())
	})
	return filepath.Join(made.dir, "data")
}

// copiedFolder is the same for tests that don't.
func copiedFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(folder(t), "data")
	if out, err := exec.Command("cp", "-a", dataFolder(t), dir).CombinedOutput(); err != nil {
		t.Fatalf("copying: %v: %s", err, out)
	}
	return dir
}

// start starts a cluster that ends with the test.
func start(t *testing.T, c localdb.Config) *localdb.Cluster {
	t.Helper()
	cluster, err := localdb.Start(t.Context(), c)
	must(t, err)
	t.Cleanup(func() { cluster.Close() })
	return cluster
}

// refused wants Start to fail with one line that has each of the words, and leaves the folder free.
func refused(t *testing.T, c localdb.Config, words ...string) {
	t.Helper()
	cluster, err := localdb.Start(t.Context(), c)
	if err == nil {
		cluster.Close()
		t.Fatal("it started")
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than one line: %q", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}

func query(t *testing.T, url, q string) string {
	t.Helper()
	db, err := sql.Open("postgres", url)
	must(t, err)
	defer db.Close()
	var value string
	must(t, db.QueryRow(q).Scan(&value))
	return value
}

func exec1(t *testing.T, url, q string) {
	t.Helper()
	db, err := sql.Open("postgres", url)
	must(t, err)
	defer db.Close()
	_, err = db.Exec(q)
	must(t, err)
}

// clusterDir is the cluster's own folder in a data folder.
func clusterDir(t *testing.T, data string) string {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(data, "pg[0-9]*"))
	must(t, err)
	if len(dirs) != 1 {
		t.Fatalf("%d clusters in the data folder", len(dirs))
	}
	return dirs[0]
}

// postmaster is the process that PostgreSQL's pid file names.
func postmaster(t *testing.T, data string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(clusterDir(t, data), "postmaster.pid"))
	must(t, err)
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	must(t, err)
	return pid
}

// eventually waits for something that has no end to wait for otherwise.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 30 seconds: %s", what)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
