package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"filippo.io/age"
)

// File is what custodians take to their own machines: sealed contacts, under the id of the opening or change for which they were let out.
type File struct {
	Tinig    string    `json:"tinig"` // fileKind
	For      string    `json:"for"`
	Contacts []Contact `json:"contacts"`
}

// Contact is one of them. Of, in a file of renewed ones, is what the box before hashes to.
type Contact struct {
	Place string `json:"place"`
	Of    string `json:"of,omitempty"`
	Sealed
}

// Passed is what one custodian gives another: her shares, sealed to the other's key.
type Passed struct {
	Tinig  string            `json:"tinig"` // passedKind
	For    string            `json:"for"`
	By     Function          `json:"by"`
	Shares map[string][]byte `json:"shares"` // by place
}

const (
	fileKind   = "vault file 1"
	passedKind = "vault shares 1"
)

// ErrNotFor says that what two custodians hold isn't of the same opening.
var ErrNotFor = errors.New("the shares are of another opening than the file")

// ReadFile reads a file of the vault; ErrDamaged when it isn't one.
func ReadFile(text []byte) (f File, err error) {
	if json.Unmarshal(text, &f) != nil || f.Tinig != fileKind || f.For == "" {
		return File{}, ErrDamaged
	}
	return f, nil
}

// ReadPassed reads what a custodian passed on; ErrDamaged when it isn't that.
func ReadPassed(text []byte) (p Passed, err error) {
	if json.Unmarshal(text, &p) != nil || p.Tinig != passedKind || p.For == "" {
		return Passed{}, ErrDamaged
	}
	return p, nil
}

// Text is the file as it is written.
func (f File) Text() ([]byte, error) { return json.Marshal(f) }

// Text is what is passed as it is written.
func (p Passed) Text() ([]byte, error) { return json.Marshal(p) }

// hash is how a box is named.
func hash(box []byte) string {
	sum := sha256.Sum256(box)
	return hex.EncodeToString(sum[:])
}

// mine is the share of a contact that one of the keys opens, and whose it is.
func (c Contact) mine(as []age.Identity) (Function, share, error) {
	for _, function := range Functions {
		s, err := openShare(c.Shares[function], as)
		if errors.Is(err, ErrNoShare) {
			continue
		}
		if err == nil && s.Place != c.Place {
			err = ErrDamaged
		}
		return function, s, err
	}
	return "", share{}, ErrNoShare
}

// Pass seals a custodian's own shares to another's key, as the shares themselves name it: nothing is opened.
func Pass(as []age.Identity, f File, to Function) (p Passed, err error) {
	p = Passed{Tinig: passedKind, For: f.For, Shares: map[string][]byte{}}
	for _, c := range f.Contacts {
		by, own, err := c.mine(as)
		if err != nil {
			return p, err
		}
		if by == to || p.By != "" && p.By != by {
			return p, ErrShares
		}
		p.By = by
		if p.Shares[c.Place], err = sealShare(own, own.Keys[to]); err != nil {
			return p, err
		}
	}
	return p, nil
}

// open opens one contact with the own share and the one that was passed.
func (c Contact) open(as []age.Identity, p Passed) (contact string, keys Keys, err error) {
	by, own, err := c.mine(as)
	if err != nil {
		return "", nil, err
	}
	other, err := openShare(p.Shares[c.Place], as)
	if err != nil {
		return "", nil, err
	}
	contact, err = unseal(c.Place, c.Box, map[Function]share{by: own, p.By: other})
	return contact, own.Keys, err
}

// Open opens the one contact of a file, with the own key and what another custodian passed.
func Open(as []age.Identity, f File, p Passed) (string, error) {
	if p.For != f.For {
		return "", ErrNotFor
	}
	if len(f.Contacts) != 1 {
		return "", ErrDamaged
	}
	contact, _, err := f.Contacts[0].open(as, p)
	return contact, err
}

// Renew seals every contact of a file anew: a fresh key, fresh shares, and one custodian's key in another's place. Nothing of what is
// opened for it leaves this function.
func Renew(as []age.Identity, f File, p Passed, function Function, key string) (renewed File, err error) {
	if p.For != f.For {
		return renewed, ErrNotFor
	}
	renewed = File{Tinig: fileKind, For: f.For}
	for _, c := range f.Contacts {
		contact, before, err := c.open(as, p)
		if err != nil {
			return File{}, err
		}
		keys := Keys{}
		for f, k := range before {
			keys[f] = k
		}
		keys[function] = key
		sealed, err := Seal(c.Place, contact, keys)
		if err != nil {
			return File{}, err
		}
		renewed.Contacts = append(renewed.Contacts, Contact{Place: c.Place, Of: hash(c.Box), Sealed: sealed})
	}
	return renewed, nil
}
