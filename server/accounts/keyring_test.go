package accounts_test

import (
	"testing"

	"tinig/server/accounts"
)

// One that doesn't fit can't be stored: she would be stuck as she is.
func TestAKeyringThatIsFullOfEverythingFits(t *testing.T) {
	if _, err := accounts.FullKeyring(); err != nil {
		t.Error(err)
	}
}

func TestGoingAlongIsAlwaysAsTheSameMemberAndTellsNothing(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	member, nullifier := s.Along(p.first, "one merger")
	again, same := h.open(h.signIn(p)).Along(p.first, "one merger")
	if member != again || string(nullifier) != string(same) || len(nullifier) != 32 {
		t.Error("it is another time another member")
	}
	if other, another := s.Along(p.first, "another merger"); other == member || string(another) == string(nullifier) {
		t.Error("by two mergers she is one member")
	}
	next := s.Next(p.first)
	done(t, h.Replace(ctx(t), s, p.first, next))
	if _, anew := s.Along(next, "one merger"); string(anew) != string(nullifier) {
		t.Error("under a new name she could come twice")
	}
}

func TestThatSheStaysStandsOnHerKeyring(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	merger, other := membership().Member, membership().Member
	if s.Current.StaysOut(merger) {
		t.Error("she said no before she was asked")
	}
	done(t, h.Stay(ctx(t), s, p.first.Network, merger))
	if now := h.open(p.cookie).Current; !now.StaysOut(merger) || now.StaysOut(other) {
		t.Error("her no is another one")
	}
	refused(t, h.Stay(ctx(t), s, membership().Network, merger), accounts.ErrNoMember)
}
