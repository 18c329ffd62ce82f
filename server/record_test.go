package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
)

// says runs a command of the program on this one's data, and returns what it printed and with which code it ended.
func (p *program) says(input string, args ...string) (said string, code int) {
	p.t.Helper()
	command := exec.Command(os.Args[0], append(args, "-data", p.data)...)
	command.Env = append(os.Environ(), append([]string{asProgram + "=1", "DATABASE_URL=" + p.database, "ORIGIN="}, p.env...)...)
	command.Stdin = strings.NewReader(input)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	command.Run()
	return out.String(), command.ProcessState.ExitCode()
}

// does is says of a command that must end well.
func (p *program) does(input string, args ...string) (said string) {
	p.t.Helper()
	said, code := p.says(input, args...)
	if code != 0 {
		p.t.Fatalf("%v ended with %d: %s", args, code, said)
	}
	return said
}

// refuses runs a command that must end with one line of what is wrong.
func (p *program) refuses(want string, args ...string) {
	p.t.Helper()
	said, code := p.says("", args...)
	if code != 1 || !strings.HasPrefix(said, "tinig: ") || !strings.Contains(said, want) || strings.Count(said, "\n") != 1 {
		p.t.Errorf("%v ended with %d and said %q, want %q", args, code, said, want)
	}
}

// A day of the record, as docs/record.md tells it: the council makes her key, the operator gives it to the server, she co-signs away from
// it, and from then on nobody changes what was signed without being noticed (promise 13).
func TestTheCouncilCosignsTheRecordAndEverybodyCanVerifyIt(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	key, kept := filepath.Join(t.TempDir(), "council"), filepath.Join(t.TempDir(), "kept")
	eventually(t, "a checkpoint is made", func() bool { _, code := p.says("", "audit", "checkpoint"); return code == 0 })
	public := p.does("", "audit", "newkey", key)
	p.refuses("is there already", "audit", "newkey", key)
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file is %v, %v", info.Mode(), err)
	}
	if said := p.does("", "audit", "council", strings.TrimSpace(public)); !strings.HasPrefix(said, strings.TrimSpace(public)+" since ") {
		t.Errorf("the council's key is %s", said)
	}
	cosigned := p.does(p.does("", "audit", "checkpoint"), "audit", "cosign", key)
	must(t, os.WriteFile(kept, []byte(cosigned), 0o600))
	p.does(cosigned, "audit", "take", "-")
	if again := p.does(p.does("", "audit", "checkpoint"), "audit", "cosign", key); again != cosigned {
		t.Errorf("signed twice it is\n%s\nand\n%s", cosigned, again)
	}
	if said := p.does("", "audit", "verify"); !strings.HasPrefix(said, "the record holds: ") || !strings.Contains(said, "co-signed 1 (by council+") || strings.Count(said, "\n") != 1 {
		t.Errorf("it says %s", said)
	}
	if said := p.does("", "audit", "verify", "-council", strings.TrimSpace(public), kept); !strings.Contains(said, "kept elsewhere 1") {
		t.Errorf("held against what was kept it says %s", said)
	}
	db, err := sqlx.Connect("postgres", p.database)
	must(t, err)
	defer db.Close()
	network := ""
	must(t, db.Get(&network, `SELECT network_id FROM audit_records WHERE network_id <> '00000000-0000-0000-0000-000000000000' AND seq = 2 LIMIT 1`))
	p.does("", "audit", "erase", network, "2")
	if said := p.does("", "audit", "verify", kept); !strings.Contains(said, "emptied 1") {
		t.Errorf("after one was erased it says %s", said)
	}
	p.refuses("can be erased", "audit", "erase", network, "2")
	db.MustExec(`ALTER TABLE audit_records DISABLE TRIGGER USER`)
	db.MustExec(`DELETE FROM audit_records WHERE network_id = $1 AND seq = 1`, network)
	p.refuses("the record does not hold", "audit", "verify", "-council", strings.TrimSpace(public), kept)
}

func TestACommandAboutTheRecordThatCantBeDoneSaysWhy(t *testing.T) {
	t.Parallel()
	p := &program{t: t, data: filepath.Join(t.TempDir(), "none")}
	p.refuses("there is no instance in", "audit", "verify")
	p.refuses("there is no command", "audit", "burn")
	p.refuses("write it as: audit take FILE", "audit", "take")
	p.refuses("must be the record's number", "audit", "erase", "x", "y")
	p.refuses("reading the council's key", "audit", "cosign", filepath.Join(t.TempDir(), "none"))
	p.refuses("reading what the council kept", "audit", "verify", filepath.Join(t.TempDir(), "none"))
	p.refuses("reading the checkpoint", "audit", "take", filepath.Join(t.TempDir(), "none"))
	if _, err := os.Stat(p.data); err == nil {
		t.Error("a folder was made")
	}
}

// While the program serves, its own PostgreSQL is asked; afterwards it is started for the command.
func TestTheRecordOfAnInstanceWithItsOwnDatabaseIsVerified(t *testing.T) {
	t.Parallel()
	p := &program{t: t, data: enterable(t)}
	addr := freeAddress(t)
	p.origin, p.args = "http://"+addr, []string{"-addr", addr, "-data", p.data}
	p.start()
	t.Cleanup(p.stop)
	eventually(t, "a checkpoint is made", func() bool { _, code := p.says("", "audit", "checkpoint"); return code == 0 })
	for _, when := range []string{"while it serves", "when it has stopped"} {
		if said := p.does("", "audit", "verify"); !strings.HasPrefix(said, "the record holds: ") || !strings.Contains(said, "checkpoints 1") {
			t.Errorf("%s it says %s", when, said)
		}
		p.stop()
	}
}
