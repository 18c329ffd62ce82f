package main

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/rogpeppe/go-internal/testscript"

	"tinig/server/vault"
)

// The shares are opened on the custodians' own machines: what they type there, from beginning to end.
func TestCustodiansOpenAContactAwayFromTheServer(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	must(t, err)
	run := func(ts *testscript.TestScript, neg bool, args []string) {
		if err := ts.Exec(program, args...); (err != nil) != neg {
			ts.Fatalf("%v: %v", args, err)
		}
	}
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/vault",
		Setup: func(env *testscript.Env) error { env.Setenv(asProgram, "1"); return nil },
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"tinig": run,
			"seal": func(ts *testscript.TestScript, _ bool, args []string) {
				keys := vault.Keys{}
				for i, function := range vault.Functions {
					ids, err := age.ParseIdentities(strings.NewReader(ts.ReadFile(args[i])))
					ts.Check(err)
					keys[function] = ids[0].(*age.HybridIdentity).Recipient().String()
				}
				sealed, err := vault.Seal("network/her", args[4], keys)
				ts.Check(err)
				f, err := vault.ReadFile([]byte(`{"tinig": "vault file 1", "for": "an opening"}`))
				ts.Check(err)
				f.Contacts = []vault.Contact{{Place: "network/her", Sealed: sealed}}
				text, err := f.Text()
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[3]), text, 0o600))
			},
			"renew": func(ts *testscript.TestScript, neg bool, args []string) {
				args[4] = strings.TrimSpace(ts.ReadFile(args[4]))
				run(ts, neg, append([]string{"vault", "renew"}, args...))
			},
		},
	})
}

// A member leaves a contact and two custodians open it, all without a script; no page and no table shows it, and it is there for no other role.
func TestASealedContactIsLeftAndOpened(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her, lead := p.as(t, "member"), p.as(t, "safeguarding_lead")
	her.open("/me").open(her.link("If I am in danger")).sees("It isn't an alarm").sees("Nothing can be left yet")
	if her.post("/vault", url.Values{"contact": {"Marker of hers"}}); her.status != http.StatusConflict {
		t.Errorf("without custodians it is answered with %d", her.status)
	}
	for _, who := range []string{"member", "steward", "moderator", "safeguarding_lead"} {
		other := p.as(t, who)
		if other.open("/custody"); other.status != http.StatusNotFound {
			t.Errorf("to a %s the page answers %d", who, other.status)
		}
		for _, path := range []string{"/custody/serve", "/custody/ask", "/custody/openings/" + uuid.NewString(), "/custody/openings/" + uuid.NewString() + "/file", "/custody/changes"} {
			if other.post(path, url.Values{"case": {uuid.NewString()}}); other.status != http.StatusNotFound {
				t.Errorf("to a %s %s answers %d", who, path, other.status)
			}
		}
	}
	db := sqlx.MustConnect("postgres", p.database)
	defer db.Close()
	db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) SELECT DISTINCT network_id, member_id, 'custodian' FROM member_roles WHERE role IN ('safeguarding_lead', 'moderator', 'steward') ON CONFLICT DO NOTHING`)
	keys := map[vault.Function]*age.X25519Identity{}
	people := map[vault.Function]*visitor{vault.Lead: lead, vault.Council: p.as(t, "steward"), vault.Counsel: p.as(t, "moderator")}
	for function, custodian := range people {
		key, err := age.GenerateX25519Identity()
		must(t, err)
		keys[function] = key
		custodian.open("/custody").fill("/custody/serve", "function", string(function), "key", "AGE-SECRET-KEY-1").sees("It begins with age1")
		custodian.fill("/custody/serve", "function", string(function), "key", key.Recipient().String()).sees("What is to be opened")
	}
	her.open("/vault").fill("/vault", "contact", "Marker of hers, +1 555 0100").sees("You have left a contact").misses("Marker")

	lead.open("/concerns").fill("/concerns", "name", "linaw suba", "note", "She doesn't answer.")
	id := strings.TrimPrefix(lead.path, "/concerns/")
	lead.open("/custody").sees("Linaw Suba").fill("/custody/ask", "case", id, "ground", "danger_to_life").sees("A life is in danger now")
	council := people[vault.Council]
	council.open("/inbox").open(council.link("Something waits for you as a custodian"))
	council.fill("/custody/openings/", "what", "approve").sees("This is recorded before you get it")
	lead.open("/custody").fill("/custody/openings/")
	f, err := vault.ReadFile([]byte(lead.body))
	must(t, err)
	passed, err := vault.Pass([]age.Identity{keys[vault.Council]}, f, vault.Lead)
	must(t, err)
	if got, err := vault.Open([]age.Identity{keys[vault.Lead]}, f, passed); err != nil || got != "Marker of hers, +1 555 0100" {
		t.Errorf("%q, %v", got, err)
	}
	people[vault.Counsel].open("/custody").sees("let out on").sees("I have looked at it")
	for table, rows := range dumpOf(t, p.database) {
		search(t, "table "+table, strings.Join(rows, "\n"), []string{"Marker of hers", "555 0100"})
	}
	search(t, "the log", p.output.String(), []string{"Marker of hers", "555 0100"})
	her.open("/vault").fill("/vault/take-back").sees("Leave a contact").misses("You have left a contact")
}
