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
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// Keys is the folder in which the keys of open rounds lie, outside the database and outside its backups. Several nodes share one.
type Keys string

const (
	keySize    = 32
	ballotSize = 2304 // every answer is padded to this: the longest words, four bytes a letter, and what stands around them
)

var (
	errNoKey     = errors.New("the round's key is not in this node's folder of round keys")
	errWrongKey  = errors.New("the round's key in this node's folder is another one")
	errBadBallot = errors.New("an answer doesn't open")
)

func (k Keys) path(round Round) string {
	return filepath.Join(string(k), round.ID+"."+strconv.Itoa(round.Version))
}

// make returns the key of a round that is about to start: a fresh one, or the one left by a start that came to nothing.
func (k Keys) make(round Round) ([]byte, error) {
	if key, err := k.read(round); !errors.Is(err, errNoKey) {
		return key, err
	}
	key := make([]byte, keySize)
	rand.Read(key)
	if err := os.MkdirAll(string(k), 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of round keys: %w", err)
	}
	beside := k.path(round) + ".new"
	err := writeSynced(beside, key, os.O_CREATE|os.O_TRUNC)
	if err == nil {
		err = os.Rename(beside, k.path(round))
	}
	if err == nil {
		err = k.sync()
	}
	if err != nil {
		return nil, fmt.Errorf("keeping the key of round %s: %w", round.ID, err)
	}
	return key, nil
}

// read returns the key of a round, errNoKey when it isn't there.
func (k Keys) read(round Round) ([]byte, error) {
	key, err := os.ReadFile(k.path(round))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoKey
	}
	if err != nil {
		return nil, fmt.Errorf("reading the key of round %s: %w", round.ID, err)
	}
	if len(key) != keySize || round.KeyName != nil && !hmac.Equal(keyName(key), round.KeyName) {
		return nil, errWrongKey
	}
	return key, nil
}

// destroy overwrites a key and removes it. One that is gone is no failure.
func (k Keys) destroy(round Round) error {
	nothing := make([]byte, keySize)
	rand.Read(nothing)
	err := writeSynced(k.path(round), nothing, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = os.Remove(k.path(round))
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) { // another node may have removed it just now
		err = k.sync()
	}
	if err != nil {
		return fmt.Errorf("destroying the key of round %s: %w", round.ID, err)
	}
	return nil
}

// sync makes what was done in the folder outlast a power cut.
func (k Keys) sync() error {
	folder, err := os.Open(string(k))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func writeSynced(path string, content []byte, how int) error {
	f, err := os.OpenFile(path, os.O_WRONLY|how, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
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
