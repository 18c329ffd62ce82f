package accounts_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"

	"tinig/server/accounts"
)

// bind binds a session to a key of the test's own.
func (h *house) bind(cookie string) *ecdsa.PrivateKey {
	h.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	done(h.t, err)
	done(h.t, h.BindTab(ctx(h.t), h.open(cookie), point(h.t, key)))
	return key
}

func point(t *testing.T, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	raw, err := key.PublicKey.Bytes()
	done(t, err)
	return raw
}

// sign is what WebCrypto makes of it.
func sign(t *testing.T, key *ecdsa.PrivateKey, what string) []byte {
	t.Helper()
	sum := sha256.Sum256([]byte(what))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	done(t, err)
	proof := make([]byte, 64)
	r.FillBytes(proof[:32])
	s.FillBytes(proof[32:])
	return proof
}

func TestASessionIsBoundToOneKey(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	if s := h.open(p.cookie); s.Tab() != "" || s.ProvedBy("/home", make([]byte, 64)) {
		t.Error("it is bound from the beginning")
	}
	key := h.bind(p.cookie)
	s := h.open(p.cookie)
	done(t, h.BindTab(ctx(t), s, point(t, key))) // sent twice
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	done(t, err)
	if err := h.BindTab(ctx(t), s, point(t, other)); err == nil {
		t.Error("it is bound to another key")
	}
	proof := sign(t, key, "/home")
	if s = h.open(p.cookie); s.Tab() == "" || !s.ProvedBy("/home", proof) {
		t.Error("its proof is none")
	}
	for name, forged := range map[string][]byte{"another key's": sign(t, other, "/home"), "one of something else": sign(t, key, "/me"), "half of one": proof[:32], "nothing": nil} {
		if s.ProvedBy("/home", forged) {
			t.Errorf("%s is taken", name)
		}
	}
	if elsewhere := h.open(h.signIn(p)); elsewhere.ProvedBy("/home", proof) {
		t.Error("it is good in another session")
	}
}

func TestWhatIsNoKeyBindsNothing(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	for _, key := range [][]byte{nil, make([]byte, 65), append([]byte{4}, make([]byte, 64)...), make([]byte, 4000)} {
		if h.BindTab(ctx(t), s, key) == nil {
			t.Errorf("%d bytes are a key", len(key))
		}
	}
	if h.open(p.cookie).Tab() != "" {
		t.Error("it is bound")
	}
}

// Where no script binds it, a session on her own device is as short as elsewhere.
func TestWithoutAKeyTheIdleLimitIsTheShorterOne(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	cookie, err := h.SignIn(ctx(t), p.phrase, accounts.Device{Own: true})
	done(t, err)
	if limit := h.open(cookie).IdleLimit(); limit != accounts.IdleShared {
		t.Errorf("it is %v", limit)
	}
	h.clock.move(12 * time.Minute)
	_, err = h.Open(ctx(t), cookie)
	refused(t, err, accounts.ErrNoSession)
}
