package accounts_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"tinig/server/accounts"
)

func TestEachRecoveryCodeOpensOnce(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	if len(p.codes) != 8 {
		t.Fatalf("%d codes", len(p.codes))
	}
	for i, code := range p.codes {
		fresh := accounts.NewPhrase("en")
		cookie, err := h.Recover(ctx(t), code, fresh, accounts.Device{})
		done(t, err)
		s := h.open(cookie)
		if !sameMembership(s.Current, p.first) {
			t.Errorf("code %d opens %v", i, s.Current)
		}
		if left, err := h.CodesLeft(ctx(t), s); err != nil || left != 7-i {
			t.Errorf("%d codes are left, %v", left, err)
		}
		_, err = h.SignIn(ctx(t), p.phrase, accounts.Device{})
		refused(t, err, accounts.ErrNoPhrase)
		_, err = h.Recover(ctx(t), code, accounts.NewPhrase("en"), accounts.Device{})
		refused(t, err, accounts.ErrNoCode)
		p.phrase = fresh
		h.signIn(p)
	}
}

func TestRecoveryCodeIsEasyToCopy(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	for _, code := range p.codes {
		if !regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{6}-){3}[0-9A-HJKMNP-TV-Z]{6}$`).MatchString(code) {
			t.Errorf("a code is %q", code)
		}
	}
	misread := strings.NewReplacer("-", " ", "0", "o", "1", "l").Replace(strings.ToLower(p.codes[0]))
	_, err := h.Recover(ctx(t), misread, accounts.NewPhrase("en"), accounts.Device{})
	done(t, err)
}

func TestWrongCodeIsRefused(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	for _, wrong := range []string{"", "0", p.codes[0][1:], p.codes[0] + "0", p.phrase, h.signIn(p)} {
		_, err := h.Recover(ctx(t), wrong, accounts.NewPhrase("en"), accounts.Device{})
		refused(t, err, accounts.ErrNoCode)
	}
}

func TestRecoveryEndsEveryOtherSession(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	other := h.open(p.cookie)
	ticket, err := h.MintTicket(ctx(t), other, nil)
	done(t, err)
	h.db.MustExec(`CREATE TABLE backup AS TABLE sessions`)
	cookie, err := h.Recover(ctx(t), p.codes[0], accounts.NewPhrase("es"), accounts.Device{})
	done(t, err)
	h.open(cookie)
	for _, row := range []string{`SELECT 1`, `INSERT INTO sessions TABLE backup`} {
		h.db.MustExec(row)
		_, err = h.Open(ctx(t), p.cookie)
		refused(t, err, accounts.ErrNoSession)
	}
	_, err = h.RedeemTicket(ctx(t), ticket)
	refused(t, err, accounts.ErrNoTicket)
	if got := h.events(other.Hash); !slices.Equal(got, []string{"ended"}) {
		t.Errorf("its sockets were told %q", got)
	}
}

func TestRecoveryToATakenPhraseChangesNothing(t *testing.T) {
	h := newHouse(t)
	p, stranger := h.join(), h.join()
	_, err := h.Recover(ctx(t), p.codes[0], stranger.phrase, accounts.Device{})
	refused(t, err, accounts.ErrTaken)
	h.open(p.cookie)
	h.signIn(p)
	if s := h.open(h.signIn(stranger)); !sameMembership(s.Current, stranger.first) {
		t.Error("her phrase opens another's account")
	}
	_, err = h.Recover(ctx(t), p.codes[0], accounts.NewPhrase("fil"), accounts.Device{})
	done(t, err)
}
