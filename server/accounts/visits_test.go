package accounts_test

import (
	"slices"
	"testing"
	"time"

	"tinig/server/accounts"
)

func TestEachSignInShowsTheWordOfTheOneBefore(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	first := h.open(p.cookie)
	if first.Visit.Word == "" || first.Before != (accounts.Visit{}) {
		t.Fatalf("the first visit is %v after %v", first.Visit, first.Before)
	}
	h.clock.move(3 * 24 * time.Hour)
	second := h.open(h.signIn(p))
	if second.Before != first.Visit {
		t.Errorf("the second shows %v, the first was %v", second.Before, first.Visit)
	}
	if days := second.Visit.Day.Sub(second.Before.Day).Hours() / 24; days != 3 {
		t.Errorf("three days later are %v", days)
	}
	if !slices.Contains(accounts.WordList("ceb"), second.Visit.Word) {
		t.Errorf("%q is no word of hers", second.Visit.Word)
	}
	somebody := h.open(h.signIn(p))
	if third := h.open(h.signIn(p)); third.Before != somebody.Visit || somebody.Before != second.Visit {
		t.Error("somebody was here between, and she doesn't learn it")
	}
}

func TestWhoKnowsTheVisitBeforeIsNotAskedAgain(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	h.clock.move(24 * time.Hour)
	cookie := h.signIn(p)
	s := h.open(cookie)
	word := s.Visit
	done(t, h.KnowVisit(ctx(t), s))
	if again := h.open(cookie); s.Visit != (accounts.Visit{}) || again.Visit != s.Visit || again.Before != s.Visit {
		t.Errorf("she is asked again: %v after %v", again.Visit, again.Before)
	}
	if next := h.open(h.signIn(p)); next.Before != word {
		t.Errorf("the next visit shows %v, the word was %v", next.Before, word)
	}
}

func TestARecoveryCodeIsAVisitToo(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	cookie, err := h.Recover(ctx(t), p.codes[0], accounts.NewPhrase("en"), accounts.Device{})
	done(t, err)
	if s := h.open(cookie); s.Before.Word == "" || s.Visit.Word == "" {
		t.Errorf("it is %v after %v", s.Visit, s.Before)
	}
}
