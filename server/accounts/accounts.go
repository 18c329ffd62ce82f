// Package accounts knows who may act, and no person's name. It makes accounts, opens them by a sign-in phrase or a
// recovery code, keeps sessions, and hands out keys for what a member keeps sealed.
//
// # How the keys hang together
//
//	phrase ──normalise──Argon2id──┐
//	                              ├─HMAC(pepper)──HKDF──▶ lookup id + door key ──opens──▶ keyring key
//	recovery code ──SHA-256───────┘                                                          │
//	                                                                                         ├─HKDF──▶ keyring id
//	                                                                                         ├─HKDF──▶ seals the keyring
//	                                                                                         └─HKDF──▶ Sealer keys, by member and purpose
//	what she keeps in rows ──Sealer──▶ and once more under a key of its own, elsewhere (Keeper)
//	cookie ──SHA-256──▶ session hash
//	cookie ──HKDF──▶ session key ──opens──▶ keyring key, network in use, whose device
//
// There is no user name: the phrase alone says who she is and lets her in. It is generated, never chosen, with at
// least 77 bits, which is what makes one salt for the whole site sound. A recovery code has 120 random bits and needs
// no slow hash (OWASP ASVS 5.0 asks for one under 112 bits).
//
// A door is a row that wraps the keyring key; an account has one for its phrase and one for each recovery code left.
// A session can be bound to a key of the page besides (BindTab): then the cookie alone changes nothing.
//
// The pepper stands outside the database, so a stolen database can't be searched for phrases even by somebody with a
// list of them. Several peppers can be live, the newest first: signing in tries all of them at once, and an account
// found by an older one has all its doors made anew under the newest.
//
// Every account has four such keyrings, slots that look alike: three of them wait for a duress phrase (see SetDuress), and neither the
// tables nor the difference between two backups tell whether one was set.
//
// The keyring is the one place that says which members are one person's. Everything read from the other tables is
// checked against it: a door or a session that the keyring doesn't list is refused, so a row put back from a backup
// opens nothing. It is padded to a fixed size and sealed anew at every change.
//
// # What a stolen database tells
//
// How many accounts, doors and sessions there are, four keyrings for each account, and until when a session lasts (to a minute while idle, to an hour
// in all). Not whose they are, nor which member belongs to which. Every night before the backup each table
// is written again in the order of its random ids under one transaction number, and Rewrite seals every keyring anew, so that
// neither order, xmin nor the difference between two backups tells who was active.
//
// That she paused everything, how often she took another name and that she began anew somewhere stand on the keyring too:
// in a member's row each would be a mark by which her members could be known as one person's. So do the day on which somebody last
// signed in, and the word drawn for it.
//
// Whoever has the running server's memory, or the pepper, the database and a phrase, reads that account. The package
// can't protect against that and doesn't claim to.
//
// # Rules
//
// The package never writes a row of a member, and never names networks: site brings the two together. A transaction
// here holds rows of one account at most. Nothing a person typed is in an error or a log. No HTTP.
//
// It may import realtime/stream and locales.
package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
)

// What is refused, and why it is refused in so few words: none of these tells whether a phrase, code, session or
// ticket was ever there.
var (
	ErrNoPhrase  = locales.Refuse(locales.Forbidden, "accounts.phrase_unknown")
	ErrNoCode    = locales.Refuse(locales.Forbidden, "accounts.code_unknown")
	ErrNoSession = locales.Refuse(locales.Forbidden, "accounts.signed_out")
	ErrNoTicket  = locales.Refuse(locales.Gone, "accounts.ticket_gone")
	ErrTaken     = locales.Refuse(locales.Conflict, "accounts.phrase_taken")
	ErrMember    = locales.Refuse(locales.Conflict, "accounts.network_joined")
	ErrNoMember  = locales.Refuse(locales.NotFound, "accounts.network_unknown")
	ErrBusy      = locales.Refuse(locales.TooMany, "accounts.busy")
	ErrFull      = locales.Refuse(locales.TooMany, "accounts.networks_full")
)

// Config is what accounts needs to know. The zero value but for Peppers is good.
type Config struct {
	// Peppers are the live secrets, at least one, each of at least 32 random bytes, the newest first. Doors are made
	// under the first; the others only open. A pepper can be taken away when everybody has signed in since it was
	// replaced: who hasn't is locked out.
	Peppers [][]byte
	// Memory is what phrases being checked at a time may use, in MiB; 64 for each. 0 means 256.
	Memory int
	// Keys seals what her rows keep once more, each thing under a key of its own that is erased with it. nil leaves that out.
	Keys Keys
	// Origin is the site as browsers see it, "https://notes.example": passkeys are made for it and for no other. Where it isn't said
	// there are none.
	Origin string
	// Now is the clock; nil means the machine's.
	Now func() time.Time
}

// Keys seals each thing under a key of its own, which stands outside the database and its backups.
type Keys interface {
	Seal(ctx context.Context, text []byte) ([]byte, error)
	Open(ctx context.Context, sealed []byte) ([]byte, error)
}

// Accounts is the package's door. Make one with New.
type Accounts struct {
	store *store
	doors *locksmith
	decoy decoy
	keys  Keys
	now   func() time.Time
	toil  *toil

	passkeys *webauthn.WebAuthn // nil where there are none
}

// New serves the accounts kept in db. Session ends are told through streams.
func New(db *sqlx.DB, streams *stream.Streams, c Config) (*Accounts, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Memory == 0 {
		c.Memory = 256
	}
	t := new(toil)
	s, err := newStore(db, streams)
	if err != nil {
		return nil, err
	}
	a := &Accounts{store: s, doors: newLocksmith(c.Peppers, c.Memory/argonMiB, t), keys: c.Keys, now: c.Now, toil: t}
	if a.passkeys, err = newVerifier(c.Origin); err != nil {
		return nil, err
	}
	a.decoy, err = a.newDecoy()
	return a, err
}

func (c Config) check() error {
	if len(c.Peppers) == 0 {
		return errors.New("accounts: no pepper")
	}
	for i, p := range c.Peppers {
		if len(p) < 32 {
			return fmt.Errorf("accounts: pepper %d is shorter than 32 bytes", i+1)
		}
	}
	if c.Memory != 0 && c.Memory < argonMiB {
		return fmt.Errorf("accounts: a phrase needs %d MiB, %d are allowed", argonMiB, c.Memory)
	}
	return nil
}

// Used says whether anybody could sign in to the accounts kept in db, given the pepper.
func Used(ctx context.Context, db sqlx.QueryerContext) (bool, error) { return anyDoor(ctx, db) }
