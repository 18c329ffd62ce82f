package accounts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// passkeyAt is where the passkey of a name stands, or -1.
func (k *keyring) passkeyAt(name []byte) int {
	return slices.IndexFunc(k.Passkeys, func(p heldPasskey) bool { return bytes.Equal(passkeyName(p.ID), name) })
}

// passkeysIn are those that count in a network.
func (k *keyring) passkeysIn(network string) []heldPasskey {
	return slices.DeleteFunc(slices.Clone(k.Passkeys), func(p heldPasskey) bool { return !p.counts(networkMark(network)) })
}

// networkMark is as much of a network's id as tells it from her others; nil for none.
func networkMark(network string) []byte {
	whole, err := uuid.Parse(network)
	if err != nil {
		return nil
	}
	return whole[:8]
}

// counts says whether it does in a network.
func (p heldPasskey) counts(network []byte) bool {
	return (p.Only == nil || bytes.Equal(p.Only, network)) && !p.without(network)
}

func (p heldPasskey) without(network []byte) bool {
	return slices.ContainsFunc(p.Not, func(n []byte) bool { return bytes.Equal(n, network) })
}

// covers says whether it counts wherever another does: only then may its holder take the other away, or the staff of one network could
// undo what guards her role in another's.
func (p heldPasskey) covers(other heldPasskey) bool {
	if p.Only != nil {
		return bytes.Equal(p.Only, other.Only)
	}
	return !slices.ContainsFunc(p.Not, other.counts)
}

// addPasskey puts one onto the keyring. Beside one that counts in the network in use it takes that she has just proved that one, and it
// counts where that does. Where none counts there, it is her first: then it counts there, and everywhere if she has no other at all.
func (k *keyring) addPasskey(p heldPasskey, network string, by []byte, proved bool) error {
	switch here := k.passkeysIn(network); {
	case len(here) >= MostPasskeys:
		return errPasskeysFull
	case len(here) > 0:
		i := k.passkeyAt(by)
		if !proved || i < 0 {
			return ErrPasskeyFirst
		}
		p.Only, p.Not = k.Passkeys[i].Only, k.Passkeys[i].Not
	case len(k.Passkeys) > 0:
		p.Only = networkMark(network)
	}
	with := append(slices.Clone(k.Passkeys), p)
	text, err := json.Marshal(with)
	if err != nil {
		return fmt.Errorf("writing a passkey: %w", err)
	}
	if len(text) > passkeyRoom {
		return errPasskeysFull
	}
	k.Passkeys = with
	return nil
}

// losePasskeys lets none count in a network any more. One that counts in none of hers is forgotten.
func (k *keyring) losePasskeys(network string) {
	mark := networkMark(network)
	for i := range k.Passkeys {
		if p := &k.Passkeys[i]; p.counts(mark) {
			p.Not = append(slices.Clone(p.Not), mark)
		}
	}
	k.Passkeys = slices.DeleteFunc(k.Passkeys, func(p heldPasskey) bool {
		return !slices.ContainsFunc(k.Memberships, func(m Membership) bool { return p.counts(networkMark(m.Network)) })
	})
}
