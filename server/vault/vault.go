// Package vault keeps what a member has left in case of danger: a contact, sealed so that no one person opens it. It is empty as long as
// nobody leaves anything.
//
// A contact is sealed in the request that brings it, under a fresh key. The key is split in three (Shamir, two of three open it), each
// share is sealed to one custodian's age key, and the key is forgotten. The custodians' private keys never reach the server: shares are
// opened on their own machines (see File, Pass, Open and Renew, and docs/vault.md).
//
// Invariants:
//   - The three custodians have different functions: the database says so. They are adults with the custodian's role.
//   - A contact is let out, sealed, for an opening: one member's, for a case about her in which the custodian who asks works, with a
//     ground. Another custodian approves. Then a day passes, unless danger to life is named; the third looks at that afterwards.
//   - Whenever a contact is let out, the record says so first, in a transaction that is over before anything is read.
//   - The member is told within TellDays, unless the custodian of the survivor council holds that back, each time for TellDays.
//   - What somebody under 18 has left counts from when a safeguarding lead says that the welfare office or the facility agreed.
//     Nobody else is asked: a relative may be the trafficker.
//   - Nothing here, and no record, says what a contact is or how long. Nothing of it is logged.
//
// The package may import networks, audit, inbox, realtime/stream and locales. Only site and main may name it.
package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// Function is what a custodian is, apart from that: no two are the same.
type Function string

// The functions.
const (
	Lead    Function = "safeguarding_lead"
	Council Function = "survivor_council"
	Counsel Function = "outside_counsel"
)

// Functions are all of them, in the order of their shares.
var Functions = []Function{Lead, Council, Counsel}

// Wait is how long an opening, or a change of custodian, waits after it was approved.
const Wait = 24 * time.Hour

// TellDays is within how many days the member is told that her contact was let out; KeptDays is how long an opening is kept after
// that, and how long one that nobody opens waits; AgreeDays how long what somebody under 18 has left waits for its agreement.
const (
	TellDays  = 7
	KeptDays  = 180
	OpenDays  = 14
	AgreeDays = 30
)

// Custodian is who keeps a share. Member is "" when she has left.
type Custodian struct {
	Network  string    `db:"network_id"`
	Function Function  `db:"function"`
	Member   string    `db:"member_id"`
	Key      string    `db:"key"`
	Since    time.Time `db:"since"`
}

// Config is what the vault is made of. About says whom a case is about, in which the actor works; it refuses when there is none.
type Config struct {
	About func(ctx context.Context, a networks.Actor, id string) (member string, err error)
	Now   func() time.Time
}

// Vault is the package's door. Make one with New.
type Vault struct {
	db       *sqlx.DB
	streams  *stream.Streams
	networks *networks.Networks
	Config
}

// New serves the vault kept in db. Without a clock it is the machine's.
func New(db *sqlx.DB, streams *stream.Streams, n *networks.Networks, c Config) *Vault {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Vault{db: db, streams: streams, networks: n, Config: c}
}

func (v *Vault) today() time.Time { return v.Now().UTC().Truncate(24 * time.Hour) }

// errNotThere refuses what isn't there and what isn't hers to see alike.
var errNotThere = locales.Refuse(locales.NotFound, "vault.not_there")

// wrap says where something failed; a refusal stays as it is, and a row that isn't there is refused.
func wrap(err error, doing, id string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errNotThere
	}
	if refusal := (*locales.Refusal)(nil); err == nil || errors.As(err, &refusal) {
		return err
	}
	return fmt.Errorf("%s of %s: %w", doing, id, err)
}

// Custodians are those of a network, by function.
func (v *Vault) Custodians(ctx context.Context, network string) (custodians []Custodian, err error) {
	custodians, err = readCustodians(ctx, v.db, network)
	return custodians, wrap(err, "reading the custodians", network)
}

// keysOf are the custodians' keys; ready says whether there are all three, and so whether anything can be left.
func keysOf(custodians []Custodian) (keys Keys, ready bool) {
	keys = Keys{}
	for _, c := range custodians {
		keys[c.Function] = c.Key
	}
	return keys, keys.check() == nil
}

// Serve makes the actor a custodian, with her public age key. As long as nobody has left anything she can give another key; from then
// on a custodian and her key are changed by two others: see AskChange.
func (v *Vault) Serve(ctx context.Context, a networks.Actor, f Function, key string) error {
	if err := networks.Allow(a, networks.KeepShare, nil); err != nil {
		return err
	}
	if err := checkServing(f, key); err != nil {
		return err
	}
	return v.change(ctx, a, "vault.custodian", a.Member, func(tx *stream.Tx) error {
		kept, err := keptAnything(ctx, tx.Tx, a.Network)
		if err != nil {
			return err
		}
		served, err := upsertCustodian(ctx, tx.Tx, Custodian{a.Network, f, a.Member, key, v.today()}, kept)
		if violates(err, "vault_custodians_one", "vault_custodians_key") {
			return locales.Refuse(locales.Conflict, "vault.one_function")
		}
		if err == nil && !served {
			return locales.Refuse(locales.Conflict, "vault.function_taken")
		}
		return err
	})
}

func checkServing(f Function, key string) error {
	if !slices.Contains(Functions, f) {
		return locales.Refuse(locales.Invalid, "vault.function_needed")
	}
	if _, err := recipient(key); err != nil || len(key) > 4000 {
		return locales.Refuse(locales.Invalid, "vault.key_needed")
	}
	return nil
}

// change does something to a network's vault under its lock, with its record.
func (v *Vault) change(ctx context.Context, a networks.Actor, act audit.Act, subject string, do func(*stream.Tx) error) error {
	tx, err := v.streams.Begin(ctx)
	if err != nil {
		return wrap(err, string(act), subject)
	}
	defer tx.Rollback()
	if err := lockVault(ctx, tx.Tx, a.Network); err != nil {
		return wrap(err, string(act), subject)
	}
	if err := do(tx); err != nil {
		return wrap(err, string(act), subject)
	}
	if err := audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: act, Subject: subject, Day: v.today()}); err != nil {
		return err
	}
	return tx.Commit()
}

// custodian is the actor as a custodian of her network.
func (v *Vault) custodian(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (Custodian, error) {
	if err := networks.Allow(a, networks.KeepShare, nil); err != nil {
		return Custodian{}, err
	}
	custodians, err := readCustodians(ctx, q, a.Network)
	if err != nil {
		return Custodian{}, wrap(err, "reading the custodians", a.Network)
	}
	for _, c := range custodians {
		if c.Member == a.Member {
			return c, nil
		}
	}
	return Custodian{}, errNotThere
}

// tellCustodians tells all custodians but the actor that something waits for them.
func (v *Vault) tellCustodians(ctx context.Context, tx *stream.Tx, a networks.Actor) error {
	custodians, err := readCustodians(ctx, tx.Tx, a.Network)
	if err != nil {
		return err
	}
	var told []inbox.Notice
	for _, c := range custodians {
		if c.Member != "" && c.Member != a.Member {
			told = append(told, inbox.Notice{Network: a.Network, Member: c.Member, Kind: inbox.Custody, Day: v.today()})
		}
	}
	return inbox.Tell(ctx, tx, told...)
}
