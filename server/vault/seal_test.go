package vault_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"pgregory.net/rapid"

	"tinig/server/vault"
)

func identity(t interface{ Fatal(...any) }) *age.X25519Identity {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// ring is the custodians' private keys.
type ring map[vault.Function]*age.X25519Identity

func newRing(t interface{ Fatal(...any) }) (ring, vault.Keys) {
	r, keys := ring{}, vault.Keys{}
	for _, f := range vault.Functions {
		r[f] = identity(t)
		keys[f] = r[f].Recipient().String()
	}
	return r, keys
}

func (r ring) as(f vault.Function) []age.Identity { return []age.Identity{r[f]} }

func fileOf(t interface{ Fatal(...any) }, place string, s vault.Sealed) vault.File {
	text, err := json.Marshal(map[string]any{"tinig": "vault file 1", "for": "one opening", "contacts": []vault.Contact{{Place: place, Sealed: s}}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := vault.ReadFile(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Promise 12: each pair of custodians opens a contact, whichever of them passes her share; no one alone does, nor does anybody with all that
// the server keeps.
func TestTwoOfThreeCustodiansOpenAContactAndNoOneAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		contact := string([]rune(rapid.StringN(0, 300, -1).Draw(t, "contact")))
		r, keys := newRing(t)
		sealed, err := vault.Seal("net/her", contact, keys)
		if err != nil {
			t.Fatal(err)
		}
		f := fileOf(t, "net/her", sealed)
		for _, one := range vault.Functions {
			for _, two := range vault.Functions {
				passed, err := vault.Pass(r.as(one), f, two)
				if one == two {
					if !errors.Is(err, vault.ErrShares) {
						t.Fatalf("%s passes to herself: %v", one, err)
					}
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if got, err := vault.Open(r.as(two), f, passed); err != nil || got != contact {
					t.Fatalf("%s and %s: %v", one, two, err)
				}
				if _, err := vault.Open(r.as(one), f, passed); err == nil {
					t.Fatalf("%s opens it alone", one)
				}
				for _, third := range vault.Functions {
					if third != two {
						if _, err := vault.Open(r.as(third), f, passed); err == nil {
							t.Fatalf("%s opens what was passed to %s", third, two)
						}
					}
				}
				if _, err := vault.Open([]age.Identity{identity(t)}, f, passed); !errors.Is(err, vault.ErrNoShare) {
					t.Fatalf("a stranger: %v", err)
				}
			}
		}
	})
}

func TestWhatIsSealedSaysNothing(t *testing.T) {
	_, keys := newRing(t)
	short, err := vault.Seal("net/her", "", keys)
	must(t, err)
	long, err := vault.Seal("net/her", strings.Repeat("𝕏", vault.ContactLength), keys)
	must(t, err)
	if len(short.Box) != len(long.Box) {
		t.Error("how long the contact is can be seen")
	}
	again, err := vault.Seal("net/her", "", keys)
	must(t, err)
	if string(short.Box) == string(again.Box) {
		t.Error("the same contact looks the same")
	}
	for _, f := range vault.Functions {
		if len(short.Shares[f]) != len(long.Shares[f]) || strings.Contains(string(short.Shares[f]), "net/her") {
			t.Error("a share says something")
		}
	}
	if _, err := vault.Seal("net/her", strings.Repeat("𝕏", vault.ContactLength+1), keys); err == nil {
		t.Error("one that is too long is sealed")
	}
}

// Promise 12: wrong and truncated input opens nothing, and says so.
func TestWrongAndTruncatedInputOpensNothing(t *testing.T) {
	r, keys := newRing(t)
	sealed, err := vault.Seal("net/her", "call the shelter", keys)
	must(t, err)
	f := fileOf(t, "net/her", sealed)
	passed, err := vault.Pass(r.as(vault.Council), f, vault.Lead)
	must(t, err)
	rapid.Check(t, func(t *rapid.T) {
		bad := vault.Contact{Place: f.Contacts[0].Place, Sealed: vault.Sealed{Box: slices.Clone(sealed.Box), Shares: map[vault.Function][]byte{}}}
		for k, s := range sealed.Shares {
			bad.Shares[k] = slices.Clone(s)
		}
		given := passed
		given.Shares = map[string][]byte{"net/her": slices.Clone(passed.Shares["net/her"])}
		of := map[string]*[]byte{"box": &bad.Box}
		own, theirs := bad.Shares[vault.Lead], given.Shares["net/her"]
		of["own"], of["passed"] = &own, &theirs
		part := of[rapid.SampledFrom([]string{"box", "own", "passed"}).Draw(t, "part")]
		at := rapid.IntRange(0, len(*part)-1).Draw(t, "at")
		if rapid.Bool().Draw(t, "cut") {
			*part = (*part)[:at]
		} else {
			(*part)[at] ^= byte(1 << rapid.IntRange(0, 7).Draw(t, "bit"))
		}
		bad.Shares[vault.Lead], given.Shares["net/her"] = own, theirs
		if got, err := vault.Open(r.as(vault.Lead), vault.File{For: f.For, Contacts: []vault.Contact{bad}}, given); err == nil || got != "" {
			t.Fatalf("it opens: %q", got)
		}
	})
	moved := f
	moved.Contacts = []vault.Contact{{Place: "net/another", Sealed: sealed}}
	if _, err := vault.Open(r.as(vault.Lead), moved, passed); err == nil {
		t.Error("it opens as another's")
	}
	other := passed
	other.For = "another opening"
	if _, err := vault.Open(r.as(vault.Lead), f, other); !errors.Is(err, vault.ErrNotFor) {
		t.Errorf("of another opening: %v", err)
	}
	newer, err := vault.Seal("net/her", "call the court", keys)
	must(t, err)
	if _, err := vault.Open(r.as(vault.Lead), fileOf(t, "net/her", newer), passed); !errors.Is(err, vault.ErrShares) {
		t.Errorf("with a share of the contact before: %v", err)
	}
	for _, text := range []string{"", "{", "null", "[]", `{"tinig":"vault file 1"}`, `{"tinig":"vault shares 1"}`} {
		if _, err := vault.ReadFile([]byte(text)); !errors.Is(err, vault.ErrDamaged) {
			t.Errorf("a file %q: %v", text, err)
		}
		if _, err := vault.ReadPassed([]byte(text)); !errors.Is(err, vault.ErrDamaged) {
			t.Errorf("shares %q: %v", text, err)
		}
	}
}

func TestKeysThatAreAlikeOrMissingAreRefused(t *testing.T) {
	_, keys := newRing(t)
	for _, bad := range []vault.Keys{
		{}, {vault.Lead: keys[vault.Lead], vault.Council: keys[vault.Council]},
		{vault.Lead: keys[vault.Lead], vault.Council: keys[vault.Lead], vault.Counsel: keys[vault.Counsel]},
		{vault.Lead: keys[vault.Lead], vault.Council: "age1nokey", vault.Counsel: keys[vault.Counsel]},
		{vault.Lead: keys[vault.Lead], vault.Council: keys[vault.Council] + "\n" + keys[vault.Lead], vault.Counsel: keys[vault.Counsel]},
	} {
		if _, err := vault.Seal("net/her", "x", bad); !errors.Is(err, vault.ErrKeys) {
			t.Errorf("%d keys: %v", len(bad), err)
		}
	}
}

// Promise 12: who replaces what is kept by keys of his own is passed nothing: to whom a share may go stands in the share.
func TestAShareIsPassedToThoseItWasSealedForOnly(t *testing.T) {
	r, keys := newRing(t)
	sealed, err := vault.Seal("net/her", "call the shelter", keys)
	must(t, err)
	operator, _ := newRing(t)
	f := fileOf(t, "net/her", sealed)
	forged, err := vault.Seal("net/her", "x", vault.Keys{vault.Lead: operator[vault.Lead].Recipient().String(), vault.Council: keys[vault.Council], vault.Counsel: keys[vault.Counsel]})
	must(t, err)
	f.Contacts[0].Shares[vault.Council] = forged.Shares[vault.Council] // his own, in place of hers
	passed, err := vault.Pass(r.as(vault.Council), f, vault.Lead)
	must(t, err)
	if _, err := vault.Open(operator.as(vault.Lead), f, passed); err == nil {
		t.Error("he opens it")
	}
}

// Promise 12: one custodian's key is replaced by two others, who see nothing of it; the key that is replaced opens the new ones no more.
func TestTwoCustodiansReplaceTheThirdsKey(t *testing.T) {
	r, keys := newRing(t)
	sealed, err := vault.Seal("net/her", "call the shelter", keys)
	must(t, err)
	f := fileOf(t, "net/her", sealed)
	passed, err := vault.Pass(r.as(vault.Council), f, vault.Counsel) // the lead has lost hers
	must(t, err)
	fresh := identity(t)
	renewed, err := vault.Renew(r.as(vault.Counsel), f, passed, vault.Lead, fresh.Recipient().String())
	must(t, err)
	lost := r[vault.Lead]
	r[vault.Lead] = fresh
	for _, two := range [][2]vault.Function{{vault.Lead, vault.Council}, {vault.Council, vault.Counsel}, {vault.Counsel, vault.Lead}} {
		passed, err := vault.Pass(r.as(two[0]), renewed, two[1])
		must(t, err)
		if got, err := vault.Open(r.as(two[1]), renewed, passed); err != nil || got != "call the shelter" {
			t.Errorf("%v: %q, %v", two, got, err)
		}
	}
	if _, err := vault.Pass([]age.Identity{lost}, renewed, vault.Council); !errors.Is(err, vault.ErrNoShare) {
		t.Errorf("the lost key: %v", err)
	}
	if _, err := vault.Renew(r.as(vault.Counsel), f, passed, vault.Lead, keys[vault.Council]); !errors.Is(err, vault.ErrKeys) {
		t.Errorf("to a key that another has: %v", err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
