package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"tinig/locales"
)

// A passkey is asked for beside the phrase, never instead of it: it opens no door, and the keyring stays where the phrase alone
// unlocks it. What it adds is that somebody who has learned a phrase isn't staff yet. It belongs to the account: the public half
// stands on the keyring, so that nobody can tell from the database whose it is, that there is one, or that two members of one
// person use the same; and one that is put back from a backup counts no more. No attestation is asked for, and the make of the
// device isn't kept (WebAuthn level 3, 5.4.7 and 14.4.1).

// Passkeys are few, and together they take no more of the keyring than is kept free for them.
const (
	MostPasskeys = 4
	passkeyRoom  = 1200 // bytes of the keyring's text
)

// Proven is for how long having used a passkey counts as now.
const Proven = 5 * time.Minute

var (
	ErrPasskey       = locales.Refuse(locales.Forbidden, "accounts.passkey_wrong")
	ErrPasskeyFirst  = locales.Refuse(locales.Forbidden, "accounts.passkey_first")
	errPasskeyShared = locales.Refuse(locales.Forbidden, "accounts.passkey_shared")
	errPasskeysFull  = locales.Refuse(locales.Conflict, "accounts.passkeys_full")
	errPasskeyGone   = locales.Refuse(locales.NotFound, "accounts.passkey_gone")
	errNoPasskeys    = locales.Refuse(locales.Conflict, "accounts.passkeys_off")
)

// Passkey is one of hers as she sees it listed.
type Passkey struct {
	ID  string    // names it on her page: hex
	Set time.Time // a day
}

// heldPasskey is what the keyring holds of one.
type heldPasskey struct {
	ID    []byte `json:"i"`
	Key   []byte `json:"k"`           // the public half, as COSE has it (RFC 9053)
	Count uint32 `json:"n,omitempty"` // how often the device says it was used; most say 0
	Flags byte   `json:"f"`
	Set   int    `json:"d"` // a day since 1970

	Only []byte   `json:"o,omitempty"` // it counts in this network alone: its staff let her set it
	Not  [][]byte `json:"x,omitempty"` // and doesn't in these: their staff let her set another
}

// algorithms are the signatures that are taken: what every device of today makes one of (WebAuthn level 3, 5.4).
var algorithms = []protocol.CredentialParameter{
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgEdDSA},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgRS256},
}

// newVerifier checks passkeys for the site at origin. It is nil where browsers make none: at an address that is a number.
func newVerifier(origin string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(origin)
	if err != nil {
		return nil, fmt.Errorf("accounts: the site's address isn't one: %w", err)
	}
	if protocol.ValidateRPID(u.Hostname()) != nil {
		return nil, nil
	}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: u.Hostname(), RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		},
	})
}

// holder is she, as the library wants her: a handle that says nothing, a name that says as little, and her passkeys.
type holder struct {
	handle []byte
	name   string
	held   []heldPasskey
}

func (h holder) WebAuthnID() []byte          { return h.handle }
func (h holder) WebAuthnName() string        { return h.name }
func (h holder) WebAuthnDisplayName() string { return h.name }

// WebAuthnCredentials are her passkeys.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(h.held))
	for i, p := range h.held {
		all[i] = webauthn.Credential{ID: p.ID, PublicKey: p.Key, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(p.Flags)),
			Authenticator: webauthn.Authenticator{SignCount: p.Count}}
	}
	return all
}

// holderOf makes the handle from the keyring key: always the same, so that a device holds one passkey of hers and not many, and
// nobody without the keyring can tell whose it is.
func holderOf(s *Session, name string, held []heldPasskey) holder {
	return holder{derive(s.key, "passkey handle"), name, held}
}

// passkeyName is a passkey's id as her page names it.
func passkeyName(id []byte) []byte {
	h := sha256.Sum256(id)
	return h[:8]
}

// Passkeys lists hers that count in the network in use, the oldest first.
func (a *Accounts) Passkeys(ctx context.Context, s *Session) ([]Passkey, error) {
	k, err := a.keyringOf(ctx, s)
	if err != nil {
		return nil, err
	}
	var list []Passkey
	for _, p := range k.passkeysIn(s.Current.Network) {
		list = append(list, Passkey{hex.EncodeToString(passkeyName(p.ID)), time.Unix(0, 0).UTC().AddDate(0, 0, p.Set)})
	}
	return list, nil
}

// AddPasskey keeps the passkey that her device made, as BeginPasskey asked it to; it counts as used. ErrPasskey for any other answer.
// Where the one beside which it would stand is lost, renew says whether the staff of the network in use let her set another, and is asked
// when the answer is good; nil where none is. Then it counts in that network alone, and those that she had no longer do there: what the
// staff of one network say is nothing to another's.
func (a *Accounts) AddPasskey(ctx context.Context, s *Session, answer string, renew func(context.Context) error) error {
	challenge, err := a.takeChallenge(ctx, s)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return ErrPasskey
	}
	her := holderOf(s, "", nil)
	made, err := a.passkeys.CreateCredential(her, webauthn.SessionData{
		Challenge: challenge, UserID: her.handle, UserVerification: protocol.VerificationRequired, CredParams: algorithms,
	}, parsed)
	if err != nil {
		return ErrPasskey
	}
	held := heldPasskey{ID: made.ID, Key: made.PublicKey, Count: made.Authenticator.SignCount, Flags: byte(made.Flags.ProtocolValue()), Set: a.day()}
	if renew != nil {
		if err := renew(ctx); err != nil {
			return err
		}
	}
	err = a.amend(ctx, s, "", func(k *keyring) error {
		if renew != nil {
			k.losePasskeys(s.Current.Network)
		}
		return k.addPasskey(held, s.Current.Network, s.by, a.JustProved(s))
	})
	if err != nil {
		return err
	}
	return a.proven(ctx, s, passkeyName(held.ID))
}

// RemovePasskey forgets one of hers. ErrPasskeyFirst unless she has just used one: whoever knows her phrase alone can't.
func (a *Accounts) RemovePasskey(ctx context.Context, s *Session, id string) error {
	name, err := hex.DecodeString(id)
	if err != nil {
		return errPasskeyGone
	}
	return a.amend(ctx, s, "changed", func(k *keyring) error {
		i := k.passkeyAt(name)
		if i < 0 {
			return errPasskeyGone
		}
		by := k.passkeyAt(s.by)
		if by < 0 || !a.JustProved(s) || !k.Passkeys[by].covers(k.Passkeys[i]) {
			return ErrPasskeyFirst
		}
		k.Passkeys = slices.Delete(k.Passkeys, i, i+1)
		return nil
	})
}

// MayChangePasskeys refuses to add to her passkeys, or to take one away, unless she has used one within Proven, or has none.
func (a *Accounts) MayChangePasskeys(s *Session) error {
	if s.Keyed && !a.JustProved(s) {
		return ErrPasskeyFirst
	}
	return nil
}

// JustProved says whether she has used a passkey of hers in this session within Proven.
func (a *Accounts) JustProved(s *Session) bool {
	return s.Proved && a.now().Sub(s.provedAt) < Proven
}
