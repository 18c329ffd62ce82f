package accounts

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
)

var (
	errNoOther = locales.Refuse(locales.NotFound, "accounts.session_unknown")
	errChosen  = locales.Refuse(locales.Invalid, "accounts.phrase_chosen")
)

// NewClaim makes the secret by which a network knows a member, and its hash. The secret goes onto her keyring
// (Membership.Claim), the hash is all that the network keeps.
func NewClaim() (secret, hash []byte) {
	secret = random(keySize)
	return secret, ClaimHash(secret)
}

// ClaimHash is what a network compares a claim with: SHA-256, enough for 256 random bits.
func ClaimHash(secret []byte) []byte {
	h := sha256.Sum256(secret)
	return h[:]
}

// Create makes an account that holds one membership, with its recovery codes, and starts a session in it. The codes
// are shown to her once and kept nowhere.
//
// The phrase must be one that NewPhrase could have made. ErrTaken when there is an account with this phrase: then it is
// hers, from a press of the button whose answer got lost, and SignIn opens it; its codes are replaced by NewCodes.
func (a *Accounts) Create(ctx context.Context, phrase string, first Membership, set Settings, d Device) (cookie string, codes []string, err error) {
	if !generated(phrase) {
		return "", nil, errChosen
	}
	doors, err := a.doors.ofPhrase(ctx, phrase)
	if err != nil {
		return "", nil, err
	}
	o, err := a.try(ctx, doors)
	if err != nil {
		return "", nil, err
	}
	if o.known {
		return "", nil, ErrTaken
	}
	e := &entry{known: true, key: random(keySize)}
	e.keyring = &keyring{Version: 1, Memberships: []Membership{first}, Settings: set}
	codes, e.keyring.Codes = newCodes()
	e.in = a.rehang(e.keyring, e.key, doors[0])
	if err := a.admit(e, d); err != nil {
		return "", nil, err
	}
	if err := a.storeNew(ctx, e); err != nil {
		return "", nil, err
	}
	return e.cookie, codes, nil
}

// storeNew stores an account that isn't there yet, whole or not at all.
func (a *Accounts) storeNew(ctx context.Context, e *entry) error {
	tx, err := a.store.db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("storing an account: %w", err)
	}
	defer tx.Rollback()
	if e.keyring.Slots, err = a.newSlots(ctx, tx); err != nil {
		return err
	}
	if err := a.insertAccount(ctx, tx, e); err != nil {
		return err
	}
	if err := a.store.insertSession(ctx, tx, true, e.session); err != nil {
		return err
	}
	return tx.Commit()
}

// insertAccount stores the keyring and the doors of an account that isn't there yet.
func (a *Accounts) insertAccount(ctx context.Context, tx *sqlx.Tx, e *entry) error {
	sealed, err := a.closeKeyring(e.key, e.keyring)
	if err != nil {
		return err
	}
	if err := a.store.insertKeyring(ctx, tx, keyringID(e.key), sealed); err != nil {
		return err
	}
	return a.store.hang(ctx, tx, true, nil, e.in)
}

// Add puts another membership onto her keyring; the session stays where it is (see Use). ErrMember when she is somebody
// else in that network already; adding the same member again changes its claim only.
func (a *Accounts) Add(ctx context.Context, s *Session, m Membership) error {
	return a.amend(ctx, s, "", func(k *keyring) error {
		i := k.at(m.Network)
		switch {
		case i < 0 && len(k.Memberships) >= mostMemberships:
			return ErrFull
		case i < 0:
			k.Memberships = append(k.Memberships, m)
		case k.Memberships[i].Member != m.Member:
			return ErrMember
		default:
			k.Memberships[i] = m
		}
		return nil
	})
}

// Drop takes a network off her keyring, for good: what was sealed as that member can't be found again. Sessions that
// stood there stand nowhere until she chooses another. ErrNoMember when she isn't in it.
func (a *Accounts) Drop(ctx context.Context, s *Session, network string) error {
	return a.amend(ctx, s, "changed", func(k *keyring) error {
		i := k.at(network)
		if i < 0 {
			return ErrNoMember
		}
		k.Memberships = slices.Delete(k.Memberships, i, i+1)
		return nil
	})
}

// amend changes her keyring and tells all her sessions kind, if any.
func (a *Accounts) amend(ctx context.Context, s *Session, kind string, change func(*keyring) error) error {
	return a.within(ctx, s, change, func(tx *stream.Tx, k *keyring) error {
		if kind == "" {
			return nil
		}
		alive, err := a.living(ctx, tx, k)
		if err != nil {
			return err
		}
		return tell(ctx, tx, hashesOf(alive), kind)
	})
}

// within changes her keyring under its lock, does what else belongs to the change in the same transaction, and refreshes
// the session. ErrNoSession when it has ended since it was opened. Keyring first, then session, then channel: everything
// here locks in that order.
func (a *Accounts) within(ctx context.Context, s *Session, change func(*keyring) error, then func(*stream.Tx, *keyring) error) error {
	tx, err := a.store.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var held *keyring
	err = a.edit(ctx, tx.Tx, s.key, func(k *keyring, known bool) error {
		if !known || !k.holdsSession(s.hash) {
			return ErrNoSession
		}
		held = k
		return change(k)
	})
	if err != nil {
		return err
	}
	row, err := a.store.lockSession(ctx, tx.Tx, s.hash, a.now())
	if err != nil {
		return err
	}
	p, err := openPayload(s, row.Sealed)
	if err != nil {
		return err
	}
	if err := then(tx, held); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.read(held, p)
	return nil
}

func hashesOf(sessions []heldSession) [][]byte {
	var hashes [][]byte
	for _, s := range sessions {
		hashes = append(hashes, s.Hash)
	}
	return hashes
}
