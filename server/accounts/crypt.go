package accounts

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	"golang.org/x/crypto/chacha20poly1305"
)

// keySize is the size of every key, hash and id here, in bytes.
const keySize = 32

// sealing is how much longer a sealed text is than what it holds.
const sealing = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// errSealed says that something didn't open: it is another's, or was changed.
var errSealed = errors.New("accounts: sealed under another key, or changed")

// toil counts the costly steps, so that promise 16 (a known and an unknown phrase cost the same) can be held to equal
// work instead of to a clock.
type toil struct{ stretched, mixed, opened, sealed atomic.Int64 }

// derive makes a key from a secret for one use. The labels part the uses; no two uses share one.
func derive(secret []byte, label string) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, "tinig accounts: "+label, keySize)
	if err != nil {
		panic(err) // only for a key too long to be had from HKDF
	}
	return key
}

// hash is SHA-256 of a secret that has enough chance in itself, labelled like derive.
func hash(label string, secret []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "tinig accounts: %s\x00", label)
	h.Write(secret)
	return h.Sum(nil)
}

// random is n bytes from the system's generator, which doesn't fail (crypto/rand).
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func cipherOf(key []byte) cipher.AEAD {
	c, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err) // only for a key of the wrong size
	}
	return c
}

// seal closes text with XChaCha20-Poly1305 under a fresh nonce. about is what it belongs to: it opens only with the same.
func seal(key, text, about []byte) []byte {
	nonce := random(chacha20poly1305.NonceSizeX)
	return cipherOf(key).Seal(nonce, nonce, text, about)
}

// open undoes seal; errSealed when key or about is another, or a bit was changed.
func open(key, sealed, about []byte) ([]byte, error) {
	if len(sealed) < sealing {
		return nil, errSealed
	}
	nonce, text := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	opened, err := cipherOf(key).Open(nil, nonce, text, about)
	if err != nil {
		return nil, errSealed
	}
	return opened, nil
}

// pad makes text size bytes long, its true length in the first four.
func pad(text []byte, size int) ([]byte, error) {
	if len(text)+4 > size {
		return nil, fmt.Errorf("accounts: %d bytes don't fit into %d", len(text), size)
	}
	padded := make([]byte, size)
	binary.BigEndian.PutUint32(padded, uint32(len(text)))
	copy(padded[4:], text)
	return padded, nil
}

// unpad undoes pad.
func unpad(padded []byte) ([]byte, error) {
	if len(padded) < 4 {
		return nil, errSealed
	}
	n := binary.BigEndian.Uint32(padded)
	if int(n) > len(padded)-4 {
		return nil, errSealed
	}
	return padded[4 : 4+n], nil
}
