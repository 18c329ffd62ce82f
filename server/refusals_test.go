package main

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
)

// A wrong setting is one clear line that says what to do, exit 1, and nothing half-done.
func TestWhatCantWorkIsRefusedInOneLine(t *testing.T) {
	busy, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	newer := dbtest.URL(t)
	sqlx.MustConnect("postgres", newer).MustExec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`)
	for name, c := range map[string]struct {
		args []string
		env  []string
		says string
	}{
		"an unknown command":          {args: []string{"nosuch"}, says: "see -help"},
		"an unknown flag":             {args: []string{"-bogus"}, says: "see -help"},
		"an address without a port":   {args: []string{"-addr", "8080"}, says: "say host:port"},
		"a demo for everybody":        {args: []string{"demo", "-addr", "0.0.0.0:0"}, says: "must be on localhost"},
		"an origin with a path":       {env: []string{"ORIGIN=https://notes.example/x"}, says: "without a path"},
		"an origin with a fragment":   {env: []string{"ORIGIN=https://notes.example#x"}, says: "without a path"},
		"a proxy that may be":         {env: []string{"PROXIED=maybe"}, says: "say yes or no"},
		"a port in use":               {args: []string{"-addr", busy.Addr().String()}, says: "choose another with -addr"},
		"a database that isn't there": {args: []string{"-addr", "localhost:0"}, env: []string{"DATABASE_URL=postgres://localhost:1/x?sslmode=disable"}, says: "check DATABASE_URL"},
		"a database that is too new":  {args: []string{"-addr", "localhost:0"}, env: []string{"DATABASE_URL=" + newer}, says: "newer"},
		"a pepper that isn't one":     {args: []string{"-addr", "localhost:0"}, env: []string{"DATABASE_URL=" + dbtest.URL(t), "PEPPER_FILE=" + written(t, "short\n")}, says: "64 hexadecimal digits"},
		"a pepper file that is empty": {args: []string{"-addr", "localhost:0"}, env: []string{"DATABASE_URL=" + dbtest.URL(t), "PEPPER_FILE=" + written(t, "")}, says: "bring it back"},
	} {
		t.Run(name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			args := append([]string{}, c.args...)
			if len(args) == 0 || strings.HasPrefix(args[0], "-") {
				args = append(args, "-data", data)
			}
			program := exec.Command(os.Args[0], args...)
			program.Env = append(append(os.Environ(), asProgram+"=1"), c.env...)
			var said bytes.Buffer
			program.Stderr = &said
			err := program.Run()
			lines := strings.Split(strings.TrimSpace(said.String()), "\n")
			if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 1 {
				t.Fatalf("it ended with %v and said:\n%s", err, &said)
			}
			if last := lines[len(lines)-1]; len(lines) != 1 || !strings.Contains(last, c.says) || !strings.HasPrefix(last, "tinig: ") {
				t.Errorf("it said, without %q:\n%s", c.says, &said)
			}
			if _, err := os.Stat(data); err == nil {
				t.Errorf("it left %s behind", data)
			}
		})
	}
}

// An instance whose pepper was lost doesn't go on as if nobody had ever joined.
func TestALostPepperIsRefused(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	p.stop()
	if err := os.Remove(filepath.Join(p.data, "pepper")); err != nil {
		t.Fatal(err)
	}
	program := exec.Command(os.Args[0], p.args...)
	program.Env = append(os.Environ(), asProgram+"=1", "DATABASE_URL="+p.database)
	said, err := program.CombinedOutput()
	if err == nil || !strings.Contains(string(said), "is missing, without which nobody can sign in") {
		t.Errorf("it ended with %v and said:\n%s", err, said)
	}
}

func written(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pepper")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
