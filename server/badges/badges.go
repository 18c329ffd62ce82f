// Package badges issues and checks credentials about what somebody has learned to do: Open Badges 3.0, signed with Ed25519 as a data
// integrity proof eddsa-jcs-2022 (W3C, Data Integrity EdDSA Cryptosuites 1.0).
//
// A credential says nothing that tells: a neutral name of what was learned, a day, and whose key signed it (a did:key, no address). In
// the place of a person it has the salted hash of a code, which only she is given: with it she can show that the credential is hers,
// and without it nobody can tell whose it is. Nothing is kept of a credential or its code.
//
// The keys are handed in; the package reads no file and imports nothing of ours. The JSON is put into its one form (RFC 8785) by
// gowebpki/jcs.
package badges

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gowebpki/jcs"
)

// SeedSize is the length of a key.
const SeedSize = ed25519.SeedSize

const suite = "eddsa-jcs-2022"

// Issuer signs with its first key, and knows what it signed with the others. Make one with New.
type Issuer struct {
	keys []ed25519.PrivateKey
}

// New takes seeds, the newest first.
func New(seeds ...[]byte) (*Issuer, error) {
	if len(seeds) == 0 {
		return nil, errors.New("there is no key to sign credentials with")
	}
	i := &Issuer{}
	for _, seed := range seeds {
		if len(seed) != SeedSize {
			return nil, fmt.Errorf("a key for credentials has %d bytes, not %d", len(seed), SeedSize)
		}
		i.keys = append(i.keys, ed25519.NewKeyFromSeed(seed))
	}
	return i, nil
}

// Achievement is what a credential says: Name is what was learned, Criteria what it took, Day since when it is valid.
type Achievement struct {
	Name, Criteria string
	Day            time.Time
}

// credential is the order in which it is written. It is signed in another.
type credential struct {
	Context   []string       `json:"@context"`
	ID        string         `json:"id"`
	Type      []string       `json:"type"`
	Issuer    issuer         `json:"issuer"`
	ValidFrom string         `json:"validFrom"`
	Name      string         `json:"name"`
	Subject   subject        `json:"credentialSubject"`
	Proof     map[string]any `json:"proof,omitempty"`
}

type issuer struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Name string `json:"name"`
}

type subject struct {
	Type        string       `json:"type"`
	Identifier  []identifier `json:"identifier"`
	Achievement achievement  `json:"achievement"`
}

type identifier struct {
	Type         string `json:"type"`
	IdentityHash string `json:"identityHash"`
	IdentityType string `json:"identityType"`
	Hashed       bool   `json:"hashed"`
	Salt         string `json:"salt"`
}

type achievement struct {
	ID          string   `json:"id"`
	Type        string   `json:"type"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Criteria    criteria `json:"criteria"`
}

type criteria struct {
	Narrative string `json:"narrative"`
}

// Issue makes a credential and the code that shows whose it is. issuedBy is a neutral name.
func (i *Issuer) Issue(a Achievement, issuedBy string) (text []byte, code string, err error) {
	key, salt := i.keys[0], random(16)
	code = random(10)
	c := credential{
		Context: []string{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
		ID:      "urn:uuid:" + newUUID(), Type: []string{"VerifiableCredential", "OpenBadgeCredential"},
		Issuer: issuer{didOf(key), "Profile", issuedBy}, ValidFrom: a.Day.UTC().Format("2006-01-02T00:00:00Z"), Name: a.Name,
		Subject: subject{"AchievementSubject",
			[]identifier{{"IdentityObject", identity(code, salt), "systemId", true, salt}},
			achievement{"urn:uuid:" + newUUID(), "Achievement", a.Name, a.Criteria, criteria{a.Criteria}}},
	}
	c.Proof = map[string]any{
		"@context": c.Context, "type": "DataIntegrityProof", "cryptosuite": suite, "created": c.ValidFrom,
		"verificationMethod": methodOf(key), "proofPurpose": "assertionMethod",
	}
	proof, err := json.Marshal(c.Proof)
	if err != nil {
		return nil, "", fmt.Errorf("writing a credential: %w", err)
	}
	unsigned := c
	unsigned.Proof = nil
	document, err := json.Marshal(unsigned)
	if err != nil {
		return nil, "", fmt.Errorf("writing a credential: %w", err)
	}
	signed, err := digest(proof, document)
	if err != nil {
		return nil, "", err
	}
	c.Proof["proofValue"] = "z" + base58(ed25519.Sign(key, signed))
	text, err = json.MarshalIndent(c, "", "  ")
	return text, code, err
}

// digest is what is signed: the hash of the proof's own fields, and that of the document without its proof.
func digest(proof, document []byte) ([]byte, error) {
	var sum []byte
	for _, part := range [][]byte{proof, document} {
		canonical, err := jcs.Transform(part)
		if err != nil {
			return nil, fmt.Errorf("putting a credential into its one form: %w", err)
		}
		h := sha256.Sum256(canonical)
		sum = append(sum, h[:]...)
	}
	return sum, nil
}

// identity is the salted hash as Open Badges writes it.
func identity(code, salt string) string {
	sum := sha256.Sum256([]byte(code + salt))
	return "sha256$" + hex.EncodeToString(sum[:])
}

func random(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b)
	return hex.EncodeToString(b)
}
