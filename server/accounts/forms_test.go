package accounts_test

import (
	"testing"
	"time"

	"tinig/server/accounts"
)

func TestSealedFormComesBackWithinAnHour(t *testing.T) {
	h := newHouse(t)
	sealed := h.SealForm("joining", []byte("step one"))
	h.clock.move(accounts.FormLife)
	if data, err := h.OpenForm("joining", sealed); err != nil || string(data) != "step one" {
		t.Errorf("opened %q, %v", data, err)
	}
	h.Accounts = h.with(pepper('b'), pepper('a'))
	if _, err := h.OpenForm("joining", sealed); err != nil {
		t.Errorf("after the pepper was replaced: %v", err)
	}
	h.clock.move(time.Second)
	_, err := h.OpenForm("joining", sealed)
	refused(t, err, accounts.ErrForm)
}

func TestFormOpensForItsPurposeAndUnchangedOnly(t *testing.T) {
	h := newHouse(t)
	sealed := h.SealForm("joining", []byte("step one"))
	_, err := h.OpenForm("recovery", sealed)
	refused(t, err, accounts.ErrForm)
	for _, changed := range []string{"", "?", "A" + sealed[1:] + "A", sealed[:20], "AAAA" + sealed[4:]} {
		_, err := h.OpenForm("joining", changed)
		refused(t, err, accounts.ErrForm)
	}
	h.Accounts = h.with(pepper('c'))
	_, err = h.OpenForm("joining", sealed)
	refused(t, err, accounts.ErrForm)
}

func TestAccountsAreUsedFromTheFirstOneOn(t *testing.T) {
	h := newHouse(t)
	for _, want := range []bool{false, true} {
		if used, err := accounts.Used(ctx(t), h.db); err != nil || used != want {
			t.Errorf("used %v, %v; want %v", used, err, want)
		}
		h.join()
	}
}
