package badges

import (
	"crypto/ed25519"
	"crypto/subtle"
	"encoding/json"
	"strings"
	"time"
)

// Found is what a check found.
type Found string

// What there is to find: a credential as it was issued here, one that was changed since, or something that isn't ours.
const (
	Valid   Found = "valid"
	Changed Found = "changed"
	Unknown Found = "unknown"
)

// Check is what was found, and, of a valid credential, what it says and whether a code shows that it is somebody's.
type Check struct {
	Found Found
	Achievement
	Hers bool
}

// Verify looks at a text, and at a code, which may be "". It keeps neither.
func (i *Issuer) Verify(text []byte, code string) Check {
	fields := map[string]json.RawMessage{}
	proof := map[string]json.RawMessage{}
	var said struct{ Cryptosuite, VerificationMethod, ProofValue, Type, ProofPurpose string }
	if json.Unmarshal(text, &fields) != nil || json.Unmarshal(fields["proof"], &proof) != nil || json.Unmarshal(fields["proof"], &said) != nil {
		return Check{Found: Unknown}
	}
	key, known := i.keyOf(said.VerificationMethod)
	if !known || said.Cryptosuite != suite || said.Type != "DataIntegrityProof" || said.ProofPurpose != "assertionMethod" {
		return Check{Found: Unknown}
	}
	delete(fields, "proof")
	delete(proof, "proofValue")
	var c credential
	if !signed(key, fields, proof, said.ProofValue) || json.Unmarshal(text, &c) != nil {
		return Check{Found: Changed}
	}
	day, err := time.Parse(time.RFC3339, c.ValidFrom)
	if err != nil || c.Issuer.ID != didOf(key) {
		return Check{Found: Changed}
	}
	return Check{Found: Valid, Achievement: Achievement{c.Name, c.Subject.Achievement.Criteria.Narrative, day}, Hers: hers(c, code)}
}

// hers says whether a code is the one of which a credential has the hash.
func hers(c credential, code string) bool {
	code = strings.ToLower(strings.Join(strings.Fields(code), ""))
	for _, id := range c.Subject.Identifier {
		if code != "" && subtle.ConstantTimeCompare([]byte(identity(code, id.Salt)), []byte(id.IdentityHash)) == 1 {
			return true
		}
	}
	return false
}

func (i *Issuer) keyOf(method string) (ed25519.PrivateKey, bool) {
	for _, key := range i.keys {
		if methodOf(key) == method {
			return key, true
		}
	}
	return nil, false
}

// signed says whether a proof fits. An Ed25519 signature of a key and a text is always the same one, and so it is made again.
func signed(key ed25519.PrivateKey, fields, proof map[string]json.RawMessage, value string) bool {
	options, err := json.Marshal(proof)
	if err != nil {
		return false
	}
	document, err := json.Marshal(fields)
	if err != nil {
		return false
	}
	sum, err := digest(options, document)
	return err == nil && subtle.ConstantTimeCompare([]byte("z"+base58(ed25519.Sign(key, sum))), []byte(value)) == 1
}
