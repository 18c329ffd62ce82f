package accounts

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
)

// keyringSize is what a keyring is padded to before it is sealed: it fills a page of the database with its two seals.
const keyringSize = 7 << 10

// At most this much is on a keyring, so that it always fits.
const (
	mostMemberships = 18
	mostSessions    = 12
)

// Membership is one pseudonym in one network: who she is there, and the secret by which the network knows her.
type Membership struct {
	Network string `json:"n"`
	Member  string `json:"m"`
	Claim   []byte `json:"c"`
	Root    []byte `json:"r,omitempty"` // the id of the member whom she was first there, when she has begun anew: her sealers stay the same
	Renamed []int  `json:"d,omitempty"` // the days on which she last took another name there, since 1970: see MayRename
	Stays   []byte `json:"s,omitempty"` // which merger she doesn't go along with: see Stay
}

// keyring is what an account holds. Stored as JSON, so that a field can be added; version is for what can't be read so.
type keyring struct {
	Version     int           `json:"v"`
	Memberships []Membership  `json:"of"`
	Settings    Settings      `json:"set"`
	Sessions    []heldSession `json:"in"`
	Phrase      []byte        `json:"p"`  // lookup of the phrase's door
	Codes       []heldCode    `json:"r"`  // recovery codes left
	Pepper      []byte        `json:"pp"` // name of the pepper that the doors are made under
	Passkeys    []heldPasskey `json:"pk,omitempty"`
	Last        heldVisit     `json:"l,omitzero"` // when somebody last signed in

	Slots     []heldSlot `json:"sl,omitempty"` // its spare ones, the one that waited longest first: see SetDuress
	Behind    []byte     `json:"b,omitempty"`  // in a slot with a duress phrase, until that is used: the key of the account for which it stands
	Stretched []byte     `json:"st,omitempty"` // the same: its phrase after the slow hash, to make its door anew under another pepper
}

// heldSession is a session that this account opened.
type heldSession struct {
	Hash   []byte `json:"h"`
	Opened string `json:"d"` // a day
	Own    bool   `json:"o,omitempty"`
}

// heldCode is what is left of a recovery code: enough to make its door anew under another pepper. It opens nothing that
// the keyring's reader hasn't open already.
type heldCode struct {
	Lookup []byte `json:"l"`
	Digest []byte `json:"d"`
}

// at is where the network's membership stands, or -1.
func (k *keyring) at(network string) int {
	return slices.IndexFunc(k.Memberships, func(m Membership) bool { return m.Network == network })
}

func (k *keyring) membership(network string) (Membership, bool) {
	i := k.at(network)
	if i < 0 {
		return Membership{}, false
	}
	return k.Memberships[i], true
}

func (k *keyring) holdsSession(hash []byte) bool {
	return slices.ContainsFunc(k.Sessions, func(s heldSession) bool { return bytes.Equal(s.Hash, hash) })
}

func (k *keyring) holdsCode(lookup []byte) bool {
	return slices.ContainsFunc(k.Codes, func(c heldCode) bool { return bytes.Equal(c.Lookup, lookup) })
}

// lookups are all the account's doors.
func (k *keyring) lookups() [][]byte {
	all := [][]byte{k.Phrase}
	for _, c := range k.Codes {
		all = append(all, c.Lookup)
	}
	return all
}

// keyringID is where the keyring of a key is kept.
func keyringID(key []byte) []byte {
	return derive(key, "keyring id")
}

// closeKeyring seals a keyring for its row: under its own key, then under the server's newest.
func (a *Accounts) closeKeyring(key []byte, k *keyring) ([]byte, error) {
	text, err := json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("writing a keyring: %w", err)
	}
	padded, err := pad(text, keyringSize)
	if err != nil {
		return nil, err
	}
	id := keyringID(key)
	inner := a.seal(derive(key, "keyring"), padded, id)
	return a.wrapRow(inner, id), nil
}

// openKeyring undoes closeKeyring.
func (a *Accounts) openKeyring(key, sealed []byte) (*keyring, error) {
	id := keyringID(key)
	inner, err := a.unwrapRow(sealed, id)
	if err != nil {
		return nil, err
	}
	padded, err := a.open(derive(key, "keyring"), inner, id)
	if err != nil {
		return nil, err
	}
	text, err := unpad(padded)
	if err != nil {
		return nil, err
	}
	k := new(keyring)
	if err := json.Unmarshal(text, k); err != nil {
		return nil, fmt.Errorf("reading a keyring: %w", err)
	}
	return k, nil
}

// wrapRow is the outer seal, which any server with the pepper can renew without opening the keyring.
func (a *Accounts) wrapRow(inner, id []byte) []byte {
	return a.seal(derive(a.doors.peppers[0], "keyring rows"), inner, id)
}

// unwrapRow tries every pepper, also after one has opened it: the same work for every row.
func (a *Accounts) unwrapRow(sealed, id []byte) ([]byte, error) {
	var inner []byte
	err := errSealed
	for _, p := range a.doors.peppers {
		text, e := a.open(derive(p, "keyring rows"), sealed, id)
		if e == nil {
			inner, err = text, nil
		}
	}
	return inner, err
}

// edit locks the keyring of key, lets change alter it and stores it sealed anew. For a stranger's key it does the same
// with a decoy, stores nothing and says known = false; change must then do the same work to no effect.
func (a *Accounts) edit(ctx context.Context, tx *sqlx.Tx, key []byte, change func(k *keyring, known bool) error) error {
	sealed, known, err := a.store.lockKeyring(ctx, tx, keyringID(key))
	if err != nil {
		return err
	}
	if !known {
		key, sealed = a.decoy.key, a.decoy.keyring
	}
	k, err := a.openKeyring(key, sealed)
	if err != nil {
		return err
	}
	if err := change(k, known); err != nil {
		return err
	}
	sealed, err = a.closeKeyring(key, k)
	if err != nil {
		return err
	}
	return a.store.replaceKeyring(ctx, tx, keyringID(key), sealed)
}

// decoy is what a stranger's phrase is tried on: rows of the right size and a keyring that nobody has.
type decoy struct {
	door    []byte
	key     []byte
	keyring []byte
}

// newDecoy fills a keyring as an ordinary one is.
func (a *Accounts) newDecoy() (decoy, error) {
	k := &keyring{Version: 1, Phrase: random(keySize), Pepper: a.doors.pepperName()}
	k.Memberships = []Membership{{Network: emptyID, Member: emptyID, Claim: random(keySize)}}
	for range codesEach {
		k.Codes = append(k.Codes, heldCode{Lookup: random(keySize), Digest: random(keySize)})
	}
	k.Sessions = []heldSession{{Hash: random(keySize), Opened: time.Now().Format(time.DateOnly)}}
	d := decoy{door: random(doorSize), key: random(keySize)}
	var err error
	d.keyring, err = a.closeKeyring(d.key, k)
	return d, err
}

// emptyID has the length of an id.
const emptyID = "00000000-0000-0000-0000-000000000000"
