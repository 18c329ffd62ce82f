package accounts_test

import (
	"testing"

	"tinig/server/accounts"
)

// Of two windows the later used to win without a word.
func TestWhatAnotherWindowSavedIsNotWrittenOver(t *testing.T) {
	h := newHouse(t)
	p := h.join()
	one, other := h.open(p.cookie), h.open(p.cookie)
	done(t, h.SetComfort(ctx(t), one, accounts.Comfort{Size: "large"}))
	done(t, h.SetQuiet(ctx(t), one, accounts.Quiet{From: 21, Until: 7}))
	refused(t, h.SetComfort(ctx(t), other, accounts.Comfort{Calm: true}), accounts.ErrNewer)
	refused(t, h.SetQuiet(ctx(t), other, accounts.Quiet{None: true}), accounts.ErrNewer)
	if c, q := other.Settings.Comfort, other.Settings.Quiet; c != (accounts.Comfort{Size: "large", Revision: 1}) || q != (accounts.Quiet{From: 21, Until: 7, Revision: 1}) {
		t.Errorf("the refused window is shown %+v and %+v", c, q)
	}
	done(t, h.SetComfort(ctx(t), other, accounts.Comfort{Calm: true, Revision: 1}))
	done(t, h.SetQuiet(ctx(t), other, accounts.Quiet{None: true, Revision: 1}))
	done(t, h.SetComfort(ctx(t), other, accounts.Comfort{Calm: true, Revision: 1})) // pressed twice
	done(t, h.SetLanguage(ctx(t), one, "sw"))                                       // in the window that is older
	got := h.open(p.cookie).Settings
	if got != (accounts.Settings{Language: "sw", Comfort: accounts.Comfort{Calm: true, Revision: 2}, Quiet: accounts.Quiet{None: true, Revision: 2}}) {
		t.Errorf("saved is %+v", got)
	}
}

func TestHerOwnQuietHoursCountBeforeTheNetworks(t *testing.T) {
	network, hers := accounts.Quiet{From: 20, Until: 6}, accounts.Quiet{From: 1, Until: 2}
	for _, c := range []struct{ own, network, counts accounts.Quiet }{
		{accounts.Quiet{}, network, network},
		{accounts.Quiet{Revision: 3}, network, network},
		{hers, network, hers},
		{accounts.Quiet{None: true}, network, accounts.Quiet{None: true}},
		{accounts.Quiet{}, accounts.Quiet{}, accounts.Quiet{}},
	} {
		if got := c.own.Or(c.network); got != c.counts {
			t.Errorf("of %+v in a network with %+v counts %+v", c.own, c.network, got)
		}
	}
}
