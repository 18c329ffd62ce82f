package cases

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
)

// keyOf is a case's key, keyfiles.ErrNone when its words are gone.
func (c *Cases) keyOf(id string) (cipher.AEAD, error) { return aeadOf(c.Keys.Read(id)) }

// makeKey keeps a fresh key for a case.
func (c *Cases) makeKey(id string) (cipher.AEAD, error) { return aeadOf(c.Keys.Make(id)) }

// destroyKey makes a case's words unreadable, in yesterday's backup too.
func (c *Cases) destroyKey(id string) error {
	if err := c.Keys.Destroy(id); err != nil {
		return fmt.Errorf("destroying the key of case %s: %w", id, err)
	}
	return nil
}

func aeadOf(key []byte, err error) (cipher.AEAD, error) {
	if err != nil {
		return nil, fmt.Errorf("reading a case's key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// smallest is the least length that words are padded to; above it the lengths double.
const smallest = 512

// seal closes something for one place: it opens nowhere else.
func seal(key cipher.AEAD, place string, value any) ([]byte, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("writing what is sealed: %w", err)
	}
	size := smallest
	for size < len(plain) {
		size *= 2
	}
	for len(plain) < size {
		plain = append(plain, ' ')
	}
	nonce := make([]byte, key.NonceSize())
	rand.Read(nonce)
	return key.Seal(nonce, nonce, plain, []byte(place)), nil
}

// open undoes seal.
func open(key cipher.AEAD, place string, sealed []byte, into any) error {
	if len(sealed) < key.NonceSize() {
		return errors.New("what is sealed is too short")
	}
	plain, err := key.Open(nil, sealed[:key.NonceSize()], sealed[key.NonceSize():], []byte(place))
	if err != nil {
		return fmt.Errorf("opening what is sealed: %w", err)
	}
	return json.Unmarshal(plain, into)
}
