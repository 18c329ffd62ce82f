package statements

import (
	"context"
	"fmt"

	"tinig/server/networks"
)

// Rest takes what shows the actor from every list of signers, until Wake. hand makes what stands for her in a statement.
func (s *Statements) Rest(ctx context.Context, a networks.Actor, hand func(statement string) Hand) error {
	marks, err := s.marks(ctx, a, hand)
	if err == nil {
		err = s.resting.Begin(marks...)
	}
	if err != nil {
		return fmt.Errorf("resting the signatures of %s: %w", a.Member, err)
	}
	return nil
}

// Wake brings it back, from the next day on.
func (s *Statements) Wake(ctx context.Context, a networks.Actor, hand func(statement string) Hand) error {
	marks, err := s.marks(ctx, a, hand)
	if err == nil {
		err = s.resting.End(s.today(), marks...)
	}
	if err != nil {
		return fmt.Errorf("waking the signatures of %s: %w", a.Member, err)
	}
	return nil
}

// marks are what rests of the actor: she herself, wherever her name would stand, and the places of her signatures that show a role.
func (s *Statements) marks(ctx context.Context, a networks.Actor, hand func(statement string) Hand) ([]string, error) {
	carried, err := readAllCarried(ctx, s.db, a.Network)
	if err != nil {
		return nil, err
	}
	nullifiers := make([][]byte, len(carried))
	for i, statement := range carried {
		nullifiers[i] = hand(statement).Once
	}
	places, err := readRolePlaces(ctx, s.db, a.Network, carried, nullifiers)
	return append(places, a.Member), err
}

// awake are signers but those who rest.
func (s *Statements) awake(rows []Signer) (awake []Signer, err error) {
	for _, r := range rows {
		mark := r.Place
		if r.Member != nil {
			mark = *r.Member
		}
		rests, err := s.resting.Rests(s.now(), mark)
		if err != nil {
			return nil, fmt.Errorf("looking who rests: %w", err)
		}
		if !rests {
			awake = append(awake, r)
		}
	}
	return awake, nil
}
