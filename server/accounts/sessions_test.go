package accounts_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/accounts"
)

func TestSessionEndsWhenIdle(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	own, err := h.SignIn(ctx(t), p.phrase, accounts.Device{Own: true})
	done(t, err)
	h.bind(own)
	h.clock.move(10*time.Minute - time.Second)
	if s := h.open(p.cookie); s.Device.Own || !s.IdleUntil.After(h.clock.now().Add(10*time.Minute-time.Second)) {
		t.Errorf("the session on a shared device stands at %v until %v", s.Device, s.IdleUntil)
	}
	h.clock.move(11 * time.Minute)
	_, err = h.Open(ctx(t), p.cookie)
	refused(t, err, accounts.ErrNoSession)
	if s := h.open(own); !s.Device.Own {
		t.Error("her own device was forgotten")
	}
	h.clock.move(31 * time.Minute)
	_, err = h.Open(ctx(t), own)
	refused(t, err, accounts.ErrNoSession)
}

// What a page asks for by itself kept an abandoned session open.
func TestALookThatIsNoSignOfHerLeavesTheIdleLimit(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	was := h.open(p.cookie).IdleUntil
	h.clock.move(9 * time.Minute)
	s, err := h.Peek(ctx(t), p.cookie)
	done(t, err)
	if !s.IdleUntil.Equal(was) || !sameMembership(s.Current, p.first) {
		t.Errorf("it stands as %v until %v", s.Current, s.IdleUntil)
	}
	h.clock.move(was.Sub(h.clock.now()))
	for _, open := range []func(context.Context, string) (*accounts.Session, error){h.Peek, h.Open} {
		_, err = open(ctx(t), p.cookie)
		refused(t, err, accounts.ErrNoSession)
	}
}

func TestSessionEndsWithinTwelveHoursWhateverSheDoes(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	start := h.clock.now()
	for h.clock.now().Sub(start) < 11*time.Hour {
		h.open(p.cookie)
		h.clock.move(9 * time.Minute)
	}
	h.open(p.cookie)
	for h.clock.now().Sub(start) < 12*time.Hour {
		h.clock.move(9 * time.Minute)
		if _, err := h.Open(ctx(t), p.cookie); err != nil {
			refused(t, err, accounts.ErrNoSession)
			return
		}
	}
	t.Error("it lasts after twelve hours")
}

func TestSessionIsKeptAwakeOnceAMinute(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	version := func() (v string) {
		done(t, h.db.Get(&v, `SELECT xmin::text FROM sessions`))
		return v
	}
	was := version()
	for range 20 {
		h.open(p.cookie)
		h.clock.move(2 * time.Second)
	}
	if version() != was {
		t.Error("the row was written again within a minute")
	}
	h.clock.move(time.Minute)
	h.open(p.cookie)
	if version() == was {
		t.Error("the row was not written again after a minute")
	}
}

func TestTimesOfASessionAreCoarse(t *testing.T) {
	h := newHouse(t)
	s := h.open(h.join().cookie)
	if !s.IdleUntil.Truncate(time.Minute).Equal(s.IdleUntil) || !s.EndsAt.Truncate(time.Hour).Equal(s.EndsAt) {
		t.Errorf("idle until %v, ends at %v", s.IdleUntil, s.EndsAt)
	}
}

func TestCookieThatWasNeverGivenIsRefused(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	for _, cookie := range []string{"", "x", p.cookie[1:], p.cookie + "A", p.cookie[:42] + "!", h.open(p.cookie).Hash} {
		_, err := h.Open(ctx(t), cookie)
		refused(t, err, accounts.ErrNoSession)
	}
}

// Promise 5: after the end the cookie, the tickets and the sockets all fail.
func TestEndedSessionOpensNothing(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	ticket, err := h.MintTicket(ctx(t), s, nil)
	done(t, err)
	done(t, h.End(ctx(t), s))
	_, err = h.Open(ctx(t), p.cookie)
	refused(t, err, accounts.ErrNoSession)
	_, err = h.RedeemTicket(ctx(t), ticket)
	refused(t, err, accounts.ErrNoTicket)
	_, err = h.MintTicket(ctx(t), s, nil)
	refused(t, err, accounts.ErrNoSession)
	refused(t, h.Add(ctx(t), s, membership()), accounts.ErrNoSession)
	refused(t, h.Use(ctx(t), s, p.first.Network), accounts.ErrNoSession)
	if got := h.events(s.Hash); !slices.Equal(got, []string{"ended"}) {
		t.Errorf("its sockets were told %q", got)
	}
	done(t, h.End(ctx(t), s))
	h.open(h.signIn(p))
}

func TestSheListsAndEndsHerOwnSessionsOnly(t *testing.T) {
	h := newHouse(t)
	p, stranger := h.join(), h.join()
	s, other := h.open(p.cookie), h.open(h.signIn(p))
	list, err := h.Sessions(ctx(t), s)
	done(t, err)
	if len(list) != 2 || !list[0].This || list[1].This || list[1].Hash != other.Hash {
		t.Errorf("listed %+v", list)
	}
	if day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC); !list[0].Opened.Equal(day) {
		t.Errorf("opened %v, want a day", list[0].Opened)
	}
	for _, hash := range []string{h.open(stranger.cookie).Hash, "", "zz"} {
		if err := h.EndOther(ctx(t), s, hash); !locales.IsKind(err, locales.NotFound) {
			t.Errorf("ending %q: %v", hash, err)
		}
	}
	h.open(stranger.cookie)
	done(t, h.EndOther(ctx(t), s, other.Hash))
	if list, err = h.Sessions(ctx(t), s); err != nil || len(list) != 1 {
		t.Errorf("after the end: %+v, %v", list, err)
	}
	if got := h.events(other.Hash); !slices.Equal(got, []string{"ended"}) {
		t.Errorf("its sockets were told %q", got)
	}
}

func TestOldestSessionEndsWhenThereAreTooMany(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	first := h.open(p.cookie)
	h.db.MustExec(`CREATE TABLE backup AS TABLE sessions`)
	var last string
	for range 12 {
		last = h.signIn(p)
	}
	_, err := h.Open(ctx(t), p.cookie)
	refused(t, err, accounts.ErrNoSession)
	h.db.MustExec(`INSERT INTO sessions TABLE backup`)
	_, err = h.Open(ctx(t), p.cookie)
	refused(t, err, accounts.ErrNoSession)
	h.db.MustExec(`DELETE FROM sessions USING backup WHERE backup.hash = sessions.hash`)
	if got := h.events(first.Hash); !slices.Equal(got, []string{"ended"}) {
		t.Errorf("its sockets were told %q", got)
	}
	list, err := h.Sessions(ctx(t), h.open(last))
	if err != nil || len(list) != 12 {
		t.Errorf("%d sessions are open, %v", len(list), err)
	}
}

// A row put back from a backup is a row that the keyring doesn't list.
func TestSessionPutBackFromABackupIsRefused(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	h.db.MustExec(`CREATE TABLE backup AS TABLE sessions`)
	done(t, h.End(ctx(t), h.open(p.cookie)))
	h.signIn(p)
	h.db.MustExec(`INSERT INTO sessions TABLE backup`)
	_, err := h.Open(ctx(t), p.cookie)
	refused(t, err, accounts.ErrNoSession)
}

func TestSheSwitchesBetweenHerNetworks(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	second := membership()
	done(t, h.Add(ctx(t), s, second))
	if len(s.Memberships) != 2 || s.Current.Member != p.first.Member {
		t.Errorf("after joining she stands as %v with %v", s.Current, s.Memberships)
	}
	done(t, h.Use(ctx(t), s, second.Network))
	for _, s := range []*accounts.Session{s, h.open(p.cookie)} {
		if !sameMembership(s.Current, second) {
			t.Errorf("she stands as %v", s.Current)
		}
	}
	if got := h.events(s.Hash); !slices.Equal(got, []string{"changed"}) {
		t.Errorf("its sockets were told %q", got)
	}
	if s := h.open(h.signIn(p)); s.Current.Member != p.first.Member {
		t.Error("another session stands in the second network")
	}
	refused(t, h.Use(ctx(t), s, membership().Network), accounts.ErrNoMember)
}

func TestSheIsOneMemberInEachNetwork(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	again := p.first
	again.Member = membership().Member
	refused(t, h.Add(ctx(t), s, again), accounts.ErrMember)
	again = p.first
	again.Claim, _ = accounts.NewClaim()
	done(t, h.Add(ctx(t), s, again))
	if !sameMembership(h.open(p.cookie).Current, again) {
		t.Error("adding the same member again lost its claim")
	}
}

func TestWhoLeavesANetworkStandsNowhere(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	done(t, h.Drop(ctx(t), s, p.first.Network))
	for _, s := range []*accounts.Session{s, h.open(p.cookie), h.open(h.signIn(p))} {
		if s.Current.Member != "" || len(s.Memberships) != 0 {
			t.Errorf("she stands as %v with %v", s.Current, s.Memberships)
		}
	}
	refused(t, h.Drop(ctx(t), s, p.first.Network), accounts.ErrNoMember)
}

func TestKeyringHoldsAsMuchAsItSays(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	for range 12 {
		p.cookie = h.signIn(p)
	}
	s := h.open(p.cookie)
	for range 17 {
		done(t, h.Add(ctx(t), s, membership()))
	}
	refused(t, h.Add(ctx(t), s, membership()), accounts.ErrFull)
}

func TestDeviceOfHerOwnMayBeIdleLonger(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s := h.open(p.cookie)
	done(t, h.SetDevice(ctx(t), s, accounts.Device{Own: true}))
	h.bind(p.cookie)
	h.clock.move(29 * time.Minute)
	s = h.open(p.cookie)
	list, err := h.Sessions(ctx(t), s)
	if err != nil || !s.Device.Own || !list[0].Device.Own {
		t.Errorf("device %v, listed %v, %v", s.Device, list, err)
	}
	done(t, h.SetDevice(ctx(t), s, accounts.Device{}))
	h.clock.move(11 * time.Minute)
	_, err = h.Open(ctx(t), p.cookie)
	refused(t, err, accounts.ErrNoSession)
}

func TestConcurrentChangesLoseNothing(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	cookies := []string{p.cookie, h.signIn(p)}
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			s, err := h.Open(ctx(t), cookies[i%2])
			if err != nil {
				t.Error(err)
				return
			}
			if err := h.Add(ctx(t), s, membership()); err != nil {
				t.Error(err)
			}
			if err := h.SetLanguage(ctx(t), s, "sw"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if s := h.open(p.cookie); len(s.Memberships) != 17 || s.Settings.Language != "sw" {
		t.Errorf("%d memberships, settings %v", len(s.Memberships), s.Settings)
	}
}

func TestChangedLanguageIsToldToAllHerSessions(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	s, other := h.open(p.cookie), h.open(h.signIn(p))
	done(t, h.SetLanguage(ctx(t), s, "ar"))
	for _, s := range []*accounts.Session{s, other} {
		if got := h.events(s.Hash); !slices.Equal(got, []string{"changed"}) {
			t.Errorf("its sockets were told %q", got)
		}
	}
	if s.Settings.Language != "ar" {
		t.Error("the session at hand doesn't know")
	}
}

func TestSweepForgetsWhatIsOver(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	_, err := h.MintTicket(ctx(t), h.open(p.cookie), nil)
	done(t, err)
	count := func(db *sqlx.DB) (n int) {
		done(t, db.Get(&n, `SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM tickets)`))
		return n
	}
	done(t, h.Sweep(ctx(t)))
	if n := count(h.db); n != 2 {
		t.Errorf("%d rows are left of a live session and its ticket", n)
	}
	h.clock.move(time.Hour)
	done(t, h.Sweep(ctx(t)))
	if n := count(h.db); n != 0 {
		t.Errorf("%d rows are left when both are over", n)
	}
}
