package accounts

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// answerLife is how long a device may take to answer, and she to find it.
const answerLife = 5 * time.Minute

// BeginPasskey is what her browser asks her device for to make a passkey, as JSON (WebAuthn level 3, 5.1.9). name is what the device
// shows of the site and of her: nothing that tells. It is refused on a device that others use too: the passkey would stay there. lost says
// that those she has don't count: see AddPasskey.
func (a *Accounts) BeginPasskey(ctx context.Context, s *Session, name string, lost bool) ([]byte, error) {
	if a.passkeys == nil {
		return nil, errNoPasskeys
	}
	if !s.Device.Own {
		return nil, errPasskeyShared
	}
	if err := a.MayChangePasskeys(s); err != nil && !lost {
		return nil, err
	}
	k, err := a.keyringOf(ctx, s)
	if err != nil {
		return nil, err
	}
	if lost {
		k.losePasskeys(s.Current.Network)
	}
	here := k.passkeysIn(s.Current.Network)
	if len(here) >= MostPasskeys {
		return nil, errPasskeysFull
	}
	her := holderOf(s, name, here)
	asked, _, err := a.passkeys.BeginRegistration(her,
		webauthn.WithCredentialParameters(algorithms),
		webauthn.WithExclusions(webauthn.Credentials(her.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return nil, fmt.Errorf("asking for a passkey: %w", err)
	}
	asked.Response.RelyingParty.Name = name
	return a.ask(ctx, s, asked.Response.Challenge, asked.Response)
}

// AskPasskey is what her browser asks her device for to use a passkey of hers, as JSON. ErrPasskey when she has none.
func (a *Accounts) AskPasskey(ctx context.Context, s *Session) ([]byte, error) {
	if a.passkeys == nil {
		return nil, errNoPasskeys
	}
	k, err := a.keyringOf(ctx, s)
	if err != nil {
		return nil, err
	}
	here := k.passkeysIn(s.Current.Network)
	if len(here) == 0 {
		return nil, ErrPasskey
	}
	asked, _, err := a.passkeys.BeginLogin(holderOf(s, "", here))
	if err != nil {
		return nil, fmt.Errorf("asking for a passkey: %w", err)
	}
	return a.ask(ctx, s, asked.Response.Challenge, asked.Response)
}

// ask keeps the challenge in the session, in the place of the one before it.
func (a *Accounts) ask(ctx context.Context, s *Session, challenge []byte, options any) ([]byte, error) {
	err := a.reseal(ctx, s, "", func(p *payload) {
		p.Challenge, p.Until = challenge, a.now().Add(answerLife).Unix()
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(options)
}

// takeChallenge is what her device was asked, once: an answer that was seen on its way is worth nothing.
func (a *Accounts) takeChallenge(ctx context.Context, s *Session) (challenge string, err error) {
	if a.passkeys == nil {
		return "", errNoPasskeys
	}
	err = a.reseal(ctx, s, "", func(p *payload) {
		if a.now().Unix() < p.Until {
			challenge = base64.RawURLEncoding.EncodeToString(p.Challenge)
		}
		p.Challenge, p.Until = nil, 0
	})
	if err == nil && challenge == "" {
		err = ErrPasskey
	}
	return challenge, err
}

// ProvePasskey takes what her device answered to AskPasskey: from now on this session has shown a passkey of hers. Its sockets come
// back, with what she may see now. ErrPasskey for any other answer, and for one whose passkey seems to be a copy.
func (a *Accounts) ProvePasskey(ctx context.Context, s *Session, answer string) error {
	challenge, err := a.takeChallenge(ctx, s)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return ErrPasskey
	}
	var by []byte
	err = a.amend(ctx, s, "", func(k *keyring) error {
		her := holderOf(s, "", k.passkeysIn(s.Current.Network))
		used, err := a.passkeys.ValidateLogin(her, webauthn.SessionData{
			Challenge: challenge, UserID: her.handle, UserVerification: protocol.VerificationRequired,
		}, parsed)
		if err != nil || used.Authenticator.CloneWarning {
			return ErrPasskey
		}
		by = passkeyName(used.ID)
		held := &k.Passkeys[k.passkeyAt(by)]
		held.Count, held.Flags = used.Authenticator.SignCount, byte(used.Flags.ProtocolValue())
		return nil
	})
	if err != nil {
		return err
	}
	return a.proven(ctx, s, by)
}

// proven notes in the session that a passkey was used now.
func (a *Accounts) proven(ctx context.Context, s *Session, by []byte) error {
	now := a.now()
	if err := a.reseal(ctx, s, "changed", func(p *payload) { p.Proved, p.By = now.Unix(), by }); err != nil {
		return err
	}
	s.Keyed, s.Proved, s.provedAt, s.by = true, true, now, by
	return nil
}
