package stories

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"fmt"

	"tinig/server/keyfiles"
)

// smallest is the least length that a copy is padded to; above it the lengths double.
const smallest = 1024

// seal closes a copy for its grant: under another key, and for another grant, it doesn't open.
func seal(key []byte, g Grant, c Copy) ([]byte, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("writing a copy: %w", err)
	}
	size := smallest
	for size < len(plain) {
		size *= 2
	}
	for len(plain) < size {
		plain = append(plain, ' ')
	}
	aead, err := aeadOf(key)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, plain, boundTo(g)), nil
}

// open opens a grant's copy. While its key isn't there, or is set aside, the grant doesn't live.
func (s *Stories) open(g Grant) (c Copy, err error) {
	if g.EndedOn != nil {
		return c, errEnded
	}
	key, err := s.keys.Read(g.ID)
	if errors.Is(err, keyfiles.ErrNone) {
		return c, errEnded
	}
	if err != nil {
		return c, fmt.Errorf("reading the key of grant %s: %w", g.ID, err)
	}
	aead, err := aeadOf(key)
	if err != nil {
		return c, err
	}
	plain, err := aead.Open(nil, nil, g.Sealed, boundTo(g))
	if err != nil {
		return c, fmt.Errorf("opening the copy of grant %s: %w", g.ID, err)
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return c, fmt.Errorf("reading the copy of grant %s: %w", g.ID, err)
	}
	return c, nil
}

func aeadOf(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func boundTo(g Grant) []byte { return []byte("grant " + g.Network + " " + g.ID) }
