package accounts

import (
	"bytes"
	"context"

	"github.com/google/uuid"
)

// Along is which member she is in another network if she goes along with a merger of hers, and the nullifier by which that
// network knows that somebody has come once: always the same, so that what broke off half way can go on. Only her keyring can
// tell that they belong to m, or to each other.
func (s *Session) Along(m Membership, merger string) (member string, nullifier []byte) {
	sealer := s.Sealer(m.Member, "merger")
	return memberID(sealer.Name("member by " + merger)), sealer.Name("nullifier of " + merger)
}

// Stay keeps that she doesn't go along with a merger of a network. It stands on her keyring alone: in her member's row the
// noes would show who said none. ErrNoMember when she isn't in that network.
func (a *Accounts) Stay(ctx context.Context, s *Session, network, merger string) error {
	return a.amend(ctx, s, "", func(k *keyring) error {
		i := k.at(network)
		if i < 0 {
			return ErrNoMember
		}
		k.Memberships[i].Stays = beginning(merger)
		return nil
	})
}

// StaysOut says whether she has said that she doesn't go along with a merger.
func (m Membership) StaysOut(merger string) bool {
	return len(m.Stays) > 0 && bytes.Equal(m.Stays, beginning(merger))
}

// beginning is as much of an id as there is room for on a full keyring: enough to tell one merger of a network from another.
func beginning(id string) []byte {
	whole, err := uuid.Parse(id)
	if err != nil {
		return nil
	}
	return whole[:4]
}
