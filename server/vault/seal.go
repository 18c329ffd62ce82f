package vault

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/secretsharing"
	"golang.org/x/crypto/chacha20poly1305"
)

// ContactLength is the most characters of a contact.
const ContactLength = 1000

// boxed is how many bytes every contact is padded to: the longest, and its length.
const boxed = 4*ContactLength + 2

// needed is one less than the shares that open a contact.
const needed = 1

// curve is where the key lies that is split.
var curve = group.Ristretto255

// Sealed is a contact as it is kept: the box, and the share of its key of each custodian, to her age key.
type Sealed struct {
	Box    []byte              `json:"box"`
	Shares map[Function][]byte `json:"shares"`
}

// Keys are the custodians' public age keys (age1…), one for each function.
type Keys map[Function]string

// share is what a custodian's age key opens: her share, whose contact it opens, and to whom it may be passed on. Who changes what
// is kept can't change to whom: he doesn't know the share.
type share struct {
	Place string `json:"place"`
	Value []byte `json:"value"`
	Keys  Keys   `json:"keys"`
}

// What is wrong with what was handed in.
var (
	ErrKeys    = errors.New("there must be a public age key (age1…) for each of the three custodians, and no two alike")
	ErrNoShare = errors.New("this private key opens no share here")
	ErrShares  = errors.New("these two shares don't open it: they are of the same custodian, of another contact, or of another time")
	ErrDamaged = errors.New("this is damaged, or isn't whole")
	errLong    = errors.New("the contact is too long")
)

// Seal seals a contact to three custodians, any two of whom can open it: under a fresh key, which is split and forgotten. place is whose
// it is. How long the contact is can't be told from what is sealed.
func Seal(place, contact string, to Keys) (s Sealed, err error) {
	if err := to.check(); err != nil {
		return s, err
	}
	if len(contact) > boxed-2 {
		return s, errLong
	}
	secret := curve.RandomNonZeroScalar(rand.Reader)
	aead, err := aeadOf(secret)
	if err != nil {
		return s, err
	}
	plain := make([]byte, boxed)
	binary.BigEndian.PutUint16(plain, uint16(len(contact)))
	copy(plain[2:], contact)
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+boxed+aead.Overhead())
	rand.Read(nonce)
	s = Sealed{Box: aead.Seal(nonce, nonce, plain, []byte(place)), Shares: map[Function][]byte{}}
	split := secretsharing.New(rand.Reader, needed, secret)
	for i, function := range Functions {
		value, err := split.ShareWithID(curve.NewScalar().SetUint64(uint64(i + 1))).Value.MarshalBinary()
		if err != nil {
			return s, err
		}
		if s.Shares[function], err = sealShare(share{place, value, to}, to[function]); err != nil {
			return s, err
		}
	}
	return s, nil
}

// check says whether each function has a key, and each another one.
func (k Keys) check() error {
	seen := map[string]bool{}
	for _, function := range Functions {
		if _, err := recipient(k[function]); err != nil || seen[k[function]] {
			return ErrKeys
		}
		seen[k[function]] = true
	}
	if len(k) != len(Functions) {
		return ErrKeys
	}
	return nil
}

// recipient is one public age key.
func recipient(key string) (age.Recipient, error) {
	to, err := age.ParseRecipients(strings.NewReader(key))
	if err != nil || len(to) != 1 || strings.ContainsAny(key, "\n #") {
		return nil, ErrKeys
	}
	return to[0], nil
}

// aeadOf is the cipher of a contact's key.
func aeadOf(secret group.Scalar) (cipher.AEAD, error) {
	raw, err := secret.MarshalBinary()
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, raw, nil, "tinig vault contact", chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.NewX(key)
}

func sealShare(s share, to string) ([]byte, error) {
	r, err := recipient(to)
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, r)
	if err != nil {
		return nil, fmt.Errorf("sealing a share: %w", err)
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return sealed.Bytes(), nil
}

// shareMost is how long a share can be, opened.
const shareMost = 64 << 10

// openShare opens a share that is sealed to one of the keys.
func openShare(sealed []byte, as []age.Identity) (s share, err error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), as...)
	if err != nil {
		return s, ErrNoShare
	}
	plain, err := io.ReadAll(io.LimitReader(r, shareMost))
	if err != nil || json.Unmarshal(plain, &s) != nil || s.Keys.check() != nil {
		return s, ErrDamaged
	}
	return s, nil
}

// unseal opens a box with shares of two functions.
func unseal(place string, box []byte, shares map[Function]share) (contact string, err error) {
	var points []secretsharing.Share
	for i, function := range Functions {
		s, there := shares[function]
		if !there {
			continue
		}
		value := curve.NewScalar()
		if s.Place != place || value.UnmarshalBinary(s.Value) != nil {
			return "", ErrShares
		}
		points = append(points, secretsharing.Share{ID: curve.NewScalar().SetUint64(uint64(i + 1)), Value: value})
	}
	secret, err := secretsharing.Recover(needed, points)
	if err != nil {
		return "", ErrShares
	}
	aead, err := aeadOf(secret)
	if err != nil {
		return "", err
	}
	if len(box) != aead.NonceSize()+boxed+aead.Overhead() {
		return "", ErrDamaged
	}
	plain, err := aead.Open(nil, box[:aead.NonceSize()], box[aead.NonceSize():], []byte(place))
	if err != nil {
		return "", ErrShares
	}
	length := int(binary.BigEndian.Uint16(plain))
	if length > len(plain)-2 {
		return "", ErrDamaged
	}
	return string(plain[2 : 2+length]), nil
}
