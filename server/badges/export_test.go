package badges

import "crypto/ed25519"

// ProofValue is what this package signs a document with, by the fields of its proof.
func ProofValue(seed, proof, document []byte) (string, error) {
	signed, err := digest(proof, document)
	return "z" + base58(ed25519.Sign(ed25519.NewKeyFromSeed(seed), signed)), err
}

// Multikey is the public key of a seed as text.
func Multikey(seed []byte) string { return multikey(ed25519.NewKeyFromSeed(seed)) }
