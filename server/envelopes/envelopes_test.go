package envelopes_test

import (
	"bytes"
	"testing"

	"tinig/server/envelopes"
)

func TestOnlyHerKeyOpensItAndOnlyInItsPlace(t *testing.T) {
	hers, err := envelopes.KeyOf(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	other, err := envelopes.KeyOf(bytes.Repeat([]byte{2}, 32))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := envelopes.Seal(hers.Public(), []byte("words"), "here")
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := hers.Open(sealed, "here"); err != nil || string(plain) != "words" {
		t.Errorf("she reads %q (%v)", plain, err)
	}
	again, err := envelopes.KeyOf(bytes.Repeat([]byte{1}, 32))
	if err != nil || !bytes.Equal(again.Public(), hers.Public()) {
		t.Error("the same seed makes another key")
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := hers.Open(sealed, "here"); err == nil {
		t.Error("what was changed opens")
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := hers.Open(sealed, "elsewhere"); err == nil {
		t.Error("it opens elsewhere")
	}
	if _, err := other.Open(sealed, "here"); err == nil {
		t.Error("it opens with another's key")
	}
	if _, err := envelopes.Seal([]byte("short"), nil, "here"); err == nil {
		t.Error("what is no key is sealed to")
	}
}
