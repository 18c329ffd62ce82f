// Package envelopes seals something to one person, so that only her open keyring opens it (HPKE, RFC 9180). The server keeps her
// public key and no other.
//
// The package imports nothing of ours.
package envelopes

import (
	"crypto/ecdh"
	"crypto/hpke"
	"fmt"
)

// The suite.
var (
	kem    = hpke.DHKEM(ecdh.X25519())
	kdf    = hpke.HKDFSHA256()
	cipher = hpke.AES256GCM()
)

// Key is somebody's own key: always the same one from the same seed.
type Key struct{ private hpke.PrivateKey }

// KeyOf makes a key from a seed of 32 bytes or more that only her keyring has.
func KeyOf(seed []byte) (Key, error) {
	private, err := kem.DeriveKeyPair(seed)
	if err != nil {
		return Key{}, fmt.Errorf("making a key: %w", err)
	}
	return Key{private}, nil
}

// Public is what others seal to.
func (k Key) Public() []byte { return k.private.PublicKey().Bytes() }

// Seal closes something for whose public key it is and for one place: put elsewhere it opens no more.
func Seal(public, plain []byte, place string) ([]byte, error) {
	key, err := kem.NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("reading a public key: %w", err)
	}
	return hpke.Seal(key, kdf, cipher, []byte(place), plain)
}

// Open undoes Seal.
func (k Key) Open(sealed []byte, place string) ([]byte, error) {
	plain, err := hpke.Open(k.private, kdf, cipher, []byte(place), sealed)
	if err != nil {
		return nil, fmt.Errorf("opening an envelope: %w", err)
	}
	return plain, nil
}
