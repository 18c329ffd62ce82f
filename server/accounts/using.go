package accounts

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// sessionSize is what a session is padded to before it is sealed.
const sessionSize = 512

// payload is what a session's row holds, sealed.
type payload struct {
	Key     []byte `json:"k"`
	Network string `json:"n,omitempty"`
	Own     bool   `json:"o,omitempty"`

	Challenge []byte `json:"c,omitempty"` // what her device is asked to sign
	Until     int64  `json:"u,omitempty"` // and until when, in seconds since 1970
	Proved    int64  `json:"p,omitempty"` // when she last used a passkey here, in seconds since 1970
	By        []byte `json:"b,omitempty"` // and which

	Tab []byte `json:"t,omitempty"` // the key that it is bound to

	Visit  heldVisit `json:"v,omitzero"` // which this session began with
	Before heldVisit `json:"w,omitzero"` // and the one before it
}

// Use lets her act as the member she is in network, from this session; its sockets come back as that member.
func (a *Accounts) Use(ctx context.Context, s *Session, network string) error {
	to, ok := s.membership(network)
	if !ok {
		return ErrNoMember
	}
	if err := a.reseal(ctx, s, "changed", func(p *payload) { p.Network = network }); err != nil {
		return err
	}
	s.Current = to
	return nil
}

// SetDevice says whose device this session is on, which changes how long it may be idle.
func (a *Accounts) SetDevice(ctx context.Context, s *Session, d Device) error {
	if err := a.reseal(ctx, s, "changed", func(p *payload) { p.Own = d.Own }); err != nil {
		return err
	}
	s.Device = d
	s.IdleUntil = a.idleUntil(s.IdleLimit())
	return a.amend(ctx, s, "", func(k *keyring) error {
		for i := range k.Sessions {
			if bytes.Equal(k.Sessions[i].Hash, s.hash) {
				k.Sessions[i].Own = d.Own
			}
		}
		return nil
	})
}

// reseal changes what the session's row holds and tells its sockets kind, if any.
func (a *Accounts) reseal(ctx context.Context, s *Session, kind string, change func(*payload)) error {
	tx, err := a.store.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	row, err := a.store.lockSession(ctx, tx.Tx, s.hash, a.now())
	if err != nil {
		return err
	}
	p, err := openPayload(s, row.Sealed)
	if err != nil {
		return err
	}
	change(&p)
	row.IdleUntil = a.idleUntil(p.idleLimit())
	if row.Sealed, err = closePayload(s, p); err != nil {
		return err
	}
	if err := a.store.replaceSession(ctx, tx.Tx, row); err != nil {
		return err
	}
	if kind != "" {
		if err := tell(ctx, tx, [][]byte{s.hash}, kind); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (s *Session) membership(network string) (Membership, bool) {
	k := keyring{Memberships: s.Memberships}
	return k.membership(network)
}

// idleLimit is how long the session lasts without a sign of her: without a key that binds it, as where there is no script, it is the short one
// on her own device too.
func (p payload) idleLimit() time.Duration {
	if p.Own && p.Tab != nil {
		return IdleOwn
	}
	return IdleShared
}

// closePayload seals what a session holds for its row.
func closePayload(s *Session, p payload) ([]byte, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("writing a session: %w", err)
	}
	padded, err := pad(text, sessionSize)
	if err != nil {
		return nil, err
	}
	return seal(s.seal, padded, s.hash), nil
}

// openPayload undoes closePayload; ErrNoSession when the row is not this session's.
func openPayload(s *Session, sealed []byte) (payload, error) {
	var p payload
	padded, err := open(s.seal, sealed, s.hash)
	if err != nil {
		return p, ErrNoSession
	}
	text, err := unpad(padded)
	if err != nil {
		return p, ErrNoSession
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return p, fmt.Errorf("reading a session: %w", err)
	}
	return p, nil
}
