package envelopes

import (
	"crypto/aes"
	gcm "crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
)

// BoxKeySize is how long the key of a box is, in bytes.
const BoxKeySize = 32

// NewBoxKey is a key that nobody has yet: it goes into an envelope for each who may read.
func NewBoxKey() []byte {
	key := make([]byte, BoxKeySize)
	rand.Read(key)
	return key
}

// smallest is the least length that words are padded to; above it the lengths double.
const smallest = 512

// Close puts words under a key that some share, for one place: put elsewhere they open no more.
func Close(key []byte, place, words string) ([]byte, error) {
	aead, err := aeadOf(key)
	if err != nil {
		return nil, err
	}
	size := smallest
	for size < len(words) {
		size *= 2
	}
	plain := append([]byte(words), make([]byte, size-len(words))...)
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, plain, []byte(place)), nil
}

// Reveal undoes Close.
func Reveal(key []byte, place string, closed []byte) (string, error) {
	aead, err := aeadOf(key)
	if err != nil {
		return "", err
	}
	if len(closed) < aead.NonceSize() {
		return "", errors.New("what is sealed is too short")
	}
	plain, err := aead.Open(nil, closed[:aead.NonceSize()], closed[aead.NonceSize():], []byte(place))
	if err != nil {
		return "", fmt.Errorf("opening what is sealed: %w", err)
	}
	return strings.TrimRight(string(plain), "\x00"), nil
}

func aeadOf(key []byte) (gcm.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return gcm.NewGCM(block)
}
