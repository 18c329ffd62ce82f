package localdb_test

import (
	"path/filepath"
	"strings"
	"testing"

	"tinig/server/localdb"
)

// tools is a folder of pg_dump and pg_restore of a version.
func tools(t *testing.T, version string) string {
	t.Helper()
	dir := script(t, "pg_dump", "echo 'pg_dump (PostgreSQL) "+version+"'")
	addScript(t, dir, "pg_restore", "echo 'pg_restore (PostgreSQL) "+version+"'")
	return dir
}

func TestToolsAreThoseOfTheServersVersionElseOfTheNext(t *testing.T) {
	path := []string{tools(t, "18.1"), tools(t, "14.9"), tools(t, "16.2 (Debian 16.2-1)")}
	for server, want := range map[int]string{14: path[1], 15: path[2], 16: path[2], 17: path[0], 18: path[0]} {
		if dir, err := localdb.Tools(t.Context(), localdb.Config{Path: path}, server); err != nil || dir != want {
			t.Errorf("for %d they are in %s, %v", server, dir, err)
		}
	}
}

func TestMissingToolsNameThePackageToInstall(t *testing.T) {
	half := script(t, "pg_dump", "echo 'pg_dump (PostgreSQL) 18.0'")
	for name, path := range map[string][]string{
		"apt-get install postgresql-client": {half, script(t, "apt-get", "exit 1")}, "TINIG_POSTGRES_BIN": {half},
	} {
		_, err := localdb.Tools(t.Context(), localdb.Config{Path: path}, 18)
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("it says %v instead of %s", err, name)
		}
	}
}

func TestARunningClusterIsFoundByItsFolder(t *testing.T) {
	dir := copiedFolder(t)
	for _, of := range []string{dir, filepath.Join(dir, "none")} {
		if url, err := localdb.Running(of); url != nil || err != nil {
			t.Errorf("at rest it runs, %v", err)
		}
	}
	cluster := start(t, localdb.Config{Dir: dir, Fast: true})
	if url, err := localdb.Running(dir); err != nil || url == nil || url("tinig") != cluster.URL("tinig") {
		t.Errorf("it isn't found, %v", err)
	}
}
