package vault_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/realtime/stream"
	"tinig/server/networks"
	"tinig/server/vault"
)

var ctx = context.Background()

// house is a network with its vault, three custodians with their private keys, and a clock that stands until it is moved.
type house struct {
	*vault.Vault
	t          *testing.T
	db         *sqlx.DB
	networks   *networks.Networks
	local      networks.Network
	now        time.Time
	about      map[string]string // whom a case is about
	keys       ring
	custodians map[vault.Function]networks.Actor
}

func newHouse(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := &house{t: t, db: dbtest.New(t), now: time.Now().UTC().Truncate(time.Second), about: map[string]string{}, custodians: map[vault.Function]networks.Actor{}}
	now := func() time.Time { return h.now }
	streams := stream.New(h.db, nil)
	var err error
	h.networks, err = networks.New(ctx, h.db, streams, now)
	must(t, err)
	h.Vault = vault.New(h.db, streams, h.networks, vault.Config{Now: now, About: func(_ context.Context, _ networks.Actor, id string) (string, error) { return h.about[id], nil }})
	h.local, err = h.networks.Found(ctx, "system", networks.Local, "Harbour", []string{"en"})
	must(t, err)
	var keys vault.Keys
	h.keys, keys = newRing(t)
	for _, f := range vault.Functions {
		h.custodians[f] = h.member(networks.Adult, networks.RoleCustodian, networks.RoleSafeguardingLead)
		must(t, h.Serve(ctx, h.custodians[f], f, keys[f]))
	}
	return h
}

func (h *house) member(band networks.Band, roles ...networks.Role) networks.Actor {
	h.t.Helper()
	id := uuid.NewString()
	claim := sha256.Sum256([]byte(id))
	h.db.MustExec(`INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on, to_hold, vouched) VALUES ($1, $2, $3, $4, $5, 'confirmed', $6, 0, true)`,
		h.local.ID, id, "Member "+id, claim[:], band, h.now)
	for _, role := range roles {
		h.db.MustExec(`INSERT INTO member_roles (network_id, member_id, role) VALUES ($1, $2, $3)`, h.local.ID, id, role)
	}
	a, err := h.networks.Enter(ctx, h.local.ID, id, claim[:])
	must(h.t, err)
	return a
}

// asks has the lead ask for a member's contact; it is the opening's id.
func (h *house) asks(her networks.Actor, ground vault.Ground) string {
	h.t.Helper()
	id := uuid.NewString()
	h.about[id] = her.Member
	must(h.t, h.Ask(ctx, h.custodians[vault.Lead], id, ground))
	var opening string
	must(h.t, h.db.Get(&opening, `SELECT id FROM vault_openings WHERE case_id = $1`, id))
	return opening
}

func (h *house) records(act string) (n int) {
	h.t.Helper()
	must(h.t, h.db.Get(&n, `SELECT count(*) FROM audit_records WHERE act = $1`, act))
	return n
}

func (h *house) told(member string) (n int) {
	h.t.Helper()
	must(h.t, h.db.Get(&n, `SELECT count(*) FROM notices WHERE member_id = $1 AND kind = 'unsealed'`, member))
	return n
}

func refused(t *testing.T, err error, id string) {
	t.Helper()
	var refusal *locales.Refusal
	if !errors.As(err, &refusal) || refusal.ID != id {
		t.Errorf("got %v, want %s", err, id)
	}
}

func TestAContactIsOpenedByTwoAfterADayAndTheMemberIsTold(t *testing.T) {
	h := newHouse(t)
	her := h.member(networks.Adult)
	must(t, h.Leave(ctx, her, "call the shelter"))
	lead, council, counsel := h.custodians[vault.Lead], h.custodians[vault.Council], h.custodians[vault.Counsel]
	id := h.asks(her, vault.Missing)
	refused(t, h.Approve(ctx, lead, id), "vault.another_approves")
	_, err := h.Let(ctx, lead, id)
	refused(t, err, "vault.not_yet")
	must(t, h.Approve(ctx, council, id))
	refused(t, h.Approve(ctx, counsel, id), "vault.another_approves")
	h.now = h.now.Add(vault.Wait - time.Second)
	_, err = h.Let(ctx, lead, id)
	refused(t, err, "vault.not_yet")
	if h.records("vault.opened") != 0 {
		t.Error("a record says that it was let out")
	}
	h.now = h.now.Add(time.Second)
	_, err = h.Let(ctx, counsel, id)
	refused(t, err, "vault.not_there")
	f, err := h.Let(ctx, lead, id)
	must(t, err)
	if h.records("vault.opened") != 1 {
		t.Error("no record says that it was let out")
	}
	passed, err := vault.Pass(h.keys.as(vault.Council), f, vault.Lead)
	must(t, err)
	if got, err := vault.Open(h.keys.as(vault.Lead), f, passed); err != nil || got != "call the shelter" {
		t.Errorf("%q, %v", got, err)
	}
	h.now = h.now.AddDate(0, 0, vault.TellDays-2)
	must(t, h.Sweep(ctx))
	if h.told(her.Member) != 0 {
		t.Error("she is told at once")
	}
	refused(t, h.Hold(ctx, lead, id), "vault.council_holds")
	must(t, h.Hold(ctx, council, id))
	h.now = h.now.AddDate(0, 0, vault.TellDays-1)
	must(t, h.Sweep(ctx))
	if h.told(her.Member) != 0 {
		t.Error("she is told while it is held back")
	}
	h.now = h.now.AddDate(0, 0, 1)
	must(t, h.Sweep(ctx))
	must(t, h.Sweep(ctx))
	if h.told(her.Member) != 1 {
		t.Errorf("she is told %d times", h.told(her.Member))
	}
	_, err = h.Let(ctx, lead, id)
	refused(t, err, "vault.not_there")
	if own, err := h.Own(ctx, her); err != nil || own.Let == nil {
		t.Errorf("her page says nothing: %v", err)
	}
	h.now = h.now.AddDate(0, 0, vault.KeptDays+1)
	must(t, h.Sweep(ctx))
	if list, err := h.Openings(ctx, lead); err != nil || len(list) != 0 {
		t.Errorf("%d are kept, %v", len(list), err)
	}
}

func TestNobodyWhoseLifeIsInDangerWaitsAndTheThirdLooksAtItAfterwards(t *testing.T) {
	h := newHouse(t)
	her := h.member(networks.Adult)
	must(t, h.Leave(ctx, her, "x"))
	id := h.asks(her, vault.DangerToLife)
	must(t, h.Approve(ctx, h.custodians[vault.Council], id))
	_, err := h.Let(ctx, h.custodians[vault.Lead], id)
	must(t, err)
	refused(t, h.Review(ctx, h.custodians[vault.Council], id), "vault.not_there")
	must(t, h.Review(ctx, h.custodians[vault.Counsel], id))
	refused(t, h.Review(ctx, h.custodians[vault.Counsel], id), "vault.not_there")
}

// Promise 12: where the record can't be written nothing is let out; and when the program ends between the record and what it lets out, the
// record stands.
func TestTheRecordStandsBeforeAnythingIsShown(t *testing.T) {
	h := newHouse(t)
	her := h.member(networks.Adult)
	must(t, h.Leave(ctx, her, "call the shelter"))
	id, lead := h.asks(her, vault.DangerToLife), h.custodians[vault.Lead]
	must(t, h.Approve(ctx, h.custodians[vault.Council], id))
	h.db.MustExec(`ALTER TABLE audit_records ADD CONSTRAINT full_up CHECK (act <> 'vault.opened') NOT VALID`)
	if f, err := h.Let(ctx, lead, id); err == nil || len(f.Contacts) != 0 {
		t.Errorf("it is let out without a record: %v", err)
	}
	h.db.MustExec(`ALTER TABLE audit_records DROP CONSTRAINT full_up`)
	h.db.MustExec(`ALTER TABLE vault_shares RENAME TO elsewhere`) // it goes no further than the record
	if f, err := h.Let(ctx, lead, id); err == nil || len(f.Contacts) != 0 {
		t.Errorf("it is let out: %v", err)
	}
	if h.records("vault.opened") != 1 {
		t.Errorf("%d records", h.records("vault.opened"))
	}
	h.db.MustExec(`ALTER TABLE elsewhere RENAME TO vault_shares`)
	if f, err := h.Let(ctx, lead, id); err != nil || len(f.Contacts) != 1 {
		t.Errorf("it can't go on: %v", err)
	}
}

// Promise 12: from all that the database holds nothing can be opened without two custodians' keys, and nothing of it can be read.
func TestTheWholeDatabaseOpensNothing(t *testing.T) {
	h := newHouse(t)
	her := h.member(networks.Adult)
	must(t, h.Leave(ctx, her, "Marker of hers"))
	var tables []string
	must(t, h.db.Select(&tables, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`))
	for _, table := range tables {
		var rows []string
		must(t, h.db.Select(&rows, `SELECT t::text FROM `+table+` t`))
		all := strings.Join(rows, "\n")
		if strings.Contains(all, "Marker") || strings.Contains(all, "4d61726b6572") || strings.Contains(all, "AGE-SECRET") {
			t.Errorf("it stands in %s", table)
		}
	}
	id := h.asks(her, vault.DangerToLife)
	must(t, h.Approve(ctx, h.custodians[vault.Council], id))
	f, err := h.Let(ctx, h.custodians[vault.Lead], id) // all that there is of it
	must(t, err)
	stranger, _ := newRing(t)
	for _, one := range vault.Functions {
		if _, err := vault.Pass(stranger.as(one), f, vault.Lead); !errors.Is(err, vault.ErrNoShare) {
			t.Errorf("got %v", err)
		}
	}
}

func TestWhatSomebodyUnder18LeavesCountsWhenThreeAgree(t *testing.T) {
	h := newHouse(t)
	her, lead := h.member(networks.Minor), h.custodians[vault.Lead]
	must(t, h.Leave(ctx, her, "x"))
	id := uuid.NewString()
	h.about[id] = her.Member
	refused(t, h.Ask(ctx, lead, id, vault.Missing), "vault.nothing_left")
	for _, who := range []string{"", "parent"} {
		refused(t, h.Agree(ctx, lead, her.Member, who, true), "vault.agreement_needed")
	}
	refused(t, h.Agree(ctx, lead, her.Member, "facility", false), "vault.agreement_needed")
	if list, err := h.Waiting(ctx, lead); err != nil || len(list) != 1 {
		t.Errorf("%d wait, %v", len(list), err)
	}
	must(t, h.Agree(ctx, lead, her.Member, "facility", true))
	must(t, h.Ask(ctx, lead, id, vault.Missing))
	must(t, h.Leave(ctx, her, "another")) // it waits again
	h.now = h.now.AddDate(0, 0, vault.AgreeDays+1)
	must(t, h.Sweep(ctx))
	if own, err := h.Own(ctx, her); err != nil || own.Kept != nil {
		t.Errorf("it waits for ever: %v", err)
	}
}

func TestCustodiansHaveDifferentFunctions(t *testing.T) {
	h := newHouse(t)
	lead, fourth := h.custodians[vault.Lead], h.member(networks.Adult, networks.RoleCustodian)
	key := identity(t).Recipient().String()
	refused(t, h.Serve(ctx, lead, vault.Council, key), "vault.function_taken")
	refused(t, h.Serve(ctx, fourth, vault.Council, key), "vault.function_taken")
	refused(t, h.Serve(ctx, fourth, "parent", key), "vault.function_needed")
	refused(t, h.Serve(ctx, fourth, vault.Council, "AGE-SECRET-KEY-1"), "vault.key_needed")
	refused(t, h.Serve(ctx, h.member(networks.Minor, networks.RoleCustodian), vault.Council, key), "networks.not_allowed")
	for _, statement := range []string{
		`UPDATE vault_custodians SET member_id = (SELECT member_id FROM vault_custodians LIMIT 1)`,
		`UPDATE vault_custodians SET key = (SELECT key FROM vault_custodians LIMIT 1)`,
		`UPDATE vault_custodians SET function = 'survivor_council'`,
	} {
		if _, err := h.db.Exec(statement); err == nil {
			t.Errorf("the database lets %s", statement)
		}
	}
	must(t, h.Serve(ctx, lead, vault.Lead, key)) // nothing is kept yet
	must(t, h.Leave(ctx, h.member(networks.Adult), "x"))
	refused(t, h.Serve(ctx, lead, vault.Lead, identity(t).Recipient().String()), "vault.function_taken")
}

// Promise 12: a custodian who has lost her key is replaced by two others, and nothing is lost.
func TestACustodianIsChanged(t *testing.T) {
	h := newHouse(t)
	her, other := h.member(networks.Adult), h.member(networks.Adult)
	must(t, h.Leave(ctx, her, "call the shelter"))
	must(t, h.Leave(ctx, other, "call the court"))
	council, counsel, fresh := h.custodians[vault.Council], h.custodians[vault.Counsel], h.member(networks.Adult, networks.RoleCustodian, networks.RoleSafeguardingLead)
	key := identity(t)
	must(t, h.AskChange(ctx, fresh, vault.Lead, key.Recipient().String()))
	c, _, err := h.Change(ctx, council)
	must(t, err)
	for _, no := range []networks.Actor{fresh, h.custodians[vault.Lead]} {
		if err := h.AgreeChange(ctx, no, c.ID); err == nil {
			t.Error("who goes or comes agrees")
		}
	}
	must(t, h.AgreeChange(ctx, council, c.ID))
	refused(t, h.AgreeChange(ctx, council, c.ID), "vault.another_approves")
	must(t, h.AgreeChange(ctx, counsel, c.ID))
	_, err = h.LetAll(ctx, council, c.ID)
	refused(t, err, "vault.not_yet")
	h.now = h.now.Add(vault.Wait)
	renew := func() vault.File {
		f, err := h.LetAll(ctx, council, c.ID)
		must(t, err)
		passed, err := vault.Pass(h.keys.as(vault.Counsel), f, vault.Council)
		must(t, err)
		renewed, err := vault.Renew(h.keys.as(vault.Council), f, passed, vault.Lead, key.Recipient().String())
		must(t, err)
		return renewed
	}
	late := renew()
	must(t, h.Leave(ctx, other, "call the office"))
	refused(t, h.Renewed(ctx, late), "vault.renew_again")
	must(t, h.Renewed(ctx, renew()))
	refused(t, h.Renewed(ctx, late), "vault.not_there")
	h.keys[vault.Lead], h.custodians[vault.Lead] = key, fresh
	for _, of := range []struct {
		her  networks.Actor
		want string
	}{{her, "call the shelter"}, {other, "call the office"}} {
		id := h.asks(of.her, vault.DangerToLife)
		must(t, h.Approve(ctx, counsel, id))
		f, err := h.Let(ctx, fresh, id)
		must(t, err)
		passed, err := vault.Pass(h.keys.as(vault.Counsel), f, vault.Lead)
		must(t, err)
		if got, err := vault.Open(h.keys.as(vault.Lead), f, passed); err != nil || got != of.want {
			t.Errorf("%q, %v", got, err)
		}
	}
}
