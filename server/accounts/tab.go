package accounts

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"math/big"

	"tinig/locales"
)

// A tab's key is what a session is bound to besides its cookie: the page makes it, on the curve P-256, and can't give it away. Each
// change of hers comes with a signature by it (WebCrypto's ECDSA with SHA-256), so that neither a cookie that somebody copied nor one
// that the browser brought back changes anything.
const (
	tabKeySize   = 65 // an uncompressed point (SEC 1, 2.3.3)
	tabProofSize = 64 // two numbers of 32 bytes
)

var errBound = locales.Refuse(locales.Conflict, "accounts.tab_bound")

// BindTab binds her session to a key, once: from now on it has the longer idle limit on a device of her own. Binding it to the same
// key again is no harm; to another it is refused, as is what isn't a key.
func (a *Accounts) BindTab(ctx context.Context, s *Session, key []byte) error {
	if len(key) != tabKeySize {
		return errBound
	}
	if _, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), key); err != nil {
		return errBound
	}
	var bound []byte
	err := a.reseal(ctx, s, "", func(p *payload) {
		if p.Tab == nil {
			p.Tab = key
		}
		bound = p.Tab
	})
	if err != nil {
		return err
	}
	if s.tab = bound; !bytes.Equal(bound, key) {
		return errBound
	}
	return nil
}

// Tab names the key that the session is bound to, as the page does; "" while it is bound to none.
func (s *Session) Tab() string {
	if s.tab == nil {
		return ""
	}
	sum := sha256.Sum256(s.tab)
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// ProvedBy says whether a proof is the key's signature over what is proved.
func (s *Session) ProvedBy(what string, proof []byte) bool {
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), s.tab)
	if err != nil || len(proof) != tabProofSize {
		return false
	}
	sum := sha256.Sum256([]byte(what))
	r, v := new(big.Int).SetBytes(proof[:tabProofSize/2]), new(big.Int).SetBytes(proof[tabProofSize/2:])
	return ecdsa.Verify(key, sum[:], r, v)
}
