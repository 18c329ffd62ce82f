package accounts_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tinig/server/accounts"
)

func TestSealedTextOpensForItsSealerOnly(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	member := p.first.Member
	sealed := s.Sealer(member, "drafts").Seal([]byte("a draft"))
	if text, err := h.open(h.signIn(p)).Sealer(member, "drafts").Open(sealed); err != nil || string(text) != "a draft" {
		t.Errorf("another session of hers opens %q, %v", text, err)
	}
	for name, other := range map[string]*accounts.Sealer{
		"another purpose": s.Sealer(member, "journal"),
		"another member":  s.Sealer(membership().Member, "drafts"),
		"another account": h.open(h.join().cookie).Sealer(member, "drafts"),
	} {
		if _, err := other.Open(sealed); err == nil {
			t.Errorf("the sealer of %s opens it", name)
		}
	}
	sealed[30] ^= 1
	for _, changed := range [][]byte{sealed, nil, sealed[:20]} {
		if _, err := s.Sealer(member, "drafts").Open(changed); err == nil {
			t.Error("a changed text opens")
		}
	}
}

func TestNameOfAPlaceIsHersAlone(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	drafts := s.Sealer(p.first.Member, "drafts")
	name := drafts.Name("topic 1")
	if !bytes.Equal(name, h.open(h.signIn(p)).Sealer(p.first.Member, "drafts").Name("topic 1")) {
		t.Error("another session names it otherwise")
	}
	for _, other := range [][]byte{drafts.Name("topic 2"), s.Sealer(p.first.Member, "journal").Name("topic 1"),
		h.open(h.join().cookie).Sealer(p.first.Member, "drafts").Name("topic 1")} {
		if bytes.Equal(name, other) {
			t.Error("two names are the same")
		}
	}
}

func TestLengthOfSealedTextSaysItsPowerOfTwoOnly(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	sealer := h.open(p.cookie).Sealer(p.first.Member, "drafts")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(t, "text")
		sealed := sealer.Seal(text)
		bucket := len(sealed) - 40
		if bucket < 256 || bucket&(bucket-1) != 0 || bucket > max(256, 2*(len(text)+4)) {
			t.Fatalf("%d bytes are sealed into %d", len(text), len(sealed))
		}
		if opened, err := sealer.Open(sealed); err != nil || !bytes.Equal(opened, text) {
			t.Fatalf("%d bytes come back as %d, %v", len(text), len(opened), err)
		}
	})
}

func TestTicketIsGoodOnceAndForHalfAMinute(t *testing.T) {
	h := newHouse(t)
	s := h.open(h.join().cookie)
	mint := func() string {
		ticket, err := h.MintTicket(ctx(t), s, []byte("her payload"))
		done(t, err)
		return ticket
	}
	spent, old := mint(), mint()
	got, err := h.RedeemTicket(ctx(t), spent)
	done(t, err)
	if got.Session != s.Hash || string(got.Payload) != "her payload" || !got.Until.Equal(s.IdleUntil) {
		t.Errorf("redeemed %+v", got)
	}
	h.clock.move(accounts.TicketLife)
	for _, ticket := range []string{spent, old, "", "x", strings.Repeat("A", 43)} {
		_, err = h.RedeemTicket(ctx(t), ticket)
		refused(t, err, accounts.ErrNoTicket)
	}
	if _, err := h.MintTicket(ctx(t), s, make([]byte, 600)); err == nil {
		t.Error("a payload too long is cut")
	}
}

// A page that is stuck, or somebody at a session, could fill the table with tickets: of one session's only the newest eight
// are good, and another's stay.
func TestOfASessionsTicketsOnlyTheNewestAreGood(t *testing.T) {
	h := newHouse(t)
	s, another := h.open(h.join().cookie), h.open(h.join().cookie)
	mint := func(s *accounts.Session) string {
		ticket, err := h.MintTicket(ctx(t), s, nil)
		done(t, err)
		h.clock.move(time.Second)
		return ticket
	}
	kept := mint(another)
	var tickets []string
	for range 11 {
		tickets = append(tickets, mint(s))
	}
	for i, ticket := range tickets {
		_, err := h.RedeemTicket(ctx(t), ticket)
		if i < 3 {
			refused(t, err, accounts.ErrNoTicket)
		} else {
			done(t, err)
		}
	}
	_, err := h.RedeemTicket(ctx(t), kept)
	done(t, err)
}

// Promise 5: a ticket doesn't outlive its session.
func TestTicketOfASessionThatIsOverIsRefused(t *testing.T) {
	h := newHouse(t)
	s := h.open(h.join().cookie)
	h.clock.move(s.IdleUntil.Sub(h.clock.now()) - time.Second)
	ticket, err := h.MintTicket(ctx(t), s, nil)
	done(t, err)
	h.clock.move(time.Second)
	_, err = h.RedeemTicket(ctx(t), ticket)
	refused(t, err, accounts.ErrNoTicket)
}

func TestTicketRedeemedByManyAtOnceIsGoodForOne(t *testing.T) {
	h := newHouse(t)
	s := h.open(h.join().cookie)
	for range 10 {
		ticket, err := h.MintTicket(ctx(t), s, nil)
		done(t, err)
		errs := make(chan error)
		for range 8 {
			go func() {
				_, err := h.RedeemTicket(ctx(t), ticket)
				errs <- err
			}()
		}
		good := 0
		for range 8 {
			if <-errs == nil {
				good++
			}
		}
		if good != 1 {
			t.Errorf("good for %d", good)
		}
	}
}
