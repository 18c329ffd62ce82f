package badges_test

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"tinig/server/badges"
)

// The test vector of eddsa-jcs-2022 that W3C publishes with "Data Integrity EdDSA Cryptosuites v1.0" (github.com/w3c/vc-di-eddsa,
// TestVectors/keyPair.json and eddsa-jcs-2022/signedJCS.json). The seed is its private key without the two bytes that name its kind.
const (
	vectorSeed = "c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6"
	vectorKey  = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
	vectorSign = "z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4"
	vector     = `{
		"@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
		"id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
		"type": ["VerifiableCredential", "AlumniCredential"],
		"name": "Alumni Credential",
		"description": "A minimum viable example of an Alumni Credential.",
		"issuer": "https://vc.example/issuers/5678",
		"validFrom": "2023-01-01T00:00:00Z",
		"credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
		"proof": {
			"type": "DataIntegrityProof",
			"cryptosuite": "eddsa-jcs-2022",
			"created": "2023-02-24T23:36:38Z",
			"verificationMethod": "https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
			"proofPurpose": "assertionMethod",
			"@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
		}
	}`
)

func TestTheProofIsThatOfTheSpecification(t *testing.T) {
	seed, err := hex.DecodeString(vectorSeed)
	if err != nil {
		t.Fatal(err)
	}
	if key := badges.Multikey(seed); key != vectorKey {
		t.Errorf("the key is written as %s", key)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(vector), &fields); err != nil {
		t.Fatal(err)
	}
	proof := fields["proof"]
	delete(fields, "proof")
	document, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	if value, err := badges.ProofValue(seed, proof, document); err != nil || value != vectorSign {
		t.Errorf("it is signed with %s, %v", value, err)
	}
}
