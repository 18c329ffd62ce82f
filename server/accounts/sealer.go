package accounts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"github.com/google/uuid"
)

// smallest is the least length that a sealed text is padded to; above it the lengths double, so that a row's size says
// no more than the power of two.
const smallest = 256

// Sealer seals what one member keeps for one purpose: drafts, a journal. Only a session of her account can make it, so
// what it seals opens for nobody else, the operator included, and not from a backup either.
type Sealer struct {
	text []byte
	name []byte
}

// Sealer makes the sealer for one of her members and one purpose. Its keys tell nothing of each other, nor of those of
// another member or purpose. Where she has begun anew it is the one that she had before.
func (s *Session) Sealer(member, purpose string) *Sealer {
	for _, m := range s.Memberships {
		if first, err := uuid.FromBytes(m.Root); err == nil && m.Member == member {
			member = first.String()
		}
	}
	root := derive(s.key, "sealer of "+member+" for "+purpose)
	return &Sealer{text: derive(root, "text"), name: derive(root, "name")}
}

// Seal closes text, at any length but 4 GiB and above. Sealing the same text twice gives two different results.
func (s *Sealer) Seal(text []byte) []byte {
	size := smallest
	for size < len(text)+4 {
		size *= 2
	}
	padded, err := pad(text, size)
	if err != nil {
		panic(err) // size was made to fit
	}
	return seal(s.text, padded, nil)
}

// Open undoes Seal; an error when another sealer made it or a bit was changed.
func (s *Sealer) Open(sealed []byte) ([]byte, error) {
	padded, err := open(s.text, sealed, nil)
	if err != nil {
		return nil, err
	}
	return unpad(padded)
}

// Name is under what a thing of hers is kept, 32 bytes: always the same for one place (a topic's id, say), and without
// her keyring nobody can tell for which.
func (s *Sealer) Name(place string) []byte {
	return mac(s.name, place)
}

// Nullifier is what stands for her where something is done once a person (a seat on a roll): 32 bytes, always the same for one object and
// another for every other. Only a session of her account can make it, whichever member she is and whatever her name there.
func (s *Session) Nullifier(object string) []byte {
	return mac(derive(s.key, "nullifiers"), object)
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// decodeHash reads a hash as it is written in a Session; nil for anything else.
func decodeHash(text string) []byte {
	h, err := hex.DecodeString(text)
	if err != nil || len(h) != keySize {
		return nil
	}
	return h
}
