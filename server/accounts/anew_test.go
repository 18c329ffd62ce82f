package accounts_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/accounts"
)

func TestTheNextMembershipIsAlwaysTheSameAndNobodyElses(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	next := s.Next(p.first)
	again := h.open(h.signIn(p)).Next(p.first)
	if next.Member != again.Member || !bytes.Equal(next.Claim, again.Claim) {
		t.Error("the second time it is another")
	}
	if next.Network != p.first.Network || next.Member == p.first.Member || bytes.Equal(next.Claim, p.first.Claim) {
		t.Errorf("after %v comes %v", p.first, next)
	}
	if id, err := uuid.Parse(next.Member); err != nil || id.Version() != 4 || id.Variant() != uuid.RFC4122 {
		t.Errorf("%s doesn't look like a member's id", next.Member)
	}
	if other := h.open(h.join().cookie).Next(p.first); other.Member == next.Member || bytes.Equal(other.Claim, next.Claim) {
		t.Error("another account can tell who she will be")
	}
}

func TestWhoBeginsAnewKeepsHerSealers(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	sealed := s.Sealer(p.first.Member, "drafts").Seal([]byte("a draft"))
	name := s.Sealer(p.first.Member, "drafts").Name("a topic")
	current := p.first
	for range 3 {
		next := s.Next(current)
		done(t, h.Replace(ctx(t), s, current, next))
		done(t, h.Replace(ctx(t), s, current, next))
		for _, s := range []*accounts.Session{s, h.open(p.cookie), h.open(h.signIn(p))} {
			if s.Current.Member != next.Member || len(s.Memberships) != 1 {
				t.Fatalf("she stands as %v", s.Current)
			}
			if text, err := s.Sealer(next.Member, "drafts").Open(sealed); err != nil || string(text) != "a draft" {
				t.Errorf("her draft opens as %q, %v", text, err)
			}
			if !bytes.Equal(s.Sealer(next.Member, "drafts").Name("a topic"), name) {
				t.Error("its place has another name")
			}
		}
		current = next
	}
	refused(t, h.Replace(ctx(t), s, p.first, membership()), accounts.ErrNoMember)
	refused(t, h.Replace(ctx(t), s, membership(), membership()), accounts.ErrNoMember)
}

func TestAKeyringIsNotTooSmallForWhoBeganAnewEverywhere(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	for range 12 {
		p.cookie = h.signIn(p)
	}
	s := h.open(p.cookie)
	for range 17 {
		done(t, h.Add(ctx(t), s, membership()))
	}
	for _, m := range slices.Clone(s.Memberships) {
		done(t, h.Replace(ctx(t), s, m, s.Next(m)))
		for range 3 {
			done(t, h.NoteRenaming(ctx(t), s, m.Network))
		}
	}
	done(t, h.Pause(ctx(t), s))
}

func TestANameIsTakenThreeTimesInThirtyDays(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	other := membership()
	done(t, h.Add(ctx(t), s, other))
	for range 3 {
		done(t, h.MayRename(s.Current))
		done(t, h.NoteRenaming(ctx(t), s, p.first.Network))
		h.clock.move(24 * time.Hour)
		s = h.open(h.signIn(p))
	}
	if err := h.MayRename(s.Current); !locales.IsKind(err, locales.TooMany) {
		t.Errorf("a fourth time: %v", err)
	}
	done(t, h.MayRename(other))
	next := s.Next(s.Current)
	done(t, h.Replace(ctx(t), s, s.Current, next))
	if err := h.MayRename(s.Current); !locales.IsKind(err, locales.TooMany) {
		t.Errorf("who begins anew may at once: %v", err)
	}
	h.clock.move(27 * 24 * time.Hour)
	s = h.open(h.signIn(p))
	done(t, h.MayRename(s.Current))
	refused(t, h.NoteRenaming(ctx(t), s, membership().Network), accounts.ErrNoMember)
}

func TestAPauseHoldsEverywhereAndClosesWhatIsOpen(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	cookie := h.signIn(p)
	s, other := h.open(p.cookie), h.open(cookie)
	var tickets []string
	for _, s := range []*accounts.Session{s, other} {
		ticket, err := h.MintTicket(ctx(t), s, nil)
		done(t, err)
		tickets = append(tickets, ticket)
	}
	done(t, h.Pause(ctx(t), s))
	for _, s := range []*accounts.Session{s, h.open(p.cookie), h.open(h.signIn(p))} {
		if !s.Settings.Paused || s.Settings.Language != "ceb" {
			t.Errorf("her settings are %+v", s.Settings)
		}
	}
	for _, ticket := range tickets {
		_, err := h.RedeemTicket(ctx(t), ticket)
		refused(t, err, accounts.ErrNoTicket)
	}
	_, err := h.Open(ctx(t), cookie)
	refused(t, err, accounts.ErrNoSession)
	for hash, want := range map[string]string{s.Hash: "changed", other.Hash: "ended"} {
		var kind string
		done(t, h.db.Get(&kind, `SELECT kind FROM stream_events WHERE channel = 'session/' || $1`, hash))
		if kind != want {
			t.Errorf("a socket is told %s, want %s", kind, want)
		}
	}
	done(t, h.Wake(ctx(t), s))
	if h.open(p.cookie).Settings.Paused {
		t.Error("she can't come back")
	}
}

func TestAnAccountWithoutANetworkIsGoneWithoutARest(t *testing.T) {
	h := newHouse(t)
	p, other := h.join(), h.join()
	s := h.open(p.cookie)
	done(t, h.Close(ctx(t), s))
	h.open(p.cookie) // she is in a network: nothing happened
	done(t, h.Drop(ctx(t), s, p.first.Network))
	done(t, h.Close(ctx(t), s))
	done(t, h.Close(ctx(t), s))
	_, err := h.Open(ctx(t), p.cookie)
	refused(t, err, accounts.ErrNoSession)
	_, err = h.SignIn(ctx(t), p.phrase, accounts.Device{})
	refused(t, err, accounts.ErrNoPhrase)
	_, err = h.Recover(ctx(t), p.codes[0], accounts.NewPhrase("en"), accounts.Device{})
	refused(t, err, accounts.ErrNoCode)
	for table, want := range map[string]int{"doors": 4 * 9, "keyrings": 4, "sessions": 1} {
		if got := len(dump(t, h.db, table)); got != want {
			t.Errorf("%s holds %d rows, want %d: those of the other account", table, got, want)
		}
	}
	h.open(other.cookie)
}
