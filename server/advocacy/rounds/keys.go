package rounds

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"tinig/server/keyfiles"
)

// Keys is the folder in which the keys of open rounds lie, outside the database and outside its backups. Several nodes share one.
type Keys string

// ballotSize is what every answer is padded to: the longest words, four bytes a letter, and what stands around them.
const ballotSize = 2304

var (
	errNoKey     = errors.New("the round's key is not in this node's folder of round keys")
	errWrongKey  = errors.New("the round's key in this node's folder is another one")
	errBadBallot = errors.New("an answer doesn't open")
)

func (k Keys) name(round Round) string { return round.ID + "." + strconv.Itoa(round.Version) }

// make returns the key of a round that is about to start: a fresh one, or the one left by a start that came to nothing.
func (k Keys) make(round Round) ([]byte, error) {
	key, err := keyfiles.Folder(k).Make(k.name(round))
	return key, named(key, round, err)
}

// read returns the key of a round, errNoKey when it isn't there.
func (k Keys) read(round Round) ([]byte, error) {
	key, err := keyfiles.Folder(k).Read(k.name(round))
	return key, named(key, round, err)
}

// named says what is wrong with a key: nothing, or that it isn't there, or is another round's.
func named(key []byte, round Round, err error) error {
	switch {
	case errors.Is(err, keyfiles.ErrNone):
		return errNoKey
	case err != nil:
		return fmt.Errorf("the key of round %s: %w", round.ID, err)
	case round.KeyName != nil && !hmac.Equal(keyName(key), round.KeyName):
		return errWrongKey
	}
	return nil
}

// destroy overwrites a key and removes it. One that is gone is no failure.
func (k Keys) destroy(round Round) error {
	if err := keyfiles.Folder(k).Destroy(k.name(round)); err != nil {
		return fmt.Errorf("destroying the key of round %s: %w", round.ID, err)
	}
	return nil
}

// keyName tells one key from another, and nothing else of it.
func keyName(key []byte) []byte {
	name := hmac.New(sha256.New, key)
	name.Write([]byte("tinig: the name of this round key"))
	return name.Sum(nil)[:16]
}

// seal closes an answer for its row of the roll. All sealed answers are of one length.
func seal(key []byte, round Round, nullifier []byte, b Ballot) ([]byte, error) {
	padded := make([]byte, 0, ballotSize)
	padded = append(padded, byte(len(b.Picks)))
	for _, pick := range b.Picks {
		padded = append(padded, byte(pick))
	}
	padded = append(append(padded, byte(len(b.Lang))), b.Lang...)
	padded = append(binary.BigEndian.AppendUint16(padded, uint16(len(b.Words))), b.Words...)
	if len(padded) > ballotSize {
		return nil, fmt.Errorf("an answer of %d bytes doesn't fit", len(padded))
	}
	aead, err := aeadOf(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, padded[:ballotSize], boundTo(round, nullifier)), nil
}

// open undoes seal.
func open(key []byte, round Round, nullifier, sealed []byte) (b Ballot, err error) {
	aead, err := aeadOf(key)
	if err != nil {
		return b, err
	}
	if len(sealed) < aead.NonceSize() {
		return b, errBadBallot
	}
	padded, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], boundTo(round, nullifier))
	if err != nil || len(padded) != ballotSize {
		return b, errBadBallot
	}
	for _, pick := range padded[1 : 1+padded[0]] { // what opens was written by seal
		b.Picks = append(b.Picks, int(pick))
	}
	rest := padded[1+len(b.Picks):]
	b.Lang, rest = string(rest[1:1+rest[0]]), rest[1+rest[0]:]
	b.Words = string(rest[2 : 2+binary.BigEndian.Uint16(rest)])
	return b, nil
}

func aeadOf(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// boundTo is what a sealed answer is bound to: it opens on no other row and in no other round.
func boundTo(round Round, nullifier []byte) []byte {
	return append([]byte(round.ID+"."+strconv.Itoa(round.Version)+"/"), nullifier...)
}
