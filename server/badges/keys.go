package badges

import (
	"crypto/ed25519"
	"math/big"
	"slices"

	"github.com/google/uuid"
)

// prefix says of 32 bytes that they are an Ed25519 public key (multicodec 0xed).
var prefix = []byte{0xed, 0x01}

// multikey is a public key as text.
func multikey(key ed25519.PrivateKey) string {
	return "z" + base58(append(slices.Clone(prefix), key.Public().(ed25519.PublicKey)...))
}

// didOf names a key by itself, without any address.
func didOf(key ed25519.PrivateKey) string { return "did:key:" + multikey(key) }

func methodOf(key ed25519.PrivateKey) string { return didOf(key) + "#" + multikey(key) }

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58 is base58btc.
func base58(b []byte) string {
	var out []byte
	n, rest, base := new(big.Int).SetBytes(b), new(big.Int), big.NewInt(int64(len(alphabet)))
	for n.Sign() > 0 {
		n.DivMod(n, base, rest)
		out = append(out, alphabet[rest.Int64()])
	}
	for i := 0; i < len(b) && b[i] == 0; i++ {
		out = append(out, alphabet[0])
	}
	slices.Reverse(out)
	return string(out)
}

func newUUID() string { return uuid.NewString() }
